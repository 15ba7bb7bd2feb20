"""Step 6: a pair that never occurs makes a name impossible, and smoothing mends that."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyarrow.compute as pc
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.pair_table import pair_heatmap
from dashboard.contenders import cached, roster
from dashboard.frame import controls, safe
from dashboard.lesson import here
from dashboard.lesson.beginnings import COUNTED
from dashboard.lesson.frame import Content, Task
from dashboard.lists import corpora
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.parts import evidence
from dashboard.parts.counting.following import MARKS, SLIDER, mark_of, nlls_at_marks
from dashboard.parts.counting.table import table_of
from dashboard.plot import frames_json, numbers_follow, plot, plot_follows
from dashboard.plot.follow import LARGEST
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import _
from dashboard.words.pairs import nats, on_page, table_words
from makemore.ranking import score_name

NOISE = 0.9  # how near to a blind guess, or to what the slider can do, is noise
SAMPLES = 6
SEED = 7


def _text() -> str:
    pair = _unseen()
    if pair is None:
        return _(
            "In this list every pair of characters occurs, so no name is impossible. Most lists "
            "are smaller: one pair that never occurs, and the nll is infinite. The remedy is "
            "**smoothing**: add a little to every count."
        )
    name = _impossible_name(pair)
    return _(
        "No name of the list has {pair}. So the machine gives it the probability 0: it "
        "considers a name such as {name} impossible, and its nll is infinite, ∞. That is too "
        "hard a judgement. The remedy is **smoothing**: add a little to every count, as if "
        "every pair had been seen that often more."
    ).format(pair=on_page(pair[0] + pair[1]), name=on_page(name))


def unseen_pair(counts: np.ndarray, labels: tuple[str, ...]) -> tuple[str, str] | None:
    """Return two characters that never follow one another, from a table of counts (V, V).

    They are jq where the list has j and q, else the commonest characters with that property; None
    where every pair occurs.
    """
    if "j" in labels and "q" in labels and not counts[labels.index("j"), labels.index("q")]:
        return "j", "q"
    common = counts[:, 1:].sum(axis=0)  # (V - 1,)
    unseen = counts[1:, 1:] == 0
    if not unseen.any():
        return None
    worth = np.where(unseen, np.minimum(common[:, None], common[None, :]), -1)
    first, second = np.unravel_index(int(worth.argmax()), worth.shape)
    return labels[first + 1], labels[second + 1]


def spliced(names: list[str], first: str, second: str) -> str:
    """Return the beginning of one name up to `first` with the end of another from `second` on.

    Example: spliced(["benjamin", "quinn"], "j", "q") -> "benjquinn"
    """
    head = next(name for name in names if first in name)
    tail = next(name for name in names if second in name)
    return head[: head.index(first) + 1] + tail[tail.index(second) :]


def _unseen() -> tuple[str, str] | None:
    return unseen_pair(_counts(), here.vocabulary().labels)


def _impossible_name(pair: tuple[str, str]) -> str:
    column = corpora.corpus(here.source()).column
    found = [column.filter(pc.match_substring(column, one))[:1].to_pylist()[0] for one in pair]
    return spliced(found, *pair)


def _counts() -> np.ndarray:
    counts: np.ndarray = cached.count_matrix(here.source()).numpy()
    return counts


def _show() -> DeltaGenerator:
    box, reply = here.beside(here.SLIDER)
    with box:
        smoothing = controls.log_slider(
            SMOOTHING,
            _("Smoothing"),
            help=_("Added to every count. 0 changes nothing; with 1, every pair counts once more."),
        )
    pair = _unseen()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _show_table(smoothing, pair)
    with right:
        _show_numbers(smoothing, pair)
        _show_samples(smoothing)
    if len(here.vocabulary()) <= LARGEST:
        _follow(smoothing, pair)
    return reply


def _show_table(smoothing: float, pair: tuple[str, str] | None) -> None:
    source, cell = here.source(), _cell(pair)
    tokens = _tokens(source, here.shown(), cell)
    words = table_words(_counts(), here.vocabulary().labels, tokens)
    plot(
        _picture(source, tokens, cell, smoothing, words),
        key="lesson_smoothed",
        label=_("Heatmap of the probabilities. Row: a character. Column: the next one."),
        height=440,
    )


def _cell(pair: tuple[str, str] | None) -> tuple[int, ...]:
    return tuple(here.vocabulary().labels.index(character) for character in pair or ())


def _tokens(source: Source, shown: int, cell: tuple[int, ...]) -> np.ndarray:
    """Return the commonest tokens and those of the cell, (n,)."""
    return np.union1d(cached.common_tokens(source, shown), cell).astype(np.int64)


def _picture(
    source: Source,
    tokens: np.ndarray,
    cell: tuple[int, ...],
    smoothing: float,
    words: list[list[str]] | None,
) -> dict[str, Any]:
    """Return the table of some tokens (n,), the cell framed; `words` (n, n) are for the mouse."""
    labels, counts = cached.counts(source).vocabulary.labels, cached.count_matrix(source).numpy()
    table = table_of(labels, counts, cached.count_model(source, smoothing), tokens)
    selected = evidence.place_among(tokens, (cell[0], cell[1])) if cell else None
    return pair_heatmap(table, words, show="probabilities", log=True, selected=selected)


@remembered()
def _frames(source: Source, shown: int, cell: tuple[int, ...]) -> str:
    """Return the frames of the table, one a mark of the slider."""
    tokens = _tokens(source, shown, cell)
    return frames_json([_picture(source, tokens, cell, mark, None) for mark in SMOOTHING.marks])


def _show_numbers(smoothing: float, pair: tuple[str, str] | None) -> None:
    with st.container(horizontal=True, gap="medium"):
        if pair is not None:
            name = _impossible_name(pair)
            label = _("nll of {name}").format(name=on_page(name))
            _number("lesson_name", label, nats(_nll_of_name(smoothing, name)))
        _number("lesson_nll", _("nll of the list"), nats(_nll(smoothing)))
        _number(
            "lesson_perplexity",
            _("Perplexity"),
            nats(math.exp(_nll(smoothing))),
            help=_("As if the machine had to guess among this many characters."),
        )


def _number(key: str, label: str, value: str, *, help: str | None = None) -> None:
    with st.container(key=key, width="content"):
        st.metric(label, value, help=help, width="content")


def _follow(smoothing: float, pair: tuple[str, str] | None) -> None:
    """Let the table and the numbers follow the slider."""
    source, name = here.source(), _impossible_name(pair) if pair else None
    frames = _frames(source, here.shown(), _cell(pair))
    plot_follows("lesson_smoothed", SLIDER, MARKS, frames)
    numbers_follow(SLIDER, MARKS, _texts(source, name), mark_of(smoothing))


@remembered()
def _texts(source: Source, name: str | None) -> dict[str, list[str]]:
    """Return what the numbers say at each mark of the slider."""
    nlls = nlls_at_marks(source)
    texts = {
        "lesson_nll": [nats(nll) for nll in nlls],
        "lesson_perplexity": [nats(math.exp(nll)) for nll in nlls],
    }
    if name is not None:
        models = [cached.count_model(source, mark) for mark in SMOOTHING.marks]
        texts["lesson_name"] = [nats(score_name(one, name).per_token) for one in models]
    return texts


def _show_samples(smoothing: float) -> None:
    who = (roster.counted(here.source(), smoothing),)
    rows = cached.walks(here.source(), who, number=SAMPLES, seed=SEED, temperature=1.0)
    st.markdown(_("Names that this table makes:"))
    names = safe.shown(here.source(), [walk.name for (walk,) in rows])
    st.markdown("\n".join(f"- {here.made(name)}" for name in names))
    safe.say_of(names)


def _nll(smoothing: float) -> float:
    nll: float = cached.count_nll(here.source(), smoothing)
    return nll


def _nll_of_name(smoothing: float, name: str) -> float:
    return score_name(cached.count_model(here.source(), smoothing), name).per_token


def noise_mark(size: int, without: float, most: float) -> float:
    """Return from which perplexity on a table counts as noise, always below what can be reached.

    `size` is V, where a blind guess has the perplexity V; `without` and `most` are the perplexities
    without smoothing and with the most that the slider gives.
    """
    return min(NOISE * size, without + NOISE * (most - without))


def _mark() -> float:
    without, most = (math.exp(_nll(one)) for one in (0.0, SMOOTHING.maximum))
    return noise_mark(len(here.vocabulary()), without, most)


def _task() -> Task:
    smoothing = controls.now(SMOOTHING)
    perplexity, goal, pair = math.exp(_nll(smoothing)), _mark(), _unseen()
    return Task(
        text=_text_of_task(pair, goal),
        done=perplexity >= goal,
        reply=_reply(smoothing, perplexity, goal, pair),
        hint=_(
            "Move the slider to the right: first a little, then as far as it goes. Watch the table "
            "and the names."
        ),
    )


def _text_of_task(pair: tuple[str, str] | None, goal: float) -> str:
    if pair is None:
        sentence = _(
            "Smooth until the table is hardly better than a blind guess: a perplexity above {goal}."
        )
    else:
        sentence = _(
            "First make the nll of {name} finite. Then smooth on until the table is hardly "
            "better than a blind guess: a perplexity above {goal}. A blind guess has {size}."
        )
    name = on_page(_impossible_name(pair)) if pair else ""
    return sentence.format(name=name, goal=nats(goal), size=f"{len(here.vocabulary()):,}")


def _reply(smoothing: float, perplexity: float, goal: float, pair: tuple[str, str] | None) -> str:
    if not smoothing:
        return ""
    if perplexity >= goal:
        return _(
            "Noise! With smoothing {smoothing} what was added weighs more than what was counted, "
            "and all rows look alike. A little smoothing makes the machine fair; too much makes it "
            "forget what it has learned."
        ).format(smoothing=f"{smoothing:g}")
    if pair is None:
        return _("The perplexity is {perplexity}. Smooth more.").format(perplexity=nats(perplexity))
    return _(
        "The first half is done: nothing is impossible now. The perplexity is {perplexity}. Smooth "
        "on, until it is above {goal}."
    ).format(perplexity=nats(perplexity), goal=nats(goal))


CONTENT = Content(
    text=_text,
    show=_show,
    task=_task,
    page="views/counts.py",
    library="""\
from makemore import CountModel, mean_nll

names = open("names.txt").read().splitlines()
model = CountModel.fit(names, smoothing=1)
print(mean_nll(model, names))""",
    lecture=COUNTED
    + """\
P = (N + 1).float()  # smoothing: one more of every pair
P /= P.sum(1, keepdim=True)
log_likelihood = 0.0
n = 0
for w in words:
    chs = ["."] + list(w) + ["."]
    for ch1, ch2 in zip(chs, chs[1:]):
        log_likelihood += torch.log(P[stoi[ch1], stoi[ch2]]).item()
        n += 1
print(-log_likelihood / n)""",
    seconds=3706,
)
