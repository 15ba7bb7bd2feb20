"""Counts: the table of pairs as a heatmap, and what smoothing does to it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from dashboard.contenders import cached, roster, selection
from dashboard.contenders.here import Here
from dashboard.frame import controls
from dashboard.frame.queues import MOVES
from dashboard.frame.title import title
from dashboard.parts import evidence, trap
from dashboard.parts.counting import following, numbers, pair, smoothing, table
from dashboard.state import session
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import _, in_one_language
from dashboard.words.text import plain
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll
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


class Places(NamedTuple):
    """Where what moves with the smoothing stands, among what does not."""

    slider: DeltaGenerator
    nlls: DeltaGenerator
    bars: DeltaGenerator
    evidence: ExpanderContainer
    numbers: ExpanderContainer


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
        nlls = st.container(key="nlls_now", horizontal=True, gap="medium")
        smoothing.explain_nll()
        pair.choose_pair(here, cell)
        bars = st.container()
        pair.explain_row(here)
    boxes = evidence.offer(), numbers.offer()
    words = cached.pair_words(here.source, len(picture.tokens))
    figures = following.figures_at_marks(here.source)
    with wide:
        show_smoothed(here, cell, picture, words, figures, Places(slider, nlls, bars, *boxes))
        table.explain_table(here, picture)
    trap.show(here.source, *cell)
    following.follow(here, picture, cell)


@st.fragment  # a move of the slider runs no more than this
@MOVES.turn()
@in_one_language
def show_smoothed(
    here: Here,
    cell: table.Cell,
    picture: table.Picture,
    words: list[list[str]],
    figures: list[list[str]],
    places: Places,
) -> None:
    """Show the table here, and all else that moves with the smoothing in its place.

    The table is drawn before the slider above it: it is what the eye waits
    for, and the browser paints it while the rest is on its way.
    """
    row, column = cell
    picture = replace(picture, smoothing=controls.now(SMOOTHING))
    model = CountModel(here.counts, picture.smoothing)
    nll = mean_nll(model, here.counts)
    after = table.probabilities_after(model, np.array([row]))[0]  # (V,)
    table.show_table(here, model, picture, cell, words)
    smoothing.explain_smoothing(here, picture.smoothing, nll)
    smoothing.explain_infinity(here, model)
    table.choose_smoothing(places.slider)
    with places.nlls:
        smoothing.show_nll(here, model, nll)
    with places.bars:
        pair.explain_pair(here, cell, float(after[column]), picture.smoothing)
        pair.show_row(here, cell, after)
    lecture = partial(roster.lecture, smoothing=picture.smoothing)
    evidence.fill(places.evidence, here.source, row, column, lecture)
    numbers.fill(places.numbers, here, row, after, model, picture.show)
    following.follow_numbers(figures, picture)


title(
    _("Counts"),
    *("bigram", "count", "heatmap", "probability", "normalizing"),
    *("smoothing", "surprisal", "nll", "perplexity", "broadcasting"),
)
say_what_this_is(Here(session.source()))
explore(Here(session.source()))
numbers.show_code()
