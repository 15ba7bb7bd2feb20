"""What of a page only the browser can set: its language, its history, and the words that Streamlit
has in English only.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from dashboard.door import scripts
from dashboard.words import language
from dashboard.words.language import _, later

# What Streamlit says itself, seen or read aloud; the most of a file comes with its number.
_WORDS = (
    later("App pages"),
    later("Choose an option"),
    later("Close fullscreen"),
    later("Collapse sidebar"),
    later("Copy to clipboard"),
    later("Decrement"),
    later("Drag and drop a file here"),
    later("Drag and drop files here"),
    later("Expand sidebar"),
    later("Fullscreen"),
    later("Help"),
    later("Help for "),
    later("Increment"),
    later("Link to heading"),
    later("Menu"),
    later("No results"),
    later("Open"),
    later("Press Enter to apply"),
    later("Search"),
    later("Selectbox options"),
    later("Sidebar"),
    later("Skip to main content"),
    later("Upload"),
    later("file upload"),
)
_LIMIT = "{}MB per file"  # as Streamlit says it
SCRIPT = (Path(__file__).parent / "document.js").read_text(encoding="utf-8")
_mount = st.components.v2.component(
    "makemore.document", js=scripts.module("document", SCRIPT), isolate_styles=False
)


def set_up() -> None:
    """Say the language of the page and of Streamlit's own words."""
    spoken = language.language()
    own = {"words": _own_words(spoken), "english": _english()}
    _mount(
        key="document",
        data={"language": language.tag_of(spoken), "still": prefers_stillness()} | own,
        on_still_change=_take_stillness,
    )


def prefers_stillness() -> bool:
    """Return whether the person asked the browser for less motion."""
    return bool(st.session_state.get("still"))


def _take_stillness() -> None:
    st.session_state["still"] = st.session_state["document"]["still"]


@cache
def _own_words(code: str) -> dict[str, str]:
    """Return Streamlit's words in a language, by what they are in English."""
    most = st.get_option("server.maxUploadSize")
    with language.speaking(code):
        limit = {_LIMIT.format(most): _("{number} MB per file").format(number=most)}
        return {word: _(word) for word in _WORDS} | limit


@cache
def _english() -> dict[str, str]:
    """Return Streamlit's words by what they are in any language, for a switch of language."""
    return {said: word for code in language.languages() for word, said in _own_words(code).items()}
