"""The lecture's network: what regularization does for it, and the same said in counts."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st
import torch

from dashboard.charts.common import DIVERGING, NEURAL_COLOUR
from dashboard.charts.matrix import heatmap
from dashboard.charts.valley import valley
from dashboard.contenders import cached, roster, selection
from dashboard.contenders.here import Here
from dashboard.frame import ahead, controls
from dashboard.parts import evidence
from dashboard.parts.smoothing import digits
from dashboard.plot import Seen, plot
from dashboard.plot.follow import LARGEST
from dashboard.state.settings import REGULARIZATION, SHOWN, SMOOTHING
from dashboard.words import pairs
from dashboard.words.language import _, in_one_language, language
from makemore.bridge import Optimum, added_counts

USUAL = 0.01  # the lecture's regularization, where none is chosen
LARGE = 300  # characters; beyond, the finished network takes seconds


def show_regularization(here: Here) -> None:
    """Show, once opened, the nll of the finished network against regularization."""
    label = _("The lecture's network: which regularization does best?")
    box = st.expander(label, key="regularization_open", on_change="rerun")
    if not box.open:
        return
    with box:
        if len(here.vocabulary) > LARGE:
            st.info(_("With so many different characters this would take too long here."))
            return
        _show_curve(here)
        st.markdown(
            _(
                "Each point is a network that has finished learning with that regularization. "
                "Regularization pulls the weights towards 0, so that no pair becomes impossible: "
                "it does for the network what smoothing does for the counts."
            )
        )


def _show_curve(here: Here) -> None:
    strengths, train, held_out = cached.regularization_curve(here.source)
    best = None
    if held_out is not None:
        at = int(held_out.argmin())
        best = (float(strengths[at]), float(held_out[at]))
    plot(
        valley(
            strengths,
            train,
            held_out,
            title=_("regularization"),
            best=best,
            colour=NEURAL_COLOUR,
        ),
        key="regularization_curve",
        label=_("Curves of the nll against regularization, for the finished network"),
        height=340,
    )


def show(here: Here) -> None:
    """Show, once opened, which counts regularization adds and takes, beside what smoothing adds."""
    label = _("The lecture's network: regularization, said in counts")
    box = st.expander(label, key="bridge_open", on_change="rerun")
    if not box.open:
        return
    with box:
        chosen = _choose_strength()
        with st.spinner(_("The network learns to the end …"), show_time=False):
            seen = _seen(here, chosen)
        left, right = st.columns([3, 2], gap="medium")
        with left:
            _show_added(here, seen)
        with right:
            for key, words in seen.words.items():
                with st.container(key=key):
                    st.markdown(words)
        if len(here.vocabulary) <= LARGEST:
            _follow(here, chosen, seen)
    who = partial(roster.lecture, smoothing=controls.now(SMOOTHING))
    evidence.show(here.source, *selection.selected(), who)


def _choose_strength() -> float:
    chosen = controls.log_slider(REGULARIZATION, _("Regularization"))
    if not chosen:
        st.caption(_("At 0 there is nothing to see: this is {strength}.").format(strength=USUAL))
    return chosen


def _seen(here: Here, chosen: float) -> Seen:
    """Return what the page shows at a regularization, the usual one where none is chosen."""
    strength = chosen or USUAL
    finished = cached.optimum(here.source, strength)
    added = added_counts(finished.weights, here.counts.total, strength)
    words = {
        "bridge_added": _explain(here, added, strength),
        "bridge_alike": _alike(here, finished),
    }
    said = {key: one for key, one in words.items() if one}
    return Seen(plots={"bridge": _added(here, added)}, words=said)


@st.fragment
@in_one_language
def _follow(here: Here, chosen: float, own: Seen) -> None:
    """Let the heatmap and its words follow the slider."""
    key = (here.source, selection.selected(), language())
    ahead.follow(REGULARIZATION, chosen, key, own, lambda mark: _seen(here, mark))


def _tokens(here: Here) -> np.ndarray:
    tokens: np.ndarray = cached.common_tokens(here.source, int(SHOWN.default))
    return tokens


def _added(here: Here, added: torch.Tensor) -> dict[str, Any]:
    """Return the counts that regularization seems to add, as a heatmap."""
    tokens = _tokens(here)
    shown = added[tokens][:, tokens].numpy()
    largest = float(np.abs(shown).max()) or 1.0
    return heatmap(
        shown,
        tuple(here.labels[token] for token in tokens),
        hover=_("Regularization adds %{z:.2f} here"),
        colorscale=DIVERGING,
        limits=(-largest, largest),
        selected=evidence.place_among(tokens, selection.selected()),
    )


def _show_added(here: Here, seen: Seen) -> None:
    tokens = _tokens(here)
    plot(
        seen.plots["bridge"],
        key="bridge",
        label=_("Heatmap of the counts that regularization adds to each pair"),
        height=520,
        on_click=lambda click: selection.select(*tokens[list(click.point)].tolist()),
    )


def _explain(here: Here, added: torch.Tensor, strength: float) -> str:
    """Return what the heatmap shows."""
    return _(
        "When the network has finished, its probabilities are\n\n"
        "&nbsp;&nbsp;P = (count + a) / (sum of the row's counts)\n\n"
        "with a = − 2 · λ · n / V² · W. Here λ is the regularization (**{strength}**), n the "
        "number of pairs ({pairs}), V the number of characters with the boundary ({size}).\n\n"
        "So regularization **adds counts where weights are low** (up to **{most}**) and **takes "
        "them where weights are high** (down to **{least}**). In each row a sums to zero "
        "(here to within **{sum}**)."
    ).format(
        strength=f"{strength:g}",
        pairs=f"{here.counts.total:,}",
        size=f"{len(here.vocabulary):,}",
        most=f"{float(added.max()):,.1f}",
        least=pairs.with_minus(f"{float(added.min()):,.1f}"),
        sum=f"{float(added.sum(dim=1).abs().max()):.0e}",
    )


def _alike(here: Here, finished: Optimum) -> str:
    """Return which smoothing surprises the training names as much, if any, and how they differ."""
    like = cached.smoothing_like(here.source, finished.nll)
    if like is None:
        return ""
    return _(
        "Smoothing adds the *same* to every cell. With smoothing **{like}** the counts "
        "have the same nll on the training names, **{nll}**. The two are alike, not identical."
    ).format(like=digits(like), nll=pairs.nats(finished.nll, 4))
