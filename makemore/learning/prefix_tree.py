"""The prefix tree of a list: each distinct beginning of a name once, with what follows it.

All that a list says to a model is how often each token follows each prefix, so the tree gives the
exact loss of all names at the cost of its nodes: 50,705 for the 182,625 tokens of the lecture's
training names. A context of K tokens is the path from the root over its tokens after the last
boundary; where a name is longer than K, its later contexts begin in mid-name and have own paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.vocabulary import BOUNDARY

NODES = 600  # in a batch, about
FEWEST, MOST = 4, 64  # batches in an epoch


@dataclass(frozen=True)
class PrefixTree:
    """n nodes, level by level, the root first; E edges to what followed, with how often it did.

    Edges carry weights, so that a batch may count a node that it shares with others in part.
    """

    tokens: Tensor  # (n,) int64, the last token of each prefix; the boundary at the root
    parents: Tensor  # (n,) int64; the root is its own
    starts: tuple[int, ...]  # where each level begins, and n
    nodes: Tensor  # (E,) int64, where each edge begins
    targets: Tensor  # (E,) int64, the token that followed
    weights: Tensor  # (E,) float32, how often
    edges: Tensor  # (E,) int64, the number of each edge in the whole tree

    def __len__(self) -> int:
        """Return n, the number of nodes."""
        return len(self.tokens)

    @property
    def levels(self) -> list[slice]:
        """The nodes of each level, the root's first."""
        return [slice(*pair) for pair in zip(self.starts, self.starts[1:], strict=False)]

    @cached_property
    def total(self) -> float:
        """The sum of all weights."""
        return float(self.weights.sum())

    def contexts(self, size: int) -> Tensor:
        """Return the last tokens before what follows each node, boundaries in front, (n, size)."""
        found, at = [], torch.arange(len(self))
        for _ in range(size):
            found.append(self.tokens[at])
            at = self.parents[at]
        return torch.stack(found[::-1], dim=1)

    @cached_property
    def depths(self) -> Tensor:
        """How many tokens lie between the root and each node, (n,)."""
        sizes = torch.tensor(self.starts).diff()
        return torch.repeat_interleave(torch.arange(len(sizes)), sizes)

    def different(self) -> Tensor:
        """Return how many different names go through each edge, (E,) int64.

        Of a tree that holds whole names: its contexts are longer than the longest of them.
        """
        last = self.targets == BOUNDARY
        ends = torch.zeros(len(self), dtype=torch.int64)  # of names below each node
        ends[self.nodes[last]] = 1
        for level in reversed(self.levels[1:]):
            ends.index_add_(0, self.parents[level], ends[level].clone())
        size = int(self.targets.max()) + 1
        keys = self.parents[1:] * size + self.tokens[1:]  # in order
        after = torch.searchsorted(keys, self.nodes[~last] * size + self.targets[~last]) + 1
        found = torch.ones_like(self.targets)
        found[~last] = ends[after]
        return found

    def part(self, chosen: Tensor, weights: Tensor) -> PrefixTree:
        """Return the tree of some nodes, whose parents are among them: masks (n,), weights (E,)."""
        number = chosen.cumsum(0) - 1
        kept = chosen[self.nodes]
        starts = [0, *(int(number[end - 1]) + 1 for end in self.starts[1:])]
        return PrefixTree(
            self.tokens[chosen],
            number[self.parents[chosen]],
            tuple(starts[:1] + [b for a, b in zip(starts, starts[1:], strict=False) if b > a]),
            number[self.nodes[kept]],
            self.targets[kept],
            weights[kept],
            self.edges[kept],
        )


def tree_of(counts: NgramCounts) -> PrefixTree:
    """Return the prefix tree of counted contexts.

    >>> from makemore.counting import count_ngrams
    >>> tree = tree_of(count_ngrams(["ab", "a"], context_size=3))  # nothing, a, ab
    >>> tree.parents.tolist(), tree.nodes.tolist(), tree.targets.tolist(), tree.weights.tolist()
    ([0, 0, 1], [0, 1, 1, 2], [1, 0, 2, 0], [2.0, 1.0, 1.0, 1.0])
    """
    paths, nodes = _paths(counts.contexts)
    edges = torch.arange(len(nodes))
    return PrefixTree(*paths, nodes, counts.targets, counts.occurrences.float(), edges)


