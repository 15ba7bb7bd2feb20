"""Adam with torch's own kernel, but without its optimizer classes: the first of those loads torch's
compiler, more than a second of work that nothing here needs.

Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019 (AdamW); without a
decay it is Adam of Kingma and Ba, 2015.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.optim.adamw import adamw


class Adam:
    """Steps for some weights, which it changes in place.

    >>> weight = torch.tensor([1.0], requires_grad=True)
    >>> Adam([weight]).step([torch.tensor([5.0])], rate=0.1)  # the first is as long as the rate
    >>> round(weight.item(), 4)
    0.9
    """

    def __init__(
        self, weights: Sequence[Tensor], betas: tuple[float, float] = (0.9, 0.999), decay: float = 0
    ) -> None:
        """Stand ready; `decay` pulls each weight toward 0, times the rate at each step."""
        self._weights, self._betas, self._decay = list(weights), betas, decay
        self._means, self._squares = (list(map(torch.zeros_like, weights)) for _ in range(2))
        self._steps = [torch.tensor(0.0) for _ in weights]

    @torch.no_grad()
    def step(self, gradients: Sequence[Tensor], rate: float) -> None:
        """Make one step with the gradients of the weights, in their order."""
        adamw(
            self._weights, list(gradients), self._means, self._squares, [], self._steps,
            amsgrad=False, beta1=self._betas[0], beta2=self._betas[1], lr=rate,
            weight_decay=self._decay, eps=1e-8, maximize=False, fused=True,
        )  # fmt: skip
