"""Dice on paper: rolls from the booklet typed in, and the same name on the screen."""

from __future__ import annotations

import random
import re

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.lesson import character_chips, name_chips
from dashboard.contenders import cached
from dashboard.frame import safe
from dashboard.frame.held import hold
from dashboard.lesson import here, taught
from dashboard.lesson.frame import Content, Task
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.words.language import _, colon, plural, with_commas
from dashboard.words.pairs import on_page, percent
from makemore.on_paper import FACES, PaperDice
from makemore.vocabulary import BOUNDARY

_ROLLS = "paper_rolls"
_PAIR = re.compile(r"\d\d?")


def _text() -> str:
    return _(
        "The machine needs no computer. The **dice booklet** has a row for each character, and two "
        "ten-sided dice are enough: one for the tens, one for the ones, 00 to 99. Roll, find the "
        "roll in the row, write down its character, go to the row of that character. At the sign "
        "the name ends."
    )


@remembered()
def dice(source: Source) -> PaperDice:
    """Return the list as dice on paper; of many characters, the commonest ones."""
    return PaperDice.of(taught.counts(source))


def read(typed: str) -> list[int]:
    """Return the rolls in a text: one or two digits each. Example: "07, 4 3112" -> 7, 4, 31, 12."""
    return [int(pair) for pair in _PAIR.findall(typed)]


def names_of(paper: PaperDice, rolls: list[int]) -> list[list[int]]:
    """Return the tokens of each name that rolls make; all but the last end with the boundary."""
    names: list[list[int]] = []
    while rolls:
        names.append(paper.walk(rolls))
        rolls = rolls[len(names[-1]) :]
    return names


def spelled(paper: PaperDice, row: int) -> str:
    """Return a row of the booklet: each character with its rolls."""
    ranges, labels = paper.ranges(row), paper.vocabulary.labels
    return with_commas(f"{here.sign(token, labels)} {span(*rolls)}" for token, *rolls in ranges)


def span(first: int, last: int) -> str:
    """Return the rolls from one to another. Example: "07–31"."""
    return f"{first:02}" if first == last else f"{first:02}–{last:02}"


def _rolls() -> str:
    return str(st.session_state.get(here.key(_ROLLS), ""))


def _keep(typed: str) -> None:
    st.session_state[here.key(_ROLLS)] = typed


def _roll() -> None:
    _keep(f"{_rolls()} {random.randrange(FACES):02}".strip())


def _show() -> DeltaGenerator:
    paper = dice(here.source())
    hold(
        st.text_input,
        _("Your rolls"),
        key=here.key("rolls_box"),
        shows=_rolls(),
        take=_keep,
        help=_("Two digits each, such as 07 43 91."),
        max_chars=400,
        autocomplete="off",
    )
    with st.container(horizontal=True):
        st.button(_("Roll for me"), key="paper_roll", on_click=_roll, icon=":material/casino:")
        st.button(_("Start again"), key="paper_again", on_click=_keep, args=("",))
    reply = st.container()
    names = names_of(paper, read(_rolls()))
    now, vocabulary = names[-1] if names else [], paper.vocabulary
    ended, name = now[-1:] == [BOUNDARY], vocabulary.decode(now)
    made = safe.spelled(here.source(), name)
    st.html(character_chips(made, vocabulary.boundary_label, ended=ended))
    safe.say(int(made != name))
    row = BOUNDARY if ended or not now else now[-1]
    words = _("Row {sign} of the booklet").format(sign=here.sign(row, paper.vocabulary.labels))
    st.markdown(colon(words, spelled(paper, row)))
    if len(names) > 1:
        before = safe.shown(here.source(), list(map(vocabulary.decode, names[:-1])))
        st.html(name_chips(before, cached.held(here.source(), tuple(before))))
        safe.say_of(before)
    kept = paper.kept(taught.counts(here.source()))
    st.caption(
        _(
            "With a hundred rolls for a row, {share} of all pairs of the list can be rolled. What "
            "is rarer than one in a hundred is mostly left out."
        ).format(share=percent(kept))
    )
    return reply


def _task() -> Task:
    paper = dice(here.source())
    names = names_of(paper, read(_rolls()))
    made = [paper.vocabulary.decode(name) for name in names if name[-1] == BOUNDARY]
    return Task(
        text=_(
            "Roll a name by hand from the booklet, up to its end, and type your rolls. Does the "
            "screen show the name on your paper?"
        ),
        done=bool(made),
        reply=_reply(made, names),
        hint=_(
            "The booklet is in the box “For teachers”, ready to print. No dice? Ten slips of paper "
            "with 0 to 9 do it too: draw one, put it back, draw another."
        ),
    )


def _reply(made: list[str], names: list[list[int]]) -> str:
    if made:
        return _(
            "{name}: the same rolls give the same name, on paper and on the screen. The sampler of "
            "this page does nothing else, only with finer dice."
        ).format(name=on_page(safe.spelled(here.source(), made[-1])))
    if names:
        return plural(
            "{number} roll, and the name has not ended yet. Roll on.",
            "{number} rolls, and the name has not ended yet. Roll on.",
            len(names[-1]),
        )
    return ""


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/walk.py",
    library="""\
import makemore as mm
from makemore.on_paper import PaperDice

dice = PaperDice.of(mm.count_ngrams(open("names.txt").read().splitlines()))
signs = dice.vocabulary.labels
for row in dice.rows:
    print(signs[row], *(f"{signs[to]} {low:02}-{high:02}" for to, low, high in dice.ranges(row)))
print(dice.vocabulary.decode(dice.walk([37, 12, 85, 4, 60, 99])))""",
    lecture="""\
import random

words = open("names.txt").read().splitlines()
N = {}
for w in words:
    for a, b in zip("." + w, w + "."):
        row = N.setdefault(a, {})
        row[b] = row.get(b, 0) + 1
ch, name = ".", ""
while True:
    roll, total = random.random() * sum(N[ch].values()), 0  # dice with very many sides
    for b, count in sorted(N[ch].items()):
        total += count
        if roll < total:
            break
    if b == ".":
        break
    ch, name = b, name + b
print(name)""",
    seconds=1442,
)
