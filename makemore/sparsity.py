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


def possible_contexts(characters: int, context_size: int) -> int:
    """Return how many contexts of K tokens there can be: those that begin a name are shorter.

    >>> possible_contexts(26, 2)  # none, 26 of one character, 676 of two
    703
    """
    return sum(characters**length for length in range(context_size + 1))


def seen_contexts(counts: NgramCounts) -> int:
    """Return how many different contexts were counted.

    >>> from makemore.counting import count_ngrams
    >>> seen_contexts(count_ngrams(["ab", "ac"], context_size=2))  # none, a, ab, ac
    4
    """
    contexts = counts.contexts  # (M, K), sorted
    if not len(contexts):
        return 0
    return 1 + int((contexts[1:] != contexts[:-1]).any(dim=1).sum())


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
