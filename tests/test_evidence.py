"""The names behind a pair: equal to a loop over every name, whatever signs the names hold."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from makemore.corpus import corpus_of
from makemore.evidence import names_with, positions

# signs of regular expressions and of SQL, a combining mark, a joined emoji's parts, case
SIGNS = "aAb.*\\[(^$%_e\u0301é王\U0001f469\u200d\U0001f4bb "
SIGN = st.sampled_from(SIGNS)
WORDS = st.lists(st.text(SIGN, min_size=1, max_size=6), max_size=12)
SIDE = st.none() | SIGN


def column(names: list[str]) -> pa.LargeStringArray:
    return pa.array(names, pa.large_string())


def holds(name: str, first: str | None, second: str | None) -> bool:
    """One pair at a time, None before the first and after the last character."""
    signs = [None, *name, None]
    return any(pair == (first, second) for pair in zip(signs[:-1], signs[1:], strict=True))


@given(WORDS, SIDE, SIDE)
def test_names_are_those_of_a_loop(names, first, second):
    if first is None and second is None:
        return
    found = names_with(column(names), first, second).to_pylist()
    assert found == [name for name in names if holds(name, first, second)]


@given(st.text(SIGN, min_size=1, max_size=8), SIDE, SIDE)
def test_positions_are_where_the_pair_stands(name, first, second):
    found = positions(name, first, second)
    signs = [None, *name, None]
    assert all((signs[at], signs[at + 1]) == (first, second) for at in found)
    assert found == sorted(set(found))
    assert bool(found) == holds(name, first, second)


@given(st.text(SIGN, min_size=1, max_size=8))
def test_every_place_of_a_name_belongs_to_one_pair(name):
    signs = [None, *name, None]
    pairs = set(zip(signs[:-1], signs[1:], strict=True))
    found = sorted(at for pair in pairs for at in positions(name, *pair))
    assert found == list(range(len(name) + 1))


NAMES = ["ab", "a", "ba", "ab", "aab"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("a", "b", ["ab", "ab", "aab"]),  # copies kept, in list order
        ("a", "a", ["aab"]),
        ("b", "a", ["ba"]),
        ("b", "b", []),
        (None, "b", ["ba"]),
        ("a", None, ["a", "ba"]),
    ],
)
def test_names_by_hand(first, second, expected):
    assert names_with(column(NAMES), first, second).to_pylist() == expected


@pytest.mark.parametrize(
    ("name", "first", "second", "expected"),
    [
        ("anna", "n", "n", [2]),
        ("anna", "a", None, [4]),
        ("anna", None, "a", [0]),
        ("annanna", "n", "a", [3, 6]),
        ("aaa", "a", "a", [1, 2]),  # pairs overlap
        ("anna", "n", None, []),
        ("王王", "王", "王", [1]),
    ],
)
def test_positions_by_hand(name, first, second, expected):
    assert positions(name, first, second) == expected


def test_composed_letters_are_one_character():
    names = corpus_of(["Zoe\u0308", "zoe"]).column  # e and a combining mark, composed when read
    assert names_with(names, "o", "ë").to_pylist() == ["zoë"]
    assert names_with(names, "o", "e").to_pylist() == ["zoe"]
    assert names_with(names, "ë", None).to_pylist() == ["zoë"]


def test_a_cell_of_the_table_counts_its_names():
    names = column(["ab", "ba", "abab", "b"])
    shown = names_with(names, "a", "b").to_pylist()
    assert sum(len(positions(name, "a", "b")) for name in shown) == 1 + 2  # ab, abab


def test_nothing_is_not_a_pair():
    with pytest.raises(ValueError, match="choose a character"):
        names_with(column(NAMES), None, None)


def test_no_name():
    assert names_with(column([]), "a", "b").to_pylist() == []
