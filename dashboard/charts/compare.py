"""Models side by side: two tables as one difference map, scores and names of any number as tables.

The tables are HTML, because a character within a name is marked. Text of other people passes
through `html.escape` here, and nothing else of it reaches the page.
"""

from __future__ import annotations

import html
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from dashboard.charts.common import colour_of, diverging, label, model_colours
from dashboard.charts.matrix import heatmap
from dashboard.words.language import _
from dashboard.words.pairs import percent
from makemore.comparing import Score, parting
from makemore.sampling import Walk
from makemore.vocabulary import BOUNDARY

LONGEST = 40  # characters of a cut name that are shown; the rest is as lost

_STYLE = """<style>
.makemore-box { overflow: auto; max-height: 27rem; }
.makemore-box.whole { max-height: none; }
.makemore-table { width: 100%; border-collapse: collapse; }
.makemore-table :is(th, td) {
  padding: 0.3rem 0.5rem; text-align: start; vertical-align: baseline; font-weight: normal;
  border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent);
}
.makemore-table thead th {
  color: color-mix(in srgb, currentColor 75%, transparent); font-size: 0.875rem;
  vertical-align: bottom;
}
.makemore-table.names { table-layout: fixed; }
.makemore-table.names :is(th, td):nth-child(3) { width: 22%; }
.makemore-table .number { text-align: end; font-variant-numeric: tabular-nums; }
.makemore-table .aside { opacity: 0.75; font-size: 0.875rem; }
.makemore-table .name {
  overflow-wrap: anywhere; white-space: pre-wrap; font-size: 1.05rem; letter-spacing: 0.02em;
}
.makemore-table mark {
  color: inherit; font-weight: 700; padding: 0.05em 0; border-radius: 0.2em;
  background: color-mix(in srgb, var(--colour) 30%, transparent);
  box-shadow: 0 2px var(--colour);
}
.makemore-dot {
  display: inline-block; width: 0.7em; height: 0.7em; margin-inline-end: 0.5em;
  border-radius: 50%; background: var(--colour);
}
.makemore-badge {
  display: inline-block; margin-inline-start: 0.5em; padding: 0 0.4em; border-radius: 0.6em;
  font-size: 0.75rem; letter-spacing: 0; white-space: nowrap;
  border: 1px solid color-mix(in srgb, currentColor 35%, transparent);
}
@media (max-width: 640px) {
  .makemore-table :is(th, td) { padding: 0.3rem 0.25rem; font-size: 0.875rem; }
  .makemore-table .name { font-size: 0.95rem; }
}
</style>"""


Column = tuple[str, str]  # the key of a model's family, and its title


@dataclass(frozen=True)
class Entry:
    """One model's line in the table of scores; `kind` is the key of its family.

    `held_out` is the nll of names that no model was made from, None where there are none.
    """

    kind: str
    title: str
    score: Score
    held_out: float | None = None


def scores_table(entries: Sequence[Entry]) -> str:
    """Return the scores as an HTML table, each with its distance to the best."""
    best = min((entry.score for entry in entries), key=lambda score: score.nll)
    titles = [_("model"), _("nll"), _("above the best"), _("perplexity"), _("bits per character")]
    if entries[0].held_out is not None:
        titles.append(_("nll of held-out names"))
    rows = [_cells(_dotted(entry.kind, entry.title), *_figures(entry, best)) for entry in entries]
    return _table(titles, rows, numbers=True)


def names_table(
    rows: Sequence[Sequence[Walk]], known: Collection[str], columns: Sequence[Column]
) -> str:
    """Return walks as an HTML table of names, a row the same dice, a column for each model.

    Where a name parts from the first one of its row, the first character that differs is marked;
    of two names in both. Names in `known` and names that were cut say so.
    """
    titles = [_dotted(*column) for column in columns]
    two = len(columns) == 2
    lines = []
    for row in rows:
        parted = [parting(row[0], walk) for walk in row]
        marks = [parted[1], parted[1]] if two else parted
        names = [
            _name_cell(key, walk, at, known)
            for (key, _title), walk, at in zip(columns, row, marks, strict=True)
        ]
        end = f'<td class="aside">{parting_text(parted[1])}</td>' if two else ""
        lines.append("".join(names) + end)
    return _table([*titles, _("where they part")] if two else titles, lines)


def names_columns(
    rows: Sequence[Sequence[Walk]], known: Collection[str], titles: Sequence[str]
) -> dict[str, Sequence[str]]:
    """Return what `names_table` says as columns of plain text, for a file; no name is shortened."""
    columns: dict[str, Sequence[str]] = {}
    for model, walks in zip(titles, zip(*rows, strict=True), strict=True):
        columns[model] = [walk.name for walk in walks]
        columns[_("{model}: in the list").format(model=model)] = [
            _yes(walk.ended and walk.name in known) for walk in walks
        ]
        columns[_("{model}: ended").format(model=model)] = [_yes(walk.ended) for walk in walks]
    if len(titles) == 2:
        columns[_("where they part")] = [parting_text(parting(*row)) for row in rows]
    return columns


def cells_table(cells: Sequence[tuple[str, float, float]], titles: Sequence[str]) -> str:
    """Return the largest differences as an HTML table: words (safe), P of one, P of the other."""
    heads = (_("what happens"), *map(html.escape, titles), _("difference in points"))
    rows = [
        _cells(words, percent(one), percent(other), f"{100 * (other - one):+.1f}")
        for words, one, other in cells
    ]
    return _table(heads, rows, numbers=True)


