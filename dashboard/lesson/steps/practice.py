"""Practice: one question, one box, one reply, and the next."""

from __future__ import annotations

import math
import random

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.lesson import asked, here
from dashboard.lesson.frame import VIDEO, Content, Task
from dashboard.lesson.papers import SHEETS
from dashboard.words.language import _, plural, sentences
from makemore.practice import Question

ENOUGH, NEAR = 5, 0.05  # NEAR: how far off what was typed as a share may be, for a hint
_SHEET, _NUMBER, _RIGHT = "lesson_sheet", "practice_number", "practice_right"


def _text() -> str:
    return _(
        "Questions with one right number, from this list. Each sheet has other numbers: what your "
        "neighbour has is of no use to you. Work it out with the pages, with paper, or with a "
        "program of your own."
    )


def _sheet() -> int:
    return int(st.session_state.setdefault(_SHEET, random.randint(1, SHEETS)))


def _at(name: str) -> str:
    return here.key(f"{name} {_sheet()}")


def _question() -> Question:
    return asked.question(here.source(), _sheet(), st.session_state.get(_at(_NUMBER), 0))


def _right() -> set[int]:
    """Return the numbers of the questions that were answered rightly."""
    found: set[int] = st.session_state.setdefault(_at(_RIGHT), set())
    return found


def _go_on() -> None:
    st.session_state[_at(_NUMBER)] = st.session_state.get(_at(_NUMBER), 0) + 1


def _show() -> DeltaGenerator:
    question = _question()
    number = st.session_state.get(_at(_NUMBER), 0)
    st.markdown(
        _("**Question {number}.** {text}").format(number=number + 1, text=asked.in_words(question))
    )
    box, reply = here.beside()
    here.ask_number(box, _("Your answer"), _at(f"answer {number}"))
    st.button(_("Next question"), key="next_question", on_click=_go_on)
    words = _("The lecture tells it [from {minute} on]({link}).")
    link = VIDEO.format(seconds=asked.WORDS[question.kind][1])
    st.caption(words.format(minute=asked.minute(question), link=link))
    st.number_input(_("Sheet"), 1, SHEETS, _sheet(), key=_SHEET, persist_state="session", width=160)
    return reply


def _task() -> Task:
    number = st.session_state.get(_at(_NUMBER), 0)
    answer: float | None = st.session_state.get(_at(f"answer {number}"))
    question = _question()
    if right := answer is not None and question.accepts(answer):
        _right().add(number)
    return Task(
        text=_("Answer {number} questions of a sheet rightly.").format(number=ENOUGH),
        done=len(_right()) >= ENOUGH and (right or answer is None),
        reply=_reply(answer, question, right=right),
        right=right,
    )


def _reply(answer: float | None, question: Question, *, right: bool) -> str:
    so_far = plural("{number} right so far.", "{number} right so far.", len(_right()))
    if answer is None:
        return so_far if len(_right()) >= ENOUGH else ""
    if right:
        said = _("Right, {answer}.").format(answer=asked.answered(question))
    elif question.in_percent and math.isclose(answer, 100 * question.answer, rel_tol=NEAR):
        said = _("That is a hundred times too much: is it in percent?")
    elif question.in_percent and math.isclose(100 * answer, question.answer, rel_tol=NEAR):
        said = _("That is a hundredth of it: the answer is in percent.")
    else:
        said = _("It is not {answer}. Try again, or take the next question.").format(
            answer=asked.typed(answer)
        )
    return sentences(said, so_far)


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page=None,
    library="""\
import makemore as mm
from makemore.practice import Ground

names = mm.read_file("names.txt")
questions = Ground(names, mm.count_ngrams(names)).questions(seed=1)
for number in range(5):
    print(next(questions))""",
    lecture="""\
words = open("names.txt").read().splitlines()
b = {}
for w in words:
    chs = ["<S>"] + list(w) + ["<E>"]
    for bigram in zip(chs, chs[1:]):
        b[bigram] = b.get(bigram, 0) + 1
print(sorted(b.items(), key=lambda kv: -kv[1])[:5])
print(len(b))""",
    seconds=564,
)
