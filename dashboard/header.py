"""The line on top of every page that says which list is in use."""

from __future__ import annotations

import streamlit as st

from dashboard import lists, session
from dashboard.language import _, plural
from dashboard.source import Source
from dashboard.text import plain


def show() -> None:
    """Write the title of the list in use and how many of its names are used."""
    source = session.source()
    number = len(lists.corpus(source))
    if source.first is None:
        used = plural("{number} name", "{number} names", number)
    else:
        used = plural("only the first name", "only the first {number} names", number)
    title = plain(source.title)
    line = _("List in use: **{title}** · {used}").format(title=title, used=used)
    if source.held_out:
        line = f"{line} · {_held_out(source)}"
    st.caption(line)


def _held_out(source: Source) -> str:
    from dashboard import cached  # noqa: PLC0415 - loads torch, which most first pages do not need

    parts = cached.split(source)
    return plural("{number} held out", "{number} held out", len(parts.held_out) if parts else 0)
