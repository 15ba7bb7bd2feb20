"""The neural bigram: one-hot -> W -> logits -> softmax.

A one-hot vector times W only picks a row of W, so that is how it is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import torch
from torch import Tensor

from makemore.vocabulary import Vocabulary

if TYPE_CHECKING:
    from makemore.shared_weights import SharedWeights


@dataclass(frozen=True)
class NeuralBigram:
    """P(next | context) = softmax(row `context` of W); W is (V, V), its numbers are the knobs.

    Raises ValueError for weights of another shape.
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
