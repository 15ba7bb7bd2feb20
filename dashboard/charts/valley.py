"""A curve of nll against a setting of the model: often a valley, with a best place in it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dashboard.charts.common import COUNT_COLOUR, LEGEND, UNIFORM_COLOUR, drawn
from dashboard.charts.matrix import SELECTED
from dashboard.words.language import _, colon


def valley(
    settings: np.ndarray,
    train: np.ndarray,
    held_out: np.ndarray | None,
    *,
    title: str,
    chosen: tuple[float, float] | None = None,
    best: tuple[float, float] | None = None,
    colour: str = COUNT_COLOUR,
) -> dict[str, Any]:
    """Return nll (n,) on training and held-out names against settings (n,) on a log scale.

    A setting of 0 stands left of the smallest other one. `chosen` and `best` are (setting, nll).
    Infinite values are left out.
    """
    zero = float(settings[settings > 0].min()) / 3
    curves = [_curve(settings, train, _("training names"), UNIFORM_COLOUR, "dot", zero)]
    if held_out is not None:
        curves.append(_curve(settings, held_out, _("held-out names"), colour, "solid", zero))
    if best is not None:
        curves.append(_mark(best, _("lowest"), "star", colour, zero))
    if chosen is not None and math.isfinite(chosen[1]):
        curves.append(_mark(chosen, _("now"), "circle-open", SELECTED, zero))
    return drawn(
        curves,
        xaxis=_axis(settings, zero, title),
        yaxis={"title": {"text": _("nll (nats per character)")}, "automargin": True},
        legend=LEGEND,
        hovermode="closest",
        uirevision=title,
    )


def _curve(
    settings: np.ndarray, nll: np.ndarray, name: str, colour: str, dash: str, zero: float
) -> dict[str, Any]:
    shown = np.isfinite(nll)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": np.maximum(settings, zero)[shown],
        "y": nll[shown],
        "customdata": settings[shown],
        "hovertemplate": colon(name, "%{y:.4f} (%{customdata:.3~g})<extra></extra>"),
        "line": {"color": colour, "width": 2.5, "dash": dash},
    }


def _mark(
    place: tuple[float, float], name: str, symbol: str, colour: str, zero: float
) -> dict[str, Any]:
    setting, nll = place
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [max(setting, zero)],
        "y": [nll],
        "hovertemplate": f"{colon(name, f'{nll:.4f}')} ({setting:.4g})<extra></extra>",
        "marker": {
            "symbol": symbol,
            "size": 14,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
    }


def _axis(settings: np.ndarray, zero: float, title: str) -> dict[str, Any]:
    """Return a log axis that has a place for 0."""
    low, high = (round(math.log10(end)) for end in (zero * 3, float(settings.max())))
    powers = [10.0**power for power in range(low + 1, high + 1)]
    return {
        "type": "log",
        "title": {"text": title},
        "tickvals": [zero, *powers],
        "tickangle": 0,
        "ticktext": ["0", *(f"{power:,g}" for power in powers)],
    }
