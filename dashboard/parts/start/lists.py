"""Which list: the ones that are here as small cards, and the way to one's own.

Nothing here waits for torch, so that the first page of a new server comes at once.
"""

from __future__ import annotations

import streamlit as st

from dashboard.lists import corpora
from dashboard.parts import bring
from dashboard.state import session
from dashboard.words.language import _, in_names
from dashboard.words.text import plain


def show() -> None:
    """Show a card for each list, the one in use marked, and behind one more the ways to others."""
    used = bring.list_in_use()
    for name, title in bring.titles().items():
        st.button(
            plain(title),
            key=f"card_{name}",
            icon=":material/check:" if name == used else None,
            on_click=bring.take_chosen,
            args=(name,),
            help=_number_of_names() if name == used else None,
        )
    with st.popover(_("Your own list"), icon=":material/upload:", key="own_list"):
        bring.upload()
        bring.paste_form()


def _number_of_names() -> str:
    return in_names(len(corpora.corpus(session.source())))
