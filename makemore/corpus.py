"""Bytes of a name list -> Corpus: the names, and a report of what was changed or left out.

It reads UTF-8 text, one name a line. It does not know what a name means, and it keeps duplicates:
a name that stands twice in the list is twice as common. Torch is not needed here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from makemore.errors import EmptyListError, NamesTooLongError, NotTextError, NotUtf8Error

MAX_NAME_LENGTH = 200  # characters; the longest place name in use has 85
_EXAMPLES = 5
_NEWLINE = ord("\n")


@dataclass(frozen=True)
class Finding:
    """Lines that one rule touched: how many, and the first few as they stood in the file.

    Of a long line an example shows MAX_NAME_LENGTH characters.
    """

    count: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What reading did to a list, rule by rule; `lines` counts all lines of the file."""

    lines: int
    blank: Finding
    stripped: Finding
    composed: Finding
    lowered: Finding
    too_long: Finding


@dataclass(frozen=True)
class Corpus:
    """Names as UTF-8 bytes, each ended by a newline, and the report of how they were read.

    Example: read_corpus(b" Emma \\n\\nAva\\n").names -> ["emma", "ava"]
    """

    data: bytes
    report: Report

    def __len__(self) -> int:
        """Return how many names there are, duplicates counted."""
        return self.data.count(b"\n")

    @cached_property
    def column(self) -> pa.LargeStringArray:
        """The names as an Arrow column, (number of names,)."""
        return _lines(self.data[:-1].decode())

    @property
    def names(self) -> list[str]:
        """The names as a list of str; costs ten times the memory of the bytes."""
        return self.column.to_pylist()  # type: ignore[no-any-return]

    @cached_property
    def distinct(self) -> int:
        """How many different names there are."""
        return int(pc.count_distinct(self.column).as_py())

    @cached_property
    def lengths(self) -> np.ndarray:
        """Characters of each name, int64, (number of names,)."""
        return _as_numpy(pc.utf8_length(self.column)).astype(np.int64)

    @cached_property
    def occurrences(self) -> np.ndarray:
        """How often each name stands in the list, int64, (number of names,).

        Example: ava, emma, ava -> [2, 1, 2]
        """
        encoded = self.column.dictionary_encode()
        name_of_line = _as_numpy(encoded.indices)
        times: np.ndarray = np.bincount(name_of_line)[name_of_line]
        return times

    @cached_property
    def length_counts(self) -> np.ndarray:
        """How many names have 0, 1, 2, ... characters, int64, (longest + 1,)."""
        return np.bincount(self.lengths)

    @cached_property
    def first_characters(self) -> dict[str, int]:
        """How many names begin with each character, the most frequent first."""
        counted = pc.value_counts(pc.utf8_slice_codeunits(self.column, 0, 1))
        pairs = [(row["values"], row["counts"]) for row in counted.to_pylist()]
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def characters(self) -> tuple[str, ...]:
        """The different characters, sorted by code point."""
        return tuple(sorted(set(self.data.decode()) - {"\n"}))

    def shortest(self) -> str:
        """Return the first of the shortest names."""
        return str(self.column[int(self.lengths.argmin())])

    def longest(self) -> str:
        """Return the first of the longest names."""
        return str(self.column[int(self.lengths.argmax())])

    def first(self, number: int) -> Corpus:
        """Return the first `number` names (all, if there are fewer) with the same report.

        Raises ValueError for a number below 1.
        """
        if number < 1:
            raise ValueError(f"A list has at least 1 name, not {number}.")
        if number >= len(self):
            return self
        ends = np.flatnonzero(np.frombuffer(self.data, np.uint8) == _NEWLINE)
        return Corpus(self.data[: int(ends[number - 1]) + 1], self.report)


