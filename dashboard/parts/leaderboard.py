"""Which of the chosen models does best on names that none of them has seen, and by how much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from dashboard.charts.tables import dotted, html_table, is_infinite, nll_text, row_cells
from dashboard.contenders import cached
from dashboard.contenders.contender import Contender
from dashboard.contenders.here import Here
from dashboard.parts import luck, scores
from dashboard.state.settings import SMOOTHING
from dashboard.words import pairs
from dashboard.words.language import _, plural, sentences
from dashboard.words.text import plain
from makemore.comparing import Score
from makemore.uncertainty import Interval


@dataclass(frozen=True)
class Standing:
    """A contender's nll, nats per character, and how far it is behind the best.

    Without held-out names there is no nll of theirs; an interval needs two that are finite.
    """

    one: Contender
    train: float
    held_out: float | None
    behind: Interval | None = None

    @property
    def rank(self) -> float:
        """What the smallest of comes first: held-out nll where there is one."""
        return self.train if self.held_out is None else self.held_out


def ranked(here: Here) -> list[Standing]:
    """Return the contenders and a blind guess, the best first."""
    who = (*here.contenders, scores.blind(here.source))
    lines = [Standing(one, *cached.scores(here.source, one)) for one in who]
    lines.sort(key=lambda line: line.rank)
    return [lines[0], *(_against(here, line, lines[0]) for line in lines[1:])]


def _against(here: Here, line: Standing, best: Standing) -> Standing:
    if not math.isfinite(line.held_out or math.inf) or not luck.can_tell(here):
        return line
    return replace(line, behind=cached.difference(here.source, line.one, best.one))


def say(here: Here, lines: Sequence[Standing]) -> None:
    """Say in a sentence or two who does best on the held-out names, and whether that is luck."""
    parts = cached.split(here.source)
    assert parts is not None
    best, *others = (line for line in lines if line.one.key != scores.BLIND)
    if is_infinite(best.held_out):
        sentence = _(
            "The {names} surprise **{best}** infinitely: it considers some of them impossible."
        )
    elif others:
        sentence = _(
            "**{best}** does best on the {names}: they surprise it by **{nll} nats** per character."
        )
    else:
        sentence = _("The {names} surprise **{best}** by **{nll} nats** per character.")
    said = sentence.format(
        best=plain(best.one.title),
        names=plural("{number} held-out name", "{number} held-out names", len(parts.held_out)),
        nll=pairs.nats(best.rank, 4),
    )
    st.markdown(sentences(said, _second(_against(here, others[0], best)) if others else ""))


def _second(line: Standing) -> str:
    """Return how far behind the second best is."""
    if is_infinite(line.held_out):
        sentence = _("**{second}** considers some of them impossible.")
    elif line.behind is None:
        sentence = _("Second is **{second}**.")
    elif not line.behind.certain:
        sentence = _("But **{second}** cannot be told apart from it: the rest may be luck.")
    elif line.behind.difference < luck.SLIGHT:
        sentence = _("**{second}** is behind by so little that it does not matter.")
    else:
        sentence = _("**{second}** is **{far} nats** behind, which is more than luck.")
    far = line.behind.difference if line.behind else math.nan
    return sentence.format(second=plain(line.one.title), far=f"{far:.4f}")


def show(here: Here, lines: Sequence[Standing]) -> None:
    """Show the table of the models, and what its numbers mean."""
    tested = lines[0].held_out is not None
    heads = [_("nll of held-out names")] if tested else []
    heads += [_("nll of training names"), _("above the best")]
    rows = [
        row_cells(dotted(line.one.key, line.one.title), *_cells(line, lines[0])) for line in lines
    ]
    st.html(html_table([_("model"), *heads], rows, numbers=True))
    if tested:
        st.caption(
            _(
                "The best stands on top. Below each distance stands where it lies in 95 of 100 "
                "draws of the held-out names. Where that holds 0, the two **cannot be told apart** "
                "with these names."
            )
        )
    else:
        st.caption(
            _(
                "These names are those that the models learned from: the more a model remembers, "
                "the better it looks here. Only held-out names tell whether it learned."
            )
        )
    for line in lines:
        if math.isinf(line.rank) and SMOOTHING.name not in line.one.values:  # its curve says why
            st.caption(scores.why_infinite(here.source, line.one, line.train))


def _cells(line: Standing, best: Standing) -> list[str]:
    nlls = [line.train] if line.held_out is None else [line.held_out, line.train]
    above = _("best") if line is best else _above(line, best)
    return [*map(nll_text, nlls), above]


def _above(line: Standing, best: Standing) -> str:
    """Return how far a model is behind the best, with its interval, as HTML."""
    far = nll_text(Score(line.rank).above(Score(best.rank)))
    if line.behind is None:
        return f"+{far}"
    where = _("{low} to {high}").format(
        low=f"{line.behind.low:+.4f}", high=f"{line.behind.high:+.4f}"
    )
    if not line.behind.certain:
        where += "<br>" + _("cannot be told apart")
    return f'+{far}<br><span class="aside">{where}</span>'
