"""The names that a slider's other marks would give, made while a hand is near, shown as it drags.

The same search by the same dice, so on release the server's names are those that were seen. What is
not exact comes on release: models that look further back than tables can, names cut by top-k and
top-p. Two lists in one follow the temperature alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard.contenders import cached
from dashboard.contenders.contender import Contender, fitted
from dashboard.frame import ahead
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

MOST_TRIES = 2_000  # of a search; a longer one shows how far it is, on release


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
        (source, one.fingerprint, still, asked.best),
        lambda mark: _names(source, one, replace(wish, temperature=mark), best=asked.best),
    )
    if CONTEXT.name in one.values and not wish.other:
        others = sorted((name, value) for name, value in one.values.items() if name != CONTEXT.name)
        _follow(
            CONTEXT,
            one.values[CONTEXT.name],
            (source, one.key, *others, wish, asked.best),
            lambda mark: _names(source, _with(source, one, mark), wish, best=asked.best),
        )


def _follow(
    knob: Knob,
    value: float,
    key: tuple[object, ...],
    make: Callable[[float], list[str] | None],
) -> None:
    """Let the chips follow one slider."""
    slider, marks = f"{knob.name}_slider", ahead.marks_of(knob)
    names = ahead.gone_on(marks, (slider, *key), make)
    names_follow(
        slider,
        list(marks),
        [names.made.get(mark) for mark in marks],
        chips=chips.KEY,
        now=ahead.mark_of(knob, value),
        ask=names.asker(marks),
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
