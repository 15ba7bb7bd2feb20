"""How the runs stand, in a sentence or two, and what to do where there are none."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.runs import (
    gap_text,
)
from dashboard.contenders.runs import CLOSE
from dashboard.frame import controls
from dashboard.parts.race.controls import start_first_race
from dashboard.parts.race.race import Race
from dashboard.state.settings import RUN_STEPS
from dashboard.words.language import _, in_steps, sentences
from dashboard.words.text import plain


def say_how_it_stands(race: Race) -> None:
    """Say in a sentence or two how close the runs have come."""
    if not race.runs.all:
        invite(race)
        return
    st.markdown(
        _(
            "Counting finds the best table at once: its nll is **{floor}**, and no network of this "
            "kind gets lower. {standing}"
        ).format(floor=f"{race.floor:.4f}", standing=standing(race))
    )


def invite(race: Race) -> None:
    """Say what there is to see, and offer a first race."""
    st.markdown(
        _(
            "Counting finds the best table of this list at once: its nll is **{floor}**, and no "
            "network of this kind gets lower. Training has to walk there, step by step. How close "
            "does it come, and how fast?"
        ).format(floor=f"{race.floor:.4f}")
    )
    st.button(
        _("Race gradient descent against Newton"),
        key="first_race",
        type="primary",
        icon=":material/play_arrow:",
        on_click=start_first_race,
        args=(race, int(controls.now(RUN_STEPS))),
    )


def standing(race: Race) -> str:
    """Return who came close, and who is still far away."""
    close = [run for run in race.runs.all if run.moment.close_at is not None]
    far = [run for run in race.runs.all if run.moment.last.gap >= CLOSE]
    words = []
    if close:
        first = min(close, key=lambda run: run.moment.close_at or 0)
        words.append(
            _("**{name}** came within a millionth of it in **{steps}**.").format(
                name=plain(first.name), steps=in_steps(first.moment.close_at or 0)
            )
        )
    if far:
        last = max(far, key=lambda run: run.moment.last.gap)
        point = last.moment.last
        words.append(
            _("**{name}** is still **{gap}** above it after {steps}.").format(
                name=plain(last.name), gap=gap_text(point.gap), steps=in_steps(point.step)
            )
        )
    return sentences(*words)
