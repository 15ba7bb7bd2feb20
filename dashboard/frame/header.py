"""The line on top of every page: which list is in use, and in which language the page is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.frame import commonest, document, line
from dashboard.frame.held import hold
from dashboard.lists import bundled, corpora
from dashboard.lists.source import Source
from dashboard.state import address, session
from dashboard.words import language
from dashboard.words.language import _, in_names, plural
from dashboard.words.text import apart, plain


class Places(NamedTuple):
    """Where in the header things stand that a page can do without for a moment."""

    save: DeltaGenerator
    line: DeltaGenerator
    language: DeltaGenerator
    said: DeltaGenerator


def begin() -> Places:
    """Write the title of the list in use and how many of its names are used."""
    said = _in_use(session.source())
    address.write()
    row = st.container(
        horizontal=True, vertical_alignment="center", wrap=False, gap="small", key="header"
    )  # its style leaves room for what is to be saved: what comes and goes moves no other
    row.container(width="stretch").caption(said)
    save, watch, choice = (row.container(width="content") for _place in range(3))
    return Places(save, watch, choice, st.container(key="line_box"))


def finish(places: Places, save: Callable[[], None], keeping: line.Keeping) -> None:
    """Offer languages, and to `save` what would be lost; the browser keeps the rest."""
    with places.save:
        if line.holds():
            save()
    with places.line:
        document.set_up()
        line.watch(keeping)
    with places.language:
        _choose_language()
    with places.said:
        line.say()


def _in_use(source: Source) -> str:
    """Return which list is in use, and how much of it."""
    number = len(corpora.corpus(source))
    if source.first is None:
        used = in_names(number)
    else:
        used = plural("only the first name", "only the first {number} names", number)
    title = plain(apart(bundled.translated(source.title)))
    line = _("List in use: **{title}** · {used}").format(title=title, used=used)
    held_out = _held_out(source) if source.held_out else ""
    return " · ".join(filter(None, (line, commonest.said(source), held_out)))


def _choose_language() -> None:
    """Show the languages by their own names; the address keeps the choice."""
    own = language.languages()
    hold(
        st.segmented_control,
        _("Language"),
        list(own.values()),
        key="language",
        shows=own[language.language()],
        take=_take_language,
        required=True,
        label_visibility="collapsed",
    )


def _take_language(name: str) -> None:
    own = language.languages()
    address.put(language.NAME, next(code for code in own if own[code] == name))


def _held_out(source: Source) -> str:
    from dashboard.contenders import cached  # noqa: PLC0415 - loads torch, which most first pages do not need

    parts = cached.split(source)
    return plural("{number} held out", "{number} held out", len(parts.held_out) if parts else 0)
