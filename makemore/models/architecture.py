"""What every trained network here is: states that follow tokens, and what they hold likely next.

An architecture says how a state begins and how it follows a token; a whole prefix tree then
follows level by level, each distinct prefix once. Some say it for the whole tree at once, which is
quicker. It knows no list and no optimizer.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from makemore.learning.prefix_tree import PrefixTree
from makemore.models.model import State, first_windows, moved_on

Drop = Callable[[Tensor], Tensor]


def same(values: Tensor) -> Tensor:
    """Return values as they are: nothing is dropped.

    >>> same(torch.ones(2)).tolist()
    [1.0, 1.0]
    """
    return values


@dataclass(frozen=True)
class Noise:
    """What a network has to do without while it learns, each time other parts: less is by heart.

    `memory` drops weights from one memory to the next (Merity et al., "Regularizing and optimizing
    LSTM language models", ICLR 2018), `tokens` whole tokens of what was read (Gal & Ghahramani, "A
    theoretically grounded application of dropout in recurrent neural networks", NIPS 2016).
    """

    features: Drop = same  # of what the last layer sees
    memory: Drop = same
    tokens: Drop = same  # asked with a 1 for each


class Architecture(nn.Module):
    """A network over tokens; a subclass has `start`, `follow`, `features`, and a `last` layer."""

    last: nn.Linear

    def initialize(self, generator: torch.Generator) -> None:
        """Draw the weights: embeddings normal, layers as wide as what they see allows.

        As torch does it; parameters of other kinds stay as they were made.
        """
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, generator=generator)
            elif isinstance(module, nn.Linear):
                bound = 1 / math.sqrt(module.in_features)
                for parameter in module.parameters():
                    nn.init.uniform_(parameter, -bound, bound, generator=generator)

    def settle(self) -> None:
        """Work out once what stays as it is when the weights change no more."""

    def start(self, number: int) -> State:
        """Return the state before the first character of so many names."""
        raise NotImplementedError

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the state after the tokens that came, (N,)."""
        raise NotImplementedError

    def features(self, state: State) -> Tensor:
        """Return what the last layer sees of a state, (N, F)."""
        raise NotImplementedError

    def head(self, features: Tensor) -> Tensor:
        """Return what is likely next, before the softmax, (N, F) -> (N, V)."""
        logits: Tensor = self.last(features)
        return logits

    def logits(self, state: State) -> Tensor:
        """Return what is likely next, before the softmax, (N, V)."""
        return self.head(self.features(state))

    def tree_features(self, tree: PrefixTree) -> Tensor:
        """Return what the last layer sees at each node of a tree, (n, F)."""
        state = self.start(1)
        found = [self.features(state)]
        for above, level in zip(tree.levels, tree.levels[1:], strict=False):
            parents = tree.parents[level] - above.start
            before = tuple(one.index_select(0, parents) for one in state)
            state = self.follow(before, tree.tokens[level])
            found.append(self.features(state))
        return torch.cat(found)

    def disturbed(self, tree: PrefixTree, noise: Noise) -> Tensor:
        """Return what the last layer sees at each node of a tree while it learns, (n, F)."""
        return noise.features(self.tree_features(tree))

    def tree_logits(self, tree: PrefixTree) -> Tensor:
        """Return what is likely after each node of a tree, before the softmax, (n, V)."""
        return self.head(self.tree_features(tree))

    def log_likelihoods(self, tree: PrefixTree) -> Tensor:
        """Return ln P(target | prefix) of each edge of a tree, (E,)."""
        return picked(self.tree_logits(tree), tree)

    def loss(self, tree: PrefixTree, noise: Noise) -> Tensor:
        """Return what the optimizer makes small, nats per token."""
        return surprisal(picked(self.head(self.disturbed(tree, noise)), tree), tree)


class Windowed(Architecture):
    """A network whose state is the last K tokens, (N, K): what lies further back it never sees."""

    context_size: int  # K

    def start(self, number: int) -> State:
        """Return the window before the first character."""
        return (first_windows(number, self.context_size),)

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the window moved on."""
        return (moved_on(state[0], tokens),)


def picked(logits: Tensor, tree: PrefixTree) -> Tensor:
    """Return ln P(target | prefix) of each edge of a tree: (n, V) -> (E,).

    >>> from makemore.learning.prefix_tree import tree_of
    >>> tree = tree_of(mm.count_ngrams(["a", "aa"], context_size=2))  # .a a. aa aa.
    >>> picked(torch.zeros(3, 2), tree).exp().tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    return torch.log_softmax(logits, dim=1)[tree.nodes, tree.targets]


def surprisal(log_likelihoods: Tensor, tree: PrefixTree) -> Tensor:
    """Return the mean of -ln P over the edges of a tree, as often as each weighs; nats.

    >>> from makemore.learning.prefix_tree import tree_of
    >>> tree = tree_of(mm.count_ngrams(["a", "a"]))
    >>> float(surprisal(torch.tensor([-1.0, -2.0]), tree))
    1.5
    """
    return -torch.dot(tree.weights.to(log_likelihoods.dtype), log_likelihoods) / tree.total


def dropout(share: float, generator: torch.Generator) -> Drop:
    """Return what sets a share of values to 0, each time others, and makes up for it.

    Srivastava et al., "Dropout", JMLR 15, 2014.

    >>> sorted(set(dropout(0.5, torch.Generator().manual_seed(1))(torch.ones(99)).tolist()))
    [0.0, 2.0]
    """

    dropped = round(256 * share)
    if not dropped:
        return same

    def drop(values: Tensor) -> Tensor:
        words = torch.empty(values.numel() // 8 + 1, dtype=torch.int64)
        words.random_(-(1 << 63), None, generator=generator)  # eight dice at a time
        dice = words.view(torch.uint8)[: values.numel()].view(values.shape)
        return values * (dice >= dropped).to(values.dtype).mul_(256 / (256 - dropped))

    return drop
