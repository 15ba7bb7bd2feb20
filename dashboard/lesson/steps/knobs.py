"""Step 7: nine knobs to turn by hand, and every number on the way to the probabilities."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts import tiny as charts
from dashboard.frame import ahead
from dashboard.frame.held import hold
from dashboard.lesson import here, tiny
from dashboard.lesson.beginnings import NAMES_PAIRED
from dashboard.lesson.frame import Content, Task
from dashboard.parts import formula
from dashboard.plot import Click, Seen, plot
from dashboard.state import session
from dashboard.words import pairs
from dashboard.words.language import _, colon, in_one_language, language, plural, with_commas
from makemore.counting import NgramCounts

_INPUT = "lesson_input"  # the row whose knobs are at hand, in the session
_KNOB = "lesson_knob"  # the keys of the sliders begin so
_MARKS = [float(mark) for mark in np.arange(tiny.LOWEST, tiny.HIGHEST + tiny.NOTCH, tiny.NOTCH)]
# The picture below has its columns there too; on a phone they are too narrow for a slider.
_OVER = f"""<style>@media (min-width: 641px) {{ .st-key-lesson_knobs {{
  display: grid; gap: 0;
  padding: 0 {charts.COLUMNS["right"]}px 0 {charts.COLUMNS["left"] / 16}rem;
  grid-template-columns: {charts.COLUMNS["before"]}fr repeat(3, 1fr) {charts.COLUMNS["after"]}fr; }}
  .st-key-lesson_knobs::before {{ content: ""; }}
  .st-key-lesson_knobs > * {{ width: auto; padding: 0 0.6rem; }}
}}</style>"""


def _text() -> str:
    boundary = tiny.counts(session.source()).vocabulary.boundary_label
    names = with_commas(map(pairs.on_page, tiny.names(session.source())))
    return _(
        "A network does not count. It has **knobs**, and someone must turn them. This one is "
        "tiny: its whole world is four names, {names}. With {boundary} for the start and the "
        "end they hold three signs, so there are 3 × 3 knobs, one for each pair.\n\n- "
        "**One-hot**: the input becomes a 1 at its own place and 0 elsewhere. Times **W**, the "
        "table of knobs, that picks one row: the **logits**.\n- **Softmax**: make each logit a "
        "positive number: 0 becomes 1, and each 1 more makes it 2.718 times as large. Then "
        "divide by the sum. Out come probabilities."
    ).format(names=names, boundary=pairs.on_page(boundary))


def _show() -> DeltaGenerator:
    """Show the tiny names, the knobs of one character, and what the network makes of it."""
    counts = tiny.counts(session.source())
    labels = counts.vocabulary.labels
    box, reply = here.beside()
    with box:
        row = _choose_row(labels)
    st.markdown(_in_names(counts, row))
    _show_sliders(labels, row)
    seen = _seen(counts, tiny.weights(), row)
    plot(
        seen.plots["lesson_forward"],
        key="lesson_forward",
        label=_("One-hot, all nine knobs, and the logits, powers and probabilities of one row"),
        height=400,
        on_click=_take_row,
    )
    st.session_state["network"] = True  # the full page opens with its drawing of the network
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(key="lesson_loss", width="content"):
            st.markdown(seen.words["lesson_loss"], width="content")
        st.button(_("All knobs to 0"), key="lesson_reset", on_click=tiny.reset)
        formula.offer(formula.softmax())
    _follow(counts, row, seen)
    return reply


def _seen(counts: NgramCounts, knobs: torch.Tensor, row: int) -> Seen:
    """Return every number on the way to the probabilities of one row, and the loss."""
    picture = charts.forward(knobs.numpy(), counts.vocabulary.labels, row)
    words = _("Loss (the nll of all {pairs} pairs): **{loss}**").format(
        pairs=counts.total, loss=f"{tiny.loss(counts.matrix(), knobs):.3f}"
    )
    return Seen(plots={"lesson_forward": picture}, words={"lesson_loss": words})


@st.fragment
@in_one_language
def _follow(counts: NgramCounts, row: int, own: Seen) -> None:
    """Let the numbers and the loss follow each of the three knobs."""
    for column in range(len(counts.vocabulary)):
        _follow_knob(counts, (row, column), own)


def _follow_knob(counts: NgramCounts, place: tuple[int, int], own: Seen) -> None:
    knobs = tiny.weights()

    def at(mark: float) -> torch.Tensor:
        turned = knobs.clone()
        turned[place] = mark
        return turned

    others = tuple(at(0.0).flatten().tolist())
    ahead.follow_slider(
        f"{_KNOB}_{place[0]}_{place[1]}",
        {f"{mark:+.1f}": mark for mark in _MARKS},
        f"{float(knobs[place]):+.1f}",
        (counts.vocabulary.characters, others, language()),
        own,
        lambda mark: _seen(counts, at(mark), place[0]),
    )


def _task() -> Task:
    """Ask for a loss below the mark."""
    table = tiny.counts(session.source()).matrix()
    loss = tiny.loss(table, tiny.weights())
    return Task(
        text=_("Turn the knobs until the loss is below **{mark}**.").format(mark=tiny.MARK),
        done=loss < tiny.MARK,
        reply=_reply(loss),
        hint=_(
            "Look at what follows each character in the short names. Turn up the knobs of "
            "pairs that occur, and turn down those of pairs that never do. Do it for all three "
            "inputs."
        ),
    )


def _choose_row(labels: tuple[str, ...]) -> int:
    """Show a choice of the input; return its token."""
    start = _("start of a name")
    row = int(st.session_state.get(_INPUT, 0))
    hold(
        st.segmented_control,
        _("Input"),
        range(len(labels)),
        key=here.key("input"),  # of another list, other characters stand there
        shows=row,
        take=_look_at,
        format_func=lambda token: pairs.visible(labels[token]) if token else start,
        required=True,
    )
    return row


def _look_at(row: int) -> None:
    st.session_state[_INPUT] = row


def _take_row(click: Click) -> None:
    if click.trace == charts.W_TRACE and len(click.point) == 2:
        _look_at(click.point[0])


def _in_names(counts: NgramCounts, row: int) -> str:
    """Return what follows the input in the tiny names."""
    labels, times = counts.vocabulary.labels, counts.matrix()[row].tolist()
    spoken = [colon(_sign(labels, at), _times(number)) for at, number in enumerate(times)]
    if row:
        sentence = _("After {first} in the short names: {what}.")
    else:
        sentence = _("At the start of the short names: {what}.")
    return sentence.format(first=_sign(labels, row), what=with_commas(spoken))


def _times(number: int) -> str:
    return plural("{number} time", "{number} times", number) if number else _("never")


def _sign(labels: tuple[str, ...], token: int) -> str:
    return pairs.on_page(labels[token]) if token else _("end")


def _show_sliders(labels: tuple[str, ...], row: int) -> None:
    """Show the three knobs of one input, each over its column of the picture below."""
    st.html(_OVER)
    places = st.container(key="lesson_knobs", horizontal=True)
    for column in range(len(labels)):
        then = pairs.visible(labels[column]) if column else _("end")
        hold(
            places.container().slider,
            _("Knob for {second}").format(second=then),
            key=f"{_KNOB}_{row}_{column}",
            shows=float(tiny.weights()[row, column]),
            take=_turn,
            args=(row, column),
            min_value=tiny.LOWEST,
            max_value=tiny.HIGHEST,
            step=tiny.NOTCH,
            format="%+.1f",
        )


def _turn(knob: float, row: int, column: int) -> None:
    tiny.turn(row, column, knob)


def _reply(loss: float) -> str:
    if not tiny.turned():
        return ""
    if loss < tiny.MARK:
        return _(
            "Right: {loss}. Knobs that give what occurs a high probability make the network less "
            "surprised. With 27 characters there are 729 knobs. Nobody turns those by hand: the "
            "next step lets the computer do it."
        ).format(loss=f"{loss:.3f}")
    counts = tiny.counts(session.source())
    table, weights, labels = counts.matrix(), tiny.weights(), counts.vocabulary.labels
    row = int(tiny.row_excess(table, weights).argmax())
    lacks = table[row] / table[row].sum() - weights[row].softmax(dim=0)
    column = int(lacks.abs().argmax())
    sentence = (
        _("The loss is {loss}, not yet low enough. Most is lost here: {knob}. Turn it up.")
        if lacks[column] > 0
        else _("The loss is {loss}, not yet low enough. Most is lost here: {knob}. Turn it down.")
    )
    start = _("the start of a name")
    knob = _("input {first}, the knob for {second}").format(
        first=pairs.on_page(labels[row]) if row else start, second=_sign(labels, column)
    )
    return sentence.format(loss=f"{loss:.3f}", knob=knob)


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/train.py",
    library="""\
names = open("names.txt").read().split()
import torch
import makemore as mm

counts = mm.count_ngrams(names)
size = len(counts.vocabulary)
W = torch.zeros(size, size, dtype=torch.float64)  # all knobs at 0
network = mm.NeuralBigram(counts.vocabulary, W)
print(mm.mean_nll(network, counts))  # every next character is equally likely

first = counts.vocabulary.token(names[0][0])
W[0, first] = 1.0  # turn up one knob: a name begins with this character
print(mm.mean_nll(network, counts))
""",
    lecture=NAMES_PAIRED
    + """\

W = torch.zeros(len(token), len(token))
one_hot = F.one_hot(torch.tensor(xs), num_classes=len(token)).float()
logits = one_hot @ W
counts = logits.exp()
probabilities = counts / counts.sum(1, keepdim=True)
loss = -probabilities[torch.arange(len(ys)), torch.tensor(ys)].log().mean()
print(loss.item())
""",
    seconds=4243,
)
