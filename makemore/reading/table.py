"""Text or bytes of a table -> its rows, all cells as text; None where it is no table."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from itertools import islice
from typing import TYPE_CHECKING

import pyarrow as pa

from makemore.errors import BrokenFileError, NoNameColumnError, TooLargeUnpackedError
from makemore.reading.container import LARGEST

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

MOST_COLUMNS = 1000
LARGEST_JSON = 64 << 20  # characters
_SEPARATORS = ",\t;|"
_SNIFFED = 200  # lines
_NEARLY_ALL = 0.95  # of them
_BATCH = 4096  # rows of a parquet file read at a time
_WIDEST = 1 << 20  # characters of a line that is looked at for separators
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Table:
    """Rows of text cells; `titled` tells whether the first holds titles, None where it is open."""

    rows: Rows
    titled: bool | None = None


def csv_table(text: str, *, surely: bool = False) -> Table | None:
    """Return the rows of comma, tab, semicolon or bar separated text.

    Names may have commas. So a text is a table only where nearly all of its first lines have the
    same number of cells, two or more, unless its file name says that it `surely` is one.
    """
    separator = _separator(text, surely=surely)
    if separator is None:
        return None
    try:
        # a line that a quotation mark keeps open for megabytes raises csv.Error
        rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
        return Table([row[:MOST_COLUMNS] for row in rows])
    except csv.Error:
        raise BrokenFileError("CSV") from None


def json_table(text: str, *, surely: bool = False) -> Table | None:
    """Return the rows of JSON: a list of texts, of objects or of lists, an object, or JSON lines.

    A name may begin with a bracket: what is no JSON is no table, unless it `surely` is JSON by the
    name of its file.
    """
    begin = text.lstrip()[:1]
    if begin not in ("[", "{", '"') or len(text) > LARGEST_JSON:
        if surely:
            raise BrokenFileError("JSON")
        return None
    content = _json(text)
    if content is None:
        content = _json_lines(text)
    if content is None:
        if surely:
            raise BrokenFileError("JSON")
        return None
    return _table_of(content)


def parquet_table(data: bytes) -> Table:
    """Return the rows of a parquet file, its titles first: columns of text and of whole numbers.

    Raises BrokenFileError, NoNameColumnError.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to load, and few lists are parquet

    try:
        file = pq.ParquetFile(BytesIO(data), thrift_string_size_limit=1 << 26)
        fields = file.schema_arrow
        if not any(_is_text(field.type) for field in fields):
            raise NoNameColumnError
        wanted = (one for one in fields if _is_text(one.type) or pa.types.is_integer(one.type))
        names = [field.name for field in wanted][:MOST_COLUMNS]
        return Table([names, *_batches(file, names)], titled=True)
    except (pa.ArrowException, OSError, MemoryError, OverflowError):
        raise BrokenFileError("parquet") from None


def _batches(file: ParquetFile, names: list[str]) -> Iterator[list[str]]:
    """Yield the rows of some columns; a few bytes can stand for billions, so it counts them."""
    room = LARGEST
    for batch in file.iter_batches(batch_size=_BATCH, columns=names):
        room -= batch.nbytes + _BATCH
        if room < 0:
            raise TooLargeUnpackedError(LARGEST >> 20)
        columns = [column.to_pylist() for column in batch.columns]
        yield from (list(map(_cell, row)) for row in zip(*columns, strict=True))


def _is_text(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(value) or pa.types.is_large_string(value))


def _separator(text: str, *, surely: bool) -> str | None:
    """Return what separates cells, None where the text is no table."""
    lines = [line for line in islice(StringIO(text), _SNIFFED) if line.strip()]
    if sum(map(len, lines)) > _WIDEST or len(lines) < (1 if surely else 2):
        return None
    widths = {one: _width(lines, one) for one in _SEPARATORS}
    widest = max(_SEPARATORS, key=widths.__getitem__)
    if widths[widest] > 1:
        return widest
    counts = {one: sum(line.count(one) for line in lines) for one in _SEPARATORS}
    likeliest = max(counts, key=counts.__getitem__)
    return likeliest if surely and counts[likeliest] else None


def _width(lines: list[str], separator: str) -> int:
    """Return how many cells nearly all of some lines have, 0 where they differ."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
    except csv.Error:
        return 0
    ((width, number),) = widths.most_common(1) or [(0, 0)]
    return width if number >= _NEARLY_ALL * widths.total() else 0


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _json_lines(text: str) -> list[object] | None:
    found = []
    for line in filter(str.strip, text.split("\n")):
        content = _json(line)
        if content is None:
            return None
        found.append(content)
    return found


def _table_of(content: object) -> Table | None:
    if isinstance(content, dict):  # columns by title, or how often each name occurs
        cells = list(content.values())
        if cells and all(isinstance(one, list) for one in cells):
            longest = max(map(len, cells))
            columns = [[*map(_cell, one), *[""] * (longest - len(one))] for one in cells]
            titles = list(content)[:MOST_COLUMNS]
            return Table([titles, *zip(*columns[:MOST_COLUMNS], strict=True)], titled=True)
        return Table([[title, _cell(value)] for title, value in content.items()], titled=False)
    if not isinstance(content, list):
        return None
    if content and all(isinstance(one, dict) for one in content):
        titles = list(dict.fromkeys(title for one in content for title in one))[:MOST_COLUMNS]
        objects = ([_cell(one.get(title)) for title in titles] for one in content)
        return Table([titles, *objects], titled=True)
    if any(isinstance(one, list) for one in content):
        return Table([_cells(one) for one in content])
    return Table([[_cell(one)] for one in content], titled=False)


def _cells(one: object) -> list[str]:
    if isinstance(one, list):
        return [_cell(cell) for cell in islice(one, MOST_COLUMNS)]
    return [_cell(one)]


def _cell(value: object) -> str:
    """Return a value as the text of a cell; what is no text and no number is empty."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    try:
        return str(value)
    except ValueError:  # a whole number of more digits than Python writes
        return ""


def lines_of(cells: Iterable[str]) -> str:
    """Return cells as lines; a cell of several lines becomes one."""
    return "".join(f"{one_line(cell)}\n" for cell in cells)


def counted_lines(cells: Iterable[str], times: Iterable[int]) -> str:
    """Return cells as lines, each with a tab and how often it counts at its end."""
    pairs = zip(cells, times, strict=True)
    return "".join(f"{one_line(cell)}\t{number}\n" for cell, number in pairs)


def one_line(cell: str) -> str:
    """Return a cell without its line breaks."""
    return " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell
