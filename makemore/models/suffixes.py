"""The contexts of 0, 1, ... K tokens that a list has, and what came after each.

A longer context hangs on its end without the oldest token: the suffix tree of all that was read.
Models that fall back from long contexts to short ones stand on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.rows import keys_of, narrow
from makemore.vocabulary import BOUNDARY


@dataclass(frozen=True)
class Level:
    """All contexts of one length, S of them, and the E n-grams: each with a next character.

    A context is known by the number of its end without the oldest token, times V, plus that token.
    """

    keys: np.ndarray  # (S,) int64, sorted
    starts: np.ndarray  # (S + 1,) where the n-grams of each begin
    targets: np.ndarray  # (E,) int64
    # after how many different tokens each n-gram came; the longest, and those that begin a name:
    # how often
    occurrences: np.ndarray  # (E,) int64

    @cached_property
    def nodes(self) -> np.ndarray:
        """The context of each n-gram, (E,)."""
        return np.repeat(np.arange(len(self.keys)), np.diff(self.starts))

    def find(self, ends: np.ndarray, oldest: np.ndarray, V: int) -> np.ndarray:
        """Return the number of each context, -1 where it was never seen or its end is -1, (N,)."""
        return places(self.keys, np.where(ends >= 0, ends * V + oldest, -1))

    def entries(self, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of some contexts each of their n-grams belongs to, and its number."""
        sizes = self.starts[nodes + 1] - self.starts[nodes]
        at = np.repeat(np.arange(len(nodes)), sizes)
        first = self.starts[nodes] - (sizes.cumsum() - sizes)
        return at, np.arange(len(at)) + first[at]

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of some values of the n-grams by context: (E,) -> (S,)."""
        found: np.ndarray = np.bincount(self.nodes, values, len(self.keys))
        return found


class Suffixes:
    """The levels of a list, the context without tokens first.

    A name has one boundary before it: a context is not made longer by more.

    >>> [len(level.keys) for level in Suffixes(mm.count_ngrams(["ab"], context_size=2)).levels]
    [1, 3, 2]
    """

    def __init__(self, counts: NgramCounts) -> None:
        """Take the counts of contexts of K tokens."""
        self.V = len(counts.vocabulary)
        self.levels = list(_levels(counts))

    @property
    def states(self) -> int:
        """How many contexts of 0, 1, ... K tokens have been seen."""
        return sum(len(level.keys) for level in self.levels)

    @cached_property
    def ngrams(self) -> list[np.ndarray]:
        """By level: the key of each n-gram, its context times V plus what came next, (E,)."""
        return [level.nodes * self.V + level.targets for level in self.levels]

    @cached_property
    def whole(self) -> list[np.ndarray]:
        """By level: which contexts are all that is seen of a past, (S,).

        The longest, and those that begin with a name.
        """
        longest = len(self.levels) - 1
        return [
            np.full(len(level.keys), k == longest) | ((level.keys % self.V == BOUNDARY) & (k > 0))
            for k, level in enumerate(self.levels)
        ]

    @cached_property
    def shorter(self) -> list[np.ndarray]:
        """By level but the first: which n-gram of the level before ends each, (E,)."""
        return [
            places(before, level.keys[level.nodes] // self.V * self.V + level.targets)
            for before, level in zip(self.ngrams, self.levels[1:], strict=False)
        ]

    @cached_property
    def times(self) -> list[np.ndarray]:
        """By level: how often each n-gram came, (E,) int64."""
        found = [self.levels[-1].occurrences]
        for k in reversed(range(len(self.levels) - 1)):
            level = self.levels[k]
            summed = np.bincount(self.shorter[k], found[-1], len(level.targets)).astype(np.int64)
            found.append(np.where(self.whole[k][level.nodes], level.occurrences, summed))
        return found[::-1]

    def chain(self, contexts: np.ndarray) -> list[np.ndarray]:
        """Return the node of each context's last 0, 1, ... K tokens, -1 where never seen, (N,)."""
        nodes = [np.zeros(len(contexts), np.int64)]
        for level, tokens in zip(self.levels[1:], contexts.T[::-1], strict=True):
            nodes.append(level.find(nodes[-1], tokens, self.V))
        return nodes

    def state(self, chain: list[np.ndarray]) -> np.ndarray:
        """Return the number of the longest suffix seen among those of all lengths, (N,)."""
        state, before = chain[0], 0
        for nodes, level in zip(chain, self.levels, strict=True):
            state = np.where(nodes >= 0, before + nodes, state)
            before += len(level.keys)
        return state

    def moves(self) -> tuple[Tensor, int]:
        """Return the state that follows each state and token (states, V), and the start.

        A longer context moves as its end does, but where the whole of it goes on as a context.
        """
        V, first = self.V, len(self.levels[0].keys)
        parts = [np.zeros((1, V), np.int64)]
        heads = newest = np.zeros(1, np.int64)  # each context without its newest token, and that
        for shorter, level in zip(self.levels, self.levels[1:], strict=False):
            ends, oldest = np.divmod(level.keys, V)
            if len(parts) == 1:  # of one token
                heads, newest = np.zeros_like(ends), oldest
            else:
                heads, newest = shorter.find(heads[ends], oldest, V), newest[ends]
            seen = heads >= 0  # always, but in a file whose counts are of no list
            parts[-1][heads[seen], newest[seen]] = np.arange(first, first + len(ends))[seen]
            parts.append(parts[-1][ends])
            first += len(ends)
        following = np.concatenate(parts)
        start = int(following[0, BOUNDARY])
        following[:, BOUNDARY] = start
        return torch.from_numpy(following), start


