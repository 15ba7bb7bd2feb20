"""The network drawn, with one character as its input."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st
import torch

from dashboard.charts.network import network
from dashboard.contenders import cached, selection
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Snapshot, Weights
from dashboard.frame.held import hold
from dashboard.parts import formula
from dashboard.plot import Click, plot
from dashboard.words import pairs
from dashboard.words.language import _

DRAWN = 27  # characters in the drawing of the network


def show_network(here: Here, snapshot: Snapshot) -> None:
    """Show, behind one click, what the network makes of one character."""
    expander = st.expander(_("The network, with one character"), key="network", on_change="rerun")
    if not expander.open:
        return
    with expander:
        row = choose_input(here)
        logits = snapshot.model.weights[row]
        probabilities = torch.softmax(logits, dim=0).numpy()
        tokens = drawn_tokens(here, row, int(probabilities.argmax()))
        left, right = st.columns([3, 2], gap="large")
        with left:
            show_drawing(here, snapshot.model.weights, probabilities, tokens, row)
        with right:
            explain_network(here, logits.numpy(), probabilities, row)


def choose_input(here: Here) -> int:
    """Show a picker for the input; return its token."""
    commonest = int(cached.common_tokens(here.source, 2)[-1])
    chosen = st.session_state.get("input")
    known = chosen in here.labels
    token = here.labels.index(chosen) if known else selection.selected()[0] or commonest
    hold(
        st.selectbox,
        _("Input character"),
        here.labels,
        key="input_shown",
        shows=here.labels[token],
        take=look_at,
        format_func=partial(input_label, here),
        width=240,
    )
    return token


def look_at(sign: str) -> None:
    """Make a character the input."""
    st.session_state["input"] = sign


def input_label(here: Here, sign: str) -> str:
    """Return an input as one can see it, the boundary in words."""
    words = _("{sign} (start of a name)").format(sign=sign)
    return words if sign == here.vocabulary.boundary_label else pairs.visible(sign)


def drawn_tokens(here: Here, row: int, likeliest: int) -> np.ndarray:
    """Return the commonest characters, with the input and its likeliest next one, (n,)."""
    common = cached.common_tokens(here.source, DRAWN)
    missing = [token for token in (row, likeliest) if token not in common]
    return np.union1d(common, np.array(missing, dtype=common.dtype))


def show_drawing(
    here: Here, weights: Weights, probabilities: np.ndarray, tokens: np.ndarray, row: int
) -> None:
    """Show the drawing; a click on a row of W makes it the input."""
    counted = cached.count_log_row(here.source, 0.0, row).exp().numpy()
    plot(
        network(
            weights[torch.from_numpy(tokens)][:, tokens].numpy(),
            probabilities[tokens],
            counted[tokens],
            tuple(here.labels[token] for token in tokens),
            int(np.searchsorted(tokens, row)),
        ),
        key="drawing",
        label=_("The network: one-hot, W, logits and probabilities of the next character."),
        height=620,
        on_click=lambda click: take_input(here, click, tokens),
    )
    if len(tokens) < len(here.labels):
        st.caption(
            _("Drawn: {shown} of {all} characters, the commonest.").format(
                shown=len(tokens), all=f"{len(here.labels):,}"
            )
        )


def take_input(here: Here, click: Click, tokens: np.ndarray) -> None:
    """Make the clicked row the input."""
    if len(click.point) == 2:
        look_at(here.labels[tokens[click.point[0]]])


def explain_network(here: Here, logits: np.ndarray, probabilities: np.ndarray, row: int) -> None:
    """Follow the likeliest next character through the network, with its numbers."""
    best = int(probabilities.argmax())
    counted = cached.count_log_row(here.source, 0.0, row)[best].exp()
    st.markdown(
        _(
            "1. **One-hot.** The input {first} becomes {size} numbers: a 1 at {first}, 0 "
            "everywhere else.\n2. **W.** One-hot times W picks one row, that of {first}: "
            "{size} numbers, called logits. The one at {second} is **{logit}**.\n3. "
            "**Softmax.** Make each logit a positive number: 0 becomes 1, and each 1 more "
            "makes it 2.718 times as large. Then divide each by the sum of all: at {second} "
            "that is **{share}**.\n4. **Next character.** {second} is the likeliest after "
            "{first}. The counts say {counted}.\n\nTo learn is to change the numbers in W, so "
            "that the bars come to end at the blue lines of the counts. {boundary} stands for "
            "the start and the end of a name."
        ).format(
            first=pairs.on_page(here.labels[row]),
            second=pairs.on_page(here.labels[best]),
            size=f"{len(here.labels):,}",
            logit=f"{logits[best]:.3g}",
            share=pairs.percent(float(probabilities[best])),
            counted=pairs.percent(float(counted)),
            boundary=pairs.on_page(here.vocabulary.boundary_label),
        )
    )
    formula.offer(formula.softmax())
