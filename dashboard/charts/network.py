"""The network drawn small: one-hot, W, logits, softmax, from the top down in shared columns."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dashboard.charts.common import COUNT_COLOUR, MARGIN, NEURAL_COLOUR, drawn, note, standing_out
from dashboard.words.language import _, colon
from dashboard.words.pairs import percent
from dashboard.words.signs import label, labels

# Purple and green (ColorBrewer's PRGn): told apart by every kind of colour blindness.
WEIGHTS = [[0, "#762A83"], [0.25, "#C2A5CF"], [0.5, "#F7F7F7"], [0.75, "#A6DBA0"], [1, "#1B7837"]]
_OFF = "rgba(128, 128, 128, 0.15)"
_SHADE = "rgba(128, 128, 128, 0.45)"
_LEAST = 3.0  # the colours reach at least so far from 0, so that they stay while W changes


def network(
    weights: np.ndarray,
    probabilities: np.ndarray,
    counted: np.ndarray,
    characters: tuple[str, ...],
    row: int,
) -> dict[str, Any]:
    """Return what happens to one input: row `row` of weights (n, n) becomes probabilities (n,).

    `counted` (n,) are the probabilities of the counts, for comparison. Clicked cells are
    (row, column) of the heatmaps.
    """
    reach = max(_LEAST, math.ceil(np.abs(weights).max()))
    signs = labels(characters)
    top = _round_up(max(probabilities.max(), counted.max()))
    return drawn(
        [
            _one_hot(len(signs), row),
            _table(weights, signs, reach),
            _logits(weights[row], signs, reach),
            _bars(probabilities, signs, top),
            _marks(counted, signs),
        ],
        xaxis=_columns(signs),
        xaxis2={"domain": [0, 0.045], "visible": False, "fixedrange": True},
        yaxis=_rows(signs),
        yaxis2=_scale([0.27, 0.4], [-reach, reach]),
        yaxis3=_scale([0, 0.19], [0, top]) | {"tickformat": ".0%"},
        shapes=_lit(row, len(signs)),
        annotations=_words(label(characters[row])),
        showlegend=False,
        bargap=0.15,
        hovermode="closest",
        margin=MARGIN | {"t": 24},
        uirevision="|".join(characters),
    )


def _one_hot(number: int, row: int) -> dict[str, Any]:
    cells = np.zeros((number, 1))
    cells[row] = 1
    return {
        "type": "heatmap",
        "z": cells,
        "xaxis": "x2",
        "yaxis": "y",
        "colorscale": [[0, _OFF], [1, NEURAL_COLOUR]],
        "zmin": 0,
        "zmax": 1,
        "ygap": 1,
        "showscale": False,
        "hovertemplate": "%{z}<extra></extra>",
    }


def _table(weights: np.ndarray, signs: list[str], reach: float) -> dict[str, Any]:
    pairs = np.array([[f"{first} → {second}" for second in signs] for first in signs], dtype=object)
    return {
        "type": "heatmap",
        "z": weights.astype(np.float32),
        "customdata": pairs,
        "colorscale": WEIGHTS,
        "zmin": -reach,
        "zmax": reach,
        "xgap": 1,
        "ygap": 1,
        "showscale": False,
        "hovertemplate": colon("%{customdata}", "%{z:.3~g}<extra></extra>"),
    }


def _logits(logits: np.ndarray, signs: list[str], reach: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "y": logits,
        "yaxis": "y2",
        "marker": {"color": logits, "colorscale": WEIGHTS, "cmin": -reach, "cmax": reach},
        "customdata": signs,
        "hovertemplate": colon("%{customdata}", "%{y:.3~g}<extra></extra>"),
    }


def _bars(probabilities: np.ndarray, signs: list[str], top: float) -> dict[str, Any]:
    best = int(probabilities.argmax())
    text = [""] * len(signs)
    text[best] = f"<b>{signs[best]}</b> {percent(float(probabilities[best]))}"
    return {
        "type": "bar",
        "y": probabilities,
        "yaxis": "y3",
        "marker": standing_out(NEURAL_COLOUR, np.arange(len(signs)) == best),
        "text": text,
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": _said(_("{character}: {share}"), signs, probabilities),
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _marks(counted: np.ndarray, signs: list[str]) -> dict[str, Any]:
    """Return where the counts stand: the bars of a network that has learned end there."""
    return {
        "type": "scatter",
        "mode": "markers",
        "y": counted,
        "yaxis": "y3",
        "marker": {
            "symbol": "line-ew",
            "size": max(4, 200 // len(signs)),
            "line": {"width": 2, "color": COUNT_COLOUR},
        },
        "customdata": _said(_("{character}: {share} by counting"), signs, counted),
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _said(words: str, signs: list[str], shares: np.ndarray) -> list[str]:
    return [
        words.format(character=sign, share=percent(share))
        for sign, share in zip(signs, shares.tolist(), strict=True)
    ]


def _columns(signs: list[str]) -> dict[str, Any]:
    return _ticks(signs) | {
        "domain": [0.09, 1],
        "anchor": "y3",
        "title": _("next character"),
        "range": [-0.5, len(signs) - 0.5],
    }


def _rows(signs: list[str]) -> dict[str, Any]:
    return _ticks(signs) | {
        "domain": [0.5, 1],
        "anchor": "x2",
        "title": _("input character"),
        "range": [len(signs) - 0.5, -0.5],
    }


def _ticks(signs: list[str]) -> dict[str, Any]:
    return {
        "tickvals": list(range(len(signs))),
        "ticktext": signs,
        "tickangle": 0,
        "tickfont": {"size": 10 if len(signs) > 20 else 12},
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }


def _scale(domain: list[float], range_: list[float]) -> dict[str, Any]:
    return {
        "domain": domain,
        "range": range_,
        "anchor": "x",
        "nticks": 4,
        "tickfont": {"size": 10},
        "fixedrange": True,
    }


def _lit(row: int, number: int) -> list[dict[str, Any]]:
    """Return shades over all rows of W but one, and a frame around it."""
    box = {"type": "rect", "x0": -0.5, "x1": number - 0.5, "line": {"width": 0}}
    above = box | {"y0": -0.5, "y1": row - 0.5, "fillcolor": _SHADE}
    below = box | {"y0": row + 0.5, "y1": number - 0.5, "fillcolor": _SHADE}
    frame = box | {"y0": row - 0.5, "y1": row + 0.5, "line": {"width": 2, "color": NEURAL_COLOUR}}
    return [above, below, frame]


def _words(character: str) -> list[dict[str, Any]]:
    """Return the headings of the parts, one under the other."""
    lit = _("one-hot × W: the row of {character} is lit").format(character=f"<b>{character}</b>")
    headings = {
        1.0: lit,
        0.4: _("↓ its numbers are the logits"),
        0.19: _("↓ softmax: probabilities (lines: the counts)"),
    }
    return [
        note(text, 0, y, xref="paper", xanchor="left", align="left")
        | {"yref": "paper", "yanchor": "bottom", "yshift": 4}
        for y, text in headings.items()
    ]


def _round_up(share: float) -> float:
    """Return the axis' end for a share: it stays while the share moves a little.

    Example: 0.16 -> 0.24, with room for a label above the highest bar
    """
    return 0.12 * math.ceil(share / 0.1)
