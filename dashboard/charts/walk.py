"""Models walking: the draw as a needle over what belongs to each character, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.charts.common import colour_of, drawn, note, standing_out
from dashboard.words.language import _, colon
from dashboard.words.pairs import percent, percentage
from dashboard.words.signs import label
from makemore.vocabulary import BOUNDARY

NARROW = 0.004  # of the bar: neighbours narrower than this are one block, about 4 pixels
LEGIBLE = 0.03  # of the bar: wide enough for a letter, also on a phone
SHOWN = 27  # characters among the bars of what comes next
_FAINT = (0.2, 0.36)  # opacity of neighbours in turn, so that one sees the border
_HALF = 0.24  # of a row: half the height of its bar
_SIDE = 0.15  # of the width: nearer to an edge, the number of the draw keeps to one side


@dataclass(frozen=True)
class Row:
    """A model at one place of the name: what belongs to each token, and the token that it takes.

    `cumulative` holds V numbers up to 1, none once the model has ended; `kind` is the key of its
    family; `title` says its name and where it stands, and is safe in plotly.
    """

    kind: str
    name: str
    title: str
    cumulative: Sequence[float]
    token: int | None

    @property
    def going(self) -> bool:
        """Whether the model has not ended."""
        return len(self.cumulative) > 0

    @property
    def probabilities(self) -> np.ndarray:
        """The probability of each token, (V,)."""
        return np.diff(np.asarray(self.cumulative), prepend=0.0) / self.cumulative[-1]


@dataclass(frozen=True)
class Block:
    """The tokens from `first` to `last` as one piece of the bar from `low` to `high`."""

    first: int
    last: int
    low: float
    high: float


def blocks(row: Row, *, narrow: float = NARROW) -> list[Block]:
    """Return the pieces of a bar from left to right, in token order.

    Neighbours narrower than `narrow` are one piece; the token that is taken always has its own.
    Tokens of probability 0 have none.
    """
    if not row.going:
        return []
    borders = np.concatenate([[0.0], np.asarray(row.cumulative) / row.cumulative[-1]])
    pieces: list[Block] = []
    joinable = False
    for token in np.flatnonzero(np.diff(borders) > 0).tolist():
        low, high = float(borders[token]), float(borders[token + 1])
        small = high - low < narrow and token != row.token
        if small and joinable:
            pieces[-1] = Block(pieces[-1].first, token, pieces[-1].low, high)
        else:
            pieces.append(Block(token, token, low, high))
        joinable = small
    return pieces


def needle(
    rows: Sequence[Row],
    draw: float,
    labels: tuple[str, ...],
    *,
    number: str,
    around: tuple[float, float] = (0.0, 1.0),
    revision: str = "",
) -> dict[str, Any]:
    """Return one stacked bar a model, from 0 to 1, with the draw as a needle over all.

    `labels` are the signs of the tokens (V,), `number` the draw as text, `around` the part of the
    bars that is shown. The first row is on top.
    """
    span = around[1] - around[0]
    places = range(len(rows) - 1, -1, -1)
    traces = [
        trace
        for place, row in zip(places, rows, strict=True)
        for trace in _bar(row, place, draw, labels, around)
    ]
    titles = [
        note(row.title, 0, place + _HALF, xref="paper", yanchor="bottom")
        | {"xanchor": "left", "align": "left"}
        for place, row in zip(places, rows, strict=True)
    ]
    at = (draw - around[0]) / span
    side = "left" if at < _SIDE else "right" if at > 1 - _SIDE else "center"
    words = note(f"<b>{number}</b>", draw, -_HALF - 0.1, yanchor="top", xanchor=side)
    top = len(rows) - 1 + _HALF
    thin = {"type": "line", "x0": draw, "x1": draw, "y0": -_HALF - 0.1, "y1": top}
    thick = [
        {"type": "line", "x0": draw, "x1": draw, "y0": place - _HALF, "y1": place + _HALF}
        for place in places
    ]
    return drawn(
        traces,
        barmode="overlay",
        showlegend=False,
        uirevision=revision,
        xaxis={"range": list(around), "visible": False, "fixedrange": True},
        yaxis={
            "range": [-0.62, len(rows) - 0.38],
            "visible": False,
            "fixedrange": True,
        },
        annotations=[*titles, words],
        shapes=[
            {**thin, "line": {"width": 1, "dash": "dot"}},
            *({**line, "line": {"width": 4}} for line in thick),
        ],
    )


def shown_tokens(rows: Sequence[Row], number: int = SHOWN) -> np.ndarray:
    """Return the likeliest tokens of the rows, with those taken, in token order, (n,)."""
    likeliest = np.max([row.probabilities for row in rows if row.going], axis=0)
    order = np.argsort(-likeliest, kind="stable")[:number]
    return np.union1d(order, [row.token for row in rows if row.token is not None])


def next_bars(rows: Sequence[Row], labels: tuple[str, ...], tokens: np.ndarray) -> dict[str, Any]:
    """Return P(next) of some tokens (n,) as bars, one beside the other for each model, percent."""
    signs = [_sign(token, labels) for token in tokens.tolist()]
    bars = []
    for row in filter(lambda row: row.going, rows):
        shares = row.probabilities[tokens]
        bars.append(
            {
                "type": "bar",
                "name": row.kind,
                "x": np.arange(len(tokens)),
                "y": 100 * shares,
                "marker": standing_out(colour_of(row.kind), tokens == row.token),
                "customdata": [
                    f"{row.title}<br>{colon(sign, percent(share))}"
                    for sign, share in zip(signs, shares.tolist(), strict=True)
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            }
        )
    below = [  # "end" is wide: it stands a line lower, so that it touches no letter on a phone
        f"<br>{sign}" if token == BOUNDARY else sign
        for token, sign in zip(tokens, signs, strict=True)
    ]
    axis = {"tickvals": np.arange(len(tokens)), "ticktext": below, "tickangle": 0}
    return drawn(
        bars,
        barmode="group",
        bargap=0.2,
        showlegend=False,
        xaxis={**axis, "fixedrange": True, "showgrid": False},
        yaxis={
            "ticksuffix": percentage(""),
            "fixedrange": True,
            "rangemode": "tozero",
            "nticks": 5,
        },
    )


def _bar(
    row: Row, place: int, draw: float, labels: tuple[str, ...], around: tuple[float, float]
) -> list[dict[str, object]]:
    """Return one row: its pieces as bars, and the letters on those that are wide enough."""
    span = around[1] - around[0]
    pieces = [
        piece
        for piece in blocks(row, narrow=NARROW * span)
        if piece.high > around[0] and piece.low < around[1]
    ]
    bars = {
        "type": "bar",
        "name": row.kind,
        "orientation": "h",
        "base": [piece.low for piece in pieces],
        "x": [piece.high - piece.low for piece in pieces],
        "y": [place] * len(pieces),
        "width": 2 * _HALF,
        "marker": {
            "color": colour_of(row.kind),
            "opacity": [
                1.0 if piece.first == row.token else _FAINT[n % 2] for n, piece in enumerate(pieces)
            ],
            "line": {"width": 0},
        },
        "customdata": [_block_words(piece, labels) for piece in pieces],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return [bars, _letters(row, place, draw, labels, pieces, around)]


def _letters(
    row: Row,
    place: int,
    draw: float,
    labels: tuple[str, ...],
    pieces: Sequence[Block],
    around: tuple[float, float],
) -> dict[str, object]:
    """Return the signs on the pieces that have room, as a trace of text in the page's colour."""
    room = LEGIBLE * (around[1] - around[0])
    parts = [
        (piece.first, *_free(max(piece.low, around[0]), min(piece.high, around[1]), draw))
        for piece in pieces
        if piece.first == piece.last
    ]
    wide = [(token, low, high) for token, low, high in parts if high - low >= room]
    signs = [_sign(token, labels) for token, _low, _high in wide]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [(low + high) / 2 for _token, low, high in wide],
        "y": [place] * len(wide),
        "text": [
            f'<b style="color: white">{sign}</b>' if token == row.token else sign
            for (token, _low, _high), sign in zip(wide, signs, strict=True)
        ],
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _free(low: float, high: float, draw: float) -> tuple[float, float]:
    """Return the part of a piece where the needle does not cover a letter."""
    if not low < draw <= high:
        return low, high
    return (low, draw) if draw - low > high - draw else (draw, high)


def _block_words(piece: Block, labels: tuple[str, ...]) -> str:
    """Return what a piece of a bar is, for its hover."""
    if piece.first == piece.last:
        what = f"<b>{_sign(piece.first, labels)}</b>"
    else:
        what = _("{first} to {last}, each small").format(
            first=_sign(piece.first, labels), last=_sign(piece.last, labels)
        )
    words = _("{what}: {share}, from {low} to {high}")
    share = percent(piece.high - piece.low)
    return words.format(what=what, share=share, low=f"{piece.low:.4f}", high=f"{piece.high:.4f}")


def _sign(token: int, labels: tuple[str, ...]) -> str:
    """Return a token as a plotly label; what is chosen is never the start, so 0 is the end."""
    return _("end") if token == BOUNDARY else label(labels[token])
