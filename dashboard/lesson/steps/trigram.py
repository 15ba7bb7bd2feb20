"""Exercise E01: a trigram, which looks at two characters, beside the bigram."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import cached
from dashboard.frame import safe
from dashboard.lesson import here
from dashboard.lesson.frame import Content, Task
from dashboard.lists import corpora
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.words.language import _, in_names, with_commas
from dashboard.words.pairs import nats
from makemore.learning.hidden import way_to_table
from makemore.practice import HUNDREDTH, Question
from makemore.rows import distinct_rows
from makemore.sampling import sample_names
from makemore.sparsity import seen_contexts

LONGEST, NAMES, SEED = 3, 6, 2147483647
_CELLS = 1 << 18  # of a table, by which one layer is still trained within a second
_CONTEXT, _ANSWER = "lesson_looks_at", "trigram_gain"


def _text() -> str:
    return _(
        "**Exercise E01 of the lecture.** So far the machine looked at one character and guessed "
        "the next: a **bigram**. Let it look at two: a **trigram**. Counting works as before, "
        "only each row now belongs to two characters. A name begins with the sign twice."
    )


@dataclass(frozen=True)
class _Judged:
    """What the step tells of a machine: its nll, its rows that occur, and names it makes."""

    nll: float  # of the list, nats per token
    rows: int
    names: list[str]


@remembered()
def _judged(source: Source, context: int) -> _Judged:
    model = cached.fitted(source, "n-gram", (("added", 0.0), ("context", context)))
    rows = len(distinct_rows(cached.material(source).counts(context).contexts.numpy())[0])
    return _Judged(cached.nll_of(source, model), rows, sample_names(model, NAMES, seed=SEED))


@remembered()
def _votes(source: Source, context: int) -> float | None:
    """Return the lowest nll of one layer that adds up votes, None where it would take long."""
    counts = cached.material(source).counts(context)
    if seen_contexts(counts) * len(counts.vocabulary) > _CELLS:
        return None
    return way_to_table(counts, 0, seed=SEED).nll


def _nll(context: int) -> float:
    return _judged(here.source(), context).nll


def gain() -> float:
    """Return how much lower the nll is with two characters than with one, nats per token."""
    return _nll(1) - _nll(2)


def _show() -> DeltaGenerator:
    context: int = st.segmented_control(
        _("Characters that the machine looks at"),
        range(1, LONGEST + 1),
        default=1,
        key=_CONTEXT,
        persist_state="session",
        required=True,
    )
    box, reply = here.beside()
    here.ask_number(box, _("The nll falls by"), here.key(_ANSWER))
    judged = _judged(here.source(), context)
    here.figures(
        [
            (_("nll of the list"), nats(judged.nll, 4)),
            (_("Rows that occur"), f"{judged.rows:,}"),
        ]
    )
    _show_votes(context)
    names = safe.shown(here.source(), judged.names)
    made = with_commas(map(here.made, names))
    st.markdown(_("Names that it makes: {names}").format(names=made))
    safe.say_of(names)
    return reply


def _show_votes(context: int) -> None:
    """Say what one layer makes of the same characters, where it has more than one."""
    votes = _votes(here.source(), context) if context > 1 else None
    if votes is None:
        return
    st.caption(
        _(
            "The lecture's network of one layer, shown the same {context} characters, comes down "
            "to **{votes}** and no further. It adds up what each character says by itself. What "
            "they say only together takes a table, or hidden units."
        ).format(context=context, votes=f"{votes:.3f}")
    )


def _task() -> Task:
    answer: float | None = st.session_state.get(here.key(_ANSWER))
    one, two = _nll(1), _nll(2)
    right = answer is not None and Question("gain", {}, gain(), HUNDREDTH).accepts(answer)
    return Task(
        text=_(
            "By how much does the nll of this list fall when the machine looks at two characters "
            "instead of one? Give two decimals."
        ),
        done=right,
        reply=_reply(answer, one, two, right=right),
        hint=_("Choose 1 and read the nll, then choose 2. Take the second from the first."),
    )


def _reply(answer: float | None, one: float, two: float, *, right: bool) -> str:
    if answer is None:
        return ""
    if not right:
        return _("{answer} is not the difference. Look at both figures again.").format(
            answer=f"{answer:g}"
        )
    names = in_names(len(corpora.corpus(here.source())))
    return _(
        "Right: from {one} down to {two}. Two characters say more about the next than one. But "
        "beware: this list of {names} was used to learn and to judge. The next exercise asks "
        "whether that is fair."
    ).format(one=f"{one:.3f}", two=f"{two:.3f}", names=names)


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/ladder.py",
    library="""\
import makemore as mm

names = open("names.txt").read().splitlines()
for context_size in (1, 2):
    model = mm.CountModel.fit(names, context_size=context_size)
    print(mm.mean_nll(model, names))""",
    lecture="""\
import torch

words = open("names.txt").read().splitlines()
chars = sorted(set("".join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
V = len(stoi)
N = torch.zeros((V, V, V))  # one more dimension: two characters, then the next
xs = []
for w in words:
    chs = [".", "."] + list(w) + ["."]
    for ch1, ch2, ch3 in zip(chs, chs[1:], chs[2:]):
        xs.append((stoi[ch1], stoi[ch2], stoi[ch3]))
        N[xs[-1]] += 1
P = N / N.sum(2, keepdim=True)
bigrams = N.sum(0)
P1 = bigrams / bigrams.sum(1, keepdim=True)
print(-sum(P1[x[1:]].log().item() for x in xs) / len(xs))
print(-sum(P[x].log().item() for x in xs) / len(xs))""",
    seconds=6976,
)
