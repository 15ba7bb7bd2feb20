"""Models that back what a long context knows by what the next shorter one does, down to none.

    P(w | u) = own(uw) + saved(u) P(w | u without its oldest character)

How much is its own and how much is saved differs; what follows from it does not. Without any
character, P is backed by 1 / V. A context never seen is its end without the oldest character.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Self

import numpy as np
import torch
from torch import Tensor

from makemore.counting import Names, NgramCounts, count_ngrams
from makemore.models.automaton import Automaton, check_cells
from makemore.models.family import CONTEXT
from makemore.models.ngram import Counted, checked_counts
from makemore.models.suffixes import Level, Suffixes, places
from makemore.vocabulary import BOUNDARY, Vocabulary

_CELLS = 1 << 22  # of a table of all contexts seen, up to which it is kept; 32 MB
Shares = list[tuple[np.ndarray, np.ndarray]]  # by level: of each n-gram (E,), of each context (S,)


class Interpolated(Counted):
    """What such a model can do; a subclass has the counts, and says what the shares are."""

    @classmethod
    def fit(cls, names: Names, *, context_size: int = int(CONTEXT.default)) -> Self:
        """Count names and return the model."""
        return cls(count_ngrams(names, context_size=context_size))  # type: ignore[call-arg]

    @property
    def shares(self) -> Shares:
        """By length of context: what each n-gram has of its own, and what each context saves."""
        raise NotImplementedError

    @cached_property
    def suffixes(self) -> Suffixes:
        """The contexts of 0, 1, ... K tokens that were seen, and what came after each."""
        return Suffixes(self.counts)

    @property
    def levels(self) -> list[Level]:
        """The same, by length."""
        return self.suffixes.levels

    @property
    def ngrams(self) -> int:
        """How many contexts with a next character it holds, of all lengths."""
        return sum(len(level.targets) for level in self.levels)

    @property
    def states(self) -> int:
        """How many contexts of 0, 1, ... K tokens have been seen: all that it tells apart."""
        return self.suffixes.states

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context): (N, K) int64 -> (N, V) float64."""
        chain = self.suffixes.chain(contexts.numpy())
        if self.states * len(self.vocabulary) <= _CELLS:
            return self._table[torch.from_numpy(self.suffixes.state(chain))]
        return _logs(self._probabilities(chain))

    def log_likelihoods(self, contexts: Tensor, targets: Tensor) -> Tensor:
        """Return ln P(target | context) alone, without the row around it, (N, K), (N,) -> (N,)."""
        V, found = len(self.vocabulary), np.full(len(targets), 1 / len(self.vocabulary))
        chain = self.suffixes.chain(contexts.numpy())
        for nodes, keys, (own, saved) in zip(chain, self.suffixes.ngrams, self.shares, strict=True):
            seen = np.flatnonzero(nodes >= 0)
            entries = places(keys, nodes[seen] * V + targets.numpy()[seen])
            found[seen] *= saved[nodes[seen]]
            found[seen[entries >= 0]] += own[entries[entries >= 0]]
        return _logs(found)

    def automaton(self) -> Automaton:
        """Return it as an automaton: a state is the longest end of what was read that was seen."""
        check_cells(self.states * len(self.vocabulary))
        return self._automaton

    @cached_property
    def _automaton(self) -> Automaton:
        return Automaton(self.vocabulary, self._table, *self.suffixes.moves())

    @cached_property
    def _table(self) -> Tensor:
        """Return ln P after each context seen, the shorter ones first, (states, V)."""
        V = len(self.vocabulary)
        parts = [np.full((1, V), 1 / V)]
        for level, (own, saved) in zip(self.levels, self.shares, strict=True):
            rows = parts[-1][level.keys // V] * saved[:, None]
            rows[level.nodes, level.targets] += own
            parts.append(rows)
        return _logs(np.concatenate(parts[1:]))

    def _probabilities(self, chain: list[np.ndarray]) -> np.ndarray:
        """Return P after some contexts, given as the nodes of their suffixes (N,), (N, V)."""
        V = len(self.vocabulary)
        rows, place = np.full((1, V), 1 / V), np.zeros(len(chain[0]), np.int64)
        for nodes, level, (own, saved) in zip(chain, self.levels, self.shares, strict=True):
            seen = np.flatnonzero(nodes >= 0)
            found, one = nodes[seen], np.empty(len(level.keys), np.int64)
            one[found] = seen
            first = seen[one[found] == seen]  # one example of each node: it is worked out once
            distinct = nodes[first]
            longer = rows[place[first]] * saved[distinct, None]
            at, entries = level.entries(distinct)
            longer[at, level.targets[entries]] += own[entries]
            one[distinct] = np.arange(len(rows), len(rows) + len(distinct))
            place[seen] = one[found]
            rows = np.concatenate([rows, longer])
        return rows[place]


def counts_of_file(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], values: Mapping[str, float]
) -> NgramCounts:
    """Return the counts of a file; raises ValueError where its numbers are no counts of names.

    >>> counts = count_ngrams(["ab"], context_size=2)
    >>> parts = {name: getattr(counts, name) for name in ("contexts", "targets", "occurrences")}
    >>> counts_of_file(counts.vocabulary, parts, {"context": 2}).total
    3
    """
    counts = checked_counts(vocabulary, tensors)
    if counts.context_size > CONTEXT.maximum or counts.context_size != values["context"]:
        raise ValueError("contexts are of as many tokens as the file says")
    boundary = counts.contexts == BOUNDARY
    if bool((boundary[:, 1:] & ~boundary[:, :-1]).any()):
        raise ValueError("nothing comes before the boundary that starts a name")
    return counts


def _logs(probabilities: np.ndarray) -> Tensor:
    with np.errstate(divide="ignore"):  # discounts of 0 leave nothing for what is new
        return torch.from_numpy(np.log(probabilities))
