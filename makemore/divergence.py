"""How far two tables of probabilities are apart, row by row."""

from __future__ import annotations

import torch
from torch import Tensor


def row_divergences(p: Tensor, q: Tensor) -> Tensor:
    """Return KL(p_i || q_i) of each row, nats, (V, V), (V, V) -> (V,).

    It is the extra surprise of someone who believes q while the dice follow p: 0 where both agree,
    infinite where q holds impossible what p does. Rows sum to one.
    (Kullback & Leibler, 1951)

    >>> row_divergences(torch.tensor([[1.0, 0.0]]), torch.tensor([[0.5, 0.5]]))  # ln 2
    tensor([0.6931])
    """
    divergences = (torch.xlogy(p, p) - torch.xlogy(p, q)).sum(dim=1)
    return divergences.clamp(min=0)  # rounding alone brings it below
