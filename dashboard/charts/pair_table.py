"""The table of pairs as counts, probabilities or surprisals, with words for every cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dashboard.charts.matrix import BLUES, heatmap
from dashboard.words.language import _
from dashboard.words.pairs import nats, percent, percentage


@dataclass(frozen=True)
class PairTable:
    """Some rows and columns of the table; n of V characters."""

    characters: tuple[str, ...]  # (n,)
    counts: np.ndarray  # (n, n) int64
    totals: np.ndarray  # (n,) int64, of the whole rows
    probabilities: np.ndarray  # (n, n) float64, smoothed
    smoothing: float

    @classmethod
    def of(
        cls,
        labels: tuple[str, ...],
        counts: np.ndarray,
        tokens: np.ndarray,
        *,
        probabilities: np.ndarray | None = None,
        smoothing: float = 0.0,
    ) -> PairTable:
        """Return the table of some tokens (n,) of counts (V, V) with their labels (V,).

        Without `probabilities` (n, n) they are those of the counts alone.
        """
        totals, some = counts[tokens].sum(axis=1), counts[np.ix_(tokens, tokens)]
        if probabilities is None:
            probabilities = some / np.maximum(totals, 1)[:, None]
        shown = tuple(labels[token] for token in tokens)
        return cls(shown, some, totals, probabilities, smoothing)

    @cached_property
    def surprisals(self) -> np.ndarray:
        """Minus ln P, infinite where P is 0, (n, n)."""
        with np.errstate(divide="ignore"):
            surprisals: np.ndarray = np.abs(np.log(self.probabilities))  # abs: no -0
        return surprisals

    def values(self, show: str) -> np.ndarray:
        """Return counts with smoothing, probabilities, or surprisals, (n, n)."""
        if show == "counts":
            return self.counts + self.smoothing
        return self.probabilities if show == "probabilities" else self.surprisals

    def limits(self, show: str) -> tuple[float, float]:
        """Return between which values the colours run.

        They are those of no smoothing, so that one sees the table even out as smoothing grows.
        """
        if show == "counts":
            return 1.0, float(max(self.counts.max() + self.smoothing, 2.0))
        shares = (self.counts / np.maximum(self.totals, 1)[:, None])[self.counts > 0]
        low, high = (float(shares.min()), float(shares.max())) if shares.size else (1.0, 1.0)
        low = min(low, high / 10)
        return (low, high) if show == "probabilities" else (0.0, -math.log(low))

    def hover(self, words: list[list[str]]) -> list[list[str]]:
        """Return what each cell says: its `words`, and what the model makes of it, (n, n).

        Many cells of a row are alike: each probability is put into words once.
        """
        line = _("probability {share}, surprisal {nats}")
        if self.smoothing:
            line = _("with smoothing {smoothing}: {line}").format(
                smoothing=f"{self.smoothing:g}", line=line
            )
        shares, first, places = np.unique(
            self.probabilities, return_index=True, return_inverse=True
        )
        cells: list[list[int]] = places.tolist()
        surprisals = self.surprisals.ravel()[first].tolist()
        said = [
            line.format(share=percent(share), nats=nats(surprisal))
            for share, surprisal in zip(shares.tolist(), surprisals, strict=True)
        ]
        return [
            [f"{word}<br>{said[cell]}" for word, cell in zip(*row, strict=True)]
            for row in zip(words, cells, strict=True)
        ]

    def cell_texts(self, show: str) -> list[list[str]]:
        """Return short numbers to stand in the cells; probabilities in percent, (n, n)."""
        digits = ".4g" if show == "counts" else ".1f"
        values = self.values(show) * _unit(show)
        return [[_short(value, digits) for value in row] for row in values.tolist()]


def pair_heatmap(
    table: PairTable,
    words: list[list[str]] | None,
    *,
    show: str,
    log: bool,
    numbers: bool = False,
    selected: tuple[int, int] | None = None,
    limits: tuple[float, float] | None = None,
    bar: bool = True,
) -> dict[str, Any]:
    """Return the heatmap of a table: strong colour is common, grey never occurs.

    `words` (n, n) say how often each pair occurs, None where nobody reads a cell: to put each into
    words is half the work. `log` colours by orders of magnitude (a surprisal is a logarithm
    already).
    """
    never = {"surprisal": "∞"}.get(show, "0" if numbers else "")
    low, high = limits or table.limits(show)
    return heatmap(
        np.where(table.probabilities > 0, table.values(show) * _unit(show), np.nan),
        table.characters,
        hover="%{customdata}",
        customdata=None if words is None else table.hover(words),
        colorscale=BLUES,
        reverse=show == "surprisal",
        limits=(low * _unit(show), high * _unit(show)),
        log=log and show != "surprisal",
        suffix=percentage("") if show == "probabilities" else "",
        texts=table.cell_texts(show) if numbers else None,
        blank=never,
        selected=selected,
        bar=bar,
    )


def _unit(show: str) -> int:
    """Return how many of what is shown make 1: probabilities are shown in percent."""
    return 100 if show == "probabilities" else 1


def _short(value: float, digits: str) -> str:
    """Return a number of few letters; an impossible one has its sign from the grey cells."""
    if math.isinf(value):
        return ""
    return f"{value:.0f}" if value >= 1000 else f"{value:{digits}}"
