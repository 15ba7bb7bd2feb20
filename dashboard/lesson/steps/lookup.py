"""Exercise E04: a row of W looked up by its number, not multiplied by a one-hot row."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from dashboard.contenders import cached
from dashboard.lesson import here, tiny
from dashboard.lesson.beginnings import PAIRED
from dashboard.lesson.frame import Content, Task
from dashboard.words.language import _
from dashboard.words.pairs import visible, with_minus
from dashboard.words.text import plain
from makemore.training import initial_weights

SEED = 2147483647  # the lecture's
_ROW, _ANSWER = "looked_up", "products"


def _text() -> str:
    return _(
        "**Exercise E04 of the lecture.** A one-hot row has a single 1. Multiplied by the table of "
        "weights W, it only picks one row of W: everything else is times 0. So why multiply? "
        "`W[x]` looks the row up by its number, and the result is the same."
    )


def _show() -> DeltaGenerator:
    box, reply = here.beside()
    here.ask_number(box, _("Multiplications"), here.key(_ANSWER), whole=True, width=280)
    signs = [".", *tiny.characters(here.source())]
    chosen: int = st.segmented_control(
        _("Character that goes in"),
        range(len(signs)),
        default=1,
        format_func=lambda token: visible(signs[token]),
        key=here.key(_ROW),
        persist_state="session",
        required=True,
    )
    st.markdown(pictured(signs, initial_weights(len(signs), SEED), chosen))
    pairs, size = sizes()
    st.markdown(
        _(
            "The whole list has **{pairs}** pairs and **{size}** characters, the sign among them. "
            "For the product, the lecture writes each pair as a one-hot row."
        ).format(pairs=f"{pairs:,}", size=f"{size:,}")
    )
    return reply


def pictured(signs: list[str], weights: Tensor, chosen: int) -> str:
    """Return a one-hot row beside W as a Markdown table, the row that it picks in bold."""
    shown = [plain(visible(sign)) for sign in signs]
    head = [_("input"), _("One-Hot"), *(f"W → {sign}" for sign in shown)]
    rows = [head, ["---"] * len(head)]
    for token, sign in enumerate(shown):
        numbers = [with_minus(f"{weight:.2f}") for weight in weights[token].tolist()]
        cells = [sign, "1" if token == chosen else "0", *numbers]
        rows.append([f"**{cell}**" for cell in cells] if token == chosen else cells)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def sizes() -> tuple[int, int]:
    """Return how many pairs and how many characters the list has, the sign among them."""
    counts = cached.counts(here.source())
    return counts.total, len(counts.vocabulary)


def _task() -> Task:
    answer: int | None = st.session_state.get(here.key(_ANSWER))
    pairs, size = sizes()
    return Task(
        text=_(
            "How many multiplications does one-hot times W take for all {pairs} pairs? (Looking up "
            "takes none.)"
        ).format(pairs=f"{pairs:,}"),
        done=answer == pairs * size**2,
        reply=_reply(answer, pairs, size),
        hint=_(
            "One pair: each of the {size} results is a sum of {size} products. Then times the "
            "number of pairs."
        ).format(size=f"{size:,}"),
    )


def _reply(answer: int | None, pairs: int, size: int) -> str:
    if answer is None:
        return ""
    if answer == pairs * size**2:
        return _(
            "Right: {pairs} × {size} × {size} = {all}, and all but one in {size} of them are times "
            "0. Looking up gives the same numbers, so training goes the same way, only faster. "
            "Libraries call such a table an **embedding**."
        ).format(pairs=f"{pairs:,}", size=f"{size:,}", all=f"{answer:,}")
    if answer == pairs * size:
        return _(
            "That is for one result of each pair. There are {size} results, one for each character "
            "that may come next."
        ).format(size=f"{size:,}")
    return _("Not {answer}. Begin with one pair: how many products does it take?").format(
        answer=f"{answer:,}"
    )


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
print(mm.mean_nll(mm.NeuralBigram(counts.vocabulary, W), counts))  # rows of W, looked up""",
    lecture=PAIRED
    + """\
W = torch.randn((len(stoi), len(stoi)), generator=g)
multiplied = F.one_hot(xs, num_classes=len(stoi)).float() @ W
looked_up = W[xs]
print(torch.equal(multiplied, looked_up))
P = looked_up.exp() / looked_up.exp().sum(1, keepdim=True)
print(-P[torch.arange(len(ys)), ys].log().mean().item())""",
    seconds=6469,
)
