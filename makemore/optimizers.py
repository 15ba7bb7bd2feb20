"""Other ways downhill than plain gradient descent: the same loss, another step.

Momentum, Adam and L-BFGS are torch's own. Newton is written out, because this loss has a Hessian
that one can invert by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor

from makemore.training import Descent, GradientDescent

_HALVINGS = 60  # of a Newton step, before a row is taken as having arrived
_REACH = 10.0  # of one Newton step in a weight: farther, a probability may vanish for good
_ROUNDING = 1e-13  # nats per token; what a loss cannot resolve is no reason to turn back
_SUFFICIENT = 1e-4  # share of the promised decrease that a step must bring (Armijo's rule)


class _TorchDescent(Descent):
    """A descent whose step is one step of an optimizer of torch."""

    make: Callable[[Tensor], torch.optim.Optimizer]

    def __init__(self, counts: Tensor, weights: Tensor) -> None:
        super().__init__(counts, weights)
        self._restart()

    def _restart(self) -> None:
        """Forget the past; the optimizer works on the very memory of the weights."""
        self._parameter = torch.nn.Parameter(self.weights)
        self._optimizer = type(self).make(self._parameter)

    def _update(self, learning_rate: float, regularization: float) -> None:
        self._optimizer.param_groups[0]["lr"] = learning_rate
        self._optimizer.step(lambda: self._evaluate(regularization))

    def _evaluate(self, regularization: float) -> float:
        self._nll = self._forward()
        self._parameter.grad = self.gradient(regularization)
        return self.losses(regularization).loss

    def _undo(self, nll: float) -> None:
        super()._undo(nll)
        self._restart()


class Momentum(_TorchDescent):
    """Gradient descent that keeps 0.9 of its speed, like a ball that rolls (Polyak, 1964)."""

    @staticmethod
    def make(parameter: Tensor) -> torch.optim.Optimizer:
        """Return torch's optimizer for the weights."""
        return torch.optim.SGD([parameter], momentum=0.9)


class Adam(_TorchDescent):
    """Every knob gets a step of its own size, so that rare rows learn too (Kingma & Ba, 2015)."""

    @staticmethod
    def make(parameter: Tensor) -> torch.optim.Optimizer:
        """Return torch's optimizer for the weights."""
        return torch.optim.Adam([parameter])


class LBFGS(_TorchDescent):
    """Guesses the curvature from past steps (Nocedal & Wright, Numerical Optimization, ch. 7)."""

    @staticmethod
    def make(parameter: Tensor) -> torch.optim.Optimizer:
        """Return torch's optimizer for the weights; one step is one search along a line."""
        return torch.optim.LBFGS(
            [parameter],
            max_iter=1,
            max_eval=26,  # else torch leaves no evaluation to the line search
            history_size=50,
            tolerance_grad=0,
            tolerance_change=0,
            line_search_fn="strong_wolfe",
        )

    def _update(self, learning_rate: float, regularization: float) -> None:
        try:
            super()._update(learning_rate, regularization)
        except IndexError:  # torch's line search, where the loss is not a number
            self.weights.fill_(math.nan)  # `step` sees it and goes back


class Newton(Descent):
    """Jumps to where the curve, taken as a parabola, is lowest (Nocedal & Wright, chapter 3).

    The loss is a sum over rows, and the Hessian of a row is a diagonal less one outer product,
    c * (diag(p) - p p') + m * I, so its inverse is written down by Sherman and Morrison's formula:
    a step costs no more than one of gradient descent. Each row halves its step until it helps.
    The learning rate is the longest step, as a share of the jump; above 1 it counts as 1.
    """

    def _update(self, learning_rate: float, regularization: float) -> None:
        direction = self._direction(regularization)  # (V, V)
        promised = (self.gradient(regularization) * direction).sum(dim=1, keepdim=True)  # (V, 1)
        now = self._row_losses(self.weights, regularization)  # (V, 1)
        rounding = _ROUNDING * (self._row_totals / self._examples + now)  # (V, 1)
        longest = direction.abs().amax(dim=1, keepdim=True)  # (V, 1)
        share = torch.clamp(_REACH / longest, max=min(learning_rate, 1.0))
        for _ in range(_HALVINGS):
            then = self._row_losses(self.weights - share * direction, regularization)
            too_far = ~(then <= now - _SUFFICIENT * share * promised + rounding)
            if not too_far.any():
                break
            share = torch.where(too_far, share / 2, share)
        self.weights -= torch.where(too_far, 0.0, share) * direction

    def _direction(self, regularization: float) -> Tensor:
        """Return H^-1 gradient, row by row, (V, V)."""
        gradient, p = self.gradient(regularization), self._probabilities
        c = self._row_totals / self._examples  # (V, 1)
        if regularization == 0:
            # H is singular along (1, ..., 1), which leaves a softmax as it is; 0 / 0 is a row or a
            # probability that has nothing to learn
            return torch.nan_to_num(gradient / (c * p), nan=0.0, posinf=0.0, neginf=0.0)
        m = 2 * regularization / self.weights.numel()
        diagonal = c * p + m
        outer = c.sqrt() * p
        by_diagonal, outer_by_diagonal = gradient / diagonal, outer / diagonal
        along = (outer * by_diagonal).sum(dim=1, keepdim=True)
        remaining = (m * p / diagonal).sum(dim=1, keepdim=True)  # 1 - outer' outer_by_diagonal
        return by_diagonal + outer_by_diagonal * along / remaining

    def _row_losses(self, weights: Tensor, regularization: float) -> Tensor:
        """Return what each row adds to the loss, (V, 1)."""
        nll = -(self._counts * torch.log_softmax(weights, dim=1)).sum(dim=1, keepdim=True)
        squares = (weights**2).sum(dim=1, keepdim=True)
        return nll / self._examples + regularization * squares / weights.numel()


OPTIMIZERS: dict[str, type[Descent]] = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "adam": Adam,
    "l-bfgs": LBFGS,
    "newton": Newton,
}
