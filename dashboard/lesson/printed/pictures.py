"""Small pictures for paper, drawn from numbers as SVG: black, grey and one blue."""

from __future__ import annotations

import html
from collections.abc import Sequence

_BLUE = "#0072B2"
_SCALE, _WIDEST = 0.25, 88.0  # mm of paper for a unit of a picture, and of a column


def _svg(width: float, height: float, inside: str) -> str:
    scale = min(_SCALE, _WIDEST / width)
    return (
        f'<svg class="picture" viewBox="0 0 {width:g} {height:g}" '
        f'style="width: {width * scale:.1f}mm; height: {height * scale:.1f}mm">{inside}</svg>'
    )


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{html.escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, fill: str = "none") -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}" '
        'stroke="#555" stroke-width=".7"/>'
    )


def _line(points: Sequence[tuple[float, float]], colour: str, dash: str = "") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5" '
        f'stroke-dasharray="{dash}"/>'
    )


def boxes(signs: Sequence[str], under: Sequence[str] = ()) -> str:
    """Return characters in boxes, with a word under each."""
    size = 22
    drawn = [
        _rect(place * size + 1, 1, size - 2, 20) + _text(place * size + size / 2, 15, sign)
        for place, sign in enumerate(signs)
    ]
    drawn += [_text(place * size + size / 2, 32, word) for place, word in enumerate(under)]
    return _svg(size * len(signs), 36 if under else 24, "".join(drawn))


def bars(labels: Sequence[str], values: Sequence[float]) -> str:
    """Return bars with a word under each and its number above it."""
    width, most = 30, max(*values, 1)
    drawn = [
        _rect(place * width + 4, 42 - 30 * value / most, width - 8, 30 * value / most, _BLUE)
        + _text(place * width + width / 2, 52, label)
        + _text(place * width + width / 2, 39 - 30 * value / most, f"{value:,.0f}")
        for place, (label, value) in enumerate(zip(labels, values, strict=True))
    ]
    return _svg(width * len(labels), 55, "".join(drawn))


def strip(parts: Sequence[tuple[str, int, int]]) -> str:
    """Return the rolls 00 to 99 as a strip: which character the rolls from one to another give."""
    drawn = [
        _rect(3 * first, 1, 3 * (last + 1 - first), 18)
        + (_text(1.5 * (first + last + 1), 14, label) if last - first > 1 else "")
        for label, first, last in parts
    ]
    ends = _text(0, 30, "00", "start") + _text(150, 30, "50") + _text(300, 30, "99", "end")
    return _svg(300, 33, "".join(drawn) + ends)


def sliders(labels: Sequence[str], values: Sequence[float]) -> str:
    """Return knobs from −2 to 2 as upright sliders, with a word under each."""
    drawn = [
        f'<line x1="{place * 34 + 17}" x2="{place * 34 + 17}" y1="2" y2="42" stroke="#999"/>'
        + _rect(place * 34 + 9, 19 - 10 * value, 16, 6, _BLUE)
        + _text(place * 34 + 17, 53, label)
        + _text(place * 34 + 27, 25 - 10 * value, f"{value:g}", "start")
        for place, (label, value) in enumerate(zip(labels, values, strict=True))
    ]
    return _svg(34 * len(labels) + 10, 56, "".join(drawn))


def curve(heights: Sequence[float], *, ball: int | None = None, floor: float | None = None) -> str:
    """Return a curve from left to right, a ball on it, and a dashed floor."""
    low, high = min(*heights, heights[0] if floor is None else floor), max(heights)
    scale = 40 / max(high - low, 1e-9)
    points = [
        (200 * place / (len(heights) - 1), 46 - scale * (height - low))
        for place, height in enumerate(heights)
    ]
    drawn = _line(points, _BLUE)
    if floor is not None:
        y = 46 - scale * (floor - low)
        drawn += _line([(0, y), (200, y)], "#555", "4 3")
    if ball is not None:
        x, y = points[ball]
        drawn += f'<circle cx="{x:.1f}" cy="{y - 4:.1f}" r="4" fill="#111"/>'
    return _svg(204, 50, drawn)


def squares(sizes: Sequence[int]) -> str:
    """Return squares that grow, with a number in the middle of each."""
    drawn, x = "", 0.0
    for place, size in enumerate(sizes):
        side = 14 + 14 * place
        drawn += _rect(x, 46 - side, side, side) + _text(x + side + 3, 44, f"{size:,}", "start")
        x += side + 14 + 6 * len(f"{size:,}")
    return _svg(x, 48, drawn)
