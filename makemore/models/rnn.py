"""The plain recurrent network: a memory that every token makes anew."""

from __future__ import annotations

from makemore.models.family import Family
from makemore.models.network_model import NetworkModel
from makemore.models.recurrent import RnnCell, fields_of


class RnnModel(NetworkModel):
    """An RNN that has learned."""


FAMILY = Family(
    key="rnn",
    title="RNN",
    caption="RNN, step {step}",
    rung=12,
    **fields_of(RnnCell, RnnModel),
)
