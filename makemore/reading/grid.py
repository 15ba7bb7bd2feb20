"""A table as it was found: its rows as text cells, and how to come to a whole column of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from makemore.errors import BrokenFileError
from makemore.reading.guess import Said

HEAD = 1000  # rows that a table is judged by
MOST_COLUMNS = 1000  # of a table
MOST_CELLS = 30_000_000  # of all tables of a file: about 2 GB
_LONG = 64  # characters; a longer cell counts as several
Rows = Sequence[Sequence[str]]


@dataclass
class Bound:
    """How many cells the tables of one file may still have: a few bytes can stand for billions."""

    kind: str
    left: int = field(default_factory=lambda: MOST_CELLS)

    def rows(self, rows: Iterable[list[str]]) -> Iterator[list[str]]:
        """Yield rows as long as there is room; each counts as a cell, too.

        Raises BrokenFileError.
        """
        for row in rows:
            self.left -= 1 + len(row) + sum(map(len, row)) // _LONG
            if self.left < 0:
                raise BrokenFileError(self.kind)
            yield row


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
