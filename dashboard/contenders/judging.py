"""How names judge a model: each name's nll, their mean with its interval, and differences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import torch

from makemore.corpus import Corpus
from makemore.models.model import LanguageModel
from makemore.ranking import score_names
from makemore.rolling import Dice, first_not_below
from makemore.uncertainty import Interval, bootstrap_difference
from makemore.vocabulary import BOUNDARY

NAMES, LONGEST = 5, 20  # that a model makes, and their characters at most
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


def few_names(model: LanguageModel, seed: int) -> tuple[str, ...]:
    """Return NAMES names, all walking in step, each from draws of its own, whatever the model.

    One that has not ended after LONGEST characters is cut, with a sign for it.
    """
    contexts = torch.zeros((NAMES, model.context_size), dtype=torch.int64)  # of boundaries
    draws = Dice(seed).draws(0, NAMES * LONGEST).reshape(NAMES, LONGEST)
    labels, names = model.vocabulary.labels, [""] * NAMES
    going = np.ones(NAMES, bool)
    for place in range(LONGEST):
        cumulative = model.log_probabilities(contexts).exp().cumsum(dim=1).numpy()
        tokens = first_not_below(cumulative, np.arange(NAMES), draws[:, place])
        going &= tokens != BOUNDARY
        if not going.any():
            break
        names = [
            name + labels[token] if on else name
            for name, token, on in zip(names, tokens.tolist(), going.tolist(), strict=True)
        ]
        contexts = torch.cat([contexts[:, 1:], torch.from_numpy(tokens)[:, None]], dim=1)
    return tuple(f"{name}…" if on else name for name, on in zip(names, going, strict=True))
