"""The selected pair: on every page the same, and on another list too if it has the pair."""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import cached
from dashboard.state import session
from makemore.vocabulary import BOUNDARY

SHOWN = "selection"  # the key of a fragment


def selected() -> tuple[int, int]:
    """Return the selected cell as tokens (row, column).

    Until one is selected that this list has, it is the commonest first character of a name.
    """
    known = signs()
    first, second = st.session_state.get("selected", (None, None))
    if first in known and second in known:
        return known.index(first), known.index(second)
    return BOUNDARY, int(cached.count_matrix(session.source())[BOUNDARY].argmax())


def select(row: int, column: int) -> None:
    """Select a cell by its tokens, on every page; another list keeps it if it has the pair."""
    known = signs()
    st.session_state["selected"] = (known[row], known[column])


def show(row: int, column: int) -> None:
    """Select a cell where it is clicked, and draw anew what moves with it: the fragment `SHOWN`."""
    select(row, column)
    st.rerun(SHOWN)


def select_one(token: int, row: bool) -> None:
    """Select another row, or another column, of the selected cell."""
    first, second = selected()
    select(*((token, second) if row else (first, token)))


def select_sign(sign: str, row: bool) -> None:
    """Select another row, or another column, by its character, "" for the boundary."""
    if sign in (known := signs()):  # else it was chosen on a page of another list
        select_one(known.index(sign), row)


def signs() -> tuple[str, ...]:
    """Return the characters of the list by token; the boundary is the empty one."""
    return ("", *cached.counts(session.source()).vocabulary.characters)
