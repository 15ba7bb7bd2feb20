"""The network's probabilities beside those of the counts, and how a step is computed."""

from __future__ import annotations

import inspect

import numpy as np
import streamlit as st
import torch

from dashboard.charts.matrix import BLUES, heatmap
from dashboard.contenders import cached, selection
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Snapshot
from dashboard.frame import controls
from dashboard.parts import evidence
from dashboard.plot import plot
from dashboard.state.settings import (
    SHOWN,
)
from dashboard.words import pairs
from dashboard.words.language import _
from makemore.lecture import train_by_autograd
from makemore.models.model import LanguageModel


def show_tables(here: Here, snapshot: Snapshot) -> None:
    """Show, behind one click, the network's probabilities beside those of the counts."""
    expander = st.expander(
        _("All pairs: the network beside the counts"), key="tables", on_change="rerun"
    )
    if not expander.open:
        return
    with expander:
        number = len(here.labels)
        if number > SHOWN.default:
            number = int(controls.number(SHOWN, _("Show this many of the commonest characters")))
        tokens = cached.common_tokens(here.source, number)
        network = snapshot.model
        left, right = st.columns(2)
        with left:
            st.markdown(_("**The network**: softmax of W"))
            show_table(here, network, tokens, "network_table")
        with right:
            st.markdown(_("**The counts**: each row divided by its sum"))
            show_table(here, cached.count_model(here.source, 0.0), tokens, "counts_table")
        st.caption(
            _(
                "Grey pairs never occur: the counts give them 0. The network only comes near 0, "
                "so it catches up with frequent rows first and with rare ones late."
            )
        )


def show_table(here: Here, model: LanguageModel, tokens: np.ndarray, key: str) -> None:
    """Show probabilities as a heatmap, on the same scale for both models."""
    rows = model.log_probabilities(torch.from_numpy(tokens)[:, None])  # (n, V)
    shown = rows[:, tokens].exp().numpy()  # (n, n)
    words = np.array(cached.pair_words(here.source, len(tokens)), dtype=object)
    plot(
        heatmap(
            100 * shown,
            tuple(here.labels[token] for token in tokens),
            hover="%{customdata[0]}<br>" + _("Here: %{customdata[1]:.3~g} %"),
            customdata=np.stack([words, 100 * shown], axis=-1),
            colorscale=BLUES,
            limits=colour_limits(here),
            log=True,
            suffix=pairs.percentage(""),
            selected=evidence.place_among(tokens, selection.selected()),
        ),
        key=key,
        label=_("Heatmap of probabilities: row the character, column the next character."),
        height=470,
        on_click=lambda click: selection.select(*tokens[list(click.point)].tolist()),
    )


def colour_limits(here: Here) -> tuple[float, float]:
    """Return the lowest and the highest percentage of the counts: the colours of both tables."""
    counted = cached.counts(here.source)
    totals = torch.zeros(len(here.labels), dtype=torch.int64)
    totals.index_add_(0, counted.contexts[:, 0], counted.occurrences)
    shares = counted.occurrences / totals[counted.contexts[:, 0]]  # (M,)
    high = float(shares.max())
    return 100 * min(float(shares.min()), high / 10), 100 * high


def show_code(here: Here) -> None:
    """Show, behind one click, the lecture's loop and the fast form of the same steps."""
    box = st.expander(_("How a step is computed"), key="training_code", on_change="rerun")
    if not box.open:  # a browser loads a megabyte to show code
        return
    with box:
        st.markdown(
            _(
                "The lecture sends every pair of every name through the network. But equal pairs "
                "give equal terms, so each step needs only how often each pair occurs. Here "
                "{pairs} pairs become a table of {size} × {size} counts:\n\n"
                "- loss = − sum of (counts × ln softmax(W)) / number of pairs "
                "+ regularization × mean of W²\n"
                "- gradient = (softmax(W) × row sums − counts) / number of pairs "
                "+ 2 × regularization × W / number of weights\n"
                "- one step: W becomes W − learning rate × gradient\n\n"
                "This makes the same steps as the lecture's code below, thousands of times faster."
            ).format(pairs=f"{int(here.matrix.sum()):,}", size=f"{len(here.labels):,}")
        )
        st.code(inspect.getsource(train_by_autograd), language="python")
