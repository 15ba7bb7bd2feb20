"""The neural bigram: one-hot -> W -> logits -> softmax.

A one-hot vector times W only picks a row of W, so that is how it is computed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from makemore.models.family import Family, Material, Progress
from makemore.shared_weights import WIDE, SharedWeights, descent_of
from makemore.training import Losses
from makemore.vocabulary import Vocabulary

LEARNING_RATE = 50.0  # the lecture's


@dataclass(frozen=True)
class NeuralBigram:
    """P(next | context) = softmax(row `context` of W); W is (V, V), its numbers are the knobs.

    Raises ValueError for weights of another shape.

    >>> model = NeuralBigram(Vocabulary.of("a"), torch.zeros(2, 2).double())
    >>> model.log_probabilities(torch.tensor([[0]])).exp().tolist()
    [[0.5, 0.5]]
    """

    vocabulary: Vocabulary
    weights: Tensor | SharedWeights  # (V, V) float64
    context_size: ClassVar[int] = 1

    def __post_init__(self) -> None:
        """Refuse weights that do not fit the vocabulary."""
        size = len(self.vocabulary)
        if tuple(self.weights.shape) != (size, size):
            raise ValueError(f"W must be {size} x {size}, not {tuple(self.weights.shape)}.")

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context): (N, 1) int64 -> (N, V) float64."""
        logits = self.weights[contexts[:, 0]]  # (N, V)
        return torch.log_softmax(logits, dim=1)


class LectureTraining:
    """The lecture's way downhill at its learning rate, one step at a time."""

    def __init__(self, material: Material, *, seed: int, start: NeuralBigram | None = None) -> None:
        """Start from the random weights of a seed; where characters are very many, from zeros."""
        counts = material.counts()
        self._vocabulary = counts.vocabulary
        wide = len(counts.vocabulary) > WIDE
        weights = start.weights if start else None
        self._descent = descent_of(counts if wide else counts.matrix(), weights, seed=seed)
        self.scores = [self._progress(self._descent.losses())]

    @property
    def model(self) -> NeuralBigram:
        """The network as it is now."""
        return NeuralBigram(self._vocabulary, self._descent.weights.clone())

    @property
    def present(self) -> NeuralBigram:
        """The network as it is now."""
        return self.model

    @property
    def progress(self) -> Progress:
        """The step, and the nll of all training names; none are kept for choosing."""
        return self.scores[-1]

    def step(self, pace: float = 1.0) -> Progress:
        """Go one step downhill; raises DivergedError."""
        self.scores.append(self._progress(self._descent.step(LEARNING_RATE * pace)))
        return self.progress

    def go_back(self) -> None:
        """Stay: no names are kept to choose a step by."""

    @staticmethod
    def _progress(losses: Losses) -> Progress:
        return Progress(losses.step, losses.nll, math.nan, losses.step, math.nan)


_SHARED = ("rows", "columns", "own", "shared")


def _tensors(model: NeuralBigram) -> dict[str, Tensor]:
    if isinstance(model.weights, SharedWeights):
        return {name: getattr(model.weights, name).contiguous() for name in _SHARED}
    return {"weights": model.weights.contiguous()}


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
) -> NeuralBigram:
    """Return the network of a file; raises ValueError where its numbers are no such weights."""
    if "shared" in tensors:
        shared = SharedWeights(*(tensors[name] for name in _SHARED))
        _check_shared(shared, len(vocabulary))
        return NeuralBigram(vocabulary, shared)
    weights = tensors["weights"]
    if weights.dtype != torch.float64 or not bool(weights.isfinite().all()):
        raise ValueError("the weights are not finite numbers of 64 bits")
    return NeuralBigram(vocabulary, weights)


def _check_shared(weights: SharedWeights, size: int) -> None:
    """Raise ValueError where weights break what SharedWeights promises."""
    rows, columns, own, shared = (getattr(weights, name) for name in _SHARED)
    if rows.dtype != torch.int64 or columns.dtype != torch.int64:
        raise ValueError("cells are whole numbers of 64 bits")
    if not rows.shape == columns.shape == own.shape == (rows.numel(),) or shared.shape != (size,):
        raise ValueError("one weight for each cell, and one for each row")
    for part in (own, shared):
        if part.dtype != torch.float64 or not bool(part.isfinite().all()):
            raise ValueError("the weights are not finite numbers of 64 bits")
    cells = rows * size + columns
    if bool(((columns < 0) | (columns >= size) | (rows < 0) | (rows >= size)).any()):
        raise ValueError("a cell outside the table")
    if bool((cells.diff() <= 0).any()):
        raise ValueError("cells are sorted, each once")


FAMILY = Family(
    key="network",
    title="Network",
    caption="Network, step {step}",
    rung=2,
    model=NeuralBigram,
    training=LectureTraining,
    tensors=_tensors,
    of_tensors=_of_tensors,
    values=lambda model: {},
)
