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

_STYLE = """<style>
.st-key-cards { gap: 0.3rem; }
.st-key-cards button { padding: 0 0.45rem; min-height: 2rem; }
.st-key-cards button p { font-size: 0.8125rem; }
[class*=st-key-tenth] button { padding: 0; }
.st-key-stage_names .makemore-table :is(th, td) { padding: 0.12rem 0.4rem; }
.st-key-stage_names .name {
  font-size: 0.95rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
}
@media (max-width: 640px) { .st-key-play_bar > :last-child { flex-basis: 100%; } }
.stAppViewContainer h1 { padding: 0.25rem 0 0.5rem; }
[data-testid=stSlider] label p { white-space: nowrap; }
</style>"""


def show() -> None:
    """Show a card for each list, the one in use marked, and behind one more the ways to others."""
    st.html(_STYLE)
    used = bring.list_in_use()
    with st.container(horizontal=True, gap="xsmall", key="cards"):
        for name, title in bring.titles().items():
            st.button(
                plain(title),
                key=f"card_{name}",
                icon=":material/check:" if name == used else None,
                on_click=bring.take_chosen,
                args=(name,),
                help=_number_of_names() if name == used else None,
            )
        own = st.popover(_("Your own list"), icon=":material/upload:", key="own_list")
    with own:
        bring.upload()
        bring.paste_form()
    bring.show_refusal()


def _number_of_names() -> str:
    return in_names(len(corpora.corpus(session.source())))