def difference_map(
    tables: tuple[np.ndarray, np.ndarray],
    columns: Sequence[Column],
    characters: tuple[str, ...],
    tokens: np.ndarray,
    selected: tuple[int, int] | None = None,
) -> go.Figure:
    """Return P of the second model - P of the first, in hundredths, as a heatmap of tokens (n,).

    Tables are (V, V), row the context, and characters their labels (V,). Colours are centred at
    0: the colour of a model stands where that model gives more. `selected` is the (row, column)
    among the tokens that is framed.
    """
    cells = np.ix_(tokens, tokens)
    difference = 100 * (tables[1][cells] - tables[0][cells])
    reach = max(float(np.abs(difference).max()), 1e-4)
    titles = [html.escape(title) for _key, title in columns]
    words = [
        [_hover(characters, row, column, tables, titles) for column in tokens.tolist()]
        for row in tokens.tolist()
    ]
    return heatmap(
        difference,
        tuple(characters[token] for token in tokens),
        hover="%{customdata}",
        customdata=words,
        colorscale=diverging(*(colour_of(key) for key, _title in columns)),
        limits=(-reach, reach),
        suffix=" %",
        selected=selected,
    )


def pair_words(characters: tuple[str, ...], row: int, column: int) -> str:
    """Return a pair of tokens in words, safe in HTML and in plotly; characters are labels (V,).

    Example: (".", "a", "b"), 1, 2 -> after <b>a</b> comes <b>b</b>
    """
    first, second = (f"<b>{label(characters[at])}</b>" for at in (row, column))
    if row == column == BOUNDARY:
        return _("a name has no character at all")
    if row == BOUNDARY:
        return _("a name begins with {second}").format(second=second)
    if column == BOUNDARY:
        return _("after {first} a name ends").format(first=first)
    return _("after {first} comes {second}").format(first=first, second=second)


def parting_text(at: int | None) -> str:
    """Return where two walks part, in words, counted from 1."""
    return _("the same") if at is None else _("character {place}").format(place=f"{at + 1:,}")


def is_infinite(nll: float | None) -> bool:
    """Return whether there is an nll and it is infinite."""
    return nll is not None and math.isinf(nll)


def nll_text(nll: float) -> str:
    """Return nats with four decimals, or that they are infinite."""
    return f"{nll:,.4f}" if math.isfinite(nll) else _("infinite")


def _figures(entry: Entry, best: Score) -> list[str]:
    score, above = entry.score, entry.score.above(best)
    distance = f"+{nll_text(above)}" if above > 0 else _("best")
    bits = f"{score.bits:,.3f}" if math.isfinite(score.bits) else _("infinite")
    figures = [nll_text(score.nll), distance, _perplexity(score), bits]
    return figures if entry.held_out is None else [*figures, nll_text(entry.held_out)]


def _perplexity(score: Score) -> str:
    if not math.isfinite(score.nll):
        return _("infinite")
    if not math.isfinite(score.perplexity):
        return _("over 10<sup>307</sup>")
    return f"{score.perplexity:,.2f}" if score.perplexity < 1e6 else f"{score.perplexity:.2e}"


def _hover(
    characters: tuple[str, ...],
    row: int,
    column: int,
    tables: tuple[np.ndarray, np.ndarray],
    titles: Sequence[str],
) -> str:
    lines = [
        f"{title}: {percent(table[row, column])}"
        for title, table in zip(titles, tables, strict=True)
    ]
    return "<br>".join([pair_words(characters, row, column), *lines])


def _dotted(kind: str, title: str) -> str:
    """Return a model's title as HTML, its colour in front."""
    return f'<span class="makemore-dot makemore-{kind}"></span>{html.escape(title)}'


def _cells(first: str, *numbers: str) -> str:
    minus = "−"  # the sign, not the hyphen
    rest = "".join(f'<td class="number">{text.replace("-", minus)}</td>' for text in numbers)
    return f'<th scope="row">{first}</th>{rest}'


def _yes(holds: bool) -> str:
    return _("yes") if holds else _("no")


def _name_cell(kind: str, walk: Walk, at: int | None, known: Collection[str]) -> str:
    shown = _marked(walk, at)
    if not walk.ended:
        cut = _("cut after {number} characters: it never ended").format(number=len(walk.name))
        shown += _badge(cut)
    elif not walk.name:
        shown += f"<i>{_('no character at all')}</i>"
    if walk.ended and walk.name in known:
        shown += _badge(_("in the list"))
    return f'<td class="name makemore-{kind}">{shown}</td>'


def _marked(walk: Walk, at: int | None) -> str:
    """Return a name escaped, with the character at a place marked; past the end, the end is."""
    letters = walk.letters
    most = len(letters) if walk.ended else LONGEST + (at or 0)
    name, rest = letters[:most], "…" if len(letters) > most else ""
    if at is None:
        return f"<bdi>{_safe(name)}</bdi>{rest}"
    if at >= len(letters):
        return f"<bdi>{_safe(name)}</bdi><mark>{_badge(_('end'))}</mark>"
    before, marked, after = _safe(name[:at]), label(name[at]), _safe(name[at + 1 :])
    return f"<bdi>{before}<mark>{marked}</mark>{after}</bdi>{rest}"


def _safe(letters: Sequence[str]) -> str:
    return html.escape("".join(letters))


def _badge(text: str) -> str:
    return f'<span class="makemore-badge">{html.escape(text)}</span>'


def _table(titles: Sequence[str], rows: Sequence[str], *, numbers: bool = False) -> str:
    """Return an HTML table, of numbers or of names; titles and cells are HTML already."""
    heads = [
        f'<th scope="col" class="{"number" if numbers and place else ""}">{title}</th>'
        for place, title in enumerate(titles)
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return (
        f"{model_colours()}{_STYLE}"
        f'<div class="makemore-box{" whole" if numbers else ""}" tabindex="0">'
        f'<table class="makemore-table{"" if numbers else " names"}">'
        f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{body}</tbody></table></div>"
    )
