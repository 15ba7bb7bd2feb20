"""What Kneser-Ney says by length of context, also of a token that is left out of its counts.

A model that learned from a name knows it too well: what is trained on top of it must see what it
says of names that are new. Leaving out is exact and needs no second count: the longest context
loses the token; a shorter one, which counts after how many different tokens it came, loses one
only where the last occurrence of the longer n-gram went. Discounts stay those of all counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from makemore.models.kneser_ney import KneserNey
from makemore.models.suffixes import Level, places
from makemore.rows import distinct_rows

EVIDENCE = 3  # numbers for each length of context


@dataclass(frozen=True)
class Orders:
    """A Kneser-Ney model after N contexts, by length of context from 0 to K.

    Where the last k tokens never occurred, row k is row k - 1, and its evidence is 0. Evidence is
    ln(1 + n) of how much was counted after them, of how many kinds, and of how many kinds once.
    """

    log_probabilities: Tensor  # (N, K + 1, V) float64
    evidence: Tensor  # (N, K + 1, EVIDENCE) float64


def by_order(
    model: KneserNey,
    contexts: Tensor,
    left_out: Tensor | None = None,
    times: Tensor | None = None,
) -> Orders:
    """Return what a model says after contexts (N, K) that begin with one boundary at most.

    `left_out` (N,) is the token that followed each: it is taken out of the counts once, or so many
    `times` (N,); it must have been counted as often.

    >>> model = KneserNey.fit(["ab", "b"], context_size=1)
    >>> known = by_order(model, torch.tensor([[0]]))
    >>> left = by_order(model, torch.tensor([[0]]), left_out=torch.tensor([1]))
    >>> [one.evidence[0, 1].exp().round().tolist() for one in (known, left)]
    [[3.0, 3.0, 3.0], [2.0, 2.0, 2.0]]
    """
    V, N = len(model.vocabulary), len(contexts)
    chain = model.suffixes.chain(contexts.numpy())
    taken = _taken(model, chain, left_out, times)
    found, evidence = np.empty((N, len(chain), V)), np.empty((N, len(chain), EVIDENCE))
    rows, which = np.full((1, V), 1 / V), np.zeros(N, np.int64)  # a row for all that is alike
    for k, (nodes, level) in enumerate(zip(chain, model.levels, strict=True)):
        discounts = np.concatenate([[0.0], model.discounts[k].numpy()])
        alike, before = (nodes, *taken[k]), which
        first, which = distinct_rows(np.stack([before, *alike], axis=1) + 1)
        counts = _Counts(level, *(one[first] for one in alike))
        rows = counts.over(rows[before[first]], discounts)
        with np.errstate(divide="ignore"):  # discounts of 0 leave nothing for what is new
            found[:, k], evidence[:, k] = np.log(rows)[which], np.log1p(counts.evidence())[which]
    return Orders(torch.from_numpy(found), torch.from_numpy(evidence))


Taken = tuple[np.ndarray, np.ndarray]  # which n-gram is taken from (-1: none), and how often, (N,)


def _taken(
    model: KneserNey, chain: list[np.ndarray], left_out: Tensor | None, times: Tensor | None
) -> list[Taken]:
    """Return what is taken out by length of context."""
    N = len(chain[0])
    if left_out is None:
        return [(np.full(N, -1), np.zeros(N, np.int64))] * len(chain)
    V, targets = len(model.vocabulary), left_out.numpy()
    less = np.ones(N, np.int64) if times is None else times.numpy()  # of the longest context
    found: list[Taken] = []
    levels = zip(chain[::-1], model.levels[::-1], model.suffixes.ngrams[::-1], strict=True)
    for nodes, level, ngrams in levels:
        entries = np.where(nodes >= 0, places(ngrams, nodes * V + targets), -1)
        took = np.where(entries >= 0, less, 0)
        found.append((entries, took))
        counted = np.append(level.occurrences, 0)[entries]  # of no n-gram: 0
        last = (entries >= 0) & (counted <= took)
        less = np.where(entries >= 0, last, less)  # shorter contexts count kinds
    return found[::-1]


class _Counts:
    """What was counted after some contexts of one length, without what is taken out."""

    def __init__(
        self, level: Level, nodes: np.ndarray, entries: np.ndarray, took: np.ndarray
    ) -> None:
        self._targets, self._N = level.targets, len(nodes)
        seen = np.flatnonzero(nodes >= 0)
        at, self._entries = level.entries(nodes[seen])
        self._at = seen[at]  # the context of each n-gram
        here = self._entries == entries[self._at]
        self._counts = level.occurrences[self._entries] - np.where(here, took[self._at], 0)
        self._totals = self._sum(self._counts)

    def over(self, shorter: np.ndarray, discounts: np.ndarray) -> np.ndarray:
        """Return P, backed by that of the next shorter contexts, (N, V)."""
        off = discounts[self._counts.clip(max=3)]
        known = self._totals > 0
        totals = np.where(known, self._totals, 1.0)
        rows: np.ndarray = shorter * np.where(known, self._sum(off) / totals, 1.0)[:, None]
        rows[self._at, self._targets[self._entries]] += (self._counts - off) / totals[self._at]
        return rows

    def evidence(self) -> np.ndarray:
        """Return how much, how many kinds, and how many kinds once, (N, EVIDENCE)."""
        kinds = (self._totals, self._sum(self._counts > 0), self._sum(self._counts == 1))
        return np.stack(kinds, axis=1)

    def _sum(self, values: np.ndarray) -> np.ndarray:
        return np.bincount(self._at, values, self._N)
