"""Exercise E05: the loss by hand and by F.cross_entropy, until the way by hand breaks."""

from __future__ import annotations

import math

import streamlit as st
import torch
import torch.nn.functional as F
from streamlit.delta_generator import DeltaGenerator

from dashboard.lesson import here
from dashboard.lesson.beginnings import PAIRED
from dashboard.lesson.frame import Content, Task
from dashboard.words.language import _
from dashboard.words.pairs import nats, on_page

MARKS = (0, 1, 2, 5, 10, 20, 50, 80, 88, 89, 100, 200)  # of the knob; e^88.7 is float32's limit
_KNOB = "lesson_logit"


def _text() -> str:
    return _(
        "**Exercise E05 of the lecture.** The loss was worked out in four moves: e to the power of "
        "each logit, divide by the sum, pick the right one, −ln. `F.cross_entropy` does all four "
        "at once. The numbers are the same. So why use it? Turn one knob up and see."
    )


def _show() -> DeltaGenerator:
    knob, reply = here.slide(_("Knob of the right character"), MARKS, _KNOB)
    size = len(here.vocabulary())
    power, hand, library = both_ways(knob, size)
    words = _(
        "One knob of {size} is at {knob}, all others at 0, and its character {sign} is the one "
        "that came."
    )
    sign = on_page(here.vocabulary().labels[1])
    st.markdown(words.format(size=f"{size:,}", knob=knob, sign=sign))
    here.figures(
        [
            (_("e to the power of the knob"), _power(power)),
            (_("Loss by hand"), _loss(hand)),
            (_("Loss by F.cross_entropy"), _loss(library)),
        ]
    )
    return reply


def both_ways(knob: float, size: int) -> tuple[float, float, float]:
    """Return e^knob, the loss by hand and that of `F.cross_entropy`, in float32.

    One logit of `size` is the knob and belongs to the right character; the others are 0.
    """
    logits = torch.zeros((1, size), dtype=torch.float32)
    logits[0, 1] = knob
    powers = logits.exp()
    by_hand = -(powers / powers.sum(1, keepdim=True))[0, 1].log()
    right = F.cross_entropy(logits, torch.tensor([1]))
    return float(powers[0, 1]), float(by_hand), float(right)


def _power(power: float) -> str:
    return "∞" if math.isinf(power) else f"{power:.4g}"


def _loss(loss: float) -> str:
    """Return a loss as both ways have it: their roundings differ where it is almost 0."""
    return _("no number (nan)") if math.isnan(loss) else nats(loss + 0.0, 3)


def first_broken(size: int) -> int:
    """Return the first of MARKS at which the way by hand gives no number."""
    return next(mark for mark in MARKS if math.isnan(both_ways(mark, size)[1]))


def _task() -> Task:
    knob, right = st.session_state.get(_KNOB, 0), first_broken(len(here.vocabulary()))
    return Task(
        text=_("Find the lowest mark of the slider at which the way by hand gives no number."),
        done=knob == right,
        reply=_reply(knob, right),
        hint=_(
            "Go to the right until the loss by hand is no number, then back, mark by mark. Watch e "
            "to the power of the knob too."
        ),
    )


def _reply(knob: int, right: int) -> str:
    if knob == right:
        return _(
            "Right: at {knob} the power is too large for 32 bits, and ∞ divided by ∞ is no number. "
            "`F.cross_entropy` first takes the largest logit from all of them. That changes no "
            "probability, and no power is above 1. It is also quicker: fewer tables in memory, and "
            "a simple formula for the way back."
        ).format(knob=knob)
    if knob > right:
        return _("It gives no number here, but at a lower mark neither.")
    return _("At {knob} both ways agree. Turn it up further.").format(knob=knob) if knob else ""


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/train.py",
    library="""\
import makemore as mm

names = open("names.txt").read().splitlines()
counts = mm.count_ngrams(names)
W = mm.initial_weights(len(counts.vocabulary), seed=2147483647)
print(mm.GradientDescent(counts.matrix(), W).losses().nll)  # by log_softmax, the same idea""",
    lecture=PAIRED
    + """\
W = torch.randn((len(stoi), len(stoi)), generator=g, requires_grad=True)
logits = W[xs]
loss = F.cross_entropy(logits, ys)
loss.backward()  # the way back works as before
print(loss.item())""",
    seconds=5749,
)
