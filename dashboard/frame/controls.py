"""Widgets -> values within their range; each value lives under the name that settings give it.

A value survives a change of page and can be set by a link, because its widget is bound to the URL.
"""

from __future__ import annotations

import streamlit as st

from dashboard.state.settings import Choice, Number, within
from dashboard.words.language import _

_BOX = 112  # pixels: wide enough for 0.0001234; Streamlit leaves the + and - out of narrow boxes


def log_slider(setting: Number, label: str, *, help: str | None = None, unit: str = "") -> float:
    """Return a number, chosen on a slider of marks or typed exactly in the box beside it."""
    row = st.container(horizontal=True, vertical_alignment="bottom", wrap=False)
    slider, box = row.container(width="stretch"), row.container(width=_BOX)
    with box:
        value = number(setting, _("{label}, exactly").format(label=label), hidden=True)
    position = f"{setting.name}_slider"
    st.session_state[position] = setting.nearest_mark(value)
    slider.select_slider(
        label,
        setting.marks,
        key=position,
        format_func=lambda mark: f"{mark:,g}{unit}",
        help=help,
        on_change=_take_mark,
        args=(setting, position),
    )
    return value


def number(setting: Number, label: str, *, help: str | None = None, hidden: bool = False) -> float:
    """Return a number typed in a box, held within its range."""
    cast = int if setting.whole else float
    low, high = cast(setting.minimum), cast(setting.maximum)
    typed = st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=cast(setting.default),
        format=None if setting.whole else "%g",
        step=1 if setting.whole else None,
        key=setting.name,
        help=help,
        label_visibility="collapsed" if hidden else "visible",
        bind="query-params",
    )
    return within(setting, typed)


def choice(setting: Choice, label: str, *, help: str | None = None, hidden: bool = False) -> str:
    """Return one of a few words.

    Streamlit puts into the URL what the page shows, so a box that is out of sight (see
    `document`) keeps the English word there, whatever the language.
    """
    value = one_of(setting, address(setting.name, setting.default))
    shown = f"{setting.name}_shown"
    words = {option: _(option) for option in setting.options}
    st.session_state[shown] = value
    st.segmented_control(
        label,
        words,
        required=True,
        key=shown,
        format_func=words.__getitem__,
        help=help,
        label_visibility="collapsed" if hidden else "visible",
        wrap=True,  # on a phone, what does not fit would be out of sight
        on_change=take_shown,
        args=(setting.name, shown),
    )
    return value


def text_box(name: str, label: str, *, help: str | None = None) -> str:
    """Return what was typed in a box, empty at first."""
    typed = st.text_input(
        label, key=name, help=help, max_chars=200, autocomplete="off", bind="query-params"
    )
    return typed or ""


def address(name: str, default: str) -> str:
    """Return a text of the URL, through a box that the page's style hides; anyone can write it."""
    return st.text_input(name, default, key=name, bind="query-params") or ""


def take_shown(name: str, shown: str) -> None:
    """Write into the URL what was chosen on the page."""
    st.session_state[name] = st.session_state[shown]


def one_of(setting: Choice, asked: str | None) -> str:
    """Return what was asked for, the default where it is none of the words."""
    return asked if asked in setting.options else setting.default


def switch(name: str, label: str, *, help: str | None = None) -> bool:
    """Return whether a switch is on; it is off by default."""
    return st.toggle(label, key=name, help=help, bind="query-params")


def _take_mark(setting: Number, position: str) -> None:
    mark = st.session_state[position]
    st.session_state[setting.name] = int(mark) if setting.whole else float(mark)
