"""Where to go from the first screen: to learn how, to get names, to look closer."""

from __future__ import annotations

import streamlit as st

from dashboard.words.language import _


def show() -> None:
    """Show the three doors."""
    with st.container(horizontal=True, gap="medium", key="doors"):
        st.page_link(
            "views/lesson.py", label=_("Learn how, step by step"), icon=":material/school:"
        )
        st.page_link(
            "views/generate.py", label=_("Make names for me"), icon=":material/auto_awesome:"
        )
        st.page_link("views/names.py", label=_("Look closer at the list"), icon=":material/search:")
