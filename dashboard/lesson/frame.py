"""What a step of the lesson is, where one stands, and what a teacher's link leaves out.

It draws nothing (`dashboard.lesson.cockpit` does), and knows not what any step is about. What is
kept in the session: `lesson_step`, the key of the step one is at, and `lesson_done`, the keys of
the steps whose task was solved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.state import address
from dashboard.words.language import _

VIDEO = "https://www.youtube.com/watch?v=PaCmpygFfXo&t={seconds}s"
STEP, DONE = "lesson_step", "lesson_done"  # keys of the session
# what a teacher's link may leave out
HIDEABLE = ("steps", "tasks", "hints", "code", "pages", "sidebar", "teachers")


@dataclass(frozen=True)
class Task:
    """What to do in a step, and how far it is done."""

    text: str  # what to do, one plain sentence
    done: bool  # checked from the real state
    reply: str = ""  # why that is right, or what is wrong; empty where nothing was tried
    hint: str = ""
    right: bool = False  # whether what was answered is right, though not all is done


@dataclass(frozen=True)
class Content:
    """What a step shows; its text is a function, because it follows the language of the session."""

    text: Callable[[], str]  # what it begins with, in the handout too (Markdown)
    show: Callable[[], DeltaGenerator]  # draws picture and controls; returns where the reply goes
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


@dataclass(frozen=True)
class Part:
    """Some steps in a row, under a title of their own."""

    title: Callable[[], str]
    steps: tuple[Step, ...]


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


def numbered(steps: Sequence[Step], step: Step) -> str:
    """Return the title of a step with its place among all. Example: "3. One row"."""
    return _("{number}. {title}").format(number=steps.index(step) + 1, title=step.title())


def done() -> set[str]:
    """Return the keys of the steps whose task was solved."""
    solved: set[str] = st.session_state.setdefault(DONE, set())
    return solved


def hidden() -> set[str]:
    """Return which parts a teacher's link leaves out (?hide=code,hints), kept while away."""
    return set(_kept("hide").split(",")) & set(HIDEABLE)


def projector() -> bool:
    """Return whether the type is large, for a projector (?projector=1), kept while away."""
    name = "projector"  # once it was chosen here: on a slow way the address comes back older
    st.session_state.setdefault(f"lesson_{name}", st.query_params.get(name, ""))
    _keep(name, st.session_state[f"lesson_{name}"])
    return bool(st.session_state[f"lesson_{name}"] == "1")


def enlarge(large: bool) -> None:
    """Switch the large type on or off."""
    _keep("projector", "1" if large else "")


def _kept(name: str) -> str:
    """Return a parameter of the URL; on a page that dropped it, what it was before."""
    value: str = st.query_params.get(name, st.session_state.get(f"lesson_{name}", ""))
    _keep(name, value)
    return value


def _keep(name: str, value: str) -> None:
    st.session_state[f"lesson_{name}"] = value
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
