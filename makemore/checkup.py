"""What in a list may deserve a second look: each finding counted, with examples; nothing changes.

What a rule that is on has changed or left out is in the corpus's report; here is the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from makemore.clusters import Coding
from makemore.corpus import Corpus
from makemore.report import Finding
from makemore.rules import DIGIT, LETTER, LONGEST_NAME, SIGN, SPACES, UNSEEN
from makemore.titles import is_title

_EXAMPLES = 5
_DAMAGED = "\ufffd"


@dataclass(frozen=True)
class Checkup:
    """Findings by rule: `count` counts lines, of `repeated` names, and of the last two characters.

    A rule that is on has nothing left to find, except `clusters`.
    """

    title: Finding  # a first line that looks like the title of a column
    repeated: Finding  # different names that stand in the list more than once
    digits: Finding
    signs: Finding  # punctuation and symbols that names seldom have
    no_letter: Finding
    unseen: Finding  # control and format characters
    spaces: Finding  # several spaces in a row, or tabs
    damaged: Finding  # what could not be read: U+FFFD
    stripped: Finding  # space before or after
    composed: Finding  # letters with accents of their own
    too_long: Finding
    rare: Finding  # characters that occur once in the whole list
    clusters: Finding  # what is seen as one character and written as several


def checkup(corpus: Corpus) -> Checkup:
    """Return what deserves a second look in the names of a corpus.

    >>> found = checkup(mm.corpus_of(["ava", "ava", "b2"]))
    >>> found.repeated.examples, found.digits.examples, found.rare.examples
    (('ava',), ('b2',), ('2', 'b'))
    """
    column = corpus.column
    first = str(column[0])
    return Checkup(
        title=Finding(1, (first,)) if is_title(first) else Finding(),
        repeated=_repeated(column),
        digits=_matching(column, DIGIT),
        signs=_matching(column, SIGN),
        no_letter=_of(column, pc.invert(pc.match_substring_regex(column, LETTER))),
        unseen=_matching(column, UNSEEN),
        spaces=_matching(column, SPACES),
        damaged=_matching(column, _DAMAGED),
        stripped=_of(column, pc.not_equal(column, pc.utf8_trim_whitespace(column))),
        composed=_of(column, pc.not_equal(column, pc.utf8_normalize(column, "NFC"))),
        too_long=_of(column, pc.greater(pc.utf8_length(column), LONGEST_NAME)),
        rare=_rare(corpus.data),
        clusters=_clusters(corpus),
    )


def _matching(column: pa.LargeStringArray, pattern: str) -> Finding:
    return _of(column, pc.match_substring_regex(column, pattern))


def _of(column: pa.LargeStringArray, mask: pa.BooleanArray) -> Finding:
    """Return how many lines a mask marks, and the first different ones."""
    marked = column.filter(mask)
    few = dict.fromkeys(marked[: 20 * _EXAMPLES].to_pylist())
    return Finding(len(marked), tuple(few)[:_EXAMPLES])


def _repeated(column: pa.LargeStringArray) -> Finding:
    """Return how many names stand more than once, the most frequent for example."""
    counted = pc.value_counts(column)
    names, times = counted.field("values"), counted.field("counts").to_numpy()
    often = np.flatnonzero(times > 1)
    most = often[np.argsort(-times[often], kind="stable")][:_EXAMPLES]
    return Finding(len(often), tuple(names.take(pa.array(most)).to_pylist()))


def _rare(data: bytes) -> Finding:
    codes = np.frombuffer(data.decode().encode("utf-32-le"), np.uint32)
    once = np.flatnonzero(np.bincount(codes) == 1)
    once = once[once != ord("\n")]
    return Finding(len(once), tuple(map(chr, once[:_EXAMPLES].tolist())))


def _clusters(corpus: Corpus) -> Finding:
    """Return the clusters of several code points, whether or not they count as one character."""
    if corpus.data.isascii():
        return Finding()
    found = corpus.coding.clusters or Coding.of(corpus.data.decode()).clusters
    return Finding(len(found), found[:_EXAMPLES])
