"""A name that the list in use cannot spell: which list here can, and the way to it."""

from __future__ import annotations

from functools import cache

import streamlit as st

from dashboard.lesson import here
from dashboard.lists import bundled
from dashboard.state import session
from dashboard.words.language import _
from dashboard.words.text import plain


def lists_for(name: str) -> list[str]:
    """Return the bundled lists that have every character of a name, by their names in the URL."""
    return [one for one in bundled.bundled_lists() if set(name.lower()) <= _characters(one)]


def offer(name: str, box: str) -> None:
    """Offer the lists that can spell a name; what was typed in the `box` goes along."""
    for one in lists_for(name):
        title = plain(bundled.translated(bundled.bundled_lists()[one].title))
        if st.button(_("Take the list {title}").format(title=title), key=f"spell_{one}"):
            session.use_bundled(one)
            st.session_state[here.key(box)] = name
            st.rerun()  # the whole page: its header names the list


@cache
def _characters(name: str) -> frozenset[str]:
    return frozenset(bundled.bundled_lists()[name].read().decode().lower())
