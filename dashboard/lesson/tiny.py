"""The tiny network of the lesson: four tiny names, three tokens, nine knobs, kept in the session.

The names are always built alike, of the two commonest characters of the list in use, so that every
number of the step is the same on every list.
"""

from __future__ import annotations

import streamlit as st
import torch
from torch import Tensor

from dashboard.contenders import cached
from dashboard.lists.source import Source
from makemore.counting import NgramCounts, count_ngrams
from makemore.training import GradientDescent

LOWEST, HIGHEST, NOTCH = -4.0, 4.0, 0.5  # of a knob
MARK = 0.75  # nats: all knobs at 0 give 1.10, the best there is 0.63
KNOB = (2, 1)  # row, column: what the ball moves
BALL_START = -3.0
_SHAPES = ((0, 1), (0, 1, 0), (1, 0), (0,))  # the names, by the place of each character
_SPARE = "ab"  # where a list has only one character
_WEIGHTS, _TRAIL = "lesson_knobs", "lesson_ball"  # in the session


def characters(source: Source) -> tuple[str, str]:
    """Return the two commonest characters of a list, in the order of their code points."""
    labels = cached.counts(source).vocabulary.labels
    found = [labels[token] for token in cached.common_tokens(source, 3)[1:].tolist()]
    found += [sign for sign in _SPARE if sign not in found][: 2 - len(found)]
    first, second = sorted(found)
    return first, second


def names(source: Source) -> list[str]:
    """Return the tiny names. Example: ab, aba, ba, a"""
    signs = characters(source)
    return ["".join(signs[place] for place in shape) for shape in _SHAPES]


def counts(source: Source) -> NgramCounts:
    """Return the pairs of the tiny names: 12 of them, in a vocabulary of three tokens."""
    return count_ngrams(names(source))


def weights() -> Tensor:
    """Return the knobs as they are now, (3, 3) float64; all at 0 in the beginning."""
    kept: list[list[float]] = st.session_state.setdefault(_WEIGHTS, _zeros())
    return torch.tensor(kept, dtype=torch.float64)


def turn(row: int, column: int, value: float) -> None:
    """Set one knob."""
    kept = [list(line) for line in st.session_state.get(_WEIGHTS) or _zeros()]
    kept[row][column] = value
    st.session_state[_WEIGHTS] = kept


def reset() -> None:
    """Set all knobs to 0."""
    st.session_state[_WEIGHTS] = _zeros()


def turned() -> bool:
    """Return whether any knob was moved from 0."""
    return bool(weights().any())


def loss(table: Tensor, knobs: Tensor) -> float:
    """Return the mean nll of counts (3, 3) under knobs (3, 3), nats per token."""
    return GradientDescent(table, knobs).losses().nll


def row_excess(table: Tensor, knobs: Tensor) -> Tensor:
    """Return by how much each row lifts the loss above the best possible, nats, (3,)."""
    shares = table.double()
    best = torch.xlogy(shares, shares / shares.sum(dim=1, keepdim=True))
    now = shares * torch.log_softmax(knobs, dim=1)
    return (best - now).sum(dim=1) / shares.sum()


def trail() -> list[float]:
    """Return the places where the ball has been, the present one last."""
    found: list[float] = st.session_state.setdefault(_TRAIL, [BALL_START])
    return found


def roll(table: Tensor, learning_rate: float, steps: int) -> None:
    """Let the ball go some steps of gradient descent along its knob."""
    places = list(trail())
    for _ in range(steps):
        places.append(next_place(table, places[-1], learning_rate))
    st.session_state[_TRAIL] = places


def lift() -> None:
    """Put the ball back to its start."""
    st.session_state[_TRAIL] = [BALL_START]


def next_place(table: Tensor, place: float, learning_rate: float) -> float:
    """Return where one step takes the ball."""
    return place - learning_rate * slope(table, place)


def slope(table: Tensor, place: float) -> float:
    """Return the slope of the loss along the ball's knob, nats per unit of the knob."""
    return float(GradientDescent(table, _with_knob([place])[0]).gradient()[KNOB])


def losses_along(table: Tensor, places: list[float]) -> list[float]:
    """Return the loss at each place of the ball's knob, the other knobs at 0, (n,)."""
    log_probabilities = torch.log_softmax(_with_knob(places), dim=2)  # (n, 3, 3)
    total: list[float] = (-(table * log_probabilities).sum(dim=(1, 2)) / table.sum()).tolist()
    return total


def _with_knob(places: list[float]) -> Tensor:
    """Return knobs that are all 0 but the ball's, one table a place, (n, 3, 3)."""
    knobs = torch.zeros((len(places), 3, 3), dtype=torch.float64)
    knobs[:, KNOB[0], KNOB[1]] = torch.tensor(places, dtype=torch.float64)
    return knobs


def _zeros() -> list[list[float]]:
    return [[0.0] * 3 for _ in range(3)]
