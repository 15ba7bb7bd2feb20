"""Rows of whole numbers, such as contexts with what follows: told apart, put in order, counted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from makemore.arrow import NEWLINE

_SLOTS = 16  # bits
_SPREAD = -7046029254386353131  # 2 ** 64 over the golden ratio, odd (Knuth, TAOCP 6.4)
_TABLE_CELLS = 1 << 20  # above this, rows are counted by sorting instead of in a table


class RowCounts:
    """Occurrences of rows of code points: in a table while it stays small, then by sorting.

    Code points get numbers in order of appearance, so that a table of few characters is narrow.
    """

    def __init__(self, width: int) -> None:
        self._code_points = np.array([NEWLINE], np.uint32)  # number -> code point
        self._number = np.full(NEWLINE + 1, -1, np.int32)  # code point -> its number, -1 for none
        self._number[NEWLINE] = 0
        fits = 2**width <= _TABLE_CELLS
        self._table: np.ndarray | None = np.zeros((1,) * width, np.int64) if fits else None
        self._rows = np.empty((0, width), np.uint32)
        self._occurrences = np.empty(0, np.int64)

    def count(self, columns: list[np.ndarray]) -> None:
        """Count each row once: windows over a text, as their columns (n,)."""
        first = [column[:1] for column in columns]  # it may begin with what was counted elsewhere
        self._meet(np.concatenate([*first, columns[-1]]))
        numbers = [self._number.take(column) for column in columns]
        if self._table is None:
            rows, occurrences = _tally(numbers)
            if len(self._rows):
                self.add(self._code_points[rows], occurrences)
            else:
                self._rows, self._occurrences = self._code_points[rows], occurrences
        else:
            side, keys = len(self._table), numbers[0]
            for column in numbers[1:]:
                keys = keys * side + column
            self._table += np.bincount(keys, minlength=self._table.size).reshape(self._table.shape)

    def add(self, rows: np.ndarray, occurrences: np.ndarray) -> None:
        """Add rows (n, width) with their occurrences (n,)."""
        self._rows, self._occurrences = distinct_of(
            np.concatenate([self._rows, rows]), np.concatenate([self._occurrences, occurrences])
        )

    def distinct(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the distinct rows (M, width) and their occurrences (M,)."""
        if self._table is None:
            return self._rows, self._occurrences
        numbers = np.stack(self._table.nonzero(), axis=1)
        rows = self._code_points[numbers] if len(numbers) else self._rows[:0]
        return distinct_of(
            np.concatenate([self._rows, rows]),
            np.concatenate([self._occurrences, self._table[self._table > 0]]),
        )

    def _meet(self, codes: np.ndarray) -> None:
        """Give every new code point a number; widen the table, or give it up when too wide."""
        beyond = int(codes.max(initial=0)) + 1 - len(self._number)
        self._number = np.pad(self._number, (0, max(beyond, 0)), constant_values=-1)
        new = np.unique(codes[self._number.take(codes) < 0])
        known = len(self._code_points)
        self._number[new] = np.arange(known, known + len(new))
        self._code_points = np.concatenate([self._code_points, new])
        if self._table is None or len(self._code_points) <= len(self._table):
            return
        side = 1 << (len(self._code_points) - 1).bit_length()
        if side**self._table.ndim <= _TABLE_CELLS:
            self._table = np.pad(self._table, (0, side - len(self._table)))
        else:
            self._rows, self._occurrences = self.distinct()
            self._table = None


def _tally(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct rows (M, width) of columns (n,), and how often each occurs (M,)."""
    bits = max(int(column.max(initial=0)) for column in columns).bit_length()
    if bits * len(columns) > 63:  # a row is no number
        rows = np.stack(columns, axis=1)
        return distinct_of(rows, np.ones(len(rows), np.int64))
    keys = np.sort(narrow(keys_of(columns), 1 << bits * len(columns)))
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    shifts = bits * np.arange(len(columns))[::-1]
    rows = keys[starts].astype(np.int64)[:, None] >> shifts & (1 << bits) - 1
    return rows, np.diff(starts, append=len(keys))


def distinct_of(rows: np.ndarray, occurrences: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add up equal rows (n, width) -> sorted distinct rows (M, width), occurrences (M,).

    >>> distinct_of(np.array([[2, 1], [0, 3], [2, 1]]), np.array([1, 1, 5]))
    (array([[0, 3],
           [2, 1]]), array([1, 6]))
    """
    if not len(rows):
        return rows, occurrences
    keys = keys_of(rows.T)
    order = np.argsort(keys)
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    return rows[order[starts]], np.add.reduceat(occurrences[order], starts)


def narrow(keys: np.ndarray, bound: int) -> np.ndarray:
    """Return whole numbers below a bound in the smaller type that holds them: it sorts faster.

    >>> narrow(np.array([1, 2]), 3).dtype
    dtype('int32')
    """
    return keys.astype(np.int32) if bound <= 1 << 31 else keys


def keys_of(columns: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
    """Return one int64 a row, equal where rows are equal, in the same order: columns (n,) -> (n,).

    >>> keys_of([np.array([0, 1]), np.array([3, 0])])
    array([3, 4])
    """
    bits = max(int(column.max(initial=0)) for column in columns).bit_length()
    keys, used = columns[0].astype(np.int64), bits
    for column in columns[1:]:
        if used + bits > 63:
            keys = np.unique(keys, return_inverse=True)[1]
            used = len(keys).bit_length()
        keys, used = keys << bits | column, used + bits
    return keys


def distinct_rows(states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where an example of each different row stands, and which it is of each, (N,).

    Quicker than sorting: rows that share a slot are compared, and a few equal ones stay apart.

    >>> distinct_rows(np.array([[1, 2], [0, 3], [1, 2]]))
    (array([1, 2]), array([1, 0, 1]))
    """
    keys, own = keys_of(states.reshape(len(states), -1).T), np.arange(len(states))
    slots = (keys * _SPREAD) >> (64 - _SLOTS) & ((1 << _SLOTS) - 1)  # it may overflow
    last = np.empty(1 << _SLOTS, np.int64)
    last[slots] = own
    example = last[slots]
    example = np.where(keys[example] == keys, example, own)
    first = np.flatnonzero(example == own)
    number = np.empty(len(own), np.int64)
    number[first] = np.arange(len(first))
    return first, number[example]
