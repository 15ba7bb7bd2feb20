"""Both ways are one: optimizers race to the table that counting finds at once.

All of it is one fragment: a control repaints only this page, and while runs go on it follows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from torch import Tensor

from dashboard.charts.runs import (
    Line,
    difference_chart,
    gap_chart,
    gap_text,
    row_chart,
    sweep_chart,
    worst_rows,
)
from dashboard.contenders import cached, roster
from dashboard.contenders import runs as racing
from dashboard.contenders.runs import CLOSE, LONGEST, Plan, Run
from dashboard.contenders.trainer import Status
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.parts import evidence
from dashboard.plot import plot
from dashboard.state import session
from dashboard.state.settings import OPTIMIZER, OPTIMIZER_RATES, RUN_STEPS, SHOWN
from dashboard.words import pairs
from dashboard.words.language import _, in_one_language, plural
from dashboard.words.text import plain
from makemore.divergence import row_divergences
from makemore.export import csv_bytes
from makemore.models.model import probability_matrix
from makemore.models.network import NeuralBigram
from makemore.shared_weights import WIDE
from makemore.vocabulary import BOUNDARY

POLL, SLOW_POLL = 0.4, 2.0  # seconds between two looks at runs that go on; with MANY characters
SWEEP = (0.002, 0.01, 0.04, 0.2, 1, 2, 4, 10)  # times the optimizer's own learning rate
SWEEP_STEPS = 100
MANY = 200  # characters; beyond, a sweep takes seconds
ROWS = 27  # in the chart of rows

source = session.source()
if cached.is_wide(source):
    title(_("Both ways are one"), "descent", "rate", "step", "loss", "divergence")
    size = len(cached.counts(source).vocabulary)
    st.info(
        _(
            "Here five ways of training race on all of W. This list has {size} characters, so W "
            "has {cells} numbers: too many for a race. On the page Train one network learns them. "
            "To see the race, use a list with at most {most} characters, or only its first names "
            "(page Names)."
        ).format(size=f"{size:,}", cells=f"{size**2:,}", most=f"{WIDE:,}")
    )
    st.page_link("views/train.py", label=_("Train"), icon=":material/arrow_forward:")
    st.page_link("views/names.py", label=_("Names"), icon=":material/arrow_forward:")
    st.stop()
runs = session.runs()
counts = cached.counts(source)
matrix = cached.count_matrix(source)  # (V, V)
labels = counts.vocabulary.labels
floor = cached.count_nll(source, 0.0)
running = runs.running
poll = POLL if len(labels) <= MANY else SLOW_POLL


@st.fragment(run_every=poll if running else None)
@in_one_language
def race(was_running: bool) -> None:
    """Show the controls, and the runs as they are now."""
    if was_running != runs.running:
        st.rerun()  # polling begins or ends with the runs
    with st.container():
        say_how_it_stands()
    plan = choose_plan()
    if runs.all:
        show_gaps()
        show_table()
        show_one(choose_run())
    show_sweep(plan)
    explain()


def say_how_it_stands() -> None:
    """Say in a sentence or two how close the runs have come."""
    if not runs.all:
        invite()
        return
    st.markdown(
        _(
            "Counting finds the best table at once: its nll is **{floor}**, and no network of this "
            "kind gets lower. {standing}"
        ).format(floor=f"{floor:.4f}", standing=standing())
    )


def invite() -> None:
    """Say what there is to see, and offer a first race."""
    st.markdown(
        _(
            "Counting finds the best table of this list at once: its nll is **{floor}**, and no "
            "network of this kind gets lower. Training has to walk there, step by step. How close "
            "does it come, and how fast?"
        ).format(floor=f"{floor:.4f}")
    )
    st.button(
        _("Race gradient descent against Newton"),
        key="first_race",
        type="primary",
        icon=":material/play_arrow:",
        on_click=start_first_race,
    )


def start_first_race() -> None:
    """Let the lecture's way and the fastest way run, with their usual learning rates."""
    if runs.all:
        return
    steps = int(st.session_state.get(RUN_STEPS.name) or RUN_STEPS.default)
    for optimizer in ("Gradient descent", "Newton"):
        rate = OPTIMIZER_RATES[optimizer].default
        start(optimizer, plan_of(optimizer, rate, steps), runs.started)
    st.session_state["proof_run"] = runs.all[0].number


