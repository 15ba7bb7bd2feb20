"""What the steps of the lesson share: the list in use, its characters, and ways to answer.

Nothing here loads torch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.lists import corpora
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.words.language import _
from dashboard.words.pairs import on_page, visible
from dashboard.words.text import cut
from makemore.corpus import corpus_of
from makemore.errors import MakemoreError
from makemore.vocabulary import BOUNDARY, Vocabulary

T = TypeVar("T")
SLIDER = 380  # pixels, of a slider with the reply at its side
_MADE = 24  # characters of a made name in a sentence
SMALL, LARGE = 30, 20  # a table up to SMALL characters is shown whole, LARGE of any larger one


def source() -> Source:
    """Return the list in use as the lesson takes it: no name held out, a character a code point."""
    now = session.source()
    return replace(now, held_out=0, rules=replace(now.rules, clusters=False))


def vocabulary() -> Vocabulary:
    """Return the characters of the list in use."""
    return Vocabulary.of(corpora.corpus(source()).characters)


def key(name: str) -> str:
    """Return the session's key of an answer that belongs to the list in use."""
    return f"lesson_{name} {source().digest}"


def shown() -> int:
    """Return how many characters a table of the lesson shows: those of a large list are wide."""
    number = len(vocabulary())
    return number if number <= SMALL else LARGE


def read(typed: str) -> str:
    """Return a name as it would be read from the list in use; empty where it is none."""
    now = source()
    try:
        rules = now.rules.mending(turkish=corpora.corpus(now).turkish)
        names = corpus_of([typed.strip()[:200]], lower=now.lower, rules=rules).names
        return corpora.told_apart(names[0], now)
    except (MakemoreError, IndexError):
        return ""


def pick_character(name: str, label: str, tokens: Sequence[int], *, end: bool = True) -> int | None:
    """Return the token chosen among some, None before one is; `end` says how the boundary reads."""
    labels = vocabulary().labels
    boundary = _("{sign} (end)") if end else _("{sign} (start)")
    chosen: int | None = st.selectbox(
        label,
        list(tokens),
        index=None,
        key=key(name),
        format_func=lambda token: (
            boundary.format(sign=labels[token]) if token == BOUNDARY else visible(labels[token])
        ),
        placeholder=_("Choose a character"),
        width=360,
        persist_state="session",
    )
    return chosen


def ask_number(
    place: DeltaGenerator,
    label: str,
    key: str,
    *,
    whole: bool = False,
    most: int | None = None,
    width: int = 240,
) -> None:
    """Ask for a number in a place, empty until one is typed; a `whole` one is 0 at least."""
    limits: dict[str, Any] = {"step": 1, "min_value": 0, "max_value": most} if whole else {}
    place.number_input(
        label,
        value=None,
        key=key,
        format=None if whole else "%g",
        persist_state="session",
        width=width,
        **limits,
    )


def slide(
    label: str, marks: Sequence[T], key: str, first: T | None = None, form: Callable[[T], str] = str
) -> tuple[T, DeltaGenerator]:
    """Return the mark of a slider, and the place at its side where the reply goes."""
    box, reply = beside(SLIDER)
    value = box.select_slider(
        label,
        marks,
        value=marks[0] if first is None else first,
        format_func=form,
        key=key,
        persist_state="session",
    )
    return value, reply


def figures(shown: Iterable[tuple[str, str]]) -> DeltaGenerator:
    """Show figures, each under its label, in a row; return the row."""
    row = st.container(horizontal=True, gap="medium", vertical_alignment="center")
    for label, figure in shown:
        row.metric(label, figure, width="content")
    return row


def sign(token: int, labels: Sequence[str] = ()) -> str:
    """Return a token for a sentence, bold; the boundary as code, where its dot is no full stop.

    `labels` are those of the vocabulary, if it is not that of the list in use.
    """
    said = (labels or vocabulary().labels)[token]
    return f"`{said}`" if token == BOUNDARY else on_page(said)


def made(name: str) -> str:
    """Return a made name for a sentence: bold, cut where it is long."""
    return on_page(cut(name, _MADE))


def beside(width: int | Literal["content"] = "content") -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return a place for a control and one beside it, for what the app says to it.

    Where both do not fit side by side, the second is under the first.
    """
    row = st.container(horizontal=True, key="answer_row")  # aligned on top: no control moves
    return row.container(width=width), row.container(key="reply")
