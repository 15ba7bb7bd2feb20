"""A table -> the column of its names, and with what it can be counted; the same for every kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from makemore.errors import NoNameColumnError, NoSuchPartError
from makemore.reading.blocks import filled, is_plain
from makemore.reading.columns import (
    Column,
    columns_of,
    count_columns,
    guess_column,
    has_titles,
    name_column,
    whole_number,
)
from makemore.reading.grid import HEAD, Cells, Rows, Table
from makemore.reading.guess import Guess, Said, among
from makemore.reading.options import ALL, Options, listed
from makemore.titles import is_title

_NAME = re.compile(r"(?![A-Za-z]\Z)[^\W\d_][^\d\n@/:{}<>]{0,39}")
_NEAR = 0.1  # of the names of the best list: another with so many could have been meant


@dataclass(frozen=True)
class Picked:
    """The names of a table, one a cell, and how often each counts; blank rows are counted."""

    columns: tuple[Column, ...]
    column: int
    names: list[str]
    counts: int | None = None
    times: list[str] | None = None
    countable: tuple[int, ...] = ()
    blank: int = 0
    others: tuple[int, ...] = ()  # columns that could have been meant, and whether it is sure
    sure: bool = True
    left: tuple[Said, ...] = ()
    header: int | None = None  # rows above the names
    text: bytes | None = None  # in place of names and times: lines that are made already


def picked(table: Table, options: Options) -> Picked | None:
    """Return the names of a table, None where it declines: it is not as plain as it begins.

    Raises NoNameColumnError, NoSuchPartError.
    """
    rows = [row for row in table.rows if is_plain(row) or filled(row)]
    titled = bool(rows) and titled_of(table, rows)
    columns = columns_of(rows, titled=titled) if rows else ()
    shown = with_over(columns, table.over)
    column = _column(rows, titled, options.column, shown)
    countable = count_columns(rows, titled=titled)
    countable = tuple(one for one in countable if one != column.best)
    counts = _counts(options.counts, shown, countable)
    wanted = [column.best] if counts is None else [column.best, counts]
    cells = _all_cells(table, rows[titled:], wanted)
    if cells is None:
        return None
    names = cells.columns[0] if cells.columns else []
    times = cells.columns[1] if len(cells.columns) > 1 else None
    return Picked(
        shown, column.best, names, counts, times, countable, cells.blank, column.others,
        column.sure, cells.left, table.header, cells.text,
    )  # fmt: skip


def _column(
    rows: Rows, titled: bool, chosen: int | str | None, shown: Sequence[Column]
) -> Guess[int]:
    """Return the column of the names, the chosen one or the likeliest."""
    place = _place(chosen, shown)
    guess = guess_column(rows, titled=titled) if rows and place is None else None
    if place is not None:
        return Guess(place)
    if guess is None:
        raise NoNameColumnError
    return guess


def _counts(
    chosen: int | str | None, shown: Sequence[Column], countable: Sequence[int]
) -> int | None:
    """Return the column that says how often a name counts, None for none."""
    place = _place(chosen, shown)
    if isinstance(chosen, str) and place not in countable:
        raise NoSuchPartError(chosen, listed(shown[one].title for one in countable))
    return place if place in countable else None


def _all_cells(table: Table, below: Rows, wanted: Sequence[int]) -> Cells | None:
    if table.whole is not None:
        return table.whole(wanted)
    columns = [[row[at] if at < len(row) else "" for row in below] for at in wanted]
    blank = sum(not is_plain(row) and not filled(row) for row in table.rows)
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
    least = _NEAR * max(scores[best], 1)
    near = any(scores[one] >= least for one in tables if one != best and scores[one])
    return among(best, tables, sure=not near)


_FEW = 4  # lists side by side: of more, all of them are meant together


def _number_of_names(table: Table) -> int:
    """Return how many different names the likeliest column of a table has; a title counts much."""
    rows = [row for row in table.rows[:HEAD] if any(cell.strip() for cell in row)]
    titled = bool(rows) and titled_of(table, rows)
    place = name_column(rows, titled=titled) if rows else None
    if place is None:
        return 0
    cells = {row[place].strip() for row in rows[titled:] if place < len(row)}
    names = sum(_NAME.fullmatch(cell) is not None for cell in cells)
    more = 2 if titled and is_title(rows[0][place]) else 1
    return names * more * max(1, max(table.height, len(table.rows)) // HEAD)


def _place(chosen: int | str | None, columns: Sequence[Column]) -> int | None:
    """Return a column by its number or its title, None where there is no such column."""
    if isinstance(chosen, str):
        titles = [one.title.casefold() for one in columns]
        wanted = chosen.strip().casefold()
        if wanted not in titles:
            raise NoSuchPartError(chosen, listed(one.title for one in columns))
        return titles.index(wanted)
    return chosen if chosen is not None and 0 <= chosen < len(columns) else None


def text_of(names: Picked) -> bytes:
    """Return names as UTF-8 lines, each with a tab and its times where it counts so often.

    Blank rows become blank lines, so that they are counted.
    """
    if names.text is not None:
        return names.text
    lines = "\n".join(names.names)
    if lines.count("\n") >= len(names.names) or "\r" in lines:  # within cells
        lines = "\n".join(map(_one_line, names.names))
    if names.times is not None:
        pairs = zip(lines.split("\n"), names.times, strict=True)
        lines = "\n".join(f"{name}\t{whole_number(time) or 0}" for name, time in pairs)
    end = "\n" if names.names else ""
    blank = "\n" * names.blank
    return f"{lines}{end}{blank}".encode(errors="replace")


def _one_line(cell: str) -> str:
    """Return a cell without its line breaks."""
    return " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell
