"""Names under some models as HTML tables: their scores, what they add up to, and the extremes.

Text of other people passes through `html.escape` here.
"""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

from dashboard.charts.common import model_colours
from dashboard.charts.score import dot, rank_text
from dashboard.contenders.contender import Judged
from dashboard.words.language import _
from dashboard.words.pairs import nats, percent
from makemore.comparing import Score

_STYLE = """<style>
.makemore-box { overflow: auto; max-height: 27rem; }
.makemore-box:has(.alone) { max-height: none; }
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
    return table(titles, "".join(lines), kind="names alone" if alone else "names")


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
    """Return where a name's nll comes from: each character with its probability and its surprisal.

    The models look at equally many characters; `counted` says how often each was seen there.
    """
    titles = [(_("what happens"), ""), (_("counted"), "number")]
    for one in judged:
        titles += [(dot(one.kind) + html.escape(one.title), "number"), (_("surprisal"), "number")]
    rows = [_sum_row(judged, place, times) for place, times in enumerate(counted)]
    totals = "".join(
        f'<td></td><td class="number"><b>{nats(one.score.nll, 4)}</b></td>' for one in judged
    )
    total = _("sum: the nll")
    last = f'<tr><th scope="row">{total}</th><td></td>{totals}</tr>'
    return table(titles, f"{''.join(rows)}{last}")


def table(titles: Sequence[tuple[str, str]], body: str, *, kind: str = "") -> str:
    """Return an HTML table of the house; titles are (HTML, class), the body is HTML already."""
    heads = "".join(f'<th scope="col" class="{kind}">{title}</th>' for title, kind in titles)
    return (
        f'{model_colours()}{_STYLE}<div class="makemore-box" tabindex="0">'
        f'<table class="makemore-scores {kind}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def perplexity_text(per_token: float) -> str:
    """Return the perplexity of a mean nll in few signs."""
    perplexity = Score(per_token).perplexity
    if math.isinf(perplexity):
        return nats(math.inf)
    return f"{perplexity:,.2f}" if perplexity < 1e6 else f"{perplexity:.1e}"


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
        (_("biggest surprise"), False),
    ]


def _figures(one: Judged, boundary: str) -> str:
    score = one.score
    pair = html.escape(one.pair(score.rarest, boundary))
    cells = [
        f"<span>{dot(one.kind)}{html.escape(one.title)}</span>",
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
    words = html.escape(judged[0].words(place))
    return (
        f'<tr><th scope="row">{words}</th><td class="number">{html.escape(times)}</td>{cells}</tr>'
    )
