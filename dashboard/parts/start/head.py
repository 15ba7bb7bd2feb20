"""The title of a picture of the first screen, which opens its page, and a place beside it."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def row(key: str | None = None) -> DeltaGenerator:
    """Return the row of a title and of what is said beside it."""
    return st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        key=key,
    )


def head(title: str, page: str, at: DeltaGenerator | None = None) -> DeltaGenerator:
    """Show the title, in a row of its own or `at` one; return the place beside it."""
    at = at or row()
    at.page_link(page, label=title, icon=":material/open_in_full:", width="content")
    return at.container(width="content")
