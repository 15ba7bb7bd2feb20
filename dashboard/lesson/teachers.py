"""For teachers: a link that fixes what a class sees, and what is printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard.frame.held import hold
from dashboard.lesson import frame, papers
from dashboard.lesson.frame import Step
from dashboard.lists import bundled
from dashboard.words import language
from dashboard.words.language import _


def show(steps: Sequence[Step]) -> None:
    """Show, behind one click, how a teacher gives the lesson to a class."""
    box = st.expander(
        _("For teachers"), icon=":material/school:", key="teachers", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        _show_link(steps)
        papers.show()


def link(base: str, choices: dict[str, str], left_out: Collection[str]) -> str:
    """Return the address of the lesson with some choices; what is empty stays out of it.

    Example: link("http://x/lesson?step=why", {"step": "row"}, ["code"])
    -> "http://x/lesson?step=row&hide=code"
    """
    chosen = {name: value for name, value in choices.items() if value}
    if left_out:
        chosen["hide"] = ",".join(part for part in frame.HIDEABLE if part in left_out)
    return f"{base.partition('?')[0]}?{urlencode(chosen, safe=',')}"


def _show_link(steps: Sequence[Step]) -> None:
    st.markdown(
        _(
            "Choose what your class sees, and give them the link. A list of your own does not "
            "travel in a link: there everyone opens the file on the page of names."
        )
    )
    titles = {step.key: step.title() for step in steps}
    names = bundled.bundled_lists()
    first, second = st.columns(2)
    with first:
        chosen_list = st.selectbox(
            _("List"), list(names), format_func=lambda name: bundled.translated(names[name].title),
            key="teach_list", persist_state="session",
        )  # fmt: skip
        spoken = language.languages()
        chosen_language = st.selectbox(
            _("Language"), list(spoken), format_func=spoken.__getitem__, key="teach_lang",
            index=list(spoken).index(language.language()), persist_state="session",
        )  # fmt: skip
    with second:
        step = st.selectbox(
            _("Step"), list(titles), format_func=titles.__getitem__, key="teach_step",
            index=list(titles).index(st.session_state[frame.STEP]), persist_state="session",
        )  # fmt: skip
        parts = _parts()
        left_out = st.multiselect(
            _("Leave out"), list(parts), format_func=parts.__getitem__, key="teach_hide",
            placeholder=_("Nothing"), persist_state="session",
        )  # fmt: skip
    large = frame.projector()
    label = _("Large type and no sidebar, for a projector")
    hold(st.toggle, label, key="teach_large", shows=large, take=frame.enlarge)
    choices = {"list": chosen_list, "lang": chosen_language, "step": step}
    choices["projector"] = "1" if large else ""
    st.code(link(st.context.url or "lesson", choices, left_out), language=None, wrap_lines=True)


def _parts() -> dict[str, str]:
    """Return what a link may leave out, in words."""
    return {
        "steps": _("the way to other steps"),
        "tasks": _("tasks"),
        "hints": _("hints"),
        "code": _("code"),
        "pages": _("links to the full pages"),
        "sidebar": _("the sidebar"),
        "teachers": _("this box"),
    }
