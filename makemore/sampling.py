"""Names that a model makes when dice are rolled row by row, and the draws that made them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from makemore.errors import TooMuchError
from makemore.models.automaton import Automaton
from makemore.models.family import automaton_of
from makemore.models.model import LanguageModel, Remembering
from makemore.models.tempered import Tempered
from makemore.rollers import InStep, Met, OfStates
from makemore.rolling import LEAST, MANY, Dice, Roller, first_not_below, roll_in_step
from makemore.rows import distinct_rows
from makemore.vocabulary import BOUNDARY

MAX_LENGTH = 200  # characters; a walk that has not ended by then is cut
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


class Sampler:
    """Walks through a model; remembers the cumulative distribution of each context it has met."""

    def __init__(self, model: LanguageModel, temperature: float = 1.0) -> None:
        """Prepare a model; a temperature below 1 plays safe, above 1 dares. Raises ValueError."""
        self._model = Tempered(model, temperature)
        self._cumulative: dict[tuple[int, ...], list[float]] = {}
        V, K = len(model.vocabulary), model.context_size
        self._places = V ** np.arange(K)[::-1] if V ** (K + 1) <= _TABLE_CELLS else None
        self._V = V
        self._known: Met | None = None  # by context
        self._prefix: list[int] = []  # of the names that are rolled now

    @property
    def start(self) -> tuple[int, ...]:
        """The context before the first character, (K,)."""
        return (BOUNDARY,) * self._model.context_size

    def choose(self, context: tuple[int, ...], draw: float) -> int:
        """Return the token that a draw in [0, 1) picks after a context (K,)."""
        cumulative = self.cumulative(context)
        return bisect_left(cumulative, max(draw, LEAST) * cumulative[-1])

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
        tokens, rolls = roll_in_step(self._roller, dice, start, number, most)
        names = (prefix + end for end in self._spelled(tokens, rolls))
        return list(zip(names, rolls.tolist(), strict=True))

    def _spelled(self, tokens: np.ndarray, rolls: np.ndarray) -> Iterator[str]:
        """Yield the texts of some tokens (T,), each of so many of them."""
        labels = ["", *self._model.vocabulary.characters]
        text = "".join(np.array(labels, object)[tokens].tolist())
        widths = np.array(list(map(len, labels)))[tokens].cumsum()
        begin = 0
        for end in widths[rolls.cumsum() - 1].tolist():
            yield text[begin:end]
            begin = end

    @property
    def _roller(self) -> Roller:
        """Who rolls: itself where it can look up a context, else one that carries states along."""
        model, temperature = self._model.model, self._model.temperature
        if self._places is None and isinstance(model, Remembering):
            return InStep(model, temperature, self._prefix)
        if self._places is None and self._automaton:
            return OfStates(self._automaton, temperature, self._prefix)
        return self

    @cached_property
    def _automaton(self) -> Automaton | None:
        """The automaton of a model that tells few pasts apart."""
        try:
            return automaton_of(self._model.model)
        except TooMuchError:
            return None

    @property
    def width(self) -> int:
        """How many numbers are worked out for a walker at each roll."""
        return self._V if self._places is None else 1

    @property
    def walkers(self) -> int:
        """Many: a roll is a look into a table."""
        return MANY

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
        if self._known is None:
            self._known = Met(int(self._places[0]) * self._V, self._V)
        return self._known.rows(
            contexts @ self._places,
            lambda new: self._rows(new[:, None] // self._places % self._V),
        )

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
