"""A name under one or both models: its letters with a bar each, and its scores as a table.

It is HTML, so that bars and letters stand in one column, a long name takes several lines, and each
number can be read aloud. Text of other people passes through `html.escape` here.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.common import model_colours
from dashboard.words.language import _
from dashboard.words.pairs import nats, percent, visible
from makemore.comparing import Score
from makemore.ranking import ScoredName

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
  width: 32%; min-height: 2px; border-radius: 3px 3px 0 0; background: var(--colour);
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
.makemore-box { overflow: auto; max-height: 27rem; }
.makemore-scores { width: 100%; border-collapse: collapse; }
.makemore-scores :is(th, td) {
  padding: 0.3rem 0.5rem; text-align: start; vertical-align: baseline; font-weight: normal;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);
}
.makemore-scores thead th { opacity: 0.75; font-size: 0.875rem; vertical-align: bottom; }
.makemore-scores .number {
  text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap;
}
.makemore-scores .name { overflow-wrap: break-word; white-space: pre-wrap; min-width: 5rem; }
.makemore-scores i {
  display: inline-block; width: 0.7em; height: 0.7em; margin-inline-end: 0.5em;
  border-radius: 50%; background: var(--colour);
}
.makemore-scores small { opacity: 0.75; }
@media (max-width: 640px) {
  .makemore-scores :is(th, td) { padding: 0.3rem 0.25rem; font-size: 0.82rem; }
  .makemore-bars { height: 7rem; }
  .makemore-scores.names thead { display: none; }
  .makemore-scores.names tr {
    display: block; padding: 0.3rem 0;
    border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);
  }
  .makemore-scores.names :is(th, td) {
    display: flex; justify-content: space-between; border: none; padding: 0.1rem 0.25rem;
  }
  .makemore-scores.names td::before { content: attr(data-title); opacity: 0.75; }
}
</style>"""


@dataclass(frozen=True)
class Judged:
    """A name as one model sees it, and where it stands among the list: shares in [0, 1].

    `kind` is counts or network. `below` is the share of the list that surprises this model less,
    `above` the share that surprises it more.
    """

    kind: str
    title: str
    score: ScoredName
    below: float
    above: float


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
        f'style="--letters: {len(columns)}">{"".join(columns)}</div>'
    )


def scores_table(
    rows: Sequence[Sequence[Judged] | str],
    names: Sequence[str],
    marks: Sequence[str],
    *,
    boundary: str,
) -> str:
    """Return names as an HTML table, a line for each model; a row may be a text instead (why not).

    `names` are the names of the rows, `marks` what is said of each; `boundary` is its sign. One
    name alone is not named.
    """
    alone = len(rows) == 1
    lines = [
        _lines(row, None if alone else _name(name, mark), boundary)
        for row, name, mark in zip(rows, names, marks, strict=True)
    ]
    titles = [(title, "number" if number else "") for title, number in _columns()]
    return table(titles, "".join(lines), kind="names")


def extremes_table(least: Sequence[tuple[str, float]], most: Sequence[tuple[str, float]]) -> str:
    """Return the least and the most surprising names side by side as an HTML table."""
    titles = [
        (_("least surprising"), ""),
        (_("per character"), "number"),
        (_("most surprising"), ""),
        (_("per character"), "number"),
    ]
    rows = [
        f"<tr>{_named(*first)}{_named(*second)}</tr>"
        for first, second in zip(least, most, strict=True)
    ]
    return table(titles, "".join(rows))


def sums_table(judged: Sequence[Judged], counted: Sequence[str]) -> str:
    """Return where a name's nll comes from: each pair with its probability and its surprisal.

    `counted` says of each pair how often it occurs.
    """
    titles = [(_("what happens"), ""), (_("counted"), "number")]
    for one in judged:
        titles += [(_dot(one.kind) + html.escape(one.title), "number"), (_("surprisal"), "number")]
    rows = [_sum_row(judged, place, times) for place, times in enumerate(counted)]
    totals = "".join(
        f'<td></td><td class="number"><b>{nats(one.score.nll, 4)}</b></td>' for one in judged
    )
    last = f'<tr><th scope="row">{_("sum: the nll")}</th><td></td>{totals}</tr>'
    return table(titles, f"{''.join(rows)}{last}")


