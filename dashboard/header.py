"""The line on top of every page that says which list is in use."""

from __future__ import annotations

import streamlit as st

from dashboard import cached, session


def show() -> None:
    """Write the title of the list in use and how many of its names are used."""
    source = session.source()
    number = len(cached.corpus(source))
    used = f"{number:,} names" if source.first is None else f"the first {number:,} names"
    st.caption(f"List in use: {_plain(source.title)} · {used}")


def _plain(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>()#+-.!|~$:" else sign for sign in text)
