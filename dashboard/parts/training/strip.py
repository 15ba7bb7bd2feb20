"""Names of the lecture's network on its way: the same dice at its first steps, and at this one."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.compare import names_table
from dashboard.contenders import cached, learning
from dashboard.contenders.contender import trained
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Snapshot, Trainer
from dashboard.frame import controls, safe
from dashboard.state.settings import SEED
from dashboard.words.language import _

MOMENTS = (0, 10, 50, 200)  # steps at which names are kept to be looked at
NAMES = 5


def show(here: Here, trainer: Trainer, snapshot: Snapshot) -> None:
    """Show what the same dice made of the network then, and make of it now."""
    past = (step for step in MOMENTS if step < snapshot.step)
    then = [
        learning.at_step(trainer, step) for step in past if learning.can_look_back(trainer, step)
    ]
    moments = [*then, snapshot]
    who = tuple(trained(learning.LECTURE, one) for one in moments)
    rows = cached.walks(
        here.source, who, number=NAMES, seed=int(controls.now(SEED)), temperature=1.0
    )
    made = tuple(walk.name for row in rows for walk in row)
    known, hidden = cached.held(here.source, made), safe.rude(here.source, made)
    titles = [_("step {step}").format(step=f"{one.step:,}") for one in moments]
    columns = [(learning.LECTURE, title) for title in titles]
    with st.container():  # one place, whatever is in it: the charts below stay where they are
        st.html(names_table(rows, known, columns, partings=False, marks=False, hidden=hidden))
        safe.say(sum(name in hidden for name in made))
        if then:
            st.caption(_("A row comes from the same dice, thrown again after more and more steps."))
