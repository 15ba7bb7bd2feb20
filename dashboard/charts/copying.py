"""Where learning turns into copying: the share of copies, and below it the nll, by context."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.charts.common import LEGEND, UNIFORM_COLOUR, drawn
from dashboard.charts.matrix import SELECTED
from dashboard.words.language import _, colon
from dashboard.words.pairs import percent


@dataclass(frozen=True)
class Copying:
    """By context (n,): the share of a model's names that are copies, in [0, 1], and its nll."""

    contexts: np.ndarray
    listed: np.ndarray
    train: np.ndarray
    held_out: np.ndarray | None  # where names are held out


def copying(data: Copying, *, now: float, colour: str) -> dict[str, Any]:
    """Return shares of copies as bars above nll as lines, by context.

    The bar of the context in use, `now`, is framed; a star marks the lowest held-out nll.
    """
    lines = [_line(data.contexts, data.train, _("training names"), UNIFORM_COLOUR, "dot")]
    if data.held_out is not None:
        lines.append(_line(data.contexts, data.held_out, _("held-out names"), colour, "solid"))
        lines.append(_lowest(data.contexts, data.held_out, colour))
    bars = _bars(data.contexts, data.listed, now, colour)
    axes = _axes(data.contexts, float(data.listed.max()))
    return drawn([bars, *lines], legend=LEGEND, hovermode="closest", bargap=0.35, **axes)


def _axes(contexts: np.ndarray, highest: float) -> dict[str, Any]:
    """Return one axis of contexts below two of heights, one above the other."""
    title = {"text": _("characters of context")}
    shares = {"title": {"text": _("in the list")}, "tickformat": ".0%", "nticks": 4}
    return {
        "xaxis": {"title": title, "tickvals": contexts.tolist(), "anchor": "y2"},
        "yaxis": {**shares, "domain": [0.56, 1], "range": [0, 1.25 * highest], "automargin": True},
        "yaxis2": {"title": {"text": _("nll")}, "domain": [0, 0.46], "automargin": True},
    }


def _bars(contexts: np.ndarray, listed: np.ndarray, now: float, colour: str) -> dict[str, Any]:
    frames = [3 if context == now else 0 for context in contexts]
    return {
        "type": "bar",
        "x": contexts,
        "y": listed,
        "text": [percent(round(share, 3)) for share in listed.tolist()],  # little room on a phone
        "textposition": "outside",
        "textangle": 0,
        "textfont": {"size": 11},
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": [percent(share) for share in listed.tolist()],
        "hovertemplate": _("%{x} characters of context: %{customdata} is in the list")
        + "<extra></extra>",
        "marker": {"color": colour, "line": {"color": SELECTED, "width": frames}},
        "showlegend": False,
    }


def _line(
    contexts: np.ndarray, nll: np.ndarray, name: str, colour: str, dash: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": contexts,
        "y": nll,
        "yaxis": "y2",
        "hovertemplate": colon(name, "%{y:.4f}<extra></extra>"),
        "line": {"color": colour, "width": 2.5, "dash": dash},
    }


def _lowest(contexts: np.ndarray, held_out: np.ndarray, colour: str) -> dict[str, Any]:
    at = int(held_out.argmin())
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _("lowest"),
        "x": [contexts[at]],
        "y": [held_out[at]],
        "yaxis": "y2",
        "hoverinfo": "skip",
        "marker": {"symbol": "star", "size": 14, "color": colour},
    }
