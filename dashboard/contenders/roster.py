"""Which models take part: those that a person chose, each as it is now.

A counted family is there at once; a trained one takes part once it has learned.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.contenders import cached, learning
from dashboard.contenders.contender import Contender, Judged, fitted, trained
from dashboard.lists.source import Source
from dashboard.state.settings import MODELS
from dashboard.words.language import _
from makemore.models.family import Family, families
from makemore.ranking import score_name

LECTURE = ("counts", "network")  # who takes part unless a person says otherwise
FOR_NAMES = "kneser-ney"  # who makes names unless a person says otherwise


def choosable() -> dict[str, Family]:
    """Return the families that a person can choose from, by key: all that learn from a list."""
    return {key: family for key, family in families().items() if family.rung}


def trainable() -> dict[str, Family]:
    """Return the families that learn step by step, by key."""
    return {key: family for key, family in families().items() if family.training}


def chosen() -> tuple[str, ...]:
    """Return the keys of the families that the URL or a page asks for, in their order."""
    asked = str(st.session_state.get(MODELS) or "").split(",")
    return tuple(key for key in choosable() if key in asked) or LECTURE


def contenders(source: Source, keys: Sequence[str] | None = None) -> tuple[Contender, ...]:
    """Return the models of some families as they are now: never one that has not learned."""
    found = (contender(source, key) for key in (chosen() if keys is None else keys))
    return tuple(one for one in found if one is not None)


def contender(source: Source, key: str) -> Contender | None:
    """Return the model of a family as it is now, None where it has not learned."""
    family = families()[key]
    if family.fit is None:
        run = learning.learned_by(source, key)
        return trained(key, run) if run else None
    values = learning.values_of(family)
    return fitted(key, values, cached.fitted(source, key, tuple(values.items())))


def is_learning(source: Source) -> bool:
    """Return whether a model that takes part learns at the moment."""
    return learning.are_playing(source, [key for key in chosen() if families()[key].training])


def counted(source: Source, smoothing: float = 0.0) -> Contender:
    """Return the lecture's counts with a smoothing."""
    values = {"smoothing": smoothing}
    return fitted("counts", values, cached.fitted(source, "counts", tuple(values.items())))


def lecture(source: Source, smoothing: float = 0.0) -> tuple[Contender, ...]:
    """Return the lecture's two models: the counts with a smoothing and, once learned, the network.

    For pages whose subject these two are.
    """
    network = contender(source, "network")
    counts = counted(source, smoothing)
    return (counts, network) if network else (counts,)


def judged_by(source: Source, name: str, judges: Sequence[Contender]) -> list[Judged]:
    """Return a name under each model, ranked among the list; raises UnknownCharacterError."""
    judged = []
    for one in judges:
        score = score_name(one.model, name)
        among = cached.name_scores(source, one)
        below, above = among.share_below(score.per_token), among.share_above(score.per_token)
        judged.append(Judged(one.key, one.title, score, below, above, one.model.context_size))
    return judged


def marks_of(source: Source, names: Sequence[str]) -> list[str]:
    """Return for each name that the list has it, that it is held out, or nothing."""
    held, back = cached.held(source, tuple(names)), cached.held_back(source, tuple(names))
    return [
        _("held out") if name in back else _("in the list") if name in held else ""
        for name in names
    ]
