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

from makemore.arrow import NEWLINE, as_numpy, how_often, join_names, lines_of, narrow
from makemore.clusters import NO_CODING, Coding
from makemore.errors import NotTextError, NotUtf8Error
from makemore.report import Report
from makemore.rules import DEFAULT, LONGEST_NAME, Rules
from makemore.tidy import tidy

MAX_NAME_LENGTH = LONGEST_NAME


@dataclass(frozen=True)
class Corpus:
    """Names as UTF-8 bytes, each ended by a newline, and the report of how they were read.

    A name that stands for many has its times in `weights`, int64, (number of names,); None where
    each stands for itself. `coding` holds the clusters that count as one character, and `turkish`
    tells whether capital I becomes small ı here.

    >>> corpus = read_corpus(b" Emma \\n\\nAva\\nEMMA\\n")
    >>> corpus.names, corpus.distinct
    (['emma', 'ava', 'emma'], 2)
    """

    data: bytes
    report: Report
    weights: np.ndarray | None = None
    coding: Coding = NO_CODING
    turkish: bool = False

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
        return lines_of(self.data[:-1].decode())

    @cached_property
    def coded(self) -> bytes:
        """The names with one code point for each character, as counting and scoring want them."""
        return self.coding.coded(self.data.decode()).encode() if self.coding.clusters else self.data

    @cached_property
    def coded_column(self) -> pa.LargeStringArray:
        """The names as `coded`, as an Arrow column, (number of names,)."""
        return lines_of(self.coded[:-1].decode()) if self.coding.clusters else self.column

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
        """Characters of each name, whole numbers of few bytes, (number of names,)."""
        return narrow(as_numpy(pc.utf8_length(self.coded_column)))

    @cached_property
    def copies(self) -> np.ndarray:
        """In how many lines each name stands, whole numbers of few bytes, (number of names,)."""
        return narrow(self._times_of_each(None))

    @cached_property
    def occurrences(self) -> np.ndarray:
        """How often each name occurs, its weights added up, (number of names,).

        Example: ava, emma, ava -> [2, 1, 2]
        """
        return self.copies if self.weights is None else self._times_of_each(self.weights)

    def _times_of_each(self, weights: np.ndarray | None) -> np.ndarray:
        name_of_line = as_numpy(self.column.dictionary_encode().indices)
        times: np.ndarray = how_often(name_of_line, weights)[name_of_line]
        return times

    def tally(self) -> tuple[pa.LargeStringArray, np.ndarray]:
        """Return the different names, first ones first, and how often each occurs, int64."""
        encoded = self.column.dictionary_encode()
        return encoded.dictionary, how_often(as_numpy(encoded.indices), self.weights)

    @cached_property
    def length_counts(self) -> np.ndarray:
        """How many names have 0, 1, 2, ... characters, int64, (longest + 1,)."""
        return how_often(self.lengths, self.weights)

    def length_of_share(self, share: float) -> int:
        """Return the smallest length that so large a share of the names does not exceed.

        >>> mm.corpus_of(["a", "ab", "abc", "abcd"]).length_of_share(0.75)
        3
        """
        up_to = self.length_counts.cumsum()
        return int(np.searchsorted(up_to, share * up_to[-1]))

    @cached_property
    def first_characters(self) -> dict[str, int]:
        """How many names begin with each character, the most frequent first."""
        begun = pc.utf8_slice_codeunits(self.coded_column, 0, 1).dictionary_encode()
        signs = map(self.coding.character, begun.dictionary.to_pylist())
        counted = how_often(as_numpy(begun.indices), self.weights).tolist()
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
        ends = np.flatnonzero(np.frombuffer(self.data, np.uint8) == NEWLINE)
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

    >>> read_corpus(b" Emma \\n\\nAva\\n").names
    ['emma', 'ava']
    """
    tidied = tidy(_decode(data), lower=lower, rules=rules, counted=counted)
    joined = join_names(tidied.names)
    coding = Coding.of(joined.decode()) if rules.clusters else NO_CODING
    joined = data if joined == data else joined  # where nothing was changed, one copy will do
    return Corpus(joined, tidied.report, tidied.weights, coding, tidied.turkish)


def lines_left_out(
    data: bytes, *, lower: bool = True, rules: Rules = DEFAULT, counted: bool = False
) -> pa.Table:
    """Return the lines that `read_corpus` leaves out, blank ones not among them.

    Columns: line (its number, from 1), text (as it stands), rule (the name of its finding).
    Raises what read_corpus raises.

    >>> lines_left_out(b"Name\\nemma\\n").to_pylist()
    [{'line': 1, 'text': 'Name', 'rule': 'title'}]
    """
    tidied = tidy(_decode(data), lower=lower, rules=rules, counted=counted)
    left_by = [(rule, np.flatnonzero(mask)) for rule, mask in tidied.left_by if rule != "blank"]
    numbers = np.concatenate([lines for _rule, lines in left_by])
    reasons = [rule for rule, lines in left_by for _ in lines]
    order = np.argsort(numbers, kind="stable")
    return pa.table(
        {
            "line": pa.array(numbers[order] + 1),
            "text": tidied.lines.take(pa.array(numbers[order])),
            "rule": pa.array(reasons, pa.string()).take(pa.array(order)),
        }
    )


def corpus_of(names: Iterable[str], *, lower: bool = True, rules: Rules = DEFAULT) -> Corpus:
    """Return the corpus of names given as strings; the same rules and errors as read_corpus.

    >>> corpus_of(["Emma", "ava "]).names
    ['emma', 'ava']
    """
    return read_corpus("\n".join(names).encode(), lower=lower, rules=rules)


def _decode(data: bytes) -> str:
    """Return the text without its last line break."""
    if b"\0" in data:
        raise NotTextError
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _looks_binary(data):
            raise NotTextError from None
        before = error.object[: error.start].decode()  # error.object is without the byte order mark
        raise NotUtf8Error(_unify_breaks(before).count("\n") + 1) from None
    return _unify_breaks(text).removesuffix("\n")


def _unify_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _looks_binary(data: bytes) -> bool:
    """Tell whether the first bytes hold control characters that no text encoding uses."""
    text_controls = b"\t\n\v\f\r\x1a\x1b"
    return any(byte < 32 and byte not in text_controls for byte in data[:4096])
