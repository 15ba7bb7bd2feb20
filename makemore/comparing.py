"""Two models side by side: their scores, where their walks part, where their tables differ most.

It knows models by their figures and walks alone, not how they were made.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import torch
from torch import Tensor

from makemore.sampling import Walk
from makemore.scoring import bits_per_token


@dataclass(frozen=True)
class Score:
    """A mean nll, nats per token, in its other forms."""

    nll: float

    @property
    def perplexity(self) -> float:
        """Between how many equally likely tokens the model hesitates: exp(nll)."""
        return math.exp(self.nll) if self.nll < 709 else math.inf  # above, a float overflows

    @property
    def bits(self) -> float:
        """The nll in bits per token."""
        return bits_per_token(self.nll)

    def above(self, best: Score) -> float:
        """Return by how many nats this score is worse than the best one; 0 for the best itself.

        Example: infinite above infinite -> 0.0
        """
        return self.nll - best.nll if self.nll > best.nll else 0.0


def parting(first: Walk, second: Walk) -> int | None:
    """Return the first step at which two walks choose another token, from 0; None if they agree.

    Walks without a prefix: the step is the place in the name.

    >>> models = [mm.CountModel.fit(["ab", name]) for name in ("a", "ab")]
    >>> parting(*mm.sample_side_by_side(models, 1, seed=1)[0])  # a, ab
    1
    """
    choices = zip(first.steps, second.steps, strict=False)  # of two that part, one may be longer
    return next((at for at, (a, b) in enumerate(choices) if a.token != b.token), None)


def names_held(column: pa.LargeStringArray, names: Iterable[str]) -> frozenset[str]:
    """Return which of a few names a list holds; one pass over the list, however long it is.

    >>> names_held(mm.corpus_of(["ava", "bo"]).column, ["ava", "eva"])
    frozenset({'ava'})
    """
    few = pa.array(sorted(set(names)), pa.large_string())
    return frozenset(column.filter(pc.is_in(column, value_set=few)).unique().to_pylist())


def largest_cells(table: Tensor, number: int) -> list[tuple[int, int]]:
    """Return the cells (row, column) of a table (V, V) farthest from 0, the farthest first.

    Cells that are 0 are left out.

    >>> largest_cells(torch.tensor([[0, -3], [1, 0]]), 5)
    [(0, 1), (1, 0)]
    """
    size = table.abs().flatten()  # (V * V,)
    order = torch.argsort(size, descending=True, stable=True)[:number]
    return [divmod(cell, table.shape[1]) for cell in order.tolist() if size[cell] > 0]
