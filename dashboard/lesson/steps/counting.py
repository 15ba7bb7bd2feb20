"""Step 2: the table of pairs fills, name by name, then all at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.lesson import pair_chips
from dashboard.charts.pair_table import PairTable, pair_heatmap
from dashboard.lesson import here
from dashboard.lesson.frame import Content, Task
from dashboard.lists import corpora
from dashboard.plot import plot
from dashboard.words.language import _, in_names, plural
from dashboard.words.pairs import on_page, table_words
from makemore.vocabulary import BOUNDARY, Vocabulary

SLOW = 12  # names whose characters a large table shows while it fills


def _text() -> str:
    return _(
        "The machine makes a table: a row for the first character of a pair, a column for the "
        "second. Each time it sees a pair, it adds one in that cell. That is all its learning. "
        "Press **Next name** a few times and watch; then press **All names**."
    )


def _show() -> DeltaGenerator:
    names = corpora.corpus(here.source())
    counted = min(_counted(), len(names))
    with st.container(horizontal=True):
        over = counted == len(names)
        st.button(
            _("Next name"), on_click=_count, args=(counted + 1,), disabled=over, type="primary"
        )
        st.button(_("All names"), on_click=_count, args=(len(names),), disabled=over)
        st.button(_("Start again"), on_click=_count, args=(0,), disabled=not counted)
    box, reply = here.beside()
    with box:
        labels = here.vocabulary().labels
        here.pick_character("end", _("Names end most often with"), range(1, len(labels)))
    _say(counted, len(names))
    _show_table(counted, len(names))
    return reply


def _counted() -> int:
    return int(st.session_state.get(here.key("counted"), 0))


def _count(number: int) -> None:
    st.session_state[here.key("counted")] = number


def _say(counted: int, everything: int) -> None:
    if counted == everything:
        st.markdown(plural("{number} name counted.", "All {number} names counted.", counted))
    elif counted:
        name = str(corpora.corpus(here.source()).column[counted - 1])
        st.markdown(_("Name {number}: {name}").format(number=f"{counted:,}", name=on_page(name)))
        st.html(pair_chips(name, here.vocabulary().boundary_label))


def _show_table(counted: int, everything: int) -> None:
    labels = here.vocabulary().labels
    if counted == everything:
        counts, tokens = _all_counts(), _tokens_of_all()
    else:
        names = corpora.corpus(here.source()).column[: max(counted, SLOW)].to_pylist()
        weights = corpora.corpus(here.source()).weights
        times = None if weights is None else weights[:counted].tolist()
        counts = count_pairs(names[:counted], here.vocabulary(), times)
        tokens = _tokens_of_first([*names[:counted][::-1], *names[counted:]])
    plot(
        pair_heatmap(
            PairTable.of(labels, counts, tokens),
            table_words(counts, labels, tokens),
            show="counts",
            log=True,
            numbers=True,
        ),
        key="lesson_table",
        label=_("Heatmap of the pairs counted so far. Row: a character. Column: the next one."),
        height=620,
    )
    if len(tokens) < len(labels):
        some_shown = _("The table shows {shown} of {all} characters.")
        st.caption(some_shown.format(shown=len(tokens), all=f"{len(labels):,}"))


def count_pairs(
    names: list[str], vocabulary: Vocabulary, times: list[int] | None = None
) -> np.ndarray:
    """Return the table of pairs of a few names, (V, V) int64; it needs no torch.

    A name counts as often as `times` says, once where that is None.
    """
    counts = np.zeros((len(vocabulary), len(vocabulary)), np.int64)
    for name, number in zip(names, times or [1] * len(names), strict=True):
        for pair in pairwise([BOUNDARY, *vocabulary.encode(name), BOUNDARY]):
            counts[pair] += number
    return counts


def _all_counts() -> np.ndarray:
    from dashboard.contenders import cached  # noqa: PLC0415 - loads torch

    counts: np.ndarray = cached.count_matrix(here.source()).numpy()
    return counts


def _tokens_of_all() -> np.ndarray:
    """Return the commonest characters, with what ends names most often, (n,)."""
    from dashboard.contenders import cached  # noqa: PLC0415 - loads torch

    common = cached.common_tokens(here.source(), here.shown())
    return np.union1d(common, [_all_counts()[:, BOUNDARY].argmax()])


def _tokens_of_first(names: list[str]) -> np.ndarray:
    """Return the characters of some names, the first names first, as many as are shown, (n,)."""
    vocabulary = here.vocabulary()
    if len(vocabulary) == here.shown():
        return np.arange(len(vocabulary))
    met = list(dict.fromkeys("".join(names)))[: here.shown() - 1]
    return np.array(sorted([BOUNDARY, *map(vocabulary.token, met)]))


def _task() -> Task:
    ends = _all_counts()[:, BOUNDARY] if _answer() is not None else np.zeros(1, np.int64)
    answer = _answer()
    return Task(
        text=_("Count all names. Which character do most names end with? Choose it."),
        done=answer is not None and bool(ends[answer] == ends.max()),
        reply="" if answer is None else _reply(answer, ends),
        hint=_(
            "A name ends where the sign {sign} comes next. Look down the column of {sign}, and "
            "find its strongest colour."
        ).format(sign=here.sign(BOUNDARY)),
    )


def _answer() -> int | None:
    answer: int | None = st.session_state.get(here.key("end"))
    return answer


def _reply(answer: int, ends: np.ndarray) -> str:
    number, total = int(ends[answer]), int(ends.sum())
    if number == ends.max():
        sentence = _("Right: {names} of {all} end with {character}. No other character has more.")
    elif number == 0:
        sentence = _("No name of this list ends with {character}.")
    else:
        sentence = _("{names} of {all} end with {character}, but more end with another character.")
    return sentence.format(
        character=here.sign(answer),
        names=in_names(number),
        all=f"{total:,}",
    )


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/counts.py",
    library="""\
from makemore import count_ngrams

names = open("names.txt").read().splitlines()
table = count_ngrams(names).matrix()  # row: first character, column: second
print(int(table[:, 0].max()))  # the commonest pair that ends a name""",
    lecture="""\
words = open("names.txt").read().splitlines()
b = {}
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        bigram = (ch1, ch2)
        b[bigram] = b.get(bigram, 0) + 1
print(max(count for (ch1, ch2), count in b.items() if ch2 == "."))""",
    seconds=780,
)