def standing() -> str:
    """Return who came close, and who is still far away."""
    close = [run for run in runs.all if run.moment.close_at is not None]
    far = [run for run in runs.all if run.moment.last.gap >= CLOSE]
    words = []
    if close:
        first = min(close, key=lambda run: run.moment.close_at or 0)
        words.append(
            _("**{name}** came within a millionth of it in **{steps}**.").format(
                name=plain(first.name), steps=in_steps(first.moment.close_at or 0)
            )
        )
    if far:
        last = max(far, key=lambda run: run.moment.last.gap)
        point = last.moment.last
        words.append(
            _("**{name}** is still **{gap}** above it after {steps}.").format(
                name=plain(last.name), gap=gap_text(point.gap), steps=in_steps(point.step)
            )
        )
    return " ".join(words)


def in_steps(number: int) -> str:
    """Return a number of steps in words."""
    return plural("{number} step", "{number} steps", number)


def choose_plan() -> Plan:
    """Show the controls of the next run, and the buttons; return what they say."""
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    with row:
        optimizer = controls.choice(OPTIMIZER, _("Optimizer"), help=_("The way downhill."))
    buttons = row.container(horizontal=True, width="content", gap="xsmall")
    st.caption(way_downhill(optimizer))
    left, right = st.columns(2, gap="medium")
    with left:
        rate = controls.log_slider(
            OPTIMIZER_RATES[optimizer],
            _("Learning rate"),
            help=_("How far one step goes. Each optimizer has one that suits it."),
        )
    with right:
        steps = controls.log_slider(
            RUN_STEPS,
            _("Steps, at most"),
            help=_(
                "A run ends earlier when its gap is too small to measure, or after {seconds} "
                "seconds of computing."
            ).format(seconds=f"{LONGEST:g}"),
        )
    plan = plan_of(optimizer, rate, int(steps))
    with buttons:
        show_buttons(optimizer, plan)
    return plan


def plan_of(optimizer: str, rate: float, steps: int) -> Plan:
    """Return how to run an optimizer from the first weights that Train has too."""
    return Plan(optimizer.lower(), rate, steps, session.seed())


def word_of(optimizer: str) -> str:
    """Return the word of an optimizer on the page. Example: "l-bfgs" -> "L-BFGS"."""
    return next(word for word in OPTIMIZER.options if word.lower() == optimizer)


def way_downhill(optimizer: str) -> str:
    """Return in a sentence how an optimizer walks."""
    return {
        "Gradient descent": _(
            "The lecture's way: feel how steep the ground is, and step downhill. The flatter the "
            "ground, the shorter the step."
        ),
        "Momentum": _("Like a ball that rolls: it keeps most of its speed from step to step."),
        "Adam": _(
            "Every weight has a step size of its own, so that weights of rare characters move too."
        ),
        "L-BFGS": _("Remembers its last steps, and guesses from them how the ground bends."),
        "Newton": _(
            "Looks at how the ground bends, not only at how steep it is, and jumps to where the "
            "bottom should be."
        ),
    }[optimizer]


def show_buttons(optimizer: str, plan: Plan) -> None:
    """Show Run and Stop, and say why Run cannot be pressed."""
    fits = racing.fits(plan.optimizer, len(labels))
    st.button(
        _("Run"),
        key=f"start{runs.started}",  # a click that meets a poll may arrive twice: see start
        type="primary" if runs.all else "secondary",  # before, the race is what to press
        icon=":material/play_arrow:",
        on_click=start,
        args=(optimizer, plan, runs.started),
        disabled=runs.full or not fits,
    )
    st.button(_("Stop"), key="stop", on_click=runs.stop, disabled=not runs.running)
    if runs.full:
        full = _("{number} runs are kept. Remove one to start another.")
        st.caption(full.format(number=runs.most))
    elif not fits:
        st.caption(_("With so many characters L-BFGS has too much to remember."))


