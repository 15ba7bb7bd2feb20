"""Bytes of a name list -> Corpus: the names, and a report of what was changed or left out.

It reads UTF-8 text, one name a line. It does not know what a name means, and it keeps duplicates:
a name that stands twice in the list is twice as common. Torch is not needed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from makemore.clusters import NO_CODING, Coding
from makemore.errors import (
    AllLeftOutError,
    EmptyListError,
    NamesTooLongError,
    NotTextError,
    NotUtf8Error,
)
from makemore.rules import (
    DEFAULT,
    DIGIT,
    LETTER,
    LONGEST_NAME,
    SIGN,
    Rules,
)
from makemore.tidying import hinted, tidied
from makemore.titles import is_title

MAX_NAME_LENGTH = LONGEST_NAME
MOST_TIMES = 10**9  # that one line can stand for
_EXAMPLES = 5
_NEWLINE = ord("\n")
_COUNTED = r"^(?P<name>.*)\t(?P<times>[0-9]{1,10})\s*$"


@dataclass(frozen=True)
class Finding:
    """Lines that one rule touched: how many, and the first few as they stood in the file.

    Of a long line an example shows MAX_NAME_LENGTH characters.
    """

    count: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What reading did to a list, rule by rule; `lines` counts all lines of the file.

    The first ones were mended; those from `title` on, blank and too long ones were left out, each
    line by the first rule that it breaks.
    """

    lines: int
    blank: Finding
    stripped: Finding
    composed: Finding
    lowered: Finding
    too_long: Finding
    unseen: Finding = Finding()
    spaces: Finding = Finding()
    mended: Finding = Finding()
    apostrophes: Finding = Finding()
    turkish: Finding = Finding()
    broken: Finding = Finding()  # what `mend`, which is off, would mend
    unlike: Finding = Finding()  # lines with another apostrophe than ', where a list has several
    dotted: Finding = Finding()  # lines with İ or ı, where small letters are not Turkish ones
    title: Finding = Finding()
    uncounted: Finding = Finding()
    digits: Finding = Finding()
    signs: Finding = Finding()
    no_letter: Finding = Finding()
    rare: Finding = Finding()
    repeated: Finding = Finding()

    @property
    def left_out(self) -> dict[str, Finding]:
        """The findings of the rules that leave lines out, in the order in which they ask."""
        return {name: getattr(self, name) for name in _LEAVING}


_LEAVING = (
    *("blank", "title", "too_long", "uncounted"),
    *("digits", "signs", "no_letter", "rare", "repeated"),
)


