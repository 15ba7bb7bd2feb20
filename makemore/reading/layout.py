"""A text -> the table that its lines are, or None where each line is a name as it stands.

A table has a dialect; people also write numbered and bulleted lists, numbers after a blank, tables
of Markdown, all names on one line, remarks above. It does not know which column holds the names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from makemore.reading.blocks import is_plain, said_of, table_of
from makemore.reading.dialect import Dialect, Found, core, dialect_of, fitting
from makemore.reading.grid import HEAD, MOST_COLUMNS, Bound, Table
from makemore.reading.guess import Guess
from makemore.titles import weight

LINES = "\n"  # in place of a separator: each line is one cell
BULLETS = "•"  # a mark or a number before each name
_NEARLY_ALL = 0.95  # of the lines
_ABOVE, _BELOW = 30, 20  # lines of remarks
_WIDEST = 1 << 20  # characters of the first lines
_ENDS = ("\u2028", "\u2029", "\x85", "\v", "\f", "\x1e")  # of lines, where there is no other
_SEPARATED = re.compile(r"sep=(.)\r?$", re.IGNORECASE)
_DRAWN = re.compile(r"[\s|+:=\-_─━│┼┌┐└┘├┤┬┴]*")
_RULE = re.compile(r"([-=─━])\1\1")
_MARKDOWN_RULE = re.compile(r"\|?(\s*:?-+:?\s*\|)+[\s:-]*")
_COMMENT = re.compile(r"\s*(#(?!\d)|//|--\s)")
_BULLET = re.compile(
    r"\s*(?:-? ?\[[ xX]\]|[-*•·–—‣◦▪●○■□✓✔+>]|\(?\d{1,7}\s?[.):、．]|\[\d+\]|\(?[a-zA-Z][.)])"
    r"\s+(?=\S)|\s*(?:[•·‣◦▪●○■□]|\d{1,7}[、．)])(?=\S)"
)
_FIGURE = r"[-+]?\d[\d.,'’]*%?"
_BEFORE_FIGURES = re.compile(rf"\s*(?P<name>\S.*?)(?P<figures>(?:[ \t\u3000]+{_FIGURE})+)\s*")
_AFTER_FIGURE = re.compile(rf"\s*(?P<figures>{_FIGURE})[ \t]+(?P<name>\S.*?)\s*")
_PAIR = re.compile(rf"\s*(?P<name>\S.*?)\s*[:=(（：\-–—x×]\s*(?P<figures>{_FIGURE})\s*[)）]?\s*")
_COLUMNS = re.compile(r"\s{2,}|\t+")
_IN_ONE_LINE = re.compile(r"[,;|/\t、，；،·]")
_AND = re.compile(r"(?<!\s)\s+(?:and|und|et|y|e|och|og|en|ja|i|oraz|и|&|和)\s+")
_MANY, _LONG = 5, 40  # names that make a line a list; characters that a name may have
_WITH_FIGURES = 200  # characters of a line with a name and its numbers


@dataclass(frozen=True)
class Layout:
    """How lines become rows; `separator` is its name, and what a person chooses it by."""

    separator: str
    rows: Callable[[Iterable[str]], Iterator[list[str]]]
    found: Found | None = None  # of a dialect


@dataclass(frozen=True)
class Laid:
    """A table out of a text, by what its cells were told apart, and what kind one calls that."""

    table: Table
    separator: Guess[str]
    kind: str  # "CSV", or "text" for a list with something around its names
    found: Found | None = None  # the dialect, where it is one


def with_line_ends(text: str) -> str:
    """Return a text with one sign for the end of a line, whatever it was written with."""
    text = without_returns(text)
    if text.count("\n") <= 1:
        for end in _ENDS:
            text = text.replace(end, "\n")
    return text


def without_returns(text: str) -> str:
    """Return a text with newlines where it has returns: the ends of lines that any reader knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def text_table(
    text: str, *, separator: str | None = None, header: int | None = None, surely: bool = False
) -> Laid | None:
    """Return the table that a text with plain line ends is; None where it is a list of lines.

    `separator` and `header` are what a person chose; a file may `surely` be a table by its name.
    """
    lines = [line for line in text[:_WIDEST].split("\n")[: 2 * HEAD] if line.strip()]
    if separator == LINES or not lines:
        return None
    said = _SEPARATED.fullmatch(lines[0])
    if said:
        text, lines, separator = text.split("\n", 1)[-1], lines[1:], separator or said[1]
    layout, guess = _chosen(lines, separator) if separator else _guessed(lines, surely=surely)
    if layout is None:
        return _without_remarks(text, lines, header)
    parted = layout.rows(_content(text.removesuffix("\n").split("\n")))
    rows, remarks = _apart(Bound("CSV").rows(parted), layout)
    table = table_of(rows, header)
    table = replace(table, left=said_of(remarks) + table.left)
    kind = "CSV" if layout.found or layout.separator == " " else "text"
    return Laid(table, guess, kind, layout.found)