def start(optimizer: str, plan: Plan, started: int) -> None:
    """Start a run and look at it, unless this click has started one already."""
    if runs.started != started:
        return
    name = _("{optimizer} {rate}").format(optimizer=_(optimizer), rate=f"{plan.learning_rate:g}")
    st.session_state["proof_run"] = runs.start(plan, name).number


def show_gaps() -> None:
    """Show the gap to the counts by step, of all runs that are not hidden."""
    with st.container():  # what comes and goes in it does not move the chart to another place
        show_progress()
    if not runs.shown:
        st.info(_("All runs are hidden."))
        return
    lines = [Line(run.name, run.slot, run.moment.points) for run in runs.shown]
    plot(
        gap_chart(lines, goal=goal(), revision=str(source.key)),
        key="gaps",
        label=_("Gap to the counts by step, a line for each run: {runs}.").format(
            runs=", ".join(f"{run.name} {gap_text(run.moment.last.gap)}" for run in runs.shown)
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


def show_progress() -> None:
    """Show how far each run is that goes on."""
    for run in runs.all:
        if run.running:
            step = run.moment.last.step
            words = _("{name}: step {step}").format(name=plain(run.name), step=f"{step:,}")
            st.progress(min(1.0, step / run.plan.steps), words)


def goal() -> int:
    """Return up to which step the chart goes: further than any run will, or went."""
    ends = [run.plan.steps if run.running else run.moment.last.step for run in runs.shown]
    return max(100, *ends)


def show_table() -> None:
    """Show the runs as a table: not as a data frame, whose own download guards no formula."""
    st.table(
        pd.DataFrame(
            {
                _("Run"): [plain(run.name) for run in runs.all],
                _("Gap now"): [gap_text(run.moment.last.gap) for run in runs.all],
                _("Steps"): [f"{run.moment.last.step:,}" for run in runs.all],
                _("Steps to a millionth"): [steps_to_close(run) for run in runs.all],
                _("Seconds"): [f"{run.moment.last.seconds:.2f}" for run in runs.all],
                _("How it ended"): [how_it_ended(run) for run in runs.all],
                _("Optimizer"): [_(word_of(run.plan.optimizer)) for run in runs.all],
                _("Learning rate"): [f"{run.plan.learning_rate:g}" for run in runs.all],
                _("In the chart"): [_("yes") if run.shown else _("hidden") for run in runs.all],
            }
        ),
        border="horizontal",
        alt=_("The runs: name, gap, steps, seconds"),
    )


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


def choose_run() -> Run:
    """Show which run to look at more closely, and what can be done with it."""
    by_number = {run.number: run for run in runs.all}
    if st.session_state.get("proof_run") not in by_number:
        st.session_state["proof_run"] = runs.all[-1].number
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    number = row.selectbox(
        _("Look closer at"),
        list(by_number),
        format_func=lambda number: by_number[number].name if number in by_number else "",
        key="proof_run",
        persist_state="session",
        width=280,
    )
    run = by_number[number]
    with row.popover(_("Change this run")):
        show_changes(run)
    with row.popover(_("Download")):
        show_downloads()
    return run


def show_changes(run: Run) -> None:
    """Offer to rename, hide or remove a run."""
    name, shown = f"name{run.number}", f"shown{run.number}"
    st.session_state[name], st.session_state[shown] = run.name, run.shown
    st.text_input(_("Name"), key=name, max_chars=40, on_change=rename, args=(run, name))
    st.toggle(_("Show in the chart"), key=shown, on_change=show_or_hide, args=(run, shown))
    st.button(
        _("Remove this run"),
        key=f"remove{run.number}",
        icon=":material/delete:",
        on_click=runs.remove,
        args=(run,),
    )


def rename(run: Run, key: str) -> None:
    """Give a run the name in the box; an empty one changes nothing."""
    run.name = st.session_state[key].strip() or run.name


def show_or_hide(run: Run, key: str) -> None:
    """Draw a run in the chart, or not."""
    run.shown = bool(st.session_state[key])


def show_downloads() -> None:
    """Offer the runs and their curves as files."""
    for label, columns, file in (
        (_("The runs (CSV)"), run_columns, "runs.csv"),
        (_("Their curves (CSV)"), curve_columns, "curves.csv"),
    ):
        st.download_button(
            label,
            partial(as_csv, columns),
            file_name=file,
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def as_csv(columns: Callable[[], dict[str, list[object]]]) -> bytes:
    """Return columns, made when they are asked for, as a file."""
    return csv_bytes(columns())


def run_columns() -> dict[str, list[object]]:
    """Return the runs as columns of a file, numbers unrounded."""
    moments = [(run, run.moment) for run in runs.all]
    return {
        "run": [run.name for run in runs.all],
        "optimizer": [run.plan.optimizer for run in runs.all],
        "learning rate": [run.plan.learning_rate for run in runs.all],
        "seed of the first weights": [run.plan.seed for run in runs.all],
        "steps": [moment.last.step for _run, moment in moments],
        "seconds": [moment.last.seconds for _run, moment in moments],
        "steps to a gap of 1e-6": [moment.close_at for _run, moment in moments],
        "gap": [moment.last.gap for _run, moment in moments],
    }


def curve_columns() -> dict[str, list[object]]:
    """Return every point of every curve as columns of a file."""
    points = [(run.name, point) for run in runs.all for point in run.moment.points]
    return {
        "run": [name for name, _point in points],
        "step": [point.step for _name, point in points],
        "gap": [point.gap for _name, point in points],
        "seconds": [point.seconds for _name, point in points],
    }


def show_one(run: Run) -> None:
    """Show how close one run is: as a number, pair by pair, and row by row."""
    learned = probability_matrix(NeuralBigram(counts.vocabulary, run.moment.weights))
    counted = cached.count_log_probabilities(source, 0.0).exp()
    say_gap(run, learned, counted)
    box = st.expander(
        _("Pair by pair: where the tables differ"), key="proof_pairs", on_change="rerun"
    )
    if box.open:
        with box:
            show_difference(learned, counted)
        evidence.show(source, *session.selected(), roster.lecture(source))
    box = st.expander(_("Row by row: who lags behind"), key="proof_rows", on_change="rerun")
    if box.open:
        with box:
            show_rows(run, learned, counted)


def say_gap(run: Run, learned: Tensor, counted: Tensor) -> None:
    """Say how far a run is from the counts, and where its pace would lead."""
    points = run.moment.points
    last = points[-1]
    seen = matrix.sum(dim=1) > 0
    st.markdown(
        _(
            "After {steps} and {seconds} seconds of computing, the gap of **{name}** is **{gap}** "
            "nats. The probability that is farthest off differs by {worst}. {pace}"
        ).format(
            steps=in_steps(last.step),
            seconds=f"{last.seconds:.2f}",
            name=plain(run.name),
            gap=gap_text(last.gap),
            worst=points_text(float((learned - counted)[seen].abs().max())),
            pace=pace(run),
        )
    )


def points_text(share: float) -> str:
    """Return a difference of probabilities in words. Example: 0.0123 -> "1.2 percentage points"."""
    return _("{number} percentage points").format(number=gap_text(100 * share))


def pace(run: Run) -> str:
    """Return where a run that has not come close would end, from the look of its curve."""
    moment = run.moment
    if moment.close_at is not None:
        return ""
    if racing.has_stalled(moment.points):
        return _(
            "It gets no nearer: its steps are too big for some rows and jump from one side of the "
            "valley to the other. Try a lower learning rate."
        )
    needed = racing.steps_to_close(moment.points)
    if needed is None:
        return ""
    return _("At this pace it would need about {steps} steps to come within a millionth.").format(
        steps=f"{int(float(f'{needed:.2g}')):,}"
    )


def show_difference(learned: Tensor, counted: Tensor) -> None:
    """Show the network's probability minus that of the counts, for every pair."""
    number = len(labels)
    if number > SHOWN.default:
        number = int(controls.number(SHOWN, _("Show so many of the commonest characters")))
    tokens = cached.common_tokens(source, number)
    st.markdown(
        _(
            "Each cell is the network's probability minus that of the counts. Blue: the counts "
            "give more. Orange: the network gives more. Look at the scale under the picture: the "
            "colours always reach as far as the largest difference."
        )
    )
    plot(
        difference_chart(counted.numpy(), learned.numpy(), labels, tokens),
        key="difference",
        label=_("Heatmap of the network's probability minus that of the counts for each pair"),
        height=470 if number <= ROWS else 640,
        on_click=lambda click: session.select(*tokens[list(click.point)].tolist()),
    )


def show_rows(run: Run, learned: Tensor, counted: Tensor) -> None:
    """Show how far off each row is, beside how often it occurs."""
    divergences = row_divergences(counted, learned).numpy()
    totals = matrix.sum(dim=1).double()
    shares = (totals / totals.sum()).numpy()
    worst = worst_rows(divergences, shares)
    say_who_lags(run, divergences, shares, worst)
    plot(
        row_chart(divergences, shares, labels, most=ROWS),
        key="row_chart",
        label=_("Bars: how far off each row is, and its share of all pairs"),
        height=80 + 22 * min(ROWS, len(worst)),
    )
    st.caption(
        _(
            "How far off a row is: the extra surprise, in nats, of someone who believes the "
            "network while the counts are right (its KL divergence). Each row's number times its "
            "share, all added up, is the gap."
        )
    )


def say_who_lags(run: Run, divergences: np.ndarray, shares: np.ndarray, worst: np.ndarray) -> None:
    """Name the row that is farthest off, how often it occurs, and why it is so."""
    row = int(worst[0])
    if divergences[row] < CLOSE:
        st.markdown(_("No row is off by a millionth of a nat: rare rows have arrived too."))
        return
    commonest = int(shares.argmax())
    st.markdown(
        _(
            "Farthest off is the row of {row}: by {off} nats. It holds {share} of all pairs "
            "({pairs} of {all}). The commonest row, that of {common}, holds {common_share} and is "
            "off by {common_off}. {reason}"
        ).format(
            row=row_words(row),
            off=gap_text(float(divergences[row])),
            share=pairs.percent(float(shares[row])),
            pairs=f"{int(matrix[row].sum()):,}",
            all=f"{int(matrix.sum()):,}",
            common=row_words(commonest),
            common_share=pairs.percent(float(shares[commonest])),
            common_off=gap_text(float(divergences[commonest])),
            reason=reason(run, float(shares[row])),
        )
    )


def row_words(row: int) -> str:
    """Return the character of a row, the boundary in words."""
    sign = pairs.on_page(labels[row])
    return _("{sign} (start of a name)").format(sign=sign) if row == BOUNDARY else sign


def reason(run: Run, share: float) -> str:
    """Return why a row with this share of all pairs lags behind, where one can tell."""
    if share < 0.5 / len(labels):
        return _(
            "Rare rows lag behind: each example pulls on the weights of its own row only, so few "
            "examples pull weakly."
        )
    if racing.has_stalled(run.moment.points):
        return _("It is not rare: the steps are too big for it, and jump over its valley.")
    return ""


def show_sweep(plan: Plan) -> None:
    """Show, behind one click, short runs with several learning rates."""
    box = st.expander(_("Several learning rates at once"), key="proof_sweep", on_change="rerun")
    if not box.open:
        return
    with box:
        steps = SWEEP_STEPS if len(labels) <= MANY else SWEEP_STEPS // 5
        plans = sweep_plans(plan, steps)
        if not racing.fits(plan.optimizer, len(labels)):
            st.markdown(_("With so many characters L-BFGS has too much to remember."))
        elif len(labels) <= MANY or asked_to_sweep(plans):
            show_trials(plans)


def sweep_plans(plan: Plan, steps: int) -> list[Plan]:
    """Return short runs around the optimizer's own learning rate."""
    setting = OPTIMIZER_RATES[word_of(plan.optimizer)]
    rates = [float(f"{setting.default * factor:.3g}") for factor in SWEEP]
    return [
        Plan(plan.optimizer, rate, steps, plan.seed)
        for rate in rates
        if setting.minimum <= rate <= setting.maximum
    ]


def asked_to_sweep(plans: list[Plan]) -> bool:
    """Offer the sweep where it takes a while; return whether it was asked for."""
    asked: set[object] = st.session_state.setdefault("swept", set())
    key = (source, plans[0])
    if key not in asked:
        st.button(
            _("Try {number} learning rates").format(number=len(plans)),
            help=_("With so many characters this takes a while."),
            on_click=asked.add,
            args=(key,),
        )
    return key in asked


def show_trials(plans: list[Plan]) -> None:
    """Show the curves of short runs, and say which learning rate did best."""
    curves = quickly(plans) if len(labels) <= MANY else slowly(plans)
    steps = plans[0].steps
    verdicts = [racing.verdict(gaps, steps) for gaps in curves]
    say_best(plans, curves, verdicts)
    plot(
        sweep_chart([plan.learning_rate for plan in plans], curves, verdicts),
        key="sweep_chart",
        label=_("Gap to the counts by step, a curve for each learning rate"),
        height=400,
    )


def quickly(plans: list[Plan]) -> list[np.ndarray]:
    """Return the curves of short runs."""
    with st.spinner(_("Trying the learning rates")):
        return [cached.trial(source, plan) for plan in plans]


def slowly(plans: list[Plan]) -> list[np.ndarray]:
    """Return the curves of short runs, with a bar that says how many are done."""
    bar, curves = st.progress(0.0), []
    for number, plan in enumerate(plans, start=1):
        curves.append(cached.trial(source, plan))
        bar.progress(number / len(plans))
    bar.empty()
    return curves


def say_best(plans: list[Plan], curves: list[np.ndarray], verdicts: list[str]) -> None:
    """Say which learning rates did best and worst."""
    good = [at for at, verdict in enumerate(verdicts) if verdict != "too big"]
    too_big = [f"{plans[at].learning_rate:g}" for at in range(len(plans)) if at not in good]
    words = []
    if good:
        best = min(good, key=lambda at: float(curves[at][-1]))
        words.append(
            _("After {steps} the learning rate **{rate}** is nearest: its gap is {gap}.").format(
                steps=in_steps(plans[best].steps),
                rate=f"{plans[best].learning_rate:g}",
                gap=gap_text(float(curves[best][-1])),
            )
        )
    if too_big:
        words.append(
            _("Too big, for they end higher than they began: **{rates}** (dotted).").format(
                rates=", ".join(too_big)
            )
        )
    if "jumps" in verdicts:
        words.append(_("Dashed curves jump up and down: their steps cross the valley."))
    words.append(_("Too small a rate is safe, but slow."))
    st.markdown(" ".join(words))


def explain() -> None:
    """Say, behind one click, what all this means."""
    with st.expander(_("Why they all end in the same place")):
        st.markdown(
            _(
                "**One valley.** The loss of this network is a landscape with a single valley. "
                "From whatever random weights you start, and whichever way you walk, the lowest "
                "place is the same: there, each row of the network is the row of counts divided "
                "by its sum. So counting and training are two ways to one table.\n\n"
                "**Why gradient descent is slow at the end.** Its step is as long as the ground "
                "is steep, and near the bottom the ground is almost flat. A pair that never "
                "occurs is the slowest: its probability should be 0, so its weight would have to "
                "fall for ever, and the push gets weaker as the probability gets smaller. To "
                "halve the gap, gradient descent needs about twice as many steps.\n\n"
                "**What Newton does differently.** It also looks at how the ground bends. From "
                "slope and bend together it works out where the bottom should be, and jumps "
                "there. In the row of a rare character the slope is small, but so is the bend, so "
                "its jump is as long as that of any other row.\n\n"
                "**Then why does not everyone use Newton?** The bend is a table with one row and "
                "one column for each weight. With a million weights it has a million times a "
                "million numbers. Here every row of W can be solved by itself, so it is easy."
            )
        )


title(_("Both ways are one"), "descent", "rate", "step", "loss", "divergence")
race(running)
