"""The live plot component: a plotly Figure that is redrawn in place and reports clicks."""

from .plot import Click, plot

__all__ = ["Click", "plot"]
