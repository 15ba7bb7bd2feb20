"""Models beside each other on one list: how each does on names that it never saw, and at what cost.

It knows families by their registry and models by their protocol; none has a name here.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from makemore.corpus import Corpus
from makemore.learning.running import run
from makemore.leaving_out import choose
from makemore.models.family import Material, Values, families, family_of, parameters_of
from makemore.models.model import LanguageModel
from makemore.scoring import mean_nll
from makemore.splitting import Split, hold_out
from makemore.uncertainty import nll_difference
from makemore.vocabulary import Vocabulary

SECONDS = 20.0  # of processor time, at most, for a family that learns step by step
CHOOSERS = 30_000  # different names that choose, at most; each takes 4 KB
WEIGHTS_SEED = 2147483647  # the lecture's


@dataclass(frozen=True)
class Row:
    """What one model learned and how it does; nlls are means, nats per token.

    `difference_low` and `difference_high` are the ends of a 95 % interval, by resampling the
    different held-out names, of its held-out nll less that of the best model: 0 and 0 for the best
    itself, both infinite for another that holds one of the names impossible. `knobs` are the values
    of its family's knobs: "context=5".
    """

    model: str  # the key of its family
    train_nll: float
    held_out_nll: float
    parameters: int
    cpu_seconds: float  # of all threads, to count or to train
    difference_low: float = 0.0
    difference_high: float = 0.0
    knobs: str = ""


def leaderboard(
    models: Sequence[str],
    corpus: Corpus,
    *,
    share: float,
    seed: int,
    values: Values | None = None,
    seconds: float = SECONDS,
    choosing: bool = False,
) -> list[Row]:
    """Return a row for each family of some keys, in their order, each fitted on the same names.

    A `share` of the distinct names is held out, chosen by the seed; a held-out name counts with all
    its copies. `values` are those of knobs, by name. Raises KeyError for an unknown family,
    ValueError where names cannot be held out or are too few to compare, DivergedError.

    >>> names = mm.corpus_of("abcdefgh")  # eight names of a character each
    >>> rows = leaderboard(["uniform", "counts"], names, share=0.25, seed=1)
    >>> [round(row.held_out_nll, 2) for row in rows]
    [2.2, inf]
    """
    split = hold_out(corpus, share, seed=seed)
    vocabulary = Vocabulary.of(corpus.characters)
    own = {key: values or {} for key in models}
    if choosing:
        counted = [key for key in models if families()[key].left_out]
        own |= {key: _chosen(key, split.train, vocabulary) for key in counted}
    found = [_fitted(key, split, vocabulary, own[key], seconds) for key in models]
    best = min(found, key=lambda one: one[0].held_out_nll)
    return [
        row if model is best[1] else _against(best[1], row, model, split.held_out, seed)
        for row, model in found
    ]


def learned(
    key: str, material: Material, values: Values | None = None, seconds: float = SECONDS
) -> LanguageModel:
    """Return a model of a family: counted, or trained until nothing is gained or time is up.

    The lecture's network takes the lecture's steps. Raises KeyError for an unknown family,
    DivergedError.

    >>> learned("uniform", Material(["ann"])).vocabulary.characters
    ('a', 'n')
    """
    family = families()[key]
    held = family.held(values or {})
    if family.fit is not None:
        return family.fit(material, **held)
    assert family.training is not None  # a family has one of the two
    begun = time.process_time()
    training = family.training(material, seed=WEIGHTS_SEED, **held)
    deque(run(training, begun + seconds - time.process_time()), maxlen=0)  # to get ready counts
    return training.model


def _chosen(key: str, train: Corpus, vocabulary: Vocabulary) -> Values:
    """Return the values that suit some names best, or CHOOSERS of them, drawn by dice."""
    if train.distinct > CHOOSERS:
        train = hold_out(train, CHOOSERS / train.distinct, seed=1).held_out
    return choose(Material(train, vocabulary), key).values


def _fitted(
    key: str, split: Split, vocabulary: Vocabulary, values: Values, seconds: float
) -> tuple[Row, LanguageModel]:
    """Return a model that has learned, and its row without a difference."""
    begun = time.process_time()
    model = learned(key, Material(split.train, vocabulary), values, seconds)
    seconds = time.process_time() - begun
    nlls = mean_nll(model, split.train), mean_nll(model, split.held_out)
    knobs = " ".join(f"{name}={value:g}" for name, value in family_of(model).values(model).items())
    return Row(key, *nlls, parameters_of(model), seconds, knobs=knobs), model


def _against(best: LanguageModel, row: Row, model: LanguageModel, names: Corpus, seed: int) -> Row:
    """Return the row with its difference to the best."""
    if math.isinf(row.held_out_nll):
        return replace(row, difference_low=math.inf, difference_high=math.inf)
    found = nll_difference(model, best, names, seed=seed)
    return replace(row, difference_low=found.low, difference_high=found.high)
