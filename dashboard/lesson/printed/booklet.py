"""The dice booklet: the list's own table on one sheet, for two ten-sided dice."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.lesson import here
from dashboard.lesson.printed import page
from dashboard.lesson.printed.handout import title
from dashboard.lesson.printed.page import as_html
from dashboard.lesson.steps import paper
from dashboard.words import signs
from dashboard.words.language import _, language
from makemore.on_paper import PaperDice


def booklet(languages: Sequence[str], base: str = "", name: str = "") -> str:
    """Return the booklet to print, a page a language."""
    return page.document(languages, lambda: _booklet(paper.dice(here.source()), base, name))


def _booklet(dice: PaperDice, base: str, name: str) -> str:
    code = page.qr(base, step="paper", list=name, lang=language())
    words = _(
        "Two ten-sided dice, one for the tens, one for the ones: 00 to 99. Start in the row of the "
        "sign {sign}. Roll, find your roll in the row, write down its character, and go to the row "
        "of that character. When the roll gives {sign}, the name is finished. Note your rolls too: "
        "typed in, they make the same name on the screen."
    ).format(sign=f"`{dice.vocabulary.boundary_label}`")
    rows = "".join(_row(dice, row) for row in dice.rows)
    lines = "<div></div>" * 4
    head = page.heading(_("Dice booklet"), title())
    return (
        f"{code}{head}{as_html(words)}"
        f'<div class="columns">{rows}</div><div class="lines">{lines}</div>'
    )


def _row(dice: PaperDice, row: int) -> str:
    labels = signs.labels(dice.vocabulary.labels)
    cells = "".join(
        f"<span><b>{labels[token]}</b> {paper.span(first, last)}</span>"
        for token, first, last in dice.ranges(row)
    )
    return f'<div class="row"><b>{labels[row]}</b><div>{cells}</div></div>'
