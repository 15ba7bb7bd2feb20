"""What a page knows of where it stands: the list in use and the models that take part.

It is made once a run and handed to parts, so that each part can be tested without a page. What it
has looked up it keeps: a cache that is asked twenty times a run costs more than the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from torch import Tensor

from dashboard.contenders import cached
from dashboard.contenders.contender import Contender
from dashboard.lists.source import Source
from makemore.counting import NgramCounts
from makemore.vocabulary import Vocabulary


@dataclass(frozen=True)
class Here:
    """The list in use, and the contenders on it."""

    source: Source
    contenders: tuple[Contender, ...] = ()

    @cached_property
    def counts(self) -> NgramCounts:
        """The pairs of the training names."""
        return cached.counts(self.source)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The characters of all names in use."""
        return self.counts.vocabulary

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The sign of each token, (V,)."""
        return self.vocabulary.labels

    @cached_property
    def matrix(self) -> Tensor:
        """The pairs as a table, (V, V) int64."""
        matrix: Tensor = cached.count_matrix(self.source)
        return matrix

    @cached_property
    def held_out(self) -> NgramCounts | None:
        """The pairs of the names that are held out, None where none are."""
        return cached.held_out_counts(self.source)

    @cached_property
    def names(self) -> int:
        """How many names the models learn from."""
        return len(cached.train_corpus(self.source))

    @cached_property
    def floor(self) -> float:
        """The nll of the counts without smoothing, nats per token: no bigram gets below it."""
        nll: float = cached.count_nll(self.source, 0.0)
        return nll
