"""Why all ways downhill end in the same place, in words."""

from __future__ import annotations

import streamlit as st

from dashboard.words.language import _


def explain() -> None:
    """Say, behind one click, what all this means."""
    with st.expander(_("Why they all end in the same place")):
        st.markdown(
            _(
                "**One valley.** The loss of this network is a landscape with a single valley. "
                "From whatever random weights you start, and whichever way you walk, the lowest "
                "place is the same: there, each row of the network is the row of counts divided "
                "by its sum. So counting and training are two ways to one table.\n\n"
                "**Why gradient descent is slow at the end.** Its step is as long as the ground "
                "is steep, and near the bottom the ground is almost flat. A pair that never "
                "occurs is the slowest: its probability should be 0, so its weight would have to "
                "fall for ever, and the push gets weaker as the probability gets smaller. To "
                "halve the gap, gradient descent needs about twice as many steps.\n\n"
                "**What Newton does differently.** It also looks at how the ground bends. From "
                "slope and bend together it works out where the bottom should be, and jumps "
                "there. In the row of a rare character the slope is small, but so is the bend, so "
                "its jump is as long as that of any other row.\n\n"
                "**Then why does not everyone use Newton?** The bend is a table with one row and "
                "one column for each weight. With a million weights it has a million times a "
                "million numbers. Here every row of W can be solved by itself, so it is easy."
            )
        )
