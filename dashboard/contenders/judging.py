"""How names judge a model: each name's nll, their mean with its interval, and differences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from makemore.corpus import Corpus
from makemore.models.model import LanguageModel
from makemore.ranking import score_names
from makemore.uncertainty import Interval, bootstrap_difference

JUDGES = 5_000  # names by which models are judged, at most


@dataclass(frozen=True)
class Judges:
    """Names that judge models, each once, and how often each occurs, (names,)."""

    names: list[str]
    times: np.ndarray

    @classmethod
    def of(cls, corpus: Corpus, most: int = JUDGES) -> Judges:
        """Return different names of a part of a list, drawn by dice where they are more."""
        column, times = corpus.tally()
        if len(column) > most:
            drawn = np.random.default_rng(1).choice(len(column), most, replace=False)
            column, times = column.take(drawn), times[drawn]
        return cls(column.to_pylist(), times)

    def score(self, model: LanguageModel) -> Scored:
        """Return how the names surprise a model."""
        found = score_names(model, self.names)
        return Scored(found.nll * self.times, found.tokens * self.times)


@dataclass(frozen=True, eq=False)  # two are the same only as one: that is quick to look up
class Scored:
    """Each name's nll (nats) and its predicted tokens, copies added up, (names,)."""

    nll: np.ndarray
    tokens: np.ndarray

    @cached_property
    def mean(self) -> float:
        """The mean nll, nats per token."""
        return float(self.nll.sum() / self.tokens.sum())

    @cached_property
    def interval(self) -> Interval | None:
        """The mean with its interval over names, None for a single name or an infinite nll."""
        return above(self, Scored(np.zeros_like(self.nll), self.tokens))


@lru_cache(maxsize=512)
def above(one: Scored, other: Scored) -> Interval | None:
    """Return by how much a mean is above another one's, with its interval.

    None for a single name, and where a name is impossible. It takes a twentieth of a second.
    """
    finite = np.isfinite(one.nll).all() and np.isfinite(other.nll).all()
    if len(one.tokens) < 2 or not finite:
        return None
    return bootstrap_difference(one.nll, other.nll, one.tokens, seed=1)


def some(names: Corpus, most: int, seed: int) -> Corpus:
    """Return so many names of a longer list, drawn at random."""
    mask = np.zeros(len(names), bool)
    mask[np.random.default_rng(seed).choice(len(names), most, replace=False)] = True
    return names.part(mask)
