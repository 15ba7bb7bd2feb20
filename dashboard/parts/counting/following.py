"""What the page of the counts would show at each mark of the smoothing slider, made ahead.

The table, the row and the numbers then move under the hand; see `dashboard.plot.follow`.
"""

from __future__ import annotations

from itertools import repeat
from typing import Any

import numpy as np
import torch

from dashboard.charts.bars import next_character_bars
from dashboard.charts.pair_table import pair_heatmap
from dashboard.contenders import cached
from dashboard.contenders.here import Here
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.parts.counting.pair import TOP
from dashboard.parts.counting.smoothing import figures
from dashboard.parts.counting.table import Cell, Picture, probabilities_after, table_of
from dashboard.plot import frames_json, numbers_follow, plot_follows
from dashboard.plot.follow import LARGEST
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import language
from makemore.counting import NgramCounts
from makemore.smoothing import SmoothingCurve

SLIDER = f"{SMOOTHING.name}_slider"
MARKS = tuple(f"{mark:,g}" for mark in SMOOTHING.marks)  # as the slider writes them


def follow(here: Here, picture: Picture, cell: Cell) -> None:
    """Let the table and the row of the selected cell follow the slider."""
    if len(picture.tokens) > LARGEST:
        return
    source, shown = here.source, len(picture.tokens)
    table = table_frames(source, shown, picture.show, picture.log, picture.numbers)
    plot_follows("table", SLIDER, MARKS, table)
    plot_follows("bars", SLIDER, MARKS, row_frames(source, *cell, language()))


def follow_numbers(figures_at: list[list[str]], picture: Picture) -> None:
    """Let the numbers follow the slider, from where it stands, with what they are at each mark."""
    if len(picture.tokens) > LARGEST:
        return
    numbers_follow(SLIDER, MARKS, {"nlls_now": figures_at}, mark_of(picture.smoothing))


def mark_of(smoothing: float) -> str:
    """Return the mark at which the slider stands."""
    return f"{SMOOTHING.nearest_mark(smoothing):,g}"


@remembered()
def table_frames(source: Source, shown: int, show: str, log: bool, numbers: bool) -> str:
    """Return the frames of the table of the `shown` commonest characters, one a mark."""
    return frames_json(tables_ahead(source, shown, show, log=log, numbers=numbers))


def tables_ahead(
    source: Source, shown: int, show: str, *, log: bool, numbers: bool
) -> list[dict[str, Any]]:
    """Return the table at each mark; nobody reads a cell there, so none is put into words."""
    tokens, here = cached.common_tokens(source, shown), Here(source)
    models = [cached.count_model(source, mark) for mark in SMOOTHING.marks]
    tables = [table_of(here.labels, here.matrix.numpy(), model, tokens) for model in models]
    return [pair_heatmap(one, None, show=show, log=log, numbers=numbers) for one in tables]


@remembered()
def row_frames(source: Source, row: int, column: int, spoken: str) -> str:
    """Return the frames of the bars of one character, one a mark, in the language spoken."""
    labels = Here(source).labels
    return frames_json(
        [
            next_character_bars(
                probabilities_after(cached.count_model(source, mark), np.array([row]))[0],
                labels,
                top=TOP,
                selected=column,
            )
            for mark in SMOOTHING.marks
        ]
    )


@remembered()
def nlls_at_marks(source: Source) -> list[float]:
    """Return the nll of the counts at each mark, nats per token."""
    return _at_marks(cached.counts(source), cached.counts(source))


@remembered()
def figures_at_marks(source: Source) -> list[list[str]]:
    """Return the figures of the counts at each mark, as the page shows them."""
    tested = cached.held_out_counts(source)
    held_out = _at_marks(cached.counts(source), tested) if tested else repeat(None)
    return list(map(figures, nlls_at_marks(source), held_out))


def _at_marks(counts: NgramCounts, tested: NgramCounts) -> list[float]:
    """Return the nll of the tested names under counts at each mark, nats per token."""
    marks = torch.tensor(SMOOTHING.marks, dtype=torch.float64)
    return SmoothingCurve(counts, tested).nll(marks).abs().tolist()  # abs: no -0
