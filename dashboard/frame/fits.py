"""Whether a list has so few characters that the table of all pairs fits into the memory.

A table of every character by every other grows with the square of their number: a server that
fifty people share cannot hold one of 20,000 characters for each of them. Its commonest characters,
with one sign for all others, always fit.
"""

from __future__ import annotations

import streamlit as st

from dashboard.frame import commonest
from dashboard.lists import corpora
from dashboard.state import session
from dashboard.words.language import _

MOST = 4_000  # characters: a table of 128 MB


def check(most: int = MOST) -> bool:
    """Return whether it fits; if not, say so, and offer what does."""
    number = len(corpora.corpus(session.source()).characters)
    if number <= most:
        return True
    st.info(
        _(
            "This list has {number} different characters. The table of all pairs would have "
            "{cells} cells: more than this page can hold. Up to {most} characters fit. The "
            "commonest ones do, with one sign for all others; or, on the page Names, use only the "
            "first names."
        ).format(number=f"{number:,}", cells=f"{(number + 1) ** 2:,}", most=f"{most:,}")
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        commonest.offer()
        st.page_link("views/names.py", label=_("Names"), icon=":material/arrow_forward:")
    return False
