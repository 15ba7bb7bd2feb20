"""Score a name: how surprised each model is by every letter of a name that a person types.

All of it is one fragment: typing repaints only this page.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from dashboard.charts import score as charts
from dashboard.contenders import cached
from dashboard.contenders.roster import Judge, judged_by, judges_of, marks_of
from dashboard.frame import controls
from dashboard.frame.title import title
from dashboard.state import session
from dashboard.state.settings import SMOOTHING
from dashboard.words import language
from dashboard.words.language import _, in_one_language, plural
from dashboard.words.text import plain
from makemore.corpus import MAX_NAME_LENGTH, corpus_of
from makemore.errors import EmptyListError, MakemoreError
from makemore.vocabulary import BOUNDARY

MOST = 50  # names compared at once
EXTREMES = 10  # of the list, each way
REMEDY = 1.0  # smoothing that one press of the button sets
source = session.source()
vocabulary = cached.counts(source).vocabulary
column = cached.corpus(source).column


@st.fragment
@in_one_language
def scoring() -> None:
    """Show the name in the box as the models see it."""
    sentence, row, picture, more = (st.container() for _place in range(4))
    with row:
        typed, smoothing = choose()
    judges = judges_of(source, smoothing)
    with picture:
        name = read(typed)
        judged = judge(name, judges)
        if judged:
            st.html(charts.letters(judged, blind=math.log(len(vocabulary))))
            offer_smoothing(judged[0])
            say_what_is_known(name, typed, judged)
            st.html(table([judged], [name]))
        explain(judges)
    with sentence:
        say(name, judged)
    with more:
        show_sum(judged, smoothing)
        compare_names(judges)
        show_extremes(judges)


def choose() -> tuple[str, float]:
    """Show the box for the name and the smoothing; return both."""
    left, right = st.columns([2, 3], gap="medium", vertical_alignment="bottom")
    typed = left.text_input(
        _("A name"),
        value=str(column[0]),
        max_chars=MAX_NAME_LENGTH,
        key=f"name {source.digest}",
        persist_state="session",
        autocomplete="off",
        live=True,
    )
    with right:
        smoothing = controls.log_slider(
            SMOOTHING,
            _("Smoothing of the counts"),
            help=_("Added to every count. Above 0, no pair is impossible."),
        )
    return typed or "", smoothing


def read(typed: str) -> str:
    """Return a name as it would be read from a list: trimmed, and lowered if the list was."""
    return read_all([typed])[0] if typed.strip() else ""


def read_all(lines: Sequence[str]) -> list[str]:
    """Return several names as they would be read from a list; says why where none can be."""
    try:
        return corpus_of(lines, lower=source.lower, rules=source.rules.mending).names
    except EmptyListError:
        return []
    except MakemoreError as error:
        st.warning(plain(language.explain(error)))
        return []


def judge(name: str, judges: Sequence[Judge]) -> list[charts.Judged]:
    """Return the name under each model; none, and a sentence, where they cannot read it."""
    if not name:
        return []
    try:
        return judged_by(source, name, judges)
    except MakemoreError as error:
        st.warning(plain(language.explain(error)))
        return []


def say(name: str, judged: Sequence[charts.Judged]) -> None:
    """Say in one sentence what the picture shows."""
    if name and not judged:
        st.markdown(_("This list cannot spell **{name}**.").format(name=plain(name)))
        return
    if not judged:
        st.markdown(_("Type a name, and see how much each of its letters surprises the models."))
        return
    counted = judged[0]
    score = counted.score
    if math.isinf(score.nll):
        sentence = _(
            "The counts hold **{name}** impossible: no name they learned from has **{pair}**, so "
            "its surprisal is infinite. With smoothing above 0 it becomes possible."
        )
    else:
        sentence = _(
            "To the counts, **{name}** is **{rank}** of the list: its nll is **{nll}** a "
            "character. Its rarest pair is **{pair}**."
        )
    st.markdown(
        sentence.format(
            name=plain(score.name),
            rank=charts.rank_text(counted.below, counted.above),
            nll=f"{score.per_token:.2f}",
            pair=plain(charts.pair_sign(score.letters, score.rarest, vocabulary.boundary_label)),
        )
    )


def offer_smoothing(counted: charts.Judged) -> None:
    """Offer what makes an impossible name possible."""
    if math.isinf(counted.score.nll):
        label = _("Set the smoothing to {smoothing}").format(smoothing=f"{REMEDY:g}")
        st.button(label, on_click=smooth, icon=":material/healing:")


def smooth() -> None:
    """Set the smoothing that makes every pair possible."""
    st.session_state[SMOOTHING.name] = REMEDY


def say_what_is_known(name: str, typed: str, judged: Sequence[charts.Judged]) -> None:
    """Say whether the list has the name, and what was changed in reading it."""
    notes = [mark_of(name)]
    if name != typed.strip():
        notes.append(
            _("All letters of this list were made small, so they are here too.")
            if source.lower and name == typed.strip().lower()
            else _("Read as {name}.").format(name=plain(name))
        )
    pair = charts.pair_sign(
        judged[0].score.letters, judged[0].score.rarest, vocabulary.boundary_label
    )
    if vocabulary.boundary_label in pair:
        sign = plain(vocabulary.boundary_label)
        notes.append(_("The sign {sign} stands for start and end.").format(sign=sign))
    st.caption(" ".join(notes))


def mark_of(name: str) -> str:
    """Return whether the list has a name, and whether the models learned from it."""
    if name in cached.held_back(source, (name,)):
        return _("This name was held out: it is in the list, but no model learned from it.")
    if name in cached.held(source, (name,)):
        return _("This name is in the list.")
    return _("This name is not in the list.")


def explain(judges: Sequence[Judge]) -> None:
    """Say what the numbers are, and what is missing."""
    st.caption(
        _(
            "Surprisal: minus the natural logarithm of the probability; high for what is rare, "
            "infinite (∞) for what is impossible. A bar above the dashed line is worse than a "
            "blind guess. **nll**: the sum over the name and its end; 0 is perfect, lower is "
            "better. **Perplexity**: as if the model had to guess among so many characters."
        )
    )
    if len(judges) > 1:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(_("The network has not learned from this list yet."), width="content")
        st.page_link("views/train.py", label=_("Train it"), icon=":material/trending_down:")


def table(rows: Sequence[Sequence[charts.Judged] | str], names: Sequence[str]) -> str:
    """Return the table of some names with what is known of each."""
    marks = marks_of(source, names)
    return charts.scores_table(rows, names, marks, boundary=vocabulary.boundary_label)


def pairs_of(name: str) -> list[tuple[int, int]]:
    """Return the pairs of a name as tokens, its start and its end among them."""
    tokens = [BOUNDARY, *vocabulary.encode(name), BOUNDARY]
    return list(zip(tokens, tokens[1:], strict=False))


def times(first: int, second: int) -> str:
    """Return how often a pair occurs among all pairs that begin as it does."""
    row = cached.count_matrix(source)[first]
    return _("{count} of {total}").format(count=f"{row[second]:,}", total=f"{row.sum():,}")


def show_sum(judged: Sequence[charts.Judged], smoothing: float) -> None:
    """Show where the numbers of the name come from."""
    box = st.expander(_("Where the numbers come from"), key="sum", on_change="rerun")
    if not box.open or not judged:
        return
    with box:
        score = judged[0].score
        st.html(charts.sums_table(judged, [times(*pair) for pair in pairs_of(score.name)]))
        if smoothing:
            added = _(
                "Smoothing {smoothing} adds {smoothing} to each count and {all} to what it is "
                "divided by: {smoothing} for each of the {size} characters, the end among them."
            )
            size = len(vocabulary)
            st.markdown(
                added.format(
                    smoothing=f"{smoothing:g}", all=f"{size * smoothing:g}", size=f"{size:,}"
                )
            )
        if math.isinf(score.nll):
            st.markdown(_("One infinite surprisal makes the whole sum infinite."))
            return
        sentence = _(
            "By the counts: nll = {nll}; divided by {number}, that is {each} a character, the end "
            "counted; perplexity = e to the power of {each} = {perplexity}."
        )
        st.markdown(
            sentence.format(
                nll=f"{score.nll:.4f}",
                number=len(score.surprisals),
                each=f"{score.per_token:.4f}",
                perplexity=charts.perplexity_text(score.per_token),
            )
        )


def compare_names(judges: Sequence[Judge]) -> None:
    """Show several names in one table."""
    box = st.expander(_("Compare several names"), key="several", on_change="rerun")
    if not box.open:
        return
    with box:
        first = str(column[0])
        typed = st.text_area(
            _("One name on each line"),
            value="\n".join([first, first[::-1], *column[1:3].to_pylist()]),
            key=f"names {source.digest}",
            persist_state="session",
            height=140,
        )
        names = list(dict.fromkeys(read_all((typed or "").splitlines())))
        if len(names) > MOST:
            names = names[:MOST]
            st.caption(plural("The first name.", "The first {number} names.", MOST))
        if names:
            st.html(table([row_of(name, judges) for name in names], names))


def row_of(name: str, judges: Sequence[Judge]) -> Sequence[charts.Judged] | str:
    """Return a name under each model, or why it cannot be scored."""
    try:
        return judged_by(source, name, judges)
    except MakemoreError as error:
        return language.explain(error)


def show_extremes(judges: Sequence[Judge]) -> None:
    """Show the names of the list that surprise least and most."""
    box = st.expander(
        _("The most and the least surprising names of the list"), key="extremes", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        for one in judges:
            least, most = cached.extremes(source, one.key, EXTREMES)
            st.markdown(f"**{plain(one.title)}**")
            st.html(charts.extremes_table(least, most))
        st.caption(
            _("By nll per character, the end counted. A name that stands there twice shows once.")
        )


title(_("Score a name"), "surprisal", "nll", "perplexity", "smoothing")
scoring()
