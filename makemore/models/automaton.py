"""A model that looks at a bounded past, as tables: a state for each past that it tells apart.

Everything exact follows from it: draws under conditions, lengths, shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from makemore.errors import TooMuchError
from makemore.models.model import LanguageModel
from makemore.models.tempered import heated
from makemore.vocabulary import BOUNDARY, Vocabulary

MOST_CELLS = 1 << 23  # of a table; 64 MB, and a search under conditions holds ten of them


@dataclass(frozen=True)
class Automaton:
    """S states; each knows how likely every token is next, and the state that follows it.

    A bigram has one state for each token; a back-off model one for each suffix that it has seen.
    """

    vocabulary: Vocabulary
    log_probabilities: Tensor  # (S, V) float64, natural log
    following: Tensor  # (S, V) int64
    start: int = 0  # the state before the first character

    @property
    def states(self) -> int:
        """S, how many pasts it tells apart."""
        return len(self.log_probabilities)

    def at(self, temperature: float) -> Automaton:
        """Return the automaton of the same model at a temperature."""
        if temperature == 1:
            return self  # with the tables that it has worked out
        logits = heated(self.log_probabilities, temperature)
        return replace(self, log_probabilities=torch.log_softmax(logits, dim=1))

    def after(self, tokens: Sequence[int]) -> int:
        """Return the state after the first tokens of a name."""
        state = self.start
        for token in tokens:
            state = int(self.following[state, token])
        return state

    @cached_property
    def going_on(self) -> np.ndarray:
        """P of each character in each state, 0 for the end, (V, S): by character for speed."""
        table: np.ndarray = np.exp(np.ascontiguousarray(self.log_probabilities.numpy().T))
        table[BOUNDARY] = 0.0
        return table

    @cached_property
    def targets(self) -> np.ndarray:
        """The states that follow, (V, S); (V, 1) where the token alone says which."""
        following = self.following.numpy().T
        return np.ascontiguousarray(following if following.strides[1] else following[:, :1])

    def expected(self, values: np.ndarray) -> np.ndarray:
        """Return the mean over the next characters: values (V, 1 or S) at them -> (S,).

        The end counts as 0.
        """
        if values.shape[1] == 1:
            found: np.ndarray = np.einsum("vs,v->s", self.going_on, values[:, 0])  # no threads
        else:
            found = np.einsum("vs,vs->s", self.going_on, values)
        return found


def context_automaton(model: LanguageModel) -> Automaton:
    """Return the automaton of any model that looks at K tokens: a state for each context, V ** K.

    Raises TooMuchError.

    >>> from makemore.models.ngram import CountModel
    >>> context_automaton(CountModel.fit(["ab", "a"], context_size=2)).states
    9
    """
    V, K = len(model.vocabulary), model.context_size
    states = V**K
    check_cells(states * V)
    contexts = torch.from_numpy(np.indices((V,) * K).reshape(K, -1).T.copy())  # (S, K)
    following = torch.arange(V).expand(states, V)
    if K > 1:
        following = (torch.arange(states)[:, None] * V + torch.arange(V)) % states
        following[:, BOUNDARY] = 0  # the context of boundaries
    return Automaton(model.vocabulary, model.log_probabilities(contexts), following)


def check_cells(cells: int) -> None:
    """Raise TooMuchError where a table would not fit.

    >>> check_cells(27 * 27)
    """
    if cells > MOST_CELLS:
        raise TooMuchError
