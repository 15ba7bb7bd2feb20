"""What is behind "More": the model, two lists in one, the dice, and what is thrown away."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.contenders import cached
from dashboard.contenders.contender import Contender
from dashboard.frame import choosing, controls, dice
from dashboard.lists.source import Source
from dashboard.parts.making import conditions, mixing
from dashboard.parts.making.bar import SEVERAL, Bar
from dashboard.parts.making.search import Wish
from dashboard.state.settings import MADE, SORTING, TOP_K, TOP_P
from dashboard.words.language import _


@dataclass(frozen=True)
class Asked:
    """What a person asks for: a family by its key, its model if it is there, and names of it."""

    key: str
    one: Contender | None
    wish: Wish
    best: bool  # the best names come first


def show(source: Source, bar: Bar, *, learns: bool) -> Asked:
    """Show all of it; return what is asked for. A model that `learns` makes no names meanwhile."""
    left, right = st.columns(2, gap="large")
    with left:
        key, found = choosing.choose_one(source)
        one = None if learns else found
        top_k, top_p = _choose_cut()
        other = mixing.choose(source, one)
    with right:
        number = int(controls.number(MADE, _("How many names")))
        help_ = _("Best: the smallest nll per character comes first.")
        best = controls.choice(SORTING, _("Sorting"), help=help_) == SORTING.default
        seed = dice.choose_seed()
        must_not = controls.text_box("mustnot", _("Must not have"), help=_(SEVERAL))
        filters = conditions.choose_filters()
        shows_rude = controls.switch("rude", _("Also rude names"))
    like = conditions.of(source, cached.vocabulary(source), bar, must_not)
    wish = Wish(number, seed, bar.temperature, like, filters, top_k, top_p, not shows_rude, other)
    return Asked(key, mixing.mixed(source, other, one), wish, best)


def _choose_cut() -> tuple[int, float]:
    """Return how many of the likeliest characters may come, and what share of all they make up."""
    help_ = _("At each character only so many of the likeliest may come. 0: all of them.")
    top_k = int(controls.number(TOP_K, _("Top-k"), help=help_))
    help_ = _("At each character the likeliest that make up this share may come. 1: all of them.")
    return top_k, controls.log_slider(TOP_P, _("Top-p"), help=help_)
