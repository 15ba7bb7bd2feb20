"""Counts + smoothing -> a model, for a context of any size.

Only contexts that were seen are stored; any other has the uniform distribution.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from makemore.counting import Names, NgramCounts, count_ngrams
from makemore.vocabulary import Vocabulary


@dataclass(frozen=True)
class CountModel:
    """P(target | context) = (count + smoothing) / (count of the context + smoothing * V).

    Smoothing is any real number >= 0. With 0, a pair never seen has probability 0 (its surprisal is
    infinite) and a context never seen is uniform. This is additive (Lidstone) smoothing:
    Jurafsky & Martin, Speech and Language Processing, chapter 3. Raises ValueError.
    """

    counts: NgramCounts
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a smoothing that is not a finite number >= 0."""
        if not (math.isfinite(self.smoothing) and self.smoothing >= 0):
            raise ValueError(f"Smoothing is a number from 0 up, not {self.smoothing}.")

    @classmethod
    def fit(cls, names: Names, *, context_size: int = 1, smoothing: float = 0.0) -> CountModel:
        """Count names and return the model."""
        return cls(count_ngrams(names, context_size=context_size), smoothing)

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters of the counted list."""
        return self.counts.vocabulary

    @property
    def context_size(self) -> int:
        """K, how many tokens a context holds."""
        return self.counts.context_size

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context), -inf where it is 0: (N, K) int64 -> (N, V) float64."""
        smoothed = self.counts_after(contexts) + self.smoothing  # (N, V)
        totals = smoothed.sum(dim=1, keepdim=True)  # (N, 1)
        smoothed = torch.where(totals == 0, 1.0, smoothed)  # never seen: uniform
        return smoothed.log() - smoothed.sum(dim=1, keepdim=True).log()

    def counts_after(self, contexts: Tensor) -> Tensor:
        """Return how often each token followed each context: (N, K) -> (N, V) float64."""
        found = self._index.find(contexts)  # (N,)
        counts = torch.zeros((len(contexts), len(self.vocabulary)), dtype=torch.float64)
        seen = (found >= 0).nonzero()[:, 0]
        start, stop = self._starts[found[seen]], self._starts[found[seen] + 1]
        rows = torch.repeat_interleave(seen, stop - start)
        within = torch.arange(len(rows)) - torch.repeat_interleave(
            (stop - start).cumsum(0) - (stop - start), stop - start
        )
        pairs = torch.repeat_interleave(start, stop - start) + within
        counts[rows, self.counts.targets[pairs]] = self.counts.occurrences[pairs].double()
        return counts

    @cached_property
    def _distinct_contexts(self) -> tuple[Tensor, Tensor]:
        contexts, sizes = torch.unique_consecutive(self.counts.contexts, dim=0, return_counts=True)
        return contexts, sizes  # (contexts, K), (contexts,)

    @cached_property
    def _starts(self) -> Tensor:
        """Where the pairs of each distinct context begin, and the end, (contexts + 1,)."""
        sizes = self._distinct_contexts[1]
        return torch.cat([torch.zeros(1, dtype=torch.int64), sizes.cumsum(0)])

    @cached_property
    def _index(self) -> _ContextIndex:
        return _ContextIndex(self._distinct_contexts[0], len(self.vocabulary))


class _ContextIndex:
    """Finds the row of a context among sorted distinct contexts, one token a level as in a trie.

    A prefix is known by its rank among its level's prefixes, so that no key outgrows int64,
    however long the context.
    """

    def __init__(self, contexts: Tensor, vocabulary_size: int) -> None:
        self._size = vocabulary_size
        self._levels: list[Tensor] = []  # sorted distinct keys of each level
        rank = torch.zeros(len(contexts), dtype=torch.int64)
        for column in contexts.T:
            level, rank = torch.unique(rank * self._size + column, return_inverse=True)
            self._levels.append(level)

    def find(self, contexts: Tensor) -> Tensor:
        """Return the row of each context, -1 where it was never seen: (N, K) -> (N,)."""
        rank = torch.zeros(len(contexts), dtype=torch.int64)
        if not len(self._levels[0]):
            return rank - 1  # nothing was counted
        seen = torch.ones(len(contexts), dtype=torch.bool)
        for level, column in zip(self._levels, contexts.T, strict=True):
            key = rank * self._size + column
            rank = torch.searchsorted(level, key).clamp(max=len(level) - 1)
            seen &= level[rank] == key
        return torch.where(seen, rank, -1)
