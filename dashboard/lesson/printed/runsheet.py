"""The run sheet for a teacher: 25, 45 and 90 minutes, misconceptions, and the curricula."""

from __future__ import annotations

import html
from collections.abc import Sequence

from dashboard.lesson.printed import page
from dashboard.lesson.printed.handout import title
from dashboard.words.language import _, language, later

Line = tuple[int, str, str]  # minutes, what is done, the numbers of the steps

_NAMES = (5, later("Everyone invents a name that is not in the list. What makes it a name?"), "")
_PAIRS = (7, later("Pairs of one's own name by hand, then count: first on paper, then all."), "1–2")
_ROW = (
    6,
    later("One row of the table: shares instead of counts. What comes most often, and why?"),
    "3",
)
_ROLL = (10, later("Roll names from the dice booklet in pairs; the best three on the board."), "4")
_GAME = (7, later("Guess the next character against the machine; what is a good guess?"), "5")
_ZERO = (4, later("A name that the machine holds impossible. Mend it with smoothing."), "6")
_TALK = (6, later("What do chat programs do otherwise? What can they not know?"), "12")

PLANS: dict[int, tuple[Line, ...]] = {
    25: (
        (3, _NAMES[1], ""),
        (5, _PAIRS[1], "1–2"),
        (5, _ROW[1], "3"),
        (8, _ROLL[1], "4"),
        (4, _TALK[1], "12"),
    ),
    45: (_NAMES, _PAIRS, _ROW, _ROLL, _GAME, _ZERO, _TALK),
    90: (
        _NAMES,
        _PAIRS,
        _ROW,
        (12, _ROLL[1], "4"),
        (8, _GAME[1], "5"),
        (6, _ZERO[1], "6"),
        (8, later("Turn knobs by hand until the loss is low: nine of them are enough."), "7"),
        (10, later("Downhill: too small, too large and right learning rates."), "8"),
        (6, later("Counting and training come to the same table. Compare the two."), "9"),
        (12, later("Names never seen: learn, choose, test. When is it learned by heart?"), "14–15"),
        (10, _TALK[1], "12"),
    ),
}

MISTAKEN = (
    (
        later("“The machine has the names inside and picks one.”"),
        later("Look into the table: there are only pairs. Most names that it makes are new."),
    ),
    (
        later("“It knows what a name is.”"),
        later("It knows what follows what. Let the class read its worst names aloud."),
    ),
    (
        later("“Probability 0 means impossible.”"),
        later("It means: not in this list. Another list has it; smoothing leaves room for it."),
    ),
    (
        later("“A network thinks like a brain.”"),
        later("It is a table of numbers that are turned until the loss falls (step 9)."),
    ),
    (
        later("“More training is always better.”"),
        later("Names never seen show when it learns by heart (E02)."),
    ),
    (
        later("“A low nll means beautiful names.”"),
        later("It says how well the next character is guessed. Beauty is judged by people."),
    ),
    (
        later("“A chat program looks answers up.”"),
        later("It makes the next piece from what stands before, as here: likely, not always true."),
    ),
)

COVERED = (
    (
        later("AI4K12, five big ideas"),
        later(
            "2 Representation and reasoning: a table of pairs. 3 Learning: counting, loss, "
            "downhill. 4 Natural interaction: how a machine makes language. 5 Societal impact, as "
            "a question for the talk: whose names are in the list? (Not 1, perception.)"
        ),
    ),
    (
        later("China, information science and technology, compulsory education (2022)"),
        later(
            "Grades 7 to 9, module “Artificial intelligence and the smart society”, contents (2): "
            "data and algorithms as foundations, (3): prediction and machine learning as ways to "
            "make it. The threads data, algorithms, artificial intelligence."
        ),
    ),
    (
        later("NGSS, science and engineering practices"),
        later(
            "2 Developing and using models. 4 Analyzing and interpreting data. 5 Using mathematics "
            "and computational thinking. 7 Engaging in argument from evidence."
        ),
    ),
)


def run_sheet(languages: Sequence[str], base: str = "", name: str = "") -> str:
    """Return the run sheet to print, a page a language."""
    return page.document(languages, lambda: _run_sheet(base, name))


def _run_sheet(base: str, name: str) -> str:
    code = page.qr(base, list=name, lang=language())
    plans = [
        _part(_("{number} minutes").format(number=total), page.table(_lines(lines), head=True))
        for total, lines in PLANS.items()
    ]
    needed = _(
        "To bring: a screen for all or one for two, the dice booklet and two ten-sided dice for "
        "each pair (or slips with 0 to 9), the handout."
    )
    return "".join(
        [
            code,
            page.heading(_("Run sheet"), title()),
            page.as_html(needed),
            *plans,
            _part(_("What pupils may think, and what helps"), _two_columns(MISTAKEN)),
            _part(_("What it covers"), _two_columns(COVERED)),
        ]
    )


def _part(title: str, text: str) -> str:
    return f"<section>{page.subheading(title)}{text}</section>"


def _lines(lines: Sequence[Line]) -> list[list[str]]:
    """Return a plan as rows: from which minute to which, what is done, which steps."""
    rows, at = [[_("Minutes"), _("What"), _("Steps")]], 0
    for minutes, words, steps in lines:
        rows.append([f"{at}–{at + minutes}", html.escape(_(words)), steps])
        at += minutes
    return rows


def _two_columns(texts: Sequence[tuple[str, str]]) -> str:
    return page.table([[html.escape(_(one)), html.escape(_(other))] for one, other in texts])
