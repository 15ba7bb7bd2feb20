"""Normalizing a row, and the lecture's trap: the same division along the wrong axis."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch

from dashboard.charts.sums import row_sums
from dashboard.contenders import cached
from dashboard.frame import safe
from dashboard.lists.source import Source
from dashboard.plot import plot
from dashboard.state.settings import SEED, SHOWN
from dashboard.words import pairs
from dashboard.words.language import _, with_commas
from dashboard.words.text import plain, quoted
from makemore.broadcasting import TableModel, normalized_wrongly
from makemore.models.model import LanguageModel
from makemore.sampling import sample_names

NAMES = 8
RIGHT = "P = N / N.sum(1, keepdim=True)"
WRONG = "P = N / N.sum(1)"


def show(source: Source, row: int, column: int) -> None:
    """Show, behind one click, how a row is normalized, and what the wrong axis does."""
    box = st.expander(_("Normalizing, and a trap for programmers"), key="trap", on_change="rerun")
    if not box.open:
        return
    with box:
        _show_sum(source, row, column)
        right, wrong = st.columns(2, gap="medium")
        matrix = cached.count_matrix(source)
        with right:
            st.markdown(_("**Right**: each row is divided by its own sum."))
            st.code(RIGHT, language="python")
            _show_sums(source, torch.ones(len(matrix)), "right_sums")
            _show_made(source, cached.count_model(source, 0.0))
        with wrong:
            st.markdown(_("**Wrong**: no error, but each *column* is divided."))
            st.code(WRONG, language="python")
            table = normalized_wrongly(matrix)
            _show_sums(source, table.sum(dim=1), "wrong_sums")
            _show_made(source, TableModel(cached.counts(source).vocabulary, table))
        st.markdown(
            _(
                "Without `keepdim=True` the sums lie down: from a column of numbers they become a "
                "row. Broadcasting then stretches that row over the whole table, so the number in "
                "column j is divided by the sum of row j. Nothing complains, the picture still "
                "looks like a table, but its rows no longer add up to 1 and the names are "
                "nonsense. So look at the sums of what you have normalized."
            )
        )


def _show_sum(source: Source, row: int, column: int) -> None:
    """Write the division behind the selected cell as a sum."""
    counts = cached.count_matrix(source)[row]
    labels = cached.counts(source).vocabulary.labels
    total, count = int(counts.sum()), int(counts[column])
    if not total:
        st.markdown(
            _("The row of {first} is empty, so every next character is equally likely.").format(
                first=pairs.on_page(labels[row])
            )
        )
        return
    largest = counts.argsort(descending=True)[:4]
    terms = " + ".join(f"{int(counts[token]):,}" for token in largest if counts[token])
    rest = total - int(counts[largest].sum())
    st.markdown(
        _(
            "The row of {first} adds up to {terms} = {total}. The cell of {second} is {count}, so "
            "its probability is {count} / {total} = **{share}**. All cells of the row together "
            "make 1: that is what normalizing means."
        ).format(
            first=pairs.on_page(labels[row]),
            second=pairs.on_page(labels[column]),
            terms=plain(f"{terms} + … (" + f"{rest:,})" if rest else terms),
            total=f"{total:,}",
            count=f"{count:,}",
            share=pairs.percent(count / total),
        )
    )


def _show_sums(source: Source, sums: torch.Tensor, key: str) -> None:
    """Show what the rows add up to."""
    tokens = cached.common_tokens(source, int(SHOWN.default))
    labels = cached.counts(source).vocabulary.labels
    plot(
        row_sums(np.asarray(sums)[tokens], tuple(labels[token] for token in tokens)),
        key=key,
        label=_("Bars: what each row adds up to; it should be 1"),
        height=200,
    )


def _show_made(source: Source, model: LanguageModel) -> None:
    """Show the names that a table makes."""
    names = safe.shown(source, sample_names(model, NAMES, seed=int(SEED.default)))
    st.markdown(_("Names it makes: {names}").format(names=with_commas(map(quoted, names))))
    safe.say_of(names)
