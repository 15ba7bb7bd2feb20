"""Exercise E02: names to learn from, names to choose by, and names for the test."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.lesson import exercise, here
from dashboard.lesson.beginnings import DIVIDED
from dashboard.lesson.frame import Content, Task
from dashboard.words.language import _, in_characters, listed

LONGEST, SMOOTHING = 5, 0.1
_CONTEXT = "lesson_looks_back"


def _text() -> str:
    return _(
        "**Exercise E02 of the lecture.** Who learns names by heart looks clever when asked about "
        "the same names. So divide the list by dice: most names to **learn** from, some to choose "
        "by (**validation**), some for the very end (**test**). All copies of a name stay together."
    )


def _show() -> DeltaGenerator:
    if not exercise.can_divide():
        return st.container()
    learn, choose, test = (f"{size:,}" for size in exercise.divided().sizes)
    st.markdown(
        _("To learn from: **{learn}**. Validation: **{choose}**. Test: **{test}**, sealed.").format(
            learn=learn, choose=choose, test=test
        )
    )
    label = _("Characters that the machine looks at")
    context, reply = here.slide(label, range(1, LONGEST + 1), _CONTEXT)
    places = exercise.tried(_CONTEXT, context)
    scores = [exercise.nlls(place, SMOOTHING) for place in places]
    exercise.plot_tried(
        places,
        scores,
        title=_("characters that it looks at"),
        key="lesson_parts",
        label=_("Curves of the nll of training and of validation names by context"),
    )
    words = _("Smoothing is {smoothing} here. What you have tried stays in the picture.")
    st.caption(words.format(smoothing=f"{SMOOTHING:g}"))
    return reply


def best() -> int:
    """Return the context with the lowest nll on the validation names."""
    return min(range(1, LONGEST + 1), key=lambda context: exercise.nlls(context, SMOOTHING)[1])


def _task() -> Task:
    text = _(
        "With how many characters does the machine do best on names that it never saw? Move the "
        "slider, compare, and stop there."
    )
    if not exercise.divisible():
        return Task(text=text, done=False)
    context: int = st.session_state[_CONTEXT]
    right, places = best(), exercise.noted(_CONTEXT)
    around = [place for place in (right - 1, right + 1) if 1 <= place <= LONGEST]
    missing = [place for place in around if place not in places]
    return Task(
        text=text,
        done=context == right and not missing,
        reply=_reply(context, right, missing, tried=len(places) > 1),
        hint=_("Look at the curve of the validation names: where is it lowest?"),
    )


def _reply(context: int, right: int, missing: list[int], *, tried: bool) -> str:
    if not tried:
        return ""
    if context != right:
        train, validation = exercise.nlls(context, SMOOTHING)
        return _(
            "Training names: {train}. Validation names: {validation}. Another number of characters "
            "does better on the validation names."
        ).format(train=f"{train:.3f}", validation=f"{validation:.3f}")
    if missing:
        return _("That may be it. Try {places} too, to be sure.").format(
            places=listed([str(place) for place in missing])
        )
    return _meaning(right).format(characters=in_characters(right))


def _meaning(right: int) -> str:
    """Return why no context does better than the best, as far as the next longer one shows it."""
    if right == LONGEST:
        return _(
            "Right: {characters}, the most that can be chosen here. Whether more would do better "
            "still, this picture does not show."
        )
    (now, _kept), (then, _then) = (exercise.nlls(one, SMOOTHING) for one in (right, right + 1))
    if then < now:
        return _(
            "Right: {characters}. With one more, the training names get better and the validation "
            "names worse: the machine learns by heart. That is **overfitting**, and only names "
            "that it never saw can show it."
        )
    return _(
        "Right: {characters}. With one more, not even the training names get better: most "
        "contexts are so rare in this list that the smoothing outweighs their few counts."
    )


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/test.py",
    library="""\
import makemore as mm
from makemore.splitting import three_parts

parts = three_parts(mm.read_file("names.txt"), 0.1, seed=1)
counts = mm.Material(parts.train, mm.Vocabulary.of(mm.read_file("names.txt").characters))
for context_size in (1, 2, 3, 4, 5):
    model = mm.CountModel(counts.counts(context_size), smoothing=0.1)
    print(context_size, mm.mean_nll(model, parts.train), mm.mean_nll(model, parts.validation))""",
    lecture=DIVIDED
    + """\
def examples(words, size):
    for w in words:
        padded = "." * size + w + "."
        for i in range(len(w) + 1):
            yield padded[i : i + size], padded[i + size]


for size in (1, 2, 3, 4, 5):
    N, rows = {}, {}
    for context, ch in examples(train, size):
        N[context, ch] = N.get((context, ch), 0) + 1
        rows[context] = rows.get(context, 0) + 1
    losses = []
    for part in (train, dev):
        P = [(N.get(x, 0) + 0.1) / (rows.get(x[0], 0) + 0.1 * V) for x in examples(part, size)]
        losses.append(-sum(map(math.log, P)) / len(P))
    print(size, *losses)""",
    seconds=6976,
)
