"""Widgets -> values within their range; each value lives under the name that settings give it.

A value survives a change of page and stands in the address: see `dashboard.state.address`. How a
slider and a box can show one value without undoing each other: see `dashboard.frame.held`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.frame.held import hold
from dashboard.state import address
from dashboard.state.settings import Choice, Number, within
from dashboard.words.language import _

_BOX = 112  # pixels: wide enough for 0.0001234; Streamlit leaves the + and - out of narrow boxes


def row(
    within: DeltaGenerator | None = None, width: int | Literal["stretch"] = "stretch"
) -> DeltaGenerator:
    """Return the place of a slider and its box: a part that runs often need not make it."""
    container = within.container if within else st.container
    return container(horizontal=True, vertical_alignment="bottom", wrap=False, width=width)


def log_slider(
    setting: Number,
    label: str,
    *,
    help: str | None = None,
    unit: str = "",
    at: DeltaGenerator | None = None,
) -> float:
    """Return a number, chosen on a slider of marks or typed exactly in the box beside it."""
    value = now(setting)
    with at or row():
        hold(
            st.select_slider,
            label,
            setting.marks,
            key=f"{setting.name}_slider",
            shows=setting.nearest_mark(value),
            take=_take_number,
            args=(setting,),
            format_func=lambda mark: f"{mark:,g}{unit}",
            help=help,
        )
        return number(setting, _("{label}, exactly").format(label=label), width=_BOX)


def number(
    setting: Number, label: str, *, help: str | None = None, width: int | None = None
) -> float:
    """Return a number typed in a box, held within its range; one with a width hides its label."""
    hold(
        st.number_input,
        label,
        key=f"{setting.name}_box",
        shows=now(setting),
        take=_take_number,
        args=(setting,),
        min_value=setting.within(setting.minimum),
        max_value=setting.within(setting.maximum),
        value=setting.within(setting.default),  # of an emptied box
        format=None if setting.whole else "%g",
        step=1 if setting.whole else None,
        help=help,
        width=width or "stretch",
        label_visibility="collapsed" if width else "visible",
    )
    return now(setting)


def choice(setting: Choice, label: str, *, help: str | None = None, hidden: bool = False) -> str:
    """Return one of a few words: in the address English, on the page translated."""
    value = one_of(setting, st.session_state.get(setting.name))
    words = {option: _(option) for option in setting.options}
    one_word(setting.name, label, words, value, help=help, hidden=hidden)
    return value


def one_word(
    name: str,
    label: str,
    words: Mapping[str, str],
    value: str,
    *,
    help: str | None = None,
    hidden: bool = False,
) -> None:
    """Show a choice of one of a few words, which goes into a setting."""
    hold(
        st.segmented_control,
        label,
        list(words),
        key=f"{name}_shown",
        shows=value,
        take=_put(name),
        required=True,
        format_func=words.__getitem__,
        help=help,
        label_visibility="collapsed" if hidden else "visible",
        wrap=True,  # on a phone, what does not fit would be out of sight
    )


def text_box(name: str, label: str, *, help: str | None = None) -> str:
    """Return what was typed in a box, empty at first."""
    value = str(st.session_state.get(name) or "")
    hold(
        st.text_input,
        label,
        key=f"{name}_box",
        shows=value,
        take=_put(name),
        help=help,
        max_chars=200,
        autocomplete="off",
    )
    return value


def switch(name: str, label: str, *, help: str | None = None) -> bool:
    """Return whether a switch is on; it is off by default."""
    value = bool(st.session_state.get(name))
    hold(st.toggle, label, key=f"{name}_switch", shows=value, take=_put(name), help=help)
    return value


def one_of(setting: Choice, asked: str | None) -> str:
    """Return what was asked for, the default where it is none of the words."""
    return asked if asked in setting.options else setting.default


def now(setting: Number) -> float:
    """Return the value of a number, within its range."""
    return within(setting, st.session_state.get(setting.name))


def _take_number(typed: float | None, setting: Number) -> None:
    address.put(setting.name, within(setting, typed))


def _put(name: str) -> Callable[[str | bool], None]:
    return lambda value: address.put(name, value)
