"""How sure a figure is: a difference of two models (the bootstrap over names), and a share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from makemore.corpus import Corpus
from makemore.models.model import LanguageModel
from makemore.ranking import score_names

_GROUPS = 1024  # more names than this are resampled in random groups, of sizes one apart


@dataclass(frozen=True)
class Interval:
    """A difference of mean nll (nats per token) and where it lies in 95 of 100 resamplings."""

    difference: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether zero lies outside: the difference is more than the luck of the drawn names."""
        return self.low > 0 or self.high < 0


def nll_difference(
    first: LanguageModel, second: LanguageModel, names: Corpus, *, seed: int
) -> Interval:
    """Return mean nll of `first` - `second` on some names, with its interval.

    What is drawn again and again are distinct names, each with all its copies: copies are not
    news, and counting them one by one would make the interval too narrow.
    Raises UnknownCharacterError, and what `bootstrap_difference` raises.

    >>> first, second = (mm.CountModel.fit(["ab", "b"], smoothing=k) for k in (2, 1))
    >>> nll_difference(first, second, mm.corpus_of(["ab", "b"]), seed=1).certain
    True
    """
    column, times = names.tally()
    distinct = column.to_pylist()
    one, other = (score_names(model, distinct) for model in (first, second))
    return bootstrap_difference(one.nll * times, other.nll * times, one.tokens * times, seed=seed)


@dataclass(frozen=True)
class Share:
    """A share seen in a sample, in [0, 1], and where it lies with 95 in 100 samples."""

    value: float
    low: float
    high: float


def share_of(passed: int, tries: int) -> Share:
    """Return the share of tries that passed, with Wilson's interval (1927), which holds near 0 too.

    >>> round(share_of(0, 100).high, 3)
    0.037
    """
    z = 1.959964  # of the normal distribution, 2.5 % on each side
    share, spread = passed / tries, z * z / tries
    middle = (share + spread / 2) / (1 + spread)
    half = math.sqrt(share * (1 - share) * spread + spread * spread / 4) / (1 + spread)
    return Share(share, max(middle - half, 0.0), min(middle + half, 1.0))


def bootstrap_difference(
    first: np.ndarray, second: np.ndarray, tokens: np.ndarray, *, seed: int, resamplings: int = 2000
) -> Interval:
    """Return mean nll of `first` - `second`, with the percentile interval over resampled names.

    `first` and `second` hold each name's nll under two models, (names,) nats; `tokens` its
    predicted tokens, (names,). A name is drawn with all its tokens, because tokens of one name are
    not independent. (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.)
    Raises ValueError for fewer than two names, and for infinite nlls, whose difference means
    nothing.

    >>> first, second = np.array([2.0, 3.0]), np.array([1.0, 2.0])
    >>> bootstrap_difference(first, second, np.array([1, 1]), seed=1)
    Interval(difference=1.0, low=1.0, high=1.0)
    """
    if len(tokens) < 2:
        raise ValueError("One name cannot say how names differ; two at least are needed.")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("An infinite nll has no interval; smooth the counts first.")
    group, drawn = _resampled(len(tokens), seed, resamplings)
    extra, tokens = first - second, tokens.astype(float)
    if group is not None:
        extra, tokens = (np.bincount(group, one, _GROUPS) for one in (extra, tokens))
    means = (drawn @ extra) / (drawn @ tokens)
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(extra.sum() / tokens.sum()), float(low), float(high))


@lru_cache(maxsize=2)  # of 16 MB; many models are compared on the same names
def _resampled(names: int, seed: int, resamplings: int) -> tuple[np.ndarray | None, np.ndarray]:
    """Return the random group of each name, and how often each group is drawn, (B, groups).

    Of few names each is a group, None. Groups vary as the names do, scaled.
    """
    generator = np.random.default_rng(seed)
    group = generator.permutation(names) % _GROUPS if names > _GROUPS else None
    n = min(names, _GROUPS)
    return group, generator.multinomial(n, np.full(n, 1 / n), size=resamplings).astype(float)
