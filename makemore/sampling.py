"""Rolling dice row by row: names from any model, and the draws that made them.

One float64 uniform number a token, from `torch.rand` with a seeded generator; the chosen token is
the first whose cumulative probability is not below the draw. This stream is the same in every
version of torch, and two models fed the same draws can be compared token by token.

Many names are made at once: a walker starts at every draw, as if a name began there, and all go on
in step; then one hops from the end of a name to the walker that started at the next draw. So they
are the names that the same dice give one after the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from makemore.models.model import LanguageModel
from makemore.models.tempered import Tempered
from makemore.rows import distinct_rows
from makemore.vocabulary import BOUNDARY

MAX_LENGTH = 200  # characters; a walk that has not ended by then is cut
_LEAST = 5e-324  # the least number above 0
_BLOCK = 1024  # draws fetched at a time; the stream does not depend on it
_CELLS = 1 << 19  # of weights worked out at a time
_LOOK = 8  # steps between two looks whether all have arrived that matter
_TABLE_CELLS = 1 << 25  # up to which a table has a row for every context; few are ever filled


@dataclass(frozen=True)
class Step:
    """One roll: where the walk stood, the number drawn, and the token that it chose."""

    context: tuple[int, ...]  # (K,)
    draw: float  # in [0, 1)
    token: int


@dataclass(frozen=True)
class Walk:
    """A name and the steps that made it; `ended` is False where it was cut at the longest length.

    A prefix is part of the name and has no steps.
    """

    name: str
    steps: tuple[Step, ...]
    ended: bool
    characters: tuple[str, ...] = ()  # of the name, where these are not its code points

    @property
    def letters(self) -> Sequence[str]:
        """The characters of the name."""
        return self.characters or self.name


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
    see `Sampler.rolled`.

    >>> from makemore.conditional import ConditionalChain
    >>> always = ConditionalChain(mm.CountModel.fit(["ab"]), mm.Conditions())
    >>> [chosen.tolist() for chosen in roll_in_step(always, Dice(1), 0, 2, 9)]
    [[1, 2, 0], [1, 2, 0]]
    """
    names: list[np.ndarray] = []
    while len(names) < number:
        wanted = number - len(names)
        walkers = min(16 + 8 * wanted, max(64, _CELLS // roller.width))
        chosen, rolls = _walk(roller, dice.draws(start, walkers + most), walkers, wanted)
        starts = _hops(rolls, wanted)
        names += [chosen[at, : rolls[at]] for at in starts]
        start += starts[-1] + int(rolls[starts[-1]])
    return names


def _walk(
    roller: Roller, draws: np.ndarray, walkers: int, wanted: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return what each walker chose (walkers, T), and how many rolls it took (walkers,).

    It ends when all have arrived that names are wanted of; the rolls of others may be 0.
    """
    most = len(draws) - walkers
    alive, states = np.arange(walkers), roller.begin(walkers)
    rolls, columns = np.zeros(walkers, np.int64), []
    for step in range(most):
        tokens, on, following = roller.roll(step, states, draws[alive + step])
        columns.append(np.zeros(walkers, np.int32))
        columns[-1][alive] = tokens
        rolls[alive if step == most - 1 else alive[~on]] = step + 1
        alive, states = alive[on], following[on]
        if not len(alive) or (step % _LOOK == _LOOK - 1 and rolls[_hops(rolls, wanted)[-1]]):
            break
    return np.stack(columns, axis=1), rolls


def _hops(rolls: np.ndarray, number: int) -> list[int]:
    """Return where names start, `number` at most, the first at 0; one that has no rolls ends it."""
    steps, starts, ahead = rolls.tolist(), [0], int(rolls[0])
    while len(starts) < number and starts[-1] < ahead < len(steps):
        starts.append(ahead)
        ahead += steps[ahead]
    return starts


def first_not_below(cumulative: np.ndarray, rows: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return what draws in [0, 1) pick in rows of cumulative weights: (n, W), (N,), (N,) -> (N,).

    >>> first_not_below(np.array([[0, 1, 2]]), np.array([0, 0]), np.array([0.0, 0.6]))
    array([1, 2])
    """
    # a draw of exactly 0 must not pick a first option whose weight is 0
    width, flat = cumulative.shape[1], cumulative.reshape(-1)
    low, high = rows * width, rows * width + width - 1
    marks = np.maximum(draws, _LEAST) * flat.take(high)
    for _ in range((width - 1).bit_length()):  # halves what is left
        middle = (low + high) >> 1
        below = flat.take(middle) < marks
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
    found: np.ndarray = low - rows * width
    return found


class Sampler:
    """Walks through a model; remembers the cumulative distribution of each context it has met."""

    def __init__(self, model: LanguageModel, temperature: float = 1.0) -> None:
        """Prepare a model; a temperature below 1 plays safe, above 1 dares. Raises ValueError."""
        self._model = Tempered(model, temperature)
        self._cumulative: dict[tuple[int, ...], list[float]] = {}
        V, K = len(model.vocabulary), model.context_size
        self._places = V ** np.arange(K)[::-1] if V ** (K + 1) <= _TABLE_CELLS else None
        self._table = np.empty((0, V))  # by context, filled where it was met
        self._met = np.zeros(0, bool)
        self._prefix: list[int] = []  # of the names that are rolled now

    @property
    def start(self) -> tuple[int, ...]:
        """The context before the first character, (K,)."""
        return (BOUNDARY,) * self._model.context_size

    def choose(self, context: tuple[int, ...], draw: float) -> int:
        """Return the token that a draw in [0, 1) picks after a context (K,)."""
        cumulative = self.cumulative(context)
        return bisect_left(cumulative, max(draw, _LEAST) * cumulative[-1])

    def cumulative(self, context: tuple[int, ...]) -> list[float]:
        """Return the cumulative probabilities of the next token, V of them, in token order."""
        known = self._cumulative.get(context)
        if known is None:
            known = self._rows(np.array([context]))[0].tolist()
            self._cumulative[context] = known
        return known

    def rolled(
        self, number: int, dice: Dice, start: int = 0, *, prefix: str = ""
    ) -> list[tuple[str, int]]:
        """Return the names that the draws from number `start` on make, and the rolls of each.

        Each begins with the prefix. Raises UnknownCharacterError where the list cannot spell it.
        """
        self._prefix = self._model.vocabulary.encode(prefix)
        most = MAX_LENGTH - len(self._prefix)
        if most <= 0:
            return [(prefix, 0)] * number
        labels = np.array(["", *self._model.vocabulary.characters], object)
        made = roll_in_step(self, dice, start, number, most)
        return [(prefix + "".join(labels[tokens].tolist()), len(tokens)) for tokens in made]

    @property
    def width(self) -> int:
        """How many numbers are worked out for a walker at each roll."""
        return self._table.shape[1] if self._places is None else 1

    def begin(self, number: int) -> np.ndarray:
        """Return the context before the first roll for each of some names, (number, K)."""
        K = self._model.context_size
        context = ([BOUNDARY] * K + self._prefix)[-K:]
        return np.tile(np.array(context, np.int64), (number, 1))

    def roll(
        self, step: int, contexts: np.ndarray, draws: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the tokens that draws pick, where no name has ended, and the next contexts."""
        tokens = first_not_below(*self._cumulative_of(contexts), draws)
        following = np.concatenate([contexts[:, 1:], tokens[:, None]], axis=1)
        return tokens, tokens != BOUNDARY, following

    def _cumulative_of(self, contexts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return cumulative probabilities (n, V), and which of their rows each context has (N,)."""
        if self._places is None:
            first, which = distinct_rows(contexts)
            return self._rows(contexts[first]), which
        if not len(self._table):
            V = self._table.shape[1]
            self._table = np.empty((int(self._places[0]) * V, V))
            self._met = np.zeros(len(self._table), bool)
        number = contexts @ self._places
        new = number[~self._met[number]]
        if len(new):
            new = np.unique(new)
            self._table[new] = self._rows(new[:, None] // self._places % self._table.shape[1])
            self._met[new] = True
        return self._table, number

    def _rows(self, contexts: np.ndarray) -> np.ndarray:
        """Return the cumulative probabilities after some contexts: (N, K) -> (N, V)."""
        probabilities = self._model.probabilities(torch.from_numpy(contexts))
        cumulative: np.ndarray = probabilities.cumsum(dim=1).numpy()
        return cumulative

    def walk(self, dice: Dice, start: int = 0, *, prefix: str = "") -> Walk:
        """Return the name that the draws from number `start` on make, beginning with `prefix`.

        Raises UnknownCharacterError for a prefix that the list cannot spell.
        """
        K, vocabulary = self._model.context_size, self._model.vocabulary
        tokens = [*self.start, *vocabulary.encode(prefix)]
        steps: list[Step] = []
        while len(tokens) - K < MAX_LENGTH:
            context = tuple(tokens[-K:])
            draw = dice[start + len(steps)]
            steps.append(Step(context, draw, self.choose(context, draw)))
            if steps[-1].token == BOUNDARY:
                return self._walk(tokens, steps, ended=True)
            tokens.append(steps[-1].token)
        return self._walk(tokens, steps, ended=False)

    def _walk(self, tokens: list[int], steps: list[Step], *, ended: bool) -> Walk:
        vocabulary = self._model.vocabulary
        letters = [vocabulary.labels[token] for token in tokens if token != BOUNDARY]
        name = "".join(letters)
        characters = tuple(letters) if len(letters) != len(name) else ()
        return Walk(name, tuple(steps), ended, characters)


def sample_walks(
    model: LanguageModel, *, seed: int, temperature: float = 1.0, prefix: str = ""
) -> Iterator[Walk]:
    """Yield walks without end, each from the draws that follow those of the last.

    >>> from makemore.models.ngram import CountModel
    >>> next(sample_walks(CountModel.fit(["ab"]), seed=1)).name
    'ab'
    """
    sampler, dice, start = Sampler(model, temperature), Dice(seed), 0
    while True:
        walk = sampler.walk(dice, start, prefix=prefix)
        start += len(walk.steps)
        yield walk


def sample_names(
    model: LanguageModel, number: int, *, seed: int, temperature: float = 1.0, prefix: str = ""
) -> list[str]:
    """Return `number` names made by rolling dice, all in step.

    Raises ValueError (temperature) and UnknownCharacterError (prefix).

    >>> from makemore.models.ngram import CountModel
    >>> sample_names(CountModel.fit(["ab"]), 2, seed=1)
    ['ab', 'ab']
    """
    rolled = Sampler(model, temperature).rolled(number, Dice(seed), prefix=prefix)
    return [name for name, _rolls in rolled]


def sample_side_by_side(
    models: list[LanguageModel], number: int, *, seed: int, temperature: float = 1.0
) -> list[tuple[Walk, ...]]:
    """Return `number` rows of walks, one a model, all walks of a row from the same draws.

    Each row begins where the first model's last name ended, so the first model's names are those
    of `sample_names`, and where two names of a row part, one sees why. No models, no rows.

    >>> from makemore.models.ngram import CountModel
    >>> models = [CountModel.fit(["ab"]), CountModel.fit(["b"])]
    >>> [walk.name for walk in sample_side_by_side(models, 1, seed=1)[0]]
    ['ab', 'b']
    """
    samplers, dice, start = [Sampler(model, temperature) for model in models], Dice(seed), 0
    rows = []
    for _ in range(number if samplers else 0):
        rows.append(tuple(sampler.walk(dice, start) for sampler in samplers))
        start += len(rows[-1][0].steps)
    return rows
