"""Whether a list has so few characters that the table of all pairs fits into the memory.

A table of every character by every other grows with the square of their number: a server that
fifty people share cannot hold one of 20,000 characters for each of them.
"""

from __future__ import annotations

import streamlit as st

from dashboard.lists import corpora
from dashboard.state import session
from dashboard.words.language import _

MOST = 4_000  # characters: a table of 128 MB


def check(most: int = MOST) -> bool:
    """Return whether it fits; if not, say so, and what to do."""
    number = len(corpora.corpus(session.source()).characters)
    if number <= most:
        return True
    st.info(
        _(
            "This list has {number} different characters. The table of all pairs would have "
            "{cells} cells: more than this page can hold. Up to {most} characters fit. On the page "
            "Names, use only the first names, or check the list and leave out names with a "
            "character that occurs only once."
        ).format(number=f"{number:,}", cells=f"{(number + 1) ** 2:,}", most=f"{most:,}")
    )
    st.page_link("views/names.py", label=_("Names"), icon=":material/arrow_forward:")
    return False
