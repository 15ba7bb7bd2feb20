"""A model that looks at a bounded past, as tables: a state for each past that it tells apart.

Everything exact follows from it: draws under conditions, lengths, shares.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from makemore.vocabulary import Vocabulary


@dataclass(frozen=True)
class Automaton:
    """S states; each knows how likely every token is next, and the state that follows it.

    A bigram has one state for each token; a back-off model one for each suffix that it has seen.
    """

    vocabulary: Vocabulary
    log_probabilities: Tensor  # (S, V) float64, natural log
    following: Tensor  # (S, V) int64
    start: int = 0  # the state before the first character
