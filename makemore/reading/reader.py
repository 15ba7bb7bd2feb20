"""A file of any kind -> its names, one a line. Each stage asks one question, in order.

What kind of file -> which member of an archive -> which sheet, table or path -> which encoding ->
where the table begins, what separates its cells -> which column -> which counts. A stage answers
with a guess; what a person chose goes before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from makemore.errors import (
    MakemoreError,
    NoListError,
    NoNameColumnError,
    NotTextError,
    UnreadableEncodingError,
    later,
)
from makemore.reading.archive import open_archive
from makemore.reading.columns import Column
from makemore.reading.container import (
    Member,
    Room,
    check_workbook,
    decompressed,
    entries_of,
    kind_of_zip,
    part_of,
)
from makemore.reading.encoding import DAMAGED, UTF_8, read_text
from makemore.reading.grid import Table
from makemore.reading.guess import Guess, Said, among
from makemore.reading.json_lists import KEY, json_lists
from makemore.reading.kinds import kind_of, kind_of_binary, kind_of_text
from makemore.reading.layout import text_table, with_line_ends, without_returns
from makemore.reading.options import GUESSED, WHOLE_LINES, Opened, Options, chosen, listed
from makemore.reading.picking import Picked, likeliest, picked, text_of

_BEGIN = 4096  # bytes
_CONTROLS = (*range(9), *range(14, 26))  # bytes that no text has
LARGE = 1 << 20  # bytes; a smaller text is read at once anyway
_DEEPEST = 2  # archives within archives
OTHER_LISTS = later("Not read: {lists}.")
KEYS = later("The names are the keys of the JSON file.")


def open_list(data: bytes, file: str = "", options: Options = GUESSED) -> Opened:
    """Return the names of a file as UTF-8 text.

    What kind it is shows in its bytes; its name only decides where these leave it open. The text
    goes through `read_corpus` next, which strips, lowers and counts. Raises NotTextError,
    NoListError, UnreadableEncodingError, PasswordProtectedError, BrokenFileError,
    TooLargeUnpackedError, NoNameColumnError.
    """
    return open_within(Room(), Member(file, data), options)


def open_within(room: Room, file: Member, options: Options) -> Opened:
    """Return the names of a file as `open_list` does; of the room of others it takes its own."""
    return _opened(file, options, _DEEPEST, room)


def _opened(file: Member, options: Options, depth: int, room: Room) -> Opened:
    for _layer in range(depth):
        file = decompressed(file, room)
    entries = entries_of(file.data, room) if depth else None
    if entries is not None:
        return open_archive(
            entries, options, lambda one, asked: _opened(one, asked, depth - 1, room), room
        )
    opened = _of_one(file, options, room)
    room.take(max(0, len(opened.text) - len(file.data)))  # some kinds are packed by themselves
    return opened


def _of_one(file: Member, options: Options, room: Room) -> Opened:
    if file.data.startswith(b"PAR1"):
        from makemore.reading.table import parquet_table  # noqa: PLC0415 - it loads pyarrow

        return _of_table(parquet_table(file.data), "parquet", options)
    zipped = kind_of_zip(file.data)
    if zipped == "Excel":
        room.take_workbook()
        check_workbook(file.data)
        return _of_workbook(file, options, room)
    if zipped in ("Word", "OpenDocument"):
        return _of_document(file.data, zipped, options)
    refused = kind_of(file.data) or zipped
    if refused and options.encoding is None and options.column != WHOLE_LINES:
        raise NoListError(refused)
    return _of_text(file, options)


def _of_workbook(file: Member, options: Options, room: Room) -> Opened:
    """Return the names of a workbook, which is never read without bounds."""
    if not room.apart:
        from makemore.reading.apart import open_apart  # noqa: PLC0415 - it comes back to here

        return open_apart(file.data, file.name, options)
    from makemore.reading.workbook import names_of  # noqa: PLC0415 - few lists are workbooks

    names, sheet = names_of(file.data, options)
    return _of_names(names, "Excel", guesses={"sheet": sheet}, left=_others(sheet))


def _of_document(data: bytes, kind: str, options: Options) -> Opened:
    from makemore.reading import documents  # noqa: PLC0415 - lxml, which few lists need

    if kind == "Word":
        read, part = documents.word_tables, "word/document.xml"
    else:
        read, part = documents.odt_tables, "content.xml"
    tables = read(part_of(data, part, kind), options.header)
    return _of_tables(tables, kind, options)


def _of_tables(tables: dict[str, Table], kind: str, options: Options) -> Opened:
    """Return the names of the likeliest table of a document, or of the one that was chosen."""
    if not tables:
        raise NoListError(kind)
    table = chosen(options.sheet, list(tables))
    guess = among(table, tables) if table else likeliest(tables)
    try:
        opened = _of_table(tables[guess.best], kind, options)
    except NoNameColumnError:
        raise NoListError(kind) from None
    guesses = {"sheet": guess, **opened.guesses}
    return replace(opened, guesses=guesses, left=opened.left + _others(guess))


def _of_text(file: Member, options: Options) -> Opened:
    large = _of_large(file, options) if len(file.data) >= LARGE else None
    if large is not None:
        return large
    read, guess = _decoded(file.data, options.encoding)
    text = with_line_ends(read)
    encoding, guesses = guess.best, {"encoding": guess} if guess.others else {}
    if options.column != WHOLE_LINES:
        table = _table_of_text(text, file.name, options)
        if table is not None:
            return replace(table, encoding=encoding, guesses={**table.guesses, **guesses})
    unchanged = encoding == UTF_8 and options.column is None and DAMAGED not in text
    unchanged = unchanged and text == without_returns(read)
    lines = file.data if unchanged else text.encode(errors="replace")
    columns = _columns(text, file.name, options)
    return Opened(lines, "text", encoding, columns, guesses=guesses)


def _decoded(data: bytes, encoding: str | None) -> tuple[str, Guess[str]]:
    """Return the text of some bytes and its encoding; what is no text is named, if it is known."""
    try:
        return read_text(data, encoding)
    except (NotTextError, UnreadableEncodingError):
        if encoding is not None or not any(byte in data[:_BEGIN] for byte in _CONTROLS):
            raise
    kind = kind_of_binary(data)
    raise NoListError(kind) if kind else NotTextError()


def _table_of_text(text: str, name: str, options: Options) -> Opened | None:
    """Return the names of a text that is no plain list, None for one that is."""
    kind = kind_of_text(text)
    if kind == "HTML":
        from makemore.reading.documents import html_tables  # noqa: PLC0415 - as above

        return _of_tables(html_tables(text, options.header), kind, options)
    if kind:
        raise NoListError(kind)
    ending = name.rpartition(".")[2].lower()
    lists = json_lists(text, surely=ending in ("json", "jsonl", "ndjson", "geojson"))
    if lists is not None:
        return _of_json(lists, options)
    laid = text_table(
        text, separator=options.separator, header=options.header, surely=_is_surely_csv(name)
    )
    if laid is None:
        return None
    opened = _of_table(laid.table, laid.kind, options)
    return replace(opened, guesses={"separator": laid.separator, **opened.guesses})


def _of_large(file: Member, options: Options) -> Opened | None:
    """Return the names of a large plain CSV, None for anything else: it is read like the others."""
    from makemore.reading.quick import quick_table  # noqa: PLC0415 - few files are so large

    if options.column == WHOLE_LINES:
        return None
    laid = quick_table(file.data, options, surely=_is_surely_csv(file.name))
    names = picked(laid.table, options) if laid else None
    if laid is None or names is None:
        return None
    opened = _of_names(names, laid.kind, {"separator": laid.separator})
    return replace(opened, encoding=UTF_8)


def _is_surely_csv(name: str) -> bool:
    return name.lower().endswith((".csv", ".tsv"))


def _columns(text: str, name: str, options: Options) -> tuple[Column, ...]:
    """Return the columns of a text that a person reads line by line: the way back to them."""
    if options.column is None:
        return ()
    try:
        table = _table_of_text(text, name, replace(options, column=None))
    except MakemoreError:
        return ()
    return table.columns if table else ()


def _of_json(lists: Mapping[str, Table], options: Options) -> Opened:
    if not lists:
        raise NoNameColumnError
    path = chosen(options.path, list(lists))
    guess = likeliest(lists) if path is None else among(path, lists)
    opened = _of_table(lists[guess.best], "JSON", options)
    left = opened.left + _others(guess)
    if opened.columns[opened.column].title == KEY or _is_of_keys(lists[guess.best], opened):
        left += (Said(KEYS),)
    return replace(opened, guesses={"path": guess, **opened.guesses}, left=left)


def _is_of_keys(table: Table, opened: Opened) -> bool:
    """Tell whether the names are the keys of a plain object, which are its second column."""
    return table.titled is False and len(opened.columns) == 2 and opened.column == 1


def _of_table(table: Table, kind: str, options: Options) -> Opened:
    names = picked(table, options)
    assert names is not None  # only a large table declines, and it is asked before
    return _of_names(names, kind)


def _of_names(
    names: Picked,
    kind: str,
    guesses: Mapping[str, Guess[Any]] | None = None,
    left: tuple[Said, ...] = (),
) -> Opened:
    asked: dict[str, Guess[Any]] = dict(guesses or {})
    if names.header is not None:
        asked["header"] = Guess(names.header)
    if not names.sure:
        asked["column"] = Guess(names.column, names.others, sure=False)
    return Opened(
        text_of(names), kind, None, names.columns, names.column, names.counts, names.countable,
        asked, names.left + left,
    )  # fmt: skip


def _others(guess: Guess[str]) -> tuple[Said, ...]:
    """Return the sentence about lists that were not read; one within another is no other."""
    others = [one for one in guess.others if one and "*" not in (one[-1:], guess.best)]
    return (Said(OTHER_LISTS, {"lists": listed(others)}),) if others else ()
