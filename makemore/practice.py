"""Questions with one right number, drawn from a list and a seed, each answered by the library.

It knows no words: a question is its kind, what is given, and the answer with how far off one may
be. What is given as a str is a name or a character. Equal seeds give equal questions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from makemore.corpus import Corpus
from makemore.counting import NgramCounts
from makemore.errors import DivergedError
from makemore.models.ngram import CountModel
from makemore.on_paper import PaperDice
from makemore.scoring import mean_nll, surprisals
from makemore.training import GradientDescent, initial_weights

WHOLE, TENTH, HUNDREDTH = 0.0, 0.06, 0.006  # how far off an answer may be that was rounded so
STEPS, SEED = 50, 2147483647  # of the short trainings
RATES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0)
LARGEST = 100  # tokens of a table that is trained on here, and of one that is rolled on paper
_LONGEST = 12  # characters of a name that is asked about
_DRAWN = 20  # times a share is drawn until it is not 0 when rounded
_IN_PERCENT = frozenset({"share", "share-of-start", "two-in-a-row", "smoothed-share", "softmax"})

Given = Mapping[str, str | float]
Drawn = tuple[Given, float]


@dataclass(frozen=True)
class Question:
    """One question; `answer` is right, and so is what lies within `off` of it."""

    kind: str
    given: Given
    answer: float
    off: float

    @property
    def in_percent(self) -> bool:
        """Whether the answer is a share of 100."""
        return self.kind in _IN_PERCENT

    def accepts(self, number: float) -> bool:
        """Return whether a number is right."""
        return abs(number - self.answer) <= self.off + 1e-9 * max(1.0, abs(self.answer))


@dataclass(frozen=True)
class Ground:
    """What questions are drawn from: a list, and the counts of its pairs.

    >>> names = mm.corpus_of(["emma", "ava", "anna"])
    >>> next(Ground(names, mm.count_ngrams(names)).questions(seed=1)).kind in KINDS
    True
    """

    names: Corpus
    counts: NgramCounts

    def questions(self, seed: int) -> Iterator[Question]:
        """Yield questions without end: each kind that the list allows once, then anew."""
        generator = np.random.default_rng(seed)
        while True:
            for kind in generator.permutation(list(KINDS)).tolist():
                if (one := self._question(kind, generator)) is not None:
                    yield one

    def _question(self, kind: str, generator: np.random.Generator) -> Question | None:
        """Return a question of a kind; no share that a pupil would round to 0."""
        ask, off = KINDS[kind]
        for _draw in range(_DRAWN):
            if (drawn := ask(self, generator)) is None:
                return None
            one = Question(kind, *drawn, off)
            if not (one.in_percent and one.accepts(0)):
                return one
        return None

    @cached_property
    def table(self) -> Tensor:
        """How often each token followed each, (V, V) int64."""
        return self.counts.matrix()

    @cached_property
    def model(self) -> CountModel:
        """What counting makes of the list."""
        return CountModel(self.counts)

    @cached_property
    def nll(self) -> float:
        """The mean nll of the list under its own counts, nats per token."""
        return mean_nll(self.model, self.counts)

    @cached_property
    def dice(self) -> PaperDice:
        """The list as dice on paper."""
        return PaperDice.of(self.counts)

    @cached_property
    def too_large(self) -> float | None:
        """The first of RATES at which a short training ends above its start; None where none."""
        if len(self.table) > LARGEST:
            return None
        return next((rate for rate in RATES if blows_up(self.table, rate)), None)

    def name(self, generator: np.random.Generator) -> str:
        """Return a name that is not long."""
        short = np.flatnonzero(self.names.lengths <= _LONGEST)
        at = generator.choice(short) if len(short) else int(self.names.lengths.argmin())
        return str(self.names.column[int(at)])

    def token(self, generator: np.random.Generator) -> int:
        """Return a character's token, common ones more often."""
        return 1 + int(generator.choice(len(self._shares), p=self._shares))

    def pair(self, generator: np.random.Generator) -> tuple[int, int] | None:
        """Return two characters of which one follows the other somewhere, None where none do."""
        pairs, shares = self._pairs
        if not len(pairs):
            return None
        first, second = pairs[int(generator.choice(len(pairs), p=shares))].tolist()
        return first, second

    @cached_property
    def _shares(self) -> np.ndarray:
        """How likely each character is drawn, (V - 1,)."""
        return _by_root(self.table[1:].sum(dim=1))

    @cached_property
    def _pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """The pairs without a boundary that occur (n, 2), and how likely each is drawn (n,)."""
        pairs = 1 + self.table[1:, 1:].nonzero()
        return pairs.numpy(), _by_root(self.table[tuple(pairs.T)])

    def sign(self, token: int) -> str:
        """Return a token's character."""
        return self.counts.vocabulary.labels[token]


