"""Step 1: what a computer sees in a name, its pairs."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.lesson import pair_chips
from dashboard.lesson import here
from dashboard.lesson.frame import Content, Task
from dashboard.lists import corpora
from dashboard.words.language import _, in_characters
from dashboard.words.pairs import on_page
from makemore.corpus import MAX_NAME_LENGTH
from makemore.vocabulary import BOUNDARY


def _text() -> str:
    return _(
        "We want a machine that makes new names. First it has to look at names, and it looks "
        "in a very simple way: at two characters side by side, a **pair** (a bigram). A "
        "special sign, {sign}, stands before the first character and after the last one, so "
        "that the machine also sees how names begin and how they end."
    ).format(sign=here.sign(BOUNDARY))


def _show() -> DeltaGenerator:
    st.text_input(
        _("Type your name, or any other"),
        value=str(corpora.corpus(here.source()).column[0]),
        key=here.key("name"),
        max_chars=MAX_NAME_LENGTH,
        persist_state="session",
        autocomplete="off",
        live=True,
    )
    name = _name()
    if name:
        st.html(pair_chips(name, here.vocabulary().boundary_label))
    box, reply = here.beside()
    most = MAX_NAME_LENGTH + 1
    here.ask_number(box, _("How many pairs?"), here.key("pairs"), whole=True, most=most, width=200)
    return reply


def _name() -> str:
    return here.read(st.session_state.get(here.key("name")) or "")


def _task() -> Task:
    name = _name()
    answer = st.session_state.get(here.key("pairs"))
    right = len(name) + 1
    return Task(
        text=_("Type a name. How many pairs does it have? Write the number in the box."),
        done=bool(name) and answer == right,
        reply=_reply(name, answer, right),
        hint=_(
            "Count the blocks of two. The sign with the first character is a pair, and the last "
            "character with the sign is one too."
        ),
    )


def _reply(name: str, answer: int | None, right: int) -> str:
    if answer is None:
        return ""
    if not name:
        return _("Type a name first.")
    if answer == right:
        return _(
            "{name} has {characters}, and one pair more than that: a pair begins at the start "
            "sign and at each character."
        ).format(
            name=on_page(name),
            characters=in_characters(len(name)),
        )
    if answer == len(name):
        return _(
            "That is the number of characters. Do not forget the sign: it makes a pair at the "
            "start and a pair at the end."
        )
    return _("Not {number}. Count the blocks of two above.").format(number=answer)


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/names.py",
    library="""\
from makemore import Vocabulary

names = open("names.txt").read().splitlines()
vocabulary = Vocabulary.of("".join(names))
tokens = [0, *vocabulary.encode(names[0]), 0]  # 0 is the sign of start and end
pairs = list(zip(tokens, tokens[1:]))
print(len(pairs))""",
    lecture="""\
words = open("names.txt").read().splitlines()
chs = ["."] + list(words[0]) + ["."]
bigrams = list(zip(chs, chs[1:]))
print(len(bigrams))""",
    seconds=351,
)
