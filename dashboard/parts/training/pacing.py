"""How a run goes on: learning rate, regularization, steps and speed, and the buttons."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import cached, learning
from dashboard.contenders.here import Here
from dashboard.contenders.learner import Learner
from dashboard.contenders.trainer import Pace, Trainer
from dashboard.frame import controls
from dashboard.state import address
from dashboard.state.settings import (
    LEARNING_RATE,
    REGULARIZATION,
    SPEED,
    STEPS,
    WEIGHTS_SEED,
)
from dashboard.words.language import _


@dataclass(frozen=True)
class Settings:
    """What the controls say."""

    pace: Pace
    seed: int
    log_x: bool


NO_SEED = -1  # of first weights that are all zero


def show_controls(here: Here) -> tuple[Settings, DeltaGenerator]:
    """Show the controls; return what they say, and the place of the buttons."""
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    with row.container(width="stretch"):
        learning_rate = controls.log_slider(
            LEARNING_RATE,
            _("Learning rate"),
            help=_("How far W moves in one step. You can move it while the network learns."),
        )
    with row.container(width="content", horizontal=True, gap="xsmall"):
        buttons = st.container(width="content", horizontal=True, gap="xsmall")
        with st.popover(_("Settings")):
            return choose_more(here, learning_rate), buttons


def choose_more(here: Here, learning_rate: float) -> Settings:
    """Show what else can be changed about a run."""
    regularization = controls.log_slider(
        REGULARIZATION,
        _("Regularization"),
        help=_("Pulls all weights towards 0, as smoothing evens out the counts. 0 is off."),
    )
    steps = controls.log_slider(STEPS, _("Steps per press of Play"))
    speed = controls.log_slider(
        SPEED, _("Steps a second"), help=_("At 100,000 it goes as fast as the computer can.")
    )
    log_x = controls.switch("logx", _("Log scale for the steps"))
    if cached.is_wide(here.source):
        return Settings(Pace(learning_rate, regularization, int(steps), speed), NO_SEED, log_x)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        help_ = _("The same seed gives the same random weights.")
        seed = int(controls.number(WEIGHTS_SEED, _("Seed of the first weights"), help=help_))
        st.button(_("New weights"), key="new", on_click=use_seed, args=(seed + 1,))
    return Settings(Pace(learning_rate, regularization, int(steps), speed), seed, log_x)


def use_seed(seed: int) -> None:
    """Put a seed into its box."""
    address.put(WEIGHTS_SEED.name, seed % int(WEIGHTS_SEED.maximum))


def follow(settings: Settings) -> Trainer:
    """Return the run of the list in use, set as the controls say."""
    trainer = learning.trainer(settings.pace)
    trainer.pace = settings.pace
    if settings.seed not in (NO_SEED, trainer.seed):
        trainer.reset(settings.seed)
    return trainer


def show_buttons(trainer: Trainer | Learner, *, playing: bool) -> None:
    """Show play or pause, one step, and reset.

    A click that meets a poll may arrive twice (the browser sends it with both messages), so what
    has been a Pause never becomes a Play: after a pause there is a new button.
    """
    key = f"play{st.session_state.get('pauses', 0)}"  # the same while playing: it keeps the focus
    if playing:
        st.button(_("Pause"), key=key, on_click=pause, args=(trainer,), type="primary", width=80)
    else:
        st.button(_("Play"), key=key, on_click=trainer.play, type="primary", width=80)
    st.button(_("One step"), key="step", on_click=trainer.step, disabled=playing)
    st.button(
        _("Reset"), key="reset", on_click=trainer.reset, help=_("Back to the same first weights.")
    )


def pause(trainer: Trainer | Learner) -> None:
    """Pause the run."""
    st.session_state["pauses"] = st.session_state.get("pauses", 0) + 1
    trainer.pause()
