"""The lines of a text -> names: what the rules mend, and what they leave out.

It knows lines, not files; `makemore.rules` says what each rule looks for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from makemore.arrow import NEWLINE, as_numpy, join_names, lines_of
from makemore.errors import AllLeftOutError, EmptyListError, NamesTooLongError
from makemore.report import Finding, Report
from makemore.rewriting import decided, hinted, rewritten
from makemore.rules import DIGIT, LETTER, SIGN, Rules
from makemore.titles import is_title

MOST_TIMES = 10**9  # that one line can stand for
_COUNTED = r"^(?P<name>.*)\t(?P<times>[0-9]{1,10})\s*$"


@dataclass(frozen=True)
class Tidied:
    """The names of a text, how often each stands for itself, and what became of the lines."""

    names: pa.LargeStringArray
    weights: np.ndarray | None  # int64, (names,); None where each stands for itself once
    report: Report
    lines: pa.LargeStringArray  # as they stand
    left_by: list[tuple[str, np.ndarray]]  # a rule, and which lines it left out, (lines,)
    turkish: bool  # what is typed is lowered as the list is


def tidy(text: str, *, lower: bool, rules: Rules, counted: bool) -> Tidied:
    """Return the names of a text, one a line; `read_corpus` says how they are read.

    Raises AllLeftOutError, EmptyListError, NamesTooLongError.

    >>> tidy(" Emma\\n\\nAva", lower=True, rules=Rules(), counted=False).names.to_pylist()
    ['emma', 'ava']
    """
    read = lines_of(text)
    weights = None
    if counted:
        names, weights = _names_and_times(read)
        text = join_names(names)[:-1].decode()
    rules = decided(text, rules)
    stages = list(rewritten(text, lower=lower, rules=rules))  # (rule, the text after it)
    columns = [lines_of(text) if counted else read]
    changes = {}
    for (rule, after), before in zip(stages, [text, *(text for _, text in stages)], strict=False):
        columns.append(columns[-1] if after == before else lines_of(after))
        changes[rule] = columns[-1], columns[-2]
    trimmed = pc.utf8_trim_whitespace(columns[-1])
    changes["stripped"] = (trimmed, columns[-1]) if rules.strip else (trimmed, trimmed)
    names = trimmed if rules.strip else columns[-1]
    kept, left_by = _asked(names, pc.utf8_length(trimmed), rules, weights)
    if not kept.any():
        _refuse(pc.utf8_length(trimmed), rules)
    after, before = changes["spaces"]
    if after is not before:  # spaces before and after a name are another rule's
        changes["spaces"] = pc.utf8_trim_whitespace(after), pc.utf8_trim_whitespace(before)
    found = {
        rule: Finding.of(read, _changed(after, before, kept))
        for rule, (after, before) in changes.items()
    }
    hints = hinted(text, rules, turkish=found["turkish"].count > 0)
    found |= {rule: Finding.of(read, kept & as_numpy(mask)) for rule, mask in hints}
    left = {rule: Finding.of(read, mask) for rule, mask in left_by}
    left["blank"] = Finding(left["blank"].count)
    report = Report(lines=len(read), **found, **left)
    weights = None if weights is None or rules.repeated else weights[kept]
    return Tidied(names.filter(pa.array(kept)), weights, report, read, left_by, rules.dotless)


def _asked(
    names: pa.LargeStringArray, lengths: pa.Array, rules: Rules, weights: np.ndarray | None
) -> tuple[np.ndarray, list[tuple[str, np.ndarray]]]:
    """Return which lines are names, (lines,), and which each rule left out, (lines,)."""
    size = as_numpy(lengths)
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
    return as_numpy(pc.match_substring_regex(names, pattern))


def _with_rare(names: pa.LargeStringArray, kept: np.ndarray) -> np.ndarray:
    """Mark the names with a character that occurs only once in all the names that are kept."""
    text = join_names(names.filter(pa.array(kept))).decode()
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    once = (np.bincount(codes) == 1)[codes] & (codes != NEWLINE)
    line = np.cumsum(codes == NEWLINE)[once]  # among those kept
    marked = np.zeros(len(names), bool)
    marked[np.flatnonzero(kept)[line]] = True
    return marked


def _repeated(names: pa.LargeStringArray, kept: np.ndarray) -> np.ndarray:
    """Mark the names that stood before, among those kept."""
    lines = np.flatnonzero(kept)
    codes = as_numpy(names.filter(pa.array(kept)).dictionary_encode().indices)
    marked = np.zeros(len(names), bool)
    marked[lines] = True
    marked[lines[np.unique(codes, return_index=True)[1]]] = False
    return marked


def _names_and_times(lines: pa.LargeStringArray) -> tuple[pa.LargeStringArray, np.ndarray]:
    """Return the name of each line and how often it stands for itself, 0 where that is not said."""
    found = pc.extract_regex(lines, _COUNTED)
    names = pc.coalesce(pc.struct_field(found, "name"), lines)
    times = pc.struct_field(found, "times").cast(pa.int64())
    times = as_numpy(pc.fill_null(times, 0))
    return names, np.where(times <= MOST_TIMES, times, 0)


def _changed(after: pa.Array, before: pa.Array, kept: np.ndarray) -> np.ndarray:
    if after is before:
        return np.zeros(len(kept), bool)
    changed: np.ndarray = kept & as_numpy(pc.not_equal(before, after))
    return changed


def _refuse(lengths: pa.Int32Array, rules: Rules) -> None:
    """Say why no line is left."""
    filled = lengths.filter(pc.greater(lengths, 0))
    if not len(filled):
        raise EmptyListError
    if int(pc.min(filled).as_py()) > rules.longest:
        raise NamesTooLongError(int(pc.max(filled).as_py()), rules.longest)
    raise AllLeftOutError
