"""The runs: their curves, their table, and what can be done with each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard.charts.runs import (
    Line,
    gap_chart,
    gap_text,
    runs_table,
)
from dashboard.contenders import runs as racing
from dashboard.contenders.runs import Run
from dashboard.contenders.trainer import Status
from dashboard.frame.download import offer_file
from dashboard.frame.held import hold
from dashboard.parts.race.controls import word_of
from dashboard.parts.race.race import Race
from dashboard.plot import plot
from dashboard.words.language import _, with_commas
from dashboard.words.text import plain
from makemore.export import csv_bytes


def show_gaps(race: Race) -> None:
    """Show the gap to the counts by step, of all runs that are not hidden."""
    with st.container():  # what comes and goes in it does not move the chart to another place
        show_progress(race)
    if not race.runs.shown:
        st.info(_("All runs are hidden."))
        return
    lines = [Line(run.name, run.slot, run.moment.points) for run in race.runs.shown]
    plot(
        gap_chart(lines, goal=goal(race), revision=str(race.source.key)),
        key="gaps",
        label=_("Gap to the counts by step, a line for each run: {runs}.").format(
            runs=with_commas(
                f"{run.name} {gap_text(run.moment.last.gap)}" for run in race.runs.shown
            )
        ),
        height=420,
    )
    st.caption(
        _(
            "The **nll** says how surprised a model is, on average, by the next character: 0 is "
            "perfect, lower is better. The **gap** is how far the network's nll is above that of "
            "the counts. On both axes every mark is ten times the one before."
        )
    )


def show_progress(race: Race) -> None:
    """Show how far each run is that goes on."""
    for run in race.runs.all:
        if run.running:
            step = run.moment.last.step
            words = _("{name}: step {step}").format(name=plain(run.name), step=f"{step:,}")
            st.progress(min(1.0, step / run.plan.steps), words)


def goal(race: Race) -> int:
    """Return up to which step the chart goes: further than any run will, or went."""
    ends = [run.plan.steps if run.running else run.moment.last.step for run in race.runs.shown]
    return max(100, *ends)


def show_table(race: Race) -> None:
    """Show the runs as a table: not as a data frame, whose own download guards no formula."""
    columns: dict[str, Callable[[Run], str]] = {
        _("Run"): lambda run: run.name,
        _("Gap now"): lambda run: gap_text(run.moment.last.gap),
        _("Steps"): lambda run: f"{run.moment.last.step:,}",
        _("Steps to a millionth"): steps_to_close,
        _("Seconds"): lambda run: f"{run.moment.last.seconds:.2f}",
        _("How it ended"): how_it_ended,
        _("Optimizer"): lambda run: _(word_of(run.plan.optimizer)),
        _("Learning rate"): lambda run: f"{run.plan.learning_rate:g}",
        _("In the chart"): lambda run: _("yes") if run.shown else _("hidden"),
    }
    rows = [[text_of(run) for text_of in columns.values()] for run in race.runs.all]
    st.html(runs_table(list(columns), rows))


def steps_to_close(run: Run) -> str:
    """Return after how many steps a run came within a millionth."""
    close_at = run.moment.close_at
    return _("not yet") if close_at is None else f"{close_at:,}"


def how_it_ended(run: Run) -> str:
    """Return in a word or two what a run is doing, or why it ended."""
    status, last = run.moment.status, run.moment.last
    if status is Status.RUNNING:
        return _("still running")
    if status is Status.PAUSED:
        return _("stopped")
    if status is Status.DIVERGED:
        return _("blew up")
    if last.gap < racing.ARRIVED:
        return _("arrived")
    return _("all steps made") if last.step >= run.plan.steps else _("time is up")


def choose_run(race: Race) -> Run:
    """Show which run to look at more closely, and what can be done with it."""
    by_number = {run.number: run for run in race.runs.all}
    run = by_number.get(st.session_state.get("proof_run", 0), race.runs.all[-1])
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    hold(
        row.selectbox,
        _("Look closer at"),
        list(by_number),
        key="run_shown",
        shows=run.number,
        take=look_at,
        format_func=lambda number: by_number[number].name if number in by_number else "",
        width=280,
    )
    box = row.popover(_("Change this run"), key="change_run", on_change="rerun")
    if box.open:  # drawn when it is seen: a switch drawn before would stand as it was then
        with box:
            show_changes(race, run)
    with row.popover(_("Download")):
        show_downloads(race)
    return run


def look_at(number: int) -> None:
    """Look more closely at a run."""
    st.session_state["proof_run"] = number


def show_changes(race: Race, run: Run) -> None:
    """Offer to rename, hide or remove a run."""
    name, shown = f"name{run.number}", f"shown{run.number}"
    hold(st.text_input, _("Name"), key=name, shows=run.name, take=rename, args=(run,), max_chars=40)
    hold(
        st.toggle,
        _("Show in the chart"),
        key=shown,
        shows=run.shown,
        take=show_or_hide,
        args=(run,),
    )
    st.button(
        _("Remove this run"),
        key=f"remove{run.number}",
        icon=":material/delete:",
        on_click=race.runs.remove,
        args=(run,),
    )


def rename(name: str, run: Run) -> None:
    """Give a run the name in the box; an empty one changes nothing."""
    run.name = name.strip() or run.name


def show_or_hide(shown: bool, run: Run) -> None:
    """Draw a run in the chart, or not."""
    run.shown = shown


def show_downloads(race: Race) -> None:
    """Offer the runs and their curves as files."""
    for label, columns, file in (
        (_("The runs (CSV)"), partial(run_columns, race), "runs.csv"),
        (_("Their curves (CSV)"), partial(curve_columns, race), "curves.csv"),
    ):
        offer_file(label, file, "text/csv", partial(as_csv, columns))


def as_csv(columns: Callable[[], dict[str, list[object]]]) -> bytes:
    """Return columns, made when they are asked for, as a file."""
    return csv_bytes(columns())


def run_columns(race: Race) -> dict[str, list[object]]:
    """Return the runs as columns of a file, numbers unrounded."""
    moments = [(run, run.moment) for run in race.runs.all]
    return {
        "run": [run.name for run in race.runs.all],
        "optimizer": [run.plan.optimizer for run in race.runs.all],
        "learning rate": [run.plan.learning_rate for run in race.runs.all],
        "seed of the first weights": [run.plan.seed for run in race.runs.all],
        "steps": [moment.last.step for _run, moment in moments],
        "seconds": [moment.last.seconds for _run, moment in moments],
        "steps to a gap of 1e-6": [moment.close_at for _run, moment in moments],
        "gap": [moment.last.gap for _run, moment in moments],
    }


def curve_columns(race: Race) -> dict[str, list[object]]:
    """Return every point of every curve as columns of a file."""
    points = [(run.name, point) for run in race.runs.all for point in run.moment.points]
    return {
        "run": [name for name, _point in points],
        "step": [point.step for _name, point in points],
        "gap": [point.gap for _name, point in points],
        "seconds": [point.seconds for _name, point in points],
    }
