"""Two models in one: at each character a coin says which of them is asked.

So every probability is the weighted mean of theirs. A mixture of two automata is an automaton: its
states are the pairs of states that some beginning leads to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from makemore.models.automaton import Automaton, check_cells
from makemore.models.family import automaton_of
from makemore.models.model import LanguageModel
from makemore.vocabulary import Vocabulary


@dataclass(frozen=True)
class Mixture:
    """P(next) = (1 - share) P1(next) + share P2(next), of two models that know the same characters.

    Raises ValueError for a share outside of [0, 1] and for models of different characters.

    >>> both = mm.Vocabulary.of("ab")
    >>> models = [mm.fit("counts", mm.Material([name], both)) for name in ("a", "b")]
    >>> Mixture(*models, share=0.25).log_probabilities(torch.tensor([[0]])).exp().tolist()
    [[0.0, 0.75, 0.25]]
    """

    first: LanguageModel
    second: LanguageModel
    share: float  # of the second

    def __post_init__(self) -> None:
        """Refuse what cannot be mixed."""
        if not 0 <= self.share <= 1:
            raise ValueError(f"A share is from 0 to 1, not {self.share}.")
        if self.first.vocabulary != self.second.vocabulary:
            raise ValueError("Models that are mixed know the same characters.")

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters that both models know."""
        return self.first.vocabulary

    @property
    def context_size(self) -> int:
        """K, how many tokens a context holds: the longer one of the two."""
        return max(self.first.context_size, self.second.context_size)

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context): (N, K) -> (N, V)."""
        return self._mixed(
            *(
                model.log_probabilities(contexts[:, contexts.shape[1] - model.context_size :])
                for model in (self.first, self.second)
            )
        )

    def automaton(self) -> Automaton:
        """Return it as an automaton; raises TooMuchError where it has too many states."""
        return self._automaton

    @cached_property
    def _automaton(self) -> Automaton:
        first, second = automaton_of(self.first), automaton_of(self.second)
        pairs, following = _pairs(first, second)
        one, other = (torch.from_numpy(states) for states in np.divmod(pairs, second.states))
        logs = self._mixed(first.log_probabilities[one], second.log_probabilities[other])
        start = int(np.searchsorted(pairs, first.start * second.states + second.start))
        return Automaton(self.vocabulary, logs, torch.from_numpy(following), start)

    def _mixed(self, first: Tensor, second: Tensor) -> Tensor:
        """Return ln of the weighted mean of two probabilities, given as their ln, (N, V)."""
        if self.share in (0, 1):
            return second if self.share else first
        return torch.logaddexp(first + math.log(1 - self.share), second + math.log(self.share))


def _pairs(first: Automaton, second: Automaton) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs that some beginning leads to, sorted (S,), and what follows each (S, V).

    A pair is the state of the first times the number of states of the second, plus that of the
    second.
    """
    moves = first.following.numpy(), second.following.numpy()

    def ahead(pairs: np.ndarray) -> np.ndarray:  # (n,) -> (n, V)
        one, other = np.divmod(pairs, second.states)
        found: np.ndarray = moves[0][one] * second.states + moves[1][other]
        return found

    new = met = np.array([first.start * second.states + second.start])
    while len(new):
        check_cells(len(met) * len(first.vocabulary))
        new = np.setdiff1d(ahead(new), met)
        met = np.union1d(met, new)
    return met, np.searchsorted(met, ahead(met))
