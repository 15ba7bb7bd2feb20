"""Exercise E06: one of your own; beat the trigram with another machine."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import learning
from dashboard.frame import ahead, safe
from dashboard.lesson import exercise, here
from dashboard.lesson.exercise import Divided
from dashboard.lesson.frame import Content, Task
from dashboard.lesson.steps import tune
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.plot import Seen
from dashboard.words.language import (
    _,
    in_one_language,
    language,
    model_title,
    sentences,
    with_commas,
)
from makemore.models.family import CONTEXT, families
from makemore.sampling import sample_names
from makemore.scoring import mean_nll

NAMES, SEED = 6, 2147483647
SIZES = range(1, 9)  # characters that the machine looks at
_WHO, _CONTEXT = "lesson_own_machine", "lesson_own_context"


def _text() -> str:
    return _(
        "**Exercise E06 of the lecture: think of one yourself.** Here is a start. Take another "
        "machine and another number of characters, and beat the tuned trigram on the validation "
        "names. Machines that have learned on the page Ladder can take part too."
    )


def _show() -> DeltaGenerator:
    if not exercise.can_divide():
        return st.container()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox(
            _("Machine"),
            _machines(),
            format_func=lambda key: model_title(families()[key].title),
            key=_WHO,
            persist_state="session",
            width=280,
        )
        context = st.select_slider(
            _("Characters that the machine looks at"),
            SIZES,
            value=int(CONTEXT.default),
            key=_CONTEXT,
            persist_state="session",
            disabled=families()[who].fit is None,
            width=here.SLIDER,
        )
    reply = st.container()
    names, seen = _names(who, context), _seen(who, context)
    row = here.figures([(_("Tuned trigram"), f"{_mark():.4f}")])
    with row.container(key="own_nll", width="content"):
        nll = f"{_judged(who, context)[0]:.4f}"
        st.metric(model_title(families()[who].title), nll, width="content")
    with st.container(key="own_names"):
        st.markdown(seen.words["own_names"])
    safe.say_of(names)
    if families()[who].fit is not None:
        _follow(who, context, seen)
    st.markdown(
        _(
            "**More to try.** Which list is hardest for all machines? Does a machine of one list "
            "do well on another? How many of a hundred made names are in the list? Which smoothing "
            "does the longest context want? Do the names still sound right when you read them "
            "backwards, and is that list easier?"
        )
    )
    return reply


def _names(who: str, context: int) -> list[str]:
    return safe.shown(here.source(), _judged(who, context)[1])


def _seen(who: str, context: int) -> Seen:
    """Return a machine's nll and its names in words."""
    made = with_commas(map(here.made, _names(who, context)))
    words = _("Names that it makes: {names}").format(names=made)
    return Seen(words={"own_nll": f"**{_judged(who, context)[0]:.4f}**", "own_names": words})


@st.fragment
@in_one_language
def _follow(who: str, context: int, own: Seen) -> None:
    """Let the nll and the names follow the context."""
    shown = bool(st.session_state.get("rude")), language()
    marks = {str(size): float(size) for size in SIZES}
    key = (exercise.source(), who, shown)
    ahead.follow_slider(_CONTEXT, marks, str(context), key, own, lambda size: _seen(who, int(size)))


def _machines() -> list[str]:
    """Return the families that take part: counted ones with a context, and what has climbed."""
    all_of_them = families()
    counted = [key for key, family in all_of_them.items() if family.fit and CONTEXT in family.knobs]
    rungs = learning.climb().rungs
    return counted + [key for key in rungs if all_of_them[key].fit is None]


def _judged(who: str, context: int) -> tuple[float, list[str]]:
    """Return a machine's nll on the validation names, and a few names that it makes."""
    rung = learning.climb().rungs.get(who)
    if rung is not None and families()[who].fit is None:
        return rung.validation.mean, list(rung.names)
    return _counted(exercise.source(), exercise.divided(), who, context)


