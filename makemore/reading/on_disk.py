"""A file on disk -> its names, by the one pipeline; a plain list of any size goes in blocks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import BinaryIO, TypedDict, Unpack

from makemore.corpus import Corpus, read_corpus
from makemore.errors import MakemoreError
from makemore.reading.options import UTF_8, WHOLE_LINES, Opened, Options
from makemore.reading.reader import open_list
from makemore.rules import DEFAULT, Rules

_HEAD = 1 << 20  # bytes that show whether a file is a plain list


class How(TypedDict, total=False):
    """How a file is read where its own way is not the one that would be guessed.

    A column or counts are a title, or a number from 1; column 0 takes each line as a name. A
    member, a sheet or a path may be a number, too.
    """

    member: str
    sheet: str
    path: str
    encoding: str
    separator: str
    header: int
    column: int | str
    counts: int | str


def read_file(
    file: str | PathLike[str],
    *,
    lower: bool = True,
    rules: Rules = DEFAULT,
    counted: bool = False,
    **how: Unpack[How],
) -> Corpus:
    """Return the corpus of a file of any kind, as the page reads it; `how` overrules its guesses.

    `counted` lines end with a tab and how often they count, and are read as they stand. Raises
    what `read_corpus` and `open_list` raise, and OSError.

    >>> read_file("names.txt").names
    ['emma', 'ava']
    """
    data, options = Path(file).read_bytes(), options_of(how)
    if counted:
        return read_corpus(data, lower=lower, rules=rules, counted=True)
    opened = open_list(data, Path(file).name, options)
    return read_corpus(opened.text, lower=lower, rules=rules, counted=opened.counts is not None)


def options_of(how: How) -> Options:
    """Return options as the reader takes them: columns are numbers from 0, or titles.

    Example: {"column": 2} -> Options(column=1); {"column": 0} -> Options(column=WHOLE_LINES)
    """
    places = {
        name: one - 1
        for name, one in how.items()
        if name in ("column", "counts") and isinstance(one, int)
    }
    return Options(**{**how, **places})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Lines:
    """A list as UTF-8 lines, to be read once; `opened` is None where they are a plain list."""

    file: BinaryIO
    size: int | None  # bytes, None where it is not known
    opened: Opened | None = None

    @property
    def counted(self) -> bool:
        """Whether each line ends with a tab and how often its name counts."""
        return self.opened is not None and self.opened.counts is not None


@contextmanager
def lines_of(path: str, options: Options) -> Iterator[Lines]:
    """Open a file, or standard input for "-", as lines; only a plain list is not read whole.

    Raises what `open_list` raises, and OSError.
    """
    if path == "-":
        yield _lines(sys.stdin.buffer, "", None, options)
        return
    with Path(path).open("rb") as file:
        yield _lines(file, Path(path).name, os.fstat(file.fileno()).st_size, options)


def _lines(file: BinaryIO, name: str, size: int | None, options: Options) -> Lines:
    head = file.read(_HEAD)
    if options == Options(column=WHOLE_LINES, encoding=UTF_8):
        return Lines(_after(head, file), size)
    if len(head) == _HEAD and _is_plain(head, name, options):
        return Lines(_after(head, file), size)
    opened = open_list(head + file.read(), name, options)
    return Lines(BytesIO(opened.text), len(opened.text), opened)


def _is_plain(head: bytes, name: str, options: Options) -> bool:
    """Tell whether a long file that begins so is a list that needs no reading but its lines'."""
    whole = head[: head.rfind(b"\n") + 1]
    try:
        opened = open_list(whole, name, options)
    except MakemoreError:
        return False
    return opened.kind == "text" and opened.text == whole


def _after(head: bytes, file: BinaryIO) -> BinaryIO:
    """Return a file from its beginning, of which the head was read."""
    if file.seekable():
        file.seek(0)
        return file
    return _Begun(head, file)


class _Begun(BytesIO):
    """A stream whose first bytes were read already: it gives them once more, then the rest."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__(head)
        self.rest = rest

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes, of the head or of the rest; without a size, all that are left."""
        if size is None or size < 0:
            return super().read() + self.rest.read()
        return super().read(size) or self.rest.read(size)
