"""What the lesson keeps of a list: the part that it trains on, and where its network has been."""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import cached
from dashboard.contenders.caching import OPTIONS
from dashboard.lesson import descent
from dashboard.lesson.descent import Moment
from dashboard.lists.source import Source
from makemore import bridge
from makemore.bridge import Optimum
from makemore.counting import NgramCounts

_WHOLE, _PART = 100, 60  # characters: of a list with more, the lesson takes so many


@st.cache_resource(**OPTIONS)
def counts(source: Source) -> NgramCounts:
    """Return the counts that the lesson trains on: where characters are many, the commonest's."""
    everything = counts(source)
    if len(everything.vocabulary) <= _WHOLE:
        return everything
    return descent.part(everything, cached.common_tokens(source, _PART).tolist())


@st.cache_resource(**OPTIONS)
def moments(source: Source) -> dict[int, Moment]:
    """Return the lesson's network after 0, 1, 2, 5, ... steps of one training."""
    learned = counts(source)
    return descent.moments(learned, descent.steady_rate(learned.matrix()))


@st.cache_resource(**{**OPTIONS, "max_entries": 64})
def optimum(source: Source, regularization: float) -> Optimum:
    """Return the network that has finished learning what the lesson trains on."""
    return bridge.optimum(counts(source).matrix(), regularization)
