"""What to run next: the optimizer, its learning rate, the steps, and the buttons."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.contenders import learning
from dashboard.contenders import runs as racing
from dashboard.contenders.runs import LONGEST, Plan
from dashboard.frame import controls
from dashboard.parts.race.race import Race
from dashboard.state.settings import OPTIMIZER, OPTIMIZER_RATES, RUN_STEPS
from dashboard.words.language import _

FIRST = 1000  # steps of the first race, which begins by itself: less than a second of computing
MANY = 200  # characters; beyond, a step takes so long that there are a tenth as many
WAIT = 0.7  # seconds that the page waits for its first race; what takes longer is seen on its way


def choose_plan(race: Race) -> Plan:
    """Show the controls of the next run, and the buttons; return what they say."""
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    with row:
        optimizer = controls.choice(OPTIMIZER, _("Optimizer"), help=_("The way downhill."))
    buttons = row.container(horizontal=True, width="content", gap="xsmall")
    st.caption(way_downhill(optimizer))
    left, right = st.columns(2, gap="medium")
    with left:
        rate = controls.log_slider(
            OPTIMIZER_RATES[optimizer],
            _("Learning rate"),
            help=_("How far one step goes. Each optimizer has one that suits it."),
        )
    with right:
        steps = controls.log_slider(
            RUN_STEPS,
            _("Steps, at most"),
            help=_(
                "A run ends earlier when its gap is too small to measure, or after {seconds} "
                "seconds of computing."
            ).format(seconds=f"{LONGEST:g}"),
        )
    plan = plan_of(optimizer, rate, int(steps))
    with buttons:
        show_buttons(race, optimizer, plan)
    return plan


def plan_of(optimizer: str, rate: float, steps: int) -> Plan:
    """Return how to run an optimizer from the first weights that Train has too."""
    return Plan(optimizer.lower(), rate, steps, learning.seed())


def word_of(optimizer: str) -> str:
    """Return the word of an optimizer on the page. Example: "l-bfgs" -> "L-BFGS"."""
    return next(word for word in OPTIMIZER.options if word.lower() == optimizer)


def way_downhill(optimizer: str) -> str:
    """Return in a sentence how an optimizer walks."""
    return {
        "Gradient descent": _(
            "The lecture's way: feel how steep the ground is, and step downhill. The flatter the "
            "ground, the shorter the step."
        ),
        "Momentum": _("Like a ball that rolls: it keeps most of its speed from step to step."),
        "Adam": _(
            "Every weight has a step size of its own, so that weights of rare characters move too."
        ),
        "L-BFGS": _("Remembers its last steps, and guesses from them how the ground bends."),
        "Newton": _(
            "Looks at how the ground bends, not only at how steep it is, and jumps to where the "
            "bottom should be."
        ),
    }[optimizer]


def show_buttons(race: Race, optimizer: str, plan: Plan) -> None:
    """Show Run and Stop, and say why Run cannot be pressed."""
    fits = racing.fits(plan.optimizer, len(race.labels))
    st.button(
        _("Run"),
        key=f"start{race.runs.started}",  # a click that meets a poll may arrive twice: see start
        type="primary" if race.runs.all else "secondary",  # before, the race is what to press
        icon=":material/play_arrow:",
        on_click=partial(start, race),
        args=(optimizer, plan, race.runs.started),
        disabled=race.runs.full or not fits,
    )
    st.button(_("Stop"), key="stop", on_click=race.runs.stop, disabled=not race.runs.running)
    if race.runs.full:
        full = _("{number} runs are kept. Remove one to start another.")
        st.caption(full.format(number=race.runs.most))
    elif not fits:
        st.caption(_("With so many characters L-BFGS has too much to remember."))


def start(race: Race, optimizer: str, plan: Plan, started: int) -> None:
    """Start a run and look at it, unless this click has started one already."""
    if race.runs.started != started:
        return
    name = _("{optimizer} {rate}").format(optimizer=_(optimizer), rate=f"{plan.learning_rate:g}")
    st.session_state["proof_run"] = race.runs.start(plan, name).number


def begin(race: Race) -> None:
    """Where nothing has run yet, start a short first race, so that there is something to see."""
    if not race.runs.started:
        short = FIRST if len(race.labels) <= MANY else FIRST // 10
        start_first_race(race, min(short, int(controls.now(RUN_STEPS))))
        race.runs.wait(WAIT)


def start_first_race(race: Race, steps: int) -> None:
    """Let the lecture's way and the fastest way run, with their usual learning rates."""
    if race.runs.all:
        return
    for optimizer in ("Gradient descent", "Newton"):
        rate = OPTIMIZER_RATES[optimizer].default
        start(race, optimizer, plan_of(optimizer, rate, steps), race.runs.started)
    st.session_state["proof_run"] = race.runs.all[0].number
