"""Using only the first names of a list."""

import streamlit as st

from dashboard.frame.held import hold
from dashboard.lists import corpora
from dashboard.state import session
from dashboard.state.settings import FIRST
from dashboard.words.language import _, plural


def use_first(number: int) -> None:
    """Use only the first names; as many as there are means all of them."""
    everything = len(corpora.full_corpus(session.source().whole))
    session.use_first(number if number < everything else None)


def only_first(everything: int) -> None:
    """Offer to use only the first names of the list."""
    used = session.source().first or everything
    with st.expander(_("Use only the first names of the list"), key="only_first"):
        st.markdown(
            _(
                "With few names the counts are small, and chance shows. In a list sorted from "
                "a to z the first names look alike. Your choice holds on every page."
            )
        )
        if everything == 1:
            st.markdown(_("This list has one name only."))
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            whole = _("all")
            hold(
                st.select_slider,
                _("How many names"),
                marks(everything),
                key=f"first_mark of {everything}",  # another list has other stops
                shows=nearest(used, everything),
                take=use_first,
                format_func=lambda mark: whole if mark == everything else f"{mark:,}",
            )
            hold(
                st.number_input,
                _("How many names, exactly"),
                key=f"first of {everything}",
                shows=used,
                take=lambda number: use_first(int(number or everything)),
                min_value=1,
                max_value=everything,
                value=everything,
                label_visibility="collapsed",
                width=140,
            )
        with st.container(horizontal=True):
            if everything > FIRST.default:
                few = int(FIRST.default)
                st.button(
                    plural("Only the first {number}", "Only the first {number}", few),
                    on_click=use_first,
                    args=(few,),
                    disabled=used == few,
                )
            st.button(
                _("All names"), on_click=use_first, args=(everything,), disabled=used == everything
            )


def marks(everything: int) -> list[int]:
    """Return the stops of the slider, up to all names."""
    return [*(int(mark) for mark in FIRST.marks if mark < everything), everything]


def nearest(used: int, everything: int) -> int:
    """Return the stop that lies nearest to a number of names."""
    return min(marks(everything), key=lambda mark: abs(mark - used))
