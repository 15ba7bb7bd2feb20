"""Short trainings for the lesson: a few steps at a rate, a steady rate, and moments on the way.

It knows tables of counts, not pages: no Streamlit here.
"""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from makemore.counting import NgramCounts
from makemore.errors import DivergedError
from makemore.models.model import probability_matrix
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.training import GradientDescent, Losses, initial_weights
from makemore.vocabulary import Vocabulary

SEED = 2147483647  # the lecture's
STEPS = 50  # of a short training
MARKS = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)  # steps to look at
_RATES = (100.0, 50.0, 20.0, 10.0, 5.0, 2.0)  # to choose a steady one from, the quickest first
_WIDTH = 1.12  # the next step that a long history keeps is so many times farther


@dataclass(frozen=True)
class Moment:
    """The network after some steps: its losses so far, and how far its table is from the counts."""

    history: tuple[Losses, ...]
    weights: Tensor  # (V, V)
    largest: float  # difference of a probability from the counts, in rows that occur

    @property
    def last(self) -> Losses:
        """The losses of these weights."""
        return self.history[-1]


def part(counts: NgramCounts, tokens: list[int]) -> NgramCounts:
    """Return the counts of the pairs of some tokens alone, the boundary first among them."""
    labels = counts.vocabulary.labels
    smaller = Vocabulary(tuple(labels[token] for token in tokens[1:]))
    return NgramCounts.from_matrix(smaller, counts.matrix()[tokens][:, tokens])


def short_training(table: Tensor, learning_rate: float, steps: int = STEPS) -> list[Losses]:
    """Return the losses at steps 0, 1, ... on counts (V, V); fewer where the loss blew up."""
    descent = GradientDescent(table, initial_weights(len(table), SEED))
    losses = [descent.losses()]
    try:
        while descent.steps < steps:
            losses.append(descent.step(learning_rate))
    except DivergedError:
        pass
    return losses


def blew_up(losses: list[Losses], steps: int = STEPS) -> bool:
    """Return whether a training ended higher than it began, or before its time."""
    return len(losses) <= steps or losses[-1].nll > losses[0].nll


def share_of_way(losses: list[Losses], floor: float) -> float:
    """Return which share of the way from the first loss down to the floor a training has gone."""
    way = losses[0].nll - floor
    return (losses[0].nll - losses[-1].nll) / way if way > 0 else 1.0


def steady_rate(table: Tensor) -> float:
    """Return a quick learning rate at which no step of a short training leads upwards."""
    for rate in _RATES:
        nll = [losses.nll for losses in short_training(table, rate)]
        if all(after <= before for before, after in zip(nll, nll[1:], strict=False)):
            return rate
    return 1.0


def moments(counts: NgramCounts, learning_rate: float) -> dict[int, Moment]:
    """Return the network after each of MARKS steps of one training."""
    table = counts.matrix()
    descent = GradientDescent(table, initial_weights(len(table), SEED))
    counted = probability_matrix(CountModel(counts))
    seen = table.sum(dim=1) > 0
    history, found = [descent.losses()], {}
    for step in range(MARKS[-1] + 1):
        if step:
            losses = descent.step(learning_rate)
            if step in MARKS or step >= _WIDTH * history[-1].step:
                history.append(losses)
        if step in MARKS:
            learned = probability_matrix(NeuralBigram(counts.vocabulary, descent.weights))
            largest = float((learned - counted)[seen].abs().max())
            found[step] = Moment(tuple(history), descent.weights.clone(), largest)
    return found
