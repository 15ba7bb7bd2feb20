"""The stage: counting on the left, a network beside it, and the names that both make.

All of it is one fragment: a slider repaints the stage alone, and while the network learns the stage
follows it. A sketch of the counts' table, which needs no torch, lies where the table will be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.sketch import sketch
from dashboard.frame import controls
from dashboard.frame.queues import let_paint
from dashboard.lists import corpora
from dashboard.parts.start import play
from dashboard.parts.start.head import row
from dashboard.state import session
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import in_one_language

if TYPE_CHECKING:
    from dashboard.contenders.trainer import Trainer

POLL = 0.3  # seconds between two looks at a network that learns
SHOWN = 27  # characters of a table, the commonest
LIMITS = (0.01, 0.6)  # shares between which the colours run, the same for both tables


class Places(NamedTuple):
    """Where things stand on the stage."""

    bar: DeltaGenerator  # of the large button
    title: DeltaGenerator  # of the counts' table
    table: DeltaGenerator
    counted: DeltaGenerator
    learned: DeltaGenerator
    doors: DeltaGenerator
    others: DeltaGenerator


def show(behind: Callable[[], None]) -> None:
    """Show the stage; while the network learns, look at it again and again.

    The first time what needs no torch is painted first, and `behind` that what else needs none.
    """
    run = _begun()
    if run is None:
        with st.container():  # as a fragment has one
            _show_first(behind)
    else:
        behind()
        st.fragment(_stage, run_every=POLL if run.playing else None)(run.playing)


@in_one_language
def _show_first(behind: Callable[[], None]) -> None:
    places = _lay_out()
    let_paint()
    behind()
    with places.bar:
        play.buttons(None)
        with st.container(width="stretch"):
            play.say_noise()
    _fill(places, said=True)


@in_one_language
def _stage(was_playing: bool) -> None:
    run = _begun()
    if run is not None and run.playing != was_playing:
        st.rerun()  # polling begins or ends
    _fill(_lay_out(), said=False)


def _fill(places: Places, *, said: bool) -> None:
    from dashboard.parts.start import contents  # noqa: PLC0415 - loads torch

    contents.fill(places, said=said)


def _lay_out() -> Places:
    """Show the sketch; the rest of the stage is places that the page's style keeps free."""
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="play_bar")
    tables, others = st.columns([10, 6], gap="medium")
    with tables:
        counted, learned = (column.container() for column in st.columns(2, gap="medium"))
        doors = st.container()
    with counted:
        title = row("counts_nll")
        table = st.container(key="counts_table")
    for place in (bar, title):
        place.empty()  # a place with nothing in it would be no place
    with table:
        _show_sketch()
    return Places(bar, title, table, counted, learned, doors, others)


def _begun() -> Trainer | None:
    """Return the network of the list in use, None where this session has not asked for any yet."""
    if "trainers" not in st.session_state and "to_train" not in st.session_state:
        return None
    from dashboard.parts.start import contents  # noqa: PLC0415 - loads torch

    return contents.trainer()


def _show_sketch() -> None:
    """Show the cells of the counts' table, or hold its place: to hold names out takes torch."""
    source, smoothing = session.source(), controls.now(SMOOTHING)
    picture = ""
    if not source.held_out:
        counts, totals = corpora.common_pairs(source, SHOWN)
        characters = len(corpora.corpus(source).characters) + 1
        shares = (counts + smoothing) / (totals[:, None] + smoothing * characters)
        where = sketch(shares, LIMITS, dark=st.context.theme.type == "dark")
        picture = f"![]({where})"  # markdown: for anything else the browser fetches scripts first
    st.markdown(picture)
