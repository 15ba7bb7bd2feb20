"""The handout of the twelve steps, and the answer key for the teacher, with this list's numbers."""

from __future__ import annotations

import html
from collections.abc import Sequence
from itertools import islice

from dashboard.lesson import asked, exercise, frame, here
from dashboard.lesson.frame import Step
from dashboard.lesson.printed import page
from dashboard.lesson.printed.items import Item, items
from dashboard.lesson.printed.page import as_html
from dashboard.lesson.steps import TWELVE, entropy, lookup, own, parts, trigram, tune
from dashboard.lists import bundled
from dashboard.state import session
from dashboard.words.language import _, in_characters, language
from dashboard.words.pairs import nats
from makemore.practice import KINDS


def handout(languages: Sequence[str], base: str = "", name: str = "") -> str:
    """Return the handout to print, one page a language.

    `base` is the address of the lesson for the QR codes, `name` that of a bundled list.
    """
    return page.document(languages, lambda: _handout(base, name))


def _handout(base: str, name: str) -> str:
    asked_at = items()
    sections = "".join(_section(step, asked_at[step.key], base, name) for step in TWELVE)
    head = page.heading(_("How a machine learns names"), title(), named=True)
    return f'{head}<div class="columns">{sections}</div>'


def title() -> str:
    """Return the title of the list in use."""
    return bundled.translated(session.source().title)


def _section(step: Step, item: Item, base: str, name: str) -> str:
    code = page.qr(base, step=step.key, list=name, lang=language())
    return (
        f"<section>{code}<h2>{_numbered(step)}</h2>{as_html(item.text)}{item.picture}"
        f'<div class="task">{as_html(item.task)}</div></section>'
    )


def _numbered(step: Step) -> str:
    return html.escape(frame.numbered(TWELVE, step))


def answer_key(languages: Sequence[str], sheet: int) -> str:
    """Return the answers to the handout, to the exercises, and to a sheet of practice."""
    return page.document(languages, lambda: _answer_key(sheet))


def _answer_key(sheet: int) -> str:
    answers = items()
    steps = [[_numbered(step), as_html(answers[step.key].answer)] for step in TWELVE]
    questions = asked.ground(here.source()).questions(sheet)
    practice = [
        [str(place), as_html(asked.in_words(one)), asked.answered(one)]
        for place, one in enumerate(islice(questions, len(KINDS)), start=1)
    ]
    return "".join(
        [
            page.heading(_("Answer key"), title()),
            page.subheading(_("The handout")),
            page.table(steps),
            page.subheading(_("The exercises of the lecture")),
            page.table(exercises()),
            page.subheading(_("Practice, sheet {number}").format(number=sheet)),
            page.table(practice),
        ]
    )


def exercises() -> list[list[str]]:
    """Return the number that each exercise of the lecture asks for, E01 to E06."""
    size = len(here.vocabulary())
    pairs = lookup.sizes()[0]
    found = {
        "E01": nats(trigram.gain()),
        "E04": f"{pairs:,} × {size} × {size} = {pairs * size**2:,}",
        "E05": str(entropy.first_broken(size)),
    }
    if exercise.divisible():
        best, (context, nll) = tune.best(), own.example()
        seen = exercise.nlls(tune.CONTEXT, best)[1]
        words = _("Kneser-Ney with {characters} of context, say: nll {nll}")
        characters = in_characters(context)
        found["E02"] = str(parts.best())
        found["E03"] = f"{best:g} (nll {seen:.3f})"
        found["E06"] = words.format(characters=characters, nll=f"{nll:.3f}")
    return [[key, html.escape(found[key])] for key in sorted(found)]