@dataclass(frozen=True)
class Corpus:
    """Names as UTF-8 bytes, each ended by a newline, and the report of how they were read.

    A name that stands for many has its times in `weights`, int64, (number of names,); None where
    each stands for itself. `coding` holds the clusters that count as one character.
    Example: read_corpus(b" Emma \\n\\nAva\\n").names -> ["emma", "ava"]
    """

    data: bytes
    report: Report
    weights: np.ndarray | None = None
    coding: Coding = NO_CODING

    def __len__(self) -> int:
        """Return how many names the list holds, duplicates counted, whatever their weights."""
        return self.data.count(b"\n")

    @property
    def total(self) -> int:
        """How many names they stand for: the sum of the weights."""
        return len(self) if self.weights is None else int(self.weights.sum())

    @cached_property
    def column(self) -> pa.LargeStringArray:
        """The names as an Arrow column, (number of names,)."""
        return _lines(self.data[:-1].decode())

    @cached_property
    def coded(self) -> bytes:
        """The names with one code point for each character, as counting and scoring want them."""
        return self.coding.coded(self.data.decode()).encode() if self.coding.clusters else self.data

    @cached_property
    def coded_column(self) -> pa.LargeStringArray:
        """The names as `coded`, as an Arrow column, (number of names,)."""
        return _lines(self.coded[:-1].decode()) if self.coding.clusters else self.column

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
        return _as_numpy(pc.utf8_length(self.coded_column)).astype(np.int64)

    @cached_property
    def copies(self) -> np.ndarray:
        """In how many lines each name stands, int64, (number of names,)."""
        return self._times_of_each(None)

    @cached_property
    def occurrences(self) -> np.ndarray:
        """How often each name occurs, its weights added up, int64, (number of names,).

        Example: ava, emma, ava -> [2, 1, 2]
        """
        return self.copies if self.weights is None else self._times_of_each(self.weights)

    def _times_of_each(self, weights: np.ndarray | None) -> np.ndarray:
        name_of_line = _as_numpy(self.column.dictionary_encode().indices)
        times: np.ndarray = _counted(name_of_line, weights)[name_of_line]
        return times

    def tally(self) -> tuple[pa.LargeStringArray, np.ndarray]:
        """Return the different names, first ones first, and how often each occurs, int64."""
        encoded = self.column.dictionary_encode()
        return encoded.dictionary, _counted(_as_numpy(encoded.indices), self.weights)

    @cached_property
    def length_counts(self) -> np.ndarray:
        """How many names have 0, 1, 2, ... characters, int64, (longest + 1,)."""
        return _counted(self.lengths, self.weights)

    @cached_property
    def first_characters(self) -> dict[str, int]:
        """How many names begin with each character, the most frequent first."""
        begun = pc.utf8_slice_codeunits(self.coded_column, 0, 1).dictionary_encode()
        signs = map(self.coding.character, begun.dictionary.to_pylist())
        counted = _counted(_as_numpy(begun.indices), self.weights).tolist()
        pairs = zip(signs, counted, strict=True)
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def characters(self) -> tuple[str, ...]:
        """The different characters, sorted by code point."""
        signs = set(self.coded.decode()) - {"\n"}
        return tuple(sorted(map(self.coding.character, signs)))

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
        data = self.data[: int(ends[number - 1]) + 1]
        weights = None if self.weights is None else self.weights[:number]
        return replace(self, data=data, weights=weights)

    def part(self, mask: np.ndarray) -> Corpus:
        """Return the names of a mask (number of names,) with the same report; some are needed."""
        weights = None if self.weights is None else self.weights[mask]
        return replace(self, data=join_names(pc.filter(self.column, mask)), weights=weights)

    def lines(self) -> bytes:
        """Return the list as `read_corpus` reads it again with `Rules.as_it_is`.

        Each name on its line, with a tab and its times where it stands for many.
        """
        if self.weights is None:
            return self.data
        times = pa.array(self.weights).cast(pa.large_string())
        tab = pa.scalar("\t", pa.large_string())
        return join_names(pc.binary_join_element_wise(self.column, times, tab))


def read_corpus(
    data: bytes, *, lower: bool = True, rules: Rules = DEFAULT, counted: bool = False
) -> Corpus:
    """Return the corpus of a UTF-8 text with one name a line.

    Blank lines are left out, letters are lowered unless `lower` is False, and the rules mend names
    or leave them out. `counted` lines end with a tab and a whole number: how many times the name
    stands for itself. Raises AllLeftOutError, EmptyListError, NamesTooLongError, NotTextError,
    NotUtf8Error.
    """
    return _read(data, lower, rules, counted)[0]


def lines_left_out(
    data: bytes, *, lower: bool = True, rules: Rules = DEFAULT, counted: bool = False
) -> pa.Table:
    """Return the lines that `read_corpus` leaves out, blank ones not among them.

    Columns: line (its number, from 1), text (as it stands), rule (the name of its finding).
    Raises what read_corpus raises.
    """
    _corpus, lines, left_by = _read(data, lower, rules, counted)
    numbers = np.concatenate([np.flatnonzero(mask) for rule, mask in left_by if rule != "blank"])
    reasons = [rule for rule, mask in left_by if rule != "blank" for _ in range(int(mask.sum()))]
    order = np.argsort(numbers, kind="stable")
    return pa.table(
        {
            "line": pa.array(numbers[order] + 1),
            "text": lines.take(pa.array(numbers[order])),
            "rule": pa.array(reasons, pa.string()).take(pa.array(order)),
        }
    )


