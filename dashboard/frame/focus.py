"""After a change of page or step the focus is on its heading, for keyboards and screen readers."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.state import session

_mount = st.components.v2.component(
    "makemore.focus",
    css="""
      .stElementContainer[class*=st-key-focus_] { display: none; }
      .stMain :is(h1, h2) { scroll-margin-top: 4rem; }
      :is(h1, h2)[tabindex]:focus { outline: none; }
    """,
    js=(Path(__file__).parent / "focus.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def heading() -> None:
    """Move the focus to the title of the page, which is drawn, when the page has changed."""
    follow("page", session.page(), ".stMain h1")


def follow(kind: str, place: str, heading: str) -> None:
    """Move the focus to a heading, a CSS selector, when the place of a kind has changed.

    Called after the heading is drawn: what the browser gets first it also shows first.
    """
    data = {"kind": kind, "place": place, "heading": heading}
    _mount(key=f"focus_{kind}", data=data, height="content")
