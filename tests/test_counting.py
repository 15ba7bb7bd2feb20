"""Counts: hand-worked, and equal to a naive Counter however the bytes are cut and put together."""

from collections import Counter
from itertools import chain

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from makemore import lecture
from makemore.corpus import corpus_of
from makemore.counting import CHUNK, NgramCounter, NgramCounts, count_ngrams, names_as_bytes
from makemore.errors import UnknownCharacterError
from makemore.vocabulary import Vocabulary

ASCII = st.characters(codec="ascii", exclude_characters="\n")
ANY = st.characters(exclude_characters="\n", exclude_categories=["Cs"])
FEW = st.sampled_from("ab.é王")
MANY = st.sampled_from([chr(code) for code in range(0x4E00, 0x4E00 + 60)])  # 5 * 60 > tables hold
NAMES = st.one_of(
    *(st.lists(st.text(letters, min_size=1, max_size=8)) for letters in (ASCII, ANY, FEW, MANY))
)
CONTEXT_SIZES = st.integers(1, 4)


def naive_counts(names: list[str], context_size: int) -> Counter:
    """(context, target) -> occurrences, with a newline for the boundary."""
    counts = Counter()
    for name in names:
        padded = "\n" * context_size + name + "\n"
        for end in range(context_size, len(padded)):
            counts[padded[end - context_size : end], padded[end]] += 1
    return counts


def as_counter(counts: NgramCounts) -> Counter:
    """The same form, from the tokens of a result; and what must hold for every result."""
    signs = ("\n", *counts.vocabulary.characters)
    rows = torch.cat([counts.contexts, counts.targets[:, None]], dim=1).tolist()
    assert rows == sorted(rows)
    assert len(set(map(tuple, rows))) == len(rows)
    assert (counts.occurrences > 0).all()
    assert {column.dtype for column in (counts.contexts, counts.targets, counts.occurrences)} == {
        torch.int64
    }
    text = ["".join(signs[token] for token in row) for row in rows]
    return Counter(
        {(t[:-1], t[-1]): n for t, n in zip(text, counts.occurrences.tolist(), strict=True)}
    )


def counter_of(data: bytes, context_size: int, cuts: list[int] = ()) -> NgramCounter:
    counter = NgramCounter(context_size)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, stop in zip(edges, edges[1:], strict=False):
        counter.update(data[start:stop])
    return counter


def test_pairs_by_hand():
    # ab: .a ab b.   a: .a a.   ba: .b ba a.
    counts = count_ngrams(["ab", "a", "ba"])
    assert counts.vocabulary.characters == ("a", "b")
    assert counts.matrix().tolist() == [
        [0, 2, 1],  # . -> a in ab and a, . -> b in ba
        [2, 0, 1],  # a -> . in a and ba, a -> b in ab
        [1, 1, 0],  # b -> . in ab, b -> a in ba
    ]
    assert counts.contexts.tolist() == [[0], [0], [1], [1], [2], [2]]
    assert counts.targets.tolist() == [1, 2, 0, 2, 0, 1]
    assert counts.occurrences.tolist() == [2, 1, 2, 1, 1, 1]
    assert counts.total == 8  # 5 characters and 3 ends


def test_triples_by_hand():
    # ab: ..a .ab ab.   a: ..a .a.   ba: ..b .ba ba.
    counts = count_ngrams(["ab", "a", "ba"], context_size=2)
    assert counts.context_size == 2
    assert as_counter(counts) == {
        ("\n\n", "a"): 2,
        ("\n\n", "b"): 1,
        ("\na", "b"): 1,
        ("\na", "\n"): 1,
        ("ab", "\n"): 1,
        ("\nb", "a"): 1,
        ("ba", "\n"): 1,
    }


def test_dots_are_characters_not_boundaries():
    # j.r: .j j(dot) (dot)r r.   tokens: dot 1, j 2, r 3
    counts = count_ngrams(["j.r"])
    assert counts.vocabulary.characters == (".", "j", "r")
    assert counts.vocabulary.boundary_label == "·"
    assert counts.matrix().tolist() == [[0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0], [1, 0, 0, 0]]


