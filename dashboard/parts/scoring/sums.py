"""Where the numbers of a scored name come from: each character, how often it was seen, the sum."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st
import torch

from dashboard.charts.score_tables import perplexity_text, sums_table
from dashboard.contenders import cached
from dashboard.contenders.contender import Judged
from dashboard.contenders.here import Here
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import _, plural
from dashboard.words.text import plain
from makemore.counting import NgramCounts
from makemore.vocabulary import BOUNDARY


def show(here: Here, judged: Sequence[Judged]) -> None:
    """Show, once opened, where the numbers of the name come from."""
    box = st.expander(_("Where the numbers come from"), key="sum", on_change="rerun")
    if not box.open or not judged:
        return
    with box:
        sizes = sorted({one.context_size for one in judged})
        for size in sizes:
            if len(sizes) > 1:
                sentence = plural(
                    "Looking at {number} character:", "Looking at {number} characters:", size
                )
                st.markdown(sentence)
            st.html(_table([one for one in judged if one.context_size == size], here))
        _say_smoothing(here)
        _say_sum(here, judged[0])


def _table(judged: Sequence[Judged], here: Here) -> str:
    """Return the sums of models that look at equally many characters."""
    counts = cached.material(here.source).counts(judged[0].context_size)
    return sums_table(judged, [times(*one, counts) for one in steps(judged[0], here)])


def steps(judged: Judged, here: Here) -> list[tuple[list[int], int]]:
    """Return each character of a name and its end as tokens, with the K tokens before it."""
    size = judged.context_size
    tokens = [*[BOUNDARY] * size, *here.vocabulary.encode(judged.score.name), BOUNDARY]
    return [(tokens[at - size : at], tokens[at]) for at in range(size, len(tokens))]


def times(context: Sequence[int], token: int, counts: NgramCounts) -> str:
    """Return how often a token came after a context, of all that came there."""
    there = (counts.contexts == torch.tensor(context)).all(dim=1)  # (M,)
    count = counts.occurrences[there & (counts.targets == token)].sum()
    return _("{count} of {total}").format(
        count=f"{int(count):,}", total=f"{int(counts.occurrences[there].sum()):,}"
    )


def _say_smoothing(here: Here) -> None:
    """Say what smoothing adds, where a model has some."""
    found = [one.family.values(one.model).get(SMOOTHING.name, 0.0) for one in here.contenders]
    if smoothing := max(found):
        size = len(here.vocabulary)
        added = _(
            "Smoothing {smoothing} adds {smoothing} to each count and {all} to what it is divided "
            "by: {smoothing} for each of the {size} characters, the end among them."
        )
        st.markdown(
            added.format(smoothing=f"{smoothing:g}", all=f"{size * smoothing:g}", size=f"{size:,}")
        )


def _say_sum(here: Here, judged: Judged) -> None:
    """Say how the numbers of the first model add up."""
    score = judged.score
    if math.isinf(score.nll):
        st.markdown(_("One infinite surprisal makes the whole sum infinite."))
        return
    sentence = _(
        "By {model}: nll = {nll}; divided by {number}, that is {each} a character, its end "
        "included; perplexity = e (2.718) to the power of {each} = {perplexity}."
    )
    st.markdown(
        sentence.format(
            model=plain(here.contenders[0].name),
            nll=f"{score.nll:.4f}",
            number=len(score.surprisals),
            each=f"{score.per_token:.4f}",
            perplexity=perplexity_text(score.per_token),
        )
    )
