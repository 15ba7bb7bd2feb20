"""A file of any kind -> its names, one a line. It asks what each part can read, in order."""

from __future__ import annotations

from dataclasses import dataclass

from makemore.errors import NoNameColumnError
from makemore.reading.columns import (
    Column,
    Rows,
    columns_of,
    count_columns,
    has_titles,
    name_column,
    whole_number,
)
from makemore.reading.container import Member, check_workbook, is_workbook, unpacked
from makemore.reading.encoding import DAMAGED, UTF_8, decoded
from makemore.reading.table import (
    Table,
    counted_lines,
    csv_table,
    json_table,
    lines_of,
    parquet_table,
)
from makemore.reading.workbook import rows_of

WHOLE_LINES = -1  # in place of a column: the text is a list as it stands


@dataclass(frozen=True)
class Options:
    """What a person chose over the guesses; None leaves a guess."""

    encoding: str | None = None
    column: int | None = None  # from 0, or WHOLE_LINES
    counts: int | None = None  # the column that says how often a name occurs; None: each line once


@dataclass(frozen=True)
class Opened:
    """The names of a file and how it was read; `columns` are empty where it is no table."""

    text: bytes  # UTF-8, a name a line, nothing left out; with `counts`, a tab and a number more
    kind: str  # "text", "CSV", "JSON", "parquet" or "Excel"
    encoding: str | None = None  # None where the kind of file has but one
    columns: tuple[Column, ...] = ()
    column: int = WHOLE_LINES
    counts: int | None = None
    countable: tuple[int, ...] = ()  # the columns that could be `counts`

    @property
    def offers_choice(self) -> bool:
        """Whether another column or encoding could have been meant."""
        return len(self.columns) > 1 or self.encoding not in (None, UTF_8)


def open_list(data: bytes, file: str = "", options: Options = Options()) -> Opened:
    """Return the names of a file as UTF-8 text.

    What kind it is shows in its bytes; its name only decides where these leave it open. The text
    goes through `read_corpus` next, which strips, lowers and counts. Raises NotTextError,
    UnreadableEncodingError, PasswordProtectedError, BrokenFileError, TooLargeUnpackedError,
    NoNameColumnError.
    """
    found = unpacked(Member(file, data))
    if found.data.startswith(b"PAR1"):
        return _of_table(parquet_table(found.data), "parquet", options)
    if is_workbook(found.data):
        check_workbook(found.data)
        return _of_table(Table(rows_of(found.data)), "Excel", options)
    return _of_text(found, options)


def _of_text(file: Member, options: Options) -> Opened:
    text, encoding = decoded(file.data, options.encoding)
    ending = file.name.rpartition(".")[2].lower()
    table, kind = json_table(text, surely=ending in ("json", "jsonl", "ndjson")), "JSON"
    if table is None:
        table, kind = csv_table(text, surely=ending in ("csv", "tsv")), "CSV"
    if table is not None and (kind == "JSON" or options.column != WHOLE_LINES):
        return _of_table(table, kind, options, encoding=encoding)
    unchanged = encoding == UTF_8 and options.column is None and DAMAGED not in text
    lines = file.data if unchanged else text.encode(errors="replace")
    return Opened(lines, "text", encoding, _columns(table) if table else ())


def _of_table(table: Table, kind: str, options: Options, encoding: str | None = None) -> Opened:
    rows = [row for row in table.rows if any(cell.strip() for cell in row)]
    titled = has_titles(rows) if table.titled is None else table.titled
    chosen = options.column
    columns = columns_of(rows, titled=titled) if rows else ()
    if chosen is None or not 0 <= chosen < len(columns):
        chosen = name_column(rows, titled=titled) if rows else None
    if chosen is None:
        raise NoNameColumnError
    cells = _cells(rows[titled:], chosen)
    blank = "\n" * (len(table.rows) - len(rows))  # these lines are counted as such
    countable = tuple(one for one in count_columns(rows, titled=titled) if one != chosen)
    counts = options.counts if options.counts in countable else None
    if counts is None:
        text = lines_of(cells) + blank
    else:
        times = [whole_number(cell) or 0 for cell in _cells(rows[titled:], counts)]
        text = counted_lines(cells, times) + blank
    data = text.encode(errors="replace")
    return Opened(data, kind, encoding, columns, chosen, counts, countable)


def _cells(rows: Rows, column: int) -> list[str]:
    return [row[column] if column < len(row) else "" for row in rows]


def _columns(table: Table) -> tuple[Column, ...]:
    return columns_of(table.rows, titled=has_titles(table.rows))
