"""Score a name: how surprised each model is by every letter of a name that a person types.

All of it is one fragment: typing repaints only this page, which follows a model that learns.
"""

from __future__ import annotations

import math

import streamlit as st

from dashboard.charts.score import letters
from dashboard.contenders import cached, roster
from dashboard.contenders.here import Here
from dashboard.frame import choosing
from dashboard.frame.title import title
from dashboard.lists.source import Source
from dashboard.parts import formula
from dashboard.parts.scoring import several, sums, typed, verdict
from dashboard.state import session
from dashboard.words.language import _, in_one_language
from makemore.corpus import MAX_NAME_LENGTH

LOOK = 0.5  # seconds between two looks at a model that learns
learning = roster.is_learning(session.source())


@st.fragment(run_every=LOOK if learning else None)
@in_one_language
def scoring(learned_before: bool) -> None:
    """Show the name in the box as the models see it."""
    source = session.source()
    if roster.is_learning(source) != learned_before:
        st.rerun()  # the whole page: it begins or ends to look by itself
    sentence, row, picture, more = (st.container() for _place in range(4))
    with row:
        text, here = choose(source)
    with picture:
        name = typed.read(text, source)
        judged = typed.judge(name, here)
        if judged:
            st.html(letters(judged, blind=math.log(len(here.vocabulary))))
            verdict.offer_smoothing(here, judged)
            verdict.say_what_is_known(name, text, here, judged)
            st.html(typed.table([judged], [name], here))
        explain()
    with sentence:
        verdict.say(name, here, judged)
    with more:
        sums.show(here, judged)
        several.compare(here)
        several.show_extremes(here)


def choose(source: Source) -> tuple[str, Here]:
    """Show the box for the name and the models; return both."""
    left, right = st.columns([2, 3], gap="medium")
    text = left.text_input(
        _("A name"),
        value=str(cached.corpus(source).column[0]),
        max_chars=MAX_NAME_LENGTH,
        key=f"name {source.digest}",
        persist_state="session",
        autocomplete="off",
        live=True,
    )
    knobs = st.container()
    with right:
        here = Here(source, choosing.choose(source, knobs))
    choosing.offer_training(source)
    return text or "", here


def explain() -> None:
    """Say what the numbers are."""
    st.caption(
        _(
            "Surprisal: 0 for what is certain (100 %), 0.69 for 50 %, 2.30 for 10 %, 4.61 for "
            "1 %, infinite (∞) for what is impossible. A bar above the dashed line is worse "
            "than a blind guess. **nll**: the sum over the name and its end; 0 is perfect, "
            "lower is better. **Perplexity**: as if the model had to guess among this many "
            "characters."
        )
    )
    formula.offer(formula.surprisal())


title(_("Score a name"), "surprisal", "nll", "perplexity", "smoothing")
scoring(learning)
