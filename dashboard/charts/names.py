"""What a list is made of: how its names begin, and how long they are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go

from dashboard.charts.common import COUNT_COLOUR, layout
from dashboard.words.language import _, in_characters, in_names
from dashboard.words.pairs import percent
from dashboard.words.signs import label


def first_character_bars(counts: Mapping[str, int], *, top: int = 30) -> go.Figure:
    """Return how many names begin with each character, for the `top` first of `counts`."""
    shown = list(counts.items())[:top]
    signs = [label(character) for character, _number in shown]
    numbers = [number for _character, number in shown]
    total = sum(counts.values())
    words = [_begins(sign, number, total) for sign, number in zip(signs, numbers, strict=True)]
    figure = _bars(list(range(len(shown))), numbers, words)
    figure.update_xaxes(
        tickvals=list(range(len(shown))), ticktext=signs, tickangle=0, title=_("first character")
    )
    return layout(figure, uirevision="|".join(signs), bargap=0.25)


def length_bars(counts: np.ndarray) -> go.Figure:
    """Return how many names have each length, from counts[length] (longest + 1,)."""
    lengths = np.flatnonzero(counts)
    places, numbers = lengths.tolist(), counts[lengths].tolist()
    words = [_has(length, number) for length, number in zip(places, numbers, strict=True)]
    figure = _bars(places, numbers, words)
    figure.update_xaxes(title=_("characters in the name"), tickformat="d")
    if len(counts) <= 30:  # longer lists get the marks that plotly chooses
        figure.update_xaxes(dtick=1)
    return layout(figure, uirevision=str(len(counts)), bargap=0.25)


def _bars(places: list[int], numbers: list[int], words: list[str]) -> go.Figure:
    figure = go.Figure(
        go.Bar(
            x=places,
            y=numbers,
            customdata=words,
            hovertemplate="%{customdata}<extra></extra>",
            marker={"color": COUNT_COLOUR},
        )
    )
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(title=_("names"), rangemode="tozero", tickformat=",d")
    if max(numbers) < 6:
        figure.update_yaxes(dtick=1)  # there is no half name
    return figure


def _begins(sign: str, number: int, total: int) -> str:
    return _("Names that begin with <b>{sign}</b>: {number} of {total}, {share}").format(
        sign=sign, number=f"{number:,}", total=f"{total:,}", share=percent(number / total)
    )


def _has(length: int, number: int) -> str:
    characters = in_characters(length)
    names = in_names(number)
    return _("{characters}: {names}").format(characters=characters, names=names)
