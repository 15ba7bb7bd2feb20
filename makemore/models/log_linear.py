"""The lecture's one layer with more characters of context: a table of weights for each distance.

Every token votes for what comes next by what it is and how far back it stands, and the votes are
added up. None knows which others stand beside it: without hidden units, that cannot be said, and
more context brings less than it brings to counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from makemore.learning.prefix_tree import PrefixTree
from makemore.learning.trainer import NetworkTraining, Recipe
from makemore.models.architecture import Noise, Windowed, surprisal
from makemore.models.family import CONTEXT, Material
from makemore.models.model import State
from makemore.models.network_model import NetworkModel, context_of, filled, network_family
from makemore.vocabulary import Vocabulary

RATE = 4.0  # its loss has one valley, and weights begin at 0: it may walk faster than others


class LogLinear(Windowed):
    """P(w | u1 ... uK) = softmax(W1[u1] + ... + WK[uK]), where u1 is the nearest token.

    Where the loss is lowest, each pair of a token at its distance and what comes next is expected
    as often as it was counted; with K = 1 that is the table of pairs.
    """

    def __init__(self, vocabulary: int, context_size: int) -> None:
        """Make it without preferences: all weights are 0."""
        super().__init__()
        self.context_size = context_size
        self.tables = nn.Parameter(torch.zeros(context_size, vocabulary, vocabulary))

    def features(self, state: State) -> Tensor:
        """Return the window itself, (N, K)."""
        return state[0]

    def head(self, features: Tensor) -> Tensor:
        """Return the sum of the votes, (N, K) -> (N, V)."""
        K, V, _V = self.tables.shape
        rows = features.flip(1) + V * torch.arange(K)
        return functional.embedding_bag(rows, self.tables.flatten(0, 1), mode="sum")

    def tree_features(self, tree: PrefixTree) -> Tensor:
        """Return the window at each node, all at once, (n, K)."""
        return tree.contexts(self.context_size)

    def loss(self, tree: PrefixTree, noise: Noise) -> Tensor:
        """Return the mean surprisal, nats per token."""
        return surprisal(self.log_likelihoods(tree), tree)


class LogLinearModel(NetworkModel):
    """A log-linear model that has learned."""


def _training(
    material: Material,
    *,
    seed: int,
    start: LogLinearModel | None = None,
    context: float = CONTEXT.default,
) -> NetworkTraining[LogLinearModel]:
    recipe = Recipe.of(material, int(context), seed=seed)
    network = LogLinear(len(recipe.vocabulary), int(context))
    return NetworkTraining(network, recipe, LogLinearModel, rate=RATE, start=start)


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
) -> LogLinearModel:
    size = context_of(tensors)
    return LogLinearModel(vocabulary, size, filled(LogLinear(len(vocabulary), size), tensors))


FAMILY = network_family(
    key="log-linear",
    title="Log-linear",
    caption="Log-linear, step {step}",
    rung=4,
    model=LogLinearModel,
    knobs=(CONTEXT,),
    training=_training,
    of_tensors=_of_tensors,
    values=lambda model: {"context": model.context_size},
)
