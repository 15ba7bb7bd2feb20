"""Exercise E03: tune the smoothing of the trigram on the validation names, then open the test."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.lesson import exercise, here
from dashboard.lesson.beginnings import DIVIDED
from dashboard.lesson.exercise import Opened
from dashboard.lesson.frame import Content, Task
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import _

CONTEXT, FIRST = 2, 100.0
MARKS = tuple(mark for mark in SMOOTHING.marks if 0.001 <= mark <= FIRST)
_SMOOTHING = "lesson_tuned"


def _text() -> str:
    return _(
        "**Exercise E03 of the lecture.** How much smoothing is best for the trigram? The training "
        "names always want none, so ask the **validation** names: try, look, try again. When all "
        "is chosen, look at the **test** names, **once**. Its figure is the one to tell others: "
        "nothing was chosen by it."
    )


def _show() -> DeltaGenerator:
    if not exercise.can_divide():
        return st.container()
    label = _("Smoothing of the trigram")
    smoothing, reply = here.slide(label, MARKS, _SMOOTHING, FIRST, "{:g}".format)
    places = exercise.tried(_SMOOTHING, smoothing)
    scores = [exercise.nlls(CONTEXT, place) for place in places]
    train, validation = scores[places.index(smoothing)]
    row = here.figures(
        [
            (_("nll of the training names"), f"{train:.4f}"),
            (_("nll of the validation names"), f"{validation:.4f}"),
        ]
    )
    with row:
        _show_seal(smoothing)
    exercise.plot_tried(
        places,
        scores,
        title=_("smoothing"),
        key="lesson_tune",
        label=_("Curves of the nll of training and of validation names by smoothing"),
        log=True,
    )
    return reply


def _show_seal(smoothing: float) -> None:
    """Show what the test said, or the button that opens it."""
    seen = exercise.opened()
    if seen is not None:
        st.metric(
            _("nll of the test names, with smoothing {smoothing}").format(
                smoothing=f"{seen.smoothing:g}"
            ),
            f"{seen.test:.4f}",
            width="content",
        )
        return
    st.button(
        _("Open the test"),
        key="lesson_open_test",
        icon=":material/lock_open:",
        on_click=exercise.open_test,
        args=(CONTEXT, smoothing),
        help=_("Only once: a test that is looked at again and again becomes names to choose by."),
    )


def best() -> float:
    """Return the mark with the lowest nll on the validation names."""
    return exercise.best_of(CONTEXT, MARKS)


def _task() -> Task:
    text = _(
        "Find the smoothing with the lowest nll on the validation names. Then open the test, at "
        "that smoothing."
    )
    if not exercise.divisible():
        return Task(text=text, done=False)
    smoothing: float = st.session_state[_SMOOTHING]
    right, seen = best(), exercise.opened()
    tried = len(exercise.noted(_SMOOTHING)) > 1
    return Task(
        text=text,
        done=smoothing == right and seen is not None,
        reply=_reply(smoothing, right, seen, tried=tried),
        hint=_(
            "Go down in large strides first, until the nll of the validation names rises again. "
            "Then try what lies between."
        ),
    )


def _reply(smoothing: float, right: float, seen: Opened | None, *, tried: bool) -> str:
    if seen is not None and seen.smoothing != right:
        return _late(smoothing, right, seen)
    if smoothing != right:
        words = _("The validation names like another smoothing better. Go on trying.")
        return words if tried or seen else ""
    if seen is None:
        return _("This is the best of them. Now open the test, once.")
    words = _(
        "Right: smoothing {smoothing}. Validation {validation}, test {test}. The test has been "
        "opened: what you tune from now on is tuned by someone who has seen it."
    )
    if seen.late:
        words = _(
            "Right: smoothing {smoothing}. Validation {validation}, test {test}. But the test had "
            "been opened on the Ladder before: it was no longer sealed when you chose."
        )
    return words.format(
        smoothing=f"{right:g}", validation=f"{seen.validation:.3f}", test=f"{seen.test:.3f}"
    )


def _late(smoothing: float, right: float, seen: Opened) -> str:
    """Return what to say to who opened the test before all was chosen."""
    if smoothing != right:
        return _(
            "You opened the test at smoothing {smoothing}, before all was chosen. That cannot be "
            "undone. Find the best smoothing by the validation names all the same."
        ).format(smoothing=f"{seen.smoothing:g}")
    return _(
        "Smoothing {smoothing} is the best by the validation names. But you had looked at the test "
        "before, so its {test} belongs to smoothing {before}. Another division of the list has "
        "another sealed test: choose another seed on the page Test."
    ).format(smoothing=f"{right:g}", test=f"{seen.test:.3f}", before=f"{seen.smoothing:g}")


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/test.py",
    library="""\
import makemore as mm
from makemore.smoothing import SmoothingCurve
from makemore.splitting import three_parts

names = mm.read_file("names.txt")
parts, vocabulary = three_parts(names, 0.1, seed=1), mm.Vocabulary.of(names.characters)
train, validation = (
    mm.Material(part, vocabulary).counts(2) for part in (parts.train, parts.validation)
)
best = SmoothingCurve(train, validation).best()
model = mm.CountModel(train, best)
print(best, mm.mean_nll(model, parts.validation), mm.mean_nll(model, parts.test))""",
    lecture=DIVIDED
    + """\
def trigrams(words):
    for w in words:
        padded = ".." + w + "."
        for i in range(len(w) + 1):
            yield padded[i : i + 2], padded[i + 2]


N, rows = {}, {}
for context, ch in trigrams(train):
    N[context, ch] = N.get((context, ch), 0) + 1
    rows[context] = rows.get(context, 0) + 1


def loss(part, smoothing):
    P = [
        (N.get(x, 0) + smoothing) / (rows.get(x[0], 0) + smoothing * V) for x in trigrams(part)
    ]
    return -sum(map(math.log, P)) / len(P)


tried = (0.001, 0.01, 0.1, 0.2, 0.5, 1, 10, 100)
best = min(tried, key=lambda smoothing: loss(dev, smoothing))  # by the validation names
print(best, loss(dev, best), loss(test, best))  # the test names: once, at the end""",
    seconds=3650,
)
