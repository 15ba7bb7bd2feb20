"""A model that chooses among its likeliest next tokens only: top-k and top-p."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from makemore.models.automaton import Automaton
from makemore.models.family import automaton_of
from makemore.models.model import Around, LanguageModel


@dataclass(frozen=True)
class Truncated(Around):
    """A model whose unlikely next tokens never come; what is left is divided by its sum.

    First the `top_k` likeliest are kept, 0 for all; of these the fewest whose probabilities add up
    to `top_p` at least (Holtzman et al. 2020, "The curious case of neural text degeneration"). Of
    equally likely ones the first tokens are kept. A temperature comes before: give a `Tempered`.
    Raises ValueError for a top_k below 0 and for a top_p outside of (0, 1].

    >>> model = Truncated(mm.CountModel.fit(["ab", "ab", "b"]), top_k=1)
    >>> model.log_probabilities(torch.tensor([[0]])).exp().tolist()
    [[0.0, 1.0, 0.0]]
    """

    model: LanguageModel
    top_k: int = 0  # tokens, 0 for all
    top_p: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what keeps nothing."""
        if self.top_k < 0 or not 0 < self.top_p <= 1:
            raise ValueError("top_k is 0 or more, and top_p above 0 and at most 1.")

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context), -inf for what never comes: (N, K) -> (N, V)."""
        return self._kept(self.model.log_probabilities(contexts))

    def automaton(self) -> Automaton:
        """Return it as an automaton, with the states of its model; raises TooMuchError."""
        whole = automaton_of(self.model)
        return replace(whole, log_probabilities=self._kept(whole.log_probabilities))

    def _kept(self, logs: Tensor) -> Tensor:
        """Return ln P with what never comes left out, (N, V) -> (N, V)."""
        order = logs.argsort(dim=1, descending=True, stable=True)
        sorted_ = logs.gather(1, order)
        if self.top_k:
            sorted_[:, self.top_k :] = -torch.inf
        if self.top_p < 1:  # rounded, the likelier ones may have 1 together
            shares = torch.softmax(sorted_, dim=1)
            before = shares.cumsum(dim=1) - shares  # what the likelier ones have together
            sorted_[before >= self.top_p] = -torch.inf
        return torch.log_softmax(torch.empty_like(logs).scatter_(1, order, sorted_), dim=1)
