"""Counts: the table of pairs as a heatmap, and what smoothing does to it."""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.bars import next_character_bars, ranked
from dashboard.charts.matrix import LEGIBLE
from dashboard.charts.pair_table import PairTable, pair_heatmap
from dashboard.contenders import cached, roster
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.parts import evidence, trap
from dashboard.plot import plot
from dashboard.state import session
from dashboard.state.settings import COLOUR, SHOW, SHOWN, SMOOTHING, within
from dashboard.words import pairs
from dashboard.words.language import _, in_one_language
from dashboard.words.text import plain
from makemore.export import matrix_csv
from makemore.lecture import count_by_loop
from makemore.models.ngram import CountModel
from makemore.scoring import unseen_pairs
from makemore.vocabulary import BOUNDARY

TOP = 27  # bars
MANY, LITTLE = 1000, 0.05  # names and nats: what is said of a nll that hardly feels smoothing
NAMED = 5  # pairs named as the reason of an infinity
Cell = tuple[int, int]  # tokens: row, column

source = session.source()
labels = cached.counts(source).vocabulary.labels
matrix = cached.count_matrix(source).numpy()


def say_what_this_is() -> None:
    """Say how to read the table, with one of its numbers."""
    st.markdown(
        _(
            "Each cell says how often the character on top comes right after the character on the "
            "left. Strong colour: often. Grey: never. The sign **{boundary}** stands for the "
            "start and the end of a name."
        ).format(boundary=plain(labels[BOUNDARY]))
    )


@dataclass(frozen=True)
class Picture:
    """How the table is drawn."""

    show: str
    smoothing: float
    log: bool  # colours by orders of magnitude
    numbers: bool  # in the cells
    tokens: np.ndarray  # the characters shown, (n,)

    @classmethod
    def of(cls, show: str, smoothing: float, colour: str, numbers: bool, shown: float) -> Picture:
        """Return the picture that the controls ask for."""
        tokens = cached.common_tokens(source, int(shown))
        return cls(show, smoothing, colour == "log", numbers, tokens)

    @property
    def large(self) -> bool:
        """Whether it needs the whole width of the page."""
        return self.numbers or len(self.tokens) > LEGIBLE


def asked_for() -> Picture | None:
    """Return what the controls will say, before they are drawn; None until they were drawn once."""
    state = st.session_state
    if any(name not in state for name in (SHOW.name, SMOOTHING.name, COLOUR.name, SHOWN.name)):
        return None
    return Picture.of(
        controls.one_of(SHOW, state[SHOW.name]),
        within(SMOOTHING, state[SMOOTHING.name]),
        controls.one_of(COLOUR, state[COLOUR.name]),
        state.get("numbers", False),
        within(SHOWN, state[SHOWN.name]),
    )


def choose(bar: DeltaGenerator) -> Picture:
    """Show the controls."""
    with bar.container(width="content"):
        show = controls.choice(SHOW, _("Show"))
    with bar.container(width=360):
        smoothing = controls.log_slider(
            SMOOTHING,
            _("Smoothing"),
            help=_("Added to every count. 0 changes nothing; with 1, every pair counts once more."),
        )
    with bar.popover(_("Picture"), icon=":material/tune:"):
        colour = controls.choice(
            COLOUR,
            _("Colour"),
            help=_("On the log scale, ten times as often is one step: rare pairs show too."),
        )
        numbers = controls.switch("numbers", _("Numbers in the cells"))
        number = controls.number(SHOWN, _("How many characters, the commonest first"))
    return Picture.of(show, smoothing, colour, numbers, number)


def show_table(model: CountModel, picture: Picture, cell: Cell) -> None:
    """Show the heatmap with the selected cell framed; a click selects another."""
    tokens = picture.tokens
    figure = pair_heatmap(
        table_of(model, tokens),
        cached.pair_words(source, len(tokens)),
        show=picture.show,
        log=picture.log,
        numbers=picture.numbers,
        dark=st.context.theme.type == "dark",
        selected=evidence.place_among(tokens, cell),
    )
    plot(
        figure,
        key="table",
        label=_("Heatmap of all pairs. Row: a character. Column: the next one."),
        height=900 if picture.large else 600,
        on_click=lambda click: session.select(*tokens[list(click.point)].tolist()),
    )
    st.caption(meaning(picture.show))
    if picture.numbers and len(tokens) > LEGIBLE:
        small = _("The cells have room for numbers with up to {number} characters.")
        st.caption(small.format(number=LEGIBLE))
    if len(tokens) < len(labels):
        some = _("The table shows the {shown} commonest of {all} characters.")
        st.caption(some.format(shown=len(tokens), all=f"{len(labels):,}"))


