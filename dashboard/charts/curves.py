"""Curves over training steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from dashboard.charts.common import (
    COUNT_COLOUR,
    LEGEND,
    NEURAL_COLOUR,
    STILL_LEGEND,
    UNIFORM_COLOUR,
    colour_of,
    drawn,
    level,
    note,
)
from dashboard.words.language import _
from makemore.training import Losses

_STEP_0 = 0.5  # where step 0, which has no logarithm, stands on a log axis
_CEILING = 100.0  # nats; a loss above it is off every scale, but where the whole of it is wanted
_DRAWN = 1e6  # nats; a browser cannot draw 1e300
_STEP_UP = 1.25  # by which the axis grows when the loss climbs above its start
_STOPS = [digit * 10**power for power in range(7) for digit in (1, 2, 5)]  # of a log axis


def loss_curve(
    history: Sequence[Losses],
    floor: float,
    *,
    last: Losses,
    goal: int,
    with_loss: bool = False,
    log_x: bool = False,
    revision: str = "",
    legend: bool = True,
    whole: bool = False,
) -> dict[str, Any]:
    """Return the nll by step over the floor of the counts, and the loss too if it differs.

    `last` are the losses of the weights in use, `goal` is the step at which the run will stop. A
    zoom is kept while `revision` and the kind of axis stay the same. Without a `legend` it is a
    small picture, with room for few words. The `whole` of a loss that runs away flattens the rest.
    """
    curves = [_curve(history, [losses.nll for losses in history], _("nll of the network"), log_x)]
    if with_loss:
        loss = [losses.loss for losses in history]
        curves.append(_curve(history, loss, _("loss: nll + regularization"), log_x))
        curves[1]["line"] = {"color": NEURAL_COLOUR, "width": 1.5, "dash": "dot"}
    shown = [max(losses.nll, losses.loss) if with_loss else losses.nll for losses in history]
    return drawn(
        [*curves, _gap(last, floor, goal, log_x, "top" if legend else "middle")],
        xaxis=_steps_axis(goal, log_x),
        yaxis={
            "title": _("nll (nats per character)") if legend else _("nll"),
            "range": _height(
                *(floor, history[0].nll, max(shown), last.loss if with_loss else 0),
                room=0.1 if legend else 0.2,
                whole=whole,
            ),
        },
        **_floor(floor),
        legend=STILL_LEGEND,
        showlegend=legend,
        hovermode="closest",
        uirevision=f"{revision} {log_x}",
    )


def table_curves(
    ways: Sequence[tuple[str, np.ndarray]], floor: float, *, goal: int
) -> dict[str, Any]:
    """Return the nll by step of networks on their way to a table, the last one in colour."""
    start = max(float(nll[0]) for _name, nll in ways)
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(range(len(nll))),
            "y": nll.tolist(),
            "name": name,
            "line": {"color": colour, "width": 2.5},
            "hovertemplate": _("step %{x}: %{y:.4f} nats") + "<extra></extra>",
        }
        for (name, nll), colour in zip(
            ways, [UNIFORM_COLOUR] * (len(ways) - 1) + [NEURAL_COLOUR], strict=True
        )
    ]
    return drawn(
        lines,
        xaxis=_steps_axis(goal, log_x=False),
        yaxis={
            "title": _("nll (nats per character)"),
            "range": _height(floor, start, start, 0.0, room=0.1, whole=False),
        },
        **_floor(floor),
        legend=LEGEND,
        showlegend=True,
        hovermode="closest",
        uirevision="table",
    )


class Point(NamedTuple):
    """The nll after a step, of names that a network learns from and of names that it does not."""

    step: int
    train: float
    kept: float


def network_curve(
    points: Sequence[Point], *, key: str, best: int, floor: float, revision: str = ""
) -> dict[str, Any]:
    """Return the nll of a network by step, in the colour of its family; grey after its best step.

    `floor` is the nll of the counts of pairs, which a network that sees further gets below.
    """
    colour = colour_of(key)
    good = [one for one in points if one.step <= best]
    past = [one for one in points if one.step >= best]
    shown = [min(value, points[0].kept * 1.2) for one in points for value in one[1:]]
    low, high = min(shown), max(shown)
    low = min(low, floor) if floor < high else low  # far above, it would flatten the curve
    room = 0.08 * (high - low or 1.0)
    end = next(stop for stop in _STOPS if stop >= max(points[-1].step, 20))
    return drawn(
        [
            _network_line(good, "kept", _("names that it does not learn from"), colour, "solid"),
            _network_line(good, "train", _("names that it learns from"), colour, "dot"),
            _network_line(past, "kept", "", UNIFORM_COLOUR, "solid"),
            _network_line(past, "train", "", UNIFORM_COLOUR, "dot"),
            _star(good[-1], colour, left=good[-1].step > end / 2),
        ],
        xaxis={"title": _("step"), "range": [0, 1.02 * end]},
        yaxis={
            "title": _("nll (nats per character)"),
            "range": [low - room, high + room],
        },
        **_floor(floor),
        legend=STILL_LEGEND,
        showlegend=True,
        hovermode="closest",
        uirevision=revision,
    )


def _network_line(
    points: Sequence[Point], value: str, name: str, colour: str, dash: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [one.step for one in points],
        "y": [min(getattr(one, value), _DRAWN) for one in points],
        "name": name,
        "showlegend": bool(name),
        "hovertemplate": _("step %{x:,}: %{y:.4f}") + "<extra></extra>",
        "line": {"color": colour, "width": 2.5 if value == "kept" else 1.5, "dash": dash},
    }


def _star(point: Point, colour: str, *, left: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [point.step],
        "y": [point.kept],
        "text": [f"{point.kept:.4f}"],
        "textposition": "top left" if left else "top right",
        "name": _("best"),
        "showlegend": False,
        "hoverinfo": "skip",
        "marker": {"symbol": "star", "size": 13, "color": colour, "opacity": 1},
    }


def _curve(
    history: Sequence[Losses], values: list[float], name: str, log_x: bool
) -> dict[str, Any]:
    steps = np.array([losses.step for losses in history])
    return {
        "type": "scatter",
        "x": np.maximum(steps, _STEP_0) if log_x else steps,
        "y": np.minimum(values, _DRAWN),
        "customdata": np.column_stack([steps, values]),
        "hovertemplate": _("step %{customdata[0]:,}: %{customdata[1]:.4f}") + "<extra></extra>",
        "name": name,
        "mode": "lines",
        "line": {"color": NEURAL_COLOUR, "width": 2.5},
    }


def _gap(last: Losses, floor: float, goal: int, log_x: bool, height: str) -> dict[str, Any]:
    """Return the way from the last weights down to the floor, with its length in words."""
    x = max(last.step, _STEP_0) if log_x else last.step
    words = _("gap {gap}").format(gap=f"{last.nll - floor:,.4f}")
    return {
        "type": "scatter",
        "x": [x, x],
        "y": [min(last.nll, _DRAWN), floor],
        "text": [words, ""],
        "textposition": f"{height} right" if last.step < goal / 2 else "top left",
        "hoverinfo": "skip",
        "mode": "lines+markers+text",
        "line": {"color": UNIFORM_COLOUR, "width": 1},
        "marker": {"color": NEURAL_COLOUR, "size": [9, 0], "opacity": 1},
        "showlegend": False,
    }


def _floor(floor: float) -> dict[str, Any]:
    """Return the line of the counts and what it says, as part of a layout."""
    line = level(floor, color=COUNT_COLOUR, dash="dash", width=3)
    words = _("the counts: {floor}").format(floor=f"{floor:.4f}")
    said = note(words, 1, floor, xref="paper", xanchor="right", yanchor="top")
    return {"shapes": [line], "annotations": [said]}


def _steps_axis(goal: int, log_x: bool) -> dict[str, Any]:
    """Return an axis with a fixed range, so that it does not move while the curve grows."""
    if not log_x:
        return {"title": _("step"), "range": [0, 1.02 * goal]}
    return {
        "title": _("step"),
        "type": "log",
        "range": [math.log10(_STEP_0), math.log10(1.2 * goal)],
        "tickvals": [_STEP_0, *_STOPS],
        "ticktext": ["0", *map(_short, _STOPS)],
    }


def _height(
    floor: float, start: float, highest: float, last: float, *, room: float, whole: bool
) -> list[float]:
    """Return the range of the losses: from under the floor to over the start, or higher in steps.

    It moves in steps so that it stays while the curve grows. A loss that runs away is shown up to
    three times the start, so that it does not flatten the rest; the last one always, up to a limit.
    Where the `whole` of it is wanted, all is shown.
    """
    limit = _DRAWN if whole else max(3 * start, min(1.2 * last, _CEILING))
    steps = math.ceil(math.log(min(highest, limit) / start, _STEP_UP) - 1e-9)
    top = min(start * _STEP_UP**steps, limit)
    room *= top - floor  # for the words under the floor and over the start
    return [floor - room, top + room]


def _short(number: int) -> str:
    """Return a round number in few signs.

    Example: 20_000 -> "20k"
    """
    if number >= 1_000_000:
        return f"{number // 1_000_000}M"
    return f"{number // 1000}k" if number >= 1000 else str(number)
