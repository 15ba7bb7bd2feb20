"""Start: the whole story on one screen, from a list of names to names that a machine makes.

The headline and the lists come first: they need no torch.
"""

import streamlit as st

from dashboard.frame import fits, focus
from dashboard.parts.start import lists
from dashboard.words.language import _

st.title(_("How does a machine learn to make up names?"))
focus.heading()
lists.show()
if fits.check():
    from dashboard.parts.start import stage  # loads torch, behind the first paint

    stage.show()
