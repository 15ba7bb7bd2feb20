"""Both ways are one for longer contexts too, with a hidden layer."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.curves import table_curves
from dashboard.charts.runs import gap_text
from dashboard.contenders import cached
from dashboard.frame import controls
from dashboard.parts.race.race import Race
from dashboard.plot import plot
from dashboard.state.settings import UNITS
from dashboard.words.language import _, in_one_language, in_steps, plural
from makemore.learning.hidden import FEW, NEAR, STEPS, K, Way

WIDE = int(UNITS.maximum)


def show(race: Race) -> None:
    """Show networks with a hidden layer on their way to the table of longer contexts."""

    @st.fragment
    @in_one_language
    def layer() -> None:
        st.header(_("With longer contexts: a hidden layer"))
        units = int(controls.log_slider(UNITS, _("Hidden units")))
        ways = [(number, cached.way(race.source, number)) for number in {WIDE: 0, units: 0}]
        _say(units, ways[-1][1])
        table = ways[0][1].table
        plot(
            table_curves(
                [(_in_units(number), table + way.gaps) for number, way in ways], table, goal=STEPS
            ),
            key="hidden_layer",
            label=_("Curves of the nll by step, for a wide hidden layer and for the chosen one"),
            height=360,
        )
        st.caption(
            _(
                "The network sees {context} characters, and learns from the first names of the "
                "list, {names} at most. With 0 hidden units each character votes alone."
            ).format(context=K, names=FEW)
        )

    layer()


def _in_units(number: int) -> str:
    return plural("{number} hidden unit", "{number} hidden units", number)


def _say(units: int, way: Way) -> None:
    """Say whether the layer has come to the table."""
    values = {
        "units": _in_units(units),
        "steps": in_steps(len(way.gaps) - 1),
        "gap": gap_text(float(way.gaps[-1])),
        "contexts": f"{way.contexts:,}",
        "context": K,
        "near": NEAR,
    }
    if way.arrived:
        sentence = _(
            "Counting fills a table for {contexts} contexts of {context} characters at once. A "
            "network with **{units}** gets there too: within {near} nats in **{steps}**. Both "
            "ways are one, again."
        )
    elif not way.hidden:
        sentence = _(
            "Counting fills a table for {contexts} contexts of {context} characters at once. One "
            "layer without hidden units stays **{gap}** nats above it: it only adds up what each "
            "character says by itself, and cannot say what they mean together."
        )
    else:
        sentence = _(
            "Counting fills a table for {contexts} contexts of {context} characters at once. A "
            "network with **{units}** is still **{gap}** nats above it after {steps}: a wider one, "
            "or more steps, would come nearer."
        )
    st.markdown(sentence.format(**values))
