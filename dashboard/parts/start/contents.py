"""What fills the stage behind the first paint: all that needs torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.contenders import learning, roster
from dashboard.contenders.contender import trained
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Pace, Trainer
from dashboard.frame import controls
from dashboard.parts.start import doors, moments, pictures, play
from dashboard.parts.start.head import head, row
from dashboard.state import session
from dashboard.state.settings import LEARNING_RATE, REGULARIZATION, SMOOTHING, SPEED, STEPS
from dashboard.words.language import _

if TYPE_CHECKING:
    from dashboard.parts.start.stage import Places


def trainer() -> Trainer:
    """Return the network of the list in use, which learns as the sliders here and on Train say."""
    rate, regularization, steps, speed = map(
        controls.now, (LEARNING_RATE, REGULARIZATION, STEPS, SPEED)
    )
    pace = Pace(rate, regularization, until=int(steps), speed=speed)
    found = learning.trainer(pace)
    found.pace = pace
    return found


def fill(places: Places, *, said: bool) -> None:
    """Fill the stage; what the button is for may be `said` already."""
    run = trainer()
    if not said:
        with places.bar:
            play.buttons(run)
            sentence = st.container(width="stretch")
    with places.counted:
        smoothing = controls.log_slider(SMOOTHING, _("Smoothing"))
    with places.doors:
        doors.show()
    with places.others.container(gap="xsmall"):
        loss = st.container(gap=None)
        snapshot = moments.choose(run)
        names = st.container(gap=None)
    counts = roster.counted(session.source(), smoothing)
    network = trained(learning.LECTURE, snapshot)
    here = Here(session.source(), (counts, network))
    title = _("By counting")
    pictures.say_nll(here, counts, head(title, "views/counts.py", places.title))
    with places.table:
        pictures.show_table(here, counts, title)
    with places.learned:
        title = _("By training")
        pictures.say_nll(here, network, head(title, "views/train.py", row("network_nll")))
        pictures.show_table(here, network, title)
        controls.log_slider(LEARNING_RATE, _("Learning rate"))
    with loss:
        pictures.show_loss(here, snapshot, run.goal)
    with names:
        rows = pictures.show_names(here)
    if not said:
        with sentence:
            moments.say(here, snapshot, rows)
    if not run.playing:
        pictures.follow(here, smoothing)
