"""Dice that never end, and walkers that roll them all in step.

One float64 uniform number a token, from `torch.rand` with a seeded generator; the chosen token is
the first whose cumulative probability is not below the draw. This stream is the same in every
version of torch, and two models fed the same draws can be compared token by token.

Many names are made at once: a walker starts at every so many draws, as if a name began there, and
all go on in step; then one hops from the end of a name to the walker that started at the next draw.
So they are the names that the same dice give one after the other.
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

import numpy as np
import torch

LEAST = 5e-324  # the least number above 0
_BLOCK = 1024  # draws fetched at a time; the stream does not depend on it
MANY = 4096  # walkers, where a roll is a look into a table
_CELLS = 1 << 19  # of weights worked out at a time
_APART = 64  # draws between two walkers, at most
_LOOK = 8  # steps between two looks whether all have arrived that matter


class Dice:
    """An endless stream of draws in [0, 1) from a seed, with random access to the past.

    >>> bool(Dice(1)[0] == Dice(1).draws(0, 5)[0])
    True
    """

    def __init__(self, seed: int) -> None:
        """Start a stream; equal seeds give equal streams."""
        self._generator = torch.Generator().manual_seed(seed)
        self._blocks: list[np.ndarray] = []

    def __getitem__(self, index: int) -> float:
        """Return draw number `index`, rolling as far as needed."""
        self._roll(index)
        return float(self._blocks[index // _BLOCK][index % _BLOCK])

    def draws(self, start: int, number: int) -> np.ndarray:
        """Return `number` draws from number `start` on, (number,) float64."""
        self._roll(start + number)
        first, last = start // _BLOCK, (start + number) // _BLOCK
        several = np.concatenate(self._blocks[first : last + 1])
        return several[start - first * _BLOCK :][:number]

    def _roll(self, index: int) -> None:
        while index >= len(self._blocks) * _BLOCK:
            block = torch.rand(_BLOCK, generator=self._generator, dtype=torch.float64)
            self._blocks.append(block.numpy())


class Roller(Protocol):
    """What walkers do at a roll, all in step; a state is a row of an array (N, ...)."""

    @property
    def width(self) -> int:
        """How many numbers are worked out for a walker at each roll."""

    @property
    def walkers(self) -> int:
        """How many walk at once, about: as many as keep the processor busy."""

    def begin(self, number: int) -> np.ndarray:
        """Return the states before the first roll, (number, ...)."""

    def roll(
        self, step: int, states: np.ndarray, draws: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return what N draws choose, where the name goes on (N,) bool, and the states there."""


def roll_in_step(
    roller: Roller, dice: Dice, start: int, number: int, most: int
) -> list[np.ndarray]:
    """Return what was chosen for each of `number` names, whose rolls follow on each other.

    A name takes at most so many rolls. Name by name it is the same, but for the time it takes;
    see `sampling.Sampler.rolled`.

    >>> from makemore.conditional import ConditionalChain
    >>> always = ConditionalChain(mm.CountModel.fit(["ab"]), mm.Conditions())
    >>> [chosen.tolist() for chosen in roll_in_step(always, Dice(1), 0, 2, 9)]
    [[1, 2, 0], [1, 2, 0]]
    """
    names: list[np.ndarray] = []
    while len(names) < number:
        wanted = number - len(names)
        walkers = min(roller.walkers, max(64, _CELLS // roller.width))
        reach = min(16 + 8 * wanted, _APART * walkers)
        places = np.arange(0, reach, max(reach // walkers, 1))
        made = _Made(roller, dice.draws(start, reach + most), reach, places, wanted)
        names += made.names
        start += sum(map(len, made.names))
    return names


class _Made:
    """Names that start at some of the first draws, until those are among them that are wanted.

    Walkers start here and there; each goes on with the name that starts where its last one ended,
    until it comes to a draw where a name has started: from there on all is known. Walks from
    anywhere soon meet, as the same dice lead them.
    """

    def __init__(
        self, roller: Roller, draws: np.ndarray, reach: int, places: np.ndarray, wanted: int
    ) -> None:
        self._roller, self._draws, self._wanted = roller, draws, wanted
        self._most = len(draws) - reach
        self._taken = np.zeros(reach, np.int64)  # rolls of the name that starts at each draw
        self._chosen: list[np.ndarray] = []  # by round, (walkers, T)
        self._round, self._row = (np.zeros(reach, np.int64) for _ in range(2))
        while len(places) and not self._arrived:
            ends = places + self._walk(places)
            places = np.unique(ends[ends < reach])
            places = places[self._taken[places] == 0]

    @cached_property
    def names(self) -> list[np.ndarray]:
        """What was chosen for each name, one after the other, as many as are known."""
        at = [place for place in self._starts if self._taken[place]]
        found = zip(self._round[at], self._row[at], self._taken[at], strict=True)
        return [self._chosen[turn][row, :taken] for turn, row, taken in found]

    @property
    def _starts(self) -> list[int]:
        """Where names start, the first at 0; one that has no rolls ends it."""
        steps, starts, ahead = self._taken.tolist(), [0], int(self._taken[0])
        while len(starts) < self._wanted and starts[-1] < ahead < len(steps):
            starts.append(ahead)
            ahead += steps[ahead]
        return starts

    @property
    def _arrived(self) -> bool:
        return bool(self._taken[self._starts[-1]])

    def _walk(self, places: np.ndarray) -> np.ndarray:
        """Make the names that start at some draws; return the rolls of each, 0 of no use, (N,)."""
        alive, states = np.arange(len(places)), self._roller.begin(len(places))
        columns = []
        for step in range(self._most):
            rolled = self._roller.roll(step, states, self._draws[places[alive] + step])
            tokens, on, following = rolled
            columns.append(np.zeros(len(places), np.int32))
            columns[-1][alive] = tokens
            ended = alive if step == self._most - 1 else alive[~on]
            self._taken[places[ended]] = step + 1
            alive, states = alive[on], following[on]
            if not len(alive) or (step % _LOOK == _LOOK - 1 and self._arrived):
                break
        self._round[places], self._row[places] = len(self._chosen), np.arange(len(places))
        self._chosen.append(np.stack(columns, axis=1))
        taken: np.ndarray = self._taken[places]
        return taken


def first_not_below(cumulative: np.ndarray, rows: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return what draws in [0, 1) pick in rows of cumulative weights: (n, W), (N,), (N,) -> (N,).

    >>> first_not_below(np.array([[0, 1, 2]]), np.array([0, 0]), np.array([0.0, 0.6]))
    array([1, 2])
    """
    # a draw of exactly 0 must not pick a first option whose weight is 0
    width, flat = cumulative.shape[1], cumulative.reshape(-1)
    low, high = rows * width, rows * width + width - 1
    marks = np.maximum(draws, LEAST) * flat.take(high)
    for _ in range((width - 1).bit_length()):  # halves what is left
        middle = (low + high) >> 1
        below = flat.take(middle) < marks
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
    found: np.ndarray = low - rows * width
    return found
