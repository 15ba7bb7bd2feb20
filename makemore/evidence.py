"""The names behind a number: which names hold a pair, and where.

It works on an Arrow column, so that a million names are searched in a moment.
"""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc


def holds(column: pa.LargeStringArray, first: str | None, second: str | None) -> pa.BooleanArray:
    """Return which names hold `second` right after `first`; as names_with, which see.

    >>> holds(mm.corpus_of(["anna", "ava"]).column, "n", "n").to_pylist()
    [True, False]
    """
    if first is None and second is None:
        raise ValueError("No name holds nothing: choose a character on one side of the pair.")
    if first is None:
        return pc.starts_with(column, second)
    if second is None:
        return pc.ends_with(column, first)
    return pc.match_substring(column, first + second)


def names_with(column: pa.LargeStringArray, first: str | None, second: str | None) -> pa.Array:
    """Return the names that hold `second` right after `first`, in list order, copies kept.

    None stands for the boundary: (None, "a") finds names that begin with a, ("a", None) those that
    end with a. Raises ValueError for (None, None), which would be a name without characters.

    >>> names_with(mm.corpus_of(["anna", "bo", "ava"]).column, "a", None).to_pylist()
    ['anna', 'ava']
    """
    return column.filter(holds(column, first, second))


def positions(name: Sequence[str], first: str | None, second: str | None) -> list[int]:
    """Return where the pair stands in the name: the index of `second`, len(name) for the end.

    The name is a text, or the characters of one.

    >>> positions("anna", "n", "n"), positions("anna", "a", None)
    ([2], [4])
    """
    signs: list[str | None] = [None, *name, None]
    return [at for at in range(len(name) + 1) if (signs[at], signs[at + 1]) == (first, second)]
