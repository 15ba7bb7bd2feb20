"""The names that a person keeps, across pages and lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

LONGEST = 1000  # characters of a name: a longer one would make a session file unreadable


@dataclass(frozen=True)
class Kept:
    """A kept name; where it was made by a model, the model's nll per character and its list.

    A name that a person typed or changed has no nll.
    """

    name: str
    nll: float | None = None  # nats per character, the end counted
    model: str = ""
    source: str = ""  # the title of the list


def kept() -> dict[str, Kept]:
    """Return the kept names of this session, the oldest first."""
    found: dict[str, Kept] = st.session_state.setdefault("kept", {})
    return found


def toggle(one: Kept) -> None:
    """Keep a name, or let go of it."""
    if kept().pop(one.name, None) is None:
        kept()[one.name] = one


def restore(names: Iterable[Kept]) -> None:
    """Make these the kept names."""
    st.session_state["kept"] = {one.name: one for one in names}


def without(title: str, names: Iterable[Kept]) -> tuple[Kept, ...]:
    """Return kept names, those of the list with a title as if they came from none.

    Example: "ducks", [Kept("ava", 2.1, "Bigrams", "ducks")] -> (Kept("ava", 2.1, "Bigrams"),)
    """
    return tuple(replace(one, source="") if one.source == title else one for one in names)


def edited(before: dict[str, Kept], text: str) -> dict[str, Kept]:
    """Return the kept names after their text was edited: one name a line, each once, and cut.

    What is unchanged keeps its figures. Example: {"ava": Kept("ava", 2.1)}, "ava\\neva" ->
    {"ava": Kept("ava", 2.1), "eva": Kept("eva")}
    """
    names = (line.strip()[:LONGEST] for line in text.splitlines() if line.strip())
    return {name: before.get(name, Kept(name)) for name in names}
