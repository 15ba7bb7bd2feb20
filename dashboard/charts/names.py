"""What a list is made of: how its names begin, and how long they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard.charts.common import COUNT_COLOUR, drawn
from dashboard.words.language import _, in_characters, in_names
from dashboard.words.pairs import percent
from dashboard.words.signs import label


def first_character_bars(counts: Mapping[str, int], *, top: int = 30) -> dict[str, Any]:
    """Return how many names begin with each character, for the `top` first of `counts`."""
    shown = list(counts.items())[:top]
    signs = [label(character) for character, _number in shown]
    numbers = [number for _character, number in shown]
    total = sum(counts.values())
    words = [_begins(sign, number, total) for sign, number in zip(signs, numbers, strict=True)]
    places = list(range(len(shown)))
    ticks = {"tickvals": places, "ticktext": signs, "tickangle": 0}
    return _bars(places, numbers, words, "|".join(signs), title=_("first character"), **ticks)


def length_bars(counts: np.ndarray) -> dict[str, Any]:
    """Return how many names have each length, from counts[length] (longest + 1,)."""
    lengths = np.flatnonzero(counts)
    places, numbers = lengths.tolist(), counts[lengths].tolist()
    words = [_has(length, number) for length, number in zip(places, numbers, strict=True)]
    every = {"dtick": 1} if len(counts) <= 30 else {}  # longer lists get plotly's own marks
    title, revision = _("characters in the name"), str(len(counts))
    return _bars(places, numbers, words, revision, title=title, tickformat="d", **every)


def _bars(
    places: list[int], numbers: list[int], words: list[str], revision: str, **across: Any
) -> dict[str, Any]:
    bars = {"type": "bar", "x": places, "y": numbers, "marker": {"color": COUNT_COLOUR}}
    hover = {"customdata": words, "hovertemplate": "%{customdata}<extra></extra>"}
    whole = {"dtick": 1} if max(numbers) < 6 else {}  # there is no half name
    return drawn(
        [bars | hover],
        xaxis={**across, "showgrid": False, "automargin": True},
        yaxis={"title": _("names"), "rangemode": "tozero", "tickformat": ",d", "automargin": True}
        | whole,
        showlegend=False,
        hovermode="closest",
        bargap=0.25,
        uirevision=revision,
    )


def _begins(sign: str, number: int, total: int) -> str:
    return _("Names that begin with <b>{sign}</b>: {number} of {total}, {share}").format(
        sign=sign, number=f"{number:,}", total=f"{total:,}", share=percent(number / total)
    )


def _has(length: int, number: int) -> str:
    characters = in_characters(length)
    names = in_names(number)
    return _("{characters}: {names}").format(characters=characters, names=names)
