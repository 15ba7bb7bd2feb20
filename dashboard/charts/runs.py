"""Charts of runs against the counts: the gap by step, a sweep of learning rates, and rows."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.charts.common import (
    LEGEND,
    NEURAL_COLOUR,
    UNIFORM_COLOUR,
    drawn,
    level,
    lying_bars,
    note,
)
from dashboard.charts.compare import difference_map
from dashboard.charts.matrix import SELECTED
from dashboard.charts.tables import html_table
from dashboard.contenders.runs import ARRIVED, CLOSE, Point
from dashboard.words.language import _
from dashboard.words.pairs import percent
from dashboard.words.signs import labels
from makemore.vocabulary import BOUNDARY

# Okabe & Ito's, less the blue of the counts and the yellow that white swallows.
RUN_COLOURS = (NEURAL_COLOUR, "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
_DASHES = ("solid", "dash")  # ten runs are told apart
# From slow to fast, each seen on white and on black.
_RATES = (
    "#7B8CDE", "#4C9BD6", "#2AA7B8", "#2FAE86", "#6FAE45", "#B5A021", "#DB8A24", "#D55E00"
)  # fmt: skip
_STEP_0 = 0.5  # where step 0, which has no logarithm, stands on a log axis
_LOWEST = 1e-13  # nats; a gap below is drawn here


@dataclass(frozen=True)
class Line:
    """One run to draw: its name, its place in the colours, its points."""

    name: str
    slot: int
    points: Sequence[Point]


def gap_chart(lines: Sequence[Line], *, goal: int, revision: str = "") -> dict[str, Any]:
    """Return the gap to the counts by step, both on log axes, a line for each run.

    `goal` is the step up to which the axis goes. A zoom is kept while `revision` stays the same.
    """
    return drawn(
        [_line(line) for line in lines],
        xaxis=_steps_axis(goal),
        yaxis=_gap_axis() | {"autorangeoptions": {"include": [CLOSE / 3]}},
        shapes=[level(CLOSE, color=UNIFORM_COLOUR, dash="dot", width=1.5)],
        annotations=[_close_words()],
        legend=LEGEND,
        showlegend=True,
        hovermode="closest",
        uirevision=revision,
    )


def sweep_chart(
    rates: Sequence[float], curves: Sequence[np.ndarray], verdicts: Sequence[str]
) -> dict[str, Any]:
    """Return the gap by step of one short run for each learning rate; bad ones are marked."""
    traces = [
        _trial(rate, place, gaps, verdict)
        for place, (rate, gaps, verdict) in enumerate(zip(rates, curves, verdicts, strict=True))
    ]
    return drawn(
        traces,
        xaxis={"title": {"text": _("step")}, "rangemode": "tozero"},
        yaxis=_gap_axis(),
        legend=LEGEND,
        showlegend=True,
        hovermode="closest",
        uirevision="|".join(map(str, rates)),
    )


def difference_chart(
    counts: np.ndarray, network: np.ndarray, characters: tuple[str, ...], tokens: np.ndarray
) -> dict[str, Any]:
    """Return Compare's difference map, with a scale that can also name a millionth of a percent."""
    columns = [("counts", _("counts")), ("network", _("network"))]
    figure = difference_map((counts, network), columns, characters, tokens)
    figure["data"][-1]["colorbar"]["exponentformat"] = "power"
    return figure


def row_chart(
    divergences: np.ndarray, shares: np.ndarray, characters: tuple[str, ...], *, most: int = 27
) -> dict[str, Any]:
    """Return the divergence of each row beside its share of all pairs, the worst row on top.

    All are (V,); rows that never occur are left out, and so are all but the `most` worst.
    """
    rows = worst_rows(divergences, shares)[:most]
    signs = labels(tuple(characters[row] for row in rows))
    signs = [
        _("start") if row == BOUNDARY else sign
        for row, sign in zip(rows.tolist(), signs, strict=True)
    ]
    words = [percent(share) for share in shares[rows].tolist()]
    off = [gap_text(value) for value in divergences[rows].tolist()]
    shared = {"fixedrange": True, "showgrid": False, "showticklabels": False, "zeroline": False}
    return drawn(
        [
            lying_bars(divergences[rows], off, signs, xaxis="x", marker={"color": NEURAL_COLOUR}),
            lying_bars(shares[rows], words, signs, xaxis="x2", marker={"color": UNIFORM_COLOUR}),
        ],
        xaxis={
            **shared, "domain": [0, 0.56], "side": "top",
            "range": _room(divergences[rows]), "title": {"text": _("still off by (nats)")},
        },
        xaxis2={
            **shared, "domain": [0.62, 1], "side": "top",
            "range": _room(shares[rows]), "title": {"text": _("share of all pairs")},
        },
        yaxis={
            "tickvals": np.arange(len(rows)), "ticktext": signs, "ticks": "",
            "range": [len(rows) - 0.5, -0.5], "fixedrange": True, "showgrid": False,
            "zeroline": False, "automargin": True,
        },
        bargap=0.25,
        showlegend=False,
        hovermode="closest",
    )  # fmt: skip


