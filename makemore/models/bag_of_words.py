"""The bag of words: the mean of all that came before, whatever its order, then one hidden layer.

What attention is without attending. In the form of makemore.py.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from makemore.learning.trainer import NetworkTraining, Recipe, memory_of
from makemore.models.architecture import Architecture
from makemore.models.family import Material
from makemore.models.model import State
from makemore.models.network_model import HIDDEN, NetworkModel, context_of, filled, network_family
from makemore.vocabulary import BOUNDARY, Vocabulary

EMBEDDING = 64


class BagOfWords(Architecture):
    """x + the mean of all x so far, then x + a layer of it; x is a token and its place."""

    def __init__(self, V: int, places: int, embedding: int, hidden: int) -> None:
        """Make it for so many places, its weights yet to be drawn."""
        super().__init__()
        self.wte = nn.Embedding(V, embedding)
        self.wpe = nn.Embedding(places, embedding)
        self.layer = nn.Linear(embedding, hidden)
        self.back = nn.Linear(hidden, embedding)
        self.last = nn.Linear(embedding, V)

    def start(self, number: int) -> State:
        """Return x, the sum of all x, and the place, (N, e), (N, e), (N,)."""
        places = torch.zeros(number, dtype=torch.int64)
        x = self.wte(torch.full((number,), BOUNDARY)) + self.wpe(places)
        return x, x, places

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the state after the tokens that came."""
        _x, total, places = state
        x = self.wte(tokens) + self.wpe(places + 1)
        return x, total + x, places + 1

    def features(self, state: State) -> Tensor:
        """Return what the last layer sees, (N, e)."""
        x, total, places = state
        x = x + total / (places + 1)[:, None]
        mended: Tensor = x + self.back(torch.tanh(self.layer(x)))
        return mended


class BagModel(NetworkModel):
    """A bag of words that has learned."""


def _training(
    material: Material, *, seed: int, start: BagModel | None = None, hidden: float = 0
) -> NetworkTraining[BagModel]:
    recipe = Recipe.of(material, memory_of(material), seed=seed)
    units = int(hidden) or (64 if recipe.few else 256)
    network = BagOfWords(len(recipe.vocabulary), recipe.context_size + 1, EMBEDDING, units)
    return NetworkTraining(network, recipe, BagModel, start=start)


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
) -> BagModel:
    size, (hidden, embedding) = context_of(tensors), tensors["layer.weight"].shape
    network = BagOfWords(len(vocabulary), size + 1, embedding, hidden)
    return BagModel(vocabulary, size, filled(network, tensors))


FAMILY = network_family(
    key="bag-of-words",
    title="Bag of words",
    caption="Bag of words, step {step}",
    rung=11,
    model=BagModel,
    knobs=(HIDDEN,),
    training=_training,
    of_tensors=_of_tensors,
    values=lambda model: {"hidden": model.network.layer.out_features},
)
