"""The lesson: its steps, each with one picture of the list in use and one small task."""

import streamlit as st

from dashboard.frame.title import title
from dashboard.lesson import cockpit
from dashboard.lesson.steps import PARTS
from dashboard.words.language import _, in_one_language


@st.fragment  # a step repaints without the rest of the app
@in_one_language
def lesson() -> None:
    """Show the current step, and what a teacher needs."""
    cockpit.show(PARTS)


title(_("Lesson"), "bigram", "count", "probability", "sampling", "surprisal", "nll", "smoothing")
lesson()
