"""Witten-Bell: a context that was often followed by something new leaves more to shorter ones.

After Witten & Bell, "The zero-frequency problem", IEEE Transactions on Information Theory 37, 1991,
in its interpolated form: Chen & Goodman (TR-10-98, Harvard, 1998), section 2.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from makemore.counting import NgramCounts
from makemore.models.family import CONTEXT, Family
from makemore.models.interpolated import Interpolated, Shares, counts_of_file
from makemore.models.ngram import counts_tensors

if TYPE_CHECKING:
    from makemore.turns import Turns


@dataclass(frozen=True)
class WittenBell(Interpolated):
    """P(w | u) = (c(uw) + T(u) P(w | u without its oldest character)) / (c(u) + T(u)).

    c counts how often, and T(u) how many different characters came after u: so often was what came
    next something new. A context never seen is its end without the oldest character; without any
    character, P is backed by 1 / V. A name has one boundary before it.

    >>> model = WittenBell.fit(["ab"], context_size=1)  # b: 1 of 2, and half of (1 + 1) / 6
    >>> [round(p, 4) for p in mm.probability_matrix(model)[1].tolist()]
    [0.1667, 0.1667, 0.6667]
    """

    counts: NgramCounts  # of contexts of K tokens

    @cached_property
    def shares(self) -> Shares:
        """By length of context: c / (c(u) + T(u)) of each n-gram, T / (c(u) + T(u)) of each u."""
        found = []
        for level, times in zip(self.levels, self.suffixes.times, strict=True):
            kinds = np.diff(level.starts)
            totals = level.sums(times) + kinds
            empty = totals == 0  # nothing was counted at all
            saved = np.where(empty, 1.0, kinds / np.where(empty, 1.0, totals))
            found.append((times / totals[level.nodes], saved))
        return found


def _left_out(turns: Turns) -> np.ndarray:
    """Return ln P of each token with its name left out, by length of context, (K, T)."""
    P, found = np.full(turns.levels[0].pair.shape, 1 / turns.V), []
    for turn in turns.levels:
        kinds = turn.sums(np.ones(len(turn.times)), (turn.left > 0).astype(float))[turn.context]
        totals = turn.totals[turn.context] + kinds
        seen = totals > 0
        totals = np.where(seen, totals, 1.0)
        own, saved = turn.left / totals, np.where(seen, kinds / totals, 1.0)
        P = turn.over(own, 0.0) + turn.over(saved, 1.0) * P
        found.append(np.log(P))
    return np.stack(found[1:])


FAMILY = Family(
    key="witten-bell",
    title="Witten-Bell",
    caption="Witten-Bell, context {context}",
    rung=5,
    model=WittenBell,
    knobs=(CONTEXT,),
    fit=lambda material, context: WittenBell(material.counts(context)),
    tensors=lambda model: counts_tensors(model.counts),
    of_tensors=lambda vocabulary, tensors, values: WittenBell(
        counts_of_file(vocabulary, tensors, values)
    ),
    values=lambda model: {"context": model.context_size},
    parameters=lambda model: model.ngrams,
    automaton=WittenBell.automaton,
    left_out=_left_out,
)
