"""The rungs as a table: the last one on top, as in the picture."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import streamlit as st

from dashboard.charts.tables import dotted, html_table, nll_text, row_cells
from dashboard.contenders.climbing import Climb, Rung, best_of
from dashboard.contenders.contender import title_of
from dashboard.contenders.judging import Scored, above
from dashboard.frame import safe
from dashboard.state import session
from dashboard.words.language import _
from makemore.uncertainty import Interval


def show(climb: Climb, honest: Climb | None) -> None:
    """Show the rungs that have climbed; `honest` is the ladder of a better division, if any."""
    rungs = [climb.rungs[one.key] for one in climb.families if one.key in climb.rungs]
    if not rungs:
        return
    heads = [_("names that it never saw"), _("above the best")]
    heads += [_("divided by name")] if honest else []
    heads += [_("test names")] if climb.opened is not None else []
    heads += [_("names that it learned from"), _("numbers"), _("seconds")]
    best = best_of(rungs)
    made = {rung.key: safe.shown(session.source(), rung.names) for rung in rungs}
    rows = [_row(climb, honest, rung, best, made[rung.key]) for rung in reversed(rungs)]
    st.html(html_table([_("rung"), *heads], rows, numbers=True))
    st.caption(
        _(
            "All figures are nll, nats per character; lower is better. Below stands where a figure "
            "lies in 95 of 100 draws of the names. **Numbers**: so many did the model learn; "
            "**seconds**: of computing, to learn them. Below each rung stand five names that it "
            "makes, all from the same dice. What counts has the context and the smoothing under "
            "which every training name, left out in turn, surprises it least."
        )
    )
    safe.say_of([name for names in made.values() for name in names])


def _row(
    climb: Climb, honest: Climb | None, rung: Rung, best: Rung | None, made: Sequence[str]
) -> str:
    cells = [with_interval(rung.validation.mean, rung.validation.interval)]
    cells += [
        _("best") if rung is best or best is None else above_cell(rung.validation, best.validation)
    ]
    if honest is not None:
        better = honest.rungs.get(rung.key)
        cells += [nll_text(better.validation.mean) if better else "–"]
    if climb.opened is not None:
        cells += [_tested(rung, climb.opened.get(rung.key))]
    cells += [nll_text(rung.train.mean), f"{rung.parameters:,}", _seconds(rung)]
    names = " · ".join(map(_name, made))
    head = dotted(rung.key, title_of(rung.family, rung.values, rung.steps))
    return row_cells(f'{head}<br><span class="aside">{names}</span>', *cells)


def above_cell(one: Scored, best: Scored) -> str:
    """Return as HTML how far a model is behind the best one, and whether that is luck."""
    interval = above(one, best)
    if interval is None:
        return f"+{nll_text(one.mean - best.mean)}"
    said = with_interval(interval.difference, interval, sign="+")
    return said if interval.certain else _noted(said, _("cannot be told apart"))


def _tested(rung: Rung, then: Rung | None) -> str:
    """Return the nll of test names; who learned after they were opened is marked."""
    if rung.test is None:
        return "–"
    figure = nll_text(rung.test.mean)
    if then is not None and then.steps == rung.steps:
        return figure
    return _noted(figure, _("learned after the look"))


def with_interval(value: float, interval: Interval | None, sign: str = "") -> str:
    """Return a figure, and below it where it lies in 95 of 100 draws, as HTML."""
    figure = f"{value:{sign}.4f}" if math.isfinite(value) else _("infinite")
    if interval is None:
        return figure
    low, high = (f"{end:{sign}.3f}" for end in (interval.low, interval.high))
    where = _("{low} to {high}").format(low=low, high=high)
    return f'{figure}<br><span class="aside span">{where}</span>'


def _seconds(rung: Rung) -> str:
    figure = f"{rung.seconds:.2f}" if rung.seconds < 10 else f"{rung.seconds:.0f}"
    if rung.error is not None:
        note = _("stopped")
    elif not rung.done:
        note = _("not finished")
    else:
        return figure
    return _noted(figure, note)


def _noted(figure: str, note: str) -> str:
    return f'{figure}<br><span class="aside">{note}</span>'


def _name(name: str) -> str:
    if not name:
        return "<i>" + _("no character at all") + "</i>"
    return f"<bdi>{html.escape(name)}</bdi>"
