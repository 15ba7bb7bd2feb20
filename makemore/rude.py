"""Whether a name is a rude word in some language, so that none stands on the wall of a classroom.

The words are those of PyPI glin-profanity: lists of 24 languages (MIT), most of them from LDNOOBW,
"List of Dirty, Naughty, Obscene, and Otherwise Bad Words" (CC BY 4.0).

A word on a list makes a name rude where it stands alone: "Ass" is, "Cassandra" is not. The worst
ones, and those in scripts that put no blanks between words, make it rude wherever they stand in it.
What a person's own list has is never rude there: not its "Dick", nor the middle of its "Akshita".
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import regex

from makemore.arrow import join_names

WORST = (
    "fuck cunt shit nigger nigga faggot bitch whore pussy slut penis vagina porn hitler "  # English
    "ficken fotze hurensohn arschloch salope putain encule mierda cabron cazzo puttana stronz "
    "caralho buceta kurwa chuj pierdol kurva vittu perkele orospu siktir хуй пизд ебать блядь блять"
).split()
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_NO_BLANKS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]{2,}")
_ACCENTS = regex.compile(r"[\u0300-\u036f]")
_END = "\n"


class RudeWords:
    """Tells which made names are rude, for a list with its own names.

    >>> column = mm.corpus_of(["Dick", "Nora"]).column
    >>> [RudeWords(column).are_in(name) for name in ("Shit", "Dick", "Cassandra")]
    [True, False, False]
    """

    def __init__(self, column: pa.LargeStringArray) -> None:
        """Take the names of the list."""
        self._own = _END + _folded(join_names(column).decode())

    def are_in(self, name: str) -> bool:
        """Return whether a name is rude."""
        text = f"{_END}{_folded(name)}{_END}"
        return any(text[start - 1 : end + 1] not in self._own for start, end in _spans(text))


@cache
def words() -> dict[str, frozenset[str]]:
    """Return the words of each language, in small letters and without accents.

    >>> len(words()), "arsch" in words()["german"]
    (24, True)
    """
    spec = find_spec("glin_profanity")
    assert spec is not None  # it is among the requirements
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "data" / "dictionaries"
    read = {path.stem: json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    return {
        language: frozenset(map(_folded, entries["words"]))
        for language, entries in read.items()
        if "words" in entries
    }


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where rude words stand in a text: begin and end."""
    whole, inside = _vocabulary()
    yield from (found.span() for found in _WORD.finditer(text) if found[0] in whole)
    if text.strip() in whole:  # one of several words
        yield 1, len(text) - 1
    yield from (found.span() for found in inside.finditer(text, overlapped=True))


@cache
def _vocabulary() -> tuple[frozenset[str], regex.Pattern[str]]:
    """Return the words that count where they stand alone, and a pattern of those inside a name."""
    worst = list(map(_folded, WORST))
    whole = frozenset[str]().union(*words().values(), worst)
    inside = {*worst, *filter(_NO_BLANKS.fullmatch, whole)}
    return whole, regex.compile(r"\L<inside>", inside=inside)


def _folded(text: str) -> str:
    """Return a text in small letters and without accents; other marks stay."""
    small = text.casefold()
    if small.isascii():
        return small
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", small))
    return unicodedata.normalize("NFC", bare)
