"""Dice that never end, and walkers that roll them all in step.

One float64 uniform number a token, from `torch.rand` with a seeded generator; the chosen token is
the first whose cumulative probability is not below the draw. This stream is the same in every
version of torch, and two models fed the same draws can be compared token by token.

Many names are made at once: a walker starts at every so many draws, as if a name began there, and
all go on in step; then one hops from the end of a name to the walker that started at the next draw.
So they are the names that the same dice give one after the other.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
import torch

LEAST = 5e-324  # the least number above 0
_BLOCK = 1024  # draws fetched at a time; the stream does not depend on it
MANY = 16384  # walkers, where a roll is a look into a table
_CELLS = 1 << 19  # of weights worked out at a time
_APART = 64  # draws between two walkers, at most
_HOP = 1024  # draws looked at in one go
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
) -> tuple[np.ndarray, np.ndarray]:
    """Return what was chosen for `number` names, whose rolls follow on each other, and how many.

    (T,), one after the other, and the rolls of each, (number,). A name takes at most so many rolls.
    Name by name it is the same, but for the time it takes; see `sampling.Sampler.rolled`.

    >>> from makemore.conditional import ConditionalChain
    >>> always = ConditionalChain(mm.CountModel.fit(["ab"]), mm.Conditions())
    >>> [found.tolist() for found in roll_in_step(always, Dice(1), 0, 2, 9)]
    [[1, 2, 0, 1, 2, 0], [3, 3]]
    """
    chosen, rolls = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
    while wanted := number - sum(map(len, rolls)):
        walkers = min(roller.walkers, max(64, _CELLS // roller.width))
        reach = min(16 + 8 * wanted, _APART * walkers)
        places = np.arange(0, reach, max(reach // walkers, 1))
        made = _Made(roller, dice.draws(start, reach + most), reach, places, wanted)
        found, taken = made.names
        chosen.append(found)
        rolls.append(taken)
        start += len(found)
    return np.concatenate(chosen), np.concatenate(rolls)


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
        self._chosen: list[np.ndarray] = []  # by round, (walkers * T,)
        self._first = np.zeros(reach, np.int64)  # where its first stands among all of them
        self._starts: list[int] = []  # where the names start that follow on each other from 0 on
        self._ahead = 0  # where the next one starts
        while not self._arrives() and len(places):
            ends = places + self._walk(places)
            places = np.unique(ends[ends < reach])
            places = places[self._taken[places] == 0]

    @property
    def names(self) -> tuple[np.ndarray, np.ndarray]:
        """What was chosen for the names that are known, at most those wanted, and the rolls."""
        starts = np.array(self._starts[: self._wanted])
        rolls = self._taken[starts]
        before = rolls.cumsum() - rolls
        at = np.repeat(self._first[starts] - before, rolls) + np.arange(rolls.sum())
        return np.concatenate(self._chosen)[at], rolls

    def _arrives(self) -> bool:
        """Hop from name to name as far as is known; tell whether that is far enough."""
        reach = len(self._taken)
        while self._ahead < reach and self._taken[self._ahead]:
            near, at = self._taken[self._ahead : self._ahead + _HOP].tolist(), 0
            while at < len(near) and near[at]:
                self._starts.append(self._ahead + at)
                at += near[at]
            self._ahead += at
        return self._ahead >= reach or len(self._starts) >= self._wanted

    def _walk(self, places: np.ndarray) -> np.ndarray:
        """Make the names that start at some draws; return the rolls of each, 0 of no use, (N,)."""
        alive, states = np.arange(len(places)), self._roller.begin(len(places))
        columns = []
        for step in range(self._most):
            rolled = self._roller.roll(step, states, self._draws.take(places[alive] + step))
            tokens, on, following = rolled
            columns.append(np.zeros(len(places), np.int32))
            columns[-1][alive] = tokens
            ended = alive if step == self._most - 1 else alive[~on]
            self._taken[places[ended]] = step + 1
            goes = np.flatnonzero(on)
            alive, states = alive[goes], following[goes]
            if not len(alive) or (step % _LOOK == _LOOK - 1 and self._arrives()):
                break
        before = sum(map(len, self._chosen))
        self._first[places] = before + np.arange(len(places)) * len(columns)
        self._chosen.append(np.stack(columns, axis=1).reshape(-1))
        taken: np.ndarray = self._taken[places]
        return taken


def first_not_below(cumulative: np.ndarray, rows: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return what draws in [0, 1) pick in rows of cumulative weights: (n, W), (N,), (N,) -> (N,).

    >>> first_not_below(np.array([[0, 1, 2]]), np.array([0, 0]), np.array([0.0, 0.6]))
    array([1, 2])
    """
    # a draw of exactly 0 must not pick a first option whose weight is 0
    width, flat = cumulative.shape[1], cumulative.reshape(-1)
    first = rows * width
    last = first + (width - 1)
    marks = np.maximum(draws, LEAST) * flat.take(last)
    low = first.copy()
    for bit in reversed(range((width - 1).bit_length())):  # halves what is left
        below = flat.take(np.minimum(low + ((1 << bit) - 1), last)) < marks
        low += below.astype(np.int64) << bit
    found: np.ndarray = low - first
    return found
