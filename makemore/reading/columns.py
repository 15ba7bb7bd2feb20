"""The rows of a table -> its columns, and which of them holds the names, by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from makemore.rules import is_title

Rows = Sequence[Sequence[str]]
EXAMPLES = 3
_LOOKED_AT = 1000  # rows
_LONG = 40  # characters; a name is seldom longer
_MOSTLY = 0.9
_GROUPED = re.compile(r"\d{1,3}([,.'’ \u00a0\u202f]\d{3})+", re.ASCII)
_WHOLE = re.compile(r"(\d{1,12})(\.0+)?", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\s*[-+]?[\d.,\s]*\d[\d.,\s]*%?\s*", re.ASCII)


@dataclass(frozen=True)
class Column:
    """One column of a table; without a title of its own it has its number, from 1."""

    title: str
    examples: tuple[str, ...]


def has_titles(rows: Rows) -> bool:
    """Tell whether the first row holds titles: one says so, or stands over a column of numbers."""
    if len(rows) < 2:
        return False
    if any(map(is_title, rows[0])):
        return True
    below = list(zip_longest(*rows[1:_LOOKED_AT], fillvalue=""))
    return any(
        title.strip() and not _NUMBER.fullmatch(title) and _are_numbers(cells)
        for title, cells in zip(rows[0], below, strict=False)
    )


def columns_of(rows: Rows, *, titled: bool) -> tuple[Column, ...]:
    """Return the columns of some rows, `titled` where the first row holds titles."""
    looked = [rows[0] if titled else [], *rows[titled:_LOOKED_AT]]
    found = []
    for number, (title, *cells) in enumerate(zip_longest(*looked, fillvalue=""), start=1):
        filled = [cell.strip() for cell in cells if cell.strip()]
        different = tuple(dict.fromkeys(filled))[:EXAMPLES]
        found.append(Column(title.strip() or str(number), different))
    return tuple(found)


def name_column(rows: Rows, *, titled: bool) -> int | None:
    """Return the column that most likely holds the names, from 0; None where none has words.

    Names are different from each other, short, of letters and of more than one character; a title
    such as "name" decides between columns that are much alike.
    """
    scores = []
    looked = [rows[0] if titled else [], *rows[titled:_LOOKED_AT]]
    for title, *cells in zip_longest(*looked, fillvalue=""):
        bonus = 0.4 if is_title(title) else 0.0
        likeness = _likeness(cells)
        scores.append(likeness + bonus if likeness else 0.0)
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] > 0 else None


def count_columns(rows: Rows, *, titled: bool) -> tuple[int, ...]:
    """Return the columns, from 0, whose cells could say how often a name occurs: whole numbers."""
    found = []
    for place, cells in enumerate(zip_longest(*rows[titled:_LOOKED_AT], fillvalue="")):
        filled = [cell for cell in cells if cell.strip()]
        whole = sum(whole_number(cell) is not None for cell in filled)
        if filled and whole >= _MOSTLY * len(filled):
            found.append(place)
    return tuple(found)


def whole_number(cell: str) -> int | None:
    """Return a whole number as spreadsheets write it, None for anything else.

    Example: "18,770" -> 18770, "12.0" -> 12, "1.5" -> None
    """
    text = cell.strip()
    if _GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    whole = _WHOLE.fullmatch(text)
    return int(whole[1]) if whole else None


def _likeness(cells: Sequence[str]) -> float:
    """Return how much some cells look like names, 0 not at all, 1 entirely."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    worded = [cell for cell in filled if _LETTER.search(cell) and len(cell) <= _LONG]
    if not worded:
        return 0.0
    share = len(worded) / len(cells)
    different = len(set(worded)) / len(worded)
    longer = sum(len(cell) > 1 for cell in worded) / len(worded)
    plain = sum(not re.search(r"\d", cell) for cell in worded) / len(worded)
    return share * (0.1 + 0.9 * different) * (0.1 + 0.9 * longer) * (0.2 + 0.8 * plain)


def _are_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(_is_number, filled)) >= _MOSTLY * len(filled)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell) is not None
