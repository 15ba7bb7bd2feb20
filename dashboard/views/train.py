"""Train: watch a network learn, one step after another: the lecture's, or one that sees further."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import learning, roster, selection
from dashboard.contenders.here import Here
from dashboard.contenders.learner import Learner
from dashboard.frame import choosing
from dashboard.frame.title import title
from dashboard.parts import evidence
from dashboard.parts.training import beyond, network, pacing, progress, strip, tables
from dashboard.parts.training.pacing import Settings
from dashboard.state import session
from dashboard.words.language import _, in_one_language

POLL, SLOW_POLL = 0.3, 0.5  # seconds between two looks at a run; of a network that takes longer


@in_one_language
def live(here: Here, settings: Settings, sentence: DeltaGenerator, polled: bool) -> None:
    """Show the run as it is now; when it has ended, let the whole page say so."""
    trainer = learning.trainer()
    if polled and not trainer.playing:
        st.rerun()
    snapshot = trainer.snapshot
    with sentence:
        progress.say_how_it_goes(here, snapshot, settings)
    progress.show_curve(here, snapshot, trainer.goal, settings)
    strip.show(here, trainer, snapshot)
    network.show_network(here, snapshot)
    tables.show_tables(here, snapshot)
    evidence.show(here.source, *selection.selected(), roster.lecture)


@in_one_language
def live_network(learner: Learner, polled: bool) -> None:
    """Show the run of another network as it is now; when it has ended, the whole page says so."""
    if polled and not learner.playing:
        st.rerun()
    beyond.show(Here(session.source()), learner)


def show_network(here: Here, key: str) -> None:
    """Show the controls and the run of a network that is not the lecture's."""
    learner = beyond.show_controls(learning.learner(key))
    playing = learner.playing
    st.fragment(live_network, run_every=SLOW_POLL if playing else None)(learner, playing)


def show(here: Here) -> None:
    """Show the controls, and the run; while it goes on, the page looks at it again and again."""
    sentence = st.container()
    settings, buttons = pacing.show_controls(here)
    trainer = pacing.follow(settings)
    playing = trainer.playing  # looked at once: what ends from here on is seen by the next poll
    with buttons:
        pacing.show_buttons(trainer, playing=playing)
    picture = st.container()
    tables.show_code(here)
    with picture:
        st.fragment(live, run_every=POLL if playing else None)(here, settings, sentence, playing)


title(
    _("Train"),
    *("one-hot", "weight", "logits", "softmax", "forward", "loss", "backward"),
    *("descent", "rate", "step", "regularization"),
)
chosen = choosing.choose_network()
if chosen == learning.LECTURE:
    show(Here(session.source()))
else:
    show_network(Here(session.source()), chosen)
