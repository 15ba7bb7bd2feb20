"""The lecture's trap: a table divided along the wrong axis gives no error and a wrong table.

`counts / counts.sum(1)` without `keepdim=True` makes the row totals a row instead of a column, and
broadcasting divides column j by the total of row j.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from makemore.vocabulary import Vocabulary


def normalized_rows(counts: Tensor) -> Tensor:
    """Return each row divided by its own total, (N, V) float64; rows of zeros are uniform.

    >>> normalized_rows(torch.tensor([[1, 3], [1, 1]])).tolist()
    [[0.25, 0.75], [0.5, 0.5]]
    """
    weights = counts.double()
    totals = weights.sum(1, keepdim=True)  # (N, 1)
    return torch.where(totals == 0, 1 / weights.shape[1], weights / totals)


def normalized_wrongly(counts: Tensor) -> Tensor:
    """Return column j divided by the total of row j, as without `keepdim`; x / 0 counts as 0.

    >>> normalized_wrongly(torch.tensor([[1, 3], [1, 1]])).tolist()
    [[0.25, 1.5], [0.25, 0.5]]
    """
    weights = counts.double()
    return torch.nan_to_num(weights / weights.sum(1), nan=0.0, posinf=0.0)  # (V, V) / (V,)


@dataclass(frozen=True)
class TableModel:
    """A bigram model from any table of weights >= 0: each row is used as weights for the dice.

    That is what `torch.multinomial` does with a row that does not sum to one.
    """

    vocabulary: Vocabulary
    table: Tensor  # (V, V)
    context_size: ClassVar[int] = 1

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context): (N, 1) int64 -> (N, V) float64."""
        return normalized_rows(self.table[contexts[:, 0]]).log()