def worst_rows(divergences: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return the rows that occur (n,), the one that is farthest off first."""
    order = np.argsort(-divergences, kind="stable")
    worst: np.ndarray = order[shares[order] > 0]
    return worst


def runs_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return what is known of runs as an HTML table, the name of each first."""
    return html_table(
        list(map(html.escape, titles)),
        [
            f'<th scope="row">{html.escape(name)}</th>'
            + "".join(f'<td class="number">{html.escape(text)}</td>' for text in rest)
            for name, *rest in rows
        ],
        numbers=True,
    )


def gap_text(gap: float) -> str:
    """Return a gap with two digits that count, in the way that is easiest to read.

    Example: 0.01384 -> "0.014", 1.3e-5 -> "0.000013", 4.12e-9 -> "4.1 × 10⁻⁹", 0 -> "under 10⁻¹²"
    """
    if gap < ARRIVED:
        return _("under {number}").format(number=f"10{_power(-12)}")
    if gap >= 10:
        return f"{gap:,.1f}"
    if gap < CLOSE:
        digits, power = f"{gap:.1e}".split("e")
        return f"{digits}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10{_power(int(power))}"
    return f"{gap:.{max(1, 1 - math.floor(math.log10(gap)))}f}"


def _line(line: Line) -> dict[str, Any]:
    steps, gaps, seconds = (np.array(column) for column in zip(*line.points, strict=True))
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(steps) < 40 else "lines",
        "name": html.escape(line.name),
        "x": np.maximum(steps, _STEP_0),
        "y": np.maximum(gaps, _LOWEST),
        "customdata": np.column_stack([steps, seconds]),
        "hovertemplate": _(
            "%{fullData.name}<br>step %{customdata[0]:,}<br>gap %{y:.2~g}<br>"
            "%{customdata[1]:.3~g} seconds"
        )
        + "<extra></extra>",
        "line": {
            "color": RUN_COLOURS[line.slot % len(RUN_COLOURS)],
            "width": 2.5,
            "dash": _DASHES[line.slot // len(RUN_COLOURS) % len(_DASHES)],
        },
        "marker": {"size": 6},
    }


def _trial(rate: float, place: int, gaps: np.ndarray, verdict: str) -> dict[str, Any]:
    words = {"too big": _("{rate}: too big"), "jumps": _("{rate}: jumps"), "fine": "{rate}"}
    name = words[verdict].format(rate=f"{rate:,g}")
    bad = verdict == "too big"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": np.arange(len(gaps)),
        "y": np.maximum(gaps, _LOWEST),
        "hovertemplate": _("{name}<br>step %{{x:,}}: gap %{{y:.2~g}}").format(name=name)
        + "<extra></extra>",
        "line": {
            "color": SELECTED if bad else _RATES[place % len(_RATES)],
            "width": 2,
            "dash": {"too big": "dot", "jumps": "dash", "fine": "solid"}[verdict],
        },
    }


def _room(values: np.ndarray) -> list[float]:
    """Return a range with room for the words beside the longest bar."""
    return [0, 1.6 * (float(values.max(initial=0.0)) or 1.0)]


def _steps_axis(goal: int) -> dict[str, Any]:
    powers = [10**power for power in range(7)]
    return {
        "title": {"text": _("step")},
        "type": "log",
        "range": [math.log10(0.8 * _STEP_0), math.log10(1.3 * goal)],
        "tickvals": [_STEP_0, *powers],
        "ticktext": ["0", *(f"{power:,}" for power in powers)],
        "tickangle": 0,
        "zeroline": False,
    }


def _gap_axis() -> dict[str, Any]:
    return {
        "type": "log",
        "title": {"text": _("gap to the counts (nats)"), "standoff": 16},  # beside powers
        "exponentformat": "power",
        "dtick": 1,
        "automargin": True,
    }


def _close_words() -> dict[str, Any]:
    height = math.log10(CLOSE)  # of a log axis, annotations want the logarithm
    return note(_("a millionth"), 0, height, xref="paper", xanchor="left", yanchor="bottom")


def _power(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
