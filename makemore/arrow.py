"""Names as Arrow columns: from a text, to bytes, and to NumPy."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

NEWLINE = ord("\n")


def join_names(column: pa.LargeStringArray) -> bytes:
    """Return the names of an Arrow column as UTF-8 bytes, each ended by a newline.

    >>> join_names(lines_of("emma\\nava")).decode().split()
    ['emma', 'ava']
    """
    nothing, newline = pa.scalar("", pa.large_string()), pa.scalar("\n", pa.large_string())
    ended = pc.binary_join_element_wise(column, nothing, newline)
    return bytes(ended.buffers()[2])  # the names, back to back


def lines_of(text: str) -> pa.LargeStringArray:
    """Return the lines of a text as an Arrow column, at least one.

    >>> lines_of("emma\\nava").to_pylist()
    ['emma', 'ava']
    """
    whole = pa.scalar(text, pa.large_string())
    return pc.split_pattern(whole, "\n").values


def as_numpy(column: pa.Array) -> np.ndarray:
    """Return the values of an Arrow column without nulls, (n,).

    >>> as_numpy(pa.array([1, 2])).tolist()
    [1, 2]
    """
    values: np.ndarray = column.to_numpy(zero_copy_only=False)
    return values


def narrow(numbers: np.ndarray) -> np.ndarray:
    """Return whole numbers in the smallest type that holds them, and one more, (n,).

    >>> narrow(np.array([3, 200])).dtype
    dtype('uint8')
    """
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0)) + 1))


def how_often(places: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Return how often each of 0, 1, 2, ... occurs, int64; weights stay exact below 2**53.

    >>> how_often(np.array([0, 2, 0]), None).tolist()
    [2, 0, 1]
    """
    return np.bincount(places, weights).astype(np.int64)
