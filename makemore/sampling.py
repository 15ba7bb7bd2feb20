"""Rolling dice row by row: names from any model, and the draws that made them.

One float64 uniform number a token, from `torch.rand` with a seeded generator; the chosen token is
the first whose cumulative probability is not below the draw. This stream is the same in every
version of torch, and two models fed the same draws can be compared token by token.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch

from makemore.models.model import LanguageModel
from makemore.vocabulary import BOUNDARY

MAX_LENGTH = 200  # characters; a walk that has not ended by then is cut
_GUIDED = 2048  # tokens; the guides of more would take much memory
_LEAST = 5e-324  # the least number above 0
_BLOCK = 1024  # draws fetched at a time; the stream does not depend on it


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

    Example: Dice(seed)[0] is the first draw, whoever asked before.
    """

    def __init__(self, seed: int) -> None:
        """Start a stream; equal seeds give equal streams."""
        self._generator = torch.Generator().manual_seed(seed)
        self._draws: list[float] = []

    def __getitem__(self, index: int) -> float:
        """Return draw number `index`, rolling as far as needed."""
        while index >= len(self._draws):
            block = torch.rand(_BLOCK, generator=self._generator, dtype=torch.float64)
            self._draws += block.tolist()
        return self._draws[index]


class Sampler:
    """Walks through a model; remembers the cumulative distribution of each context it has met."""

    def __init__(self, model: LanguageModel, temperature: float = 1.0) -> None:
        """Prepare a model; a temperature below 1 plays safe, above 1 dares. Raises ValueError."""
        if not (math.isfinite(temperature) and temperature > 0):
            raise ValueError(f"Temperature is a number above 0, not {temperature}.")
        self._model, self._temperature = model, temperature
        self._cumulative: dict[tuple[int, ...], list[float]] = {}

    @property
    def start(self) -> tuple[int, ...]:
        """The context before the first character, (K,)."""
        return (BOUNDARY,) * self._model.context_size

    def choose(self, context: tuple[int, ...], draw: float) -> int:
        """Return the token that a draw in [0, 1) picks after a context (K,)."""
        cumulative = self.cumulative(context)
        # a draw of exactly 0 must not pick a first token whose probability is 0
        return bisect_left(cumulative, max(draw, _LEAST) * cumulative[-1])

    def cumulative(self, context: tuple[int, ...]) -> list[float]:
        """Return the cumulative probabilities of the next token, V of them, in token order."""
        known = self._cumulative.get(context)
        if known is None:
            logits = self._model.log_probabilities(torch.tensor([context]))[0]  # (V,)
            # the largest becomes 0, which no temperature can move
            logits = (logits - logits.max()) / self._temperature
            known = torch.softmax(logits, dim=0).cumsum(0).tolist()
            self._cumulative[context] = known
        return known

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
    """Yield walks without end, each from the draws that follow those of the last."""
    sampler, dice, start = Sampler(model, temperature), Dice(seed), 0
    while True:
        walk = sampler.walk(dice, start, prefix=prefix)
        start += len(walk.steps)
        yield walk


def sample_names(
    model: LanguageModel, number: int, *, seed: int, temperature: float = 1.0, prefix: str = ""
) -> list[str]:
    """Return `number` names made by rolling dice.

    Raises ValueError (temperature) and UnknownCharacterError (prefix).
    """
    if model.context_size == 1 and len(model.vocabulary) <= _GUIDED and not prefix:
        names = _names_by_guide(model, number, seed=seed, temperature=temperature)
        if names is not None:
            return names
    walks = sample_walks(model, seed=seed, temperature=temperature, prefix=prefix)
    return [walk.name for walk in islice(walks, number)]


class _Guide:
    """For each token, which token a draw picks next, by the draw's first bits where they decide.

    Most draws need no search then. Where the bits leave it open, UNDECIDED stands. After the guide
    table of H. C. Chen and Y. Asau, "On generating random variates from an empirical distribution"
    (1974).
    """

    BUCKETS = 1024  # a power of two, so that a draw's bucket is exact
    UNDECIDED = -1

    def __init__(self, sampler: Sampler, size: int) -> None:
        """Guide a sampler of a model of `size` tokens that looks at one character."""
        self._sampler = sampler
        self.rows: list[list[int] | None] = [None] * size  # by token, filled as they are needed
        edges = np.arange(self.BUCKETS + 1) / self.BUCKETS
        self._low, self._high = np.maximum(edges[:-1], _LEAST), np.nextafter(edges[1:], 0)

    def row(self, token: int) -> list[int]:
        """Return what each bucket of draws picks after a token, for the first time."""
        cumulative = np.array(self._sampler.cumulative((token,)))
        first, last = (
            np.searchsorted(cumulative, edges * cumulative[-1]) for edges in (self._low, self._high)
        )
        found: list[int] = np.where(first == last, first, self.UNDECIDED).tolist()
        self.rows[token] = found
        return found


def _names_by_guide(
    model: LanguageModel, number: int, *, seed: int, temperature: float
) -> list[str] | None:
    """Return the names of the same dice, quickly; None where one would be cut for its length."""
    sampler, generator = Sampler(model, temperature), torch.Generator().manual_seed(seed)
    guide, characters = _Guide(sampler, len(model.vocabulary)), ("", *model.vocabulary.characters)
    names: list[str] = []
    name: list[str] = []
    rows, undecided, token = guide.rows, guide.UNDECIDED, BOUNDARY
    while len(names) < number:
        block = torch.rand(_BLOCK, generator=generator, dtype=torch.float64)
        buckets = (block * guide.BUCKETS).long().tolist()
        row = rows[token] or guide.row(token)
        for draw, bucket in zip(block.tolist(), buckets, strict=True):
            chosen = row[bucket]
            if chosen == undecided:
                chosen = sampler.choose((token,), draw)
            if chosen == BOUNDARY:
                if len(name) >= MAX_LENGTH:
                    return None
                names.append("".join(name))
                name.clear()
            else:
                name.append(characters[chosen])
            token = chosen
            row = rows[token] or guide.row(token)
        if len(name) >= MAX_LENGTH:
            return None
    return names[:number]


def sample_side_by_side(
    models: list[LanguageModel], number: int, *, seed: int, temperature: float = 1.0
) -> list[tuple[Walk, ...]]:
    """Return `number` rows of walks, one a model, all walks of a row from the same draws.

    Each row begins where the first model's last name ended, so the first model's names are those
    of `sample_names`, and where two names of a row part, one sees why.
    """
    samplers, dice, start = [Sampler(model, temperature) for model in models], Dice(seed), 0
    rows = []
    for _ in range(number):
        rows.append(tuple(sampler.walk(dice, start) for sampler in samplers))
        start += len(rows[-1][0].steps)
    return rows
