"""Train: watch the network learn the same table, one step after another."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.curves import loss_curve
from dashboard.charts.matrix import blues, heatmap
from dashboard.charts.network import network
from dashboard.contenders import cached, roster
from dashboard.contenders.trainer import Pace, Snapshot, Trainer, Weights
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.parts import evidence
from dashboard.plot import Click, plot
from dashboard.state import session
from dashboard.state.settings import (
    LEARNING_RATE,
    REGULARIZATION,
    SHOWN,
    SPEED,
    STEPS,
    WEIGHTS_SEED,
)
from dashboard.words import pairs
from dashboard.words.language import _, in_one_language, plural
from makemore.lecture import train_by_autograd
from makemore.models.model import LanguageModel

POLL = 0.3  # seconds between two looks at a run that is going on
NO_SEED = -1  # of first weights that are all zero
DRAWN = 27  # characters in the drawing of the network

source = session.source()
vocabulary = cached.counts(source).vocabulary
labels = vocabulary.labels
matrix = cached.count_matrix(source)  # (V, V)
floor = cached.count_nll(source, 0.0)


@dataclass(frozen=True)
class Settings:
    """What the controls say."""

    pace: Pace
    seed: int
    log_x: bool


def show_controls() -> tuple[Settings, DeltaGenerator]:
    """Show the controls; return what they say, and the place of the buttons."""
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    with row.container(width="stretch"):
        learning_rate = controls.log_slider(
            LEARNING_RATE,
            _("Learning rate"),
            help=_("How far W moves in one step. You can move it while the network learns."),
        )
    with row.container(width="content", horizontal=True, gap="xsmall"):
        buttons = st.container(width="content", horizontal=True, gap="xsmall")
        with st.popover(_("Settings")):
            return choose_more(learning_rate), buttons


def choose_more(learning_rate: float) -> Settings:
    """Show what else can be changed about a run."""
    regularization = controls.log_slider(
        REGULARIZATION,
        _("Regularization"),
        help=_("Pulls all weights towards 0, as smoothing evens out the counts. 0 is off."),
    )
    steps = controls.log_slider(STEPS, _("Steps that Play makes"))
    speed = controls.log_slider(
        SPEED, _("Steps a second"), help=_("At 100,000 it goes as fast as the computer can.")
    )
    log_x = controls.switch("logx", _("Log scale for the steps"))
    if cached.is_wide(source):
        return Settings(Pace(learning_rate, regularization, int(steps), speed), NO_SEED, log_x)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        help_ = _("The same seed gives the same random weights.")
        seed = int(controls.number(WEIGHTS_SEED, _("Seed of the first weights"), help=help_))
        st.button(_("New weights"), key="new", on_click=use_seed, args=(seed + 1,))
    return Settings(Pace(learning_rate, regularization, int(steps), speed), seed, log_x)


def use_seed(seed: int) -> None:
    """Put a seed into its box."""
    st.session_state[WEIGHTS_SEED.name] = seed % int(WEIGHTS_SEED.maximum)


def follow(settings: Settings) -> Trainer:
    """Return the run of the list in use, set as the controls say."""
    trainer = session.trainer(settings.pace)
    trainer.pace = settings.pace
    if settings.seed not in (NO_SEED, trainer.seed):
        trainer.reset(settings.seed)
    return trainer


def show_buttons(trainer: Trainer, *, playing: bool) -> None:
    """Show play or pause, one step, and reset.

    A click that meets a poll may arrive twice (the browser sends it with both messages), so what
    has been a Pause never becomes a Play: after a pause there is a new button.
    """
    key = f"play{st.session_state.get('pauses', 0)}"  # the same while playing: it keeps the focus
    if playing:
        st.button(_("Pause"), key=key, on_click=pause, args=(trainer,), type="primary", width=80)
    else:
        st.button(_("Play"), key=key, on_click=trainer.play, type="primary", width=80)
    st.button(_("One step"), key="step", on_click=trainer.step, disabled=playing)
    st.button(
        _("Reset"), key="reset", on_click=trainer.reset, help=_("Back to the same first weights.")
    )


def pause(trainer: Trainer) -> None:
    """Pause the run."""
    st.session_state["pauses"] = st.session_state.get("pauses", 0) + 1
    trainer.pause()


def say_how_it_goes(snapshot: Snapshot) -> None:
    """Say in one sentence how far the network has come."""
    if snapshot.error is not None:
        st.warning(why_it_stopped(snapshot))
        return
    if snapshot.last.step == 0 and cached.is_wide(source):
        sentence = _(
            "All weights are 0 at first, because this list has so many characters: then those of "
            "pairs that never occur stay equal, and one number in each row stands for them all. "
            "The nll of the network is **{nll}**. The counts reach **{floor}**: the gap is "
            "**{gap}**."
        )
    elif snapshot.last.step == 0:
        sentence = _(
            "With random weights the nll of the network is **{nll}**. The counts reach "
            "**{floor}**: the gap is **{gap}**."
        )
    elif snapshot.last.nll > snapshot.history[0].nll:
        sentence = _(
            "After {steps} the nll of the network is **{nll}**, worse than at the start. The steps "
            "are too big: lower the learning rate."
        )
    elif settings.pace.regularization:
        sentence = _(
            "After {steps} the nll of the network is **{nll}**. The counts reach **{floor}**: the "
            "gap is **{gap}**. With regularization the loss is **{loss}**."
        )
    else:
        sentence = _(
            "After {steps} the nll of the network is **{nll}**. The counts reach **{floor}**: the "
            "gap is **{gap}**."
        )
    last = snapshot.last
    st.markdown(
        sentence.format(
            steps=plural("{number} step", "{number} steps", last.step),
            nll=in_nats(last.nll),
            floor=in_nats(floor),
            gap=in_nats(last.nll - floor),
            loss=in_nats(last.loss),
        )
    )
    say_held_out(snapshot)


def say_held_out(snapshot: Snapshot) -> None:
    """Say how much the held-out names surprise the network, where any are held out."""
    held_out = cached.held_out_nll(source, snapshot.model)
    if held_out is not None:
        sentence = _("On the held-out names, which it does not learn from, its nll is **{nll}**.")
        st.markdown(sentence.format(nll=in_nats(held_out)))


def why_it_stopped(snapshot: Snapshot) -> str:
    """Say what made the loss infinite, and what to do."""
    assert snapshot.error is not None
    sentence = _(
        "Stopped: step {step} made the loss infinite. Its steps were too big (learning rate "
        "{learning_rate}, regularization {regularization}): each one jumped over the valley and "
        "landed higher. The last good weights are kept, those of step {kept}, with nll {nll}. "
        "Lower the learning rate or the regularization, then press Play."
    )
    return sentence.format(
        step=f"{snapshot.error.step:,}",
        learning_rate=f"{snapshot.error.learning_rate:g}",
        regularization=f"{snapshot.error.regularization:g}",
        kept=f"{snapshot.last.step:,}",
        nll=in_nats(snapshot.last.nll),
    )


def in_nats(value: float) -> str:
    """Return an nll in few signs, also while it runs away. Example: 2.45403 -> "2.4540"."""
    return f"{value:,.4f}" if value < 10_000 else f"{value:.1e}"


def show_curve(snapshot: Snapshot, goal: int) -> None:
    """Show the loss by step over the floor of the counts."""
    last = snapshot.last
    plot(
        loss_curve(
            snapshot.history,
            floor,
            last=last,
            goal=goal,
            with_loss=settings.pace.regularization > 0,
            log_x=settings.log_x,
            revision=str(source.key),
        ),
        key="loss",
        label=_("Curve of the nll by step: {nll} after {steps}; the counts reach {floor}.").format(
            nll=in_nats(last.nll),
            steps=plural("{number} step", "{number} steps", last.step),
            floor=in_nats(floor),
        ),
        height=360,
    )
    st.caption(
        _(
            "The nll says how surprised a model is, on average, by the next character: 0 is "
            "perfect, lower is better. The dashed line is the nll of the counts without smoothing: "
            "no network of this kind gets lower."
        )
    )


def show_network(snapshot: Snapshot) -> None:
    """Show, behind one click, what the network makes of one character."""
    expander = st.expander(_("The network, with one character"), key="network", on_change="rerun")
    if not expander.open:
        return
    with expander:
        row = choose_input()
        logits = snapshot.model.weights[row]
        probabilities = torch.softmax(logits, dim=0).numpy()
        tokens = drawn_tokens(row, int(probabilities.argmax()))
        left, right = st.columns([3, 2], gap="large")
        with left:
            show_drawing(snapshot.model.weights, probabilities, tokens, row)
        with right:
            explain_network(logits.numpy(), probabilities, row)


def choose_input() -> int:
    """Show a picker for the input; return its token."""
    commonest = int(cached.common_tokens(source, 2)[-1])
    sign = st.selectbox(
        _("Input character"),
        labels,
        index=session.selected()[0] or commonest,
        format_func=input_label,
        key="input",
        persist_state="session",
        width=240,
    )
    token: int = labels.index(sign)
    return token


def input_label(sign: str) -> str:
    """Return an input as one can see it, the boundary in words."""
    words = _("{sign} (start of a name)").format(sign=sign)
    return words if sign == vocabulary.boundary_label else pairs.visible(sign)


def drawn_tokens(row: int, likeliest: int) -> np.ndarray:
    """Return the commonest characters, with the input and its likeliest next one, (n,)."""
    common = cached.common_tokens(source, DRAWN)
    missing = [token for token in (row, likeliest) if token not in common]
    return np.union1d(common, np.array(missing, dtype=common.dtype))


def show_drawing(weights: Weights, probabilities: np.ndarray, tokens: np.ndarray, row: int) -> None:
    """Show the drawing; a click on a row of W makes it the input."""
    counted = cached.count_log_row(source, 0.0, row).exp().numpy()
    plot(
        network(
            weights[torch.from_numpy(tokens)][:, tokens].numpy(),
            probabilities[tokens],
            counted[tokens],
            tuple(labels[token] for token in tokens),
            int(np.searchsorted(tokens, row)),
        ),
        key="drawing",
        label=_("The network: one-hot, W, logits and probabilities of the next character."),
        height=620,
        on_click=lambda click: take_input(click, tokens),
    )
    if len(tokens) < len(labels):
        st.caption(
            _("Drawn: {shown} of {all} characters, the commonest.").format(
                shown=len(tokens), all=f"{len(labels):,}"
            )
        )


def take_input(click: Click, tokens: np.ndarray) -> None:
    """Make the clicked row the input."""
    if len(click.point) == 2:
        st.session_state["input"] = labels[tokens[click.point[0]]]


def explain_network(logits: np.ndarray, probabilities: np.ndarray, row: int) -> None:
    """Follow the likeliest next character through the network, with its numbers."""
    best = int(probabilities.argmax())
    counted = cached.count_log_row(source, 0.0, row)[best].exp()
    st.markdown(
        _(
            "1. **One-hot.** The input {first} becomes {size} numbers: a 1 at {first}, 0 "
            "everywhere else.\n"
            "2. **W.** One-hot times W picks one row, that of {first}: {size} numbers, called "
            "logits. The one at {second} is **{logit}**.\n"
            "3. **Softmax.** Take e to the power of each logit: now none is below 0. Divide each "
            "by the sum of all: at {second} that is **{share}**.\n"
            "4. **Next character.** {second} is the likeliest after {first}. The counts say "
            "{counted}.\n\n"
            "To learn is to change the numbers in W, so that the bars come to end at the blue "
            "lines of the counts. {boundary} stands for the start and the end of a name."
        ).format(
            first=pairs.on_page(labels[row]),
            second=pairs.on_page(labels[best]),
            size=f"{len(labels):,}",
            logit=f"{logits[best]:.3g}",
            share=pairs.percent(float(probabilities[best])),
            counted=pairs.percent(float(counted)),
            boundary=pairs.on_page(vocabulary.boundary_label),
        )
    )


def show_tables(snapshot: Snapshot) -> None:
    """Show, behind one click, the network's probabilities beside those of the counts."""
    expander = st.expander(
        _("All pairs: the network beside the counts"), key="tables", on_change="rerun"
    )
    if not expander.open:
        return
    with expander:
        number = len(labels)
        if number > SHOWN.default:
            number = int(controls.number(SHOWN, _("Show so many of the commonest characters")))
        tokens = cached.common_tokens(source, number)
        network = snapshot.model
        left, right = st.columns(2)
        with left:
            st.markdown(_("**The network**: softmax of W"))
            show_table(network, tokens, "network_table")
        with right:
            st.markdown(_("**The counts**: each row divided by its sum"))
            show_table(cached.count_model(source, 0.0), tokens, "counts_table")
        st.caption(
            _(
                "Grey pairs never occur: the counts give them 0. The network only comes near 0, "
                "so it catches up with frequent rows first and with rare ones late."
            )
        )


