"""A large plain table of text -> one column of it, without a Python object for each of its cells.

It declines whatever is not plain: marks within a cell, remarks, blank rows, rows of another width.
Then the table is read as any other; where it does not decline, the names are the same.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from makemore.reading.blocks import shape_of
from makemore.reading.columns import whole_number
from makemore.reading.dialect import Dialect
from makemore.reading.encoding import UTF_8
from makemore.reading.grid import HEAD, Cells
from makemore.reading.kinds import kind_of_text
from makemore.reading.layout import Laid, text_table
from makemore.reading.options import Options

_BLOCK = 1 << 20  # bytes
_LINES = HEAD + 10  # that it is laid out by: HEAD rows are looked at
_LONG = 40  # bytes of a cell; a longer one may be a remark
_SEPARATORS = (",", "\t", ";")
# "~" may begin Chinese in ASCII, the others comments, footnotes and the names of sources
_ODD = [sign.encode() for sign in ("\0", "\x1b", "~", "#", "//", "--", "*", ":")]
_ODD_BEYOND_ASCII = [sign.encode() for sign in "†‡§¹²³※："]
_BLANK = re.compile(r"^\s*$", re.MULTILINE)
_SPACES = (b" ", b"\t", b"\v", b"\f")
_WIDE_SPACES = tuple(map(str.encode, "\x85\xa0\u1680\u3000")) + (b"\xe2\x80", b"\xe2\x81")
_FOOTNOTE = re.compile(rb"[\[(][^\s\[(]{1,4}[\])]")
_MARK = b'"'
_PLAIN_NUMBER = "^(0|[1-9][0-9]{0,11})$"


def quick_table(data: bytes, options: Options, *, surely: bool) -> Laid | None:
    """Return a plain CSV as a table whose columns are read when they are wanted; None for others.

    It is laid out by its first megabyte; whether the rest is as plain shows when a column is read.
    """
    if options.encoding not in (None, UTF_8) or not _is_utf_8(data):
        return None
    head = _head(data)
    if not head or head.lstrip()[:1] in "[{" or kind_of_text(head):
        return None
    laid = text_table(head, separator=options.separator, header=options.header, surely=surely)
    if laid is None or laid.kind != "CSV" or laid.table.left or laid.found is None:
        return None
    dialect, table = laid.found.dialect, laid.table
    if dialect.separator not in _SEPARATORS or table.header != int(bool(table.titled)):
        return None
    titles = data[: data.find(b"\n")].removeprefix(codecs.BOM_UTF8).strip() if table.titled else b""
    if titles and data.find(titles, len(titles)) >= 0:  # once more, on a new page
        return None
    if _is_odd(data, dialect) or _ends_with_a_sum(data, laid):
        return None
    return replace(laid, table=replace(table, whole=partial(_whole, data, laid)))


def _ends_with_a_sum(data: bytes, laid: Laid) -> bool:
    assert laid.found is not None
    last = data[-_BLOCK:].rstrip().rpartition(b"\n")[2].decode(errors="replace")
    shape = shape_of(laid.table.rows[:HEAD])
    return shape.is_sum(next(laid.found.dialect.rows([last], laid.found.width), []))


def _head(data: bytes) -> str:
    """Return the first lines, as many as a table is laid out by; "" where they are too long."""
    lines = data[:_BLOCK].split(b"\n", _LINES)[:_LINES]
    whole = len(lines) == _LINES
    return b"\n".join([*lines, b""]).decode("utf-8-sig") if whole else ""


def _is_utf_8(data: bytes) -> bool:
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder(UTF_8)()
    try:
        for begin in range(0, len(data), _BLOCK):
            decoder.decode(data[begin : begin + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_odd(data: bytes, dialect: Dialect) -> bool:
    """Tell whether some bytes hold what is no letter of a plain table, or may begin a remark."""
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return True
    quote, separator = dialect.quote.encode(), dialect.separator.encode()
    if quote in data and not (quote == _MARK and _are_plain_marks(data, separator)):
        return True
    odd = [*_ODD, *([] if data.isascii() else _ODD_BEYOND_ASCII)]
    if any(one[:1] in data and one in data for one in odd):  # one sign is found at once
        return True
    return (b"[" in data or b"(" in data) and _FOOTNOTE.search(data) is not None


def _are_plain_marks(data: bytes, separator: bytes) -> bool:
    """Tell whether all quotation marks of some lines enclose whole cells, and hold none within."""
    if b"\\" in data:  # it may make a letter of a mark
        return False
    begin = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    while begin < len(data):
        end = data.rfind(b"\n", begin, begin + _BLOCK) + 1 or len(data)
        if end - begin > _BLOCK or not _enclose(data[begin:end], separator):
            return False
        begin = end
    return True


def _enclose(lines: bytes, separator: bytes) -> bool:
    """Tell whether the marks of whole lines, one after the other, begin and end a cell."""
    around = np.frombuffer(b"\n" + lines + b"\n", np.uint8)
    marks = np.flatnonzero(around == ord(_MARK))
    edges = np.isin(around, np.frombuffer(separator + b"\r\n", np.uint8))
    if len(marks) % 2 or not (edges[marks[::2] - 1].all() and edges[marks[1::2] + 1].all()):
        return False
    within = np.searchsorted(marks, np.flatnonzero(around == ord("\n"))) % 2
    spaced = np.flatnonzero((around[:-1] == ord(separator)) & (around[1:] == ord(" ")))
    outside = np.searchsorted(marks, spaced) % 2 == 0  # a space begins a cell
    return not within.any() and not outside.any()  # no line ends within a cell


def _whole(data: bytes, laid: Laid, wanted: Sequence[int]) -> Cells | None:
    """Return the lines of a column, with a tab and the times of another; None where rows differ."""
    text = BytesIO()
    try:
        for batch in _batches(data, laid, wanted):
            text.write(_lines(batch))
            text.write(b"\n" if batch.num_rows else b"")
    except (pa.ArrowInvalid, _NotPlainError):
        return None
    return Cells([], text=text.getvalue())


def _batches(data: bytes, laid: Laid, wanted: Sequence[int]) -> Iterator[pa.RecordBatch]:
    """Yield some columns block by block; a row of another width, a blank one too, raises."""
    assert laid.found is not None
    names = [str(place) for place in range(laid.found.width)]
    kept = [names[place] for place in wanted]
    read = csv.ReadOptions(
        use_threads=False, column_names=names, skip_rows=int(bool(laid.table.titled)),
        block_size=_BLOCK,
    )  # fmt: skip
    parse = csv.ParseOptions(
        delimiter=laid.found.dialect.separator, quote_char=_MARK in data and '"',
        ignore_empty_lines=False,
    )  # fmt: skip
    convert = csv.ConvertOptions(
        check_utf8=False,  # it was
        include_columns=kept,
        column_types=dict.fromkeys(kept, pa.string()),
        strings_can_be_null=False,
    )
    yield from csv.open_csv(pa.py_buffer(data), read, parse, convert)


class _NotPlainError(Exception):
    """A row may be none of the table."""


def _lines(batch: pa.RecordBatch) -> bytes:
    """Return the names of a block as lines, the last one not ended; raises where one is blank."""
    names = batch.column(0)
    if not len(names):
        return b""
    sizes = np.diff(np.frombuffer(names.buffers()[1], np.int32)[: len(names) + 1])
    lines = bytes(_joined(names))
    if sizes.max() > _LONG or not sizes.min() or _has_blank(lines):
        raise _NotPlainError
    if batch.num_columns == 1:
        return lines
    return bytes(_joined(pc.binary_join_element_wise(names, _times(batch.column(1)), "\t")))


def _has_blank(lines: bytes) -> bool:
    """Tell whether one of some lines holds nothing but spaces; most have no space at all."""
    spaces = _SPACES if lines.isascii() else _SPACES + _WIDE_SPACES
    return any(one in lines for one in spaces) and _BLANK.search(lines.decode()) is not None


def _joined(names: pa.StringArray) -> pa.Buffer:
    whole = pa.ListArray.from_arrays(_offsets(len(names)), names)
    return pc.binary_join(whole, "\n")[0].as_buffer()


def _offsets(size: int) -> pa.Int32Array:
    """Return 0 and a size as an Arrow array; `pa.array` would load pandas for them."""
    return pa.Array.from_buffers(pa.int32(), 2, [None, pa.py_buffer(np.array([0, size], np.int32))])


def _times(cells: pa.StringArray) -> pa.StringArray:
    """Return how often each name counts, as text; what is no number counts as none."""
    if pc.all(pc.match_substring_regex(cells, _PLAIN_NUMBER)).as_py():
        return cells
    return pa.array([str(whole_number(cell) or 0) for cell in cells.to_pylist()], pa.string())
