"""School-safe on every page: made names that are rude are not shown, and it is said how many.

The switch for it is on Make names, under More.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from dashboard.contenders import naming
from dashboard.lists.source import Source
from dashboard.words.language import _, later, plural
from makemore.rude import words

SIGN, DOT = "•••", "•"  # stand for a name that is hidden, and for each character of one
# Said where a person looks for it: what school-safe means.
_RULE = later(
    "A name is hidden where it, or one of its words, is a rude word of one of {number} languages, "
    "and where one of the worst stands anywhere in it. What the list has itself is never rude: so "
    "Cassandra stays, and Dick where your list has him. On Make names, under More, you can show "
    "them."
)


def rude(source: Source, names: Iterable[str]) -> frozenset[str]:
    """Return which of some made names are hidden; none where a person wants to see them."""
    if st.session_state.get("rude"):
        return frozenset()
    return frozenset(filter(naming.rude_words(source).are_in, set(names)))


def shown(source: Source, names: Sequence[str]) -> list[str]:
    """Return made names as they may be shown, a sign for each that is rude."""
    hidden = rude(source, names)
    return [SIGN if name in hidden else name for name in names]


def spelled(source: Source, name: str) -> str:
    """Return a made name as it may be spelled, as long as it is: a rude one in dots."""
    return DOT * len(name) if rude(source, [name]) else name


def say(number: int) -> None:
    """Say, where names are hidden, how many, and what that means."""
    if number:
        st.caption(said(number), help=rule())


def say_of(names: Sequence[str]) -> None:
    """Say how many of some names, as they are shown, are hidden."""
    say(list(names).count(SIGN))


def said(number: int) -> str:
    """Return how many names are hidden, in words; there is one at least."""
    return plural(
        "School-safe: **{number}** name hidden.", "School-safe: **{number}** names hidden.", number
    )


def rule() -> str:
    """Return what school-safe means."""
    return _(_RULE).format(number=len(words()))
