"""Kneser-Ney: the counts of longer contexts, each backed by those of the shorter ones.

Of every count a little is taken away, and what is saved goes to what the next shorter context
knows; that one counts not how often a character came, but after how many different characters
(Kneser & Ney 1995; in its modified, interpolated form: Chen & Goodman, "An empirical study of
smoothing techniques for language modeling", Computer Speech and Language 13, 1999, section 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.models.family import CONTEXT, Family
from makemore.models.interpolated import Interpolated, Shares, counts_of_file
from makemore.models.ngram import counts_tensors
from makemore.models.suffixes import Level
from makemore.vocabulary import Vocabulary

if TYPE_CHECKING:
    from makemore.turns import Turn, Turns

FALLBACK = (0.5, 1.0, 1.5)  # discounts where the counts allow no formula, as KenLM has them


@dataclass(frozen=True)
class KneserNey(Interpolated):
    """P(w | u) = (c(uw) - D(c(uw))) / c(u) + gamma(u) P(w | u without its oldest character).

    For the longest contexts, and for those that begin with a name, c counts how often; for all
    others after how many different characters. gamma(u) is what the discounts have saved, over
    c(u). A context never seen is its end without the oldest character; without any character, P is
    backed by 1 / V. A name has one boundary before it: a context is not made longer by more.

    Raises ValueError for discounts that are no table (K + 1, 3) with 0 <= D1 <= 1, D2 <= 2,
    D3 <= 3.

    >>> KneserNey.fit(["ann", "anna"], context_size=2).context_size
    2
    """

    counts: NgramCounts  # of contexts of K tokens
    own_discounts: Tensor | None = None  # (K + 1, 3) float64; None: by the formula

    def __post_init__(self) -> None:
        """Refuse discounts that would take more than there is."""
        if self.own_discounts is None:
            return
        most = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
        given, shape = self.own_discounts, (self.context_size + 1, 3)
        if given.shape != shape or not bool(((given >= 0) & (given <= most)).all()):
            raise ValueError(f"Discounts are {shape[0]} x 3, each from 0 to the count it is of.")

    @cached_property
    def discounts(self) -> Tensor:
        """What is taken from counts of 1, 2, and 3 or more, by length of context, (K + 1, 3)."""
        if self.own_discounts is not None:
            return self.own_discounts
        often = np.stack([_how_many(level.occurrences) for level in self.levels])
        return torch.from_numpy(_by_formula(often[:, 1:5]))

    @cached_property
    def shares(self) -> Shares:
        """By length of context: (c - D) / c(u) of each n-gram, and gamma of each context."""
        return [
            _shares(level, discounts)
            for level, discounts in zip(self.levels, self.discounts.numpy(), strict=True)
        ]


def _shares(level: Level, discounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (c - D) / c(u) of each n-gram (E,), and what was saved, gamma, of each context."""
    taken = discounts[level.occurrences.clip(max=3) - 1]
    totals, saved = level.sums(level.occurrences), level.sums(taken)
    empty = totals == 0  # nothing was counted at all
    own = (level.occurrences - taken) / totals[level.nodes]
    return own, np.where(empty, 1.0, saved / np.where(empty, 1.0, totals))


def _how_many(occurrences: np.ndarray) -> np.ndarray:
    """Return how many n-grams occur 0, 1, ... 5 times or more, (6,)."""
    return np.bincount(occurrences.clip(max=5), minlength=6)


def _by_formula(often: np.ndarray) -> np.ndarray:
    """Return D1, D2 and D3 from how many n-grams occur once, twice, three and four times.

    Y = n1 / (n1 + 2 n2) and Di = i - (i + 1) Y n(i+1) / ni: equation 26 of the report that became
    the article (TR-10-98, Harvard, 1998), (N, 4) -> (N, 3).
    """
    steps = np.arange(1, 4)
    with np.errstate(divide="ignore", invalid="ignore"):
        Y = often[:, :1] / (often[:, :1] + 2 * often[:, 1:2])
        found = steps - (steps + 1) * Y * often[:, 1:] / often[:, :3]
    # with 0, what is new is impossible
    in_range = (often[:, :3] > 0).all(axis=1) & ((found > 0) & (found <= steps)).all(axis=1)
    discounts: np.ndarray = np.where(in_range[:, None], found, FALLBACK)
    return discounts


def _left_out(turns: Turns) -> np.ndarray:
    """Return ln P of each token with its name left out, by length of context, (K, T).

    The longest contexts count how often. A count of different tokens falls where the last of them
    goes; the discounts are those of what is left.
    """
    P, found = np.full(turns.levels[0].pair.shape, 1 / turns.V), []
    for k, turn in enumerate(turns.levels):
        if k:
            found.append(np.log(_backed(turns, turn, turn.times, turn.left, P)))
        P = _backed(turns, turn, turn.level.occurrences, turns.kinds[k], P)
    return np.stack(found)


def _backed(
    turns: Turns, turn: Turn, before: np.ndarray, after: np.ndarray, shorter: np.ndarray
) -> np.ndarray:
    """Return P of each token from that of a shorter context, (T,) -> (T,).

    The counts of n-grams are `before` with their names (E,), and `after` without them (P,).
    """
    often = _how_many(before) + turn.moved(before.clip(max=5), after.clip(max=5), len(turns.names))
    discounts = np.pad(_by_formula(often[:, 1:5]), ((0, 0), (1, 0)))  # (names, 4): of 0, 1, 2, 3
    own, saved = after - discounts[turn.name, after.clip(max=3)], np.zeros(len(turn.reader))
    for many in (1, 2, 3):
        of = turn.sums((before.clip(max=3) == many) * 1.0, (after.clip(max=3) == many) * 1.0)
        saved += discounts[turn.reader, many] * of
    totals = turn.sums(before, after)
    seen = totals > 0
    totals = np.where(seen, totals, 1.0)
    saved = np.where(seen, saved / totals, 1.0)
    backed = turn.over(saved[turn.context], 1.0) * shorter
    P: np.ndarray = turn.over(own / totals[turn.context], 0.0) + backed
    return P


def _tensors(model: KneserNey) -> dict[str, Tensor]:
    tensors = counts_tensors(model.counts)
    if model.own_discounts is not None:
        tensors["discounts"] = model.own_discounts.contiguous()
    return tensors


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], values: Mapping[str, float]
) -> KneserNey:
    """Return the model of a file; raises ValueError where its numbers are no counts of names."""
    counts = counts_of_file(vocabulary, tensors, values)
    discounts = tensors.get("discounts")
    if discounts is not None and discounts.dtype != torch.float64:
        raise ValueError("discounts are numbers of 64 bits")
    return KneserNey(counts, discounts)


FAMILY = Family(
    key="kneser-ney",
    title="Kneser-Ney",
    caption="Kneser-Ney, context {context}",
    rung=6,
    model=KneserNey,
    knobs=(CONTEXT,),
    fit=lambda material, context: KneserNey(material.counts(context)),
    tensors=_tensors,
    of_tensors=_of_tensors,
    values=lambda model: {"context": model.context_size},
    parameters=lambda model: model.ngrams,
    automaton=KneserNey.automaton,
    left_out=_left_out,
    exports={"arpa": "makemore.arpa:arpa_text"},
)
