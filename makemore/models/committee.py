"""Several networks that learn side by side and give the mean of their opinions: one model.

Each begins with other weights and does without other parts of itself, so that each errs elsewhere;
their mean errs less than any of them (Hansen & Salamon, "Neural network ensembles", IEEE
Transactions on Pattern Analysis and Machine Intelligence 12, 1990).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from makemore.learning.prefix_tree import PrefixTree
from makemore.models.architecture import Architecture, Noise
from makemore.models.model import State


class Committee(Architecture):
    """Networks of one kind; a state is theirs, one after the other."""

    def __init__(self, members: Sequence[Architecture]) -> None:
        """Take the members."""
        super().__init__()
        self.members = nn.ModuleList(members)

    def initialize(self, generator: torch.Generator) -> None:
        """Draw the weights of each anew."""
        for member in self._members:
            member.initialize(generator)

    def settle(self) -> None:
        """Let each keep what stays as it is."""
        for member in self._members:
            member.settle()

    def start(self, number: int) -> State:
        """Return the states before the first character."""
        return tuple(part for member in self._members for part in member.start(number))

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the states after the tokens that came."""
        moved = (member.follow(own, tokens) for member, own in self._shared_out(state))
        return tuple(part for own in moved for part in own)

    def logits(self, state: State) -> Tensor:
        """Return ln of the mean of what they hold likely next, (N, V)."""
        return _mean([_likely(member.logits(own)) for member, own in self._shared_out(state)])

    def tree_logits(self, tree: PrefixTree) -> Tensor:
        """Return ln of the mean of what they hold likely after each node of a tree, (n, V)."""
        return _mean([_likely(member.tree_logits(tree)) for member in self._members])

    def log_likelihoods(self, tree: PrefixTree) -> Tensor:
        """Return ln of the mean of P(target | prefix) of each edge of a tree, (E,)."""
        return _mean([member.log_likelihoods(tree) for member in self._members])

    def loss(self, tree: PrefixTree, noise: Noise) -> Tensor:
        """Return the mean of their losses: each learns for itself."""
        return torch.stack([member.loss(tree, noise) for member in self._members]).mean()

    @property
    def _members(self) -> Iterator[Architecture]:
        return iter(self.members)  # type: ignore[arg-type]

    def _shared_out(self, state: State) -> Iterator[tuple[Architecture, State]]:
        size = len(state) // len(self.members)
        for number, member in enumerate(self._members):
            yield member, state[number * size : (number + 1) * size]


def _likely(logits: Tensor) -> Tensor:
    return torch.log_softmax(logits, dim=1)


def _mean(logs: Sequence[Tensor]) -> Tensor:
    """Return ln of the mean of probabilities."""
    return torch.logsumexp(torch.stack(list(logs)), dim=0) - math.log(len(logs))
