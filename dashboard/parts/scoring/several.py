"""Several names at once: those that a person types, and the most and the least surprising ones."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.score_tables import extremes_table
from dashboard.contenders import cached
from dashboard.contenders.here import Here
from dashboard.parts.scoring import typed
from dashboard.words.language import _, plural
from dashboard.words.text import plain

MOST = 50  # names compared at once
EXTREMES = 10  # of the list, each way


def compare(here: Here) -> None:
    """Show, once opened, several names in one table."""
    box = st.expander(_("Compare several names"), key="several", on_change="rerun")
    if not box.open or not here.contenders:
        return
    with box:
        names = list(dict.fromkeys(typed.read_all(_lines(here), here.source)))
        if len(names) > MOST:
            names = names[:MOST]
            st.caption(plural("The first name.", "The first {number} names.", MOST))
        if names:
            st.html(typed.table([typed.row_of(name, here) for name in names], names, here))


def _lines(here: Here) -> list[str]:
    """Return the lines of the box; at first they are names of the list, and one turned around."""
    first, *others = map(str, cached.corpus(here.source).column[:3].to_pylist())
    text = st.text_area(
        _("One name on each line"),
        value="\n".join([first, first[::-1], *others]),
        key=f"names {here.source.digest}",
        persist_state="session",
        height=140,
    )
    return (text or "").splitlines()


def show_extremes(here: Here) -> None:
    """Show, once opened, the names of the list that surprise least and most."""
    box = st.expander(
        _("The most and the least surprising names of the list"), key="extremes", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        for one in here.contenders:
            least, most = cached.extremes(here.source, one, EXTREMES)
            st.markdown(f"**{plain(one.title)}**")
            st.html(extremes_table(least, most))
        st.caption(
            _("By nll per character, its end included. A name that stands there twice shows once.")
        )
