"""The frame around a step of the lesson: progress, title, task, code, and the way on.

It knows what a step is, not what any step is about. What is kept in the session: `lesson_step`,
the key of the step one is at, and `lesson_done`, the keys of the steps whose task was solved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from dashboard.frame.held import hold
from dashboard.state import address
from dashboard.words.language import _

VIDEO = "https://www.youtube.com/watch?v=PaCmpygFfXo&t={seconds}s"
STEP, DONE, MARKS = "lesson_step", "lesson_done", "lesson_marks"  # keys of the session
# what a teacher's link may leave out
HIDEABLE = ("steps", "tasks", "hints", "code", "pages", "teachers")
WIDTH, WIDE = 880, 1200  # pixels, on a projector: longer lines are hard to read


@dataclass(frozen=True)
class Task:
    """What to do in a step, and how far it is done."""

    text: str  # what to do, one plain sentence
    done: bool  # checked from the real state
    reply: str = ""  # why that is right, or what is wrong; empty where nothing was tried
    hint: str = ""


@dataclass(frozen=True)
class Content:
    """What a step shows; its text is a function, because it follows the language of the session."""

    text: Callable[[], str]  # what it begins with, in the handout too (Markdown)
    show: Callable[[], None]  # draws the picture and its controls
    task: Callable[[], Task]  # called after `show`
    page: str | None  # "views/counts.py": the full page, which has the same settings
    library: str  # code in the library's words that runs as shown
    lecture: str  # the same in the lecture's words, runs as shown
    seconds: int  # where the lecture's video speaks of it


@dataclass(frozen=True)
class Step:
    """One step: what is known of all steps, and the door to its content."""

    key: str  # in the URL (?step=pairs) and in the session; the name of its module
    title: Callable[[], str]

    def open(self) -> Content:
        """Return what the step shows; its module, with torch if it needs that, loads only here."""
        content: Content = import_module(f"dashboard.lesson.steps.{self.key}").CONTENT
        return content


def current(steps: Sequence[Step]) -> Step:
    """Return the step that the URL names; without one, where the person last was."""
    by_key = {step.key: step for step in steps}
    is_new = STEP not in st.session_state or address.is_back()  # else it may be late
    asked = st.query_params.get("step", "") if is_new else ""
    kept = st.session_state.get(STEP, "")
    found = by_key.get(asked) or by_key.get(kept) or steps[0]
    go(found.key)
    return found


def go(key: str) -> None:
    """Go to a step."""
    st.session_state[STEP] = key
    if st.query_params.get("step") != key:
        st.query_params["step"] = key


def done() -> set[str]:
    """Return the keys of the steps whose task was solved."""
    solved: set[str] = st.session_state.setdefault(DONE, set())
    return solved


def hidden() -> set[str]:
    """Return which parts a teacher's link leaves out (?hide=code,hints), kept while away."""
    return set(_kept("hide").split(",")) & set(HIDEABLE)


def projector() -> bool:
    """Return whether the type is large, for a projector (?projector=1), kept while away."""
    return _kept("projector") == "1"


def show(steps: Sequence[Step]) -> None:
    """Show the current step with all that belongs to it."""
    step, left_out = current(steps), hidden()
    if projector():
        st.html(_LARGE)
    with st.container(width=WIDE if projector() else WIDTH):
        marks = st.container()
        st.header(_numbered(steps, step))
        content = step.open()
        st.markdown(content.text())
        content.show()
        task = content.task()
        if task.done:
            done().add(step.key)
        if "tasks" not in left_out:
            _show_task(step, task, hint="hints" not in left_out)
        if "steps" not in left_out:
            with marks:
                _show_marks(steps, step)
            _show_ways(steps, step)
        _show_more(step.key, content, left_out)


def _numbered(steps: Sequence[Step], step: Step) -> str:
    number = steps.index(step) + 1
    return _("{number}. {title}").format(number=number, title=step.title())


def _show_marks(steps: Sequence[Step], step: Step) -> None:
    """Show a small mark for each step, ticked where its task was solved; a click goes there."""
    numbers = {one.key: str(place) for place, one in enumerate(steps, start=1)}
    solved = done()
    hold(
        st.segmented_control,
        _("Steps of the lesson"),
        list(numbers),
        key=MARKS,
        shows=step.key,
        take=go,
        format_func=lambda key: f"{numbers[key]} ✓" if key in solved else numbers[key],
        required=True,
        label_visibility="collapsed",
        wrap=True,
    )


def _show_task(step: Step, task: Task, *, hint: bool) -> None:
    """Show the task with what the app makes of the answer."""
    with st.container(border=True, key=f"task_{step.key}"):
        st.markdown(_("**Your task.** {text}").format(text=task.text))
        if task.done:
            st.success(task.reply or _("Right!"), icon=":material/check_circle:")
        elif task.reply:
            st.warning(task.reply, icon=":material/lightbulb:")
        elif step.key in done():
            st.success(_("You have solved this before."), icon=":material/check_circle:")
        if hint and task.hint and not task.done:
            with st.expander(_("A hint"), icon=":material/help:", key=f"hint_{step.key}"):
                st.markdown(task.hint)


def _show_ways(steps: Sequence[Step], step: Step) -> None:
    """Show the buttons to the step before and the next one; skipping ahead is allowed."""
    place = steps.index(step)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="lesson_ways"):
        if place > 0:
            _way(_("Back"), steps[place - 1], ":material/arrow_back:", "secondary")
        if place + 1 < len(steps):
            solved = step.key in done()
            kind = "primary" if solved else "secondary"
            _way(_("Next step"), steps[place + 1], ":material/arrow_forward:", kind)
        else:
            st.page_link("views/names.py", label=_("Try your own list"), icon=":material/list:")


def _way(label: str, step: Step, icon: str, kind: str) -> None:
    st.button(
        label,
        icon=icon,
        type="primary" if kind == "primary" else "secondary",
        key=f"to_{'next' if 'forward' in icon else 'back'}",
        on_click=go,
        args=(step.key,),
        help=step.title(),
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
            VIDEO.format(seconds=content.seconds),
            icon=":material/play_circle:",
        )


def _kept(name: str) -> str:
    """Return a parameter of the URL; on a page that dropped it, what it was before."""
    key = f"lesson_{name}"
    value: str = st.query_params.get(name, st.session_state.get(key, ""))
    st.session_state[key] = value
    if value and name not in st.query_params:
        st.query_params[name] = value
    return value


_LARGE = """<style>
.stMain { --plot-text: 18; }
.stMain .stMarkdown p, .stMain .stMarkdown li { font-size: 1.5rem; line-height: 1.5; }
.stMain h3 { font-size: 2.2rem; }
.stMain .stAlert p, .stMain button p, .stMain label p, .stMain summary p, .stMain a p {
  font-size: 1.35rem; }
.stMain code { font-size: 1.2rem; }
.stMain .lesson-chips li { font-size: 2.4rem; }
.stMain .lesson-chips.small li { font-size: 1.5rem; }
</style>"""
