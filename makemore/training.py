"""Gradient descent on the neural bigram, one full-batch step at a time.

The loss and its gradient depend on the names only through the count matrix, so a step needs no
names at all. It is the lecture's loop, to rounding, and thousands of times faster:

    loss = -(counts * log_softmax(W)).sum() / n + regularization * (W**2).mean()
    grad = (softmax(W) * counts.sum(1) - counts) / n + 2 * regularization * W / W.size
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from makemore.errors import DivergedError


@dataclass(frozen=True)
class Losses:
    """Loss and mean nll after `step` updates, nats per token; they differ by regularization."""

    step: int
    loss: float
    nll: float


class Descent:
    """Trains W on bigram counts, one step at a time; a subclass says how a step moves W."""

    def __init__(self, counts: Tensor, weights: Tensor) -> None:
        """Start from weights (V, V), which are copied, on counts (V, V) with at least one pair."""
        self._counts = counts.double()
        self._row_totals = self._counts.sum(dim=1, keepdim=True)  # (V, 1)
        self._examples = float(self._counts.sum())
        self.weights = weights.double().clone()
        self._before = self.weights.clone()
        self._log_probabilities = torch.empty_like(self.weights)
        self._probabilities = torch.empty_like(self.weights)
        self.steps = 0
        self._nll = self._forward()

    def losses(self, regularization: float = 0.0) -> Losses:
        """Return the losses of the present weights."""
        flat = self.weights.view(-1)
        mean_square = float(torch.dot(flat, flat)) / len(flat)
        return Losses(self.steps, self._nll + regularization * mean_square, self._nll)

    def step(self, learning_rate: float, regularization: float = 0.0) -> Losses:
        """Go one step downhill and return the losses after it.

        Raises DivergedError, with the weights as they were before, when the loss would be infinite.
        """
        self._before.copy_(self.weights)
        before = self._nll
        self._update(learning_rate, regularization)
        self._nll = self._forward()
        self.steps += 1
        losses = self.losses(regularization)
        if not math.isfinite(losses.loss):
            self._undo(before)
            raise DivergedError(losses.step, learning_rate, regularization)
        return losses

    def gradient(self, regularization: float = 0.0) -> Tensor:
        """Return the gradient of the loss at the present weights, (V, V)."""
        nll_part = (self._probabilities * self._row_totals - self._counts) / self._examples
        return nll_part + 2 * regularization * self.weights / self.weights.numel()

    def _update(self, learning_rate: float, regularization: float) -> None:
        """Move the weights in place; the probabilities are those of the weights before."""
        raise NotImplementedError

    def _forward(self) -> float:
        """Fill the probabilities from the weights and return the mean nll."""
        torch.log_softmax(self.weights, dim=1, out=self._log_probabilities)
        torch.exp(self._log_probabilities, out=self._probabilities)
        log_likelihood = torch.dot(self._counts.view(-1), self._log_probabilities.view(-1))
        return -float(log_likelihood) / self._examples

    def _undo(self, nll: float) -> None:
        self.weights.copy_(self._before)
        self._forward()
        self._nll, self.steps = nll, self.steps - 1


class GradientDescent(Descent):
    """The lecture's way: W -= learning rate * gradient, over all examples at once.

    >>> descent = GradientDescent(torch.tensor([[0, 1], [1, 0]]), torch.zeros(2, 2))
    >>> descent.losses().nll > descent.step(1.0).nll
    True
    """

    def _update(self, learning_rate: float, regularization: float) -> None:
        """Subtract the gradient term by term, in place: no table is made."""
        rate = learning_rate / self._examples
        self.weights.mul_(1 - 2 * learning_rate * regularization / self.weights.numel())
        self.weights.addcmul_(self._probabilities, self._row_totals, value=-rate)
        self.weights.add_(self._counts, alpha=rate)


def initial_weights(vocabulary_size: int, seed: int) -> Tensor:
    """Return the lecture's random W, (V, V) float64: drawn as float32 from a seeded generator.

    >>> round(float(initial_weights(27, seed=2147483647)[0, 0]), 4)
    1.5674
    """
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((vocabulary_size, vocabulary_size), generator=generator).double()