def read_corpus(data: bytes, *, lower: bool = True) -> Corpus:
    """Return the corpus of a UTF-8 text with one name a line.

    Surrounding space is stripped, blank lines and lines longer than MAX_NAME_LENGTH are left out,
    accents are composed (NFC), and letters are lowered unless `lower` is False.
    Raises EmptyListError, NamesTooLongError, NotTextError, NotUtf8Error.
    """
    text = _decode(data)
    composed_text = unicodedata.normalize("NFC", text)
    # small letters can compose where capitals do not: "J\u030c" is two characters, "ǰ" is one
    lowered_text = unicodedata.normalize("NFC", composed_text.lower()) if lower else composed_text
    read, composed, lowered = _lines(text), _lines(composed_text), _lines(lowered_text)
    stripped = pc.utf8_trim_whitespace(lowered)
    lengths = pc.utf8_length(stripped)
    blank, long = pc.equal(lengths, 0), pc.greater(lengths, MAX_NAME_LENGTH)
    kept = pc.invert(pc.or_(blank, long))
    names = stripped.filter(kept)
    if not len(names):
        _refuse(lengths)
    report = Report(
        lines=len(read),
        blank=Finding(int(pc.sum(blank).as_py())),
        stripped=_finding(read, pc.and_(kept, pc.not_equal(lowered, stripped))),
        composed=_finding(read, pc.and_(kept, pc.not_equal(read, composed))),
        lowered=_finding(read, pc.and_(kept, pc.not_equal(composed, lowered))),
        too_long=_finding(read, long),
    )
    return Corpus(join_names(names), report)


def lines_left_out(data: bytes) -> bytes:
    """Return the lines that `read_corpus` leaves out, as they stand, blank ones not among them.

    Raises NotTextError, NotUtf8Error.
    """
    lines = _lines(unicodedata.normalize("NFC", _decode(data)))
    long = pc.greater(pc.utf8_length(pc.utf8_trim_whitespace(lines)), MAX_NAME_LENGTH)
    return join_names(lines.filter(long))


def read_file(path: str | PathLike[str], *, lower: bool = True) -> Corpus:
    """Return the corpus of a file; the same rules and errors as read_corpus, and OSError."""
    return read_corpus(Path(path).read_bytes(), lower=lower)


def corpus_of(names: Iterable[str], *, lower: bool = True) -> Corpus:
    """Return the corpus of names given as strings; the same rules and errors as read_corpus."""
    return read_corpus("\n".join(names).encode(), lower=lower)


def join_names(column: pa.LargeStringArray) -> bytes:
    """Return the names of an Arrow column as UTF-8 bytes, each ended by a newline."""
    nothing, newline = pa.scalar("", pa.large_string()), pa.scalar("\n", pa.large_string())
    ended = pc.binary_join_element_wise(column, nothing, newline)
    return bytes(ended.buffers()[2])  # the names, back to back


def _decode(data: bytes) -> str:
    if b"\0" in data:
        raise NotTextError
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _looks_binary(data):
            raise NotTextError from None
        before = error.object[: error.start].decode()  # error.object is without the byte order mark
        raise NotUtf8Error(_unify_breaks(before).count("\n") + 1) from None
    return _unify_breaks(text)


def _unify_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _looks_binary(data: bytes) -> bool:
    """Tell whether the first bytes hold control characters that no text encoding uses."""
    text_controls = b"\t\n\v\f\r\x1a\x1b"
    return any(byte < 32 and byte not in text_controls for byte in data[:4096])


def _lines(text: str) -> pa.LargeStringArray:
    whole = pa.scalar(text.removesuffix("\n"), pa.large_string())
    return pc.split_pattern(whole, "\n").values


def _finding(lines: pa.LargeStringArray, mask: pa.BooleanArray) -> Finding:
    touched = lines.filter(mask)
    examples = pc.utf8_slice_codeunits(touched[:_EXAMPLES], 0, MAX_NAME_LENGTH)
    return Finding(len(touched), tuple(examples.to_pylist()))


def _refuse(lengths: pa.Int32Array) -> None:
    longest = int(pc.max(lengths).as_py())
    if longest > MAX_NAME_LENGTH:
        raise NamesTooLongError(longest, MAX_NAME_LENGTH)
    raise EmptyListError


def _as_numpy(column: pa.Array) -> np.ndarray:
    values: np.ndarray = column.to_numpy(zero_copy_only=False)
    return values
