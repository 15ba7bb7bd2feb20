"""Make names: a shortlist of new names from a model, to keep, hide, edit and take along.

All of it is one fragment. A search goes on for a moment in each run and the fragment comes back to
it, so the page never waits; most searches are over within their first moment.
"""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import cached, learning
from dashboard.contenders.contender import Contender
from dashboard.frame import choosing, commonest, controls, dice, fits
from dashboard.frame.title import title
from dashboard.lists.source import Source
from dashboard.parts import kept
from dashboard.parts.making import conditions, cost, search, shortlist
from dashboard.parts.making.search import Wish
from dashboard.state import session
from dashboard.state.settings import ORDER, SAMPLES
from dashboard.words.language import _, in_one_language, sentences
from dashboard.words.pairs import percent

MOST_CHARACTERS = commonest.NUMBER  # the chain under conditions holds several tables of them


def is_learning() -> bool:
    """Return whether the model that is to make names learns at this moment."""
    return learning.are_playing(session.source(), [choosing.one_key()])


def is_busy() -> bool:
    """Return whether a search goes on, or the model learns."""
    finds = search.current()
    return is_learning() or (finds is not None and finds.search.end is None)


@st.fragment(run_every=0.3 if is_busy() else None)
@in_one_language
def making(was_busy: bool) -> None:
    """Show the controls and the names, and go on searching for a moment."""
    source = session.source()
    sentence, row, price, copies, offer, names = (st.container() for _place in range(6))
    box = st.expander(_("Conditions"), key="conditions")
    knobs, costs = price.columns([5, 4], gap="medium")
    with row:
        key, one, number = choose(source, knobs)
    with box:
        wish, best = choose_wish(source, number)
    with offer:
        choosing.offer_training(source, [key])
        conditions.say(wish.conditions)
        conditions.say_rest(source, wish.conditions)
        finds = search.start(source, one, wish)
        if finds:
            search.go_on(finds)
    if finds:
        with sentence:
            search.say(finds)
        with names:
            shortlist.show(source, finds, best=best)
        with box:
            search.show_rejected(finds)
    if one:
        with names:
            say_honestly(source, one, wish.temperature)
        with costs:
            cost.show(source, one, wish.temperature)
        with copies:
            cost.show_copying(source, one, wish.temperature)
    kept.show()
    if is_busy() != was_busy:
        st.rerun()  # to begin polling, or to end it


def choose(source: Source, knobs: DeltaGenerator) -> tuple[str, Contender | None, int]:
    """Return which family makes names, its model if it is there and at rest, and how many."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key, one = choosing.choose_one(source, knobs)
        number = int(controls.number(SAMPLES, _("How many names")))
        dice.new_dice(primary=True)
    return key, None if is_learning() else one, number


def choose_wish(source: Source, number: int) -> tuple[Wish, bool]:
    """Return what names are asked for, and whether the best come first."""
    left, right = st.columns(2, gap="medium")
    with left:
        temperature = dice.choose_temperature()
        help_ = _("Best: the smallest nll per character comes first.")
        order = controls.choice(ORDER, _("Order"), help=help_)
    with right:
        seed = dice.choose_seed()
    asked = conditions.choose(source, cached.counts(source).vocabulary)
    return Wish(number, seed, temperature, *asked), order == ORDER.default


def say_honestly(source: Source, one: Contender, temperature: float) -> None:
    """Say what the model makes when nothing is filtered."""
    honest = cached.honest(source, one, temperature)
    sentence = _(
        "Without any filter, {short} of what this model makes is one character long, and its "
        "names have {length} characters on average."
    ).format(short=percent(honest.one_character), length=f"{honest.mean_length:.1f}")
    if not honest.exact:
        sampled = _("The model is too large to work this out: it comes from a sample.")
        sentence = sentences(sentence, sampled)
    st.caption(sentence)


title(_("Make names"), "sampling", "nll", "surprisal", "temperature", "prefix", "seed")
if fits.check(MOST_CHARACTERS):
    making(is_busy())
