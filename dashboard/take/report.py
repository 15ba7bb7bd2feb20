"""The work on a list -> one HTML page to mail or to print: nothing from outside, no script.

Its pictures are drawn as SVG here, a few kilobytes each. Text of other people passes through
`html.escape`, and the page forbids itself everything that it does not hold.
"""

from __future__ import annotations

import html
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.charts.blues import ON_WHITE
from dashboard.charts.common import COUNT_COLOUR, NEURAL_COLOUR
from dashboard.charts.compare import names_table
from dashboard.charts.tables import Entry, scores_table
from dashboard.lesson.frame import VIDEO
from dashboard.words.language import _, sentences
from dashboard.words.pairs import visible
from makemore.sampling import Walk
from makemore.training import Losses

MOST = 40  # characters of the heatmap; of more, the commonest are drawn
_CELL, _EDGE = 16, 22  # units of a drawing: a cell, and the room for its labels
_WIDE, _HIGH, _LEFT, _BELOW = 640, 240, 52, 34  # of the curve, and the room for its numbers
_POINTS = 400  # of the curve, at most
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
@page { size: A4; margin: 14mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 1.5rem; color: #0B1320; background: #fff;
  font: 1rem/1.5 'Segoe UI', 'Noto Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC',
  sans-serif; }
h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 1.6rem 0 .4rem; font-size: 1.25rem; break-after: avoid; }
p { margin: .4rem 0; }
svg { display: block; width: 100%; height: auto; }
svg.heatmap { max-width: 38rem; }
figure { margin: 0; break-inside: avoid; }
figcaption, .aside { color: #4a5563; font-size: .875rem; }
tr { break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0; }
dt { color: #4a5563; }
dd { margin: 0; overflow-wrap: anywhere; }
.makemore-box { max-height: none !important; }
@media (max-width: 640px) { svg.curve { font-size: 20px; } }
@media print {
  body { padding: 0; font-size: 10pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  svg.heatmap { max-width: 13cm; }
  svg.curve { max-width: 14cm; }
}
"""


@dataclass(frozen=True)
class Report:
    """All that a report says; sentences and facts are in the reader's language already."""

    title: str  # of the list
    language: str  # as a page's lang. Example: "zh-CN"
    sentences: tuple[str, ...]  # about the list
    facts: tuple[tuple[str, str], ...]  # how it was read, and the settings
    counts: np.ndarray  # (V, V)
    labels: tuple[str, ...]  # (V,)
    tokens: np.ndarray  # which of them the heatmap shows, at most MOST
    history: Sequence[Losses]  # of the network; empty where it has not learned
    floor: float  # nats, the nll of the counts without smoothing
    entries: Sequence[Entry]
    rows: Sequence[Sequence[Walk]]
    known: Collection[str]
    hidden: Collection[str] = ()  # names that are not shown


def page(report: Report) -> str:
    """Return a report as one page of HTML."""
    title = html.escape(report.title)
    body = [
        f"<h1>{title}</h1>",
        *(f"<p>{html.escape(one)}</p>" for one in report.sentences),
        _section(_("What follows what"), _heatmap(report)),
    ]
    if report.history:
        body.append(_section(_("How the network learned"), _curve(report.history, report.floor)))
    body.append(_section(_("How surprised the models are"), scores_table(report.entries)))
    if report.rows:
        makers = report.entries[-len(report.rows[0]) :]  # the first only guesses
        columns = [(entry.kind, entry.title) for entry in makers]
        names = names_table(report.rows, report.known, columns, hidden=report.hidden)
        body.append(_section(_("Names from the same dice"), names))
    body.append(_section(_("How it was made"), _facts(report.facts)))
    return (
        f'<!doctype html><html lang="{html.escape(report.language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title} · makemore</title><style>{_STYLE}</style></head>"
        f"<body>{''.join(body)}{_lecture()}</body></html>\n"
    )


def _section(title: str, content: str) -> str:
    return f"<h2>{html.escape(title)}</h2>{content}"


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    lines = (f"<dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd>" for name, text in facts)
    return f"<dl>{''.join(lines)}</dl>"


def _lecture() -> str:
    words = html.escape(_("The ideas are those of Andrej Karpathy's first makemore lecture."))
    address = VIDEO.format(seconds=0)
    return (
        f'<p class="aside">{words} <a href="{html.escape(address)}">{html.escape(address)}</a></p>'
    )


def _heatmap(report: Report) -> str:
    """Return the counts as a drawing, on a log scale, grey where a pair never occurs."""
    counts = report.counts[np.ix_(report.tokens, report.tokens)]
    signs = [html.escape(visible(report.labels[token])) for token in report.tokens]
    top = math.log(max(2, int(counts.max())))
    size = _EDGE + _CELL * len(signs)
    label = html.escape(_("Heatmap of the counts"))
    drawn = [
        f'<svg class="heatmap" viewBox="0 0 {size} {size}" role="img" font-size="10" '
        f'text-anchor="middle" aria-label="{label}">',
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{size - _EDGE}" height="{size - _EDGE}" '
        'fill="#eef0f2"/>',
    ]
    for place, sign in enumerate(signs):
        at = _EDGE + _CELL * place + _CELL // 2
        drawn.append(_sign(at, _EDGE - 6, sign))
        drawn.append(_sign(_EDGE - 10, at + 4, sign))
    for row, column in np.argwhere(counts).tolist():
        count = int(counts[row, column])
        drawn.append(
            f'<rect x="{_EDGE + _CELL * column}" y="{_EDGE + _CELL * row}" width="{_CELL - 1}" '
            f'height="{_CELL - 1}" fill="{_blue(math.log(count) / top)}">'
            f"<title>{signs[row]} {signs[column]}: {count:,}</title></rect>"
        )
    words = _(
        "Each row is a character, each column the next one; the darker, the more often. The corner "
        "stands for the start and the end of a name."
    )
    if len(report.tokens) < len(report.labels):
        words = sentences(words, _("Only the commonest characters are drawn."))
    return f"<figure>{''.join(drawn)}</svg><figcaption>{html.escape(words)}</figcaption></figure>"


def _sign(x: int, y: int, sign: str) -> str:
    """Return a character as a label; where it takes a code to name it, a small one that fits."""
    narrow = f' textLength="{_CELL}" lengthAdjust="spacingAndGlyphs"' if "U+" in sign else ""
    return f'<text x="{x}" y="{y}"{narrow}>{sign}</text>'


def _blue(share: float) -> str:
    """Return the colour of an amount in [0, 1]. Example: 0 -> the first of the scale."""
    place = min(share, 1.0) * (len(ON_WHITE) - 1)
    low = min(int(place), len(ON_WHITE) - 2)
    pair = np.array([_channels(ON_WHITE[low]), _channels(ON_WHITE[low + 1])])
    mixed = pair[0] + (pair[1] - pair[0]) * (place - low)
    return "#" + "".join(f"{round(one):02x}" for one in mixed.tolist())


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _curve(history: Sequence[Losses], floor: float) -> str:
    """Return the nll by step as a drawing, above the line of the counts."""
    every = math.ceil(len(history) / _POINTS)
    shown = [*history[::every], history[-1]]
    last = max(1, history[-1].step)
    top = max(history[0].nll, floor + 0.1)

    def across(step: int) -> float:
        return _LEFT + (_WIDE - _LEFT) * step / last

    def down(nll: float) -> float:
        return (_HIGH - _BELOW) * (top - min(nll, top)) / (top - floor) + 8

    points = " ".join(f"{across(one.step):.1f},{down(one.nll):.1f}" for one in shown)
    line = down(floor)
    network = html.escape(_("nll of the network, {nll} at the end").format(nll=_four(history[-1])))
    counts = html.escape(_("nll of the counts, {nll}").format(nll=f"{floor:.4f}"))
    end = html.escape(_("step {step}").format(step=f"{history[-1].step:,}"))
    return (
        f'<figure><svg class="curve" viewBox="0 0 {_WIDE} {_HIGH}" role="img" font-size="12" '
        f'aria-label="{network}"><polyline points="{points}" fill="none" '
        f'stroke="{NEURAL_COLOUR}" stroke-width="2"/><line x1="{_LEFT}" x2="{_WIDE}" '
        f'y1="{line:.1f}" y2="{line:.1f}" stroke="{COUNT_COLOUR}" stroke-width="2" '
        f'stroke-dasharray="6 4"/><text x="{_LEFT - 6}" y="18" text-anchor="end">{top:.2f}</text>'
        f'<text x="{_LEFT - 6}" y="{line:.1f}" text-anchor="end">{floor:.2f}</text>'
        f'<text x="{_LEFT}" y="{_HIGH - 8}">0</text>'
        f'<text x="{_WIDE}" y="{_HIGH - 8}" text-anchor="end">'
        f"{end}</text></svg>"
        f"<figcaption>— {network}. - - {counts}.</figcaption></figure>"
    )


def _four(losses: Losses) -> str:
    return f"{losses.nll:.4f}"
