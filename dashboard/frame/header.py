"""The line on top of every page: which list is in use, and in which language the page is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.frame import commonest, controls, document, line
from dashboard.lists import bundled, corpora
from dashboard.lists.source import Source
from dashboard.state import link, session
from dashboard.words import language
from dashboard.words.language import _, plural
from dashboard.words.text import plain


def show(save: Callable[[], None]) -> None:
    """Write the title of the list in use and how many of its names are used; offer languages.

    Where something would be lost with the session, offer to `save` it.
    """
    document.set_up()
    _write_address(session.source())
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        with st.container(width="stretch"):
            st.caption(_in_use(session.source()))
        with st.container(width="content"):  # always there: what comes and goes moves no other
            if line.holds():
                save()
        with st.container(width="content"):
            _choose_language()
    with st.container():
        line.watch()


def _write_address(source: Source) -> None:
    """Let the URL say which list is in use, so that it can be copied; a person's own has no name.

    The list that a new session starts on needs no name, but may have one.
    """
    here, name = st.query_params, session.bundled_name()
    wanted = link.of_list(source, name)
    if name == next(iter(bundled.bundled_lists())) and link.LIST not in here:
        del wanted[link.LIST]
    for stale in [one for one in link.OF_LIST if one in here and one not in wanted]:
        del here[stale]
    new = {one: text for one, text in wanted.items() if here.get(one) != text}
    if new:
        here.update(new)  # one message to the browser


def _in_use(source: Source) -> str:
    """Return which list is in use, and how much of it."""
    number = len(corpora.corpus(source))
    if source.first is None:
        used = plural("{number} name", "{number} names", number)
    else:
        used = plural("only the first name", "only the first {number} names", number)
    title = plain(bundled.translated(source.title))
    line = _("List in use: **{title}** · {used}").format(title=title, used=used)
    held_out = _held_out(source) if source.held_out else ""
    return " · ".join(filter(None, (line, commonest.said(source), held_out)))


def _choose_language() -> None:
    """Show the languages; the URL keeps the choice."""
    controls.address(language.NAME, "")
    st.session_state["language"] = language.language()
    own = language.languages()
    st.segmented_control(
        _("Language"),
        own,
        required=True,
        key="language",
        format_func=own.__getitem__,
        label_visibility="collapsed",
        on_change=controls.take_shown,
        args=(language.NAME, "language"),
    )


def _held_out(source: Source) -> str:
    from dashboard.contenders import cached  # noqa: PLC0415 - loads torch, which most first pages do not need

    parts = cached.split(source)
    return plural("{number} held out", "{number} held out", len(parts.held_out) if parts else 0)
