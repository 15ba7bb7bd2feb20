"""How the nll depends on smoothing, from counts alone: the curve, its best point, its inverse.

The names are not needed: train and test counts of each distinct pair are all there is to it.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.ngram import CountModel

LOWEST, HIGHEST = 1e-6, 1e6  # the range in which a best smoothing is looked for
_POINTS, _ROUNDS = 25, 12  # each round looks at so many points between the neighbours of the best


class SmoothingCurve:
    """Mean nll of some names under the count model of others, as a function of smoothing."""

    def __init__(self, train: NgramCounts, tested: NgramCounts) -> None:
        """Prepare a curve of `tested` under a model counted on `train`, of the same vocabulary.

        Raises ValueError for counts of another vocabulary, or of no name.
        """
        if train.vocabulary != tested.vocabulary:
            raise ValueError("Both counts need the same vocabulary; use NgramCounts.within.")
        if not tested.total:
            raise ValueError("There is no name to score.")
        self._train, self._tested = train, tested
        model = CountModel(train)
        contexts, row = torch.unique_consecutive(tested.contexts, dim=0, return_inverse=True)
        after = model.counts_after(contexts)  # (contexts, V)
        self._pair_counts = after[row, tested.targets]  # (M,)
        self._context_counts = after.sum(dim=1)[row]  # (M,)
        self._share = tested.occurrences.double() / tested.total  # (M,)

    def nll(self, smoothings: Tensor) -> Tensor:
        """Return the mean nll at each smoothing, nats per token, (S,) -> (S,) float64."""
        k = smoothings.double()[:, None]  # (S, 1)
        p = (self._pair_counts + k) / (self._context_counts + k * len(self._train.vocabulary))
        uniform = 1 / len(self._train.vocabulary)  # 0 / 0: a context never seen, without smoothing
        return -(torch.nan_to_num(p, nan=uniform).log() * self._share).sum(dim=1)  # (S,)

    def best(self) -> float:
        """Return the smoothing of the lowest nll in [0, HIGHEST], to six digits.

        Searches a grid on a log scale, then finer grids around its best point.
        """
        low, high = math.log(LOWEST), math.log(HIGHEST)
        for _ in range(_ROUNDS):
            grid = torch.linspace(low, high, _POINTS * 8, dtype=torch.float64)
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
        if float(self.nll(torch.tensor([HIGHEST]))) < nll:
            return None
        low, high = 0.0, HIGHEST
        while high - low > 1e-9 * max(high, 1e-3):
            middle = (low + high) / 2
            if float(self.nll(torch.tensor([middle]))) < nll:
                low = middle
            else:
                high = middle
        return high


def best_smoothing(train: NgramCounts, held_out: NgramCounts) -> float:
    """Return the smoothing under which held-out names surprise the count model least."""
    return SmoothingCurve(train, held_out).best()


