"""The ladder: every kind of model on the list in use, from a blind guess up.

All of it is one fragment: while models learn, it follows.
"""

from __future__ import annotations

import math

import streamlit as st

from dashboard.charts import ladder as charts
from dashboard.contenders import cached, learning
from dashboard.contenders.climbing import FEWEST, Climb
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.lists.source import Source
from dashboard.parts.ladder import sealed, standing, table, turns
from dashboard.plot import plot
from dashboard.state import session
from dashboard.words.language import _, explain, in_one_language, model_title
from dashboard.words.text import plain
from makemore.models.family import Family, families

POLL = 0.5  # seconds between two looks at models that learn


def show(source: Source) -> None:
    """Show the ladder; while models learn, the page looks at it again and again."""
    by_line = is_careless(source)
    climb = learning.climb(by_line=by_line)
    running = climb.running

    @st.fragment(run_every=POLL if running else None)
    @in_one_language
    def follow() -> None:
        if running != climb.running or by_line != is_careless(source):
            st.rerun()  # polling begins or ends with the climb
        honest = learning.climb() if by_line else None
        st.markdown(standing.standing(climb))
        show_buttons(climb, source)
        show_picture(climb, honest, source)
        table.show(climb, honest)
        for key, error in climb.failed.items():
            st.caption(plain(f"{model_title(families()[key].title)}: {explain(error)}"))

    follow()
    turns.show()
    sealed.show_test(climb)
    sealed.show_division(climb)


def show_buttons(climb: Climb, source: Source) -> None:
    """Show climb or stop, how far it is, and the careless way of dividing."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if climb.running:
            st.button(_("Stop"), key="stop_climb", on_click=climb.stop, icon=":material/stop:")
            st.progress(climb.share, who_learns(climb))
        else:
            words = _("Climb on") if climb.rungs else _("Climb the ladder")
            st.button(
                words if climb.waiting else _("All rungs are climbed"),
                key="climb",
                type="primary" if climb.waiting else "secondary",
                icon=":material/stairs_2:",
                on_click=climb.go,
                disabled=not climb.waiting,
            )
            choose_division(source)


def who_learns(climb: Climb) -> str:
    """Return which rung learns at this moment, and how far it is."""
    now, live = climb.now, climb.live
    family = next((one for one in climb.families if one.key == now), None)
    if family is None:
        return _("The test names are scored …")
    if live is None:
        return _("{model} learns …").format(model=model_title(family.title))
    return _("{model} learns: step {step}").format(
        model=model_title(family.title), step=f"{live.step:,}"
    )


def choose_division(source: Source) -> None:
    """Show the switch to the careless division, where it makes a difference."""
    if not has_copies(source):
        return
    help_ = _(
        "Divides line by line. A name that stands in the list twice may then be learned and judged "
        "by: models that learn by heart look better than they are."
    )
    controls.switch("by_line", _("Divide carelessly"), help=help_)


def is_careless(source: Source) -> bool:
    """Return whether the list is to be divided line by line."""
    return bool(st.session_state.get("by_line")) and has_copies(source)


def has_copies(source: Source) -> bool:
    """Return whether some name occurs more than once."""
    names = cached.corpus(source)
    return bool(names.total > names.distinct)


def show_picture(climb: Climb, honest: Climb | None, source: Source) -> None:
    """Show every rung, in order."""
    steps = [step_of(climb, honest, family) for family in climb.families]
    plot(
        charts.ladder(steps, math.log(len(cached.counts(source).vocabulary))),
        key="ladder",
        label=_("The nll of each rung, with its interval: {figures}.").format(
            figures=", ".join(f"{one.name} {one.nll:.3f}" for one in steps if one.nll is not None)
            or "–"
        ),
        height=90 + charts.ROW * len(steps),
    )


def step_of(climb: Climb, honest: Climb | None, family: Family) -> charts.Step:
    """Return a rung for the chart."""
    rung, name, live = climb.rungs.get(family.key), model_title(family.title), None
    if climb.now == family.key and climb.live is not None:
        live = climb.live.kept_nll
    if rung is None:
        return charts.Step(family.key, name, live=live)
    better = honest.rungs.get(family.key) if honest else None
    return charts.Step(
        family.key,
        name,
        rung.validation.mean,
        rung.validation.interval,
        rung.train.mean,
        better.validation.mean if better else None,
        live,
    )


title(_("Ladder"), "nll", "held-out", "sampling")
names = cached.corpus(session.source())
if names.distinct < FEWEST:
    st.info(
        _(
            "To judge a model one needs names that it never saw: to learn from, to judge by, and "
            "for the test, {fewest} different names at least. Choose a longer list."
        ).format(fewest=FEWEST)
    )
    st.page_link("views/names.py", label=_("Names"), icon=":material/arrow_forward:")
else:
    show(session.source())
