"""Make names: ask for names that one wants, thirty at a time, and keep those that one likes.

All of it is one fragment. A search goes on for a moment in each run and the fragment comes back to
it, so the page never waits; most searches are over within their first moment.
"""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import learning
from dashboard.frame import choosing, commonest, fits
from dashboard.frame.title import title
from dashboard.parts.making import bar, chips, conditions, cost, following, more, search, tray
from dashboard.state import session
from dashboard.words.language import _, in_one_language

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
    top, offer = st.container(), st.container()
    sentence, names = st.container(key="found"), st.container()
    with top:
        typed = bar.show(source)
    with st.expander(_("More"), key="more", icon=":material/tune:"):
        asked = more.show(source, typed, learns=is_learning())
        rejected = st.container()
    with offer:
        choosing.offer_training(source, [asked.key])
        conditions.say(asked.wish.conditions)
        conditions.say_rest(source, asked.wish.conditions)
        finds = search.start(source, asked.one, asked.wish)
        if finds:
            search.go_on(finds)
    if finds:
        with sentence:
            search.say(source, finds, asked.wish)
        with names:
            place = chips.show(source, finds, best=asked.best)
        if finds.search.end:
            with place:
                following.follow(source, finds, asked)
        with rejected:
            search.show_rejected(finds)
    if asked.one:
        cost.show(source, asked.one, asked.wish)
    tray.show(source, finds)
    if is_busy() != was_busy:
        st.rerun()  # to begin polling, or to end it


title(_("Make names"), "sampling", "nll", "surprisal", "temperature", "prefix", "seed")
if fits.check(MOST_CHARACTERS):
    making(is_busy())
