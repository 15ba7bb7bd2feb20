"""A table as it was found: its rows as text cells, and how to come to a whole column of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from makemore.reading.guess import Said

MOST_COLUMNS = 1000  # of a table
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Cells:
    """All cells of some columns below their titles, and what was passed over on the way."""

    columns: Sequence[list[str]]
    blank: int = 0  # rows without any cell
    left: tuple[Said, ...] = ()
    text: bytes | None = None  # in place of columns: lines, each with a tab and its times


@dataclass(frozen=True)
class Table:
    """Rows of text cells; `titled` tells whether the first holds titles, None where it is open.

    Of a large table `rows` are the first ones only; `whole` returns all cells of some columns.
    """

    rows: Rows
    titled: bool | None = None
    over: tuple[str, ...] = ()  # what stands over the titles, column by column
    left: tuple[Said, ...] = ()  # what was left out of it
    whole: Callable[[Sequence[int]], Cells | None] | None = None  # None: it declines
    header: int | None = None  # rows above the names, titles among them; None: it is not asked
    height: int = 0  # rows in all, where `rows` are the first ones only
