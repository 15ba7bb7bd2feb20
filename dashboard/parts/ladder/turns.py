"""Every name takes its turn to be unseen: which context and smoothing suit the list."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.tables import dotted, html_table, row_cells
from dashboard.contenders import learning
from dashboard.contenders.contender import title_of
from dashboard.contenders.turning import Turn, Turning
from dashboard.parts.ladder.table import above_cell, with_interval
from dashboard.words.language import _, in_names, in_one_language
from dashboard.words.text import plain

POLL = 0.5  # seconds between two looks


def show() -> None:
    """Show, once opened, how models that count do on each name when it is left out."""
    label = _("Every name takes its turn to be unseen")
    box = st.expander(label, key="turns_open", on_change="rerun")
    if not box.open:
        return
    with box:
        turning = learning.turning()
        running = turning.running

        @st.fragment(run_every=POLL if running else None)
        @in_one_language
        def follow() -> None:
            if running != turning.running:
                st.rerun()
            _show(turning)

        follow()


def _show(turning: Turning) -> None:
    st.markdown(
        _(
            "A model that counts needs no names held out: take one name out of its counts, ask how "
            "much that name surprises it, put it back, and take the next. So each of {names} "
            "teaches, and each tests."
        ).format(names=in_names(len(turning.names)))
    )
    if turning.running or not turning.found:
        st.button(
            _("Let every name take its turn"),
            key="turns",
            icon=":material/autorenew:",
            on_click=turning.go,
            disabled=turning.running,
        )
    if not turning.found:
        return
    turns = [turning.found[one.key] for one in turning.families if one.key in turning.found]
    best = min(turns, key=lambda turn: turn.scored.mean)
    st.markdown(
        _(
            "**{best}** suits this list best: an unseen name surprises it by **{nll} nats** a "
            "character. The context and the smoothing of each model are those that do best so."
        ).format(best=plain(_title(best)), nll=f"{best.scored.mean:.3f}")
    )
    rows = [_row(turn, best) for turn in reversed(turns)]
    st.html(html_table([_("model"), _("name by name"), _("above the best")], rows, numbers=True))
    if turning.drawn:
        st.caption(_("These names were drawn by dice from the list, which is longer."))


def _row(turn: Turn, best: Turn) -> str:
    """Return a model of the table."""
    cells = (
        with_interval(turn.scored.mean, turn.scored.interval),
        _("best") if turn is best else above_cell(turn.scored, best.scored),
    )
    return row_cells(dotted(turn.family.key, _title(turn)), *cells)


def _title(turn: Turn) -> str:
    return title_of(turn.family, turn.values)
