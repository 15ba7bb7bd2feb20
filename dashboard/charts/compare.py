"""Models side by side: two tables as one difference map, names of any number as a table.

Text of other people passes through `html.escape` here, and nothing else of it reaches the page.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from dashboard.charts.common import colour_of, diverging
from dashboard.charts.matrix import heatmap
from dashboard.charts.tables import Column, badge, dotted, html_table, row_cells
from dashboard.words.language import _, colon
from dashboard.words.pairs import percent, percentage
from dashboard.words.signs import label
from makemore.comparing import parting
from makemore.sampling import Walk
from makemore.vocabulary import BOUNDARY

LONGEST = 40  # characters of a cut name that are shown; the rest is as lost


def names_table(
    rows: Sequence[Sequence[Walk]],
    known: Collection[str],
    columns: Sequence[Column],
    *,
    partings: bool = True,
    marks: bool = True,
    hidden: Collection[str] = (),
) -> str:
    """Return walks as an HTML table of names, a row the same dice, a column for each model.

    Where a name parts from the first one of its row, the first character that differs is marked,
    unless `marks` are off; of two names in both, and unless `partings` is off a last column says in
    words where. Names in `known` and names that were cut say so; those `hidden` are not shown.
    """
    titles = [dotted(*column) for column in columns]
    two = len(columns) == 2
    lines = []
    for row in rows:
        parted = [parting(row[0], walk) if marks else None for walk in row]
        places = [parted[1], parted[1]] if two else parted
        names = [
            _hidden_cell(key) if walk.name in hidden else _name_cell(key, walk, at, known)
            for (key, _title), walk, at in zip(columns, row, places, strict=True)
        ]
        end = f'<td class="aside">{parting_text(parted[1])}</td>' if two and partings else ""
        lines.append("".join(names) + end)
    return html_table([*titles, _("where they part")] if two and partings else titles, lines)


def names_columns(
    rows: Sequence[Sequence[Walk]],
    known: Collection[str],
    titles: Sequence[str],
    *,
    hidden: Collection[str] = (),
) -> dict[str, Sequence[str]]:
    """Return what `names_table` says as columns of plain text, for a file; no name is shortened."""
    columns: dict[str, Sequence[str]] = {}
    for model, walks in zip(titles, zip(*rows, strict=True), strict=True):
        columns[model] = [_("hidden") if walk.name in hidden else walk.name for walk in walks]
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
        row_cells(words, percent(one), percent(other), f"{100 * (other - one):+.1f}")
        for words, one, other in cells
    ]
    return html_table(heads, rows, numbers=True)


def difference_map(
    tables: tuple[np.ndarray, np.ndarray],
    columns: Sequence[Column],
    characters: tuple[str, ...],
    tokens: np.ndarray,
    selected: tuple[int, int] | None = None,
) -> dict[str, Any]:
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
        suffix=percentage(""),
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


def _hover(
    characters: tuple[str, ...],
    row: int,
    column: int,
    tables: tuple[np.ndarray, np.ndarray],
    titles: Sequence[str],
) -> str:
    lines = [
        colon(title, percent(table[row, column]))
        for title, table in zip(titles, tables, strict=True)
    ]
    return "<br>".join([pair_words(characters, row, column), *lines])


def _yes(holds: bool) -> str:
    return _("yes") if holds else _("no")


def _name_cell(kind: str, walk: Walk, at: int | None, known: Collection[str]) -> str:
    shown = _marked(walk, at)
    if not walk.ended:
        cut = _("cut after {number} characters: it never ended").format(number=len(walk.name))
        shown += badge(cut)
    elif not walk.name:
        nothing = _("no character at all")
        shown += f"<i>{nothing}</i>"
    if walk.ended and walk.name in known:
        shown += badge(_("in the list"))
    return f'<td class="name makemore-{kind}">{shown}</td>'


def _hidden_cell(kind: str) -> str:
    sign = badge(_("hidden"))
    return f'<td class="name makemore-{kind}">{sign}</td>'


def _marked(walk: Walk, at: int | None) -> str:
    """Return a name escaped, with the character at a place marked; past the end, the end is."""
    letters = walk.letters
    most = len(letters) if walk.ended else LONGEST + (at or 0)
    name, rest = letters[:most], "…" if len(letters) > most else ""
    if at is None:
        return f"<bdi>{_safe(name)}</bdi>{rest}"
    if at >= len(letters):
        end = badge(_("end"))
        return f"<bdi>{_safe(name)}</bdi><mark>{end}</mark>"
    before, marked, after = _safe(name[:at]), label(name[at]), _safe(name[at + 1 :])
    return f"<bdi>{before}<mark>{marked}</mark>{after}</bdi>{rest}"


def _safe(letters: Sequence[str]) -> str:
    return html.escape("".join(letters))
