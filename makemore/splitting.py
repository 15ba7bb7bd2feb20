"""Holding names out: a list -> a part to train on and a part to test on, by distinct name.

All copies of a name go to the same side, so that no test name was seen in training. What a
careless split, line by line, would leak is measured beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from makemore.corpus import Corpus


@dataclass(frozen=True)
class Split:
    """Two corpora without a name in common.

    `leak` is the share of test lines, had one split line by line, whose name the training lines
    also hold; in [0, 1].
    """

    train: Corpus
    held_out: Corpus
    leak: float


def hold_out(corpus: Corpus, share: float, *, seed: int) -> Split:
    """Return a split with about `share` of the distinct names held out, chosen by the seed.

    At least one distinct name stays on each side. Raises ValueError where that is impossible: for
    a share that is not between 0 and 1, and for a list of one distinct name.

    >>> split = hold_out(mm.corpus_of(["ava", "bo", "ava", "eva"]), 0.3, seed=1)
    >>> len(split.train), len(split.held_out)
    (3, 1)
    """
    if not 0 < share < 1:
        raise ValueError(f"The share of names held out lies between 0 and 1, not at {share}.")
    coded = corpus.column.dictionary_encode()
    distinct, code = len(coded.dictionary), coded.indices.to_numpy()
    if distinct < 2:
        raise ValueError("Two different names are needed to hold one out; this list has one.")
    generator = torch.Generator().manual_seed(seed)
    number = min(max(round(share * distinct), 1), distinct - 1)
    chosen = np.zeros(distinct, bool)
    chosen[torch.randperm(distinct, generator=generator)[:number].numpy()] = True
    return Split(
        corpus.part(~chosen[code]),
        corpus.part(chosen[code]),
        _leak(code, torch.rand(len(code), generator=generator).numpy() < share)
        if corpus.weights is None
        else _leak_of_many(corpus.occurrences, corpus.weights, share),
    )


def _leak(code: np.ndarray, tested: np.ndarray) -> float:
    """Return the share of tested lines whose name is also among the others."""
    if not tested.any():
        return 0.0
    trained = np.zeros(code.max() + 1, bool)
    trained[code[~tested]] = True
    return float(trained[code[tested]].mean())


def _leak_of_many(occurrences: np.ndarray, weights: np.ndarray, share: float) -> float:
    """Return the leak to expect of a list whose lines stand for many.

    Of a name that occurs n times, a copy that is tested has n - 1 others, each of them tested too
    with probability `share`.
    """
    return float((weights * (1 - share ** (occurrences - 1))).sum() / weights.sum())
