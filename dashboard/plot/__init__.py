"""The live plot component: a plotly figure that is redrawn in place and reports clicks."""

from .follow import Seen, frames_json, names_follow, numbers_follow, page_follows, plot_follows
from .plot import Click, plot

__all__ = [
    "Click",
    "Seen",
    "frames_json",
    "names_follow",
    "numbers_follow",
    "page_follows",
    "plot",
    "plot_follows",
]
