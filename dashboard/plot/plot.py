"""Shows a plotly figure that moves in place and reports clicks; it does not know what is plotted.

`st.plotly_chart` builds its chart anew on every change of the data, so that zoom and hover are
lost, and it reports no click on a heatmap cell. This component keeps one node per key and calls
`Plotly.react` on it. Colours and fonts of the page are added in the browser (plot.js).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import plotly
import streamlit as st

from dashboard.door import scripts
from dashboard.plot.written import written
from dashboard.words.language import _, language

HERE = Path(__file__).parent
Drawing: TypeAlias = dict[str, Any]  # a figure as plain data: `data` and `layout`
SCRIPT = "".join(  # one module
    (HERE / name).read_text(encoding="utf-8") for name in ("plot.js", "frames.js", "cells.js")
)
PLOTLY = scripts.serve(
    f"plotly-{plotly.__version__}.min.js",
    (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes,
)


@dataclass(frozen=True)
class Click:
    """What a person clicked, in the chart's own terms."""

    trace: int
    x: str | float | None
    y: str | float | None
    point: tuple[int, ...]  # a heatmap cell is (row, column), any other point (index,)


_mount = st.components.v2.component(
    "makemore.plot",
    html='<div class="makemore-plot" role="figure" data-plot-updates="0"></div>',
    css=(HERE / "plot.css").read_text(encoding="utf-8"),
    js=scripts.module("plot", SCRIPT),
    isolate_styles=False,  # plotly writes its own styles to the document, not to a shadow root
)


def plot(
    figure: Drawing,
    *,
    key: str,
    label: str,
    height: int = 420,
    on_click: Callable[[Click], None] | None = None,
) -> None:
    """Show `figure`, at most `height` pixels high and as wide as its container.

    Where its cells are square (`yaxis.scaleanchor`), a narrow chart is only as high as it needs.

    `key` must be unique on the page: it names the node that stays while data change. `label` says
    in words what the chart shows, for those who cannot see it. `on_click` runs before the script
    (or the fragment around the plot) runs again, so it can write to `st.session_state`.

    Zoom is kept while `figure.layout.uirevision` stays the same (by default: while `key` does).
    Give another one when the axes mean something else, such as a new list of names.

    Raises ValueError where the labels of a heatmap repeat: plotly draws such columns or rows over
    each other, and a click there would report another cell.
    """
    data = {
        "figure": _plain(figure, key),
        "key": key,
        "label": label,
        "height": height,
        "clickable": on_click is not None,
        "library": PLOTLY,
        "language": language(),
        "words": _words(),
    }
    _mount(key=key, data=written(data), on_click_change=lambda: _report(key, on_click))


def _words() -> dict[str, str]:
    """Return what plot.js and plotly say by themselves, by plotly's own English."""
    return {
        "Failed": _("This chart could not be drawn. Reload the page to try again."),
        "Download picture": _("Download picture"),
        "Download drawing": _("Download drawing (SVG)"),
        "Download page": _("Download as a page that stays interactive (HTML)"),
        "Zoom": _("Zoom"),
        "Pan": _("Pan"),
        "Reset axes": _("Reset axes"),
    }


def _plain(figure: Drawing, uirevision: str) -> dict[str, Any]:
    """Return a figure whose heatmaps are checked, with its revision."""
    for trace in figure["data"]:
        if trace.get("type") == "heatmap":
            _check_labels(trace)
    return {"data": figure["data"], "layout": {"uirevision": uirevision} | figure["layout"]}


def _check_labels(heatmap: dict[str, Any]) -> None:
    for axis in "xy":
        labels = heatmap.get(axis)
        if isinstance(labels, (list, tuple)) and len(set(map(str, labels))) < len(labels):
            raise ValueError(
                f"The {axis} labels of a heatmap repeat. Leave {axis} out, so that it counts "
                f"0, 1, 2, and give the labels as tickvals and ticktext of the axis."
            )


def _report(key: str, on_click: Callable[[Click], None] | None) -> None:
    value = st.session_state[key].get("click")
    if on_click is not None and value is not None:
        on_click(_read_click(value))


def _read_click(value: dict[str, Any]) -> Click:
    return Click(value["trace"], value["x"], value["y"], tuple(value["point"]))
