"""The blind guess: every character is equally likely. Whatever learns is measured against it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from makemore.models.automaton import Automaton
from makemore.models.family import Family
from makemore.vocabulary import Vocabulary


@dataclass(frozen=True)
class UniformModel:
    """Knows nothing: every next token is equally likely, so every surprisal is ln V.

    >>> model = UniformModel(Vocabulary.of("abc"))
    >>> model.log_probabilities(torch.tensor([[0]])).exp().tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """

    vocabulary: Vocabulary
    context_size: int = 1

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return -ln V everywhere: (N, K) -> (N, V)."""
        size = len(self.vocabulary)
        return torch.full((len(contexts), size), -math.log(size), dtype=torch.float64)


def _automaton(model: UniformModel) -> Automaton:
    """Return its one state: no past makes a difference."""
    size = len(model.vocabulary)
    logs = model.log_probabilities(torch.zeros((1, 1), dtype=torch.int64))
    return Automaton(model.vocabulary, logs, torch.zeros((1, size), dtype=torch.int64))


FAMILY = Family(
    key="uniform",
    title="Blind guess",
    caption="Blind guess (uniform)",
    rung=0,
    model=UniformModel,
    fit=lambda material: UniformModel(material.vocabulary),
    tensors=lambda model: {},
    of_tensors=lambda vocabulary, tensors, values: UniformModel(vocabulary),
    values=lambda model: {},
    automaton=_automaton,
)
