"""What the two programs are made of: parts, and the few values that both write alike."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.take.work import Work


@dataclass(frozen=True)
class Part:
    """A part of a program: what it does, in one plain sentence, and the lines that do it."""

    says: str
    code: str


def stretches(work: Work) -> str:
    """Return the steps of the network as Python: [(until, learning rate, regularization), ...]."""
    return repr([(s.until, s.learning_rate, s.regularization) for s in work.stretches])


def dice(work: Work) -> dict[str, object]:
    """Return how the names are rolled, to be written into a program."""
    return {"number": work.number, "seed": work.seed, "temperature": repr(work.temperature)}
