"""Rows of whole numbers: told apart without sorting, whatever slots they fall into."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from makemore import rows
from makemore.rows import distinct_rows, keys_of


@pytest.mark.parametrize("slots", [16, 1])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**31)), min_size=1, max_size=30))
def test_every_row_has_an_example_that_equals_it(slots, some):
    table = np.array(some)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "_SLOTS", slots)  # two slots: many rows share one
        first, which = distinct_rows(table)
    assert np.array_equal(table[first][which], table)
    if slots == 16 and len(set(some)) == 1:
        assert len(first) == 1


@given(st.lists(st.tuples(*[st.integers(0, 2**31)] * 5), min_size=1, max_size=20))
def test_keys_are_in_the_order_of_rows(some):
    """Five columns of 31 bits are no number of 63; their ranks are."""
    keys = keys_of(np.array(some).T)
    order = sorted(range(len(some)), key=some.__getitem__)
    assert np.all(np.diff(keys[order]) >= 0)
    assert len(set(keys.tolist())) == len(set(some))
