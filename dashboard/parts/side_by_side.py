"""The names that models make of the same dice, side by side; they follow the temperature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.charts.compare import names_columns, names_table
from dashboard.charts.tables import Entry
from dashboard.contenders import cached
from dashboard.contenders.here import Here
from dashboard.frame import ahead, safe
from dashboard.frame.download import offer_file
from dashboard.parts import scores
from dashboard.plot import Seen
from dashboard.plot.follow import MOST_NAMES
from dashboard.state.settings import TEMPERATURE
from dashboard.words.language import _, in_one_language, language
from makemore.comparing import names_held
from makemore.export import csv_bytes
from makemore.sampling import Walk, sample_side_by_side

_KEY = "names_compared"


@dataclass(frozen=True)
class Asked:
    """Which models make how many names, from which dice, and the lines of their scores."""

    here: Here
    lines: Sequence[Entry]
    number: int
    seed: int


@dataclass(frozen=True)
class Made:
    """Names as walks, a row the same dice; those that the list has, and those that are hidden."""

    rows: Sequence[tuple[Walk, ...]]
    known: frozenset[str]
    hidden: frozenset[str]

    def seen(self, asked: Asked) -> Seen:
        """Return what the page shows of them."""
        columns = [(one.key, one.title) for one in asked.here.contenders]
        table = names_table(self.rows, self.known, columns, hidden=self.hidden)
        words = scores.sentence(asked.here, asked.lines, self.rows, self.known)
        return Seen(html={_KEY: table}, words={scores.SAID: words})

    @property
    def names(self) -> tuple[str, ...]:
        """All the names, row by row."""
        return _names(self.rows)


def made_now(asked: Asked, temperature: float) -> Made:
    """Return the names at a temperature, kept for the next run."""
    source, who = asked.here.source, asked.here.contenders
    rows = cached.walks(source, who, number=asked.number, seed=asked.seed, temperature=temperature)
    names = _names(rows)
    return Made(rows, cached.held(source, names), safe.rude(source, names))


def show(made: Made, asked: Asked, seen: Seen) -> None:
    """Show the names as a table, and offer them as a file."""
    with st.container(key=_KEY):
        st.html(seen.html[_KEY])
    safe.say(sum(name in made.hidden for name in made.names))
    titles = [one.title for one in asked.here.contenders]
    offer_file(
        _("Download these names (CSV)"),
        "names.csv",
        "text/csv",
        lambda: csv_bytes(names_columns(made.rows, made.known, titles, hidden=made.hidden)),
    )


@st.fragment
@in_one_language
def follow(asked: Asked, temperature: float, own: Seen) -> None:
    """Let the names, and what is said of them, follow the temperature."""
    if asked.number > MOST_NAMES:
        return
    here = asked.here
    who = tuple(one.fingerprint for one in here.contenders)
    shown = bool(st.session_state.get("rude")), language()
    key = (here.source, who, asked.number, asked.seed, shown)
    ahead.follow(TEMPERATURE, temperature, key, own, lambda mark: _ahead(asked, mark))


def _ahead(asked: Asked, temperature: float) -> Seen:
    """Return what the page would show at another temperature; the walks are not kept."""
    source, models = asked.here.source, [one.model for one in asked.here.contenders]
    rows = sample_side_by_side(models, asked.number, seed=asked.seed, temperature=temperature)
    names = _names(rows)
    known = names_held(cached.corpus(source).column, names)
    return Made(rows, known, safe.rude(source, names)).seen(asked)


def _names(rows: Sequence[tuple[Walk, ...]]) -> tuple[str, ...]:
    return tuple(walk.name for row in rows for walk in row)
