"""A pair of characters in words: what one cell of the table says.

The words stand in a chart (plotly reads HTML) or on the page (Streamlit reads Markdown), so a
`bold` for each makes a character safe and bold there. The boundary is said in words too.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.words.language import _, plural
from dashboard.words.signs import label
from dashboard.words.text import apart, plain
from makemore.vocabulary import BOUNDARY

Bold = Callable[[str], str]


@dataclass(frozen=True)
class Pair:
    """One cell: its tokens, its characters, its count, and the count of its whole row."""

    row: int
    column: int
    first: str
    second: str
    count: int
    total: int

    @property
    def begins(self) -> bool:
        """Whether this is about the first character of a name."""
        return self.row == BOUNDARY

    @property
    def ends(self) -> bool:
        """Whether this is about the end of a name."""
        return self.column == BOUNDARY


def in_chart(text: str) -> str:
    """Return characters bold and safe in a plotly text."""
    return f"<b>{apart(''.join(map(label, text)))}</b>"


def on_page(text: str) -> str:
    """Return characters bold and safe in Markdown."""
    return f"**{plain(apart(''.join(map(visible, text))))}**"


def visible(character: str) -> str:
    """Return a character as it is, or a sign for one that cannot be seen. Example: " " -> "␣"."""
    return html.unescape(label(character))  # a label is escaped for plotly


def how_often(pair: Pair, bold: Bold) -> str:
    """Return how often the pair occurs.

    Example: After q comes u 206 times out of 272: 76 %.
    """
    if not pair.count:
        return _never(pair, bold)
    if pair.begins:
        sentence = _("A name begins with {second} {times} out of {total}: {share}.")
    elif pair.ends:
        sentence = _("After {first} a name ends {times} out of {total}: {share}.")
    else:
        sentence = _("After {first} comes {second} {times} out of {total}: {share}.")
    return sentence.format(
        first=bold(pair.first),
        second=bold(pair.second),
        times=plural("{number} time", "{number} times", pair.count),
        total=f"{pair.total:,}",
        share=percent(pair.count / pair.total),
    )


def impossible(pair: Pair, bold: Bold) -> str:
    """Return what an infinite surprisal of this pair means for names."""
    if pair.begins and pair.ends:
        return _("Its surprisal is infinite. Smoothing mends that.")
    if pair.begins:
        names = _("any name that begins with {pair}").format(pair=bold(pair.second))
    elif pair.ends:
        names = _("any name that ends with {pair}").format(pair=bold(pair.first))
    else:
        names = _("any name that holds {pair}").format(pair=bold(pair.first + pair.second))
    return _(
        "Its surprisal is infinite, and so is the nll of {names}. Smoothing mends that."
    ).format(names=names)


def smoothed(pair: Pair, smoothing: float, size: int, share: float) -> str:
    """Return the sum behind a smoothed probability, for a vocabulary of `size` tokens.

    Example: With smoothing 1: (206 + 1) of (272 + 27 × 1), which is 69 %.
    """
    return _(
        "With smoothing {smoothing}: ({count} + {smoothing}) of ({total} + {size} × {smoothing}), "
        "which is {share}."
    ).format(
        smoothing=f"{smoothing:g}",
        count=f"{pair.count:,}",
        total=f"{pair.total:,}",
        size=f"{size:,}",
        share=percent(share),
    )


def table_words(counts: np.ndarray, labels: tuple[str, ...], tokens: np.ndarray) -> list[list[str]]:
    """Return `how_often` for every cell of the given tokens (n,) of a table (V, V), for a chart."""
    totals = counts.sum(axis=1)
    return [
        [
            how_often(Pair(row, column, labels[row], labels[column], count, total), in_chart)
            for column, count in zip(tokens.tolist(), counts[row, tokens].tolist(), strict=True)
        ]
        for row, total in zip(tokens.tolist(), totals[tokens].tolist(), strict=True)
    ]


def percent(share: float) -> str:
    """Return a share of 1 as a percentage of two digits or more; its space does not break.

    Example: 0.757 -> "76 %", 0.0312 -> "3.1 %", 0.00031 -> "0.031 %", 0.9996 -> "99.960 %"
    """
    share = share if share < 1 - 1e-9 else 1.0  # a sum of shares is rarely 1 exactly
    if share in (0.0, 1.0):
        return percentage(f"{100 * share:.0f}")
    rest = min(share, 1 - share) if share > 0.99 else share
    decimals = max(0, 1 - math.floor(math.log10(100 * rest))) if rest < 0.1 else 0
    return percentage(f"{100 * share:.{decimals}f}")


def percentage(number: str) -> str:
    """Return a number of hundredths with its sign. Example: "76" -> "76 %", in Chinese "76%"."""
    return _("{number}\N{NO-BREAK SPACE}%").format(number=number)


def nats(surprisal: float, decimals: int = 2) -> str:
    """Return a surprisal or an nll as a number. Example: inf -> "∞"."""
    return "∞" if math.isinf(surprisal) else f"{surprisal:,.{decimals}f}"


def with_minus(number: str) -> str:
    """Return a number with the sign for minus, not the hyphen. Example: "-2.0" -> "−2.0"."""
    return number.replace("-", "−")


def _never(pair: Pair, bold: Bold) -> str:
    if pair.begins and pair.ends:
        return _("No name is empty.")
    if pair.begins:
        sentence = _("No name begins with {second} (0 of {total}).")
    elif pair.ends:
        sentence = _("No name ends after {first} (0 of {total}).")
    else:
        sentence = _("{second} never comes after {first} (0 out of {total}).")
    return sentence.format(
        first=bold(pair.first), second=bold(pair.second), total=f"{pair.total:,}"
    )


def pair_sign(name: Sequence[str], place: int, boundary: str, context_size: int = 1) -> str:
    """Return the character at a place of a name with its context, as text; the boundary has a sign.

    Example: "emma", 0, "." -> ".e"; "emma", 4, "." -> "a."; "emma", 2, ".", 2 -> "emm"
    """
    signs = [boundary, *map(visible, name), boundary]
    return "".join(signs[max(0, place + 1 - context_size) : place + 2])


def pair_words(name: Sequence[str], place: int, context_size: int = 1) -> str:
    """Return what happens at a place of a name, as text.

    Example: "emma", 1 -> after e comes m; "emma", 2, 2 -> after em comes m
    """
    first, second = around(name, place, context_size)
    if not first and second is None:
        return _("a name has no character at all")
    if not first:
        return _("a name begins with {second}").format(second=second)
    if second is None:
        return _("after {first} a name ends").format(first=first)
    return _("after {first} comes {second}").format(first=first, second=second)


def around(name: Sequence[str], place: int, context_size: int) -> tuple[str, str | None]:
    """Return the context before a place and the character there, as one can see them.

    The context at the start is empty; the end has no character.
    """
    before = "".join(map(visible, name[max(0, place - context_size) : place]))
    return before, visible(name[place]) if place < len(name) else None