def meaning(show: str) -> str:
    """Return what the numbers of the table are."""
    return {
        "counts": _("Counts: how often each pair occurs in the list, plus the smoothing."),
        "probabilities": _("Probabilities: each row divided by its sum, so it adds up to 100 %."),
        "surprisal": _(
            "Surprisal: minus the natural logarithm of the probability. 0 for what is certain, "
            "more for what is rare, infinite (∞) for what never comes."
        ),
    }[show]


def show_nll(model: CountModel) -> None:
    """Show how surprised the model is by the list it was counted from."""
    nll = cached.count_nll(source, model.smoothing)
    held_out = cached.held_out_nll(source, model)
    with st.container(horizontal=True, gap="medium"):
        st.metric(_("nll"), pairs.nats(nll, 4), width="content")
        if held_out is not None:
            st.metric(_("nll of held-out names"), pairs.nats(held_out, 4), width="content")
        st.metric(
            _("Perplexity"),
            pairs.nats(math.exp(nll)),
            help=_(
                "The nll in other words: the model is as unsure as if it chose among so many "
                "characters, all equally likely. Without knowing anything it would be {all}."
            ).format(all=f"{len(labels):,}"),
            width="content",
        )
    st.caption(
        _(
            "nll: how surprised the model is, on average, by the next character. 0 is perfect, "
            "lower is better."
        )
    )
    if held_out == math.inf:
        explain_infinity(model)


def explain_infinity(model: CountModel) -> None:
    """Name some pairs of held-out names that are impossible."""
    held_out = cached.held_out_counts(source)
    found = unseen_pairs(model, held_out) if held_out else []
    st.markdown(
        _(
            "The nll of the held-out names is infinite: they hold pairs that the other names never "
            "have, such as {pairs}. Smoothing mends that."
        ).format(pairs=", ".join(map(pairs.on_page, found[:NAMED])))
    )


def explain_smoothing(smoothing: float) -> None:
    """Say what smoothing does to this list, with digits enough to see it."""
    if smoothing == 0:
        sentence = _(
            "Impossible without smoothing: {unseen} of {all} pairs, those that the list never has. "
            "A little smoothing makes every pair possible."
        ).format(unseen=f"{(matrix == 0).sum():,}", all=f"{matrix.size:,}")
        st.markdown(sentence)
        return
    before, after = cached.count_nll(source, 0.0), cached.count_nll(source, smoothing)
    sentence = _(
        "Smoothing {smoothing} makes every pair possible. The price: on this list the nll goes "
        "from {before} to {after}, {more} more."
    ).format(
        smoothing=f"{smoothing:g}",
        before=f"{before:.6f}",
        after=f"{after:.6f}",
        more=f"{round(after, 6) - round(before, 6):.6f}",
    )
    st.markdown(sentence)
    names = len(cached.train_corpus(source))
    if names > MANY and after - before < LITTLE:
        st.caption(
            _(
                "With {names} names that is little. Use only the first 50 names of the list, and "
                "smoothing shows."
            ).format(names=f"{names:,}")
        )
        st.page_link(
            "views/names.py", label=_("Choose how many names to use"), icon=":material/list:"
        )


def choose_pair(cell: Cell) -> None:
    """Select a cell without a mouse."""
    row, column = cell
    with st.container(horizontal=True, wrap=False):
        picker("row", _("Character"), row, _("{boundary} (start)"))
        picker("column", _("Next character"), column, _("{boundary} (end)"))


def picker(name: str, label: str, token: int, boundary: str) -> None:
    """Show a list of all characters that selects a row or a column."""
    signs = [boundary.format(boundary=labels[BOUNDARY]), *map(pairs.visible, labels[1:])]
    key = f"picked_{name}"
    st.session_state[key] = token
    st.selectbox(
        label,
        range(len(labels)),
        key=key,
        format_func=signs.__getitem__,
        on_change=take_picks,
    )


def take_picks() -> None:
    """Select what the pickers say."""
    session.select(st.session_state["picked_row"], st.session_state["picked_column"])


def explain_pair(cell: Cell, share: float, smoothing: float) -> None:
    """Say how often the selected pair occurs, and what the model makes of it."""
    row, column = cell
    count, total = int(matrix[row, column]), int(matrix[row].sum())
    pair = pairs.Pair(row, column, labels[row], labels[column], count, total)
    sentences = [pairs.how_often(pair, pairs.on_page)]
    if share == 0:
        sentences.append(pairs.impossible(pair, pairs.on_page))
    else:
        if smoothing:
            sentences.append(pairs.smoothed(pair, smoothing, len(labels), share))
        surprisal = _("Its surprisal is {nats}.")
        sentences.append(surprisal.format(nats=pairs.nats(abs(math.log(share)))))
    st.markdown(" ".join(sentences), help=meaning("surprisal"))


