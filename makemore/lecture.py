"""The lecture's own way, slow and readable: a loop over pairs, one-hot vectors, and autograd.

Nothing in the app runs on it. It is what the fast forms of `counting` and `training` are tested
against, and what the app shows as code. After Andrej Karpathy, "The spelled-out intro to language
modeling: building makemore" (2022).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor

from makemore.vocabulary import BOUNDARY, Vocabulary


def count_by_loop(names: Iterable[str], vocabulary: Vocabulary) -> Tensor:
    """Return the (V, V) table of pair counts, one pair at a time.

    >>> count_by_loop(["ab", "b"], Vocabulary.of("ab")).tolist()
    [[0, 1, 1], [0, 0, 1], [2, 0, 0]]
    """
    counts = torch.zeros((len(vocabulary), len(vocabulary)), dtype=torch.int32)
    for name in names:
        tokens = [BOUNDARY, *vocabulary.encode(name), BOUNDARY]
        for context, target in pairwise(tokens):
            counts[context, target] += 1
    return counts


def examples(names: Iterable[str], vocabulary: Vocabulary) -> tuple[Tensor, Tensor]:
    """Return every pair of every name as contexts (N,) and targets (N,).

    >>> examples(["ab"], Vocabulary.of("ab"))
    (tensor([0, 1, 2]), tensor([1, 2, 0]))
    """
    contexts, targets = [], []
    for name in names:
        tokens = [BOUNDARY, *vocabulary.encode(name), BOUNDARY]
        contexts += tokens[:-1]
        targets += tokens[1:]
    return torch.tensor(contexts), torch.tensor(targets)


def train_by_autograd(
    contexts: Tensor,
    targets: Tensor,
    weights: Tensor,
    *,
    steps: int,
    learning_rate: float,
    regularization: float = 0.0,
) -> tuple[Tensor, list[float]]:
    """Return the trained weights (V, V) and the loss before each step, nats per token.

    >>> pairs = examples(["ab"], Vocabulary.of("ab"))
    >>> W, losses = train_by_autograd(*pairs, torch.zeros(3, 3), steps=1, learning_rate=1.0)
    >>> round(losses[0], 4)  # ln 3
    1.0986
    """
    W = weights.clone().requires_grad_()
    losses: list[float] = []
    for _ in range(steps):
        # forward pass
        one_hot = F.one_hot(contexts, num_classes=len(W)).to(W.dtype)  # (N, V)
        logits = one_hot @ W  # (N, V)
        counts = logits.exp()  # like a row of the count table
        probabilities = counts / counts.sum(1, keepdim=True)  # (N, V), each row sums to 1
        nll = -probabilities[torch.arange(len(targets)), targets].log().mean()
        loss = nll + regularization * (W**2).mean()
        # backward pass
        W.grad = None
        loss.backward()  # type: ignore[no-untyped-call]
        # update
        assert W.grad is not None
        W.data += -learning_rate * W.grad
        losses.append(loss.item())
    return W.detach(), losses


def nll_by_loop(names: Iterable[str], vocabulary: Vocabulary, probabilities: Tensor) -> float:
    """Return the mean nll of names under a table (V, V), one pair at a time, nats per token.

    >>> round(nll_by_loop(["ab"], Vocabulary.of("ab"), torch.full((3, 3), 1 / 3)), 4)  # ln 3
    1.0986
    """
    log_likelihood, number = torch.zeros((), dtype=probabilities.dtype), 0
    for name in names:
        tokens = [BOUNDARY, *vocabulary.encode(name), BOUNDARY]
        for context, target in pairwise(tokens):
            log_likelihood += torch.log(probabilities[context, target])
            number += 1
    return float(-log_likelihood / number)


def sample_by_loop(
    probabilities: Tensor, vocabulary: Vocabulary, number: int, generator: torch.Generator
) -> list[str]:
    """Return names rolled from a table (V, V), one character at a time, by torch.multinomial.

    >>> table = count_by_loop(["ab"], Vocabulary.of("ab")).double()
    >>> sample_by_loop(table, Vocabulary.of("ab"), 2, torch.Generator())
    ['ab', 'ab']
    """
    names = []
    for _ in range(number):
        tokens, token = [], BOUNDARY
        while True:
            row = probabilities[token]
            token = int(torch.multinomial(row, 1, replacement=True, generator=generator).item())
            if token == BOUNDARY:
                break
            tokens.append(token)
        names.append(vocabulary.decode(tokens))
    return names
