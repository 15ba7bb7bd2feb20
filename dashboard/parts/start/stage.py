"""The stage: counting on the left, a network beside it, and the names that both make.

All of it is one fragment: a slider repaints the stage alone, and while the network learns the stage
follows it.
"""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import learning, roster
from dashboard.contenders.contender import trained
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Pace, Trainer
from dashboard.frame import controls
from dashboard.parts.start import doors, pictures, play
from dashboard.state import session
from dashboard.state.settings import LEARNING_RATE, REGULARIZATION, SMOOTHING, SPEED, STEPS
from dashboard.words.language import _, in_one_language

POLL = 0.3  # seconds between two looks at a network that learns


def show() -> None:
    """Show the stage; while the network learns, look at it again and again."""
    trainer = learning.trainer(_pace())
    playing = trainer.playing
    st.fragment(_stage, run_every=POLL if playing else None)(trainer, playing)


@in_one_language
def _stage(trainer: Trainer, was_playing: bool) -> None:
    trainer.pace = _pace()
    if trainer.playing != was_playing:
        st.rerun()  # polling begins or ends
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="play_bar")
    with bar:
        play.buttons(trainer)
        sentence = st.container(width="stretch")
    tables, others = st.columns([10, 6], gap="medium")
    with tables:
        counted, learned = (column.container() for column in st.columns(2, gap="medium"))
        doors.show()
    with counted:
        place = st.container()
        smoothing = controls.log_slider(SMOOTHING, _("Smoothing"))
    with others.container(gap="xsmall"):
        loss = st.container(gap=None)
        snapshot = play.choose_moment(trainer)
        names = st.container(gap=None)
    counts, network = (
        roster.counted(session.source(), smoothing),
        trained(learning.LECTURE, snapshot),
    )
    here = Here(session.source(), (counts, network))
    with place:
        pictures.show_model(here, counts, "views/counts.py", _("By counting"))
    with learned:
        pictures.show_model(here, network, "views/train.py", _("By training"))
        controls.log_slider(LEARNING_RATE, _("Learning rate"))
    with loss:
        pictures.show_loss(here, snapshot, trainer.goal)
    with names:
        rows = pictures.show_names(here)
    with sentence:
        play.say(here, snapshot, rows)
    if not trainer.playing:
        pictures.follow(here, smoothing)


def _pace() -> Pace:
    """Return how the network is to learn, as the sliders of this page and of Train say."""
    rate, regularization, steps, speed = map(
        controls.now, (LEARNING_RATE, REGULARIZATION, STEPS, SPEED)
    )
    return Pace(rate, regularization, until=int(steps), speed=speed)