def tree_of_contexts(contexts: Tensor) -> tuple[PrefixTree, Tensor]:
    """Return the tree of some contexts (N, K), without edges, and the node of each, (N,).

    >>> tree, nodes = tree_of_contexts(torch.tensor([[0, 0], [1, 2], [0, 1]]))
    >>> tree.tokens.tolist(), nodes.tolist()
    ([0, 1, 2], [0, 2, 1])
    """
    paths, nodes = _paths(contexts)
    none = torch.empty(0, dtype=torch.int64)
    return PrefixTree(*paths, none, none, torch.empty(0), none), nodes


def _paths(contexts: Tensor) -> tuple[tuple[Tensor, Tensor, tuple[int, ...]], Tensor]:
    """Return tokens, parents and levels of the tree of contexts (N, K), and their nodes (N,)."""
    rows = contexts.numpy()
    N, K = rows.shape
    lengths = (rows[:, ::-1] != BOUNDARY).cumprod(axis=1).sum(axis=1)  # after the last boundary
    size = int(rows.max(initial=0)) + 1
    tokens, parents, starts = [np.zeros(1, np.int64)], [np.zeros(1, np.int64)], [0, 1]
    node = np.zeros(N, np.int64)
    for depth in range(int(lengths.max(initial=0))):
        longer = np.flatnonzero(lengths > depth)
        token = rows[longer, K - lengths[longer] + depth]
        keys, found = np.unique(node[longer] * size + token, return_inverse=True)
        tokens.append(keys % size)
        parents.append(keys // size)
        node[longer] = found + starts[-1]
        starts.append(starts[-1] + len(keys))
    joined = (torch.from_numpy(np.concatenate(one)) for one in (tokens, parents))
    return (*joined, tuple(starts)), torch.from_numpy(node)  # type: ignore[return-value]


class Batches:
    """A tree cut into subtrees, which each epoch deals out anew.

    The nodes above the subtrees are in every batch, each time with a part of their weight, so that
    the mean of the losses of an epoch is the loss of the whole tree.
    """

    def __init__(self, tree: PrefixTree) -> None:
        """Cut a tree: about NODES nodes a batch, FEWEST to MOST batches."""
        self.tree = tree
        self.number = min(max(round(len(tree) / NODES), FEWEST), MOST)
        self._unit = torch.from_numpy(_units(tree, len(tree) / self.number / 8))
        self._units = int(self._unit.max()) + 1
        self._weights = torch.where(self._unit[tree.nodes] < 0, 1.0, float(self.number))
        self._weights *= tree.weights

    def epoch(self, generator: torch.Generator) -> Iterator[PrefixTree]:
        """Yield the batches of an epoch, each a tree; the weights of each add up to the total."""
        order = torch.randperm(self._units + 1, generator=generator) % self.number
        order[-1] = -1  # where the unit is -1: the nodes above, in every batch
        batch = order[self._unit]
        for number in range(self.number):
            yield self.tree.part((batch == number) | (batch < 0), self._weights)


def _units(tree: PrefixTree, limit: float) -> np.ndarray:
    """Return which subtree of at most so many nodes each node is of, -1 above them, (n,)."""
    parents, sizes = tree.parents.numpy(), np.ones(len(tree), np.int64)
    for level in reversed(tree.levels[1:]):
        sizes += np.bincount(parents[level], sizes[level], len(tree)).astype(np.int64)
    unit = np.full(len(tree), -1)
    small = sizes <= limit
    small[0] = False
    heads = np.flatnonzero(small & ~small[parents])
    unit[heads] = np.arange(len(heads))
    for level in tree.levels[1:]:
        above = parents[level]
        unit[level] = np.where(small[above], unit[above], unit[level])
    return unit
