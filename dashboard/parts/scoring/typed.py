"""Names that a person types: read as the list was, and scored by the models that take part."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.charts.score_tables import scores_table
from dashboard.contenders.contender import Judged
from dashboard.contenders.here import Here
from dashboard.contenders.roster import judged_by, marks_of
from dashboard.lists import corpora
from dashboard.lists.source import Source
from dashboard.words import language
from dashboard.words.text import plain
from makemore.corpus import corpus_of
from makemore.errors import EmptyListError, MakemoreError


def read(typed: str, source: Source) -> str:
    """Return a name as it would be read from a list: trimmed, and lowered if the list was."""
    return next(iter(read_all([typed], source)), "") if typed.strip() else ""


def read_all(lines: Sequence[str], source: Source) -> list[str]:
    """Return several names as they would be read from a list; says why where none can be."""
    try:
        rules = source.rules.mending(turkish=corpora.corpus(source).turkish)
        names = corpus_of(lines, lower=source.lower, rules=rules).names
        return [corpora.told_apart(name, source) for name in names]
    except EmptyListError:
        return []
    except MakemoreError as error:
        st.warning(plain(language.explain(error)))
        return []


def judge(name: str, here: Here) -> list[Judged]:
    """Return the name under each model; none, and a sentence, where they cannot read it."""
    row = row_of(name, here) if name else []
    if isinstance(row, str):
        st.warning(plain(row))
        return []
    return row


def row_of(name: str, here: Here) -> list[Judged] | str:
    """Return a name under each model, or why it cannot be scored."""
    try:
        return judged_by(here.source, name, here.contenders)
    except MakemoreError as error:
        return language.explain(error)


def table(rows: Sequence[Sequence[Judged] | str], names: Sequence[str], here: Here) -> str:
    """Return the table of some names with what is known of each."""
    marks = marks_of(here.source, names)
    return scores_table(rows, names, marks, boundary=here.vocabulary.boundary_label)
