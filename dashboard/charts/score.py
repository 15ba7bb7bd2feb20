"""A name under some models: its letters with a bar each, and what happens at each, in words.

It is HTML, so that bars and letters stand in one column, a long name takes several lines, and each
number can be read aloud. Text of other people passes through `html.escape` here.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from dashboard.charts.common import model_colours
from dashboard.contenders.contender import Judged
from dashboard.words.language import _
from dashboard.words.pairs import around, nats, percent

STRONGEST = 55  # percent of a model's colour behind a letter: more would hide the letter
_ROOM = 1.15  # the highest bar leaves this much room, and the line of the blind guess too

_STYLE = """<style>
.makemore-legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; font-size: 0.875rem; }
.makemore-legend i {
  display: inline-block; width: 0.7em; height: 0.7em; margin-inline-end: 0.45em;
  border-radius: 50%; background: var(--colour);
}
.makemore-legend i.blind {
  width: 1.6em; height: 0; border-radius: 0; vertical-align: middle; background: none;
  border-top: 2px dashed color-mix(in srgb, currentColor 60%, transparent);
}
.makemore-letters {
  display: flex; flex-wrap: wrap; row-gap: 1.2rem; max-height: 34rem; overflow-y: auto;
  padding-top: 0.6rem;
}
.makemore-letter {
  width: clamp(2.75rem, calc(100% / var(--letters)), 6.5rem); text-align: center;
}
.makemore-bars {
  position: relative; display: flex; align-items: flex-end; justify-content: center; gap: 3px;
  height: 9.5rem; margin-bottom: 0.35rem;
  border-bottom: 1px solid color-mix(in srgb, currentColor 40%, transparent);
}
.makemore-bars::after {
  content: ""; position: absolute; inset-inline: 0; bottom: var(--blind); height: 0;
  border-top: 2px dashed color-mix(in srgb, currentColor 45%, transparent);
}
.makemore-bars span {
  width: min(32%, 84% / var(--models)); min-height: 2px; border-radius: 3px 3px 0 0;
  background: var(--colour);
}
.makemore-bars span.impossible {
  background: repeating-linear-gradient(
    45deg, var(--colour) 0 5px, color-mix(in srgb, var(--colour) 45%, transparent) 5px 10px);
}
.makemore-tile {
  margin: 0 1px 2px; padding: 0.1rem 0 0.2rem; border-radius: 0.3rem; line-height: 1.25;
  background: color-mix(in srgb, var(--colour) var(--shade), transparent);
}
.makemore-tile.impossible { outline: 2px solid var(--colour); outline-offset: -2px; }
.makemore-tile.rarest { box-shadow: inset 0 -3px var(--colour); }
.makemore-tile b { display: block; font-size: 1.3rem; font-weight: 600; line-height: 1.625rem; }
.makemore-tile b.word { font-size: 0.85rem; font-weight: 400; }
.makemore-tile span { font-size: 0.8rem; font-variant-numeric: tabular-nums; }
@media (max-width: 640px) { .makemore-bars { height: 7rem; } }
</style>"""


def letters(judged: Sequence[Judged], *, blind: float) -> str:
    """Return a name as HTML: for each character and the end, a bar and a coloured tile a model.

    `blind` is the surprisal of a blind guess, nats: a dashed line.
    """
    top = _top(judged, blind)
    columns = [
        _column(judged, place, blind=blind, top=top)
        for place in range(len(judged[0].score.surprisals))
    ]
    label = html.escape(_("Each letter of the name with its surprisal"))
    return (
        f"{model_colours()}{_STYLE}{_legend(judged, blind)}"
        f'<div class="makemore-letters" role="list" dir="auto" tabindex="0" aria-label="{label}" '
        f'style="--letters: {len(columns)}; --models: {len(judged)}">{"".join(columns)}</div>'
    )


def rank_text(below: float, above: float) -> str:
    """Return where a name stands among the list, by the shares that surprise less and more.

    Example: 0.1, 0.83 -> "less surprising than 83 %"; 1.0, 0.0 -> "more surprising than all"
    """
    if below == above == 0:
        return _("as surprising as all")
    if below == 1:
        return _("more surprising than all")
    if above == 1:
        return _("less surprising than all")
    if above >= below:
        return _("less surprising than {share}").format(share=percent(above))
    return _("more surprising than {share}").format(share=percent(below))


def dot(kind: str) -> str:
    """Return a model's colour as a dot of HTML, within a legend or a table."""
    return f'<i class="makemore-{kind}"></i>'


def _top(judged: Sequence[Judged], blind: float) -> float:
    """Return the surprisal at the upper edge of the bars."""
    finite = [value for one in judged for value in one.score.surprisals if math.isfinite(value)]
    return _ROOM * max([blind, *finite])


def _column(judged: Sequence[Judged], place: int, *, blind: float, top: float) -> str:
    bars = "".join(_bar(one, place, top) for one in judged)
    tiles = "".join(_tile(one, place, top) for one in judged)
    return (
        '<div class="makemore-letter" role="listitem">'
        f'<div class="makemore-bars" style="--blind: {100 * blind / top:.1f}%" aria-hidden="true">'
        f"{bars}</div>{tiles}</div>"
    )


def _bar(one: Judged, place: int, top: float) -> str:
    value = one.score.surprisals[place]
    height = min(1.0, value / top)
    impossible = " impossible" if math.isinf(value) else ""
    return (
        f'<span class="makemore-{one.kind}{impossible}" style="height: {100 * height:.1f}%" '
        f'title="{_hint(one, place)}"></span>'
    )


def _tile(one: Judged, place: int, top: float) -> str:
    value = one.score.surprisals[place]
    shade = STRONGEST * min(1.0, value / top)
    more = " impossible" if math.isinf(value) else " rarest" if place == one.score.rarest else ""
    second = around(one.score.letters, place, one.context_size)[1]
    end = _("end")
    sign = f'<b class="word">{end}</b>' if second is None else f"<b>{html.escape(second)}</b>"
    return (
        f'<div class="makemore-tile makemore-{one.kind}{more}" style="--shade: {shade:.0f}%" '
        f'title="{_hint(one, place)}">{sign}<span>{nats(value)}</span></div>'
    )


def _hint(one: Judged, place: int) -> str:
    value = one.score.surprisals[place]
    words = _("{title}: {pair}, probability {share}, surprisal {nats}").format(
        title=one.title,
        pair=one.words(place),
        share=percent(math.exp(-value)),
        nats=nats(value, 4),
    )
    return html.escape(words)


def _legend(judged: Sequence[Judged], blind: float) -> str:
    dots = [f"<span>{dot(one.kind)}{html.escape(one.title)}</span>" for one in judged]
    words = _("a blind guess: {nats}").format(nats=nats(blind))
    line = f'<span><i class="blind"></i>{html.escape(words)}</span>'
    return f'<div class="makemore-legend">{"".join(dots)}{line}</div>'