def _chosen(lines: Sequence[str], separator: str) -> tuple[Layout, Guess[str]]:
    """Return the layout that a person asked for."""
    guess = Guess(separator)
    if separator == BULLETS:
        return Layout(BULLETS, _by(_without_bullet)), guess
    if separator in " :":
        layout = _of_figures(lines) or (_of_columns(lines) if separator == " " else None)
        if layout:
            return layout, guess
    if _are_in_one_line(lines, separator):
        return _in_one_line(separator), guess
    separator = separator[:1]
    found = fitting(lines, separator, surely=True) or Found(Dialect(separator), 0, 0.0)
    return _of_dialect(found), guess


def _guessed(lines: Sequence[str], *, surely: bool) -> tuple[Layout | None, Guess[str]]:
    """Return the likeliest layout of the first lines, None for lines that are names."""
    lines = [line for line in lines[:HEAD] if not _is_rule(line)]
    lines = _barred(lines)
    by_dialect = dialect_of([one for one in lines if not _COMMENT.match(one)], surely=surely)
    if by_dialect and not _are_in_one_line(lines, by_dialect[1].best):
        return _of_dialect(by_dialect[0]), by_dialect[1]
    if _share(lines, _BULLET.match) >= _NEARLY_ALL and len(lines) > 1:
        return Layout(BULLETS, _by(_without_bullet)), Guess(BULLETS, (LINES,))
    layout = _of_figures(lines)
    if layout:
        return layout, Guess(layout.separator, (LINES,))
    sign = _sign_in_one_line(lines)
    if sign:
        return _in_one_line(sign), Guess(sign, (LINES,), sure=False)
    layout = _of_columns(lines)
    return layout, Guess(" ", (LINES,), sure=False)


def _of_dialect(found: Found) -> Layout:
    dialect, width = found.dialect, found.width

    def rows(lines: Iterable[str]) -> Iterator[list[str]]:
        barred = dialect.separator == "|"
        return dialect.rows(map(_unbarred, lines) if barred else lines, width)

    return Layout(dialect.separator, rows, found)


def _by(split: Callable[[str], list[str]]) -> Callable[[Iterable[str]], Iterator[list[str]]]:
    return lambda lines: map(split, lines)


def _without_bullet(line: str) -> list[str]:
    bullet = _BULLET.match(line)
    return [line[bullet.end() :] if bullet else line]


def _of_figures(lines: Sequence[str]) -> Layout | None:
    """Return the layout of names with numbers after or before them: "ada 3000", "Ada: 10"."""
    body = lines[1:] if len(lines) > 2 else lines  # titles have no numbers
    for pattern, name in ((_PAIR, ":"), (_BEFORE_FIGURES, " "), (_AFTER_FIGURE, " ")):
        found = [one for line in body if (one := _with_figures(pattern, line))]
        widths = {len(one["figures"].split()) for one in found}
        names = sum(re.search(r"[^\W\d_]", one["name"]) is not None for one in found)
        if names >= _NEARLY_ALL * len(body) and len(widths) == 1 and found:
            return Layout(name, _by(_Figures(pattern, widths.pop())))
    return None


def _with_figures(pattern: re.Pattern[str], line: str) -> re.Match[str] | None:
    """Return what a pattern finds in a line; a long one is none, and would take too long."""
    return pattern.fullmatch(line) if len(line) <= _WITH_FIGURES else None


@dataclass(frozen=True)
class _Figures:
    """Parts a name from the numbers beside it, and titles as they stand above these."""

    pattern: re.Pattern[str]
    width: int

    def __call__(self, line: str) -> list[str]:
        found = _with_figures(self.pattern, line)
        if found:
            cells = [found["name"], *found["figures"].split()]
            return cells[1:] + cells[:1] if self.pattern is _AFTER_FIGURE else cells
        titles = re.split(r"[\s:=]+", line.strip())
        return titles if len(titles) == self.width + 1 else [line]


def _of_columns(lines: Sequence[str]) -> Layout | None:
    """Return the layout of columns that several blanks keep apart."""
    widths = [len(_COLUMNS.split(line.strip())) for line in lines]
    width = max(set(widths), key=widths.count, default=1)
    if width < 2 or len(lines) < 3 or widths.count(width) < _NEARLY_ALL * len(lines):
        return None
    return Layout(" ", _by(lambda line: _COLUMNS.split(line.strip())))


def _sign_in_one_line(lines: Sequence[str]) -> str | None:
    """Return what parts names that all stand on one line, or run on from line to line."""
    if len(lines) > HEAD // 10:
        return None
    signs = sorted(set(_IN_ONE_LINE.findall("\n".join(lines))) | {" "}, key=" ".__eq__)
    return next((sign for sign in signs if _are_in_one_line(lines, sign)), None)


