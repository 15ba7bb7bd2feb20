"""A model at a temperature: the one place where one is applied."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from makemore.models.model import Around, LanguageModel


@dataclass(frozen=True)
class Tempered(Around):
    """A model at a temperature: below 1 it plays safe, above 1 it dares.

    P(next) becomes P(next) ** (1 / temperature), divided by its sum. Raises ValueError for a
    temperature that is not a number above 0.
    """

    model: LanguageModel
    temperature: float

    def __post_init__(self) -> None:
        """Refuse what is no temperature."""
        if not (math.isfinite(self.temperature) and self.temperature > 0):
            raise ValueError(f"Temperature is a number above 0, not {self.temperature}.")

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context) at the temperature: (N, K) -> (N, V)."""
        logits = self.model.log_probabilities(contexts)
        return torch.log_softmax(heated(logits, self.temperature), dim=1)

    def probabilities(self, contexts: Tensor) -> Tensor:
        """Return P(next | context) at the temperature: (N, K) -> (N, V)."""
        logits = self.model.log_probabilities(contexts)
        return torch.softmax(heated(logits, self.temperature), dim=1)


def heated(logits: Tensor, temperature: float) -> Tensor:
    """Return logits (N, V) at a temperature, ready for a softmax.

    >>> heated(torch.tensor([[1.0, 3.0]]), 0.5).tolist()
    [[-4.0, 0.0]]
    """
    # the largest becomes 0, which no temperature can move
    return (logits - logits.max(dim=1, keepdim=True).values) / temperature
