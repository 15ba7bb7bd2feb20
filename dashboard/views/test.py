"""Test: how the models do on names that they have never seen, and which setting does best."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import cached, roster
from dashboard.contenders.here import Here
from dashboard.frame import choosing
from dashboard.frame.title import title
from dashboard.parts import bridge, division, leaderboard, luck, smoothing
from dashboard.state import session
from dashboard.words.language import _


def choose() -> Here:
    """Show how many names are held out and which models take part; return where we stand."""
    source = session.source()
    left, right = st.columns([1, 2], gap="medium")
    knobs = st.container()
    with left:
        division.choose(source)
    with right:
        return Here(source, choosing.choose(source, knobs))


def compare(here: Here, sentence: DeltaGenerator) -> None:
    """Show who does best on the held-out names; where none are held out, offer to do so."""
    lines = leaderboard.ranked(here)
    with sentence:
        if cached.split(here.source) is None:
            division.invite(here.source)
        elif here.contenders:
            leaderboard.say(here, lines)
        else:
            st.markdown(_("Train a model, or choose another one, and it is tested here."))
    leaderboard.show(here, lines)


def is_playing() -> bool:
    """Return whether a model that takes part learns at this moment."""
    return roster.is_learning(session.source())


@st.fragment(run_every=0.5 if is_playing() else None)
def follow(was_playing: bool) -> None:
    """Offer to train what has not learned, show how far it is, and show its results in the end."""
    choosing.offer_training(session.source())
    if was_playing and not is_playing():
        st.rerun()


title(_("Test"), "held-out", "smoothing", "regularization", "nll")
sentence, choice, offer = (st.container() for _place in range(3))
with choice:
    here = choose()
with offer:
    follow(is_playing())
compare(here, sentence)
smoothing.show(here)
division.show(here.source)
bridge.show_regularization(here)
bridge.show(here)
luck.show(here)
