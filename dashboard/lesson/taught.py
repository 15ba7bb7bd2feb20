"""What the lesson's network is taught, and what it learns of it, kept for the session."""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import cached
from dashboard.lesson import descent
from dashboard.lesson.descent import Moment
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.words.language import _
from makemore import bridge
from makemore.bridge import Optimum
from makemore.counting import NgramCounts
from makemore.practice import LARGEST

PART = 60  # characters: of a list with more than LARGEST, the lesson takes so many


@remembered()
def counts(source: Source) -> NgramCounts:
    """Return the counts that the lesson trains on: where characters are many, the commonest's."""
    everything = cached.counts(source)
    if len(everything.vocabulary) <= LARGEST:
        return everything
    return descent.part(everything, cached.common_tokens(source, PART).tolist())


@remembered()
def moments(source: Source) -> dict[int, Moment]:
    """Return the lesson's network after 0, 1, 2, 5, ... steps of one training."""
    learned = counts(source)
    return descent.moments(learned, descent.steady_rate(learned.matrix()))


@remembered(64)
def optimum(source: Source, regularization: float) -> Optimum:
    """Return the network that has finished learning what the lesson trains on."""
    return bridge.optimum(counts(source).matrix(), regularization)


def say_part(source: Source) -> None:
    """Say, where it is so, that only the commonest characters take part."""
    everything, used = cached.counts(source).vocabulary, counts(source).vocabulary
    if len(used) < len(everything):
        st.caption(
            _(
                "This list has {all} different characters. To be quick, only the pairs of the "
                "{number} commonest take part here."
            ).format(all=f"{len(everything) - 1:,}", number=len(used) - 1)
        )
