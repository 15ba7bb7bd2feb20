"""Who rolls for many names at once: each carries along what its kind of model needs for a roll.

One looks up the state of an automaton, one the states that a network has after some tokens. All
roll the same dice in step, see `rolling`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from makemore.models.automaton import Automaton
from makemore.models.model import Remembering, State
from makemore.models.tempered import heated
from makemore.rolling import MANY, first_not_below
from makemore.vocabulary import BOUNDARY

_NEAR_BY = 1 << 18  # numbers of states that are at hand; 2 MB


class Met:
    """A row for each of many places, worked out where it is met: they lie close together."""

    def __init__(self, places: int, width: int) -> None:
        """Hold none yet, of so many places, with so many numbers each."""
        self._table = np.empty((places + 1, width))  # memory is taken where it is written
        self._at = np.zeros(places, np.int64)  # the row of each place; 0: not met
        self._filled = 1

    def rows(
        self, places: np.ndarray, make: Callable[[np.ndarray], np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return all rows, and which is that of each place, (N,); `make` works out new ones."""
        at = self._at.take(places)
        if not at.all():
            new = np.unique(places[at == 0])
            begin, self._filled = self._filled, self._filled + len(new)
            self._table[begin : self._filled] = make(new)
            self._at[new] = np.arange(begin, self._filled)
            at = self._at.take(places)
        return self._table, at


class OfStates:
    """Names of an automaton: a roll is a look at the row of a state, worked out where it is met."""

    width: ClassVar[int] = 1
    walkers: ClassVar[int] = MANY

    def __init__(self, automaton: Automaton, temperature: float, prefix: Sequence[int]) -> None:
        """Take an automaton, and the tokens that each name begins with."""
        self._automaton, self._temperature = automaton, temperature
        self._first = automaton.after(prefix)
        self._following = automaton.following.numpy().reshape(-1)
        self._known = Met(*automaton.following.shape)

    def begin(self, number: int) -> np.ndarray:
        """Return the state of each of some names before the first roll, (number,)."""
        return np.full(number, self._first)

    def roll(
        self, step: int, states: np.ndarray, draws: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the tokens that draws pick, where no name has ended, and the next states."""
        tokens = first_not_below(*self._known.rows(states, self._rows), draws)
        following = self._following.take(states * len(self._automaton.vocabulary) + tokens)
        return tokens, tokens != BOUNDARY, following

    def _rows(self, states: np.ndarray) -> np.ndarray:
        rows = self._automaton.log_probabilities[torch.from_numpy(states)]
        return _cumulative(rows, self._temperature)


class InStep:
    """Names of a model that carries a state along; a beginning that some share is asked once.

    All walkers are as far along, so what is kept is the states of one length, (n, ...).
    """

    def __init__(self, model: Remembering, temperature: float, prefix: Sequence[int]) -> None:
        """Take a model, and the tokens that each name begins with."""
        self._model, self._temperature, self._prefix = model, temperature, prefix
        self._state: State = model.start(1)
        self._cumulative = np.empty((0, self.width))
        # as many as keep the processor busy, and not more states than it has at hand
        self.walkers = min(max(_NEAR_BY // sum(map(torch.numel, self._state)), 1024), 4096)

    @property
    def width(self) -> int:
        """V, the numbers that are worked out for a walker at each roll."""
        return len(self._model.vocabulary)

    def begin(self, number: int) -> np.ndarray:
        """Return which state each of some names is in before the first roll: all in one."""
        self._state = self._model.start(1)
        for token in self._prefix:
            self._state = self._model.follow(self._state, torch.tensor([token]))
        self._ask()
        return np.zeros(number, np.int64)

    def roll(
        self, step: int, states: np.ndarray, draws: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the tokens that draws pick, where no name has ended, and the next states."""
        tokens = first_not_below(self._cumulative, states, draws)
        on, following = tokens != BOUNDARY, np.zeros_like(states)
        if on.any():
            ways = states[on] * self.width + tokens[on]
            ways, following[on] = np.unique(ways, return_inverse=True)
            before, came = map(torch.from_numpy, np.divmod(ways, self.width))
            state = tuple(part[before] for part in self._state)
            self._state = self._model.follow(state, came)
            self._ask()
        return tokens, on, following

    def _ask(self) -> None:
        self._cumulative = _cumulative(self._model.after(self._state), self._temperature)


def _cumulative(logits: Tensor, temperature: float) -> np.ndarray:
    """Return cumulative probabilities at a temperature, (N, V)."""
    probabilities = torch.softmax(heated(logits, temperature), dim=1)
    found: np.ndarray = probabilities.cumsum(dim=1).numpy()
    return found