def show_table(model: LanguageModel, tokens: np.ndarray, key: str) -> None:
    """Show probabilities as a heatmap, on the same scale for both models."""
    rows = model.log_probabilities(torch.from_numpy(tokens)[:, None])  # (n, V)
    shown = rows[:, tokens].exp().numpy()  # (n, n)
    words = np.array(cached.pair_words(source, len(tokens)), dtype=object)
    plot(
        heatmap(
            100 * shown,
            tuple(labels[token] for token in tokens),
            hover="%{customdata[0]}<br>" + _("Here: %{customdata[1]:.3~g} %"),
            customdata=np.stack([words, 100 * shown], axis=-1),
            colorscale=blues(dark=st.context.theme.type == "dark"),
            limits=colour_limits(),
            log=True,
            suffix=" %",
            selected=evidence.place_among(tokens, session.selected()),
        ),
        key=key,
        label=_("Heatmap of probabilities: row the character, column the next character."),
        height=470,
        on_click=lambda click: session.select(*tokens[list(click.point)].tolist()),
    )


def colour_limits() -> tuple[float, float]:
    """Return the lowest and the highest percentage of the counts: the colours of both tables."""
    counted = cached.counts(source)
    totals = torch.zeros(len(labels), dtype=torch.int64)
    totals.index_add_(0, counted.contexts[:, 0], counted.occurrences)
    shares = counted.occurrences / totals[counted.contexts[:, 0]]  # (M,)
    high = float(shares.max())
    return 100 * min(float(shares.min()), high / 10), 100 * high


