"""Every name of a list takes its turn to be unseen: what is left of the counts without it.

Nothing is counted twice: a name touches few n-grams, and each of them, and each context of theirs,
is corrected for each name that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from makemore.arrow import as_numpy, how_often, join_names
from makemore.corpus import Corpus
from makemore.counting import Names, names_as_bytes
from makemore.models.family import Material
from makemore.models.suffixes import Level, Suffixes, places
from makemore.ranking import columns_of, tokens_of
from makemore.vocabulary import BOUNDARY


@dataclass(frozen=True)
class Turn:
    """One length of context: P n-grams within names, in Q contexts within names, T tokens.

    An n-gram that stands twice in a name is one; `left` is how often it came elsewhere.
    """

    level: Level
    times: np.ndarray  # (E,) how often each n-gram of the list came
    ngram: np.ndarray  # (P,)
    name: np.ndarray  # (P,)
    left: np.ndarray  # (P,) int64
    pair: np.ndarray  # (T,) which of the P each token is, -1 where less was read of its name

    @cached_property
    def _contexts(self) -> tuple[np.ndarray, np.ndarray]:
        keys = self.name * len(self.level.keys) + self.level.nodes[self.ngram]
        return np.unique(keys, return_inverse=True)

    @property
    def context(self) -> np.ndarray:
        """Which of the Q contexts each of the P is in."""
        return self._contexts[1]

    @property
    def reader(self) -> np.ndarray:
        """The name that each context is in, (Q,)."""
        return self._contexts[0] // len(self.level.keys)

    def sums(self, before: np.ndarray, after: np.ndarray) -> np.ndarray:
        """Return the sum over the n-grams of each context without its name, (Q,).

        Of values that are `before` with it (E,), and `after` without it (P,).
        """
        whole = self.level.sums(before)[self._contexts[0] % len(self.level.keys)]
        changes = np.bincount(self.context, after - before[self.ngram], len(whole))
        found: np.ndarray = whole + changes
        return found

    def moved(self, before: np.ndarray, after: np.ndarray, names: int) -> np.ndarray:
        """Return how many more n-grams have a value of 0, 1, ... 5 without a name, (names, 6)."""
        place = self.name * 6
        come, gone = (
            np.bincount(place + values, minlength=names * 6)
            for values in (after, before[self.ngram])
        )
        found: np.ndarray = (come - gone).reshape(names, 6)
        return found

    @cached_property
    def totals(self) -> np.ndarray:
        """How often each context came elsewhere, (Q,)."""
        return self.sums(self.times, self.left)

    def over(self, values: np.ndarray, shorter: np.ndarray | float) -> np.ndarray:
        """Return a value for each token, that of a shorter context where less was read, (T,).

        From values of the P n-grams.
        """
        return np.where(self.pair >= 0, np.append(values, 0.0)[self.pair], shorter)


class Turns:
    """The distinct names of a list, and a turn for contexts of 0, 1, ... K tokens.

    A name that stands for many takes all its copies with it.
    """

    def __init__(self, material: Material, context_size: int) -> None:
        """Count once, and correct for each name; raises ValueError for a list without names."""
        self.names, self.weights = _distinct(material.names)
        if not len(self.names):
            raise ValueError("There is no name to leave out.")
        counts = material.counts(context_size)
        self.V, self.context_size = len(counts.vocabulary), context_size
        self.suffixes = Suffixes(counts)
        tokens = tokens_of(counts.vocabulary, join_names(self.names)).astype(np.int64)
        ends = tokens == BOUNDARY
        self.sizes = np.diff(np.flatnonzero(ends), prepend=-1)  # (names,) tokens of each
        self._name = ends.cumsum() - ends  # (T,)
        self._columns = columns_of(tokens, context_size)

    @cached_property
    def levels(self) -> list[Turn]:
        """The turns, the context without tokens first."""
        return list(self._levels())

    @cached_property
    def kinds(self) -> list[np.ndarray]:
        """By level: the `occurrences` of the n-grams of the Level that are left, (P,) int64.

        After how many different tokens, but how often where that is all that is seen of a past.
        """
        found = [self.levels[-1].left]
        for k in reversed(range(self.context_size)):
            turn, longer = self.levels[k], self.levels[k + 1]
            read = longer.pair >= 0
            within = np.empty(len(longer.ngram), np.int64)  # the n-gram that ends a longer one
            within[longer.pair[read]] = turn.pair[read]
            gone = np.bincount(within[longer.left == 0], minlength=len(turn.ngram))
            kinds = turn.level.occurrences[turn.ngram] - gone
            whole = self.suffixes.whole[k][turn.level.nodes[turn.ngram]]
            found.append(np.where(whole, turn.left, kinds))
        return found[::-1]

    def nll(self, logs: np.ndarray) -> np.ndarray:
        """Return the surprisal of each name, nats: ln P of all tokens (T,) -> (names,)."""
        return -np.add.reduceat(logs, self.sizes.cumsum() - self.sizes)

    def mean(self, logs: np.ndarray) -> float:
        """Return the mean surprisal of the tokens of all names, with their copies, nats."""
        return float(self.nll(logs) @ self.weights / (self.sizes @ self.weights))

    def _levels(self) -> Iterator[Turn]:
        chain = self.suffixes.chain(np.stack(self._columns[:-1], axis=1))
        targets = self._columns[-1]
        parts = zip(
            chain, self.suffixes.levels, self.suffixes.ngrams, self.suffixes.times, strict=True
        )
        for nodes, level, ngrams, times in parts:
            read = np.flatnonzero(nodes >= 0)
            ngram = places(ngrams, nodes[read] * self.V + targets[read])
            keys = self._name[read] * len(ngrams) + ngram
            keys, inverse, within = np.unique(keys, return_inverse=True, return_counts=True)
            name, ngram = np.divmod(keys, len(ngrams))
            pair = np.full(len(targets), -1)
            pair[read] = inverse
            yield Turn(level, times, ngram, name, times[ngram] - within * self.weights[name], pair)


def _distinct(names: Names) -> tuple[pa.LargeStringArray, np.ndarray]:
    """Return the different names, and how often each occurs."""
    if isinstance(names, Corpus):
        column, weights = names.column, names.weights
    else:
        lines = [line for line in names_as_bytes(names).decode().split("\n") if line]
        column, weights = pa.array(lines, pa.large_string()), None
    encoded = column.dictionary_encode()
    return encoded.dictionary, how_often(as_numpy(encoded.indices), weights)