def test_all_ways_to_give_names():
    names = ["ab", "a", "ba"]
    expected = naive_counts(names, 1)
    for way in (names, iter(names), tuple(names), corpus_of(names), b"ab\na\nba\n", b"ab\na\nba"):
        assert as_counter(count_ngrams(way)) == expected


def test_blank_lines_count_nothing():
    for K in (1, 2, 3):
        expected = as_counter(count_ngrams(["ab", "a"], context_size=K))
        assert as_counter(count_ngrams(b"\n\nab\n\n\na\n\n", context_size=K)) == expected
        assert as_counter(count_ngrams(["", "ab", "", "a"], context_size=K)) == expected


@pytest.mark.parametrize("names", [[], b"", b"\n\n", [""]])
@pytest.mark.parametrize("K", [1, 2])
def test_nothing_to_count(names, K):
    counts = count_ngrams(names, context_size=K)
    assert counts.total == 0
    assert counts.contexts.shape == (0, K)
    assert counts.targets.shape == counts.occurrences.shape == (0,)
    assert len(counts.vocabulary) == 1


def test_names_are_not_split_in_silence():
    with pytest.raises(ValueError, match="line break"):
        count_ngrams(["ab", "a\nb"])
    with pytest.raises(TypeError, match="list"):
        names_as_bytes("emma")


@pytest.mark.parametrize("K", [0, -1])
def test_context_size_below_one(K):
    with pytest.raises(ValueError, match="at least 1"):
        NgramCounter(K)


def test_a_square_table_is_for_pairs():
    with pytest.raises(ValueError, match="K = 2"):
        count_ngrams(["ab"], context_size=2).matrix()


@given(NAMES, CONTEXT_SIZES, st.lists(st.integers(0, 1000), max_size=6))
def test_any_cut_of_the_bytes(names, K, cuts):
    counts = counter_of(names_as_bytes(names), K, cuts).result()
    assert as_counter(counts) == naive_counts(names, K)
    assert counts.vocabulary == Vocabulary.of("".join(names))


@given(st.data(), st.lists(NAMES, min_size=1, max_size=4), CONTEXT_SIZES)
def test_any_order_of_merging(data, lists, K):
    counters = [counter_of(names_as_bytes(names), K) for names in lists]
    while len(counters) > 1:  # any tree: one of them swallows another
        one, other = data.draw(st.permutations(range(len(counters))))[:2]
        counters[one].merge(counters[other])
        del counters[other]
    assert as_counter(counters[0].result()) == naive_counts(list(chain(*lists)), K)


@given(NAMES, NAMES, CONTEXT_SIZES)
def test_update_after_merge_and_result(first, then, K):
    counter, empty = counter_of(names_as_bytes(first), K), NgramCounter(K)
    counter.merge(empty)
    assert as_counter(counter.result()) == naive_counts(first, K)
    assert as_counter(counter.result()) == naive_counts(first, K)  # looking changes nothing
    counter.update(names_as_bytes(then))
    assert as_counter(counter.result()) == naive_counts(first + then, K)


@pytest.mark.parametrize("K", [1, 2, 3])
def test_merging_ends_unfinished_names(K):
    one, other = counter_of("ab\nзо".encode(), K), counter_of(b"ba\na", K)
    one.merge(other)
    assert as_counter(one.result()) == naive_counts(["ab", "зо", "ba", "a"], K)
    one.update(b"b\n")  # a new name, not the rest of "a"
    assert as_counter(one.result()) == naive_counts(["ab", "зо", "ba", "a", "b"], K)


def test_merging_a_counter_with_itself_doubles_it():
    for names in (["ab"], ["王芳"], [chr(0x4E00 + i) for i in range(1100)]):
        counter = counter_of(names_as_bytes(names), 1)
        counter.merge(counter)
        assert as_counter(counter.result()) == naive_counts(names * 2, 1)


def test_merging_different_context_sizes():
    with pytest.raises(ValueError, match="K = 1 and K = 2"):
        NgramCounter(1).merge(NgramCounter(2))


