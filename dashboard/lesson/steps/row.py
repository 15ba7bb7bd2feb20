"""Step 3: the heatmap, and one of its rows turned into probabilities."""

from __future__ import annotations

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.bars import next_character_bars
from dashboard.charts.pair_table import PairTable, pair_heatmap
from dashboard.contenders import cached, selection
from dashboard.frame.held import hold
from dashboard.lesson import here
from dashboard.lesson.beginnings import COUNTED
from dashboard.lesson.frame import Content, Task
from dashboard.plot import plot
from dashboard.words.language import _, plural
from dashboard.words.pairs import percent, table_words, visible
from makemore.vocabulary import BOUNDARY

TOP = 15  # bars
FEW = 3  # a row that was seen less often says nothing
_PICKED = "lesson_picked_row"


def _text() -> str:
    return _(
        "Now look along one row: all that came after one character. Divide each number by the sum "
        "of the row, and you have **probabilities**: shares that add up to 100 %. Choose a row, or "
        "click on the table."
    )


def _counts() -> np.ndarray:
    counts: np.ndarray = cached.count_matrix(here.source()).numpy()
    return counts


def _show() -> DeltaGenerator:
    counts = _counts()
    reply = _show_answer(counts)
    row = selection.selected()[0]
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _show_table(counts, row)
    with right:
        _pick_row(row)
        _show_bars(counts[row], row)
    return reply


def _show_table(counts: np.ndarray, row: int) -> None:
    labels = here.vocabulary().labels
    asked = example(counts, labels)
    tokens = np.union1d(cached.common_tokens(here.source(), here.shown()), [row, asked])
    place = int(np.flatnonzero(tokens == row)[0])
    figure = pair_heatmap(
        PairTable.of(labels, counts, tokens),
        table_words(counts, labels, tokens),
        show="counts",
        log=True,
    )
    figure["layout"]["shapes"] = [
        {
            "type": "rect",
            "x0": -0.5,
            "x1": len(tokens) - 0.5,
            "y0": place - 0.5,
            "y1": place + 0.5,
            "line": {"color": "#E6007E", "width": 3},
        }
    ]
    plot(
        figure,
        key="lesson_heatmap",
        label=_("Heatmap of the pairs. Row: a character. Column: the next one."),
        height=480,
        on_click=lambda click: selection.select_one(int(tokens[click.point[0]]), True),
    )


def _pick_row(row: int) -> None:
    labels = here.vocabulary().labels
    signs = selection.signs()
    start = _("{sign} (start)").format(sign=labels[BOUNDARY])
    hold(
        st.selectbox,
        _("Row: after which character?"),
        signs,
        key=_PICKED,
        shows=signs[row],
        take=selection.select_sign,
        args=(True,),
        format_func=lambda sign: visible(sign) if sign else start,
    )


def _show_bars(counts: np.ndarray, row: int) -> None:
    total = int(counts.sum())
    if not total:
        st.markdown(_("Nothing ever comes after {sign}.").format(sign=here.sign(row)))
        return
    shares = counts / total
    best = int(shares.argmax())
    st.markdown(
        _("{next} comes after {sign} {count} times out of {total}: {share}.").format(
            count=f"{int(counts[best]):,}",
            total=f"{total:,}",
            share=percent(float(shares[best])),
            next=here.sign(best),
            sign=here.sign(row),
        )
    )
    plot(
        next_character_bars(shares, here.vocabulary().labels, top=TOP),
        key="lesson_bars",
        label=_("Bars: what comes next, the likeliest first."),
        height=24 + 20 * min(TOP, len(counts)),
    )


def example(counts: np.ndarray, labels: tuple[str, ...]) -> int:
    """Return the token that the task asks about, from a table of counts (V, V).

    It is q where the list has q, else the character that is most certain of a next character;
    among equals the commonest.
    """
    totals = counts.sum(axis=1)
    if "q" in labels and totals[labels.index("q")] >= FEW:
        return labels.index("q")
    sure = counts / np.maximum(totals, 1)[:, None]
    sure = np.where((totals >= min(FEW, totals[1:].max()))[:, None], sure, 0)
    sure[BOUNDARY] = 0
    onward = sure[:, 1:].max(axis=1)  # a next character says more than the end of a name
    best = onward if onward.max() > 0 else sure.max(axis=1)
    return int(np.lexsort((totals, best))[-1])


def _show_answer(counts: np.ndarray) -> DeltaGenerator:
    labels = here.vocabulary().labels
    asked = example(counts, labels)
    box, reply = here.beside()
    with box:
        here.pick_character(
            f"after {asked}",
            _("Most often, {sign} is followed by").format(sign=visible(labels[asked])),
            range(len(labels)),
        )
    return reply


def _task() -> Task:
    counts = _counts()
    asked = example(counts, here.vocabulary().labels)
    answer: int | None = st.session_state.get(here.key(f"after {asked}"))
    row = counts[asked]
    return Task(
        text=_(
            "What comes after {sign}? Find its row and choose what comes next most often."
        ).format(sign=here.sign(asked)),
        done=answer is not None and bool(row[answer] == row.max()),
        reply="" if answer is None else _reply(row, asked, answer),
        hint=_("Choose {sign} in the box over the bars. The longest bar is the answer.").format(
            sign=here.sign(asked)
        ),
    )


def _reply(row: np.ndarray, asked: int, answer: int) -> str:
    if row[answer] == row.max():
        sentence = _(
            "Right: {next} comes after {sign} {times} out of {total}. The machine has learned "
            "it from the names; nobody told it."
        )
    else:
        sentence = _(
            "{next} comes after {sign} only {times} out of {total}. Something else comes more "
            "often."
        )
    return sentence.format(
        next=here.sign(answer),
        times=plural("{number} time", "{number} times", int(row[answer])),
        total=f"{int(row.sum()):,}",
        sign=here.sign(asked),
    )


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/counts.py",
    library="""\
from makemore import CountModel, probability_matrix

names = open("names.txt").read().splitlines()
model = CountModel.fit(names)
P = probability_matrix(model)  # each row adds up to 1
print(float(P[0].max()))  # how sure the commonest first character is""",
    lecture=COUNTED
    + """\
P = N.float()
P /= P.sum(1, keepdim=True)
print(P[0].max().item())""",
    seconds=2762,
)
