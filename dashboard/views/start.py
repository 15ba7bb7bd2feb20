"""Start: the whole story on one screen, from a list of names to names that a machine makes.

The headline, the lists and a sketch of the table come first: they need no torch.
"""

import streamlit as st

from dashboard.frame import fits, focus
from dashboard.parts import bring
from dashboard.parts.start import lists, stage
from dashboard.words.language import _


def show_lists() -> None:
    """Show the lists at their place."""
    with cards:
        lists.show()


with st.container(key="first_screen"):
    st.title(_("How does a machine learn to make up names?"), anchor=False)
    cards = st.container(horizontal=True, gap="xsmall", key="cards")
    cards.empty()  # so that it takes its place at once
    bring.show_refusal()
    if fits.check():
        stage.show(show_lists)
    else:
        show_lists()
    focus.heading()
