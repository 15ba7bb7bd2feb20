"""Bars of what comes next: one row of a table, the likeliest first."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.charts.common import COUNT_COLOUR, drawn, lying_bars
from dashboard.charts.matrix import SELECTED
from dashboard.words.language import _
from dashboard.words.pairs import percent
from dashboard.words.signs import labels
from makemore.vocabulary import BOUNDARY


def ranked(probabilities: np.ndarray, top: int) -> np.ndarray:
    """Return the `top` likeliest tokens (n,), the likeliest first, equal ones in token order."""
    return np.argsort(-np.asarray(probabilities), kind="stable")[:top]


def next_character_bars(
    probabilities: np.ndarray,
    characters: tuple[str, ...],
    *,
    top: int = 27,
    selected: int | None = None,
) -> dict[str, Any]:
    """Return P(next) of one context (V,) as bars, the likeliest on top, with their percentages.

    Bar i is token `ranked(probabilities, top)[i]`; the `selected` token has the frame that its
    cell has.
    """
    tokens = ranked(probabilities, top)
    shares = np.asarray(probabilities, dtype=np.float64)[tokens]
    signs = _signs(characters, tokens)
    widest = float(shares.max(initial=0.0)) or 1.0
    frames = {"color": SELECTED, "width": np.where(tokens == selected, 3, 0)}
    marker = {"color": COUNT_COLOUR, "line": frames}
    bars = lying_bars(shares, [percent(share) for share in shares.tolist()], signs, marker=marker)
    down = {
        "range": [len(tokens) - 0.5, -0.5],
        "tickvals": np.arange(len(tokens)),
        "ticktext": signs,
        "ticks": "",
    }
    down |= {"ticklabeloverflow": "allow", "fixedrange": True}  # to look for overflow is slow
    return drawn(
        [bars],
        xaxis={"visible": False, "fixedrange": True, "range": [0, 1.2 * widest]},
        yaxis={**down, "showgrid": False, "automargin": True},
        bargap=0.25,
    )


def _signs(characters: tuple[str, ...], tokens: np.ndarray) -> list[str]:
    """Return the labels of tokens, the boundary as a word: here it is always the end of a name."""
    signs = labels(tuple(characters[token] for token in tokens))
    return [
        _("end") if token == BOUNDARY else sign
        for token, sign in zip(tokens.tolist(), signs, strict=True)
    ]
