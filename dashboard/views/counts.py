"""Counts: the table of pairs as a heatmap, and what smoothing does to it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from dashboard.contenders import cached, roster, selection
from dashboard.contenders.here import Here
from dashboard.frame.title import title
from dashboard.parts import evidence, trap
from dashboard.parts.counting import following, numbers, pair, smoothing, table
from dashboard.state import session
from dashboard.words.language import _, in_one_language
from dashboard.words.text import plain
from makemore.vocabulary import BOUNDARY


def say_what_this_is(here: Here) -> None:
    """Say how to read the table, with one of its numbers."""
    st.markdown(
        _(
            "Each cell says how often the character on top comes right after the character on the "
            "left. Strong colour: often. Grey: never. The sign **{boundary}** stands for the "
            "start and the end of a name."
        ).format(boundary=plain(here.labels[BOUNDARY]))
    )


@st.fragment  # a slider's move runs no more than this
@in_one_language
def explore(here: Here) -> None:
    """Show what moves with the smoothing and with the selected cell.

    The table is drawn before the controls above it: it is what the eye waits
    for, and the browser paints it while the rest is on its way.
    """
    cell = row, column = selection.selected()
    bar = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    picture = table.asked_for(here)
    model = cached.count_model(here.source, picture.smoothing)
    after = table.probabilities_after(model, np.array([row]))[0]  # (V,)
    if picture.large:
        wide, narrow = st.container(), st.container()
    else:
        wide, narrow = st.columns([2, 1], gap="medium")
    with wide:
        table.show_table(here, model, picture, cell)
    table.choose(bar)
    with wide:
        smoothing.explain_smoothing(here, picture.smoothing)
    with narrow:
        smoothing.show_nll(here, model)
        pair.choose_pair(here, cell)
        pair.explain_pair(here, cell, float(after[column]), picture.smoothing)
        pair.show_row(here, cell, after)
    evidence.show(here.source, row, column, roster.lecture(here.source, picture.smoothing))
    numbers.offer_numbers(here, row, after, model, picture.show)
    trap.show(here.source, row, column)
    following.follow(here, picture, cell)


title(
    _("Counts"),
    *("bigram", "count", "heatmap", "probability", "normalizing"),
    *("smoothing", "surprisal", "nll", "perplexity", "broadcasting"),
)
say_what_this_is(Here(session.source()))
explore(Here(session.source()))
numbers.show_code()
