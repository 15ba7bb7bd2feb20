"""Why is this number what it is? The names behind a pair, and what comes after and before.

Every page with a heatmap shows this part for the selected cell.
"""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from dashboard.charts.common import COUNT_COLOUR
from dashboard.contenders import cached
from dashboard.contenders.contender import Contender
from dashboard.lists.source import Source
from dashboard.words import pairs
from dashboard.words.language import _, in_one_language, plural, sentences
from dashboard.words.text import quoted
from makemore.evidence import positions
from makemore.vocabulary import BOUNDARY

SHOWN = 100  # names; whoever looks for others can search


def show(
    source: Source, row: int, column: int, who: Callable[[Source], Sequence[Contender]]
) -> None:
    """Show, behind one click, the evidence for a cell of tokens, and what some models say of it."""
    fill(offer(), source, row, column, who)


def offer() -> ExpanderContainer:
    """Return the box of the evidence, which a click opens."""
    # the title is the same for all pairs: with another one, the box would close
    return st.expander(_("Why? The names behind this pair"), key="evidence", on_change="rerun")


def fill(
    box: ExpanderContainer,
    source: Source,
    row: int,
    column: int,
    who: Callable[[Source], Sequence[Contender]],
) -> None:
    """Show the evidence in its box, if that is open."""
    if not box.open:
        return
    labels = cached.counts(source).vocabulary.labels
    with box:
        st.markdown(_title(row, column, labels))
        names, after, before = st.tabs([_("Names"), _("What comes after"), _("What comes before")])
        with names:
            _show_models(source, row, column, who(source))
            _show_names(source, row, column)
        counts = cached.count_matrix(source).numpy()
        with after:
            _show_line(counts[row], labels, _("next character"))
        with before:
            _show_line(counts[:, column], labels, _("character before"))


def place_among(tokens: np.ndarray, cell: tuple[int, int]) -> tuple[int, int] | None:
    """Return where a cell stands in a table of some tokens (n,), None where it is not shown."""
    places = [np.flatnonzero(tokens == token) for token in cell]
    return (int(places[0][0]), int(places[1][0])) if all(map(len, places)) else None


def _title(row: int, column: int, labels: tuple[str, ...]) -> str:
    """Return what the names behind a cell have in common."""
    first, second = pairs.on_page(labels[row]), pairs.on_page(labels[column])
    if row == BOUNDARY and column == BOUNDARY:
        return _("Empty names:")
    if row == BOUNDARY:
        return _("The names that begin with {second}:").format(second=second)
    if column == BOUNDARY:
        return _("The names that end with {first}:").format(first=first)
    return _("The names with {first} then {second}:").format(first=first, second=second)


def _show_models(source: Source, row: int, column: int, who: Sequence[Contender]) -> None:
    """Say the count, and the probability and surprisal under each model of one character."""
    matrix = cached.count_matrix(source)
    lines = [
        _("Counted: {count} out of {total}.").format(
            count=plural("{number} time", "{number} times", int(matrix[row, column])),
            total=f"{int(matrix[row].sum()):,}",
        )
    ]
    context = matrix.new_tensor([[row]])
    for one in who:
        if one.model.context_size == 1:
            log_probability = float(one.model.log_probabilities(context)[0, column])
            lines.append(_line(one.title, log_probability))
    st.markdown("\n".join(f"- {line}" for line in lines))


def _line(title: str, log_probability: float) -> str:
    return _("{title}: probability {share}, surprisal {nats}.").format(
        title=title,
        share=pairs.percent(math.exp(log_probability)),
        nats=pairs.nats(abs(log_probability)),
    )


@st.fragment
@in_one_language
def _show_names(source: Source, row: int, column: int) -> None:
    """Show the names that hold the pair, the pair marked, and a box to search them."""
    if row == BOUNDARY and column == BOUNDARY:
        st.markdown(_("No name is empty: blank lines are left out."))
        return
    names, times = cached.names_behind(source, row, column)
    total = int(times.sum())
    if not total:
        st.markdown(_("No name of the list holds this pair."))
        return
    wanted = st.text_input(
        _("Search these names"),
        key="evidence_search",
        type="search",
        live=True,
        icon=":material/search:",
        label_visibility="collapsed",
        placeholder=_("Search these names"),
    )
    if wanted:
        keep = pc.match_substring(names, wanted, ignore_case=True)
        names, times = names.filter(keep), times[keep.to_numpy(zero_copy_only=False)]
    st.html(_marked_names(source, names[:SHOWN], times[:SHOWN], row, column))
    st.caption(_how_many(len(names), int(times.sum()), total, wanted))


def _how_many(distinct: int, found: int, total: int, wanted: str) -> str:
    all_names = plural(
        "{number} name of the list holds this pair.",
        "{number} names of the list hold this pair.",
        total,
    )
    if wanted:
        with_text = plural(
            "{number} of them has {{text}}.", "{number} of them have {{text}}.", found
        ).format(text=quoted(wanted))
        all_names = sentences(all_names, with_text)
    if distinct > SHOWN:
        shown = _("The first {shown} of {distinct} different ones are shown.")
        shown = shown.format(shown=SHOWN, distinct=f"{distinct:,}")
        all_names = sentences(all_names, shown)
    return all_names


def _marked_names(source: Source, names: pa.Array, times: np.ndarray, row: int, column: int) -> str:
    """Return names as HTML, each place of the pair marked; everything else is escaped."""
    vocabulary = cached.counts(source).vocabulary
    labels, split = vocabulary.labels, vocabulary.coding.split
    first = None if row == BOUNDARY else labels[row]
    second = None if column == BOUNDARY else labels[column]
    found = [
        f"<span dir='auto' style='white-space:nowrap'>{_marked(split(name), first, second)}"
        f"{f'<small> × {number:,}</small>' if number > 1 else ''}</span>"
        for name, number in zip(names.to_pylist(), times.tolist(), strict=True)
    ]
    words = html.escape(_("Names"))
    return (
        f"<div class='evidence' role='group' tabindex='0' aria-label='{words}' "
        "style='display:flex;flex-wrap:wrap;gap:.3rem 1rem;max-height:16rem;overflow-y:auto'>"
        f"{''.join(found)}</div>"
    )


def _marked(name: Sequence[str], first: str | None, second: str | None) -> str:
    """Return a name with the pair underlined and bold wherever it stands.

    Example: quinn with q, u -> <b>qu</b>inn
    """
    hit = {
        at for end in positions(name, first, second) for at in (end - 1, end) if 0 <= at < len(name)
    }
    style = f"color:inherit;background:none;border-bottom:3px solid {COUNT_COLOUR};font-weight:700"
    letters = []
    for at, sign in enumerate(name):
        safe = html.escape(sign)
        letters.append(f"<mark style='{style}'>{safe}</mark>" if at in hit else safe)
    return "".join(letters)


def _show_line(counts: np.ndarray, labels: tuple[str, ...], title: str) -> None:
    """Show a row or a column of the table, the commonest first, with the cumulative share."""
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0]
    total = max(int(counts.sum()), 1)
    shares = counts[order] / total
    st.dataframe(
        {
            title: [pairs.visible(labels[token]) for token in order],
            _("count"): counts[order],
            _("share"): shares,
            _("cumulative"): shares.cumsum(),
        },
        hide_index=True,
        height=320,
        column_config={
            _("share"): st.column_config.NumberColumn(format="percent"),
            _("cumulative"): st.column_config.ProgressColumn(
                format="percent", min_value=0, max_value=1
            ),
        },
    )
