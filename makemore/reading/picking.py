"""A table -> the column of its names, and with what it can be counted; the same for every kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from makemore.errors import NoNameColumnError, NoSuchPartError
from makemore.reading.columns import (
    Column,
    columns_of,
    count_columns,
    guess_column,
    has_titles,
    name_column,
)
from makemore.reading.grid import Cells, Rows, Table
from makemore.reading.guess import Guess, Said
from makemore.reading.options import ALL, Options, listed
from makemore.titles import is_title

_LOOKED_AT = 1000  # rows
_NAME = re.compile(r"(?![A-Za-z]\Z)[^\W\d_][^\d\n@/:{}<>]{0,39}")
_NEAR = 0.1  # of the names of the best list: another with so many could have been meant


@dataclass(frozen=True)
class Picked:
    """The names of a table, one a cell, and how often each counts; blank rows are counted."""

    columns: tuple[Column, ...]
    column: int
    names: Any  # a list of texts, or an Arrow column of them
    counts: int | None = None
    times: Any = None
    countable: tuple[int, ...] = ()
    blank: int = 0
    near: tuple[int, ...] = ()  # columns that could as well hold the names
    left: tuple[Said, ...] = ()


def picked(table: Table, options: Options) -> Picked:
    """Return the names of a table; raises NoNameColumnError where no column has any."""
    rows = [row for row in table.rows if any(cell.strip() for cell in row)]
    titled = bool(rows) and titled_of(table, rows)
    columns = columns_of(rows, titled=titled) if rows else ()
    shown = with_over(columns, table.over)
    near: tuple[int, ...] = ()
    column = _place(options.column, shown)
    if column is None:
        guess = guess_column(rows, titled=titled) if rows else None
        if guess is None:
            raise NoNameColumnError
        column, near = guess.best, () if guess.sure else guess.others
    countable = tuple(one for one in count_columns(rows, titled=titled) if one != column)
    counts = _place(options.counts, shown)
    counts = counts if counts in countable else None

    wanted = [column] if counts is None else [column, counts]
    cells = _all_cells(table, rows[titled:], wanted)
    return Picked(
        shown, column, cells.columns[0], counts, None if counts is None else cells.columns[1],
        countable, cells.blank, near, cells.left,
    )  # fmt: skip


def _all_cells(table: Table, below: Rows, wanted: Sequence[int]) -> Cells:
    if table.whole is not None:
        return table.whole(wanted)
    columns = [[row[at] if at < len(row) else "" for row in below] for at in wanted]
    blank = sum(not any(cell.strip() for cell in row) for row in table.rows)
    return Cells(columns, blank, table.left)


def titled_of(table: Table, rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first of some rows holds titles."""
    return has_titles(rows) if table.titled is None else table.titled


def with_over(columns: tuple[Column, ...], over: Sequence[str]) -> tuple[Column, ...]:
    """Return columns with what stands over their titles. Example: "Girls: Name"."""
    pairs = zip(columns, (*over, *[""] * len(columns)), strict=False)
    return tuple(
        replace(one, title=f"{above}: {one.title}") if above else one for one, above in pairs
    )


def likeliest(tables: Mapping[str, Table]) -> Guess[str]:
    """Return which of several tables holds the names; `tables` has one at least.

    It is not sure where another one has many names, too.
    """
    scores = {name: _number_of_names(table) for name, table in tables.items()}
    alike = [name for name in tables if not name.endswith(ALL)]
    single = alike if len(alike) <= _FEW else list(tables)
    best = max(single or list(tables), key=scores.__getitem__)
    others = tuple(name for name in tables if name != best)
    near = any(scores[one] >= _NEAR * max(scores[best], 1) for one in others if scores[one])
    return Guess(best, others, sure=not near)


_FEW = 4  # lists side by side: of more, all of them are meant together


def _number_of_names(table: Table) -> int:
    """Return how many different names the likeliest column of a table has; a title counts much."""
    rows = [row for row in table.rows[:_LOOKED_AT] if any(cell.strip() for cell in row)]
    titled = bool(rows) and titled_of(table, rows)
    place = name_column(rows, titled=titled) if rows else None
    if place is None:
        return 0
    cells = {row[place].strip() for row in rows[titled:] if place < len(row)}
    names = sum(_NAME.fullmatch(cell) is not None for cell in cells)
    more = 2 if titled and is_title(rows[0][place]) else 1
    return names * more * max(1, max(table.height, len(table.rows)) // _LOOKED_AT)


def _place(chosen: int | str | None, columns: Sequence[Column]) -> int | None:
    """Return a column by its number or its title, None where there is no such column."""
    if isinstance(chosen, str):
        titles = [one.title.casefold() for one in columns]
        wanted = chosen.strip().casefold()
        if wanted not in titles:
            raise NoSuchPartError(chosen, listed(one.title for one in columns))
        return titles.index(wanted)
    return chosen if chosen is not None and 0 <= chosen < len(columns) else None
