"""Lines of a text -> what separates their cells: the reading whose columns look most like columns.

Each separator is tried. A good one gives nearly all lines the same number of cells, columns of one
kind each, titles that one knows, and no cell with another separator or half a quotation in it.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from makemore.reading.columns import is_number
from makemore.reading.guess import Guess
from makemore.titles import weight

_LIKELY = dict.fromkeys(",\t;|", 1.0) | dict.fromkeys("，、；،^~¦\x1f", 0.8) | {":": 0.5}
_SNIFFED = 200  # lines
_NEARLY_ALL = 0.9  # of the lines of a table have the same number of cells
_NEAR = 0.8  # of the best score: could have been meant
_TITLED = 1.5  # times as likely with a title that one knows
_NUMBERED = 1.2  # or with a column of numbers
_WIDTHS = 3  # that are tried
_MOST_LINES = 50  # that one cell may have
_PATIENCE = 100_000  # lines in all that are looked through for the end of a quotation
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([T ]\d\d?:\d\d(:\d\d)?)?|\d\d?:\d\d(:\d\d)?")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@.]+\.[^\s@]+|(https?://|www\.)\S+", re.IGNORECASE)
_FOREIGN = re.compile(r"[\t;|]|^[\"'].*[^\"']$|^[^\"']*\"$")


@dataclass(frozen=True)
class Dialect:
    """What separates cells, what encloses one that holds the separator, and what escapes that."""

    separator: str
    quote: str = '"'
    escape: str | None = None

    def rows(self, lines: Iterable[str], width: int) -> Iterator[list[str]]:
        """Yield the cells of each line; `width` is how many a line of the table has.

        A cell may have line breaks. A quotation mark that nothing closes is a letter.
        """
        several = _Several(self, iter(lines), width)
        for line in several:
            if self.quote not in line:
                yield line.split(self.separator)
            else:
                yield several.cells(line)

    def quoted(self, line: str) -> list[str] | None:
        """Return the cells of a line with quotation marks, None where these do not pair."""
        rows = csv.reader(
            [line], delimiter=self.separator, quotechar=self.quote, escapechar=self.escape,
            skipinitialspace=self.separator != " ", strict=True,
        )  # fmt: skip
        try:
            return next(rows, [])
        except csv.Error:
            return None


class _Several:
    """Lines, one by one, that can be read ahead where a cell goes on in the next."""

    def __init__(self, dialect: Dialect, lines: Iterator[str], width: int) -> None:
        self.dialect, self.lines, self.width = dialect, lines, width
        self.ahead: list[str] = []
        self.patience = _PATIENCE

    def __iter__(self) -> Iterator[str]:
        while True:
            line = self.ahead.pop() if self.ahead else next(self.lines, None)
            if line is None:
                return
            yield line

    def cells(self, line: str) -> list[str]:
        """Return the cells of a line with marks, and of those that it goes on in."""
        found = self.dialect.quoted(line)
        if found is not None:
            return found
        return self._with_next(line) or line.split(self.dialect.separator)

    def _with_next(self, line: str) -> list[str] | None:
        """Return the cells of a line and the next ones; None where the mark is but a letter."""
        read = [line]
        while len(read) < _MOST_LINES and self.patience > 0:
            self.patience -= 1
            following = next(iter(self), None)
            if following is None:
                break
            read.append(following)
            if self._are_rows(read):
                break
            found = (
                self.dialect.quoted("\n".join(read)) if self.dialect.quote in following else None
            )
            if found is not None and len(found) == self.width:
                return found
        self.ahead += reversed(read[1:])
        return None

    def _are_rows(self, lines: Sequence[str]) -> bool:
        return all(line.count(self.dialect.separator) == self.width - 1 for line in lines)


@dataclass(frozen=True)
class Found:
    """A dialect, how many cells its lines have, and how well it fits, above 0."""

    dialect: Dialect
    width: int
    score: float


def dialect_of(lines: Sequence[str], *, surely: bool = False) -> tuple[Found, Guess[str]] | None:
    """Return the dialect of the first lines of a table, None where they are no table.

    Where it `surely` is a table, the commonest separator is one even if lines differ.
    """
    lines = [line for line in lines[: 2 * _SNIFFED] if line.strip()][:_SNIFFED]
    if len(lines) < (1 if surely else 2):
        return None
    found = [one for separator in _LIKELY if (one := fitting(lines, separator, surely=surely))]
    if not found:
        return None
    best = max(found, key=lambda one: one.score)
    near = [one for one in found if one is not best and one.score >= _NEAR * best.score]
    near.sort(key=lambda one: -one.score)
    others = tuple(one.dialect.separator for one in near)
    return best, Guess(best.dialect.separator, others, sure=not others)


def fitting(lines: Sequence[str], separator: str, *, surely: bool = False) -> Found | None:
    """Return how well a separator fits some lines, none of them blank; None where not at all."""
    if not any(separator in line for line in lines):
        return None
    dialect = Dialect(separator, _quote(lines, separator), _escape(lines))
    tried = [(width, list(dialect.rows(lines, width))) for width in _widths(lines, dialect)]
    if not tried:
        return None
    share, width, rows = max((_share(rows, width), width, rows) for width, rows in tried)
    begin, end = core(rows, width)
    even = share * len(rows) / max(1, end - begin)
    alike = even >= _NEARLY_ALL and 2 * (end - begin) >= len(rows)
    if not (alike or (surely and separator in ",;\t|")):
        return None
    return _scored(Found(dialect, width, even * _LIKELY.get(separator, 0.5)), rows[begin:end])


def _share(rows: Sequence[Sequence[str]], width: int) -> float:
    return sum(len(row) == width for row in rows) / max(1, len(rows))


def core(rows: Sequence[Sequence[str]], width: int) -> tuple[int, int]:
    """Return where the rows of a width begin and where they end."""
    places = [at for at, row in enumerate(rows) if len(row) == width]
    return (places[0], places[-1] + 1) if places else (0, 0)


def _scored(found: Found, rows: Sequence[Sequence[str]]) -> Found | None:
    columns = [list(column) for column in zip_longest(*rows, fillvalue="")][: found.width]
    kinds = [Counter(map(_kind, column[1:] or column)) for column in columns]
    alike = [max(one["n"], one["d"], one["a"], one["w"]) + one[""] for one in kinds]
    homogeneous = sum(n / one.total() for n, one in zip(alike, kinds, strict=True)) / len(kinds)
    numbers = any(one["n"] > 0 and one["n"] + one[""] >= _NEARLY_ALL * one.total() for one in kinds)
    if found.dialect.separator == ":" and (not numbers or found.width < 3):  # "Ada: 10"
        return None
    score = found.score * homogeneous * (found.width - 1) / found.width
    score *= _TITLED if any(weight(cell) for cell in rows[0]) else _NUMBERED if numbers else 1.0
    return Found(found.dialect, found.width, score)


def _kind(cell: str) -> str:
    """Return what a cell looks like: "n"umber, "d"ate, "a"ddress, "w"ords, "" nothing, or "x"."""
    text = cell.strip()
    if not text:
        return ""
    if is_number(text):
        return "n"
    if _DATE.fullmatch(text):
        return "d"
    if _FOREIGN.search(text):
        return "x"
    return "a" if _ADDRESS.fullmatch(text) else "w"


def _widths(lines: Sequence[str], dialect: Dialect) -> list[int]:
    """Return the commonest numbers of cells above one, as far as lines can be read one by one."""
    widths = Counter(
        len(dialect.quoted(line) or () if dialect.quote in line else line.split(dialect.separator))
        for line in lines
    )
    return [width for width, _times in widths.most_common(_WIDTHS + 1) if width > 1][:_WIDTHS]


def _quote(lines: Sequence[str], separator: str) -> str:
    """Return what encloses cells: an apostrophe only where most lines are full of them."""
    text = f"{separator}{separator.join(lines)}{separator}"
    single = text.count(f"{separator}'") + text.count(f"'{separator}")
    double = text.count(f'{separator}"') + text.count(f'"{separator}')
    return "'" if single >= 2 * len(lines) and single > double else '"'


def _escape(lines: Sequence[str]) -> str | None:
    return "\\" if any('\\"' in line or "\\'" in line for line in lines) else None
