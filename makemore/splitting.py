"""Holding names out: a list -> a part to train on and a part to test on, by distinct name.

All copies of a name go to the same side, so that no test name was seen in training. What a
careless split, line by line, would leak is measured beside it, or made to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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


@dataclass(frozen=True)
class Parts:
    """Three corpora: one to learn from, one to choose among models by, one to open at the end."""

    train: Corpus
    validation: Corpus
    test: Corpus


def three_parts(corpus: Corpus, share: float, *, seed: int, by_line: bool = False) -> Parts:
    """Return a list in three parts, `share` of the distinct names in each of the last two.

    The validation names are those that `hold_out` holds out. `by_line` divides carelessly: lines,
    not names, so that copies of a name may lie in several parts.
    Raises ValueError for a share that is not between 0 and a half, and where names are too few.

    >>> parts = three_parts(mm.corpus_of("abcdefghij"), 0.2, seed=1)
    >>> len(parts.train), len(parts.validation), len(parts.test)
    (6, 2, 2)
    """
    if not 0 < share < 0.5:
        raise ValueError(f"The share of each part lies between 0 and a half, not at {share}.")
    if by_line:
        return _careless(corpus, share, np.random.default_rng(seed))
    first = hold_out(corpus, share, seed=seed)
    second = hold_out(first.train, share / (1 - share), seed=seed)
    return Parts(second.train, first.held_out, second.held_out)


def _careless(corpus: Corpus, share: float, generator: np.random.Generator) -> Parts:
    """Return three parts of the lines; of one that stands for many, some copies go to each."""
    times = np.ones(len(corpus), np.int64) if corpus.weights is None else corpus.weights
    total = int(times.sum())
    if total < 3:
        raise ValueError("Three names are needed to make three parts.")
    number = max(round(share * total), 1)
    ends = [total - 2 * number, total - number]
    place = np.repeat(np.arange(len(times)), times)  # of each copy its line
    parts = [
        np.bincount(copies, minlength=len(times))
        for copies in np.split(generator.permutation(place), ends)
    ]
    return Parts(*(_copies(corpus, drawn) for drawn in parts))


def _copies(corpus: Corpus, times: np.ndarray) -> Corpus:
    part = corpus.part(times > 0)
    return part if corpus.weights is None else replace(part, weights=times[times > 0])


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
