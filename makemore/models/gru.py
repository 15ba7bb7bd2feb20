"""The gated recurrent unit: a memory that says itself how much of it each token changes."""

from __future__ import annotations

from makemore.models.network_model import NetworkModel, network_family
from makemore.models.recurrent import GruCell, fields_of


class GruModel(NetworkModel):
    """A GRU that has learned."""


FAMILY = network_family(
    key="gru",
    title="GRU",
    caption="GRU, step {step}",
    rung=13,
    **fields_of(GruCell, GruModel),
)