def _by_root(counts: Tensor) -> np.ndarray:
    """Return shares (n,) by the root of counts (n,): what is common comes more often, not alone."""
    roots = counts.double().sqrt()
    shares: np.ndarray = (roots / roots.sum()).numpy()
    return shares


def blows_up(table: Tensor, rate: float) -> bool:
    """Return whether a training of STEPS on counts (V, V) ends above its start.

    >>> [blows_up(mm.count_ngrams(["emma", "ava"]).matrix(), rate) for rate in (1, 5000)]
    [False, True]
    """
    descent = GradientDescent(table, initial_weights(len(table), SEED))
    first = last = descent.losses().nll
    try:
        for _step in range(STEPS):
            last = descent.step(rate).nll
    except DivergedError:
        return True
    return last > first


def _pairs(ground: Ground, generator: np.random.Generator) -> Drawn:
    name = ground.name(generator)
    return {"name": name}, len(name) + 1


def _follows(ground: Ground, generator: np.random.Generator) -> Drawn | None:
    pair = ground.pair(generator)
    return pair and (_signs(ground, *pair), int(ground.table[pair]))


def _of_token(answer: Callable[[Tensor, int], float | Tensor]) -> Ask:
    """Return what asks about one character: `answer` tells it of the table (V, V) and its token."""

    def ask(ground: Ground, generator: np.random.Generator) -> Drawn:
        token = ground.token(generator)
        return {"sign": ground.sign(token)}, int(answer(ground.table, token))

    return ask


def _cells(ground: Ground, generator: np.random.Generator) -> Drawn:
    context = int(generator.integers(1, 4))
    return {"context": context, "size": len(ground.table)}, len(ground.table) ** (context + 1)


def _share(ground: Ground, generator: np.random.Generator) -> Drawn | None:
    pair = ground.pair(generator)
    return pair and (_signs(ground, *pair), 100 * _probability(ground.model, *pair))


def _share_of_start(ground: Ground, generator: np.random.Generator) -> Drawn:
    token = ground.token(generator)
    return {"sign": ground.sign(token)}, 100 * _probability(ground.model, 0, token)


def _two_in_a_row(ground: Ground, generator: np.random.Generator) -> Drawn:
    name = ground.name(generator)
    tokens = [0, *ground.counts.vocabulary.encode(name)][:3]
    shares = [_probability(ground.model, *pair) for pair in zip(tokens, tokens[1:], strict=False)]
    return {"text": name[:2]}, 100 * math.prod(shares)


def _surprisal(ground: Ground, generator: np.random.Generator) -> Drawn | None:
    pair = ground.pair(generator)
    return pair and (_signs(ground, *pair), -math.log(_probability(ground.model, *pair)))


def _of_percent(ground: Ground, generator: np.random.Generator) -> Drawn:
    percent = int(generator.integers(1, 99))
    return {"percent": percent}, -math.log(percent / 100)


def _mean_of_three(ground: Ground, generator: np.random.Generator) -> Drawn:
    three = [float(one) for one in generator.integers(1, 500, 3) / 100]
    return dict(zip("abc", three, strict=True)), sum(three) / 3


def _nll_of_name(ground: Ground, generator: np.random.Generator) -> Drawn:
    name = ground.name(generator)
    return {"name": name}, float(surprisals(ground.model, name).mean())


def _sum_of_name(ground: Ground, generator: np.random.Generator) -> Drawn:
    name = ground.name(generator)
    return {"name": name}, float(surprisals(ground.model, name).sum())


def _nll_of_list(ground: Ground, generator: np.random.Generator) -> Drawn:
    smoothing = int(generator.integers(1, 100))
    nll = mean_nll(CountModel(ground.counts, smoothing), ground.counts)
    return {"smoothing": smoothing}, nll


def _perplexity(ground: Ground, generator: np.random.Generator) -> Drawn:
    nll = float(generator.integers(10, 330)) / 100
    return {"nll": nll}, math.exp(nll)


def _blind(ground: Ground, generator: np.random.Generator) -> Drawn:
    size = int(generator.integers(2, 100))
    return {"size": size}, math.log(size)


def _smoothed_sum(ground: Ground, generator: np.random.Generator) -> Drawn:
    token, smoothing = ground.token(generator), int(generator.integers(1, 10))
    total = int(ground.table[token].sum()) + smoothing * len(ground.table)
    return {"sign": ground.sign(token), "smoothing": smoothing}, total


def _smoothed_share(ground: Ground, generator: np.random.Generator) -> Drawn | None:
    unseen = (ground.table[1:, 1:] == 0).nonzero()
    if not len(unseen):
        return None
    first, second = (unseen[int(generator.integers(len(unseen)))] + 1).tolist()
    smoothing = int(generator.integers(1, 20))
    model = CountModel(ground.counts, smoothing)
    given = {**_signs(ground, first, second), "smoothing": smoothing}
    return given, 100 * _probability(model, first, second)


