"""Compare: models side by side, their nll, and the names that the same dice make of them.

All of it is one fragment: a control repaints only this page, and while a run goes on it follows.
"""

from __future__ import annotations

import streamlit as st

from dashboard.charts.compare import names_columns, names_table
from dashboard.contenders import cached, roster
from dashboard.contenders.contender import trained
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Trainer
from dashboard.frame import choosing, controls, dice
from dashboard.frame.title import title
from dashboard.parts import difference, scores
from dashboard.state import session
from dashboard.state.settings import SAMPLES
from dashboard.words.language import _, carried, in_one_language
from makemore.export import csv_bytes

LIVE_NAMES = 20  # while a network learns: more would only flicker


@st.fragment(run_every=0.5 if session.trainer().playing else None)
@in_one_language
def comparison(trainer: Trainer, was_playing: bool) -> None:
    """Show the models as they are now."""
    if was_playing and not trainer.playing:
        st.rerun()  # the last picture, and an end to polling
    sentence, choice, offer, row, figures, names, more = (st.container() for _place in range(7))
    box = more.expander(_("The models and the dice"))
    with choice:
        here = Here(session.source(), choosing.choose(session.source(), box))
    with box:
        seed = dice.choose_seed()
    with offer:
        choosing.offer_training(here.source)
        here = with_untrained(here, trainer)
    with row:
        number, temperature = choose_names(trainer.playing)
    entries = scores.entries(here)
    with figures:
        scores.show(here, entries)
    if not here.contenders:
        sentence.markdown(_("Choose a model, or train one, and it makes names here."))
        return
    rows = cached.walks(
        here.source, here.contenders, number=number, seed=seed, temperature=temperature
    )
    known = cached.held(here.source, tuple(walk.name for one in rows for walk in one))
    with sentence:
        scores.say(here, entries, rows, known)
    with names:
        columns = [(one.key, one.title) for one in here.contenders]
        st.html(names_table(rows, known, columns))
        titles = [title for _key, title in columns]
        st.download_button(
            _("Download these names (CSV)"),
            carried(lambda: csv_bytes(names_columns(rows, known, titles))),
            file_name="names.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
    with more:
        difference.show(here)


def with_untrained(here: Here, trainer: Trainer) -> Here:
    """Return the models with those that have not learned, where their nonsense is wanted."""
    waiting = [key for key in roster.chosen() if key not in {one.key for one in here.contenders}]
    if not waiting or trainer.playing:
        return here
    if not st.toggle(_("Show the names of the untrained network"), key="untrained"):
        return here
    more = tuple(trained(key, trainer.snapshot) for key in waiting)
    return Here(here.source, (*here.contenders, *more))


def choose_names(playing: bool) -> tuple[int, float]:
    """Return how many names to make, and the temperature."""
    slider, others = st.columns([5, 4], vertical_alignment="bottom")
    with slider:
        temperature = dice.choose_temperature()
    with others.container(horizontal=True, vertical_alignment="bottom"):
        number = int(controls.number(SAMPLES, _("How many names")))
        dice.new_dice()
    return min(number, LIVE_NAMES) if playing else number, temperature


title(_("Compare"), "nll", "perplexity", "sampling", "temperature", "seed")
comparison(session.trainer(), session.trainer().playing)
