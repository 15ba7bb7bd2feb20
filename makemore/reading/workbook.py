"""A workbook -> the names of the sheet that most likely holds a list.

A few bytes of a workbook can stand for billions of cells: `apart` has the bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import islice
from typing import Any

import python_calamine as calamine

from makemore.errors import BrokenFileError, MakemoreError, PasswordProtectedError
from makemore.reading.blocks import Shape, below, filled, said_of, shape_of, table_of, titles_of
from makemore.reading.grid import HEAD, MOST_COLUMNS, Cells, Rows, Table
from makemore.reading.guess import Guess, among
from makemore.reading.options import ALL, Options, chosen
from makemore.reading.picking import Picked, likeliest, picked

MOST_ROWS = 2_000_000
MOST_SHEETS = 200


def names_of(data: bytes, options: Options) -> tuple[Picked, Guess[str]]:
    """Return the names of a workbook, and the guess of their sheet.

    A whole number is written without its point, an empty cell is an empty text. Raises
    BrokenFileError, NoNameColumnError, NoSuchPartError, PasswordProtectedError.
    """
    try:
        return _answer(calamine.load_workbook(BytesIO(data)), options)
    except MakemoreError:
        raise
    except calamine.PasswordError:
        raise PasswordProtectedError from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise BrokenFileError("Excel") from None


def _answer(book: Any, options: Options) -> tuple[Picked, Guess[str]]:
    names = book.sheet_names[:MOST_SHEETS]
    wanted = chosen(options.sheet, [*names, ALL])
    offered = [*names, ALL] if len(names) > 1 else names
    if wanted is not None and wanted in names:
        table = _tables(book, [wanted], options)[wanted]
        return _picked(table, options), among(wanted, offered)
    tables = _tables(book, names, options)
    hidden = {one.name for one in book.sheets_metadata if not str(one.visible).endswith(".Visible")}
    seen = {name: one for name, one in tables.items() if name not in hidden and any(one.rows)}
    guess = likeliest(seen or tables)
    alike = [name for name in names if name in seen and _is_like(seen[name], seen[guess.best])]
    one_a_year = len(alike) > 1 and len({re.sub(r"\d+", "0", name) for name in alike}) == 1
    if wanted == ALL or (wanted is None and one_a_year):
        parts = [_picked(tables[name], options) for name in alike]
        return _joined(parts), among(ALL, offered)
    return _picked(tables[guess.best], options), among(guess.best, offered, sure=guess.sure)


def _picked(table: Table, options: Options) -> Picked:
    names = picked(table, options)
    assert names is not None  # no table of a workbook declines
    return names


def _is_like(one: Table, other: Table) -> bool:
    """Tell whether two sheets have the same titles, or none and as many columns."""
    if bool(one.titled) != bool(other.titled) or not one.rows or not other.rows:
        return False
    if one.titled:
        return list(one.rows[0]) == list(other.rows[0])
    return len(one.rows[0]) == len(other.rows[0])


def _joined(parts: Sequence[Picked]) -> Picked:
    first = parts[0]
    times = None
    if all(one.times is not None for one in parts):
        times = [time for one in parts for time in one.times or ()]
    return replace(
        first,
        names=[name for one in parts for name in one.names],
        times=times,
        counts=first.counts if times is not None else None,
        blank=sum(one.blank for one in parts),
        left=tuple(said for one in parts for said in one.left),
    )


def _tables(book: Any, names: Sequence[str], options: Options) -> dict[str, Table]:
    """Return the tables of some sheets; of large sheets the first rows, and only one is kept."""
    tables, large = {}, _Large(book)
    for name in names:
        sheet = book.get_sheet_by_name(name)
        head = [list(map(_text, row[:MOST_COLUMNS])) for row in sheet.to_python(nrows=HEAD)]
        table = table_of(head, options.header)
        if sheet.height > HEAD:
            large.keep(name, sheet)
            shape = shape_of(head, options.header)
            titles = titles_of(head, shape)
            whole = partial(_whole, partial(large.rows, name), shape, titles)
            table = replace(table, whole=whole, height=sheet.height)
        tables[name] = table
    return tables


class _Large:
    """The tallest sheet of a book as it was read; the others are read again when wanted."""

    def __init__(self, book: Any) -> None:
        self.book, self.name = book, ""
        self.sheet: Any = None

    def keep(self, name: str, sheet: Any) -> None:
        """Keep a sheet if it is the tallest yet."""
        if self.sheet is None or sheet.height > self.sheet.height:
            self.name, self.sheet = name, sheet

    def rows(self, name: str) -> Iterator[list[object]]:
        """Return the rows of a sheet from its first row with a cell."""
        sheet = self.sheet if name == self.name else self.book.get_sheet_by_name(name)
        return islice(sheet.iter_rows(), (sheet.start or (0, 0))[0], MOST_ROWS)


def _whole(
    rows: Callable[[], Iterator[list[Any]]], shape: Shape, titles: Rows, wanted: Sequence[int]
) -> Cells:
    """Return all cells of some columns, without the rows that are none of the table.

    What nearly all rows have is asked first: that their first two main cells are filled.
    """
    columns: list[list[str]] = [[] for _ in wanted]
    first, second = (*shape.main, *shape.main, 0, 0)[:2]
    title = titles[-1][first] if titles else None
    blank, apart = 0, False
    notes: list[Sequence[str]] = [row for row in shape.head[: shape.begin] if filled(row)]
    last: list[Any] = []
    pairs = list(zip(columns, wanted, strict=True))
    for row in below(rows(), shape):
        if apart or row[first] == "" or row[second] == "" or row[first] == title:
            texts = list(map(_text, row))
            if not any(map(str.strip, texts)):
                blank, apart = blank + 1, True
                continue
            if shape.is_note(texts, apart=apart) or texts in titles:
                notes.append(texts)
                continue
            apart = False
        for column, place in pairs:
            cell = row[place]
            column.append(cell if cell.__class__ is str else _text(cell))
        last = row
    if shape.is_sum(list(map(_text, last))):
        notes.append(list(map(_text, last)))
        for column in columns:
            column.pop()
    return Cells(columns, blank, said_of(notes))


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