def places(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where some numbers stand among sorted ones from 0 on, -1 where nowhere, (N,).

    >>> places(np.array([1, 4]), np.array([4, 2])).tolist()
    [1, -1]
    """
    if not len(keys):
        return np.full(len(wanted), -1)
    found = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[found] == wanted, found, -1)


def _levels(counts: NgramCounts) -> Iterator[Level]:
    """Yield the contexts of 0, 1, ... K tokens."""
    V, K = len(counts.vocabulary), counts.context_size
    contexts, targets = counts.contexts.numpy(), counts.targets.numpy()
    order = np.argsort(keys_of([*contexts.T[::-1], targets]))  # the nearest token first
    nearest = np.ascontiguousarray(contexts[order].T[::-1])  # (K, M)
    targets, occurrences = targets[order], counts.occurrences.numpy()[order]
    node = [np.zeros(len(targets), np.int64)]  # of each row's last 0, 1, ... tokens
    keys = [np.zeros(1, np.int64)]
    alone = np.zeros(len(targets), bool)
    alone[:1] = True
    real = [np.ones(len(targets), bool)]  # holds one boundary at most
    for k in range(K):
        real.append(nearest[k - 1] != BOUNDARY if k else real[0])
        alone |= np.diff(nearest[k], prepend=-1) != 0
        first = alone & real[-1]
        node.append(first.cumsum() - 1)
        keys.append(node[-2][first] * V + nearest[k][first])
    ngrams, times = node[K][real[K]] * V + targets[real[K]], occurrences[real[K]]
    found = [_level(keys[K], ngrams, times, V)]
    for k in reversed(range(K)):
        shorter = keys[k + 1][ngrams // V] // V * V + ngrams % V
        ngrams, times = np.unique(narrow(shorter, len(keys[k]) * V), return_counts=True)
        ngrams = ngrams.astype(np.int64)
        if k:  # what begins a name has nothing before it: it counts how often
            begins = (nearest[k - 1] == BOUNDARY) & real[k]
            own = node[k][begins] * V + targets[begins]
            at = np.searchsorted(ngrams, own)
            ngrams = np.insert(ngrams, at, own)
            times = np.insert(times, at, occurrences[begins])
        found.append(_level(keys[k], ngrams, times, V))
    return reversed(found)


def _level(keys: np.ndarray, ngrams: np.ndarray, times: np.ndarray, V: int) -> Level:
    node, targets = np.divmod(ngrams, V)
    starts = np.searchsorted(node, np.arange(len(keys) + 1))
    return Level(keys, starts, targets, times)
