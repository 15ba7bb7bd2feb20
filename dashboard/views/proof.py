"""Both ways are one: optimizers race to the table that counting finds at once.

All of it is one fragment: a control repaints only this page, and while runs go on it follows.
"""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import cached, learning
from dashboard.frame.title import title
from dashboard.lists.source import Source
from dashboard.parts.race import closeness, controls, hidden, reasons, runs, standing, sweep
from dashboard.parts.race.race import Race
from dashboard.state import session
from dashboard.words.language import _, in_one_language
from makemore.shared_weights import WIDE

POLL, SLOW_POLL = 0.4, 2.0  # seconds between two looks at runs that go on; with MANY characters


def show(here: Race) -> None:
    """Show the race, which begins by itself; while runs go on, look at them again and again."""
    controls.begin(here)
    running = here.runs.running
    poll = POLL if len(here.labels) <= controls.MANY else SLOW_POLL

    @st.fragment(run_every=poll if running else None)
    @in_one_language
    def race() -> None:
        if running != here.runs.running:
            st.rerun()  # polling begins or ends with the runs
        with st.container():
            standing.say_how_it_stands(here)
        plan = controls.choose_plan(here)
        if here.runs.all:
            runs.show_gaps(here)
            runs.show_table(here)
            closeness.show_one(here, runs.choose_run(here))
        sweep.show_sweep(here, plan)
        reasons.explain()

    race()
    hidden.show(here)


def decline(source: Source) -> None:
    """Say that the list has too many characters for a race, and what to do."""
    size = len(cached.counts(source).vocabulary)
    st.info(
        _(
            "Here five ways of training race on all of W. This list has {size} characters, so W "
            "has {cells} numbers: too many for a race. On the page Train one network learns them. "
            "To see the race, use a list with at most {most} characters, or only its first names "
            "(page Names)."
        ).format(size=f"{size:,}", cells=f"{size**2:,}", most=f"{WIDE:,}")
    )
    st.page_link("views/train.py", label=_("Train"), icon=":material/arrow_forward:")
    st.page_link("views/names.py", label=_("Names"), icon=":material/arrow_forward:")


title(_("Both ways are one"), "descent", "rate", "step", "loss", "divergence")
if cached.is_wide(session.source()):
    decline(session.source())
else:
    show(Race(source=session.source(), runs=learning.runs()))
