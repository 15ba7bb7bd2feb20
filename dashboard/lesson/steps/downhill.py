"""Step 8: a ball on the loss of one knob, and the real network at any learning rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts import tiny as charts
from dashboard.charts.curves import loss_curve
from dashboard.frame import controls
from dashboard.lesson import descent, here, taught, tiny
from dashboard.lesson.beginnings import NAMES_PAIRED
from dashboard.lesson.frame import Content, Task
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.plot import frames_json, numbers_follow, plot, plot_follows
from dashboard.state import address, session
from dashboard.state.settings import LEARNING_RATE, within
from dashboard.state.settings import LESSON_RATE as RATE
from dashboard.words import pairs
from dashboard.words.language import _, in_steps, language
from dashboard.words.signs import label
from makemore.counting import NgramCounts
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll
from makemore.training import Losses

BALL_RATES = (0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 100.0)
WAY = 0.75  # share of the way down that counts as mended
_BALL_RATE, _BLEW_UP, _MENDED = "lesson_ball_rate", "lesson_blew_up", "lesson_mended"
_ROLL = 10  # steps of one press


def _text() -> str:
    return _(
        "Here is one knob of the tiny network, the others are at 0. To the side is the knob, "
        "upwards the loss. The **ball** is where the knob is now. The dashed line is the "
        "**slope** under it. One step goes downhill: the new knob is the old one − learning "
        "rate × slope. That is **gradient descent**."
    )


def _show() -> DeltaGenerator:
    """Show the ball on the tiny network, then a short training of the real one."""
    _show_ball(tiny.counts(session.source()))
    st.markdown(
        _(
            "**Now the real thing.** All knobs at once, on your list, {steps} steps from random "
            "knobs. The dashed line is the loss of counting. Nothing gets below it."
        ).format(steps=descent.STEPS)
    )
    counts = _real(session.source())
    box, reply = here.beside(here.SLIDER)
    with box:
        rate = controls.log_slider(RATE, _("Learning rate of the real network"))
    if rate != RATE.default:  # the full page opens with what was chosen here
        address.put(LEARNING_RATE.name, within(LEARNING_RATE, rate))
    losses = descent.short_training(counts.matrix(), rate)
    _remember(losses, _floor(counts))
    _show_training(losses, _floor(counts))
    taught.say_part(session.source())
    return reply


def _task() -> Task:
    """Ask to make the training blow up, then to mend it; both are remembered for the list."""
    counts = _real(session.source())
    blew, mended = (_kept(name) for name in (_BLEW_UP, _MENDED))
    rate = controls.now(RATE)
    losses = descent.short_training(counts.matrix(), rate)
    return Task(
        text=_(
            "Make the real network blow up, so that after {steps} steps its loss is higher "
            "than at the start. Then mend it: go at least {share} of the way down to the "
            "dashed line."
        ).format(steps=descent.STEPS, share=pairs.percent(WAY)),
        done=blew and mended,
        reply=_reply(losses, _floor(counts), rate, blew=blew, mended=mended),
        hint=_(
            "The learning rate says how long a step is. Go far to the right until the curve "
            "climbs, then come back until it falls fast and smoothly."
        ),
    )


def _show_ball(counts: NgramCounts) -> None:
    """Show the ball, its learning rate, and the buttons that move it."""
    table = counts.matrix()
    rate = st.select_slider(
        _("Learning rate of the ball"),
        BALL_RATES,
        value=1.0,
        format_func=lambda mark: f"{mark:g}",
        key=_BALL_RATE,
        persist_state="session",
    )
    with st.container(horizontal=True):
        st.button(_("One step"), key="ball_step", on_click=tiny.roll, args=(table, rate, 1))
        many = in_steps(_ROLL)
        st.button(many, key="ball_roll", on_click=tiny.roll, args=(table, rate, _ROLL))
        st.button(_("Back to the start"), key="ball_lift", on_click=tiny.lift)
    plot(
        _hill(counts, rate),
        key="lesson_ball_chart",
        label=_("Curve of the loss over one knob, with a ball on it and an arrow to its next step"),
        height=300,
    )
    with st.container(key="ball_words"):
        st.markdown(_ball_words(table, rate))
    with st.container(key="ball_size"):
        st.caption(f"**{_of_size(rate)}**")
    marks = [f"{mark:g}" for mark in BALL_RATES]
    hills = frames_json([_hill(counts, mark) for mark in BALL_RATES])
    plot_follows("lesson_ball_chart", _BALL_RATE, marks, hills)
    texts = {
        "ball_words": [_move(table, mark) for mark in BALL_RATES],
        "ball_size": [_of_size(mark) for mark in BALL_RATES],
    }
    numbers_follow(_BALL_RATE, marks, texts, f"{rate:g}")


def _hill(counts: NgramCounts, rate: float) -> dict[str, Any]:
    """Return the loss over one knob, the ball's way so far, and its next step at a rate."""
    table, trail = counts.matrix(), tiny.trail()[-30:]
    then = tiny.next_place(table, trail[-1], rate)
    low, high = min(-6.0, *trail, then), max(8.0, *trail, then)
    places = np.linspace(low - 0.5, high + 0.5, 241)
    first, second = (label(counts.vocabulary.labels[token]) for token in tiny.KNOB)
    return charts.ball(
        places,
        np.array(tiny.losses_along(table, places.tolist())),
        list(zip(trail, tiny.losses_along(table, trail), strict=True)),
        tiny.slope(table, trail[-1]),
        (then, tiny.losses_along(table, [then])[0]),
        knob=_("knob: {first} → {second}").format(first=first, second=second),
    )


