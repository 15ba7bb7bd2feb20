"""How large the table of a longer context is, and how little of it a list of names fills."""

from __future__ import annotations

import torch

from makemore.counting import NgramCounts


def table_cells(vocabulary_size: int, context_size: int) -> int:
    """Return how many cells a table of counts has: a row a context, a column a target.

    >>> table_cells(27, 1), table_cells(27, 2)
    (729, 19683)
    """
    cells: int = vocabulary_size ** (context_size + 1)
    return cells


def filled_cells(counts: NgramCounts) -> list[int]:
    """Return how many cells are above 0 for contexts of 1, 2, ... K tokens, from counts of K.

    A shorter context is the end of a longer one, so the names are read only once.

    >>> filled_cells(mm.count_ngrams(["aa", "ba"], context_size=2))
    [5, 6]
    """
    size = len(counts.vocabulary)
    ending = torch.unique(counts.targets, return_inverse=True)[1]  # (M,), equal where ends are
    filled = []
    for column in counts.contexts.flip(1).T:  # the nearest token first
        distinct, ending = torch.unique(ending * size + column, return_inverse=True)
        filled.append(len(distinct))
    return filled
