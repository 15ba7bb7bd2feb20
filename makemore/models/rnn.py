"""The plain recurrent network: a memory that every token makes anew."""

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
from makemore.models.recurrent import Recurrent, RnnCell
from makemore.vocabulary import Vocabulary

EMBEDDING = 32


class RnnModel(NetworkModel):
    """An RNN that has learned."""


def _training(
    material: Material, *, seed: int, start: RnnModel | None = None, hidden: float = 0
) -> NetworkTraining[RnnModel]:
    recipe = Recipe.of(material, memory_of(material), seed=seed)
    units = int(hidden) or (64 if recipe.few else 128)
    network = Recurrent(RnnCell, len(recipe.vocabulary), EMBEDDING, units)
    return NetworkTraining(network, recipe, RnnModel, start=start)


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
) -> RnnModel:
    embedding, hidden = tensors["wte.weight"].shape[-1], tensors["begin"].shape[-1]
    network = Recurrent(RnnCell, len(vocabulary), embedding, hidden)
    return RnnModel(vocabulary, context_of(tensors), filled(network, tensors))


FAMILY = Family(
    key="rnn",
    title="RNN",
    caption="RNN, step {step}",
    rung=12,
    model=RnnModel,
    knobs=(HIDDEN,),
    training=_training,
    tensors=network_tensors,
    of_tensors=_of_tensors,
    values=lambda model: {"hidden": model.network.last.in_features},
    parameters=parameters,
)
