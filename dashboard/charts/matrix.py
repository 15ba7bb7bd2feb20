"""Heatmaps of (V, V) tables: row the character before, column the character after."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard.charts.common import SEQUENTIAL, label, labels, layout, tick_every

# Blues (ColorBrewer) without their palest; on black turned round, so that more always stands out.
ON_WHITE = ["#DEEBF7", "#B3D2E9", "#7FB8DA", "#4A98C9", "#2171B5", "#084A91", "#062B5B"]
ON_BLACK = ["#24425F", "#225687", "#2271AD", "#3F97D3", "#77BBE8", "#B4DBF5", "#EAF6FF"]
SELECTED = "#E6007E"  # in no scale and no model's colour
BLANK = "rgba(128, 128, 128, 0.13)"
_MANY = 60  # rows; above it no lines between cells, above it numbers in cells cost too much


def blues(*, dark: bool) -> list[str]:
    """Return the house's scale for amounts, from little to much, on a light or a dark page."""
    return ON_BLACK if dark else ON_WHITE


def heatmap(
    values: np.ndarray,
    characters: tuple[str, ...],
    *,
    hover: str,
    customdata: np.ndarray | list[list[str]] | None = None,
    colorscale: object = SEQUENTIAL,
    reverse: bool = False,
    limits: tuple[float, float] | None = None,
    log: bool = False,
    suffix: str = "",
    texts: np.ndarray | list[list[str]] | None = None,
    blank: str = "",
    selected: tuple[int, int] | None = None,
) -> go.Figure:
    """Return a heatmap of values (V, V); `hover` is plotly's template.

    Cells are placed by token, so characters that look alike stay apart; `selected` (row, column)
    is framed. Where a value is not finite, or not above 0 on a `log` scale, the cell is grey and
    shows the sign `blank`. `limits` and the colour bar are in the values' own unit, which `suffix`
    names; `texts` (V, V) are written into the cells.
    """
    values = np.asarray(values, dtype=np.float64)
    seen = np.isfinite(values) & (values > 0 if log else True)
    few = len(values) <= _MANY
    figure = go.Figure([_blank_cells(seen, blank if few else "")])
    figure.add_heatmap(
        z=_scaled(np.where(seen, values, np.nan), log),
        customdata=customdata,
        hovertemplate=hover + "<extra></extra>",
        colorscale=colorscale,
        reversescale=reverse,
        colorbar=_colour_bar(suffix),
        xgap=int(few),
        ygap=int(few),
    )
    _limit(figure, limits or _extent(values[seen]), log, suffix)
    if texts is not None and few:
        figure.update_traces(text=texts, texttemplate="%{text}", selector=1)
    _axes(figure, labels(characters))
    if selected is not None:
        _frame(figure, *selected)
    return layout(figure, uirevision="|".join(characters))


def pair_text(first: str, second: str) -> str:
    """Return a pair in words for a title or a sentence, safe in plotly."""
    return f"{label(first)}{label(second)}"


def _blank_cells(seen: np.ndarray, sign: str) -> go.Heatmap:
    """Return grey cells where nothing was seen, under the coloured ones."""
    trace = go.Heatmap(
        z=np.where(seen, np.nan, 0).astype(np.float32),
        colorscale=[[0, BLANK], [1, BLANK]],
        showscale=False,
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )
    if sign:
        trace.update(
            text=np.where(seen, "", sign).tolist(),
            texttemplate="%{text}",
            textfont={"color": "#8A8F98"},
        )
    return trace


def _scaled(values: np.ndarray, log: bool) -> np.ndarray:
    return (np.log10(values) if log else values).astype(np.float32)


def _extent(values: np.ndarray) -> tuple[float, float]:
    return (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)


def _limit(figure: go.Figure, limits: tuple[float, float], log: bool, suffix: str) -> None:
    """Give the coloured cells their limits; on a log scale, ticks in the values' own unit."""
    low, high = limits
    trace = figure.data[1]
    if not log:
        trace.update(zmin=low, zmax=high)
        return
    ticks = log_ticks(low, high)
    names = [f"{tick:,g}{suffix}" for tick in ticks]
    trace.update(zmin=np.log10(low), zmax=np.log10(high))
    trace.colorbar.update(tickvals=np.log10(ticks), ticktext=names)


def log_ticks(low: float, high: float) -> list[float]:
    """Return round numbers of [low, high]: powers of ten, and 2 and 5 of each if they are few.

    Example: (1, 30) -> [1, 2, 5, 10, 20]
    """
    digits = (1,) if high > 100 * low else (1, 2, 5)
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in digits]
    return [tick for tick in ticks if low <= tick <= high]


def _colour_bar(suffix: str) -> dict[str, object]:
    return {
        "orientation": "h",
        "thickness": 10,
        "outlinewidth": 0,
        "y": 0,
        "yanchor": "top",
        "ticksuffix": suffix,
    }


def _axes(figure: go.Figure, signs: list[str]) -> None:
    """Show the characters on top and on the left; cells are square."""
    positions = tick_every(len(signs))
    ticks = {
        "tickvals": positions,
        "ticktext": [signs[at] for at in positions],
        "tickangle": 0,
        "tickfont": {"size": 12},
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "constrain": "domain",
    }
    figure.update_xaxes(**ticks, side="top", title="next character")
    figure.update_yaxes(
        **ticks, autorange="reversed", title="character", scaleanchor="x", constraintoward="bottom"
    )


def _frame(figure: go.Figure, row: int, column: int) -> None:
    figure.add_shape(
        type="rect",
        x0=column - 0.5,
        x1=column + 0.5,
        y0=row - 0.5,
        y1=row + 0.5,
        line={"color": SELECTED, "width": 3},
    )