def _rolls(ground: Ground, generator: np.random.Generator) -> Drawn | None:
    if len(ground.table) > LARGEST:  # the dice of such a list know only some characters
        return None
    pair = ground.pair(generator)
    return pair and (_signs(ground, *pair), int(ground.dice.faces[pair]))


def _softmax(ground: Ground, generator: np.random.Generator) -> Drawn:
    knobs = generator.integers(-2, 4, 3).astype(float)
    shares = torch.softmax(torch.from_numpy(knobs), dim=0)
    return dict(zip("abc", knobs.tolist(), strict=True)), 100 * float(shares[0])


def _new_knob(ground: Ground, generator: np.random.Generator) -> Drawn:
    knob, slope = (float(one) for one in generator.integers(-30, 30, 2) / 10)
    rate = float(generator.integers(1, 20)) / 10
    return {"knob": knob, "slope": slope, "rate": rate}, knob - rate * slope


def _bowl(ground: Ground, generator: np.random.Generator) -> Drawn:
    bend = int(generator.integers(2, 20))  # the loss is bend w², its slope 2 bend w
    return {"bend": bend, "twice": 2 * bend}, 1 / bend


def _too_large(ground: Ground, generator: np.random.Generator) -> Drawn | None:
    if (rate := ground.too_large) is None:
        return None
    at, last = RATES.index(rate), len(RATES) - 3
    first = int(generator.integers(max(0, at - 2), min(at, last) + 1))  # it may be any of three
    low, middle, high = RATES[first : first + 3]
    return {"low": low, "middle": middle, "high": high, "steps": STEPS}, rate


def _products(ground: Ground, generator: np.random.Generator) -> Drawn:
    number = int(generator.integers(2, 100))
    return {"number": number, "size": len(ground.table)}, number * len(ground.table) ** 2


def _price(ground: Ground, generator: np.random.Generator) -> Drawn:
    knobs = generator.integers(-4, 5, 3).astype(float)
    strength = float(generator.integers(1, 20)) / 10
    given = dict(zip("abc", knobs.tolist(), strict=True))
    return {**given, "strength": strength}, strength * float((knobs**2).mean())


def _tenth(ground: Ground, generator: np.random.Generator) -> Drawn:
    number = int(generator.integers(20, 4000)) * 10
    return {"number": number}, number * 8 // 10


def _signs(ground: Ground, first: int, second: int) -> Given:
    return {"first": ground.sign(first), "second": ground.sign(second)}


def _probability(model: CountModel, first: int, second: int) -> float:
    return float(model.log_probabilities(torch.tensor([[first]]))[0, second].exp())


Ask = Callable[[Ground, np.random.Generator], Drawn | None]

KINDS: Mapping[str, tuple[Ask, float]] = {
    "pairs": (_pairs, WHOLE),
    "follows": (_follows, WHOLE),
    "begins": (_of_token(lambda table, token: table[0, token]), WHOLE),
    "ends": (_of_token(lambda table, token: table[token, 0]), WHOLE),
    "row-sum": (_of_token(lambda table, token: table[token].sum()), WHOLE),
    "row-number": (_of_token(lambda _table, token: token), WHOLE),
    "followers": (_of_token(lambda table, token: (table[token, 1:] > 0).sum()), WHOLE),
    "empty-cells": (_of_token(lambda table, token: (table[token] == 0).sum()), WHOLE),
    "cells": (_cells, WHOLE),
    "share": (_share, TENTH),
    "share-of-start": (_share_of_start, TENTH),
    "two-in-a-row": (_two_in_a_row, HUNDREDTH),
    "surprisal": (_surprisal, HUNDREDTH),
    "of-percent": (_of_percent, HUNDREDTH),
    "mean-of-three": (_mean_of_three, HUNDREDTH),
    "nll-of-name": (_nll_of_name, HUNDREDTH),
    "sum-of-name": (_sum_of_name, HUNDREDTH),
    "nll-of-list": (_nll_of_list, HUNDREDTH),
    "perplexity": (_perplexity, HUNDREDTH),
    "blind": (_blind, HUNDREDTH),
    "smoothed-sum": (_smoothed_sum, WHOLE),
    "smoothed-share": (_smoothed_share, HUNDREDTH),
    "rolls": (_rolls, WHOLE),
    "softmax": (_softmax, TENTH),
    "new-knob": (_new_knob, HUNDREDTH),
    "bowl": (_bowl, HUNDREDTH),
    "too-large": (_too_large, WHOLE),
    "products": (_products, WHOLE),
    "price": (_price, HUNDREDTH),
    "tenth": (_tenth, WHOLE),
}
