"""A widget whose value something else may set too: another widget, a button, a link.

With every act the browser sends the values of all its widgets. A widget that was set meanwhile
comes back with its old value until the browser has drawn the answer. That is an echo, which
Streamlit takes for an act of the person: on a slow way it would undo what was done before.

So each such widget has a shadow, a box out of sight, that gets the next number whenever the widget
is set. The number that comes back says what the browser has drawn: a value that differs from that
was chosen by a person, any other is an echo. What a person does stays with the browser: a widget is
set only where it does not show the value already, so it keeps what is being typed or dragged.

What no message of the browser has had yet is set again by each run: a run may be overtaken by the
next before it is drawn, and a widget would then begin with its default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboard.frame import lookup
from dashboard.state import session
from dashboard.words.language import ENGLISH, language

# What a widget shows that is drawn without its value, in a box that is opened after a later run.
_BARE = {"toggle": False, "text_input": "", "segmented_control": None, "pills": [], "radio": None}
SHADOW = "shadow_"  # how the key of a shadow begins, which the style of the page hides
lookup.one_by_one()


class Sent(str):
    """A number as a script wrote it; one that the browser has sent back is a plain string."""


@dataclass
class Held:
    """What a widget was set to, and what the browser is known to show."""

    number: int = 0  # of the last time that it was set
    sent: dict[int, Any] = field(default_factory=dict)  # what it was set to, until that is drawn
    drawn: int = 0  # the number that last came back
    came: Any = None  # the value that last came back
    behind: bool = False  # whether the browser has yet to draw what was sent
    page: str = ""  # where it was last drawn: on another page it is another widget to Streamlit

    def set(self, value: Any) -> int:
        """Note a value that is sent; return its number."""
        self.number += 1
        self.sent = {number: one for number, one in self.sent.items() if one != value}
        self.sent[self.number] = value
        self.behind = False  # until the next message says so
        return self.number

    def acts(self, value: Any, drawn: int) -> bool:
        """Return whether a value that came back is an act of the person, and no echo."""
        if drawn > self.number:  # from a screen of another session
            self.behind = True
            return False
        shown = self.sent.get(drawn, self.came) if drawn > self.drawn else self.came
        self.came, self.drawn, self.behind = value, drawn, drawn < self.number
        self.sent = {number: one for number, one in self.sent.items() if number > drawn}
        return bool(value != shown) and value not in self.sent.values()


def hold(
    draw: Callable[..., object],
    label: str,
    *choices: Any,
    key: str,
    shows: Any,
    take: Callable[..., None],
    args: tuple[Any, ...] = (),
    **options: Any,
) -> None:
    """Draw a widget that shows a value; call `take(chosen, *args)` when a person chooses another.

    `choices` are the options of a widget that has some. Their words are what the browser sends, so
    in another language it is another widget: a click on the old words still finds its option.
    """
    if "format_func" in options and language() != ENGLISH:
        key = f"{key}@{language()}"
    state, held, page, shadow = st.session_state, _held(key), session.page(), f"{SHADOW}{key}"
    unseen = held.behind or held.page != page or isinstance(state.get(shadow), Sent)
    if unseen or key not in state or state[key] != shows:
        held.page = page
        state[key], state[shadow] = shows, Sent(held.set(shows))
    told = (key, choices[0] if choices else None, _bare(draw, choices, options), take, args)
    draw(label, *choices, key=key, on_change=_hear, args=told, **options)
    place = getattr(draw, "__self__", st)  # beside the widget: both are drawn, or neither
    place.text_input(key, key=shadow, label_visibility="collapsed")


def _hear(
    key: str, options: Sequence[Any] | None, bare: Any, take: Callable[..., None], args: Any
) -> None:
    state = st.session_state
    value, number = state[key], str(state.get(f"{SHADOW}{key}") or "")
    acted = _held(key).acts(value, int(number) if number.isdecimal() else 0)
    acted = acted and not (number == "" and value == bare)
    chosen = value if isinstance(value, list) else [value]
    if acted and (options is None or all(one in options for one in chosen)):
        take(value, *args)


def _bare(draw: Callable[..., object], choices: Any, options: Mapping[str, Any]) -> Any:
    if "value" in options:
        return options["value"]
    if draw.__name__ in _BARE:
        return _BARE[draw.__name__]
    return next(iter(choices[0]), None) if choices else None


def _held(key: str) -> Held:
    found: dict[str, Held] = st.session_state.setdefault("held", {})
    return found.setdefault(key, Held())
