"""The plain recurrent network: a memory that every token makes anew."""

from __future__ import annotations

from makemore.models.network_model import NetworkModel, network_family
from makemore.models.recurrent import RnnCell, fields_of


class RnnModel(NetworkModel):
    """An RNN that has learned."""


FAMILY = network_family(
    key="rnn",
    title="RNN",
    caption="RNN, step {step}",
    rung=12,
    **fields_of(RnnCell, RnnModel),
)
