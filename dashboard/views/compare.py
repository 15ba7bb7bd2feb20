"""Compare: models side by side, their nll, and the names that the same dice make of them.

All of it is one fragment: a control repaints only this page, and while a run goes on it follows.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard.contenders import learning, roster
from dashboard.contenders.contender import Contender, trained
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Trainer
from dashboard.frame import choosing, controls, dice
from dashboard.frame.title import title
from dashboard.parts import difference, scores, side_by_side
from dashboard.state import session
from dashboard.state.settings import SAMPLES
from dashboard.words.language import _, in_one_language

LIVE_NAMES = 20  # while a network learns: more would only flicker


def is_playing() -> bool:
    """Return whether the lecture's network, or another model that takes part, learns now."""
    return learning.trainer().playing or roster.is_learning(session.source())


@st.fragment(run_every=0.5 if is_playing() else None)
@in_one_language
def comparison(trainer: Trainer, was_playing: bool) -> None:
    """Show the models as they are now."""
    if was_playing and not is_playing():
        st.rerun()  # the last picture, and an end to polling
    sentence, choice, offer, row, figures, names, more = (st.container() for _place in range(7))
    box = more.expander(_("The models and the dice"))
    with choice:
        here = Here(session.source(), choosing.choose(session.source(), box))
    with box:
        seed = dice.choose_seed()
    waiting = untrained(here, trainer)
    with offer:
        choosing.offer_training(here.source)
        curious = bool(waiting) and ask_for_nonsense(trainer)
    with row:
        number, temperature = choose_names(is_playing())
    everyone = replace(here, contenders=(*here.contenders, *waiting))
    entries = scores.entries(everyone)
    with figures:
        scores.show(everyone, entries)
    here = everyone if curious else here
    if not here.contenders:
        sentence.markdown(_("Train a model, or choose another one, and it makes names here."))
        return
    asked = side_by_side.Asked(here, entries, number, seed)
    made = side_by_side.made_now(asked, temperature)
    seen = made.seen(asked)
    with sentence:
        scores.say(here, entries, seen.words[scores.SAID])
    with names:
        side_by_side.show(made, asked, seen)
        if not is_playing():
            side_by_side.follow(asked, temperature, seen)
    with more:
        difference.show(here)


def untrained(here: Here, trainer: Trainer) -> tuple[Contender, ...]:
    """Return the lecture's network as it stands, where it was chosen and has not learned yet."""
    there = {one.key for one in here.contenders}
    asked = learning.LECTURE in roster.chosen() and learning.LECTURE not in there
    return (trained(learning.LECTURE, trainer.snapshot),) if asked else ()


def ask_for_nonsense(trainer: Trainer) -> bool:
    """Return whether the names of a model that has not learned are wanted."""
    if trainer.playing:
        return False
    return st.toggle(_("Show the names of the untrained network"), key="untrained")


def choose_names(playing: bool) -> tuple[int, float]:
    """Return how many names to make, and the temperature."""
    slider, others = st.columns([5, 4], vertical_alignment="bottom")
    with slider:
        temperature = dice.choose_temperature()
    with others.container(horizontal=True, vertical_alignment="bottom"):
        number = int(controls.number(SAMPLES, _("How many names")))
        dice.offer_new()
    return min(number, LIVE_NAMES) if playing else number, temperature


title(_("Compare"), "nll", "perplexity", "sampling", "temperature", "seed")
comparison(learning.trainer(), is_playing())
