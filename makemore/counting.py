"""Streaming, mergeable counts of contexts and the characters that follow them.

A counter eats names as bytes, in chunks of any size, and adds up with other counters, so that
chunks, processes or machines can share the work. It knows code points only; tokens appear in
`result`, when all characters of the list are known. Counts are exact int64.

How it is fast: the bytes of an ASCII text, viewed as little-endian 16-bit numbers at offsets 0 and
1, already are the keys of its bigrams, and one bincount over a chunk counts them all. Other scripts
are decoded to code points, packed into one integer a key, and counted in the same way.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor

from makemore.arrow import NEWLINE
from makemore.clusters import Coding
from makemore.corpus import Corpus
from makemore.followers import Followers
from makemore.rows import RowCounts, distinct_of, keys_of
from makemore.vocabulary import BOUNDARY, Vocabulary

CHUNK = 1 << 19  # bytes; small enough for the table and the chunk to stay in the cache
_NAMES = 1 << 16  # with weights, counted at a time


Names = Corpus | bytes | Iterable[str]


@dataclass(frozen=True)
class NgramCounts:
    """How often each target followed each context, the zeros left out.

    Rows are sorted by context, then target. M counts the distinct (context, target) pairs.

    >>> counts = count_ngrams(["ab"], context_size=2)
    >>> counts.contexts.tolist(), counts.targets.tolist()
    ([[0, 0], [0, 1], [1, 2]], [1, 2, 0])
    """

    vocabulary: Vocabulary
    contexts: Tensor  # (M, K) int64
    targets: Tensor  # (M,) int64
    occurrences: Tensor  # (M,) int64, all above 0

    @property
    def context_size(self) -> int:
        """K, how many characters a context holds."""
        return self.contexts.shape[1]

    @property
    def total(self) -> int:
        """How many examples were counted: every character and one end a name."""
        return int(self.occurrences.sum())

    @cached_property
    def followers(self) -> Followers:
        """What followed each distinct context, for models to look up."""
        size = len(self.vocabulary)
        return Followers(self.contexts, self.targets, self.occurrences, size)

    def matrix(self) -> Tensor:
        """Return the table of a bigram: row the context, column the target, (V, V) int64."""
        if self.context_size != 1:
            raise ValueError(f"Only K = 1 fits a square table, not K = {self.context_size}.")
        size = len(self.vocabulary)
        flat = torch.zeros(size * size, dtype=torch.int64)
        flat[self.contexts[:, 0] * size + self.targets] = self.occurrences
        return flat.view(size, size)  # (V, V)

    def within(self, vocabulary: Vocabulary) -> NgramCounts:
        """Return the same counts in the tokens of a larger vocabulary.

        Raises UnknownCharacterError for a character that it lacks.
        """
        if vocabulary == self.vocabulary:
            return self
        tokens = torch.tensor([BOUNDARY, *map(vocabulary.token, self.vocabulary.characters)])
        return NgramCounts(
            vocabulary, tokens[self.contexts], tokens[self.targets], self.occurrences
        )

    def spelled(self, coding: Coding) -> NgramCounts:
        """Return the same counts with each private code point of a coding as its cluster."""
        if not coding.clusters:
            return self
        characters = [coding.character(sign) for sign in self.vocabulary.characters]
        vocabulary = Vocabulary.of(characters)
        tokens = torch.tensor([BOUNDARY, *map(vocabulary.token, characters)])
        rows = torch.cat(
            [tokens[self.contexts], tokens[self.targets][:, None]], dim=1
        )  # (M, K + 1)
        order = torch.from_numpy(np.lexsort(rows.numpy().T[::-1]))
        rows = rows[order]
        return NgramCounts(
            vocabulary, rows[:, :-1].contiguous(), rows[:, -1].clone(), self.occurrences[order]
        )

    @classmethod
    def from_matrix(cls, vocabulary: Vocabulary, matrix: Tensor) -> NgramCounts:
        """Return the counts of a bigram table, (V, V) int64: the inverse of `matrix`."""
        rows, targets = matrix.nonzero(as_tuple=True)
        return cls(vocabulary, rows[:, None], targets, matrix[rows, targets])


class NgramCounter:
    """A monoid of counts: `update` with bytes, `merge` with another counter, then `result`.

    >>> counter = NgramCounter()
    >>> counter.update(b"ab\\n")
    >>> counter.result().total  # .a ab b.
    3
    """

    def __init__(self, context_size: int = 1) -> None:
        """Start empty; raises ValueError for a context size below 1."""
        if context_size < 1:
            raise ValueError(f"A context holds at least 1 character, not {context_size}.")
        self.context_size = context_size
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._tail = np.full(context_size, NEWLINE, np.uint32)  # the last K code points
        self._ascii = np.zeros((128, 256), np.int64)  # [target, context]
        self._wide = RowCounts(context_size + 1)

    def update(self, data: bytes, weights: np.ndarray | None = None) -> None:
        """Count a piece of UTF-8 text of names, each ended by a newline; blank lines count nothing.

        Pieces may be cut anywhere, even within a character, unless there are weights: then a piece
        holds whole names, and each counts as often as its weight says, int64, (names,).
        Raises UnicodeDecodeError.
        """
        if weights is not None:
            self._count_weighted(data, weights)
            return
        for start in range(0, len(data), CHUNK):
            self._count(data[start : start + CHUNK])

    def merge(self, other: NgramCounter) -> None:
        """Add the counts of another counter; a name that either has begun ends here."""
        if other.context_size != self.context_size:
            raise ValueError(f"K = {self.context_size} and K = {other.context_size} do not add up.")
        self._end_name()
        other._end_name()
        self._ascii += other._ascii
        self._wide.add(*other._wide.distinct())

    def __getstate__(self) -> dict[str, Any]:
        """Return the counts alone, for another process; a name that has begun ends here."""
        self._end_name()
        return {name: value for name, value in vars(self).items() if name != "_decoder"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Go on counting where the other process stood."""
        vars(self).update(state)
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def result(self) -> NgramCounts:
        """Return what was counted so far; a name without its newline ends here."""
        self._end_name()
        rows, occurrences = self._all_rows()
        code_points = np.unique(rows)
        code_points = code_points[code_points != NEWLINE]
        vocabulary = Vocabulary(tuple(map(chr, code_points.tolist())))
        tokens = np.zeros(int(code_points.max(initial=NEWLINE)) + 1, np.int64)
        tokens[code_points] = np.arange(1, len(code_points) + 1)  # newline stays 0, the boundary
        rows = tokens[rows]
        order = np.argsort(keys_of(rows.T))
        sorted_rows = torch.from_numpy(rows[order])  # (M, K + 1)
        return NgramCounts(
            vocabulary,
            sorted_rows[:, :-1].contiguous(),
            sorted_rows[:, -1].contiguous(),
            torch.from_numpy(occurrences[order]),
        )

    def _count(self, chunk: bytes) -> None:
        pending = self._decoder.getstate()[0]
        if self.context_size == 1 and not pending and chunk.isascii() and self._tail[0] < 128:
            self._count_ascii_pairs(chunk)
        else:
            text = self._decoder.decode(chunk)
            self._count_code_points(np.frombuffer(text.encode("utf-32-le"), np.uint32))

    def _count_ascii_pairs(self, chunk: bytes) -> None:
        table = self._ascii.reshape(-1)
        for offset in (0, 1):
            pairs = np.frombuffer(chunk, "<u2", (len(chunk) - offset) // 2, offset)
            table += np.bincount(pairs, minlength=table.size)
        self._ascii[chunk[0], self._tail[0]] += 1
        self._tail = np.array([chunk[-1]], np.uint32)

    def _count_code_points(self, codes: np.ndarray) -> None:
        self._wide.count(self._windows(codes))

    def _windows(self, codes: np.ndarray) -> list[np.ndarray]:
        """Return the columns (n,) of n windows, K + 1 of them; before a newline all is newline."""
        K = self.context_size
        stream = np.concatenate([self._tail, codes])
        columns = [stream[K:], stream[K - 1 : -1]]  # targets, and the character before each
        for back in range(2, K + 1):
            column = stream[K - back : len(stream) - back]
            columns.append(np.where(columns[-1] == NEWLINE, NEWLINE, column))
        self._tail = stream[len(stream) - K :].copy()
        return columns[::-1]

    def _count_weighted(self, data: bytes, weights: np.ndarray) -> None:
        self._end_name()
        codes = np.frombuffer(data.decode().encode("utf-32-le"), np.uint32)
        ends = np.flatnonzero(codes == NEWLINE) + 1
        starts = np.concatenate([[0], ends[:-1]])
        for first in range(0, len(ends), _NAMES):
            some = slice(first, first + _NAMES)
            part = codes[starts[first] : ends[some][-1]]
            rows = np.stack(self._windows(part), axis=1)
            self._wide.add(rows, np.repeat(weights[some], ends[some] - starts[some]))

    def _end_name(self) -> None:
        self._decoder.decode(b"", final=True)
        if self._tail[-1] != NEWLINE:
            self.update(b"\n")
        self._tail[:] = NEWLINE

    def _all_rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Return distinct rows (M, K + 1) of code points and their occurrences (M,)."""
        rows, occurrences = self._wide.distinct()
        if self.context_size == 1:
            targets, contexts = self._ascii.nonzero()
            pairs = np.stack([contexts, targets], axis=1).astype(np.uint32)
            rows, occurrences = distinct_of(
                np.concatenate([rows, pairs]),
                np.concatenate([occurrences, self._ascii[targets, contexts]]),
            )
        a_name = (rows != NEWLINE).any(axis=1)  # a blank line is no name
        return rows[a_name], occurrences[a_name]


def count_ngrams(names: Names, *, context_size: int = 1) -> NgramCounts:
    """Return the counts of all names, for any context size K; K = 1 is the bigram.

    The weights and the clusters of a corpus count. Raises ValueError for a name that holds a
    newline: it would be two.

    >>> count_ngrams(["ab", "b"]).matrix().tolist()
    [[0, 1, 1], [0, 0, 1], [2, 0, 0]]
    """
    counter = NgramCounter(context_size)
    if isinstance(names, Corpus):
        counter.update(names.coded, names.weights)
        return counter.result().spelled(names.coding)
    counter.update(names_as_bytes(names))
    return counter.result()


def names_as_bytes(names: Names) -> bytes:
    """Return names as UTF-8 bytes, each ended by a newline; bytes are taken as they are.

    >>> names_as_bytes(["emma", "ava"]).split()
    [b'emma', b'ava']
    """
    if isinstance(names, bytes):
        return names
    if isinstance(names, str):  # its characters would be counted as names
        raise TypeError("One name goes in a list: [name].")
    if isinstance(names, Corpus):
        return names.data
    listed = list(names)
    if any("\n" in name for name in listed):
        raise ValueError("A name holds a line break; split it into two names.")
    return "".join(f"{name}\n" for name in listed).encode()
