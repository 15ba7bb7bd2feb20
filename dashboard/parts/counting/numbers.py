"""The numbers of a row as a table, the whole table as a file, and how pairs are counted."""

from __future__ import annotations

import inspect

import numpy as np
import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from dashboard.charts.bars import ranked
from dashboard.contenders.here import Here
from dashboard.frame.download import offer_file
from dashboard.parts.counting.table import table_of
from dashboard.words import pairs
from dashboard.words.language import _
from makemore.export import matrix_csv
from makemore.lecture import count_by_loop
from makemore.models.ngram import CountModel


def offer() -> ExpanderContainer:
    """Return the box of the numbers, which a click opens."""
    return st.expander(_("The numbers"), key="numbers_open", on_change="rerun")


def fill(
    box: ExpanderContainer,
    here: Here,
    row: int,
    probabilities: np.ndarray,
    model: CountModel,
    show: str,
) -> None:
    """Show the selected row as a table, and offer the whole matrix as a file, if that is open."""
    if not box.open:
        return
    labels, matrix = here.labels, here.matrix.numpy()
    tokens = ranked(probabilities, len(labels))
    shares = probabilities[tokens]
    with np.errstate(divide="ignore"):
        surprisals = np.abs(np.log(shares))
    with box:
        st.dataframe(
            {
                _("next character"): [pairs.visible(labels[token]) for token in tokens],
                _("count"): matrix[row, tokens],
                _("probability"): shares,
                _("cumulative"): shares.cumsum(),
                _("surprisal"): [pairs.nats(value, 4) for value in surprisals.tolist()],
            }
        )
        every = np.arange(len(labels))
        offer_file(
            _("Download the whole table as CSV"),
            f"{show}.csv",
            "text/csv",
            lambda: matrix_csv(table_of(labels, matrix, model, every).values(show), labels),
            key="table",
        )


def show_code() -> None:
    """Show the lecture's counting loop, and say how the fast one works."""
    box = st.expander(_("How the pairs are counted"), key="counting_code", on_change="rerun")
    if not box.open:  # a browser loads a megabyte to show code
        return
    with box:
        st.markdown(_("The lecture's way, one pair at a time:"))
        st.code(inspect.getsource(count_by_loop))
        st.markdown(
            _(
                "The page counts in another way, with the same result and thousands of times "
                "faster. A list of names is a row of numbers, one per letter. Two numbers side "
                "by side, read as one larger number, already are the name of a pair. So all "
                "pairs are read at once and sorted into boxes by that number, with no loop in "
                "Python."
            )
        )
