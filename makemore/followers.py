"""Distinct contexts of counts, found by their tokens, and what followed each.

It is made once for a list, whatever the smoothing of the models that look things up in it.
"""

from __future__ import annotations

from functools import cached_property

import torch
from torch import Tensor

_SMALL = 1 << 18  # cells of a table that is kept, for models of other smoothings; 2 MB


class Followers:
    """What followed each distinct context: rows (M, K) sorted, with their targets and counts (M,).

    >>> one, two = torch.tensor([[0], [1]]), torch.tensor([1, 0])
    >>> followers = Followers(one, two, torch.tensor([3, 4]), size=2)
    >>> followers.counts(followers.find(one)).tolist()
    [[0.0, 3.0], [4.0, 0.0]]
    """

    def __init__(self, contexts: Tensor, targets: Tensor, occurrences: Tensor, size: int) -> None:
        """Find the distinct contexts among the rows, in a vocabulary of `size` tokens."""
        self._targets, self._occurrences, self._size = targets, occurrences, size
        new = torch.ones(len(contexts) + 1, dtype=torch.bool)  # and the end
        new[1:-1] = (contexts[1:] != contexts[:-1]).any(dim=1)
        self._starts = new.nonzero()[:, 0]  # where the rows of each begin, and the end
        self._index = _Index(contexts[new[:-1]], size)

    def __len__(self) -> int:
        """Return how many contexts were seen."""
        return len(self._starts) - 1

    def find(self, contexts: Tensor) -> Tensor:
        """Return the number of each context, -1 where it was never seen: (N, K) -> (N,)."""
        return self._index.find(contexts)

    @property
    def table(self) -> Tensor:
        """The counts after each distinct context, and after one never seen, (contexts + 1, V)."""
        return self._kept if (len(self) + 1) * self._size <= _SMALL else self._whole()

    @cached_property
    def _kept(self) -> Tensor:
        return self._whole()

    def _whole(self) -> Tensor:
        return self.counts(torch.arange(len(self) + 1) - 1).roll(-1, dims=0)

    def counts(self, found: Tensor) -> Tensor:
        """Return the counts after distinct contexts by number, -1 for one never seen, (N, V)."""
        counts = torch.zeros((len(found), self._size), dtype=torch.float64)
        seen = (found >= 0).nonzero()[:, 0]
        start, stop = self._starts[found[seen]], self._starts[found[seen] + 1]
        rows = torch.repeat_interleave(seen, stop - start)
        within = torch.arange(len(rows)) - torch.repeat_interleave(
            (stop - start).cumsum(0) - (stop - start), stop - start
        )
        pairs = torch.repeat_interleave(start, stop - start) + within
        counts[rows, self._targets[pairs]] = self._occurrences[pairs].double()
        return counts


class _Index:
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
        if contexts.shape[1] == 1:
            return self._of_one[contexts[:, 0]]
        rank = torch.zeros(len(contexts), dtype=torch.int64)
        if not len(self._levels[0]):
            return rank - 1  # nothing was counted
        seen = torch.ones(len(contexts), dtype=torch.bool)
        for level, column in zip(self._levels, contexts.T, strict=True):
            key = rank * self._size + column
            rank = torch.searchsorted(level, key).clamp(max=len(level) - 1)
            seen &= level[rank] == key
        return torch.where(seen, rank, -1)

    @cached_property
    def _of_one(self) -> Tensor:
        """The row of each token where contexts hold one, -1 where it was never seen, (V,)."""
        rows = torch.full((self._size,), -1)
        rows[self._levels[0]] = torch.arange(len(self._levels[0]))
        return rows
