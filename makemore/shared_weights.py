"""Exact gradient descent on a bigram of thousands of characters, in memory O(M + V).

W starts at zero. Then the cells of a row that were never counted are equal at the start, have equal
gradients at every step (the same probability, the count 0, the same pull of the regularization),
and so stay equal for ever: one weight stands for all of them. What is left are the M seen pairs and
one shared weight a row. Nothing is approximated; the steps are those of `GradientDescent` from
zeros.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.errors import DivergedError
from makemore.training import GradientDescent, Losses, initial_weights

WIDE = 1_000  # characters; of a list with more, networks share weights and start from zeros


@dataclass(frozen=True)
class SharedWeights:
    """A table (V, V) of which each row has some cells of its own; all its others are equal.

    It stands in for W in a NeuralBigram: `weights[rows]` are dense rows.
    """

    rows: Tensor  # (M,) int64, sorted
    columns: Tensor  # (M,) int64, sorted within a row
    own: Tensor  # (M,) float64
    shared: Tensor  # (V,) float64

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the table."""
        return len(self.shared), len(self.shared)

    def __len__(self) -> int:
        """Return V."""
        return len(self.shared)

    def __getitem__(self, rows: int | Tensor) -> Tensor:
        """Return dense rows: an index -> (V,), or (N,) of them -> (N, V)."""
        if isinstance(rows, int):
            return self[torch.tensor([rows])][0]
        found = self.shared[rows][:, None].repeat(1, len(self))  # (N, V)
        start, stop = self._starts[rows], self._starts[rows + 1]
        sizes = stop - start
        line = torch.repeat_interleave(torch.arange(len(rows)), sizes)
        before = torch.repeat_interleave(sizes.cumsum(0) - sizes, sizes)
        cell = torch.repeat_interleave(start, sizes) + torch.arange(len(line)) - before
        found[line, self.columns[cell]] = self.own[cell]
        return found

    def clone(self) -> SharedWeights:
        """Return a copy of the weights; which cells these are never changes."""
        return SharedWeights(self.rows, self.columns, self.own.clone(), self.shared.clone())

    def dense(self) -> Tensor:
        """Return the whole table, (V, V) float64: 8 bytes a cell."""
        return self[torch.arange(len(self))]

    def numpy(self) -> np.ndarray:
        """Return all weights that are stored, (M + V,): what tells two tables apart."""
        return torch.cat([self.own, self.shared]).numpy()

    def has_cells_of(self, counts: NgramCounts) -> bool:
        """Tell whether the cells of its own are the pairs of some bigram counts."""
        same = len(self) == len(counts.vocabulary) and len(self.rows) == len(counts.targets)
        return (
            same
            and torch.equal(self.rows, counts.contexts[:, 0])
            and torch.equal(self.columns, counts.targets)
        )

    @cached_property
    def _starts(self) -> Tensor:
        """Where the own cells of each row begin, and the end, (V + 1,)."""
        sizes = torch.bincount(self.rows, minlength=len(self))
        return torch.cat([torch.zeros(1, dtype=torch.int64), sizes.cumsum(0)])


class SharedDescent:
    """The lecture's gradient descent from W = 0, on counts whose table would be too large.

    The same losses and weights as `GradientDescent`, to rounding. Raises ValueError for counts that
    are no bigram's.
    """

    def __init__(self, counts: NgramCounts, weights: SharedWeights | None = None) -> None:
        """Start from zeros, or from weights with the same cells, which are copied."""
        if counts.context_size != 1:
            raise ValueError(f"Only K = 1 fits a square table, not K = {counts.context_size}.")
        size = len(counts.vocabulary)
        rows, zeros = counts.contexts[:, 0], torch.zeros
        start = SharedWeights(rows, counts.targets, zeros(len(rows)).double(), zeros(size).double())
        self.weights = (weights or start).clone()
        self._counts = counts.occurrences.double()  # (M,)
        self._totals = zeros(size).double().index_add(0, rows, self._counts)  # (V,)
        self._others = size - torch.bincount(rows, minlength=size).double()  # (V,) cells that share
        self._examples = float(self._counts.sum())
        self._cells = float(size) ** 2
        self.steps = 0
        self._nll = self._forward()

    def losses(self, regularization: float = 0.0) -> Losses:
        """Return the losses of the present weights."""
        own, shared = self.weights.own, self.weights.shared
        squares = float(own.dot(own)) + float((self._others * shared * shared).sum())
        loss = self._nll + regularization * squares / self._cells
        return Losses(self.steps, loss, self._nll)

    def step(self, learning_rate: float, regularization: float = 0.0) -> Losses:
        """Go one step downhill and return the losses after it.

        Raises DivergedError, with the weights as they were before, when the loss would be infinite.
        """
        before, nll = self.weights.clone(), self._nll
        rate = learning_rate / self._examples
        own, shared, rows = self.weights.own, self.weights.shared, self.weights.rows
        for part in (own, shared):
            part.mul_(1 - 2 * learning_rate * regularization / self._cells)
        own.sub_(rate * (self._totals[rows] * self._of_own - self._counts))
        shared.sub_(torch.where(self._others > 0, rate * self._totals * self._of_shared, 0.0))
        self._nll = self._forward()
        self.steps += 1
        losses = self.losses(regularization)
        if not math.isfinite(losses.loss):
            self.weights, self._nll, self.steps = before, nll, self.steps - 1
            self._forward()
            raise DivergedError(losses.step, learning_rate, regularization)
        return losses

    def _forward(self) -> float:
        """Fill the probabilities of own and shared cells and return the mean nll."""
        own, shared, rows = self.weights.own, self.weights.shared, self.weights.rows
        top = torch.where(self._others > 0, shared, -math.inf)
        top = top.scatter_reduce(0, rows, own, "amax")  # (V,) the largest logit of each row
        sums = self._others * (shared - top).exp()
        sums = torch.where(self._others > 0, sums, 0.0)
        sums = sums.index_add(0, rows, (own - top[rows]).exp())
        log_sums = sums.log() + top  # (V,) ln of each row's sum
        log_probabilities = own - log_sums[rows]  # (M,)
        self._of_own = log_probabilities.exp()
        self._of_shared = (shared - log_sums).exp()  # (V,)
        return -float(self._counts.dot(log_probabilities)) / self._examples


def descent_of(
    counts: Tensor | NgramCounts, weights: Tensor | SharedWeights | None = None, *, seed: int = 0
) -> GradientDescent | SharedDescent:
    """Return what trains on a table (V, V), or on counts whose table would be large.

    From weights, or without them from the random ones of the seed; counts start from zeros.

    >>> round(descent_of(mm.count_ngrams(["ab"])).losses().nll, 4)  # ln 3
    1.0986
    """
    if isinstance(counts, Tensor):
        start = initial_weights(len(counts), seed) if weights is None else weights
        return GradientDescent(counts, start.dense() if isinstance(start, SharedWeights) else start)
    if weights is None or (isinstance(weights, SharedWeights) and weights.has_cells_of(counts)):
        return SharedDescent(counts, weights)
    whole = weights.dense() if isinstance(weights, SharedWeights) else weights
    return GradientDescent(counts.matrix(), whole)
