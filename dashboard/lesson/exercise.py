"""What the lecture's exercises share: the list in three parts, and the test that is opened once.

The parts are the Ladder's, and so is the seal: who opens the test here has opened it there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import streamlit as st
import torch

from dashboard.charts.lesson import two_parts
from dashboard.contenders import learning
from dashboard.contenders.climbing import FEWEST
from dashboard.lists import corpora
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.plot import plot
from dashboard.state import session
from dashboard.words.language import _
from makemore.models.family import Material
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll
from makemore.smoothing import SmoothingCurve
from makemore.splitting import Parts
from makemore.vocabulary import Vocabulary

_OPENED, _TRIED = "lesson_opened", "lesson_tried"  # by list
T = TypeVar("T")


@dataclass(frozen=True)
class Divided:
    """The different names of a list in three parts, in one vocabulary."""

    train: Material
    validation: Material
    test: Material
    sizes: tuple[int, int, int]  # names in each


@dataclass(frozen=True)
class Opened:
    """What one saw when the test was opened: the smoothing of then, and the nll of both parts."""

    smoothing: float
    validation: float
    test: float
    late: bool  # whether the Ladder had shown the test before


def source() -> Source:
    """Return the list in use, all its names."""
    return replace(session.source(), held_out=0)


def divisible() -> bool:
    """Return whether the list has enough different names to be divided."""
    return corpora.corpus(source()).distinct >= FEWEST


def can_divide() -> bool:
    """Return whether the list can be divided; where not, say so."""
    if divisible():
        return True
    words = _("This takes {fewest} different names at least. Choose a longer list.")
    st.info(words.format(fewest=FEWEST))
    return False


def divided() -> Divided:
    """Return the list in use in three parts."""
    return _divided(source(), learning.climb().parts)


@remembered()
def _divided(source: Source, _parts: Parts) -> Divided:
    three = (_parts.train, _parts.validation, _parts.test)
    vocabulary = Vocabulary.of(sign for part in three for sign in part.characters)
    train, validation, test = (Material(part, vocabulary) for part in three)
    return Divided(train, validation, test, (len(three[0]), len(three[1]), len(three[2])))


def nlls(context: int, smoothing: float) -> tuple[float, float]:
    """Return the nll of training and validation names under counted n-grams, nats per token."""
    at = torch.tensor([smoothing])
    train, validation = (float(curve.nll(at)) for curve in _curves(source(), divided(), context))
    return train, validation


def best_of(context: int, smoothings: Sequence[float]) -> float:
    """Return the smoothing of n-grams that the validation names like best."""
    curve = _curves(source(), divided(), context)[1]
    return smoothings[int(curve.nll(torch.tensor(smoothings)).argmin())]


@remembered(16)
def _curves(source: Source, _names: Divided, context: int) -> tuple[SmoothingCurve, SmoothingCurve]:
    train = _names.train.counts(context)
    return SmoothingCurve(train, train), SmoothingCurve(train, _names.validation.counts(context))


def tried(name: str, value: T) -> list[T]:
    """Note that a value was tried on the list in use; return all that were, in order."""
    kept: dict[tuple[str, str], set[T]] = st.session_state.setdefault(_TRIED, {})
    kept.setdefault((name, source().key), set()).add(value)
    return noted(name)


def noted(name: str) -> list[Any]:
    """Return what was tried on the list in use, in order."""
    return sorted(st.session_state.get(_TRIED, {}).get((name, source().key), ()))


def plot_tried(
    places: Sequence[float],
    scores: Sequence[tuple[float, float]],
    *,
    title: str,
    key: str,
    label: str,
    log: bool = False,
) -> None:
    """Show the nll of training and validation names at each place that was tried."""
    train, validation = (list(part) for part in zip(*scores, strict=True))
    plot(
        two_parts(places, train, validation, title=title, log=log), key=key, label=label, height=300
    )


def opened() -> Opened | None:
    """Return what was seen when the test was opened in the lesson, None where it was not."""
    found: Opened | None = st.session_state.get(_OPENED, {}).get(source().key)
    return found


def open_test(context: int, smoothing: float) -> None:
    """Look at the test names once; what was seen stays."""
    if opened() is not None:
        return
    names = divided()
    model = CountModel(names.train.counts(context), smoothing)
    test = mean_nll(model, names.test.counts(context))
    late = learning.climb().opened is not None
    seen = Opened(smoothing, nlls(context, smoothing)[1], test, late)
    st.session_state[_OPENED] = {**st.session_state.get(_OPENED, {}), source().key: seen}
    learning.climb().open_test()


def has_looked() -> bool:
    """Return whether the test names were looked at, here or on the Ladder."""
    return opened() is not None or learning.climb().opened is not None
