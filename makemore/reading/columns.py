"""The rows of a table -> its columns, and which of them holds the names, by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from makemore.reading.grid import HEAD, Rows
from makemore.reading.guess import Guess
from makemore.titles import is_title, weight

EXAMPLES = 3
_LONG = 40  # characters; a name is seldom longer
_MOSTLY = 0.9
_GROUPED = re.compile(r"\d{1,3}([,.'’ \u00a0\u202f]\d{3})+", re.ASCII)
_WHOLE = re.compile(r"(\d{1,12})(\.0+)?", re.ASCII)
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"[-+−]?[$€£¥]?[.,'’ \u00a0\u202f]*\d[\d.,'’ \u00a0\u202f]*[%$€£¥]?", re.ASCII)
_ADDRESS = re.compile(r"\S@\S+\.\S|://|^www\.", re.IGNORECASE)
_ONE_IS_A_NAME = "\u3400"  # from here on, one sign is a syllable or a word
_CODE = 3  # capitals: of a country, a state
_FEW, _MANY = 3, 4  # kinds of cells; and how often each occurs at least, if it is a kind
_OF_TITLE, _NEAR = 0.4, 0.05  # how much a title counts beside what stands below it


@dataclass(frozen=True)
class Column:
    """One column of a table; without a title of its own it has its number, from 1."""

    title: str
    examples: tuple[str, ...]


def has_titles(rows: Rows) -> bool:
    """Tell whether the first row holds titles.

    One that is known says so, or one over a column of numbers, or over one of few kinds of cells of
    which it is none.
    """
    if len(rows) < 2:
        return False
    if any(map(is_title, rows[0])):
        return True
    if sum(map(bool, map(weight, rows[0]))) > 1 and not any(map(is_number, rows[0])):
        return True
    below = list(zip_longest(*rows[1:HEAD], fillvalue=""))
    return any(
        title.strip() and not is_number(title) and _stands_over(title, cells)
        for title, cells in zip(rows[0], below, strict=False)
    )


def _stands_over(title: str, cells: Sequence[str]) -> bool:
    kinds = {cell.strip() for cell in cells if cell.strip()}
    few = 0 < len(kinds) <= _FEW and len(cells) > _MANY * _FEW and title.strip() not in kinds
    return few or _are_numbers(cells)


def columns_of(rows: Rows, *, titled: bool) -> tuple[Column, ...]:
    """Return the columns of some rows, `titled` where the first row holds titles."""
    looked = [rows[0] if titled else [], *rows[titled:HEAD]]
    found = []
    for number, (title, *cells) in enumerate(zip_longest(*looked, fillvalue=""), start=1):
        filled = [cell.strip() for cell in cells if cell.strip()]
        different = tuple(dict.fromkeys(filled))[:EXAMPLES]
        found.append(Column(title.strip() or str(number), different))
    return tuple(found)


def name_column(rows: Rows, *, titled: bool) -> int | None:
    """Return the column that most likely holds the names, from 0; None where none has words."""
    guess = guess_column(rows, titled=titled)
    return guess.best if guess else None


def guess_column(rows: Rows, *, titled: bool) -> Guess[int] | None:
    """Return the column that most likely holds the names, from 0; None where none has words.

    Names are different from each other, short, of letters and of more than one, except in Chinese
    and Korean; a title such as "name" decides between columns that are much alike. It is not sure
    where two columns are: girls beside boys.
    """
    looked = [rows[0] if titled else [], *rows[titled:HEAD]]
    scores = {}
    for place, (title, *cells) in enumerate(zip_longest(*looked, fillvalue="")):
        likeness = _likeness(cells)
        if likeness:
            scores[place] = likeness + _OF_TITLE * weight(title)
    if not scores:
        return None
    order = sorted(scores, key=lambda place: -scores[place])
    best = scores[order[0]]
    near = [one for one in order[1:] if scores[one] >= best - _NEAR]
    return Guess(order[0], tuple(near), sure=not near)


def count_columns(rows: Rows, *, titled: bool) -> tuple[int, ...]:
    """Return the columns, from 0, whose cells could say how often a name occurs: whole numbers."""
    found = []
    for place, cells in enumerate(zip_longest(*rows[titled:HEAD], fillvalue="")):
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
    worded = [cell for cell in filled if len(cell) <= _LONG and _is_worded(cell)]
    if not worded:
        return 0.0
    share = len(worded) / len(cells)
    different = len(set(worded)) / len(worded)
    longer = sum(len(cell) > 1 or cell >= _ONE_IS_A_NAME for cell in worded) / len(worded)
    return share * (0.1 + 0.9 * different) * (0.1 + 0.9 * longer) * _are_plain(worded)


def _is_worded(cell: str) -> bool:
    return _LETTER.search(cell) is not None and not _ADDRESS.search(cell)


def _are_plain(cells: Sequence[str]) -> float:
    """Return how few of some cells have digits or are codes of capitals with them, 0.1 to 1."""
    plain = sum(not re.search(r"\d|[_<>{}=\\]", cell) for cell in cells) / len(cells)
    short = sum(len(cell) <= _CODE and cell.isascii() and cell.isupper() for cell in cells)
    codes = len({len(cell) for cell in cells}) == 1 and short == len(cells) > _FEW
    return (0.1 + 0.9 * plain**2) * (0.3 if codes else 1.0)


def _are_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(is_number, filled)) >= _MOSTLY * len(filled)


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number as people write it. Example: "$1,234.50", "12 %", "-3"."""
    return _NUMBER.fullmatch(cell.strip()) is not None
