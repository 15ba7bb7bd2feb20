"""Counts + smoothing -> a model, for a context of any size.

Only contexts that were seen are stored; any other has the uniform distribution.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from makemore.counting import Names, NgramCounts, count_ngrams
from makemore.models.family import Family, Knob, log_marks
from makemore.vocabulary import Vocabulary

if TYPE_CHECKING:
    from makemore.turns import Turns

_CELLS = 1 << 22  # of a table of all contexts seen, up to which it is kept; 32 MB
_AT_ONCE = 1 << 18  # the same where it is asked for a few contexts only


class Counted:
    """A model that is made of counts, whose characters and context are its own."""

    counts: NgramCounts

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters of the counted list."""
        return self.counts.vocabulary

    @property
    def context_size(self) -> int:
        """K, how many tokens a context holds."""
        return self.counts.context_size


@dataclass(frozen=True)
class CountModel(Counted):
    """P(target | context) = (count + smoothing) / (count of the context + smoothing * V).

    Smoothing is any real number >= 0. With 0, a pair never seen has probability 0 (its surprisal is
    infinite) and a context never seen is uniform. This is additive (Lidstone) smoothing:
    Jurafsky & Martin, Speech and Language Processing, chapter 3. Raises ValueError.

    >>> model = CountModel.fit(["ab", "b"])
    >>> model.log_probabilities(torch.tensor([[0]])).exp().tolist()  # half begin with a
    [[0.0, 0.5, 0.5]]
    """

    counts: NgramCounts
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a smoothing that is not a finite number >= 0."""
        if not (math.isfinite(self.smoothing) and self.smoothing >= 0):
            raise ValueError(f"Smoothing is a number from 0 up, not {self.smoothing}.")

    @classmethod
    def fit(cls, names: Names, *, context_size: int = 1, smoothing: float = 0.0) -> CountModel:
        """Count names and return the model."""
        return cls(count_ngrams(names, context_size=context_size), smoothing)

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context), -inf where it is 0: (N, K) int64 -> (N, V) float64."""
        followers = self.counts.followers
        found, size = followers.find(contexts), len(followers) + 1
        few = 16 * len(found) < size and "_table" not in vars(self)
        if size * len(self.vocabulary) > (_AT_ONCE if few else _CELLS):
            return self._smoothed(followers.counts(found))
        return self._table[found]  # -1, never seen, is its last row

    def counts_after(self, contexts: Tensor) -> Tensor:
        """Return how often each token followed each context: (N, K) -> (N, V) float64."""
        followers = self.counts.followers
        return followers.counts(followers.find(contexts))

    @cached_property
    def _table(self) -> Tensor:
        """Return ln P after each distinct context, and after one never seen, (contexts + 1, V)."""
        return self._smoothed(self.counts.followers.table)

    def _smoothed(self, counts: Tensor) -> Tensor:
        """Return ln P of counts after some contexts, (N, V)."""
        smoothed = counts + self.smoothing  # (N, V)
        totals = smoothed.sum(dim=1, keepdim=True)  # (N, 1)
        smoothed = torch.where(totals == 0, 1.0, smoothed)  # never seen: uniform
        return smoothed.log() - smoothed.sum(dim=1, keepdim=True).log()


def checked_counts(vocabulary: Vocabulary, tensors: Mapping[str, Tensor]) -> NgramCounts:
    """Return the counts of a file; raises ValueError where they break what NgramCounts promises.

    >>> counts = count_ngrams(["ab"])
    >>> checked_counts(counts.vocabulary, counts_tensors(counts)).total
    3
    """
    counts = NgramCounts(vocabulary, *(tensors[name] for name in COUNTS))
    contexts, targets, occurrences = counts.contexts, counts.targets, counts.occurrences
    if {contexts.dtype, targets.dtype, occurrences.dtype} != {torch.int64}:
        raise ValueError("counts are whole numbers of 64 bits")
    if contexts.dim() != 2 or contexts.shape[1] < 1:
        raise ValueError("contexts are a table")
    if targets.shape != contexts.shape[:1] or occurrences.shape != targets.shape:
        raise ValueError("one target and one count for each context")
    rows = torch.cat([contexts, targets[:, None]], dim=1)  # (M, K + 1)
    if bool(((rows < 0) | (rows >= len(vocabulary))).any()):
        raise ValueError("a token outside the vocabulary")
    if not torch.equal(torch.unique(rows, dim=0), rows):
        raise ValueError("rows are sorted, each once")
    if bool((occurrences < 1).any()) or float(occurrences.double().sum()) > 2**62:
        raise ValueError("counts are above 0 and their sum fits 64 bits")
    return counts


def counts_tensors(counts: NgramCounts) -> dict[str, Tensor]:
    """Return counts as the tensors of a file.

    >>> list(counts_tensors(count_ngrams(["ab"])))
    ['contexts', 'targets', 'occurrences']
    """
    return {name: getattr(counts, name).contiguous() for name in COUNTS}


def left_out(turns: Turns, smoothing: float) -> np.ndarray:
    """Return ln P of each token with its name left out, by length of context, (K, T).

    >>> from makemore.models.family import Material
    >>> from makemore.turns import Turns
    >>> left_out(Turns(Material(["ab", "b"]), 1), 1.0).round(4).tolist()  # ab: .a is 1 of 1 + 3
    [[-1.3863, -1.0986, -0.6931, -1.3863, -0.6931]]
    """
    logs, found = np.full(turns.levels[0].pair.shape, -math.log(turns.V)), []
    for turn in turns.levels[1:]:
        among = turn.totals[turn.context] + smoothing * turns.V
        never = among == 0  # uniform
        with np.errstate(divide="ignore"):
            own = np.log((turn.left + smoothing) / np.where(never, 1.0, among))
        logs = turn.over(np.where(never, -math.log(turns.V), own), logs)
        found.append(logs)
    return np.stack(found)


COUNTS = ("contexts", "targets", "occurrences")
FAMILY = Family(
    key="counts",
    title="Counts",
    caption="Counts, smoothing {smoothing}",
    rung=1,
    model=CountModel,
    knobs=(
        Knob(
            "smoothing", 0.0, 0.0, 1000.0, (0.0, *log_marks(-3, 3)), label="Smoothing of the counts"
        ),
    ),
    fit=lambda material, smoothing: CountModel(material.counts(), smoothing),
    tensors=lambda model: counts_tensors(model.counts),
    of_tensors=lambda vocabulary, tensors, values: CountModel(
        checked_counts(vocabulary, tensors), values["smoothing"]
    ),
    values=lambda model: {"smoothing": model.smoothing},
    parameters=lambda model: len(model.counts.targets),
    left_out=left_out,
)
