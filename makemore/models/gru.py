"""The gated recurrent unit: a memory that says itself how much of it each token changes."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from makemore.learning.trainer import NetworkTraining, Recipe, memory_of
from makemore.models.family import Family, Material
from makemore.models.network_model import (
    HIDDEN,
    NetworkModel,
    context_of,
    filled,
    network_tensors,
    parameters,
)
from makemore.models.recurrent import GruCell, Recurrent
from makemore.vocabulary import Vocabulary

EMBEDDING = 32


class GruModel(NetworkModel):
    """A GRU that has learned."""


def _training(
    material: Material, *, seed: int, start: GruModel | None = None, hidden: float = 0
) -> NetworkTraining[GruModel]:
    recipe = Recipe.of(material, memory_of(material), seed=seed)
    units = int(hidden) or (64 if recipe.few else 128)
    network = Recurrent(GruCell, len(recipe.vocabulary), EMBEDDING, units)
    return NetworkTraining(network, recipe, GruModel, start=start)


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
) -> GruModel:
    embedding, hidden = tensors["wte.weight"].shape[-1], tensors["begin"].shape[-1]
    network = Recurrent(GruCell, len(vocabulary), embedding, hidden)
    return GruModel(vocabulary, context_of(tensors), filled(network, tensors))


FAMILY = Family(
    key="gru",
    title="GRU",
    caption="GRU, step {step}",
    rung=13,
    model=GruModel,
    knobs=(HIDDEN,),
    training=_training,
    tensors=network_tensors,
    of_tensors=_of_tensors,
    values=lambda model: {"hidden": model.network.last.in_features},
    parameters=parameters,
)
