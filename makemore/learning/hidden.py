"""One hidden layer on its way to the table that counting finds at once.

A network without one can hold no table of longer contexts: each token votes alone, by what it is
and how far back it stands. Of pairs of the bundled US names it comes to 2.336 at its lowest, where
the table has 2.186. With hidden units it can tell pairs and triples of tokens apart, and with
enough it says of every context what was counted (Cybenko, "Approximation by superpositions of a
sigmoidal function", 1989). A wider one gets there in fewer steps: of the bundled US names 32 units
take 277, 200 take 86. It trains on all contexts at once, each with what followed it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from makemore.corpus import Corpus
from makemore.counting import NgramCounts, count_ngrams
from makemore.learning.adam import Adam
from makemore.rows import distinct_rows
from makemore.sparsity import seen_contexts

NEAR = 0.01  # nats above the table that count as reaching it
STEPS = 200
FEW = 300  # names
K = 3
_CELLS = 1 << 18  # of a table
RATE = 0.03
RATE_OF_VOTES = 0.3  # without a hidden layer; the loss has one valley
BETAS = (0.9, 0.99)  # of Adam


@dataclass(frozen=True)
class Way:
    """The mean nll of a network at its steps, from its random start on, above that of the table."""

    hidden: int  # units; 0: one layer alone
    table: float  # the table's own mean nll, nats per token
    gaps: np.ndarray  # nats per token, (steps + 1,)
    contexts: int  # that the table tells apart

    @property
    def nll(self) -> float:
        """The mean nll at its last step, nats per token."""
        return self.table + float(self.gaps[-1])

    @property
    def arrived(self) -> bool:
        """Whether it came as near as NEAR to the table; there it stops."""
        return bool(self.gaps[-1] <= NEAR)


def some_contexts(names: Corpus) -> NgramCounts:
    """Return the counts of K tokens of the first names of a list, FEW, or fewer if these are many.

    Few of many characters, so that the table is small.

    >>> some_contexts(mm.corpus_of(["ab", "ba"])).context_size
    3
    """
    number = FEW
    while True:
        counts = count_ngrams(names.first(number), context_size=K)
        if number < 2 or seen_contexts(counts) * len(counts.vocabulary) <= _CELLS:
            return counts
        number //= 2


def way_to_table(counts: NgramCounts, hidden: int, *, seed: int, steps: int = STEPS) -> Way:
    """Return how a network with so many hidden units comes near the counts of K tokens.

    softmax(b' + W' tanh(b + W1[u1] + ... + WK[uK])), by Adam on the exact loss of all contexts.
    With 0 units it is softmax(W1[u1] + ... + WK[uK]): one layer that adds up votes, from zeros.

    >>> way = way_to_table(mm.count_ngrams(["ab", "ba"], context_size=2), 8, seed=1)
    >>> way.arrived, round(way.table, 3), way.contexts
    (True, 0.231, 5)
    """
    first, which = distinct_rows(counts.contexts.numpy())
    V, size = len(counts.vocabulary), counts.context_size
    table = torch.zeros(len(first), V)  # how often each token followed, by context
    place = (torch.from_numpy(which), counts.targets)
    table.index_put_(place, counts.occurrences.float(), accumulate=True)
    floor = _nll(table, (table / table.sum(dim=1, keepdim=True)).log())
    inputs = counts.contexts[torch.from_numpy(first)] + V * torch.arange(size)  # (N, K)

    weights = _weights(size * V, hidden, V, seed)
    optimizer = Adam(weights, BETAS)
    gaps: list[float] = []
    for _ in range(steps + 1):
        loss = _nll(table, _logs(inputs, *weights))
        gaps.append(float(loss.detach() - floor))
        if gaps[-1] <= NEAR:
            break
        optimizer.step(torch.autograd.grad(loss, weights), RATE if hidden else RATE_OF_VOTES)
    return Way(hidden, float(floor), np.array(gaps), len(first))


def _weights(inputs: int, hidden: int, V: int, seed: int) -> list[Tensor]:
    if not hidden:
        return [torch.zeros(inputs, V, requires_grad=True)]
    generator = torch.Generator().manual_seed(seed)
    W = torch.randn(inputs, hidden, generator=generator) / 2
    last = torch.randn(hidden, V, generator=generator) / math.sqrt(hidden)
    return [one.requires_grad_() for one in (W, torch.zeros(hidden), last, torch.zeros(V))]


def _logs(inputs: Tensor, W: Tensor, *layers: Tensor) -> Tensor:
    """Return ln P after each context, (N, K) -> (N, V)."""
    logits = functional.embedding_bag(inputs, W, mode="sum")  # one-hots times W
    if layers:
        b, last, bias = layers
        logits = torch.tanh(logits + b) @ last + bias
    return torch.log_softmax(logits, dim=1)


def _nll(table: Tensor, logs: Tensor) -> Tensor:
    """Return the mean of -ln P over all that was counted; what never was counts as 0."""
    return -torch.where(table > 0, table * logs, 0.0).sum() / table.sum()
