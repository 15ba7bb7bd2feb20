"""The live plot component: a plotly Figure that is redrawn in place and reports clicks."""

from .follow import frames_json, names_follow, numbers_follow, plot_follows
from .plot import Click, plot

__all__ = ["Click", "frames_json", "names_follow", "numbers_follow", "plot", "plot_follows"]
