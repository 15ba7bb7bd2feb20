"""What regularization does, said in counts: the bridge between the two models.

Where the regularized network has finished learning, its gradient is zero:

    (n_i p_ij - N_ij) / n + 2 * regularization * W_ij / V**2 = 0
    =>  p_ij = (N_ij + a_ij) / n_i   with   a_ij = -2 * regularization * n * W_ij / V**2

so regularization adds counts where weights are low and takes them away where weights are high;
each row of a sums to zero. Smoothing adds the same count to every cell: kin, not identical.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from makemore.optimizers import Newton

_STEPS = 200
_FLAT = 1e-12  # a network whose probabilities are so close to the relation has finished


@dataclass(frozen=True)
class Optimum:
    """The finished network: weights (V, V), and its loss and mean nll in nats per token."""

    weights: Tensor
    loss: float
    nll: float


def optimum(counts: Tensor, regularization: float) -> Optimum:
    """Return the weights of the lowest regularized loss on counts (V, V), by Newton's method.

    Raises ValueError for a regularization that is not above 0: without it there is no lowest point,
    as a pair never seen would need a weight of minus infinity.

    >>> counts = mm.count_ngrams(["ab", "b"]).matrix()
    >>> round(optimum(counts, 0.1).nll, 3)
    0.388
    """
    if not regularization > 0:
        raise ValueError("Without regularization no weights are the best; take a number above 0.")
    descent = Newton(counts, torch.zeros(counts.shape, dtype=torch.float64))
    row_share = counts.sum(dim=1, keepdim=True).clamp(min=1) / counts.sum()  # (V, 1)
    for _ in range(_STEPS):
        descent.step(1.0, regularization)
        # a row's gradient is what its p misses, times its share: rare rows are not let off early
        if float((descent.gradient(regularization) / row_share).abs().max()) < _FLAT:
            break
    losses = descent.losses(regularization)
    return Optimum(descent.weights, losses.loss, losses.nll)


def added_counts(weights: Tensor, examples: int, regularization: float) -> Tensor:
    """Return a (V, V): the counts that regularization seems to add to each cell, at the optimum.

    >>> added_counts(torch.tensor([[1.0, -1.0], [2.0, -2.0]]), 4, 0.5).tolist()
    [[-1.0, 1.0], [-2.0, 2.0]]
    """
    return -2 * regularization * examples * weights / weights.numel()
