"""What all charts share: the colours of the models, labels that are safe to show, the layout.

A figure is plain data, as plotly writes it: to let plotly check it would take longer than to make
it. The tests do that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.words.language import colon
from makemore.models.family import families

# Okabe & Ito's palette: told apart by every kind of colour blindness, on white and on black.
COUNT_COLOUR = "#0072B2"
NEURAL_COLOUR = "#D55E00"
UNIFORM_COLOUR = "#8A8F98"
_OTHERS = (
    *("#CC79A7", "#E69F00", "#56B4E9", "#44AA99", "#AA4499"),
    *("#999933", "#8C6BB1", "#A6761D", "#88CCEE"),
)
_COLOURS = {
    "uniform": UNIFORM_COLOUR,
    "counts": COUNT_COLOUR,
    "network": NEURAL_COLOUR,
    "kneser-ney": "#009E73",
}
PALE = 0.4  # opacity of the bars beside the one that is chosen
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
LEGEND = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"}  # above the plot
STILL_LEGEND = LEGEND | {"itemclick": False}  # of what is to be seen together
Scale = list[list[float | str]]


def colour_of(key: str) -> str:
    """Return the colour of a family of models, the same on every page."""
    others = [one for one in families() if one not in _COLOURS]
    return _COLOURS.get(key) or _OTHERS[others.index(key) % len(_OTHERS)]


def standing_out(colour: str, chosen: np.ndarray) -> dict[str, Any]:
    """Return the marker of bars of which some are chosen, (n,) bool; the others are pale.

    A frame in the full colour lets the pale ones be seen on dark ground too.
    """
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    pale = f"rgba({red}, {green}, {blue}, {PALE})"
    return {"color": np.where(chosen, colour, pale), "line": {"color": colour, "width": 1.5}}


def model_colours() -> str:
    """Return a style that gives `.makemore-KEY` the colour of each family as `--colour`."""
    rules = (f".makemore-{key} {{ --colour: {colour_of(key)}; }}" for key in families())
    return f"<style>{' '.join(rules)}</style>"


def diverging(low: str, high: str) -> Scale:
    """Return a scale from one colour to another, pale in the middle."""
    return [[0.0, low], [0.5, "#F7F7F7"], [1.0, high]]


DIVERGING = diverging(COUNT_COLOUR, NEURAL_COLOUR)


def drawn(traces: Sequence[dict[str, Any]], **layout: Any) -> dict[str, Any]:
    """Return a figure in the house layout."""
    return {"data": list(traces), "layout": {"margin": MARGIN, **layout}}


def lying_bars(
    values: np.ndarray, texts: list[str], signs: list[str], *, size: int = 12, **more: Any
) -> dict[str, Any]:
    """Return bars (n,) one under the other, each with its text behind it; the sign is its hover."""
    return {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": np.arange(len(values)),
        "text": texts,
        "textposition": "outside",
        "textfont": {"size": size},
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": signs,
        "hovertemplate": colon("%{customdata}", "%{text}<extra></extra>"),
        **more,
    }


def level(height: float, **line: Any) -> dict[str, Any]:
    """Return a line across the whole plot at a height."""
    ends = {"xref": "paper", "x0": 0, "x1": 1, "y0": height, "y1": height}
    return {"type": "line", **ends, "line": line}


def note(text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """Return words at a place of the plot."""
    return {"text": text, "x": x, "y": y, "showarrow": False, **more}


def tick_every(number: int, *, room: int = 60) -> list[int]:
    """Return which of `number` positions get a tick label, so that at most `room` do."""
    return list(range(0, number, max(1, -(-number // room))))