def corpus_of(names: Iterable[str], *, lower: bool = True, rules: Rules = DEFAULT) -> Corpus:
    """Return the corpus of names given as strings; the same rules and errors as read_corpus."""
    return read_corpus("\n".join(names).encode(), lower=lower, rules=rules)


def join_names(column: pa.LargeStringArray) -> bytes:
    """Return the names of an Arrow column as UTF-8 bytes, each ended by a newline."""
    nothing, newline = pa.scalar("", pa.large_string()), pa.scalar("\n", pa.large_string())
    ended = pc.binary_join_element_wise(column, nothing, newline)
    return bytes(ended.buffers()[2])  # the names, back to back


def _read(
    data: bytes, lower: bool, rules: Rules, counted: bool
) -> tuple[Corpus, pa.LargeStringArray, list[tuple[str, np.ndarray]]]:
    """Return the corpus, the lines as they stand, and which of them each rule left out."""
    text = _decode(data).removesuffix("\n")
    read = _lines(text)
    weights = None
    if counted:
        names, weights = _names_and_times(read)
        text = join_names(names)[:-1].decode()
    stages = list(tidied(text, lower=lower, rules=rules))  # (rule, the text after it)
    columns = [_lines(text)]
    changes = {}
    for (rule, after), before in zip(stages, [text, *(text for _, text in stages)], strict=False):
        columns.append(columns[-1] if after == before else _lines(after))
        changes[rule] = columns[-1], columns[-2]
    trimmed = pc.utf8_trim_whitespace(columns[-1])
    changes["stripped"] = (trimmed, columns[-1]) if rules.strip else (trimmed, trimmed)
    names = trimmed if rules.strip else columns[-1]
    kept, left_by = _asked(names, pc.utf8_length(trimmed), rules, weights)
    if not kept.any():
        _refuse(pc.utf8_length(trimmed), rules)
    if rules.spaces:  # those before and after a name are another rule's
        changes["spaces"] = tuple(map(pc.utf8_trim_whitespace, changes["spaces"]))
    found = {
        rule: _finding(read, _changed(after, before, kept))
        for rule, (after, before) in changes.items()
    }
    hints = hinted(text, rules, turkish=found["turkish"].count > 0)
    found |= {rule: _finding(read, kept & _as_numpy(mask)) for rule, mask in hints}
    left = {rule: _finding(read, mask) for rule, mask in left_by}
    left["blank"] = Finding(left["blank"].count)
    report = Report(lines=len(read), **found, **left)
    names = names.filter(pa.array(kept))
    with_weights = None if weights is None or rules.repeated else weights[kept]
    joined = join_names(names)
    coding = Coding.of(joined.decode()) if rules.clusters else NO_CODING
    return Corpus(joined, report, with_weights, coding), read, left_by


def _asked(
    names: pa.LargeStringArray, lengths: pa.Array, rules: Rules, weights: np.ndarray | None
) -> tuple[np.ndarray, list[tuple[str, np.ndarray]]]:
    """Return which lines are names, (lines,), and which each rule left out, (lines,)."""
    size = _as_numpy(lengths)
    kept = np.ones(len(names), bool)
    left_by = []

    def leave(rule: str, mask: np.ndarray) -> None:
        left_by.append((rule, mask & kept))
        kept[mask] = False

    nothing = np.zeros(len(names), bool)
    leave("blank", size == 0)
    leave("title", _title(names, size) if rules.title else nothing)
    leave("too_long", size > rules.longest)
    leave("uncounted", nothing if weights is None else weights == 0)
    leave("digits", _holding(names, DIGIT) if rules.digits else nothing)
    leave("signs", _holding(names, SIGN) if rules.signs else nothing)
    leave("no_letter", ~_holding(names, LETTER) if rules.no_letter else nothing)
    leave("rare", _with_rare(names, kept) if rules.rare else nothing)
    leave("repeated", _repeated(names, kept) if rules.repeated else nothing)
    return kept, left_by


