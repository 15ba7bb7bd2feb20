"""The way of a run in tenths, and one sentence on where it stands."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.contenders import learning
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Snapshot, Trainer
from dashboard.frame.held import hold
from dashboard.parts.start import play
from dashboard.words.language import _, in_steps
from makemore.comparing import parting
from makemore.sampling import Walk

TENTHS = tuple(range(11))


def choose(trainer: Trainer) -> Snapshot:
    """Offer each tenth of the way, once a run has ended; return the run as it stood there.

    Where steps were not all alike, or were too many to be made again at once, it is the run of now.
    """
    now = trainer.snapshot
    if trainer.playing or not now.last.step or not learning.can_look_back(trainer, now.last.step):
        return now
    tenth = st.session_state.get(play.WAY, TENTHS[-1])
    hold(
        st.segmented_control,
        _("The way there, in percent"),
        TENTHS,
        key="tenth",
        shows=tenth,
        take=_take_tenth,
        required=True,
        format_func=lambda tenth: f"{tenth * 10}",
        label_visibility="collapsed",
        width="stretch",
    )
    if tenth == TENTHS[-1]:
        return now
    return learning.at_step(trainer, round(now.last.step * tenth / TENTHS[-1]))


def say(here: Here, snapshot: Snapshot, rows: Sequence[tuple[Walk, ...]]) -> None:
    """Say in one sentence what there is to see."""
    if not snapshot.last.step:
        play.say_noise()
        return
    alike = sum(parting(*row) is None for row in rows)
    gap = snapshot.last.nll - here.floor
    st.markdown(
        _(
            "After {steps} the network is **{gap} nats** from the counts; the same dice give "
            "**{alike} of {number}** equal names."
        ).format(
            steps=in_steps(snapshot.last.step),
            gap=f"{gap:.3f}" if gap < 1000 else f"{gap:.1e}",
            alike=alike,
            number=len(rows),
        )
    )


def _take_tenth(tenth: int) -> None:
    st.session_state[play.WAY] = tenth
