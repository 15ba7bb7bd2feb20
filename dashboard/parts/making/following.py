"""The names that a slider's other marks would give, made while a hand is near, shown as it drags.

The same search by the same dice, so on release the server's names are those that were seen.
Nothing is made before a hand comes near: then a slice in each run, the marks nearest to the hand
first. What is not made in time comes on release, and so does what is not exact: models that look
further back than tables can, names cut by top-k and top-p. Two lists in one follow the temperature
alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import streamlit as st

from dashboard.contenders import cached
from dashboard.contenders.contender import Contender, fitted
from dashboard.lists.source import Source
from dashboard.parts.making import chips
from dashboard.parts.making.more import Asked
from dashboard.parts.making.search import PAGE, Finds, Wish, search_of
from dashboard.plot import names_follow
from dashboard.state.settings import TEMPERATURE
from dashboard.words.language import in_one_language
from makemore.errors import MakemoreError
from makemore.models.family import CONTEXT, Knob, fit
from makemore.ranking import score_name
from makemore.rejecting import chain_of

BUDGET = 3.0  # seconds of computing for the marks of a slider, until something else is asked for
SLICE = 0.3  # seconds of it in one run
MOST_TRIES = 2_000  # of a search; a longer one shows how far it is, on release
_KEPT = 6  # of such makings in a session
_STORE = "names_ahead"


@dataclass
class Ahead:
    """The names at the marks of a slider as far as they are made, and the seconds that it took."""

    names: dict[str, list[str] | None] = field(default_factory=dict)  # None: too long a search
    spent: float = 0.0
    hand: str | None = None  # the mark at which a hand asks for names

    def go_on(self, marks: dict[str, float], make: Callable[[float], list[str] | None]) -> None:
        """Make names for a slice of time, those nearest to the hand first."""
        words, began = list(marks), time.thread_time()
        near = words.index(self.hand) if self.hand in words else 0
        spent, self.hand = self.spent, None
        for mark in sorted(self.missing(marks), key=lambda mark: abs(words.index(mark) - near)):
            self.names[mark] = make(marks[mark])
            self.spent = spent + time.thread_time() - began
            if self.spent > min(spent + SLICE, BUDGET):
                break

    def missing(self, marks: dict[str, float]) -> list[str]:
        """Return the marks whose names can still be made."""
        return [] if self.spent > BUDGET else [mark for mark in marks if mark not in self.names]


@st.fragment
@in_one_language
def follow(source: Source, finds: Finds, asked: Asked) -> None:
    """Let the chips follow the temperature and the context, where that can be known ahead."""
    one, wish = asked.one, asked.wish
    if one is None or not finds.search.chain.exact:
        return
    still = replace(wish, temperature=1.0)
    _follow(
        TEMPERATURE,
        wish.temperature,
        ("temperature", source, one.fingerprint, still, asked.best),
        lambda mark: _names(source, one, replace(wish, temperature=mark), best=asked.best),
    )
    if CONTEXT.name in one.values and not wish.other:
        others = sorted((name, value) for name, value in one.values.items() if name != CONTEXT.name)
        _follow(
            CONTEXT,
            one.values[CONTEXT.name],
            ("context", source, one.key, *others, wish, asked.best),
            lambda mark: _names(source, _with(source, one, mark), wish, best=asked.best),
        )


def _follow(
    knob: Knob,
    value: float,
    key: tuple[object, ...],
    make: Callable[[float], list[str] | None],
) -> None:
    """Let the chips follow one slider."""
    marks = {f"{mark:,g}": mark for mark in knob.marks}  # as the slider writes them
    store: dict[tuple[object, ...], Ahead] = st.session_state.setdefault(_STORE, {})
    ahead = store[key] = store.pop(key) if key in store else Ahead()
    for old in list(store)[:-_KEPT]:
        del store[old]
    if ahead.hand is not None:
        ahead.go_on(marks, make)
    names_follow(
        f"{knob.name}_slider",
        list(marks),
        [ahead.names.get(mark) for mark in marks],
        chips=chips.KEY,
        now=f"{knob.nearest_mark(value):,g}",
        ask=partial(setattr, ahead, "hand") if ahead.missing(marks) else None,
    )


def _with(source: Source, one: Contender, context: float) -> Contender:
    """Return a model with another context, which nobody keeps: some are of 100 MB."""
    values = {**one.values, CONTEXT.name: CONTEXT.within(context)}
    return fitted(one.key, values, fit(one.key, cached.material(source), **values))


def _names(source: Source, one: Contender, wish: Wish, *, best: bool) -> list[str] | None:
    """Return what would stand on the chips; None where a search is long, or finds nothing."""
    maker, temperature = wish.maker(one)
    try:
        chain = chain_of(maker.model, wish.conditions, temperature)
        search = search_of(source, one, wish, chain, lambda: None)
    except MakemoreError:
        return None
    for _batch in search.batches():
        if search.tries > MOST_TRIES and search.end is None:
            return None
    scores = [score_name(one.model, name) for name in search.found]
    return list(chips.texts(source, scores, best=best))[:PAGE] or None
