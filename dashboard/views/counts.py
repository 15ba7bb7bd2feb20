"""Counts: the table of pairs as a heatmap, and what smoothing does to it."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

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


@st.fragment(key=selection.SHOWN)
@in_one_language
def explore(here: Here) -> None:
    """Show the controls, and what moves with them and with the selected cell."""
    cell, picture = selection.selected(), table.asked_for(here)
    bar = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    if picture.large:
        wide, narrow = st.container(), st.container()
    else:
        wide, narrow = st.columns([2, 1], gap="medium")
    slider = table.choose(bar)
    with narrow:
        nlls = st.container()
        pair.choose_pair(here, cell)
        bars = st.container()
    show_smoothed(here, cell, slider, wide, nlls, bars)
    trap.show(here.source, *cell)
    following.follow(here, picture, cell)


@st.fragment  # a move of the slider runs no more than this
@in_one_language
def show_smoothed(
    here: Here,
    cell: table.Cell,
    slider: DeltaGenerator,
    wide: DeltaGenerator,
    nlls: DeltaGenerator,
    bars: DeltaGenerator,
) -> None:
    """Show the slider and all that moves with the smoothing, each in its place.

    The table is drawn before the slider above it: it is what the eye waits
    for, and the browser paints it while the rest is on its way.
    """
    row, column = cell
    picture = table.asked_for(here)
    model = cached.count_model(here.source, picture.smoothing)
    nll = cached.count_nll(here.source, picture.smoothing)
    after = table.probabilities_after(model, np.array([row]))[0]  # (V,)
    with wide:
        table.show_table(here, model, picture, cell)
        smoothing.explain_smoothing(here, picture.smoothing, nll)
    table.choose_smoothing(slider)
    with nlls:
        smoothing.show_nll(here, model, nll)
    with bars:
        pair.explain_pair(here, cell, float(after[column]), picture.smoothing)
        pair.show_row(here, cell, after)
    evidence.show(here.source, row, column, partial(roster.lecture, smoothing=picture.smoothing))
    numbers.offer_numbers(here, row, after, model, picture.show)
    following.follow_numbers(here.source, picture)


title(
    _("Counts"),
    *("bigram", "count", "heatmap", "probability", "normalizing"),
    *("smoothing", "surprisal", "nll", "perplexity", "broadcasting"),
)
say_what_this_is(Here(session.source()))
explore(Here(session.source()))
numbers.show_code()
