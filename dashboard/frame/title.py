"""The title of a page, and beside it, behind one click, the words that the page uses."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import focus
from dashboard.words.glossary import TERMS
from dashboard.words.language import _


def title(text: str, *keys: str) -> None:
    """Show a title with the meaning of some words, named by their keys in the glossary."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(text, width="content")
        icon = ":material/menu_book:"
        box = st.popover(_("Words"), icon=icon, type="tertiary", key="words", on_change="rerun")
    focus.heading()
    if box.open:
        with box:
            st.markdown("\n".join(map(_line, keys)))
            icon = ":material/arrow_forward:"
            st.page_link("views/glossary.py", label=_("All words"), icon=icon)


def _line(key: str) -> str:
    """Return a word with its other names and its meaning, as a line of a list."""
    term = TERMS[key]
    here = _(term.word)
    others = dict.fromkeys(word for word, _meaning in term.said().values() if word != here)
    words = _("**{word}** – {meaning}")
    return "- " + words.format(word=" · ".join([here, *others]), meaning=_(term.meaning))