def show_row(cell: Cell, probabilities: np.ndarray) -> None:
    """Show what comes after the selected character, the likeliest first."""
    row, column = cell
    tokens = ranked(probabilities, TOP)
    plot(
        next_character_bars(probabilities, labels, top=TOP, selected=column),
        key="bars",
        label=_("Bars: what comes next, the likeliest first."),
        height=24 + 16 * len(tokens),
        on_click=lambda click: session.select(row, int(tokens[click.point[0]])),
    )
    if len(tokens) < len(labels):
        some = _("The {shown} likeliest of {all}.")
        st.caption(some.format(shown=len(tokens), all=f"{len(labels):,}"))


def offer_numbers(row: int, probabilities: np.ndarray, model: CountModel, show: str) -> None:
    """Show the selected row as a table, and offer the whole matrix as a file."""
    box = st.expander(_("The numbers"), key="numbers_open", on_change="rerun")
    if not box.open:
        return
    tokens = ranked(probabilities, len(labels))
    shares = probabilities[tokens]
    with np.errstate(divide="ignore"):
        surprisals = np.abs(np.log(shares))
    with box:
        st.dataframe(
            {
                _("next character"): [pairs.visible(labels[token]) for token in tokens],
                _("count"): matrix[row, tokens],
                _("probability"): shares,
                _("cumulative"): shares.cumsum(),
                _("surprisal"): [pairs.nats(value, 4) for value in surprisals.tolist()],
            }
        )
        every = np.arange(len(labels))
        st.download_button(
            _("Download the whole table as CSV"),
            lambda: matrix_csv(table_of(model, every).values(show), labels),
            file_name=f"{show}.csv",
            mime="text/csv",
            on_click="ignore",
        )


def show_code() -> None:
    """Show the lecture's counting loop, and say how the fast one works."""
    with st.expander(_("How the pairs are counted")):
        st.markdown(_("The lecture's way, one pair at a time:"))
        st.code(inspect.getsource(count_by_loop))
        st.markdown(
            _(
                "The page counts in another way, with the same result and thousands of times "
                "faster. A list of names is a row of numbers, one a letter. Two numbers side by "
                "side, read as one larger number, already are the name of a pair. So all pairs are "
                "read at once and sorted into boxes by that number, with no loop in Python."
            )
        )


def probabilities_after(model: CountModel, tokens: np.ndarray) -> np.ndarray:
    """Return P(next | token) for some tokens (n,), (n, V)."""
    probabilities: np.ndarray = (
        model.log_probabilities(torch.from_numpy(tokens)[:, None]).exp().numpy()
    )
    return probabilities


def table_of(model: CountModel, tokens: np.ndarray) -> PairTable:
    """Return the table of some tokens (n,); it needs no cache, so that a download can call it."""
    return PairTable(
        tuple(labels[token] for token in tokens),
        matrix[np.ix_(tokens, tokens)],
        matrix[tokens].sum(axis=1),
        probabilities_after(model, tokens)[:, tokens],
        model.smoothing,
    )


@st.fragment  # a slider's move runs no more than this
@in_one_language
def explore() -> None:
    """Show what moves with the smoothing and with the selected cell.

    After a slider's move the table is drawn before the controls above it: it is what the eye waits
    for, and the browser paints it while the rest is on its way.
    """
    cell = row, column = session.selected()
    bar = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    known = asked_for()
    picture = known or choose(bar)
    model = cached.count_model(source, picture.smoothing)
    after = probabilities_after(model, np.array([row]))[0]  # (V,)
    if picture.large:
        wide, narrow = st.container(), st.container()
    else:
        wide, narrow = st.columns([2, 1], gap="medium")
    with wide:
        show_table(model, picture, cell)
    if known:
        choose(bar)
    with wide:
        explain_smoothing(picture.smoothing)
    with narrow:
        show_nll(model)
        choose_pair(cell)
        explain_pair(cell, float(after[column]), picture.smoothing)
        show_row(cell, after)
    evidence.show(source, row, column, roster.lecture(source, picture.smoothing))
    offer_numbers(row, after, model, picture.show)
    trap.show(source, row, column)


title(
    _("Counts"),
    *("bigram", "count", "heatmap", "probability", "normalizing"),
    *("smoothing", "surprisal", "nll", "perplexity", "broadcasting"),
)
say_what_this_is()
explore()
show_code()