def _are_in_one_line(lines: Sequence[str], sign: str) -> bool:
    cells = [cell.strip() for line in lines for cell in line.strip().split(sign) if cell.strip()]
    names = [cell for cell in cells if len(cell) <= _LONG and re.fullmatch(r"[^\d@]+", cell)]
    if len(cells) < _MANY * len(lines) or len(names) < _NEARLY_ALL * len(cells):
        return False
    if sign == " ":  # a sentence has small words; a list of words on one line has none, or only
        return len(lines) == 1 and len({cell[:1].islower() for cell in cells}) == 1
    if len(lines) > 1:  # lines that are full, not rows that are alike
        counts = {line.strip(f" {sign}").count(sign) for line in lines[:-1]}
        return len(counts) > 1 or (len(lines) == 2 and lines[-1].count(sign) not in counts)
    return True


def _in_one_line(sign: str) -> Layout:
    def rows(lines: Iterable[str]) -> Iterator[list[str]]:
        for line in lines:
            *cells, last = (cell.strip(" .。") for cell in line.strip(f" {sign}").split(sign))
            yield from ([cell] for cell in (*cells, *_AND.split(last)) if cell)

    return Layout(sign, rows)


def _content(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines without those that only draw a frame."""
    return (line for line in lines if not (line[:1] in "|+-=:─━┌├└ " and _is_rule(line)))


def _is_rule(line: str) -> bool:
    """Tell whether a line only draws a frame: "----", "+===+", "|:-|-:|"."""
    if not _DRAWN.fullmatch(line):
        return False
    return (_RULE.search(line) or _MARKDOWN_RULE.fullmatch(line.strip())) is not None


def _barred(lines: list[str]) -> list[str]:
    """Return lines without the bars of Markdown around them, where nearly all have these."""
    framed = _share(lines, lambda line: line.strip().startswith("|")) >= _NEARLY_ALL
    return [_unbarred(line) for line in lines] if framed and len(lines) > 1 else lines


def _unbarred(line: str) -> str:
    text = line.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "|" else line


def _apart(rows: Iterable[list[str]], layout: Layout) -> tuple[list[list[str]], list[list[str]]]:
    """Return the rows of a table and the comments among them.

    A remark above or below the table is one cell, whatever it was parted into.
    """
    width = layout.found.width if layout.found else 0
    all_ = [row[:MOST_COLUMNS] for row in rows]
    begin = _begin(all_[:HEAD], width) if width else 0
    end = _end(all_, width) if width else len(all_)
    table: list[list[str]] = []
    remarks = []
    for at, row in enumerate(all_):
        if begin < at < end and is_plain(row) and row[0][0] not in "#/-":
            table.append(row)  # nearly all: they are not looked at
            continue
        is_comment = bool(row) and _COMMENT.match(row[0]) is not None
        if is_comment and at == begin and len(row) == width:  # titles, as a comment
            table.append([row[0].lstrip("#/- "), *row[1:]])
        elif is_comment and at > begin:
            remarks.append([layout.separator.join(row)])
        else:
            table.append(row if begin <= at < end else [layout.separator.join(row)])
    return table, remarks


def _begin(head: Sequence[Sequence[str]], width: int) -> int:
    """Return how many rows stand above a table: shorter ones, or such that a blank row parts."""
    begin, _end = core(head, width)
    above = head[:_ABOVE]
    blank = next((at for at, row in enumerate(above) if not any(map(str.strip, row))), None)
    if blank is not None and blank + 1 < len(above) and begin <= blank:
        known = [sum(weight(cell) != 0 for cell in row) for row in above]
        if known[blank + 1] > max(known[:blank], default=0):
            return blank + 1
    return begin if begin <= _ABOVE else 0


def _end(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return where a table ends: before a blank row, below which rows are of another width."""
    last = [at for at in range(max(0, len(rows) - _BELOW), len(rows)) if not any(rows[at])]
    for at in last:
        below = [row for row in rows[at:] if any(row)]
        if below and any(len(row) != width for row in below):
            return at
        if below and all(re.match(r"\W|\w+:", row[0]) for row in below):
            return at
    return len(rows)


def _without_remarks(text: str, lines: Sequence[str], header: int | None) -> Laid | None:
    """Return a list without the comments and the sentences above it, None where it has none."""
    comments = [line for line in lines if _COMMENT.match(line)]
    few = 0 < len(comments) <= len(lines) // 5
    if not header and not few and len(lines[0]) <= _LONG:
        return None
    rows = list(Bound("text").rows([line] for line in text.removesuffix("\n").split("\n")))
    notes = [row for row in rows if few and _COMMENT.match(row[0])]
    table = table_of([row for row in rows if row not in notes] if few else rows, header)
    if not header and not notes and not table.left:
        return None
    return Laid(replace(table, left=said_of(notes) + table.left), Guess(LINES), "text")


def _share(lines: Sequence[str], matches: Callable[[str], object]) -> float:
    return sum(bool(matches(line)) for line in lines) / max(1, len(lines))
