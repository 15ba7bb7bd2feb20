"""Kullback-Leibler divergence of each row, in nats."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from makemore.divergence import row_divergences


def rows(*values: list[float]) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64)


def test_by_hand():
    p, q = rows([1 / 2, 1 / 2], [1, 0]), rows([1 / 4, 3 / 4], [1 / 8, 7 / 8])
    by_hand = [
        math.log(2) / 2 + math.log(2 / 3) / 2,  # 1/2 ln (1/2 : 1/4) + 1/2 ln (1/2 : 3/4)
        math.log(8),  # 1 ln (1 : 1/8); what p never throws does not matter
    ]
    assert row_divergences(p, q).tolist() == pytest.approx(by_hand, abs=1e-15)


def test_equal_rows_are_0_apart():
    p = rows([0.1, 0.2, 0.7], [0, 1, 0], [1 / 3, 1 / 3, 1 / 3])
    assert row_divergences(p, p).tolist() == [0, 0, 0]


def test_infinite_where_q_holds_impossible_what_p_does():
    p, q = rows([1 / 2, 1 / 2, 0]), rows([1, 0, 0])
    assert row_divergences(p, q).tolist() == [math.inf]
    assert row_divergences(q, p).tolist() == [pytest.approx(math.log(2), abs=1e-15)]


@given(st.integers(1, 6), st.integers(0, 2**32))
def test_never_below_0_and_equal_to_torch(size, seed):
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn((2, size, size), generator=generator, dtype=torch.float64)
    p, q = torch.softmax(logits, dim=2)
    expected = torch.nn.functional.kl_div(q.log(), p, reduction="none").sum(dim=1)
    torch.testing.assert_close(row_divergences(p, q), expected, rtol=0, atol=1e-12)
    close = torch.softmax(logits[0] + 1e-12 * logits[1], dim=1)  # rounding alone tells them apart
    assert (row_divergences(p, close) >= 0).all()
