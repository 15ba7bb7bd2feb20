"""Heatmaps of (V, V) tables: row the character before, column the character after."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.charts.blues import BLANK, ON_BLACK, ON_WHITE
from dashboard.charts.common import Scale, drawn, tick_every
from dashboard.words.language import _
from dashboard.words.signs import labels

SELECTED = "#E6007E"  # in no scale and no model's colour
_SIGN, _CLEAR = "#8A8F98", "rgba(0, 0, 0, 0)"
LEGIBLE = 40  # rows; in a larger table nothing is written into cells: small to read, slow to draw
_LINED = 60  # rows; in a larger table no lines between cells


def _from_little_to_much(colours: list[str]) -> Scale:
    return [[place / (len(colours) - 1), colour] for place, colour in enumerate(colours)]


BLUES = _from_little_to_much(ON_WHITE)
AMOUNTS = {"colorscale": BLUES, "meta": {"dark": _from_little_to_much(ON_BLACK)}}  # of a trace


def heatmap(
    values: np.ndarray,
    characters: tuple[str, ...],
    *,
    hover: str,
    colorscale: Scale,
    customdata: np.ndarray | list[list[str]] | None = None,
    reverse: bool = False,
    limits: tuple[float, float] | None = None,
    log: bool = False,
    suffix: str = "",
    texts: np.ndarray | list[list[str]] | None = None,
    blank: str = "",
    selected: tuple[int, int] | None = None,
    bar: bool = True,
) -> dict[str, Any]:
    """Return a heatmap of values (V, V); `hover` is plotly's template.

    Cells are placed by token, so characters that look alike stay apart; `selected` (row, column)
    is framed. Where a value is not finite, or not above 0 on a `log` scale, the cell is grey and
    shows the sign `blank`. `limits` and the colour bar are in the values' own unit, which `suffix`
    names; `texts` (V, V) are written into the cells. Without a `bar` it is a
    small picture: no colour bar, no titles of axes. The last trace is the one that answers.
    """
    values = np.asarray(values, dtype=np.float64)
    seen = np.isfinite(values) & (values > 0 if log else True)
    legible, gap = len(values) <= LEGIBLE, int(len(values) <= _LINED)
    low, high = limits or _extent(values[seen])
    cells = {
        "type": "heatmap",
        "z": _scaled(np.where(seen, values, np.nan), log),
        "zmin": _scaled(low, log),
        "zmax": _scaled(high, log),
        "customdata": customdata,
        "hovertemplate": hover + "<extra></extra>",
        **(AMOUNTS if colorscale is BLUES else {"colorscale": colorscale}),
        "reversescale": reverse,
        "showscale": bar,
        "colorbar": _colour_bar(low, high, log, suffix),
        "xgap": gap,
        "ygap": gap,
    }
    if texts is not None and legible:
        cells |= {"text": np.where(seen, texts, "").tolist(), "texttemplate": "%{text}"}
    signs = [_blank_signs(seen, blank)] if blank and legible else []
    return drawn(
        [*signs, cells],
        **_axes(labels(characters), titled=bar),
        plot_bgcolor=BLANK,
        shapes=[] if selected is None else [_frame(*selected)],
        uirevision="|".join(characters),
    )


def log_ticks(low: float, high: float) -> list[float]:
    """Return round numbers of [low, high]: powers of ten, and 2 and 5 of each if they are few.

    Example: (1, 30) -> [1, 2, 5, 10, 20]
    """
    digits = (1,) if high > 100 * low else (1, 2, 5)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in digits]
    return [tick for tick in ticks if low <= tick <= high]


def _blank_signs(seen: np.ndarray, sign: str) -> dict[str, Any]:
    """Return a sign for every cell where nothing was seen, to lie under the coloured ones."""
    return {
        "type": "heatmap",
        "z": np.where(seen, np.nan, 0).astype(np.float32),
        "colorscale": [[0, _CLEAR], [1, _CLEAR]],
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "hoverinfo": "skip",
        "text": np.where(seen, "", sign).tolist(),
        "texttemplate": "%{text}",
        "textfont": {"color": _SIGN},
    }


def _scaled(values: Any, log: bool) -> Any:
    """Return what plotly colours by: the values, or their powers of ten; float32 is enough."""
    return np.float32(np.log10(values) if log else values)


def _extent(values: np.ndarray) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if values.size else (1.0, 10.0)


def _colour_bar(low: float, high: float, log: bool, suffix: str) -> dict[str, Any]:
    """Return the colour bar under the table; on a log scale, ticks in the values' own unit."""
    bar: dict[str, Any] = {"orientation": "h", "thickness": 10, "outlinewidth": 0}
    bar |= {"ticklabeloverflow": "allow"}  # to look for overflow is slow
    bar |= {"y": 0, "yanchor": "top", "ticksuffix": suffix}
    if log:
        ticks = log_ticks(low, high)
        bar |= {"tickvals": np.log10(ticks), "ticktext": [f"{tick:,g}{suffix}" for tick in ticks]}
    return bar


def _axes(signs: list[str], *, titled: bool) -> dict[str, Any]:
    """Return axes with the characters on top and on the left; cells are square."""
    positions = tick_every(len(signs))
    shared = {
        "tickvals": positions,
        "ticktext": [signs[at] for at in positions],
        "tickangle": 0,
        "tickfont": {
            "size": min(12 if titled else 9, max(9, 440 // len(signs)))
        },  # so that they do not touch
        "ticks": "",
        "ticklabeloverflow": "allow",  # to look which labels overflow would triple the drawing
        "showgrid": False,
        "zeroline": False,
        "constrain": "domain",
        "automargin": True,
    }
    down = {"autorange": "reversed", "scaleanchor": "x", "constraintoward": "bottom"}
    across, along = (_("next character"), _("character")) if titled else ("", "")
    return {
        "xaxis": {**shared, "side": "top", "title": {"text": across}},
        "yaxis": {**shared, **down, "title": {"text": along}},
    }


def _frame(row: int, column: int) -> dict[str, Any]:
    """Return a frame around a cell."""
    return {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": SELECTED, "width": 3},
    }
