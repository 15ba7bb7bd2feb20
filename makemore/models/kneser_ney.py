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

import numpy as np
import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.models.family import CONTEXT, Family
from makemore.models.interpolated import Interpolated, Shares, counts_of_file
from makemore.models.ngram import counts_tensors
from makemore.models.suffixes import Level
from makemore.vocabulary import Vocabulary

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
        return torch.tensor([_discounts(level.occurrences) for level in self.levels]).double()

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


def _discounts(occurrences: np.ndarray) -> tuple[float, float, float]:
    """Return D1, D2 and D3 from how many n-grams occur once, twice, three and four times.

    Y = n1 / (n1 + 2 n2) and Di = i - (i + 1) Y n(i+1) / ni: equation 26 of the report that became
    the article (TR-10-98, Harvard, 1998).
    """
    n = np.bincount(occurrences.clip(max=5), minlength=5).tolist()
    if not all(n[1:4]):
        return FALLBACK
    Y = n[1] / (n[1] + 2 * n[2])
    one, two, three = (i - (i + 1) * Y * n[i + 1] / n[i] for i in (1, 2, 3))
    in_range = 0 < one <= 1 and 0 < two <= 2 and 0 < three <= 3  # with 0, what is new is impossible
    return (one, two, three) if in_range else FALLBACK


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
    exports={"arpa": "makemore.arpa:arpa_text"},
)
