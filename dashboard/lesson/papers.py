"""What a teacher prints: which paper, in which language, and the button that makes it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.frame.download import offer_file
from dashboard.lists.bundled import bundled_lists
from dashboard.parts import bring
from dashboard.words.language import _, language, languages

SHEETS = 9999  # of practice
_READY, BOTH = "lesson_paper_ready", "both"


def show() -> None:
    """Offer what can be printed; it is made on demand, because it needs all steps at once."""
    st.markdown(
        _(
            "To print, from the list in use. Open the file in a browser and print it. The codes on "
            "it lead a phone to the same step at this address."
        )
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = _choose(_("Paper"), "paper_kind", _kinds(), next(iter(_kinds())))
        spoken = {**languages(), BOTH: _("both languages")}
        code = _choose(_("In which language"), "paper_language", spoken, language())
        sheet = 1
        if kind == "key":
            sheet = st.number_input(
                _("Sheet of practice"), 1, SHEETS, 1, key="paper_sheet", width=160
            )
        if st.button(_("Make it"), icon=":material/description:", key="make_paper"):
            with st.spinner(_("Making it …")):
                made = make(kind, list(languages()) if code == BOTH else [code], sheet)
            st.session_state[_READY] = (kind, made)
    ready: tuple[str, str] | None = st.session_state.get(_READY)
    if ready is not None:
        name = _kinds()[ready[0]]
        label = _("Download: {name}").format(name=name)
        offer_file(label, f"makemore-{ready[0]}.html", "text/html", ready[1].encode, key="paper")


def _choose(label: str, key: str, words: dict[str, str], first: str) -> str:
    chosen: str = st.selectbox(
        label,
        list(words),
        format_func=words.__getitem__,
        index=list(words).index(first),
        key=key,
        persist_state="session",
        width=220,
    )
    return chosen


def _kinds() -> dict[str, str]:
    return {
        "handout": _("Handout"),
        "key": _("Answer key"),
        "booklet": _("Dice booklet"),
        "run-sheet": _("Run sheet"),
    }


def make(kind: str, codes: list[str], sheet: int) -> str:
    """Return a paper of the list in use as HTML."""
    from dashboard.lesson.printed.booklet import booklet  # noqa: PLC0415 - these load torch
    from dashboard.lesson.printed.handout import answer_key, handout  # noqa: PLC0415
    from dashboard.lesson.printed.runsheet import run_sheet  # noqa: PLC0415

    if kind == "key":
        return answer_key(codes, sheet)
    papers: dict[str, Callable[[list[str], str, str], str]] = {
        "handout": handout,
        "booklet": booklet,
        "run-sheet": run_sheet,
    }
    return papers[kind](codes, st.context.url or "", _bundled_name())


def _bundled_name() -> str:
    """Return what a link calls the list in use, empty where it is a person's own."""
    name = bring.list_in_use()
    return name if name in bundled_lists() else ""