def _title(names: pa.LargeStringArray, lengths: np.ndarray) -> np.ndarray:
    """Mark the first line that is not blank if it is a title, and if there are others."""
    marked = np.zeros(len(names), bool)
    filled = np.flatnonzero(lengths[:1000])
    if len(filled) > 1 and is_title(str(names[int(filled[0])])):
        marked[filled[0]] = True
    return marked


def _holding(names: pa.LargeStringArray, pattern: str) -> np.ndarray:
    return _as_numpy(pc.match_substring_regex(names, pattern))


def _with_rare(names: pa.LargeStringArray, kept: np.ndarray) -> np.ndarray:
    """Mark the names with a character that occurs only once in all the names that are kept."""
    text = join_names(names.filter(pa.array(kept))).decode()
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    once = (np.bincount(codes) == 1)[codes] & (codes != _NEWLINE)
    line = np.cumsum(codes == _NEWLINE)[once]  # among those kept
    marked = np.zeros(len(names), bool)
    marked[np.flatnonzero(kept)[line]] = True
    return marked


def _repeated(names: pa.LargeStringArray, kept: np.ndarray) -> np.ndarray:
    """Mark the names that stood before, among those kept."""
    lines = np.flatnonzero(kept)
    codes = _as_numpy(names.filter(pa.array(kept)).dictionary_encode().indices)
    marked = np.zeros(len(names), bool)
    marked[lines] = True
    marked[lines[np.unique(codes, return_index=True)[1]]] = False
    return marked


def _names_and_times(lines: pa.LargeStringArray) -> tuple[pa.LargeStringArray, np.ndarray]:
    """Return the name of each line and how often it stands for itself, 0 where that is not said."""
    found = pc.extract_regex(lines, _COUNTED)
    names = pc.coalesce(pc.struct_field(found, "name"), lines)
    times = pc.struct_field(found, "times").cast(pa.int64())
    times = _as_numpy(pc.fill_null(times, 0))
    return names, np.where(times <= MOST_TIMES, times, 0)


def _counted(places: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """Return how often each of 0, 1, 2, ... occurs, int64; weights stay exact below 2**53."""
    return np.bincount(places, weights).astype(np.int64)


def _changed(after: pa.Array, before: pa.Array, kept: np.ndarray) -> np.ndarray:
    if after is before:
        return np.zeros(len(kept), bool)
    changed: np.ndarray = kept & _as_numpy(pc.not_equal(before, after))
    return changed


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
    whole = pa.scalar(text, pa.large_string())
    return pc.split_pattern(whole, "\n").values


def _finding(lines: pa.LargeStringArray, mask: np.ndarray) -> Finding:
    if not mask.any():
        return Finding()
    examples = lines.take(pa.array(np.flatnonzero(mask)[:_EXAMPLES]))
    shown = pc.utf8_slice_codeunits(examples, 0, MAX_NAME_LENGTH)
    return Finding(int(mask.sum()), tuple(shown.to_pylist()))


def _refuse(lengths: pa.Int32Array, rules: Rules) -> None:
    """Say why no line is left."""
    filled = lengths.filter(pc.greater(lengths, 0))
    if not len(filled):
        raise EmptyListError
    if int(pc.min(filled).as_py()) > rules.longest:
        raise NamesTooLongError(int(pc.max(filled).as_py()), rules.longest)
    raise AllLeftOutError


def _as_numpy(column: pa.Array) -> np.ndarray:
    values: np.ndarray = column.to_numpy(zero_copy_only=False)
    return values
