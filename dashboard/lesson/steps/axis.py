"""Step 11: two tables, one of them normalized along the wrong axis."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from dashboard.charts.sums import row_sums
from dashboard.contenders import cached
from dashboard.frame import safe
from dashboard.lesson import here, tiny
from dashboard.lesson.beginnings import NAMES_COUNTED
from dashboard.lesson.frame import Content, Task
from dashboard.lists.source import Source
from dashboard.parts.trap import RIGHT, WRONG
from dashboard.plot import plot
from dashboard.state import session
from dashboard.words.language import _
from dashboard.words.text import cut, plain
from makemore.broadcasting import TableModel, normalized_rows, normalized_wrongly
from makemore.counting import NgramCounts
from makemore.sampling import sample_names

TABLES = ("A", "B")
NAMES, SEED, LONGEST = 6, 2147483647, 32  # LONGEST: one line of a phone
SHOWN = 27  # rows in the bars
_SUMS = "lesson_sums"


def _text() -> str:
    return _(
        "To make probabilities, divide each row by its own sum. Below are two tables from the "
        "same counts. One was divided along the wrong axis: no error, no warning, just a wrong "
        "table. The names that each one makes tell you something, and so do its row sums."
    )


def _show() -> DeltaGenerator:
    """Show the names and the row sums of two tables, and the question which one is wrong."""
    source = session.source()
    counts = _counts(source)
    box, reply = here.beside()
    box.segmented_control(
        _("Which table is wrong?"), TABLES, key=_answer_key(source), persist_state="session"
    )
    st.toggle(_("Show what each row adds up to"), key=_SUMS, persist_state="session")
    for name, place in zip(TABLES, st.columns(2, gap="medium"), strict=True):
        with place:
            _show_table(counts, name, wrong=name == _wrong(source))
    if st.session_state.get(_answer_key(source)) == _wrong(source):
        stands = _("a column of sums: each row is divided by its own")
        lies = _("the sums lie down: column j is divided by the sum of row j")
        st.code(f"{RIGHT}  # {stands}\n{WRONG}  # {lies}", language="python", wrap_lines=True)
    st.session_state["trap"] = True  # the full page opens where it speaks of this
    return reply


def _task() -> Task:
    """Ask which table is wrong."""
    source = session.source()
    answer, wrong = st.session_state.get(_answer_key(source)), _wrong(source)
    return Task(
        text=_("Find the table that was divided along the wrong axis."),
        done=answer == wrong,
        reply=_reply(answer, right=answer == wrong),
        hint=_("A row of probabilities has to add up to 1. Turn on the row sums and look."),
    )


def _reply(answer: str | None, *, right: bool) -> str:
    if answer is None:
        return ""
    if right:
        return _(
            "Right, {table} is wrong: its rows do not add up to 1. Broadcasting stretched the sums "
            "over the wrong side of the table. Nothing complains, so always check the sums of what "
            "you have normalized."
        ).format(table=answer)
    return _("No: every row of {table} adds up to 1, as probabilities must.").format(table=answer)


def _counts(source: Source) -> NgramCounts:
    """Return the counts of the list, or of the tiny names where both divisions give the same."""
    counts = cached.counts(source)
    sums = normalized_wrongly(counts.matrix()).sum(dim=1)
    return tiny.counts(source) if np.allclose(sums, 1) else counts


def _wrong(source: Source) -> str:
    """Return which table is wrong: it depends on the list, so that neighbours cannot copy."""
    return TABLES[int(source.digest[-1], 16) % 2]


def _answer_key(source: Source) -> str:
    return f"lesson_axis_{source.digest[:8]}"


def _show_table(counts: NgramCounts, name: str, *, wrong: bool) -> None:
    """Show what one table makes, and its row sums if they are wanted."""
    matrix = counts.matrix()
    table = normalized_wrongly(matrix) if wrong else normalized_rows(matrix)
    st.markdown(_("**Table {name}** makes these names:").format(name=name))
    made = sample_names(TableModel(counts.vocabulary, table), NAMES, seed=SEED)
    names = safe.shown(here.source(), made)
    nothing = _("(nothing)")
    st.markdown("\n".join(f"- {plain(cut(one, LONGEST)) or nothing}" for one in names))
    safe.say_of(names)
    if st.session_state.get(_SUMS):
        tokens = _tokens(matrix)
        plot(
            row_sums(
                table.sum(dim=1).numpy()[tokens],
                tuple(counts.vocabulary.labels[token] for token in tokens),
            ),
            key=f"lesson_sums_{name}",
            label=_("Bars: what each row of table {name} adds up to").format(name=name),
            height=220,
        )


def _tokens(matrix: Tensor) -> np.ndarray:
    """Return the tokens in the bars: the commonest, in token order, (n,)."""
    order = np.argsort(-matrix.sum(dim=1).numpy(), kind="stable")
    return np.sort(order[:SHOWN])


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/counts.py",
    library="""\
names = open("names.txt").read().split()
import makemore as mm
from makemore.broadcasting import normalized_rows, normalized_wrongly

N = mm.count_ngrams(names).matrix()
print(normalized_rows(N).sum(1))  # all 1
print(normalized_wrongly(N).sum(1))  # anything
""",
    lecture=NAMES_COUNTED
    + """\
print(N.sum(1, keepdim=True).shape)  # a column: each row is divided by its own sum
print((N / N.sum(1, keepdim=True)).sum(1))
print(N.sum(1).shape)  # lies down: broadcasting makes it a row
print((N / N.sum(1)).sum(1))  # wrong, and no error
""",
    seconds=2762,
)
