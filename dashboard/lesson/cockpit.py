"""The lesson as a person sees it: a rail of steps, the step with its task, and a foot that stays.

It knows what a step is, not what any step is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard.frame import focus, joining
from dashboard.lesson import frame, teachers
from dashboard.lesson.frame import Content, Part, Step, Task
from dashboard.words.language import _

_STYLE = (Path(__file__).parent / "cockpit.css").read_text(encoding="utf-8")
_NO_SIDEBAR = ":is([data-testid=stSidebar], [data-testid=stExpandSidebarButton]) { display: none; }"
_LARGE = ":root { font-size: 22px !important; } .stMain { --plot-text: 18; }"  # else 16 and 13


def show(parts: Sequence[Part]) -> None:
    """Show the current step with the rail at its side and the foot below."""
    steps = [step for part in parts for step in part.steps]
    step, left_out = frame.current(steps), frame.hidden()
    st.html(_style(left_out))
    with st.container(horizontal=True, wrap=False, key="lesson"):
        rail = st.container(key="lesson_rail") if "steps" not in left_out else None
        with st.container(key="lesson_step"):
            task = _show_step(steps, step, left_out)
            if "teachers" not in left_out:
                teachers.show(steps)
    if rail:
        with rail:
            _show_rail(parts, step)
    _show_foot(steps, step, task, left_out)


def _style(left_out: set[str]) -> str:
    alone = _NO_SIDEBAR if frame.projector() or "sidebar" in left_out else ""
    return f"<style>{_STYLE}{alone}{_LARGE if frame.projector() else ''}</style>"


def _show_step(steps: Sequence[Step], step: Step, left_out: set[str]) -> Task:
    """Show a step: its text, its task, its picture with the reply to what one did, and more."""
    st.header(frame.numbered(steps, step), anchor=False)
    focus.follow("step", step.key, ".stMain h2")
    content = step.open()
    st.markdown(content.text())
    asked = st.container()
    reply = content.show()
    task = content.task()
    if task.done:
        frame.done().add(step.key)
    joining.note(step.key, frame.done())
    if "tasks" not in left_out:
        with asked:
            _ask(step, task, hint="hints" not in left_out)
        with reply:
            _reply(task)
    _show_more(step.key, content, left_out)
    return task


def _ask(step: Step, task: Task, *, hint: bool) -> None:
    """Show the task, with a hint behind one click."""
    with st.container(border=True, key=f"task_{step.key}"):
        st.markdown(_("**Your task.** {text}").format(text=task.text))
        if hint and task.hint and not task.done:
            label, icon = _("A hint"), ":material/help:"
            with st.expander(label, icon=icon, type="compact", key=f"hint_{step.key}"):
                st.markdown(task.hint)


def _reply(task: Task) -> None:
    """Show what the app makes of the answer."""
    if task.done or task.right:
        st.success(task.reply or _("Right!"), icon=":material/check_circle:")
    elif task.reply:
        st.warning(task.reply, icon=":material/lightbulb:")


def _show_rail(parts: Sequence[Part], current: Step) -> None:
    """Show the titles of the steps in their parts, and which are done; a click goes there."""
    number, solved = 0, frame.done()
    for part in parts:
        st.markdown(f"**{part.title()}**")
        for step in part.steps:
            number += 1
            mark = ":material/check:" if step.key in solved else None
            st.button(
                f"**{number}** {step.title()}",
                type="secondary" if step == current else "tertiary",
                key=f"to_{step.key}",
                on_click=frame.go,
                args=(step.key,),
                icon=mark,
                icon_position="right",
                width="stretch",
            )
    st.caption(_("About five minutes each"))


def _show_foot(steps: Sequence[Step], step: Step, task: Task, left_out: set[str]) -> None:
    """Show what stays in view: the step before, the task with what is solved, and the next step."""
    place, solved = steps.index(step), step.key in frame.done()
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_foot"):
        if place > 0 and "steps" not in left_out:
            _way(_("Back"), steps[place - 1], "Left", primary=False)
        if "tasks" not in left_out:
            says = _("✓ **Solved.** {text}") if solved else _("**Your task.** {text}")
            st.markdown(says.format(text=task.text))
        if "steps" not in left_out:
            if place + 1 < len(steps):
                _way(_("Next step"), steps[place + 1], "Right", primary=solved)
            else:
                label, icon = _("Try your own list"), ":material/list:"
                st.page_link("views/names.py", label=label, icon=icon)


def _way(label: str, step: Step, arrow: str, *, primary: bool) -> None:
    """Show a button to a step, which an arrow key presses too."""
    st.button(
        label,
        type="primary" if primary else "secondary",
        key="to_next" if arrow == "Right" else "to_back",
        on_click=frame.go,
        args=(step.key,),
        help=step.title(),
        shortcut=arrow,
    )


def _show_more(key: str, content: Content, left_out: set[str]) -> None:
    """Show the code of a step, its moment in the lecture, and the page that holds more."""
    if "pages" not in left_out and content.page is not None:
        st.page_link(content.page, label=_("Open in the full page"), icon=":material/open_in_full:")
    if "code" in left_out:
        return
    box = st.expander(_("In code"), icon=":material/code:", key=f"code_{key}", on_change="rerun")
    if not box.open:  # a browser loads a megabyte to show code
        return
    with box:
        library, lecture = st.tabs([_("With this library"), _("The lecture's way")])
        library.code(content.library, language="python")
        lecture.code(content.lecture, language="python")
        st.link_button(
            _("This moment in the lecture"),
            frame.VIDEO.format(seconds=content.seconds),
            icon=":material/play_circle:",
        )
