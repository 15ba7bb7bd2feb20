"""The selected pair: how to select one, what the model makes of it, and what else comes next."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from dashboard.charts.bars import next_character_bars, ranked
from dashboard.contenders import selection
from dashboard.contenders.here import Here
from dashboard.frame.held import hold
from dashboard.parts import formula
from dashboard.parts.counting.table import Cell, meaning
from dashboard.plot import plot
from dashboard.words import pairs
from dashboard.words.language import _, sentences
from makemore.vocabulary import BOUNDARY

TOP = 27  # bars


def choose_pair(here: Here, cell: Cell) -> None:
    """Select a cell without a mouse."""
    row, column = cell
    with st.container(horizontal=True, wrap=False):
        picker(here, "row", _("Character"), row, _("{boundary} (start)"))
        picker(here, "column", _("Next character"), column, _("{boundary} (end)"))


def picker(here: Here, name: str, label: str, token: int, boundary: str) -> None:
    """Show a list of all characters that selects a row or a column.

    The options are the characters: a token may be another one where another list comes.
    """
    signs = selection.signs()
    start = boundary.format(boundary=here.labels[BOUNDARY])
    hold(
        st.selectbox,
        label,
        signs,
        key=f"picked_{name}",
        shows=signs[token],
        take=selection.select_sign,
        args=(name == "row",),
        format_func=lambda sign: pairs.visible(sign) if sign else start,
    )


def explain_pair(here: Here, cell: Cell, share: float, smoothing: float) -> None:
    """Say how often the selected pair occurs, and what the model makes of it."""
    row, column = cell
    count, total = int(here.matrix.numpy()[row, column]), int(here.matrix.numpy()[row].sum())
    pair = pairs.Pair(row, column, here.labels[row], here.labels[column], count, total)
    said = [pairs.how_often(pair, pairs.on_page)]
    if share == 0:
        said.append(pairs.impossible(pair, pairs.on_page))
    else:
        if smoothing:
            said.append(pairs.smoothed(pair, smoothing, len(here.labels), share))
        surprisal = _("Its surprisal is {nats}.")
        said.append(surprisal.format(nats=pairs.nats(abs(math.log(share)))))
    st.markdown(sentences(*said), help=sentences(meaning("surprisal"), formula.surprisal()))


def show_row(here: Here, cell: Cell, probabilities: np.ndarray) -> None:
    """Show what comes after the selected character, the likeliest first."""
    row, column = cell
    tokens = ranked(probabilities, TOP)
    plot(
        next_character_bars(probabilities, here.labels, top=TOP, selected=column),
        key="bars",
        label=_("Bars: what comes next, the likeliest first."),
        height=24 + 16 * len(tokens),
        on_click=lambda click: selection.show(row, int(tokens[click.point[0]])),
    )


def explain_row(here: Here) -> None:
    """Say how many characters the bars leave out."""
    if len(here.labels) > TOP:
        some = _("The {shown} likeliest of {all}.")
        st.caption(some.format(shown=TOP, all=f"{len(here.labels):,}"))
