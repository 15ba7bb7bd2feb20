"""How the names are divided, and the test names, which one looks at once."""

from __future__ import annotations

import math

import streamlit as st

from dashboard.contenders.climbing import MOST, Climb, best_of
from dashboard.contenders.judging import JUDGES
from dashboard.parts.ladder.standing import name_of
from dashboard.words.language import _, plural


def show_test(climb: Climb) -> None:
    """Offer to open the test names; once they are open, say so for good."""
    with st.expander(_("The test, opened once"), expanded=climb.opened is not None):
        if climb.opened is None:
            _offer(climb)
        else:
            _say(climb)


def _offer(climb: Climb) -> None:
    st.markdown(
        _(
            "You choose the best rung by names that it never saw, so a lucky one may win. That is "
            "why {tests} are still sealed. Open them when all is chosen: a test that is looked at "
            "again and again becomes names to choose by."
        ).format(tests=plural("{number} other name", "{number} other names", len(climb.parts.test)))
    )
    st.button(
        _("Open the test"),
        key="open_test",
        icon=":material/lock_open:",
        on_click=climb.open_test,
        disabled=climb.running or not climb.rungs,
    )


def _say(climb: Climb) -> None:
    then = best_of(list((climb.opened or {}).values()))
    best = climb.rungs.get(then.key) if then else None
    if then is None or best is None or best.test is None or not math.isfinite(best.test.mean):
        st.markdown(_("You have opened the test."))
        return
    st.markdown(
        _(
            "You have opened the test. {best}, then the best by the names to choose by "
            "({validation}), has **{test} nats** on the test names. The table has them all. What "
            "learns from now on is chosen by someone who has seen them."
        ).format(
            best=name_of(then),
            validation=f"{then.validation.mean:.4f}",
            test=f"{best.test.mean:.4f}",
        )
    )


def show_division(climb: Climb) -> None:
    """Say how the list was divided in three."""
    parts = climb.parts
    with st.expander(_("How the names are divided")):
        st.markdown(
            _(
                "Dice with a seed (page Test) divide the *different* names in three, all copies of "
                "a name together: **{train}** to learn from, **{validation}** to judge the rungs "
                "by, **{test}** for the test. The names to judge by are those that the other pages "
                "hold out at a tenth."
            ).format(
                train=f"{len(parts.train):,}",
                validation=f"{len(parts.validation):,}",
                test=f"{len(parts.test):,}",
            )
        )
        if climb.drawn:
            sentence = _(
                "Of this long list {most} names were drawn by dice, for all rungs the same; "
                "{judges} different ones judge at most. More would hardly change a figure."
            )
            st.markdown(sentence.format(most=f"{MOST:,}", judges=f"{JUDGES:,}"))
