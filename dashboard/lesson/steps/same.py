"""Step 9: the gap to the counts and the difference of the tables, after some steps."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.compare import difference_map
from dashboard.charts.curves import loss_curve
from dashboard.charts.runs import gap_text
from dashboard.lesson import here, taught
from dashboard.lesson.beginnings import NAMES_COUNTED
from dashboard.lesson.descent import MARKS, Moment
from dashboard.lesson.frame import Content, Task
from dashboard.lists.source import Source
from dashboard.plot import plot
from dashboard.state import session
from dashboard.words.language import _, in_steps
from makemore.models.model import probability_matrix
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll
from makemore.vocabulary import BOUNDARY

GAPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # nats; the mark is the first that is in reach
SHOWN = 27  # characters in the heatmap
_STEPS, _FIRST = "lesson_steps", 10


def _text() -> str:
    return _(
        "Two ways to the same table. **Counting** finds its probabilities at once. "
        "**Training** starts from random knobs and walks downhill. Where does it arrive?"
    )


def _show() -> DeltaGenerator:
    """Show how far the network has come after some steps."""
    source = session.source()
    steps, reply = here.slide(_("Steps of training"), MARKS, _STEPS, _FIRST, "{:,}".format)
    moment, floor = taught.moments(source)[steps], _floor(source)
    st.markdown(_standing(moment, floor))
    plot(
        loss_curve(moment.history, floor, last=moment.last, goal=MARKS[-1], log_x=True),
        key="lesson_gap",
        label=_("Curve of the loss by step, above the dashed line of the counts"),
        height=280,
    )
    _show_difference(source, moment)
    taught.say_part(source)
    return reply


def _task() -> Task:
    """Ask for a gap below a mark that this list allows."""
    source = session.source()
    moments, floor = taught.moments(source), _floor(source)
    steps = st.session_state.get(_STEPS, _FIRST)
    gap, mark = moments[steps].last.nll - floor, _mark(moments, floor)
    return Task(
        text=_("Train until the gap to the counts is below **{mark}**.").format(mark=f"{mark:g}"),
        done=gap < mark,
        reply=_reply(moments[steps], floor, mark, tried=steps != _FIRST),
        hint=_(
            "Take more steps. Watch the colours of the heatmap fade: the two tables become one."
        ),
    )


def _mark(moments: dict[int, Moment], floor: float) -> float:
    """Return the gap to get below: one that the longest training reaches."""
    least = min(moment.last.nll for moment in moments.values()) - floor
    return next((mark for mark in GAPS if mark > least), 2 * least)


def _floor(source: Source) -> float:
    counts = taught.counts(source)
    return mean_nll(CountModel(counts), counts)


def _standing(moment: Moment, floor: float) -> str:
    return _(
        "After {steps} the loss of the network is **{loss}**. The counts have **{floor}**. The gap "
        "is **{gap}**. The probability that is farthest off differs by **{largest} percentage "
        "points**."
    ).format(
        steps=in_steps(moment.last.step),
        loss=f"{moment.last.nll:.4f}",
        floor=f"{floor:.4f}",
        gap=gap_text(moment.last.nll - floor),
        largest=gap_text(100 * moment.largest),
    )


def _show_difference(source: Source, moment: Moment) -> None:
    """Show the network's probabilities less those of the counts, in one scale at every step."""
    counts = taught.counts(source)
    tokens = _tokens(source)
    models = CountModel(counts), NeuralBigram(counts.vocabulary, moment.weights)
    tables = [probability_matrix(model).numpy() for model in models]
    figure = difference_map(
        (tables[0], tables[1]),
        [("counts", _("counts")), ("network", _("network"))],
        counts.vocabulary.labels,
        tokens,
    )
    figure["data"][-1] |= {"zmin": -30, "zmax": 30}  # hundredths: so that fading can be seen
    st.markdown(
        _(
            "The difference of the two tables: orange where the network gives more, blue where the "
            "counts do, pale where they agree."
        )
    )
    plot(
        figure,
        key="lesson_difference",
        label=_("Heatmap of the network's probabilities less those of the counts"),
        height=480,
    )


def _tokens(source: Source) -> np.ndarray:
    """Return the tokens in the heatmap: the boundary and the commonest characters, (n,)."""
    frequencies = taught.counts(source).matrix().sum(dim=1).numpy()
    frequencies[BOUNDARY] = frequencies.max() + 1
    return np.sort(np.argsort(-frequencies, kind="stable")[:SHOWN])


def _reply(moment: Moment, floor: float, mark: float, *, tried: bool) -> str:
    gap = moment.last.nll - floor
    if gap < mark:
        return _(
            "Right: the gap is {gap}. Counting and training gave the same answer. The counts are "
            "the best table of this kind, and downhill leads there from any start. Counting is "
            "quicker here. But training also works where counting cannot, as the last step shows."
        ).format(gap=gap_text(gap))
    if not tried:
        return ""
    return _("The gap is {gap}, still above {mark}. Take more steps.").format(
        gap=gap_text(gap), mark=f"{mark:g}"
    )


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/proof.py",
    library="""\
names = open("names.txt").read().split()
import makemore as mm

counts = mm.count_ngrams(names)
counted = mm.CountModel(counts)
start = mm.initial_weights(len(counts.vocabulary), seed=2147483647)
descent = mm.GradientDescent(counts.matrix(), start)
for _ in range(1000):
    descent.step(10)
trained = mm.NeuralBigram(counts.vocabulary, descent.weights)

print(mm.mean_nll(trained, counts) - mm.mean_nll(counted, counts))  # the gap
print((mm.probability_matrix(trained) - mm.probability_matrix(counted)).abs().max())
""",
    lecture=NAMES_COUNTED
    + """\
P = N / N.sum(1, keepdim=True)  # by counting
generator = torch.Generator().manual_seed(2147483647)
W = torch.randn((len(token), len(token)), generator=generator, requires_grad=True)
for step in range(1000):  # by training; the counts N say how often each pair occurs
    probabilities = W.softmax(1)
    loss = -(N * probabilities.log()).sum() / N.sum()
    W.grad = None
    loss.backward()
    W.data += -10 * W.grad
print(loss.item(), (W.softmax(1) - P).abs().max().item())
""",
    seconds=5694,
)
