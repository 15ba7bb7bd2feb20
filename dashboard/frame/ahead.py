"""What a slider's other marks would show, made while a hand is near, by what makes the page itself.

Nothing is made before a hand comes near: then a slice in each run, the marks nearest to the hand
first, until a budget is spent. It is made once and kept. What is not made in time comes on release.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

import streamlit as st

from dashboard.plot import Seen, page_follows
from makemore.models.family import Knob

BUDGET = 3.0  # seconds of computing for the marks of a slider, until something else is asked for
SLICE = 0.3  # seconds of it in one run
_KEPT = 6  # of such makings in a session
_STORE = "ahead"

T = TypeVar("T")


@dataclass
class Ahead(Generic[T]):
    """What is made for the marks of a slider so far, and the seconds that it took."""

    made: dict[str, T | None] = field(default_factory=dict)  # None: it cannot be known
    spent: float = 0.0
    hand: str | None = None  # the mark at which a hand asks

    def go_on(self, marks: dict[str, float], make: Callable[[float], T | None]) -> None:
        """Make things for a slice of time, those nearest to the hand first."""
        words, began = list(marks), time.thread_time()
        near = words.index(self.hand) if self.hand in words else 0
        spent, self.hand = self.spent, None
        for mark in sorted(self.missing(marks), key=lambda mark: abs(words.index(mark) - near)):
            self.made[mark] = make(marks[mark])
            self.spent = spent + time.thread_time() - began
            if self.spent > min(spent + SLICE, BUDGET):
                break

    def missing(self, marks: dict[str, float]) -> list[str]:
        """Return the marks that can still be made."""
        return [] if self.spent > BUDGET else [mark for mark in marks if mark not in self.made]

    def asker(self, marks: dict[str, float]) -> Callable[[str], None] | None:
        """Return what takes the mark of a hand that asks, None where nothing is left to make."""
        return partial(setattr, self, "hand") if self.missing(marks) else None


def marks_of(knob: Knob) -> dict[str, float]:
    """Return the marks of a knob's slider, each by the words that stand at it."""
    return {f"{mark:,g}": mark for mark in knob.marks}


def mark_of(knob: Knob, value: float) -> str:
    """Return the mark at which a knob's slider stands."""
    return f"{knob.nearest_mark(value):,g}"


def gone_on(
    marks: dict[str, float], key: tuple[object, ...], make: Callable[[float], T | None]
) -> Ahead[T]:
    """Return what is made for marks, a slice further where a hand asks; `key` is all it needs."""
    store: dict[tuple[object, ...], Ahead[Any]] = st.session_state.setdefault(_STORE, {})
    ahead = store[key] = store.pop(key) if key in store else Ahead()
    for old in list(store)[:-_KEPT]:
        del store[old]
    if ahead.hand is not None:
        ahead.go_on(marks, make)
    return ahead


def follow(
    knob: Knob,
    value: float,
    key: tuple[object, ...],
    own: Seen,
    make: Callable[[float], Seen | None],
) -> None:
    """Let what a page shows follow a knob's slider; `own` is what it shows at the value of now."""
    slider, now = f"{knob.name}_slider", mark_of(knob, value)
    follow_slider(slider, marks_of(knob), now, key, own, make)


def follow_slider(
    slider: str,
    marks: dict[str, float],
    now: str,
    key: tuple[object, ...],
    own: Seen,
    make: Callable[[float], Seen | None],
) -> None:
    """Let what a page shows follow the slider of a key, from the mark where it stands now."""
    ahead = gone_on(marks, (slider, *key), make)
    seen = [own if mark == now else ahead.made.get(mark) for mark in marks]
    page_follows(slider, list(marks), seen, now=now, ask=ahead.asker(marks))
