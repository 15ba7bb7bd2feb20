"""Names counted block by block are exactly the names counted at once."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from makemore.corpus import read_corpus
from makemore.counting import NgramCounts, count_ngrams
from makemore.errors import EmptyListError, MakemoreError, NamesTooLongError
from makemore.ranges import count_range, merged, ranges
from makemore.streaming import corpora, count_file, count_names

NAMES = ["Emma", " Ólivia ", "", "ava", "É\u0301va", "张伟", "x" * 300, "J\u030cos"]
TEXT = "\n".join(NAMES * 40).encode()


def same(one: NgramCounts, other: NgramCounts) -> bool:
    return one.vocabulary == other.vocabulary and torch.equal(one.matrix(), other.matrix())


def outcome(count: Callable[[], NgramCounts]) -> NgramCounts | type[MakemoreError]:
    """What counting comes to, an error by its class."""
    try:
        return count()
    except MakemoreError as error:
        return type(error)


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=12),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
    st.integers(1, 40),
)
@example(["a", "\ufeffb", "c"], "\n", 2)
@example(["a" * 300], "\n", 7)
@example(["\0"], "\n", 7)
def test_blocks_of_any_size_hold_the_same_names(names, newline, block):
    data = newline.join(names).encode()
    expected = outcome(lambda: count_ngrams(read_corpus(data)))
    found = outcome(lambda: count_names(corpora(io.BytesIO(data), block=block)).result())
    if isinstance(expected, NgramCounts):
        assert isinstance(found, NgramCounts)
        assert same(found, expected)
    else:
        assert found is expected


@pytest.mark.parametrize("block", [1, 7, 100, 1 << 20])
def test_a_file(tmp_path, block):
    path = tmp_path / "names.txt"
    path.write_bytes(TEXT)
    assert same(count_file(path, block=block).result(), count_ngrams(read_corpus(TEXT)))


TURKISH = "IŞIL\nİPEK\n" + "ILGIN\n" * 9 + "IAN\n"


@pytest.mark.parametrize("begin", ["", "\ufeffName\n"])
@pytest.mark.parametrize("size", [30, 1000])
def test_the_first_block_tells_whether_a_list_is_turkish(tmp_path, begin, size):
    data = (begin + TURKISH).encode()
    (path := tmp_path / "names.txt").write_bytes(data)
    parts = list(corpora(io.BytesIO(data), block=size))
    assert (len(parts) > 1) is (size == 30)
    names = [name for part in parts for name in part.names]
    assert names == ["ışıl", "ipek", *["ılgın"] * 9, "ıan"]
    assert same(count_names(parts).result(), count_file(path).result())
    cuts = [count_range(cut) for cut in ranges(path, size)]
    assert same(merged(cuts).counter.result(), count_file(path).result())


def test_a_first_block_that_is_not_turkish_speaks_for_the_others():
    data = ("EMMA\n" * 9 + TURKISH).encode()
    names = [name for part in corpora(io.BytesIO(data), block=20) for name in part.names]
    assert names[9:] == ["işil", "ipek", *["ilgin"] * 9, "ian"]


def test_longer_contexts():
    expected = count_ngrams(read_corpus(TEXT), context_size=3)
    found = count_names(corpora(io.BytesIO(TEXT), block=50), context_size=3).result()
    assert torch.equal(found.contexts, expected.contexts)
    assert torch.equal(found.occurrences, expected.occurrences)


def test_the_bytes_are_told_as_they_go():
    told: list[int] = []
    list(corpora(io.BytesIO(TEXT), block=100, seen=told.append))
    assert sum(told) == len(TEXT)


def test_nothing_but_blank_lines_and_long_ones():
    with pytest.raises(EmptyListError):
        list(corpora(io.BytesIO(b"\n \n"), block=1))
    with pytest.raises(NamesTooLongError, match="300"):
        list(corpora(io.BytesIO(b"a" * 300 + b"\n" + b"b" * 250), block=20))
