"""A trained network as a language model, and how it stands in a file."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from makemore.learning.prefix_tree import tree_of_contexts
from makemore.models.architecture import Architecture, Windowed
from makemore.models.family import Family, Knob
from makemore.models.model import State, first_windows, moved_on
from makemore.vocabulary import BOUNDARY, Vocabulary

CONTEXT = "context_size"  # its tensor in a file
LONGEST_MEMORY = 40  # tokens, of a network that remembers whole names
_ROWS = 1 << 14  # contexts worked out at a time
HIDDEN = Knob(
    "hidden",
    0,
    0,
    512,
    (0, 2, 4, 8, 16, 32, 64, 96, 128, 192, 256, 320, 512),
    whole=True,
    label="Hidden units (0: as many as suit the list)",
)


@dataclass(frozen=True, eq=False)
class NetworkModel:
    """A network that has learned; a subclass for each family.

    It is worked out in 64 bits, so that a row depends on its own context alone. What lies further
    back than K tokens it does not see: then it reads as if the name began there.
    """

    vocabulary: Vocabulary
    context_size: int  # K
    network: Architecture

    def __post_init__(self) -> None:
        """Take a copy, in 64 bits."""
        network = copy.deepcopy(self.network).double().requires_grad_(False)
        network.settle()
        object.__setattr__(self, "network", network)

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context): (N, K) int64 -> (N, V) float64."""
        found = [self._rows(part) for part in torch.split(contexts, _ROWS)]
        return torch.cat(found)

    def start(self, number: int) -> State:
        """Return the windows before the first character of so many names, and what is remembered.

        (N, K), and the state of the network.
        """
        with torch.no_grad():
            return first_windows(number, self.context_size), *self.network.start(number)

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the state after the tokens that came, (N,); beyond K, the windows alone."""
        windows = moved_on(state[0], tokens)
        if bool((state[0][:1] != BOUNDARY).all()) and not isinstance(self.network, Windowed):
            return (windows,)
        with torch.no_grad():
            return windows, *self.network.follow(state[1:], tokens)

    def after(self, state: State) -> Tensor:
        """Return ln P(next | state), (N, V) float64."""
        if len(state) == 1:
            return self.log_probabilities(state[0])
        with torch.no_grad():
            return torch.log_softmax(self.network.logits(state[1:]), dim=1)

    def _rows(self, contexts: Tensor) -> Tensor:
        tree, nodes = tree_of_contexts(contexts)
        with torch.no_grad():
            return torch.log_softmax(self.network.tree_logits(tree), dim=1)[nodes]


def network_tensors(model: NetworkModel) -> dict[str, Tensor]:
    """Return a network as the tensors of a file, its weights in the 32 bits that it learned in.

    >>> from makemore.models.log_linear import LogLinear
    >>> list(network_tensors(NetworkModel(Vocabulary.of("ab"), 2, LogLinear(3, 2))))
    ['tables', 'context_size']
    """
    weights = {
        name: tensor.float().contiguous() for name, tensor in model.network.state_dict().items()
    }
    return {**weights, CONTEXT: torch.tensor(model.context_size)}


def filled(network: Architecture, tensors: Mapping[str, Tensor]) -> Architecture:
    """Return a network with the weights of a file; raises ValueError where they do not fit it.

    >>> from makemore.models.log_linear import LogLinear
    >>> filled(LogLinear(3, 1), {"tables": torch.ones(1, 3, 3)}).tables.sum().item()
    9.0
    """
    weights = {name: tensors[name] for name in network.state_dict()}
    for name, own in network.state_dict().items():
        given = weights[name]
        if given.shape != own.shape or given.dtype != own.dtype:
            raise ValueError(f"{name} is {tuple(own.shape)} of {own.dtype}")
        if not bool(given.isfinite().all()):
            raise ValueError(f"{name} holds what is no number")
    network.load_state_dict(weights)
    return network


def context_of(tensors: Mapping[str, Tensor]) -> int:
    """Return K of a file; raises ValueError where it is none.

    >>> context_of({"context_size": torch.tensor(3)})
    3
    """
    size = tensors[CONTEXT]
    if size.dtype != torch.int64 or size.numel() != 1 or not 1 <= int(size) <= LONGEST_MEMORY:
        raise ValueError(f"K is a whole number from 1 to {LONGEST_MEMORY}")
    return int(size)


def parameters(model: NetworkModel) -> int:
    """Return how many weights a network has learned.

    >>> from makemore.models.log_linear import LogLinear
    >>> parameters(NetworkModel(Vocabulary.of("ab"), 2, LogLinear(3, 2)))
    18
    """
    return sum(weight.numel() for weight in model.network.parameters())


def network_family(**fields: Any) -> Family:
    """Return a family of networks: its weights are its file, and its parameters.

    >>> from makemore.models.mlp import FAMILY
    >>> FAMILY.tensors is network_tensors
    True
    """
    return Family(tensors=network_tensors, parameters=parameters, **fields)
