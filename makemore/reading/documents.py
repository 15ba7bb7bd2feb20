"""A web page or a text document -> the tables and lists in it, by their numbers; never its markup.

Nothing is fetched that a document names, no entity is resolved, and the parsers' own bounds hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree, html

from makemore.errors import BrokenFileError
from makemore.reading.blocks import table_of
from makemore.reading.grid import MOST_COLUMNS, Bound, Table

LARGEST = 64 << 20  # bytes of markup
MOST_TABLES = 100
_LONG = 40  # characters; a name is seldom longer
_MOSTLY = 0.9
_LISTED = "list"  # what stands in the paragraphs or points
_ROWS = ("tr", "table-row")
_UNSEEN = ("", "script", "style", "deltext", "instrtext")  # "" is a comment
_BREAKS = ("br", "tab", "line-break")
_PARTS = ("p", "div", "li")
_SPANS = ("colspan", "number-columns-spanned", "number-columns-repeated")
_CELLS = ("td", "th", "tc", "table-cell")


def html_tables(text: str, header: int | None = None) -> dict[str, Table]:
    """Return the tables of a web page, or its points where these are a list."""
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, encoding="utf-8", remove_comments=True
    )
    root = _root(text.encode(errors="replace"), parser, "HTML")
    return _tables(root, Bound("HTML"), ("table",), ("li", "dt", "option"), header)


def word_tables(data: bytes, header: int | None = None) -> dict[str, Table]:
    """Return the tables of a Word document (its document.xml), or its paragraphs as a list."""
    return _tables(_root(data, _xml(), "Word"), Bound("Word"), ("tbl",), ("p",), header)


def odt_tables(data: bytes, header: int | None = None) -> dict[str, Table]:
    """Return the tables of an OpenDocument text (its content.xml), or its paragraphs."""
    return _tables(
        _root(data, _xml(), "OpenDocument"), Bound("OpenDocument"), ("table",), ("p",), header
    )


def _xml() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )


def _root(data: bytes, parser: etree.XMLParser | html.HTMLParser, kind: str) -> etree._Element:
    if len(data) > LARGEST:
        raise BrokenFileError(kind)
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        raise BrokenFileError(kind) from None
    if root is None:
        raise BrokenFileError(kind)
    return root


def _tables(
    root: etree._Element, bound: Bound, tables: Sequence[str], points: Sequence[str],
    header: int | None,
) -> dict[str, Table]:  # fmt: skip
    found: dict[str, Table] = {}
    for one in islice((one for one in root.iter() if _local(one) in tables), MOST_TABLES):
        if any(_local(below) in tables for below in one.iterdescendants()):
            continue  # it only arranges others
        cells = (_cells(row) for row in one.iterdescendants() if _local(row) in _ROWS)
        rows = list(bound.rows(cells))
        if any(map(any, rows)):
            found[str(len(found) + 1)] = table_of(rows, header)
    if found:
        return found
    texts = ([_text(one)] for one in root.iter() if _local(one) in points)
    lines = [row for row in bound.rows(texts) if row[0]]
    return {_LISTED: Table(lines)} if _are_names([line for (line,) in lines]) else {}


def _cells(row: etree._Element) -> list[str]:
    """Return the texts of a row's cells; a cell that spans columns leaves the others empty."""
    found: list[str] = []
    for cell in row.iterchildren():
        if _local(cell) in _CELLS:
            found += [_text(cell), *[""] * (_span(cell) - 1)]
    return found[:MOST_COLUMNS]


def _span(cell: etree._Element) -> int:
    named = (str(value) for name, value in cell.items() if _of(str(name)) in _SPANS)
    digits = next((one for one in named if one.isdecimal() and len(one) < 5), "1")
    return max(1, min(int(digits), MOST_COLUMNS))


def _text(element: etree._Element) -> str:
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: etree._Element) -> Iterator[str]:
    """Yield the texts within an element as they follow each other; a line break is a space."""
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if _local(one) not in _UNSEEN:
                yield one.text or ""
            if _local(one) in _BREAKS:
                yield " "
        elif one is not element:
            yield " " if _local(one) in _PARTS else ""
            yield one.tail or ""


def _are_names(lines: Sequence[str]) -> bool:
    """Tell whether some paragraphs are a list: nearly all are short, and they are several."""
    short = sum(len(line) <= _LONG and len(line.split()) <= 4 for line in lines)
    return len(lines) > 2 and short >= _MOSTLY * len(lines)


def _local(element: etree._Element) -> str:
    return _of(element.tag) if isinstance(element.tag, str) else ""


def _of(name: str) -> str:
    return name.rsplit("}", 1)[-1].lower()
