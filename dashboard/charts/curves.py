"""Curves over training steps."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.common import COUNT_COLOUR, NEURAL_COLOUR, layout
from makemore.training import Losses


def loss_curve(
    history: Sequence[Losses], floor: float, *, with_loss: bool, log_x: bool
) -> go.Figure:
    """Return the nll by step over the floor of the counts, and the loss too if it differs."""
    steps = [losses.step + (1 if log_x else 0) for losses in history]
    figure = go.Figure()
    figure.add_scatter(
        x=steps,
        y=[losses.nll for losses in history],
        name="nll of the network",
        mode="lines",
        line={"color": NEURAL_COLOUR, "width": 2.5},
    )
    if with_loss:
        figure.add_scatter(
            x=steps,
            y=[losses.loss for losses in history],
            name="loss (nll + regularization)",
            mode="lines",
            line={"color": NEURAL_COLOUR, "width": 1.5, "dash": "dot"},
        )
    figure.add_hline(y=floor, line={"color": COUNT_COLOUR, "dash": "dash"})
    figure.update_xaxes(title="step", type="log" if log_x else "linear")
    figure.update_yaxes(title="nll (nats per character)")
    return layout(figure, uirevision=str(log_x))