@remembered(32)
def _counted(source: Source, _names: Divided, who: str, context: int) -> tuple[float, list[str]]:
    """Return what `_judged` does of a counted machine."""
    family = families()[who]
    assert family.fit is not None
    model = family.fit(_names.train, **family.held({"context": context}))
    made = sample_names(model, NAMES, seed=SEED)
    nll = mean_nll(model, _names.validation.counts(model.context_size))
    return nll, made


def example() -> tuple[int, float]:
    """Return the context that suits Kneser-Ney best, and its nll on the validation names."""
    nlls = {size: _judged("kneser-ney", size)[0] for size in SIZES}
    best = min(nlls, key=nlls.__getitem__)
    return best, nlls[best]


def _mark() -> float:
    return exercise.nlls(tune.CONTEXT, tune.best())[1]


def _task() -> Task:
    text = _(
        "Find a machine whose nll on the validation names is lower than that of the trigram with "
        "its best smoothing."
    )
    if not exercise.divisible():
        return Task(text=text, done=False)
    who, context = st.session_state[_WHO], st.session_state[_CONTEXT]
    tried = len(exercise.tried(_WHO, (who, context))) > 1
    nll, mark = _judged(who, context)[0], _mark()
    title = model_title(families()[who].title)
    return Task(
        text=text,
        done=nll < mark,
        reply=_reply(title, nll, mark, tried=tried),
        hint=_(
            "Kneser-Ney asks shorter contexts where a long one was hardly seen. Try it with three, "
            "four and five characters."
        ),
    )


def _reply(title: str, nll: float, mark: float, *, tried: bool) -> str:
    if nll >= mark:
        words = _("{machine} has {nll}. That is not below the trigram.")
        return words.format(machine=title, nll=f"{nll:.3f}") if tried else ""
    said = _("{machine} is better by {gain} nats for each character.").format(
        machine=title, gain=f"{mark - nll:.3f}"
    )
    if exercise.has_looked():
        rest = _("You have looked at the test names already, so they can no longer judge it.")
    else:
        rest = _("The test names are still sealed: they will tell whether that was luck.")
    return sentences(said, rest)


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/ladder.py",
    library="""\
import makemore as mm
from makemore.splitting import three_parts

names = mm.read_file("names.txt")
parts = three_parts(names, 0.1, seed=1)
train = mm.Material(parts.train, mm.Vocabulary.of(names.characters))
for context in (1, 2, 3, 4, 5):
    model = mm.fit("kneser-ney", train, context=context)
    print(context, mm.mean_nll(model, parts.validation))""",
    lecture="""\
import math
import random

words = sorted(set(open("names.txt").read().splitlines()))
random.seed(42)
random.shuffle(words)
train, dev = words[: int(0.8 * len(words))], words[int(0.8 * len(words)) : int(0.9 * len(words))]
V = len(set("".join(words))) + 1
N, rows, kinds = {}, {}, {}
for w in train:
    padded = "....." + w + "."
    for i in range(5, len(padded)):
        for context in (padded[i - size : i] for size in range(6)):
            kinds[context] = kinds.get(context, 0) + ((context, padded[i]) not in N)
            N[context, padded[i]] = N.get((context, padded[i]), 0) + 1
            rows[context] = rows.get(context, 0) + 1


def probability(context, ch):  # what was not seen after it is asked of a shorter one (Witten-Bell)
    shorter = probability(context[1:], ch) if context else 1 / V
    if context not in rows:
        return shorter
    n, k = rows[context], kinds[context]
    return (N.get((context, ch), 0) + k * shorter) / (n + k)


for size in (1, 2, 3, 4, 5):
    P = []
    for w in dev:
        padded = "." * size + w + "."
        P += [probability(padded[i : i + size], padded[i + size]) for i in range(len(w) + 1)]
    print(size, -sum(map(math.log, P)) / len(P))""",
    seconds=6976,
)
