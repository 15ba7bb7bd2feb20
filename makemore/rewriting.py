"""The rules that mend names, applied one after the other to the text of a whole list.

What each changed is for the caller to find, by the text before it and after it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from makemore.arrow import lines_of
from makemore.letters import (
    APOSTROPHE,
    apostrophes_in,
    dotless,
    is_turkish,
    lowered,
    with_one_apostrophe,
)
from makemore.mending import is_broken, looks_broken, mended, mended_text
from makemore.rules import SPACES, UNSEEN, Rules

_CONTROL = re.compile(r"[\x80-\x9f]")  # what a byte of UTF-8 becomes where it is misread


def decided(text: str, rules: Rules) -> Rules:
    """Return the rules once a list, or its first part, has told whether it is Turkish.

    >>> decided("IŞIL\\nİPEK", Rules()).dotless
    True
    """
    if not rules.turkish:
        return rules
    whole = unicodedata.normalize("NFC", mended_text(text) if rules.mend else text)
    return replace(rules, turkish=False, dotless=rules.dotless or is_turkish(whole))


def rewritten(text: str, *, lower: bool, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the text after each `decided` rule that mends lines, with the name of its finding.

    >>> dict(rewritten("Ava  B", lower=True, rules=Rules(turkish=False)))["lowered"]
    'ava b'
    """
    if rules.mend:
        text = mended_text(text)
    yield "mended", text
    if rules.unseen:
        text = _without_unseen(text)
    yield "unseen", text
    if rules.spaces:
        text = _replaced(text, SPACES, " ")
    yield "spaces", text
    if rules.compose:
        text = unicodedata.normalize("NFC", text)
    yield "composed", text
    if rules.apostrophes:
        text = with_one_apostrophe(text)
    yield "apostrophes", text
    yield from _in_small_letters(text, lower, rules)


def hinted(text: str, rules: Rules, *, turkish: bool) -> Iterator[tuple[str, pa.BooleanArray]]:
    """Yield which lines rules that are off would change, (lines,), with the name of the finding.

    Only of rules that no one could ask for once letters are small.

    >>> [(rule, mask.to_pylist()) for rule, mask in hinted("JosÃ©\\nAna", Rules(), turkish=False)]
    [('broken', [True, False])]
    """
    if not rules.mend and looks_broken(text):
        yield "broken", pc.not_equal(lines_of(mended_text(text)), lines_of(text))
    signs = "" if rules.apostrophes else apostrophes_in(text)
    if len(signs) > 1:
        others = signs.replace(APOSTROPHE, "")
        yield "unlike", pc.match_substring_regex(lines_of(text), f"[{others}]")
    if not turkish and not text.isascii() and ("İ" in text or "ı" in text):
        yield "dotted", pc.match_substring_regex(lines_of(text), "[İı]")


def _in_small_letters(text: str, lower: bool, rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the text with the small letters of Turkish, if it is, and with all small letters."""
    if lower and rules.dotless:
        text = dotless(text)
    yield "turkish", text
    if lower:
        # small letters can compose where capitals do not: "J\u030c" is two characters, "ǰ" is one
        small = lowered(text)
        text = unicodedata.normalize("NFC", small) if rules.compose else small
    yield "lowered", text


def _without_unseen(text: str) -> str:
    """Return a text without what cannot be seen; a broken line is left as it is, to be mended."""
    if not _CONTROL.search(text) or not is_broken(text):
        return _replaced(text, UNSEEN, "")
    lines = text.split("\n")
    whole = _replaced(text, UNSEEN, "").split("\n")
    pairs = zip(lines, whole, strict=True)
    return "\n".join(line if mended(line) != line else seen for line, seen in pairs)


def _replaced(text: str, pattern: str, by: str) -> str:
    whole = pa.scalar(text, pa.large_string())
    if not pc.match_substring_regex(whole, pattern).as_py():
        return text
    return str(pc.replace_substring_regex(whole, pattern, by))
