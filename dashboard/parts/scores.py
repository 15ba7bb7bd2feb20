"""The scores of several models: the table, what its numbers mean, and the sentence above it."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import partial

import streamlit as st

from dashboard.charts.tables import Entry, is_infinite, scores_table
from dashboard.contenders import cached
from dashboard.contenders.contender import Contender, fitted
from dashboard.contenders.here import Here
from dashboard.lists.source import Source
from dashboard.state import address
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import _, sentences, with_commas
from dashboard.words.text import apart, plain
from makemore.comparing import Score, parting
from makemore.models.model import LanguageModel
from makemore.sampling import Walk
from makemore.scoring import unseen_pairs

BLIND = "uniform"
MUCH = 0.05  # nats; the lecture's 200 steps leave less
SAID = "compared"  # the key of the sentence


def entries(here: Here) -> list[Entry]:
    """Return the scores of a blind guess and of the contenders, in their order."""
    return [_entry(here.source, one) for one in (blind(here.source), *here.contenders)]


def blind(source: Source) -> Contender:
    """Return the blind guess, against which whatever learns is measured."""
    return fitted(BLIND, {}, cached.fitted(source, BLIND, ()))


def _entry(source: Source, one: Contender) -> Entry:
    nll, held_out = cached.scores(source, one)
    return Entry(one.key, one.title, Score(nll), held_out)


def show(here: Here, lines: Sequence[Entry]) -> None:
    """Show the table of scores, what its numbers mean, and why one is infinite."""
    st.html(scores_table(lines))
    st.caption(
        _(
            "**nll**: how surprised the model is, on average, by the next character, in nats; "
            "0 is perfect, lower is better. **Perplexity**: as if it had to guess among this "
            "many characters. **Bits**: the same surprise, counted in yes-or-no questions."
        )
    )
    for one, line in zip(here.contenders, lines[1:], strict=True):
        if is_infinite(line.held_out) or is_infinite(line.score.nll):
            st.caption(why_infinite(here.source, one, line.score.nll))


def why_infinite(source: Source, one: Contender, train: float) -> str:
    """Return why an nll is infinite, on training names or on held-out ones: impossible pairs."""
    said = _(
        "{title}: the nll is infinite, because the model considers pairs of these names "
        "impossible, such as **{pairs}**."
    ).format(
        title=plain(one.title),
        pairs=plain(with_commas(map(apart, _unseen(source, one.model, train)[:3]))),
    )
    mended = _("Smoothing above 0 mends that.") if SMOOTHING.name in one.values else ""
    return sentences(said, mended)


def _unseen(source: Source, model: LanguageModel, train: float) -> list[str]:
    names = cached.material(source) if is_infinite(train) else cached.held_out(source)
    assert names is not None
    return unseen_pairs(model, names.counts(model.context_size))


def say(here: Here, lines: Sequence[Entry], words: str) -> None:
    """Say what the comparison shows, and what there is to do."""
    apart = len(here.contenders) > 1
    if apart:
        _say_what_keeps_apart(here, lines)
    with st.container(key=SAID):
        st.markdown(words)
    if apart:
        _offer_more(here, lines)


def sentence(
    here: Here,
    lines: Sequence[Entry],
    rows: Sequence[tuple[Walk, ...]],
    known: Collection[str],
) -> str:
    """Return in one sentence what the comparison shows; what the dice make of it is bold."""
    who = here.contenders
    if len(who) == 1:
        ready = _("**{model}** is ready. With a second model, both make names from one dice.")
        return ready.format(model=plain(who[0].title))
    first, second = who[0], who[-1]
    gap = lines[len(who)].score.nll - lines[1].score.nll
    said = _(
        "From the same dice, **{first}** and **{second}** make **{alike} of {number}** names "
        "exactly alike. In the list already are **{listed}** of the {number} names of "
        "**{first}**, **{others}** of those of **{second}**. {gap}"
    )
    return said.format(
        first=first.name,
        second=second.name,
        alike=sum(parting(row[0], row[-1]) is None for row in rows),
        number=f"{len(rows):,}",
        listed=_listed([row[0] for row in rows], known),
        others=_listed([row[-1] for row in rows], known),
        gap=_gap_words(gap, first, second),
    )


def _say_what_keeps_apart(here: Here, lines: Sequence[Entry]) -> None:
    """Say so where smoothing keeps counts from what networks learn, and offer the remedy."""
    floor = cached.count_nll(here.source, 0.0)
    networks = any(one.family.training for one in here.contenders)
    for one, line in zip(here.contenders, lines[1:], strict=False):
        if networks and one.values.get(SMOOTHING.name) and line.score.nll - floor > MUCH:
            said = _(
                "Smoothing is **{smoothing}**: it keeps **{model}** away from what the list says, "
                "and so from a network that learns it."
            )
            smoothing = f"{one.values[SMOOTHING.name]:,g}"
            st.markdown(said.format(smoothing=smoothing, model=one.name))
            put = partial(address.put, SMOOTHING.name, 0.0)
            st.button(_("Set smoothing to 0"), key=f"meet_{one.key}", on_click=put)


def _listed(walks: Sequence[Walk], known: Collection[str]) -> int:
    """Return how many names of some walks are in the list; one that was cut is none."""
    return sum(walk.ended and walk.name in known for walk in walks)


def _gap_words(gap: float, first: Contender, second: Contender) -> str:
    """Return in words how far the second model's nll is from the first one's, nats."""
    if math.isnan(gap) or abs(gap) < 0.00005:
        return _("Their nll is the same to four decimals.")
    if gap > 0:
        sentence = _("The nll of **{second}** is **{size} nats** above that of **{first}**.")
    elif first.values.get("smoothing"):
        sentence = _(
            "The nll of **{second}** is **{size} nats** below that of **{first}**, which smoothing "
            "holds back."
        )
    else:
        sentence = _("The nll of **{second}** is **{size} nats** below that of **{first}**.")
    return sentence.format(first=first.name, second=second.name, size=f"{abs(gap):.4f}")


def _offer_more(here: Here, lines: Sequence[Entry]) -> None:
    """Offer to train on what has learned little: a count of the same contexts is its floor."""
    floor = cached.count_nll(here.source, 0.0)
    for one, line in zip(here.contenders, lines[1:], strict=False):
        if one.family.training and line.score.nll - floor > MUCH:
            st.page_link(
                "views/train.py",
                label=_("{model} has more to learn: train it longer").format(model=one.name),
                icon=":material/arrow_forward:",
            )
