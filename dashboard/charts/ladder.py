"""The ladder: the nll of every rung with its interval, the first rung at the foot."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts.common import STILL_LEGEND, UNIFORM_COLOUR, colour_of, drawn, note
from dashboard.words.language import _
from makemore.uncertainty import Interval

ROW = 44  # pixels of a rung


@dataclass(frozen=True)
class Step:
    """A rung in the chart; without an nll it has not climbed yet.

    `nll` is of names that the model never saw, `train` of those that it learned from, nats per
    token; `honest` is its nll by a better division of the list, where this one is careless.
    """

    key: str
    name: str
    nll: float | None = None
    interval: Interval | None = None
    train: float = math.nan
    honest: float | None = None
    live: float | None = None  # while it learns: the nll of the names that it keeps to choose by


def ladder(steps: Sequence[Step], blind: float) -> dict[str, Any]:
    """Return rungs as dots with intervals, the last one on top; a ring marks the training names.

    `blind` is the nll of a blind guess: at first nothing else is known.
    """
    places = range(len(steps))
    climbed = [(at, one) for at, one in zip(places, steps, strict=True) if one.nll is not None]
    finite = [(at, one) for at, one in climbed if math.isfinite(one.nll or 0)]
    best = min((one.nll or 0.0 for _at, one in finite), default=None)
    return drawn(
        [_rings(finite), *_honest(finite), _dots(finite), *_live(steps)],
        xaxis={
            "title": {"text": _("nll (nats per character): left is better")},
            "zeroline": False,
            "automargin": True,
            **({} if finite else {"range": [0, 1.1 * blind]}),
        },
        yaxis={
            "tickvals": list(places),
            "ticktext": [html.escape(one.name) for one in steps],
            "range": [-0.6, len(steps) - 0.3],
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
            "ticks": "",
        },
        shapes=[] if best is None else [_line(best)],
        annotations=[
            note(_("infinite"), 1, at, xref="paper", xanchor="right")
            for at, one in climbed
            if not math.isfinite(one.nll or 0)
        ],
        legend=STILL_LEGEND,
        showlegend=bool(finite),
        hovermode="closest",
    )


def _dots(steps: Sequence[tuple[int, Step]]) -> dict[str, Any]:
    nlls = [one.nll or 0.0 for _at, one in steps]
    spans = [one.interval for _at, one in steps]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": _("names that it never saw"),
        "x": nlls,
        "y": [at for at, _one in steps],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [one.high - one.difference if one else 0 for one in spans],
            "arrayminus": [one.difference - one.low if one else 0 for one in spans],
            "thickness": 2,
            "width": 5,
            "color": UNIFORM_COLOUR,
        },
        "text": [f"{nll:.3f}" for nll in nlls],
        "textposition": "top center",
        "cliponaxis": False,
        "customdata": [_hover(one) for _at, one in steps],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"size": 10, "color": [colour_of(one.key) for _at, one in steps], "opacity": 1},
    }


def _rings(steps: Sequence[tuple[int, Step]]) -> dict[str, Any]:
    seen = [(at, one) for at, one in steps if math.isfinite(one.train)]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _("names that it learned from"),
        "x": [one.train for _at, one in seen],
        "y": [at for at, _one in seen],
        "hovertemplate": _("on the names that it learned from: %{x:.4f}") + "<extra></extra>",
        "marker": {"size": 7, "symbol": "circle-open", "color": UNIFORM_COLOUR},
    }


def _honest(steps: Sequence[tuple[int, Step]]) -> list[dict[str, Any]]:
    """Return where the rungs stand when no name is given away, where that is known."""
    known = [(at, one) for at, one in steps if one.honest is not None]
    if not known:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": _("divided by name"),
            "x": [one.honest for _at, one in known],
            "y": [at for at, _one in known],
            "hovertemplate": _("divided by name: %{x:.4f}") + "<extra></extra>",
            "marker": {
                "size": 11,
                "symbol": "diamond-open",
                "color": [colour_of(one.key) for _at, one in known],
            },
        }
    ]


def _live(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Return where the rung is that learns at this moment."""
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": _("learns now"),
            "x": [one.live],
            "y": [at],
            "hovertemplate": "%{x:.4f}<extra></extra>",
            "marker": {"size": 11, "symbol": "triangle-left-open", "color": colour_of(one.key)},
        }
        for at, one in enumerate(steps)
        if one.live is not None and math.isfinite(one.live)
    ]


def _hover(step: Step) -> str:
    words = f"<b>{html.escape(step.name)}</b>: {step.nll:.4f}"
    if step.interval is None:
        return words
    where = _("in 95 of 100 draws of the names from {low} to {high}").format(
        low=f"{step.interval.low:.4f}", high=f"{step.interval.high:.4f}"
    )
    return f"{words}<br>{where}"


def _line(best: float) -> dict[str, Any]:
    line = {"color": UNIFORM_COLOUR, "dash": "dot", "width": 1.5}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": best, "x1": best} | {
        "line": line,
        "layer": "below",
    }
