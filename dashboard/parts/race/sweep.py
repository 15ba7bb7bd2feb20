"""Short runs with several learning rates, side by side."""

from __future__ import annotations

import numpy as np
import streamlit as st

from dashboard.charts.runs import (
    gap_text,
    sweep_chart,
)
from dashboard.contenders import cached
from dashboard.contenders import runs as racing
from dashboard.contenders.runs import Plan
from dashboard.parts.race.controls import MANY, word_of
from dashboard.parts.race.race import Race
from dashboard.plot import plot
from dashboard.state.settings import OPTIMIZER_RATES
from dashboard.words.language import _, in_steps, sentences, with_commas

SWEEP = (0.002, 0.01, 0.04, 0.2, 1, 2, 4, 10)  # times the optimizer's own learning rate


SWEEP_STEPS = 100


def show_sweep(race: Race, plan: Plan) -> None:
    """Show, behind one click, short runs with several learning rates."""
    box = st.expander(_("Several learning rates at once"), key="proof_sweep", on_change="rerun")
    if not box.open:
        return
    with box:
        steps = SWEEP_STEPS if len(race.labels) <= MANY else SWEEP_STEPS // 5
        plans = sweep_plans(plan, steps)
        if not racing.fits(plan.optimizer, len(race.labels)):
            st.markdown(_("With so many characters L-BFGS has too much to remember."))
        elif len(race.labels) <= MANY or asked_to_sweep(race, plans):
            show_trials(race, plans)


def sweep_plans(plan: Plan, steps: int) -> list[Plan]:
    """Return short runs around the optimizer's own learning rate."""
    setting = OPTIMIZER_RATES[word_of(plan.optimizer)]
    rates = [float(f"{setting.default * factor:.3g}") for factor in SWEEP]
    return [
        Plan(plan.optimizer, rate, steps, plan.seed)
        for rate in rates
        if setting.minimum <= rate <= setting.maximum
    ]


def asked_to_sweep(race: Race, plans: list[Plan]) -> bool:
    """Offer the sweep where it takes a while; return whether it was asked for."""
    asked: set[object] = st.session_state.setdefault("swept", set())
    key = (race.source, plans[0])
    if key not in asked:
        st.button(
            _("Try {number} learning rates").format(number=len(plans)),
            help=_("With so many characters this takes a while."),
            on_click=asked.add,
            args=(key,),
        )
    return key in asked


def show_trials(race: Race, plans: list[Plan]) -> None:
    """Show the curves of short runs, and say which learning rate did best."""
    curves = quickly(race, plans) if len(race.labels) <= MANY else slowly(race, plans)
    steps = plans[0].steps
    verdicts = [racing.verdict(gaps, steps) for gaps in curves]
    say_best(plans, curves, verdicts)
    plot(
        sweep_chart([plan.learning_rate for plan in plans], curves, verdicts),
        key="sweep_chart",
        label=_("Gap to the counts by step, a curve for each learning rate"),
        height=400,
    )


def quickly(race: Race, plans: list[Plan]) -> list[np.ndarray]:
    """Return the curves of short runs."""
    with st.spinner(_("Trying the learning rates")):
        return [cached.trial(race.source, plan) for plan in plans]


def slowly(race: Race, plans: list[Plan]) -> list[np.ndarray]:
    """Return the curves of short runs, with a bar that says how many are done."""
    bar, curves = st.progress(0.0), []
    for number, plan in enumerate(plans, start=1):
        curves.append(cached.trial(race.source, plan))
        bar.progress(number / len(plans))
    bar.empty()
    return curves


def say_best(plans: list[Plan], curves: list[np.ndarray], verdicts: list[str]) -> None:
    """Say which learning rates did best and worst."""
    good = [at for at, verdict in enumerate(verdicts) if verdict != "too big"]
    too_big = [f"{plans[at].learning_rate:g}" for at in range(len(plans)) if at not in good]
    words = []
    if good:
        best = min(good, key=lambda at: float(curves[at][-1]))
        words.append(
            _("After {steps} the learning rate **{rate}** is nearest: its gap is {gap}.").format(
                steps=in_steps(plans[best].steps),
                rate=f"{plans[best].learning_rate:g}",
                gap=gap_text(float(curves[best][-1])),
            )
        )
    if too_big:
        words.append(
            _("Too big, for they end higher than they began: **{rates}** (dotted).").format(
                rates=with_commas(too_big)
            )
        )
    if "jumps" in verdicts:
        words.append(_("Dashed curves jump up and down: their steps cross the valley."))
    words.append(_("Too small a rate is safe, but slow."))
    st.markdown(sentences(*words))
