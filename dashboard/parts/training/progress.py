"""How far the network has come: the sentence, and the curve over the floor of the counts."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.curves import loss_curve
from dashboard.contenders import cached
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Snapshot
from dashboard.parts.training.pacing import Settings
from dashboard.plot import plot
from dashboard.words.language import _, in_steps


def say_how_it_goes(here: Here, snapshot: Snapshot, settings: Settings) -> None:
    """Say in one sentence how far the network has come."""
    if snapshot.error is not None:
        st.warning(why_it_stopped(snapshot))
        return
    if snapshot.last.step == 0 and cached.is_wide(here.source):
        sentence = _(
            "All weights are 0 at first, because this list has so many characters: then those of "
            "pairs that never occur stay equal, and one number in each row stands for them all. "
            "The nll of the network is **{nll}**. The counts reach **{floor}**: the gap is "
            "**{gap}**."
        )
    elif snapshot.last.step == 0:
        sentence = _(
            "With random weights the nll of the network is **{nll}**. The counts reach "
            "**{floor}**: the gap is **{gap}**."
        )
    elif snapshot.last.nll > snapshot.history[0].nll:
        sentence = _(
            "After {steps} the nll of the network is **{nll}**, worse than at the start. The steps "
            "are too big: lower the learning rate."
        )
    elif settings.pace.regularization:
        sentence = _(
            "After {steps} the nll of the network is **{nll}**. The counts reach **{floor}**: the "
            "gap is **{gap}**. With regularization the loss is **{loss}**."
        )
    else:
        sentence = _(
            "After {steps} the nll of the network is **{nll}**. The counts reach **{floor}**: the "
            "gap is **{gap}**."
        )
    last = snapshot.last
    st.markdown(
        sentence.format(
            steps=in_steps(last.step),
            nll=in_nats(last.nll),
            floor=in_nats(here.floor),
            gap=in_nats(last.nll - here.floor),
            loss=in_nats(last.loss),
        )
    )
    say_held_out(here, snapshot)


def say_held_out(here: Here, snapshot: Snapshot) -> None:
    """Say how much the held-out names surprise the network, where any are held out."""
    held_out = cached.held_out_nll(here.source, snapshot.model)
    if held_out is not None:
        sentence = _("On the held-out names, which it does not learn from, its nll is **{nll}**.")
        st.markdown(sentence.format(nll=in_nats(held_out)))


def why_it_stopped(snapshot: Snapshot) -> str:
    """Say what made the loss infinite, and what to do."""
    assert snapshot.error is not None
    sentence = _(
        "Stopped: step {step} made the loss infinite. Its steps were too big (learning rate "
        "{learning_rate}, regularization {regularization}): each one jumped over the valley and "
        "landed higher. The last good weights are kept, those of step {kept}, with nll {nll}. "
        "Lower the learning rate or the regularization, then press Play."
    )
    return sentence.format(
        step=f"{snapshot.error.step:,}",
        learning_rate=f"{snapshot.error.learning_rate:g}",
        regularization=f"{snapshot.error.regularization:g}",
        kept=f"{snapshot.last.step:,}",
        nll=in_nats(snapshot.last.nll),
    )


def in_nats(value: float) -> str:
    """Return an nll in few signs, also while it runs away. Example: 2.45403 -> "2.4540"."""
    return f"{value:,.4f}" if value < 10_000 else f"{value:.1e}"


def show_curve(here: Here, snapshot: Snapshot, goal: int, settings: Settings) -> None:
    """Show the loss by step over the floor of the counts."""
    last = snapshot.last
    plot(
        loss_curve(
            snapshot.history,
            here.floor,
            last=last,
            goal=goal,
            with_loss=settings.pace.regularization > 0,
            log_x=settings.log_x,
            revision=str(here.source.key),
        ),
        key="loss",
        label=_("Curve of the nll by step: {nll} after {steps}; the counts reach {floor}.").format(
            nll=in_nats(last.nll),
            steps=in_steps(last.step),
            floor=in_nats(here.floor),
        ),
        height=360,
    )
    st.caption(
        _(
            "The nll says how surprised a model is, on average, by the next character: 0 is "
            "perfect, lower is better. The dashed line is the nll of the counts without smoothing: "
            "no network of this kind gets lower."
        )
    )
