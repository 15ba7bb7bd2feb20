"""How the nll depends on smoothing, from counts alone: the curve, its best point, its inverse.

The names are not needed: train and test counts of each distinct pair are all there is to it.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.models.ngram import CountModel

LOWEST, HIGHEST = 1e-6, 1e6  # the range in which a best smoothing is looked for
_POINTS, _ROUNDS = 200, 5  # each round looks at so many points between the neighbours of the best
_CELLS = 1 << 22  # of counts held at a time; 32 MB


class SmoothingCurve:
    """Mean nll of some names under the count model of others, as a function of smoothing."""

    def __init__(self, train: NgramCounts, tested: NgramCounts) -> None:
        """Prepare a curve of `tested` under a model counted on `train`, of the same vocabulary.

        Raises ValueError for counts of another vocabulary or context size, or of no name.
        """
        if train.vocabulary != tested.vocabulary:
            raise ValueError("Both counts need the same vocabulary; use NgramCounts.within.")
        if train.context_size != tested.context_size:
            raise ValueError(f"K = {train.context_size} and K = {tested.context_size} do not mix.")
        if not tested.total:
            raise ValueError("There is no name to score.")
        self._size = len(train.vocabulary)
        # pairs counted equally often after contexts counted equally often surprise alike: D of them
        alike, which = torch.unique(_train_counts(train, tested), dim=0, return_inverse=True)
        self._pair_counts, self._context_counts = alike.T  # (D,) each
        share = tested.occurrences.double() / tested.total  # (M,)
        self._share = torch.zeros(len(alike), dtype=torch.float64).index_add(0, which, share)

    def nll(self, smoothings: Tensor) -> Tensor:
        """Return the mean nll at each smoothing, nats per token, (S,) -> (S,) float64."""
        k = smoothings.double()[:, None]  # (S, 1)
        p = (self._pair_counts + k) / (self._context_counts + k * self._size)  # (S, D)
        p = torch.nan_to_num(p, nan=1 / self._size)  # 0 / 0: a context never seen, not smoothed
        return -(p.log() * self._share).sum(dim=1)  # (S,)

    def best(self) -> float:
        """Return the smoothing of the lowest nll in [0, HIGHEST], to five digits.

        Searches a grid on a log scale, then finer grids around its best point.
        """
        low, high = math.log(LOWEST), math.log(HIGHEST)
        for _ in range(_ROUNDS):
            grid = torch.linspace(low, high, _POINTS, dtype=torch.float64)
            at = int(self.nll(grid.exp()).argmin())
            low, high = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, len(grid) - 1)])
        found = math.exp((low + high) / 2)
        candidates = torch.tensor([0.0, found], dtype=torch.float64)
        return float(candidates[int(self.nll(candidates).argmin())])

    def smoothing_of(self, nll: float) -> float | None:
        """Return the smallest smoothing whose nll is at least `nll`, by bisection.

        None where even HIGHEST does not reach it. Meant for a curve of the training names
        themselves, which only rises.
        """
        if self._nll_at(0.0) >= nll:
            return 0.0
        if self._nll_at(HIGHEST) < nll:
            return None
        low, high = 0.0, HIGHEST
        while high - low > 1e-9 * max(high, 1e-3):
            middle = (low + high) / 2
            if self._nll_at(middle) < nll:
                low = middle
            else:
                high = middle
        return high

    def _nll_at(self, smoothing: float) -> float:
        return float(self.nll(torch.tensor([smoothing], dtype=torch.float64)))


def best_smoothing(train: NgramCounts, held_out: NgramCounts) -> float:
    """Return the smoothing under which held-out names surprise the count model least.

    >>> counts = mm.count_ngrams(["ab", "b"])
    >>> best_smoothing(counts, counts)
    0.0
    """
    return SmoothingCurve(train, held_out).best()


def _train_counts(train: NgramCounts, tested: NgramCounts) -> Tensor:
    """Return how often `train` holds each tested pair and its context, (M, 2) float64."""
    model, pairs = CountModel(train), max(1, _CELLS // len(train.vocabulary))
    parts = zip(
        torch.split(tested.contexts, pairs), torch.split(tested.targets, pairs), strict=True
    )
    return torch.cat([_counts_of(model, contexts, targets) for contexts, targets in parts])


def _counts_of(model: CountModel, contexts: Tensor, targets: Tensor) -> Tensor:
    distinct, row = torch.unique_consecutive(contexts, dim=0, return_inverse=True)
    after = model.counts_after(distinct)  # (distinct, V)
    return torch.stack([after[row, targets], after.sum(dim=1)[row]], dim=1)