def show_code() -> None:
    """Show, behind one click, the lecture's loop and the fast form of the same steps."""
    with st.expander(_("How a step is computed")):
        st.markdown(
            _(
                "The lecture sends every pair of every name through the network. But equal pairs "
                "give equal terms, so each step needs only how often each pair occurs. Here "
                "{pairs} pairs become a table of {size} × {size} counts:\n\n"
                "- loss = − sum of (counts × ln softmax(W)) / number of pairs "
                "+ regularization × mean of W²\n"
                "- gradient = (softmax(W) × row sums − counts) / number of pairs "
                "+ 2 × regularization × W / number of weights\n"
                "- one step: W becomes W − learning rate × gradient\n\n"
                "This makes the same steps as the lecture's code below, thousands of times faster."
            ).format(pairs=f"{int(matrix.sum()):,}", size=f"{len(labels):,}")
        )
        st.code(inspect.getsource(train_by_autograd), language="python")


@in_one_language
def live(polled: bool) -> None:
    """Show the run as it is now; when it has ended, let the whole page say so."""
    trainer = session.trainer()
    if polled and not trainer.playing:
        st.rerun()
    snapshot = trainer.snapshot
    with progress:
        say_how_it_goes(snapshot)
    show_curve(snapshot, trainer.goal)
    show_network(snapshot)
    show_tables(snapshot)
    evidence.show(source, *session.selected(), roster.lecture(source))


title(
    _("Train"),
    "one-hot",
    "weight",
    "logits",
    "softmax",
    "forward",
    "loss",
    "backward",
    "descent",
    "rate",
    "step",
    "regularization",
)
progress = st.container()
settings, buttons = show_controls()
trainer = follow(settings)
playing = trainer.playing  # looked at once: what ends from here on is seen by the next poll
with buttons:
    show_buttons(trainer, playing=playing)
picture = st.container()
show_code()
with picture:
    st.fragment(live, run_every=POLL if playing else None)(playing)
