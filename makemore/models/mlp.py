"""The multi-layer perceptron: an embedding of each of the last K tokens, one hidden layer.

Bengio et al., "A neural probabilistic language model", JMLR 3, 2003; in the form of makemore.py.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from makemore.learning.prefix_tree import PrefixTree
from makemore.learning.trainer import NetworkTraining, Recipe
from makemore.models.architecture import Windowed
from makemore.models.family import Knob, Material
from makemore.models.model import State
from makemore.models.network_model import HIDDEN, NetworkModel, context_of, filled, network_family
from makemore.vocabulary import BOUNDARY, Vocabulary

EMBEDDING = 24
LONGEST = 16
WINDOW = Knob(
    "window", 8, 1, LONGEST, tuple(range(1, LONGEST + 1)), whole=True, label="Characters it sees"
)


class Mlp(Windowed):
    """tanh(W x + b) of the embeddings of K tokens, the nearest first, then one more layer.

    What lies before the boundary that starts a name is a token of its own, V.
    """

    def __init__(self, vocabulary: int, context_size: int, embedding: int, hidden: int) -> None:
        """Make it, its weights yet to be drawn."""
        super().__init__()
        self.blank, self.context_size = vocabulary, context_size
        self.wte = nn.Embedding(vocabulary + 1, embedding)
        self.layer = nn.Linear(context_size * embedding, hidden)
        self.last = nn.Linear(hidden, vocabulary)
        self._settled: Tensor | None = None

    def settle(self) -> None:
        """Keep what each token at each place says to the layer."""
        self._settled = self._table()

    def features(self, state: State) -> Tensor:
        """Return the hidden layer, (N, h).

        A layer times an embedding is the same for each token at each place: it is looked up.
        """
        table = self._table() if self._settled is None else self._settled
        places = self._tokens(state[0]) + len(self.wte.weight) * torch.arange(self.context_size)
        sums = functional.embedding_bag(places, table, mode="sum")
        if self._settled is None:
            return torch.tanh(sums)
        return sums.mul_(2).sigmoid_().mul_(2).sub_(1)  # tanh, at a third of the time

    def tree_features(self, tree: PrefixTree) -> Tensor:
        """Return the hidden layer at each node, all at once, (n, h)."""
        return self.features((tree.contexts(self.context_size),))

    def _table(self) -> Tensor:
        """Return the layer of each token at each place, the nearest first, (K V, h).

        The nearest place says b too.
        """
        weights = self.layer.weight.view(-1, self.context_size, self.wte.embedding_dim)  # (h, K, e)
        said = torch.einsum("ve,hke->kvh", self.wte.weight, weights)
        said[0] += self.layer.bias
        return said.flatten(0, 1)

    def _tokens(self, windows: Tensor) -> Tensor:
        """Return the tokens, the nearest first, blank before the boundary: (N, K) -> (N, K)."""
        nearest = windows.flip(1)
        begun = (nearest == BOUNDARY).cumsum(dim=1) > 1
        return torch.where(begun, self.blank, nearest)


class MlpModel(NetworkModel):
    """A multi-layer perceptron that has learned."""


def _training(
    material: Material,
    *,
    seed: int,
    start: MlpModel | None = None,
    hidden: float = 0,
    window: float = 8,
) -> NetworkTraining[MlpModel]:
    recipe = Recipe.of(material, int(window), seed=seed)
    units = int(hidden) or (64 if recipe.few else 256)
    network = Mlp(len(recipe.vocabulary), int(window), EMBEDDING, units)
    return NetworkTraining(network, recipe, MlpModel, start=start)


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
) -> MlpModel:
    size, embedding = context_of(tensors), tensors["wte.weight"].shape[-1]
    network = Mlp(len(vocabulary), size, embedding, tensors["layer.bias"].numel())
    return MlpModel(vocabulary, size, filled(network, tensors))


FAMILY = network_family(
    key="mlp",
    title="MLP",
    caption="MLP, step {step}",
    rung=10,
    model=MlpModel,
    knobs=(HIDDEN, WINDOW),
    training=_training,
    of_tensors=_of_tensors,
    values=lambda model: {
        "hidden": model.network.layer.out_features,
        "window": model.context_size,
    },
)
