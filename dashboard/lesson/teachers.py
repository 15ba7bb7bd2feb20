"""For teachers: a link that fixes what a class sees, and what is printed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import urlencode

import streamlit as st

from dashboard.frame.held import hold
from dashboard.lesson import frame, papers
from dashboard.lesson.frame import Step
from dashboard.lists import bundled
from dashboard.state import room, session
from dashboard.words import language
from dashboard.words.language import _

_OWN = "own"  # stands for a list of one's own


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


def link(base: str, choices: dict[str, str], left_out: Collection[str], fragment: str = "") -> str:
    """Return the address of the lesson with some choices; what is empty stays out of it.

    Example: link("http://x/lesson?step=why", {"step": "row"}, ["code"])
    -> "http://x/lesson?step=row&hide=code"
    """
    chosen = {name: value for name, value in choices.items() if value}
    if left_out:
        chosen["hide"] = hidden(left_out)
    return f"{base.partition('?')[0]}?{urlencode(chosen, safe=',')}{fragment}"


def hidden(left_out: Collection[str]) -> str:
    """Return what is left out as a link names it. Example: ["code", "tasks"] -> "tasks,code"."""
    return ",".join(part for part in frame.HIDEABLE if part in left_out)


def _show_link(steps: Sequence[Step]) -> None:
    st.markdown(
        _(
            "Choose what your class sees, and give them the link. A short list of your own travels "
            "in it; with a longer one, open a class on the page Class, or let everyone open the "
            "file on the page of names."
        )
    )
    titles, own = _lists()
    first, second = st.columns(2)
    with first:
        chosen_list = st.selectbox(
            _("List"), list(titles), format_func=titles.__getitem__,
            key="teach_list", persist_state="session",
        )  # fmt: skip
        chosen_language = choose_language()
    with second:
        step, left_out = choose_step(steps), choose_left_out()
    large = frame.projector()
    label = _("Large type and no sidebar, for a projector")
    hold(st.toggle, label, key="teach_large", shows=large, take=frame.enlarge)
    fragment = own if chosen_list == _OWN else ""
    choices = {"list": "" if fragment else chosen_list, "lang": chosen_language, "step": step}
    choices["projector"] = "1" if large else ""
    base = f"{room.address(st.context.url or '')}/lesson"
    st.code(link(base, choices, left_out, fragment), language=None, wrap_lines=True)


def _lists() -> tuple[dict[str, str], str]:
    """Return the titles of the lists that a link may open, and the fragment of one's own."""
    titles = {name: one.title for name, one in bundled.bundled_lists().items()}
    if own := session.fragment():
        titles[_OWN] = session.source().title
    return {name: bundled.translated(title) for name, title in titles.items()}, own


def choose_language() -> str:
    """Offer the languages; return the code of the chosen one."""
    spoken = language.languages()
    return st.selectbox(
        _("Language"), list(spoken), format_func=spoken.__getitem__, key="teach_lang",
        index=list(spoken).index(language.language()), persist_state="session",
    )  # fmt: skip


def choose_step(steps: Sequence[Step]) -> str:
    """Offer the steps; return the key of the chosen one."""
    titles = {step.key: step.title() for step in steps}
    now = st.session_state.get(frame.STEP, steps[0].key)
    return st.selectbox(
        _("Step"), list(titles), format_func=titles.__getitem__, key="teach_step",
        index=list(titles).index(now), persist_state="session",
    )  # fmt: skip


def choose_left_out() -> list[str]:
    """Offer what may be left out; return what is, as `frame.HIDEABLE` names it."""
    parts = _parts()
    return st.multiselect(
        _("Leave out"), list(parts), format_func=parts.__getitem__, key="teach_hide",
        placeholder=_("Nothing"), persist_state="session",
    )  # fmt: skip


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