def _ball_words(table: torch.Tensor, rate: float) -> str:
    """Return where the ball is and how it moves, in a sentence."""
    place, steps = tiny.trail()[-1], len(tiny.trail()) - 1
    slope = tiny.slope(table, place)
    loss = tiny.losses_along(table, [place])[0]
    return _(
        "After {steps} the knob is at {place} and the loss is {loss}. The slope is {slope}, "
        "so the next step moves the knob by **{move}**."
    ).format(
        steps=in_steps(steps),
        place=pairs.with_minus(f"{place:.2f}"),
        loss=f"{loss:.3f}",
        slope=pairs.with_minus(f"{slope:.4f}"),
        move=_move(table, rate),
    )


def _move(table: torch.Tensor, rate: float) -> str:
    return pairs.with_minus(f"{-rate * tiny.slope(table, tiny.trail()[-1]):+.3f}")


def _of_size(rate: float) -> str:
    """Return what to expect of a learning rate of the ball."""
    if rate <= 1:
        return _("With this learning rate the ball creeps.")
    if rate <= 30:
        return _("With this learning rate it comes down in a few steps.")
    return _("With this learning rate it jumps over the valley, again and again.")


def _real(source: Source) -> NgramCounts:
    """Return what the real network learns: the list, or the tiny names where nothing can go wrong.

    Where every character has one follower only, even the longest step leads downhill.
    """
    counts = taught.counts(source)
    worst = descent.short_training(counts.matrix(), RATE.maximum)
    return counts if descent.blew_up(worst) else tiny.counts(source)


def _floor(counts: NgramCounts) -> float:
    return mean_nll(CountModel(counts), counts)


def _show_training(losses: list[Losses], floor: float) -> None:
    """Show the training, and under the hand what it would be at each mark of the slider."""
    source = session.source()
    plot(
        _curve(losses, floor, source),
        key="lesson_training",
        label=_("Curve of the loss over the steps of the real network"),
        height=300,
    )
    marks = [f"{mark:,g}" for mark in RATE.marks]  # as the slider writes them
    frames = _curves_ahead(source, language())
    plot_follows("lesson_training", f"{RATE.name}_slider", marks, frames)


@remembered()
def _curves_ahead(source: Source, spoken: str) -> str:
    """Return the frames of the training, one a mark, in the language spoken."""
    counts = _real(source)
    table, floor = counts.matrix(), _floor(counts)
    trainings = [descent.short_training(table, mark) for mark in RATE.marks]
    return frames_json([_curve(losses, floor, source) for losses in trainings])


def _curve(losses: list[Losses], floor: float, source: Source) -> dict[str, Any]:
    return loss_curve(
        losses,
        floor,
        last=losses[-1],
        goal=descent.STEPS,
        revision=str(source.key),
        whole=descent.blew_up(losses),
    )


def _remember(losses: list[Losses], floor: float) -> None:
    """Remember, for the list in use, that the training blew up, and that it was mended after."""
    if descent.blew_up(losses):
        _keep(_BLEW_UP)
    elif _kept(_BLEW_UP) and descent.share_of_way(losses, floor) >= WAY:
        _keep(_MENDED)


def _keep(name: str) -> None:
    st.session_state[name] = {*st.session_state.get(name, ()), session.source().key}


def _kept(name: str) -> bool:
    return session.source().key in st.session_state.get(name, ())


def _reply(losses: list[Losses], floor: float, rate: float, *, blew: bool, mended: bool) -> str:
    """Return what to say of the training on the page."""
    gone = descent.share_of_way(losses, floor)
    values = {
        "rate": f"{rate:,g}",
        "last": f"{losses[-1].nll:,.2f}",
        "first": f"{losses[0].nll:.2f}",
        "share": pairs.percent(max(0.0, gone)),
    }
    if blew and mended:
        sentence = _(
            "Right. Too small a learning rate wastes steps. Too large a one jumps over the valley "
            "and lands higher than before. In between the loss falls fast."
        )
    elif blew and descent.blew_up(losses):
        sentence = _(
            "It blew up: at learning rate {rate} the loss went from {first} to {last}. Each step "
            "jumped over the valley and landed higher. Now mend it."
        )
    elif blew:
        sentence = _("It went {share} of the way down. That is not enough yet.")
    elif rate == RATE.default:
        sentence = ""
    else:
        sentence = _(
            "Not yet: at learning rate {rate} the loss went from {first} down to {last}. Take "
            "longer steps."
        )
    return sentence.format(**values)


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/train.py",
    library="""\
names = open("names.txt").read().split()
import makemore as mm

counts = mm.count_ngrams(names).matrix()
descent = mm.GradientDescent(counts, mm.initial_weights(len(counts), seed=2147483647))
for learning_rate in (0.1, 10, 50):  # a larger one may blow up
    losses = descent.step(learning_rate)
    print(losses.step, losses.nll)
""",
    lecture=NAMES_PAIRED
    + """\
xs, ys = torch.tensor(xs), torch.tensor(ys)

generator = torch.Generator().manual_seed(2147483647)
W = torch.randn((len(token), len(token)), generator=generator, requires_grad=True)
for step in range(50):
    # forward pass
    logits = F.one_hot(xs, num_classes=len(token)).float() @ W
    counts = logits.exp()
    probabilities = counts / counts.sum(1, keepdim=True)
    loss = -probabilities[torch.arange(len(ys)), ys].log().mean()
    # backward pass
    W.grad = None
    loss.backward()
    # downhill
    W.data += -10 * W.grad
print(loss.item())
""",
    seconds=5694,
)