def table(titles: Sequence[tuple[str, str]], body: str, *, kind: str = "") -> str:
    """Return an HTML table of the house; titles are (HTML, class), the body is HTML already."""
    heads = "".join(f'<th scope="col" class="{kind}">{title}</th>' for title, kind in titles)
    return (
        f'{model_colours()}{_STYLE}<div class="makemore-box" tabindex="0">'
        f'<table class="makemore-scores {kind}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def pair_sign(name: Sequence[str], place: int, boundary: str) -> str:
    """Return the pair that ends at a place of a name, as text; the boundary has a sign.

    Example: "emma", 0, "." -> ".e"; "emma", 4, "." -> "a."
    """
    signs = [boundary, *map(visible, name), boundary]
    return "".join(signs[place : place + 2])


def pair_words(name: Sequence[str], place: int) -> str:
    """Return what happens at a place of a name, as text. Example: "emma", 1 -> after e comes m."""
    first, second = _around(name, place)
    if first is None and second is None:
        return _("a name has no character at all")
    if first is None:
        return _("a name begins with {second}").format(second=second)
    if second is None:
        return _("after {first} a name ends").format(first=first)
    return _("after {first} comes {second}").format(first=first, second=second)


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


def perplexity_text(per_token: float) -> str:
    """Return the perplexity of a mean nll in few signs."""
    perplexity = Score(per_token).perplexity
    if math.isinf(perplexity):
        return nats(per_token if math.isinf(per_token) else math.inf)
    return f"{perplexity:,.2f}" if perplexity < 1e6 else f"{perplexity:.1e}"


def _around(name: Sequence[str], place: int) -> tuple[str | None, str | None]:
    """Return the characters before and at a place, as one can see them; None is the boundary."""
    characters = [None, *map(visible, name), None]
    return characters[place], characters[place + 1]


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
    second = _around(one.score.letters, place)[1]
    sign = f'<b class="word">{_("end")}</b>' if second is None else f"<b>{html.escape(second)}</b>"
    return (
        f'<div class="makemore-tile makemore-{one.kind}{more}" style="--shade: {shade:.0f}%" '
        f'title="{_hint(one, place)}">{sign}<span>{nats(value)}</span></div>'
    )


def _hint(one: Judged, place: int) -> str:
    value = one.score.surprisals[place]
    words = _("{title}: {pair}, probability {share}, surprisal {nats}").format(
        title=one.title,
        pair=pair_words(one.score.letters, place),
        share=percent(math.exp(-value)),
        nats=nats(value, 4),
    )
    return html.escape(words)


def _legend(judged: Sequence[Judged], blind: float) -> str:
    dots = [f"<span>{_dot(one.kind)}{html.escape(one.title)}</span>" for one in judged]
    words = _("a blind guess: {nats}").format(nats=nats(blind))
    line = f'<span><i class="blind"></i>{html.escape(words)}</span>'
    return f'<div class="makemore-legend">{"".join(dots)}{line}</div>'


def _dot(kind: str) -> str:
    return f'<i class="makemore-{kind}"></i>'


def _name(name: str, mark: str) -> str:
    return f"<b><bdi>{html.escape(name)}</bdi></b> <small>{html.escape(mark)}</small>"


def _named(name: str, per_token: float) -> str:
    return (
        f'<td class="name"><bdi>{html.escape(name)}</bdi></td>'
        f'<td class="number">{nats(per_token)}</td>'
    )


def _lines(row: Sequence[Judged] | str, name: str | None, boundary: str) -> str:
    head = f'<tr><th scope="rowgroup" colspan="6" class="name">{name}</th></tr>' if name else ""
    if isinstance(row, str):
        return f'{head}<tr><td colspan="6">{html.escape(row)}</td></tr>'
    return head + "".join(f"<tr>{_figures(one, boundary)}</tr>" for one in row)


def _columns() -> list[tuple[str, bool]]:
    """Return the titles of a table of names, and whether numbers stand below."""
    return [
        (_("model"), False),
        (_("nll"), True),
        (_("per character"), True),
        (_("perplexity"), True),
        (_("among the list"), False),
        (_("rarest pair"), False),
    ]


def _figures(one: Judged, boundary: str) -> str:
    score = one.score
    pair = html.escape(pair_sign(score.letters, score.rarest, boundary))
    cells = [
        f"<span>{_dot(one.kind)}{html.escape(one.title)}</span>",
        nats(score.nll, 4),
        nats(score.per_token, 4),
        perplexity_text(score.per_token),
        rank_text(one.below, one.above),
        f"<bdi>{pair}</bdi>",
    ]
    return "".join(
        f'<td class="{"number" if number else ""}" data-title="{title}">{cell}</td>'
        for cell, (title, number) in zip(cells, _columns(), strict=True)
    )


def _sum_row(judged: Sequence[Judged], place: int, times: str) -> str:
    cells = "".join(
        f'<td class="number">{percent(math.exp(-one.score.surprisals[place]))}</td>'
        f'<td class="number">{nats(one.score.surprisals[place], 4)}</td>'
        for one in judged
    )
    words = html.escape(pair_words(judged[0].score.letters, place))
    return (
        f'<tr><th scope="row">{words}</th><td class="number">{html.escape(times)}</td>{cells}</tr>'
    )
