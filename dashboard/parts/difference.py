"""Where the tables of two models differ: a map of all pairs, and the largest differences."""

from __future__ import annotations

import streamlit as st
from torch import Tensor

from dashboard.charts import compare as charts
from dashboard.contenders import cached, selection
from dashboard.contenders.contender import Contender
from dashboard.contenders.here import Here
from dashboard.frame import controls
from dashboard.parts import evidence
from dashboard.plot import plot
from dashboard.state.settings import SHOWN
from dashboard.words.language import _
from makemore.comparing import largest_cells
from makemore.models.model import probability_matrix

LARGEST = 8  # cells in the table


def show(here: Here) -> None:
    """Show, once opened, where the first two models that look at one character differ."""
    pair = [one for one in here.contenders if one.model.context_size == 1][:2]
    if len(pair) < 2:
        return
    box = st.expander(_("Where the two tables still differ"), key="differences", on_change="rerun")
    if not box.open:
        return
    one, other = pair
    tables = probability_matrix(one.model), probability_matrix(other.model)
    with box:
        st.markdown(
            _(
                "Each cell is a probability by **{other}** minus that by **{one}**: its colour is "
                "that of the model that gives more. Pale: they agree."
            ).format(one=one.name, other=other.name)
        )
        _show_map(here, one, other, tables)
        _show_largest(here, one, other, tables)
    evidence.show(here.source, *selection.selected(), lambda _source: here.contenders)


def _show_map(here: Here, one: Contender, other: Contender, tables: tuple[Tensor, Tensor]) -> None:
    """Show the differences as a heatmap, of the commonest characters where there are many."""
    number = len(here.vocabulary)
    if number > SHOWN.default:
        number = int(controls.number(SHOWN, _("How many characters to show")))
    tokens = cached.common_tokens(here.source, number)
    plot(
        charts.difference_map(
            (tables[0].numpy(), tables[1].numpy()),
            [(each.key, each.title) for each in (one, other)],
            here.labels,
            tokens,
            evidence.place_among(tokens, selection.selected()),
        ),
        key="difference",
        label=_("Heatmap of one model's probability minus the other's for each pair"),
        height=620,
        on_click=lambda click: selection.select(*tokens[list(click.point)].tolist()),
    )


def _show_largest(
    here: Here, one: Contender, other: Contender, tables: tuple[Tensor, Tensor]
) -> None:
    """Show the cells that differ most, in words."""
    cells = largest_cells(tables[1] - tables[0], LARGEST)
    if not cells:
        st.markdown(_("The two tables are the same."))
        return
    st.markdown(
        _(
            "The largest differences. A network learns rare characters last, because few names "
            "teach them. Smoothing above 0 moves the counts too."
        )
    )
    first, second = tables
    lines = [
        (charts.pair_words(here.labels, *cell), float(first[cell]), float(second[cell]))
        for cell in cells
    ]
    st.html(charts.cells_table(lines, [one.name, other.name]))
