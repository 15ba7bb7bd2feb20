"""The bar on top of Make names: how names begin and end, what they have, how long, how daring."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.contenders import cached
from dashboard.frame import controls, dice
from dashboard.frame.held import hold
from dashboard.lists.source import Source
from dashboard.state import address
from dashboard.state.settings import LONGEST, MAX_LENGTH, SHORTEST
from dashboard.words.language import _, later

MOST = 0.1, 0.9  # of the list's lengths: names of most of them are between
SEVERAL = later(
    "Texts of any length, with spaces between them, such as: a qu. Write ␣ for a space."
)

# Said of the temperature, and true of the context too.
FOLLOWS = later(
    "The names follow your hand on this slider, and on that of the context under More. Where they "
    "turn pale, or stand still, it would take too long to make them ahead: they come when you let "
    "go."
)


@dataclass(frozen=True)
class Bar:
    """What stands in the bar: texts as typed, lengths in characters, the temperature."""

    begins: str
    ends: str
    must: str
    lengths: tuple[int, int]
    temperature: float


def show(source: Source) -> Bar:
    """Show the bar; return what stands in it."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row.container(width=112):
        begins = controls.text_box("begins", _("Begins with"))
    with row.container(width=112):
        ends = controls.text_box("ends", _("Ends with"))
    with row.container(width=112):
        must = controls.text_box("must", _("Contains"), help=_(SEVERAL))
    with row.container(width=190):
        lengths = _choose_lengths(source)
    with row.container(width=285):
        temperature = dice.choose_temperature(_("From safe to daring"), more=_(FOLLOWS))
    with row:
        dice.offer_new(primary=True)
    return Bar(begins, ends, must, lengths, temperature)


def usual_lengths(source: Source) -> tuple[int, int]:
    """Return how long most names of the list are: its 10th and its 90th percentile."""
    low, high = map(cached.corpus(source).length_of_share, MOST)
    return min(low, MAX_LENGTH), min(high, MAX_LENGTH)


def lengths_of(source: Source) -> tuple[int, int]:
    """Return the shortest and the longest that names may be: as asked for, or as most are.

    What is asked for comes before what is usual, and of two the first is the shorter one.
    """
    low, high = usual_lengths(source)
    longest = int(controls.now(LONGEST))
    shortest = int(controls.now(SHORTEST)) or min(low, longest or low)
    longest = longest or max(high, shortest)
    return min(shortest, longest), max(shortest, longest)


def _choose_lengths(source: Source) -> tuple[int, int]:
    """Show the lengths on one slider; return them."""
    shortest, longest = lengths_of(source)
    most = len(cached.corpus(source).length_counts) - 1
    top = max(2, min(MAX_LENGTH, most), longest)
    hold(
        st.slider,
        _("Length"),
        key=f"lengths_{top}",  # another list has another end
        shows=(shortest, longest),
        take=_take,
        args=(source,),
        min_value=1,
        max_value=top,
        help=_("In characters. At first as long as most names of the list, eight of ten."),
    )
    return shortest, longest


def _take(chosen: tuple[int, int], source: Source) -> None:
    """Keep what was chosen; what is usual in the list goes with the list."""
    values = (0, 0) if tuple(chosen) == usual_lengths(source) else chosen
    address.put_all(dict(zip((SHORTEST.name, LONGEST.name), values, strict=True)))
