"""The size of a table, and how much of it is filled."""

from itertools import product

import pytest

from makemore.counting import count_ngrams
from makemore.sparsity import filled_cells, possible_contexts, seen_contexts, table_cells


def test_a_table_has_a_row_a_context_and_a_column_a_target():
    assert table_cells(27, 1) == 729
    assert table_cells(27, 10) == 27**11  # more than an int64 holds


def test_two_names_by_hand():
    # ab, b: .a ab b. .b -> 4 pairs; ..a .ab ab. ..b .b. -> 5 triples; the fourth adds none
    assert filled_cells(count_ngrams(["ab", "b"], context_size=3)) == [4, 5, 5]


@pytest.mark.parametrize("names", [["a"], ["anna", "ann", "nana"], ["北京市", "南京市", "东京"]])
def test_it_agrees_with_counting_each_size(names):
    each = [len(count_ngrams(names, context_size=size).targets) for size in range(1, 7)]
    assert filled_cells(count_ngrams(names, context_size=6)) == each


@pytest.mark.parametrize(("characters", "size"), [(1, 1), (2, 3), (3, 2)])
def test_possible_contexts_are_all_that_names_can_have(characters, size):
    """Every name of up to K characters has the context before its end for itself."""
    names = [
        "".join(name)
        for length in range(1, size + 1)
        for name in product("abc"[:characters], repeat=length)
    ]
    counts = count_ngrams(names, context_size=size)
    assert possible_contexts(characters, size) == seen_contexts(counts)


def test_seen_contexts_by_hand():
    assert seen_contexts(count_ngrams(["ab", "b"], context_size=1)) == 3  # ., a, b
    assert seen_contexts(count_ngrams(["ab", "b"], context_size=2)) == 4  # .., .a, ab, .b
    assert seen_contexts(count_ngrams([], context_size=2)) == 0
