"""Heatmaps of (V, V) tables: row the character before, column the character after."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard.charts.common import SEQUENTIAL, label, labels, layout, tick_every


def heatmap(
    values: np.ndarray,
    characters: tuple[str, ...],
    *,
    hover: str,
    customdata: np.ndarray | None = None,
    colorscale: object = SEQUENTIAL,
    limits: tuple[float, float] | None = None,
    selected: tuple[int, int] | None = None,
) -> go.Figure:
    """Return a heatmap of values (V, V), NaN left blank; `hover` is plotly's template.

    Cells are placed by token, so characters that look alike stay apart; `selected` (row, column)
    is framed.
    """
    signs = labels(characters)
    positions = tick_every(len(signs))
    figure = go.Figure(
        go.Heatmap(
            z=np.asarray(values, dtype=np.float32),
            customdata=customdata,
            hovertemplate=hover + "<extra></extra>",
            colorscale=colorscale,
            zmin=limits[0] if limits else None,
            zmax=limits[1] if limits else None,
            colorbar={"thickness": 12, "outlinewidth": 0},
            xgap=1 if len(signs) <= 60 else 0,
            ygap=1 if len(signs) <= 60 else 0,
        )
    )
    ticks = {"tickvals": positions, "ticktext": [signs[at] for at in positions], "showgrid": False}
    figure.update_xaxes(
        **ticks, side="top", title="next character", constrain="domain", tickangle=0
    )
    figure.update_yaxes(**ticks, autorange="reversed", title="character", scaleanchor="x")
    if selected is not None:
        _frame(figure, *selected)
    return layout(figure, uirevision="|".join(signs))


def pair_text(first: str, second: str) -> str:
    """Return a pair in words for a title or a sentence, safe in plotly."""
    return f"{label(first)}{label(second)}"


def _frame(figure: go.Figure, row: int, column: int) -> None:
    figure.add_shape(
        type="rect",
        x0=column - 0.5,
        x1=column + 0.5,
        y0=row - 0.5,
        y1=row + 0.5,
        line={"color": "#D55E00", "width": 2},
    )
