"""The lesson's pictures of a tiny network: its numbers, a ball on its loss, a row, table sizes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from dashboard.charts.common import (
    COUNT_COLOUR,
    MARGIN,
    NEURAL_COLOUR,
    STILL_LEGEND,
    UNIFORM_COLOUR,
    drawn,
    lying_bars,
    note,
    standing_out,
)
from dashboard.charts.matrix import AMOUNTS, SELECTED
from dashboard.charts.network import WEIGHTS
from dashboard.words.language import _, colon
from dashboard.words.pairs import percent, with_minus
from dashboard.words.signs import labels

W_TRACE = 3  # of `forward`; a click there is (row, column)
# where W stands in `forward`, for sliders over it: pixels at the sides, columns between them
COLUMNS = {"left": 150, "right": 8, "before": 1.7, "after": 0.1}
_OFF = "#E4E6EA"  # solid, so that plotly knows which text is legible on it
_REACH = 4.0  # where the colours of knobs end
_STILL = {"fixedrange": True, "showgrid": False, "zeroline": False}


def forward(weights: np.ndarray, characters: tuple[str, ...], row: int) -> dict[str, Any]:
    """Return every number of a tiny network for one input: one-hot, W (n, n), logits to softmax.

    `characters` are the labels (n,), `row` is the input's.
    """
    number = len(characters)
    logits = weights[row]
    powers = np.exp(logits)
    shares = powers / powers.sum()
    one_hot = (np.arange(number) == row).astype(int)
    down, across = np.arange(number), np.arange(number)
    under = number + 0.5 + np.arange(3)  # logits, e^, probabilities
    return drawn(
        [
            _cells([-1.6], down, one_hot[:, None], one_hot[:, None].astype(str), "one-hot"),
            _cells(across, [under[1]], np.zeros((1, number)), [_numbers(powers)], "powers"),
            _cells(across, [under[2]], shares[None], [_shares(shares)], "shares"),
            _cells(across, down, weights, [_signed(line) for line in weights], "knobs"),
            _cells(across, [under[0]], logits[None], [_signed(logits)], "knobs"),
        ],
        xaxis=_places([-1.6, *across], [_("one-hot"), *labels(characters)])
        | {"side": "top", "range": [-0.5 - COLUMNS["before"], number - 0.5 + COLUMNS["after"]]},
        yaxis=_places(
            [*down, *under],
            [*labels(characters), _("logits"), _("e<sup>logit</sup>"), _("probability")],
        )
        | {"range": [under[2] + 0.6, -0.6], "automargin": False},
        shapes=[_frame(row, number), _frame(under[0], number)],
        annotations=[
            _words("×", -0.8, row, 18),
            _words(_("sum {sum}").format(sum=f"{powers.sum():.2f}"), -1.35, under[1]),
            _words(_("sum 1"), -1.35, under[2]),
        ],
        showlegend=False,
        # room for the buttons that come with the mouse
        margin=MARGIN | {"t": 30, "l": COLUMNS["left"], "r": COLUMNS["right"]},
        uirevision="|".join(characters),
    )


def ball(
    places: np.ndarray,
    losses: np.ndarray,
    trail: list[tuple[float, float]],
    slope: float,
    then: tuple[float, float],
    *,
    knob: str,
) -> dict[str, Any]:
    """Return a loss (n,) over one knob (n,) with a ball on it, its slope and its next step.

    `trail` are the places of the ball (knob, loss), the last one now; `then` is its next place.
    `knob` names the knob, safe for plotly.
    """
    (x, y), before = trail[-1], trail[:-1]
    reach = 0.12 * (places[-1] - places[0])
    tangent = np.array([x - reach, x + reach])
    floor, top = float(losses.min()), float(losses.max())
    room = 0.12 * (top - floor)
    return drawn(
        [
            _line(places, losses, UNIFORM_COLOUR, 3, _("knob {x}: loss {y}")),
            _line(tangent, y + slope * (tangent - x), COUNT_COLOUR, 2, "", dash="dash"),
            _dots([past[0] for past in before], [past[1] for past in before], 10, 0.5),
            _dots([x], [y], 18, 1.0),
        ],
        xaxis={"title": {"text": knob}, "range": [places[0], places[-1]]} | _STILL,
        yaxis={"title": {"text": _("loss")}, "range": [floor - room, top + room]} | _STILL,
        annotations=[_arrow((x, y), then)],
        showlegend=False,
    )


def two_rows(
    counted: np.ndarray, learned: np.ndarray, names: tuple[str, ...], *, top: int = 12
) -> dict[str, Any]:
    """Return one row of two tables (V,) as bars side by side: the counts' and the network's.

    `names` (V,) say the characters. Shown are the `top` likeliest by the counts.
    """
    tokens = np.argsort(-counted, kind="stable")[:top]
    signs = labels(tuple(names[token] for token in tokens))
    places = np.arange(len(tokens))
    widest = float(max(counted[tokens].max(), learned[tokens].max()))
    return drawn(
        [
            _bars(counted[tokens], signs, _("counts with smoothing"), COUNT_COLOUR),
            _bars(learned[tokens], signs, _("network with regularization"), NEURAL_COLOUR),
        ],
        xaxis={"range": [0, 1.2 * widest], "tickformat": ".0%"} | _STILL,
        yaxis=_places(places, signs) | {"range": [len(tokens) - 0.5, -0.5]},
        barmode="group",
        bargap=0.25,
        legend=STILL_LEGEND,
        showlegend=True,
    )


def table_sizes(cells: list[int], filled: list[int], chosen: int) -> dict[str, Any]:
    """Return how many cells a table has and how many are filled, for contexts of 1, 2, ... (n,).

    Both are on a log scale; the `chosen` size, counted from 1, stands out.
    """
    sizes = np.arange(1, len(cells) + 1)
    powers = [math.log10(number) for number in cells]  # 27**11 and more: as floats, not integers
    highest = math.ceil(max(powers))
    shown = range(0, highest + 1, 1 if highest <= 12 else 3)
    return drawn(
        [
            _towers(sizes, powers, cells, _("cells of the table"), UNIFORM_COLOUR, chosen),
            _towers(
                sizes,
                [math.log10(number) for number in filled],
                filled,
                _("filled by this list"),
                COUNT_COLOUR,
                chosen,
            ),
        ],
        xaxis={"title": {"text": _("characters of context")}, "tickvals": sizes} | _STILL,
        yaxis={
            "tickvals": list(shown),
            "ticktext": [power_of_ten(power) for power in shown],
            "range": [0, highest + 0.5],
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
        },
        barmode="overlay",
        bargap=0.25,
        legend=STILL_LEGEND,
        showlegend=True,
    )


def power_of_ten(exponent: int) -> str:
    """Return a power of ten in few signs. Example: 2 -> "100", 15 -> "10¹⁵"."""
    if exponent <= 4:
        return f"{10**exponent:,}"
    return "10" + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def large(number: int) -> str:
    """Return a whole number, a large one in few signs. Example: 27**11 -> "5.6 × 10¹⁵"."""
    if number < 10**12:
        return f"{number:,}"
    exponent = len(str(number)) - 1
    digits = f"{number / 10**exponent:.1f}"
    if digits == "10.0":
        digits, exponent = "1.0", exponent + 1
    return f"{digits}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{power_of_ten(exponent)}"


def _cells(x: Any, y: Any, values: np.ndarray, texts: Any, kind: str) -> dict[str, Any]:
    """Return cells with their numbers written into them."""
    scales: dict[str, dict[str, Any]] = {
        "one-hot": {"colorscale": [[0, _OFF], [1, NEURAL_COLOUR]], "zmin": 0, "zmax": 1},
        "powers": {"colorscale": [[0, _OFF], [1, _OFF]], "zmin": 0, "zmax": 1},
        "shares": {**AMOUNTS, "zmin": 0, "zmax": 1},
        "knobs": {"colorscale": WEIGHTS, "zmin": -_REACH, "zmax": _REACH},
    }
    return {
        "type": "heatmap",
        "x": list(x),
        "y": list(y),
        "z": np.asarray(values, dtype=np.float32),
        "text": [list(line) for line in texts],
        "texttemplate": "%{text}",
        "textfont": {"size": 15},
        "hoverinfo": "none",  # skip would take the clicks too
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        **scales[kind],
    }


def _signed(values: np.ndarray) -> list[str]:
    return [with_minus(f"{value:+.1f}") if value else "0" for value in values.tolist()]


def _numbers(values: np.ndarray) -> list[str]:
    return [f"{value:.2f}" for value in values.tolist()]


def _shares(values: np.ndarray) -> list[str]:
    return [percent(value) for value in values.tolist()]


def _places(values: Any, signs: list[str]) -> dict[str, Any]:
    return _STILL | {
        "tickvals": list(values),
        "ticktext": signs,
        "tickangle": 0,
        "ticks": "",
        "ticklabeloverflow": "allow",
        "automargin": True,
    }


def _frame(row: float, number: int) -> dict[str, Any]:
    box = {"type": "rect", "x0": -0.5, "x1": number - 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return box | {"line": {"width": 3, "color": SELECTED}}


def _words(text: str, x: float, y: float, size: int = 12) -> dict[str, Any]:
    return note(text, x, y, font={"size": size})


def _line(
    x: np.ndarray, y: np.ndarray, colour: str, width: float, hover: str, dash: str = "solid"
) -> dict[str, Any]:
    says = hover.format(x="%{x:.2f}", y="%{y:.3f}") + "<extra></extra>"
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": width, "dash": dash},
    } | ({"hovertemplate": says} if hover else {"hoverinfo": "skip"})


def _dots(x: list[float], y: list[float], size: int, opacity: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "hoverinfo": "skip",
        "marker": {"color": NEURAL_COLOUR, "size": size, "opacity": opacity},
    }


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> dict[str, Any]:
    """Return an arrow between two places of the chart."""
    data = {"xref": "x", "yref": "y", "axref": "x", "ayref": "y"}
    ends = {"x": end[0], "y": end[1], "ax": start[0], "ay": start[1]}
    look = {"arrowhead": 2, "arrowwidth": 2, "arrowcolor": SELECTED, "text": ""}
    return data | ends | look | {"showarrow": True, "startstandoff": 10}


def _bars(shares: np.ndarray, signs: list[str], name: str, colour: str) -> dict[str, Any]:
    return lying_bars(shares, _shares(shares), signs, size=11, name=name, marker={"color": colour})


def _towers(
    sizes: np.ndarray,
    heights: list[float],
    numbers: list[int],
    name: str,
    colour: str,
    chosen: int,
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": sizes,
        "y": heights,
        "marker": standing_out(colour, sizes == chosen),
        "customdata": [large(number) for number in numbers],
        "hovertemplate": colon(name, "%{customdata}<extra></extra>"),
    }
