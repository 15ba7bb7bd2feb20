"""Rows of a sheet -> where its table begins, what its titles are, and which rows are none of it.

People write a sentence above a table, a second row of titles, a line between two parts of it, a
source and a sum below. Such a row fills one of the cells that nearly all other rows fill.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any

from makemore.errors import later
from makemore.reading.columns import has_titles
from makemore.reading.grid import HEAD, Rows, Table
from makemore.reading.guess import Said

_ABOVE = 30  # rows that may stand above a table
_LONG = 40  # characters; a name is seldom longer
_MOSTLY = 0.5  # of the rows fill a main column
_FOOTNOTE = re.compile(
    r"\s*([*†‡§¹²³※]|\[\w\]|\(\w\)|(source|note|quelle|fuente|来源|注|资料)\w*\s*[:：])", re.I
)
_TOTAL = re.compile(
    r"(grand\s+)?totals?|sum|all( names)?|gesamt|summe|insgesamt|totale?|suma|razem|итого|всего"
    r"|toplam|合计|总计|總計|合計|計|총계|합계",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
NOT_OF_THE_TABLE = later(
    "Lines around the table that were left out: {number}, such as “{example}”."
)


@dataclass(frozen=True)
class Shape:
    """Where the names begin, how many of the rows above are titles, and the main columns."""

    begin: int  # rows above the titles
    titles: int  # rows of titles: 0, 1 or 2
    main: tuple[int, ...]
    head: Rows = ()  # the first rows, titles and all

    def is_note(self, row: Sequence[str], *, apart: bool) -> bool:
        """Tell whether a row is no row of the table; `apart` from it is a row after a blank one."""
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(self.main) < 2 or not filled:
            return False
        if len(filled) > 1:
            return apart and self.is_sum(row)
        text = filled[0]
        plain = len(text) <= _LONG and text[-1] not in ":：" and not _FOOTNOTE.match(text)
        return apart or not plain

    def is_sum(self, row: Sequence[str]) -> bool:
        """Tell whether a row, the last one or one apart, holds the sums of the others.

        In a column of kinds "All" stands in many rows, beside names.
        """
        cells = {(at, cell.strip(" :：")) for at, cell in enumerate(row) if cell.strip()}
        sums = {(at, cell) for at, cell in cells if _TOTAL.fullmatch(cell)}
        if len(self.main) < 2 or len(cells) < 2 or not sums:
            return False
        has_name = any(_LETTER.search(cell) for _at, cell in cells - sums)
        return not has_name or not sums <= self._kinds

    @cached_property
    def _kinds(self) -> set[tuple[int, str]]:
        """The words for a sum that stand more than once in a column, each with its place."""
        words = ((at, cell.strip(" :：")) for row in self.head for at, cell in enumerate(row))
        times = Counter(one for one in words if _TOTAL.fullmatch(one[1]))
        return {one for one, number in times.items() if number > 1}


def shape_of(head: Rows, header: int | None = None) -> Shape:
    """Return the shape of a sheet by its first rows; `header` stand above the names, if given."""
    main = _main_columns(head)
    if header is not None:
        return Shape(max(0, header - 1), min(header, 1), main, head)
    begin = _begin(head, main)
    rows = [row for row in head[begin:] if filled(row)]
    if len(rows) > 2 and _are_over(rows[0], rows[1]) and has_titles(rows[1:]):
        return Shape(begin, 2, main, head)
    return Shape(begin, int(has_titles(rows)), main, head)


def table_of(rows: Rows, header: int | None = None) -> Table:
    """Return the table of a sheet, without the rows that are none of it, which are said."""
    shape = shape_of(rows[:HEAD], header)
    titles = titles_of(rows, shape)
    notes = [row for row in rows[: shape.begin] if filled(row)]
    body: list[Sequence[str]] = []
    apart = False
    for row in below(rows, shape):
        if not apart and is_plain(row) and row not in titles:  # nearly all: they are not looked at
            body.append(row)
            continue
        if filled(row) and (shape.is_note(row, apart=apart) or list(row) in titles):
            notes.append(row)
            continue
        body.append(row)
        apart = not filled(row)
    last = next((at for at in reversed(range(len(body))) if filled(body[at])), None)
    if last is not None and shape.is_sum(body[last]):
        notes.append(body.pop(last))
    above = shape.begin + shape.titles
    return Table([*titles[-1:], *body], bool(titles), over_of(titles), said_of(notes), header=above)


def titles_of(rows: Rows, shape: Shape) -> list[list[str]]:
    """Return the rows of titles of a sheet, none, one or two."""
    found = (list(row) for row in rows[shape.begin :] if filled(row))
    return list(islice(found, shape.titles))


def below(rows: Iterable[Sequence[Any]], shape: Shape) -> Iterator[Any]:
    """Yield the rows below the titles; a blank one among these does not count."""
    left = shape.titles
    for row in islice(rows, shape.begin, None):
        if not left:
            yield row
        elif any(cell != "" for cell in row):
            left -= 1


def over_of(titles: Rows) -> tuple[str, ...]:
    """Return what stands over each title: a cell stands over those to its right that are empty."""
    if len(titles) < 2:
        return ()
    found, last = [], ""
    for cell, _title in zip_longest(titles[0], titles[1], fillvalue=""):
        last = cell.strip() or last
        found.append(last)
    return tuple(found)


def said_of(notes: Rows) -> tuple[Said, ...]:
    """Return the sentence about rows that are none of the table."""
    if not notes:
        return ()
    return (Said(NOT_OF_THE_TABLE, {"number": len(notes), "example": _text(notes[0])[:_LONG]}),)


def _main_columns(head: Rows) -> tuple[int, ...]:
    """Return the columns that at least half of the rows fill."""
    rows = [row for row in map(filled, head) if row]
    times = Counter(at for row in rows for at in row)
    return tuple(sorted(at for at in times if times[at] >= _MOSTLY * len(rows)))


def _begin(head: Rows, main: tuple[int, ...]) -> int:
    """Return how many rows stand above the first one that fills more than one cell."""
    if len(main) < 2:
        return _under_a_sentence(head)
    for at, row in enumerate(head[:_ABOVE]):
        if len(filled(row)) > 1:
            return at
    return 0


def _under_a_sentence(head: Rows) -> int:
    """Return the rows above a single column: sentences, with a blank row below them."""
    for at, row in enumerate(head[:_ABOVE]):
        if not filled(row):
            above = [one for one in head[:at] if filled(one)]
            return at + 1 if above and all(len(_text(one)) > _LONG for one in above) else 0
    return 0


def _are_over(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether one row of titles stands over another: it has fewer, and no number."""
    cells = [cell for cell in first if cell.strip()]
    return len(cells) < len(filled(second)) and not any(re.search(r"\d", one) for one in cells)


def is_plain(row: Sequence[str]) -> bool:
    """Tell at a glance whether a row is surely no note: its first two cells are filled."""
    return len(row) > 1 and row[0][:1] > " " and row[1][:1] > " "


def filled(row: Sequence[str]) -> list[int]:
    """Return the places of the cells that are not empty."""
    return [at for at, cell in enumerate(row) if cell.strip()]


def _text(row: Sequence[str]) -> str:
    return " ".join(cell.strip() for cell in row if cell.strip())