@pytest.mark.parametrize("K", [1, 2, 3, 4])
def test_table_gives_way_to_sorting(K):
    """A first piece of few characters fits a table; the second has 1,500 (1,500**2 > 2**20)."""
    few = ["abba", "baab"] * 3
    many = [chr(0x4E00 + i) + chr(0x4E00 + i // 2) + "a" for i in range(1500)]
    counter = NgramCounter(K)
    for names in (few, many, few):
        counter.update(names_as_bytes(["é", *names]))
    expected = naive_counts(["é", *few, "é", *many, "é", *few], K)
    assert as_counter(counter.result()) == expected


@pytest.mark.parametrize("K", [19, 20, 63, 64, 200])
def test_huge_contexts(K):
    """2**(K + 1) cells fit no table from K = 20 on, and numpy has no more than 64 axes."""
    names = ["emma", "ava", "王芳", "x" * 150, "ava"]
    assert as_counter(count_ngrams(names, context_size=K)) == naive_counts(names, K)


@pytest.mark.parametrize("K", [1, 3])
@pytest.mark.parametrize("letter", ["a", "é", "王", "😀"])
def test_names_across_chunks(K, letter):
    """A character of several bytes lies across the edge of a chunk, and a name across two."""
    names = ["b" * (CHUNK - 1) + letter + "c", "ab", letter * 5]
    data = names_as_bytes(names)
    assert len(data) > CHUNK
    assert as_counter(count_ngrams(data, context_size=K)) == naive_counts(names, K)


def test_several_chunks_of_ascii():
    names = [f"{number:x}{number * 7:x}" for number in range(80_000)]
    data = names_as_bytes(names)
    assert len(data) > CHUNK
    assert as_counter(count_ngrams(data)) == naive_counts(names, 1)


@pytest.mark.parametrize("K", [1, 2])
def test_bytes_that_are_no_utf8(K):
    with pytest.raises(UnicodeDecodeError):
        NgramCounter(K).update(b"zo\xeb\n")
    cut = counter_of("zoë".encode()[:-1], K)  # may go on, so it is no error yet
    with pytest.raises(UnicodeDecodeError):
        cut.result()
    cut = counter_of("zoë".encode()[:-1], K)
    with pytest.raises(UnicodeDecodeError):  # all ASCII, but not what must follow
        cut.update(b"ab\n")


@given(st.lists(st.text(FEW, min_size=1, max_size=8), min_size=1))
def test_equals_the_lectures_loop(names):
    counts = count_ngrams(names)
    assert torch.equal(counts.matrix(), lecture.count_by_loop(names, counts.vocabulary).long())
    contexts, targets = lecture.examples(names, counts.vocabulary)
    assert len(contexts) == len(targets) == counts.total


@given(st.data(), st.integers(0, 5))
def test_matrix_and_back(data, characters):
    size = characters + 1
    row = st.lists(st.integers(0, 3), min_size=size, max_size=size)
    matrix = torch.tensor(data.draw(st.lists(row, min_size=size, max_size=size)))
    vocabulary = Vocabulary.of("abcdef"[:characters])
    counts = NgramCounts.from_matrix(vocabulary, matrix)
    as_counter(counts)  # sorted, no zeros, int64
    assert torch.equal(counts.matrix(), matrix)
    assert counts.total == matrix.sum()


def test_within_a_larger_vocabulary():
    # of "b" alone b is token 1; among a, b, c it is token 2
    larger = count_ngrams(["b"]).within(Vocabulary.of("abc"))
    assert (larger.contexts.tolist(), larger.targets.tolist()) == ([[0], [2]], [2, 0])
    assert larger.matrix().shape == (4, 4)
    assert larger.within(larger.vocabulary) is larger
    with pytest.raises(UnknownCharacterError, match="'b'"):
        larger.within(Vocabulary.of("ac"))


@given(NAMES, NAMES, CONTEXT_SIZES)
def test_within_keeps_the_counts(names, others, K):
    vocabulary = Vocabulary.of("".join(names + others))
    counts = count_ngrams(names, context_size=K).within(vocabulary)
    assert counts.vocabulary == vocabulary
    assert as_counter(counts) == naive_counts(names, K)


@given(NAMES)
def test_counts_and_back(names):
    counts = count_ngrams(names)
    again = NgramCounts.from_matrix(counts.vocabulary, counts.matrix())
    assert torch.equal(again.contexts, counts.contexts)
    assert torch.equal(again.targets, counts.targets)
    assert torch.equal(again.occurrences, counts.occurrences)
