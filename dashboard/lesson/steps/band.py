"""Step 10: a network with a rubber band on its knobs, beside counts with smoothing."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.tiny import two_rows
from dashboard.frame import ahead, controls
from dashboard.frame.held import hold
from dashboard.lesson import here, taught
from dashboard.lesson.beginnings import NAMES_COUNTED
from dashboard.lesson.frame import Content, Task
from dashboard.lists.source import Source
from dashboard.plot import Seen, plot
from dashboard.state import session
from dashboard.state.settings import REGULARIZATION
from dashboard.words import pairs
from dashboard.words.language import _, in_one_language, language
from makemore.counting import NgramCounts
from makemore.models.model import probability_matrix
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll
from makemore.smoothing import SmoothingCurve
from makemore.vocabulary import BOUNDARY

CLOSE = 0.005  # nats: two nll so near are called the same
_ANSWERS = (0.1, 0.5, 1.0, 0.02, 5.0, 10.0)  # regularization; the first that can be told from 0
_ENOUGH = 0.02  # nats above the counts without smoothing: else the task would be solved already
_VARIED = 5  # different followers, so that the first picture shows something
_ROW = "lesson_row"


def _text() -> str:
    return _(
        "A pair that never occurs should get probability 0. For that its knob would have to go "
        "down for ever. So tie a **rubber band** to every knob that pulls it back to 0: "
        "**regularization**, a price in the loss for large knobs. If all knobs were 0, all "
        "characters would be equally likely. That is what **smoothing** does to counts."
    )


def _show() -> DeltaGenerator:
    """Show one row of both tables, and the two figures that are to agree."""
    source = session.source()
    counts, smoothing = taught.counts(source), _smoothing(source)
    box, reply = here.beside(here.SLIDER)
    with box:
        strength = controls.log_slider(REGULARIZATION, _("Regularization"))
    row = _choose_row(counts)
    seen = _seen(source, smoothing, strength, row)
    plot(
        seen.plots["lesson_band"],
        key="lesson_band",
        label=_("Bars of one row: counts with smoothing, and the network with regularization"),
        height=420,
    )
    with st.container(key="band_said"):
        st.markdown(seen.words["band_said"])
    _follow(source, smoothing, strength, row, seen)
    taught.say_part(source)
    return reply


def _seen(source: Source, smoothing: float, strength: float, row: int) -> Seen:
    """Return one row of both tables as bars, and the two figures in words."""
    counts = taught.counts(source)
    counted = CountModel(counts, smoothing)
    bars = two_rows(
        probability_matrix(counted)[row].numpy(),
        _learned(source, strength)[row],
        (_("end"), *counts.vocabulary.characters),
    )
    said = _(
        "nll of the counts with smoothing {smoothing}: **{counts}**. nll of the network that "
        "has finished learning with regularization **{strength}**: **{network}**."
    ).format(
        smoothing=f"{smoothing:g}",
        counts=f"{mean_nll(counted, counts):.3f}",
        strength=f"{strength:g}",
        network=f"{_nll(source, strength):.3f}",
    )
    return Seen(plots={"lesson_band": bars}, words={"band_said": said})


@st.fragment
@in_one_language
def _follow(source: Source, smoothing: float, strength: float, row: int, own: Seen) -> None:
    """Let the bars and the figures follow the slider."""
    key = (source, row, language())
    ahead.follow(
        REGULARIZATION, strength, key, own, lambda mark: _seen(source, smoothing, mark, row)
    )


def _task() -> Task:
    """Ask for the regularization that does what a smoothing does."""
    source = session.source()
    counts, smoothing = taught.counts(source), _smoothing(source)
    strength = controls.now(REGULARIZATION)
    goal, now = mean_nll(CountModel(counts, smoothing), counts), _nll(source, strength)
    return Task(
        text=_(
            "The counts have smoothing {smoothing}. Find the regularization that does the same: "
            "both nll agree to within {close}."
        ).format(smoothing=f"{smoothing:g}", close=f"{CLOSE:g}"),
        done=abs(now - goal) < CLOSE,
        reply=_reply(now, goal, strength),
        hint=_(
            "More regularization, a tighter band: the bars become more even and the nll rises. "
            "Move the slider until the second nll is like the first."
        ),
    )


def _reply(now: float, goal: float, strength: float) -> str:
    if abs(now - goal) < CLOSE:
        return _(
            "Right: {now} and {goal}. A band on the knobs and extra counts in the cells do "
            "nearly the same: both make the model less sure. They are alike, not identical. "
            "Look at other rows: where little was counted, the two differ."
        ).format(now=f"{now:.3f}", goal=f"{goal:.3f}")
    if strength == REGULARIZATION.default:
        return ""
    if now < goal:
        return _("The band is too loose: {now} is below {goal}. Pull harder.").format(
            now=f"{now:.3f}", goal=f"{goal:.3f}"
        )
    return _("The band is too tight: {now} is above {goal}. Let go a little.").format(
        now=f"{now:.3f}", goal=f"{goal:.3f}"
    )


def _smoothing(source: Source) -> float:
    """Return a smoothing whose nll a mark of the slider can match."""
    counts = taught.counts(source)
    floor = mean_nll(CountModel(counts), counts)
    for answer in _ANSWERS:
        nll = taught.optimum(source, answer).nll
        found = SmoothingCurve(counts, counts).smoothing_of(nll)
        if found and nll - floor > _ENOUGH:
            return float(f"{found:.2g}")
    return 1.0


def _nll(source: Source, strength: float) -> float:
    """Return the nll of the finished network; without a band it ends at the counts."""
    if strength > 0:
        nll: float = taught.optimum(source, strength).nll
        return nll
    counts = taught.counts(source)
    return mean_nll(CountModel(counts), counts)


def _learned(source: Source, strength: float) -> np.ndarray:
    """Return the probabilities of the finished network, (V, V)."""
    counts = taught.counts(source)
    if strength == 0:
        return np.asarray(probability_matrix(CountModel(counts)))
    weights = taught.optimum(source, strength).weights
    return np.asarray(probability_matrix(NeuralBigram(counts.vocabulary, weights)))


def _choose_row(counts: NgramCounts) -> int:
    """Show a choice of the row; return its token."""
    labels = counts.vocabulary.labels
    start = _("start of a name")
    chosen = st.session_state.get(_ROW)
    row = labels.index(chosen) if chosen in labels else _first_row(counts)
    hold(
        st.selectbox,
        _("Row"),
        labels,
        key=f"{_ROW}_shown",
        shows=labels[row],
        take=_look_at,
        format_func=lambda sign: start if sign == labels[BOUNDARY] else pairs.visible(sign),
        width=240,
    )
    return row


def _look_at(sign: str) -> None:
    st.session_state[_ROW] = sign


def _first_row(counts: NgramCounts) -> int:
    """Return a row of middling frequency, after which several characters are possible."""
    table = counts.matrix()
    usual = table.sum(dim=1).argsort(descending=True, stable=True).tolist()
    followers = (table > 0).sum(dim=1)
    varied = (row for row in usual[len(usual) // 3 :] if followers[row] >= _VARIED)
    return next(varied, int(followers.argmax()))


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/test.py",
    library="""\
names = open("names.txt").read().split()
import makemore as mm

counts = mm.count_ngrams(names)
for regularization in (0.01, 0.1, 1):
    finished = mm.optimum(counts.matrix(), regularization)
    print("network", regularization, finished.nll)
for smoothing in (0.1, 1, 10):
    print("counts", smoothing, mm.mean_nll(mm.CountModel(counts, smoothing), counts))
""",
    lecture=NAMES_COUNTED
    + """\
P = (N + 1) / (N + 1).sum(1, keepdim=True)  # smoothing
W = torch.zeros((len(token), len(token)), requires_grad=True)
for step in range(200):
    nll = -(N * W.log_softmax(1)).sum() / N.sum()
    loss = nll + 0.1 * (W**2).mean()  # regularization: the rubber band
    W.grad = None
    loss.backward()
    W.data += -10 * W.grad
print(P[0], W.softmax(1)[0])
""",
    seconds=6717,
)
