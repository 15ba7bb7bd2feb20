"""How surprised the counts are by their own list, and what smoothing does to that."""

from __future__ import annotations

import math

import streamlit as st

from dashboard.contenders.here import Here
from dashboard.words import pairs
from dashboard.words.language import _, with_commas
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll, unseen_pairs

MANY, LITTLE = 1000, 0.05  # names and nats: what is said of a nll that hardly feels smoothing


NAMED = 5  # pairs named as the reason of an infinity


def figures(nll: float, held_out: float | None) -> list[str]:
    """Return the nll of the counts, their perplexity, and the nll of held-out names if any are."""
    own = [pairs.nats(nll, 4), pairs.nats(math.exp(nll))]
    return own if held_out is None else [*own, pairs.nats(held_out, 4)]


def show_nll(here: Here, model: CountModel, nll: float) -> None:
    """Show how surprised the model is by the list it was counted from, its nll."""
    tested = mean_nll(model, here.held_out) if here.held_out else None
    first, perplexity, *held_out = figures(nll, tested)
    st.metric(_("nll"), first, width="content")
    st.metric(
        _("Perplexity"),
        perplexity,
        help=_(
            "The nll in other words: the model is as unsure as if it chose among so many "
            "characters, all equally likely. Without knowing anything it would be {all}."
        ).format(all=f"{len(here.labels):,}"),
        width="content",
    )
    for one in held_out:
        st.metric(_("nll of held-out names"), one, width="content")


def explain_nll() -> None:
    """Say what the nll is."""
    st.caption(
        _(
            "nll: how surprised the model is, on average, by the next character. 0 is perfect, "
            "lower is better."
        )
    )


def explain_smoothing(here: Here, smoothing: float, nll: float) -> None:
    """Say what smoothing does to this list, with digits enough to see it."""
    if smoothing == 0:
        sentence = _(
            "Impossible without smoothing: {unseen} of {all} pairs, those that the list never has. "
            "A little smoothing makes every pair possible."
        ).format(
            unseen=f"{(here.matrix.numpy() == 0).sum():,}", all=f"{here.matrix.numpy().size:,}"
        )
        st.markdown(sentence)
        return
    sentence = _(
        "Smoothing {smoothing} makes every pair possible. The price: on this list the nll goes "
        "from {before} to {after}, {more} more."
    ).format(
        smoothing=f"{smoothing:g}",
        before=f"{here.floor:.6f}",
        after=f"{nll:.6f}",
        more=f"{round(nll, 6) - round(here.floor, 6):.6f}",
    )
    st.markdown(sentence)
    if here.names > MANY and nll - here.floor < LITTLE:
        st.caption(
            _(
                "With {names} names that is little. Use only the first 50 names of the list, and "
                "smoothing shows."
            ).format(names=f"{here.names:,}")
        )
        st.page_link(
            "views/names.py", label=_("Choose how many names to use"), icon=":material/list:"
        )


def explain_infinity(here: Here, model: CountModel) -> None:
    """Name some pairs of held-out names that are impossible, if there are any."""
    if model.smoothing == 0 and here.held_out and (found := unseen_pairs(model, here.held_out)):
        st.markdown(
            _(
                "The nll of the held-out names is infinite: they hold pairs that the other names "
                "never have, such as {pairs}. Smoothing mends that."
            ).format(pairs=with_commas(map(pairs.on_page, found[:NAMED])))
        )
