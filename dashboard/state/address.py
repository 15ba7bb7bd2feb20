"""Settings live in the session under their names; the address of the page repeats them.

The address is read once, when a session begins, and each of its values is held within its range
there: no widget ever sees what a link says. From then on it only follows, so that it can be copied:
Back leads to the page before, and undoes no setting.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.lists import bundled
from dashboard.state import link, session
from dashboard.state.values import Value, as_texts, is_setting
from dashboard.words import language


def put(name: str, value: Value) -> None:
    """Set a setting, on every page and in the address."""
    put_all({name: value})


def put_all(values: Mapping[str, Value]) -> None:
    """Set several settings at once."""
    session.put(values)
    write()


def is_back() -> bool:
    """Return whether the person came here by Back or Forward of the browser."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def write() -> None:
    """Let the address say which list is in use, and every setting that is not as at first.

    A person's own list has no name there. The list that a new session starts on needs none, but
    may have one.
    """
    state, here = st.session_state, st.query_params
    name = session.bundled_name()
    wanted = {**link.of_list(session.source(), name), **as_texts(session.settings())}
    if name == next(iter(bundled.bundled_lists())) and link.LIST not in here:
        del wanted[link.LIST]
    if language.NAME in state:
        wanted[language.NAME] = state[language.NAME]
    now = here.to_dict()
    others = {name: text for name, text in now.items() if not _is_ours(name)}
    if {**others, **wanted} != now:
        here.from_dict({**others, **wanted})  # one message to the browser


def _is_ours(name: str) -> bool:
    return name in (*link.OF_LIST, language.NAME) or is_setting(name)
