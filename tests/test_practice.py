"""Practice: each kind of question against figures worked out here, without the library."""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice

import numpy as np
import pytest

import makemore as mm
from makemore.practice import KINDS, LARGEST, Ground, Question

NAMES = "emma olivia ava isabella sophia mia amelia quinn jade zoe ana anna".split()
PAIRS = Counter(pair for name in NAMES for pair in zip("." + name, name + ".", strict=True))
SIGNS = ["."] + sorted(set("".join(NAMES)))
V = len(SIGNS)


def row(sign: str) -> int:
    return sum(times for (first, _second), times in PAIRS.items() if first == sign)


def share(first: str, second: str, k: float = 0) -> float:
    return (PAIRS[first, second] + k) / (row(first) + k * V)


def nll(name: str) -> float:
    return -sum(math.log(share(*pair)) for pair in zip("." + name, name + ".", strict=True))


def list_nll(k: float) -> float:
    return -sum(n * math.log(share(*pair, k)) for pair, n in PAIRS.items()) / PAIRS.total()


def rolls(first: str, second: str) -> int:
    """The hundred rolls of a row by largest remainders."""
    shares = {sign: divmod(100 * PAIRS[first, sign], row(first)) for sign in SIGNS}
    left = 100 - sum(whole for whole, _rest in shares.values())
    more = sorted(SIGNS, key=lambda sign: -shares[sign][1])[:left]
    return shares[second][0] + (second in more)


def ends_above(rate: float, steps: int) -> bool:
    """Whether a training ends above its start: softmax, its slope, and a step, in numpy."""
    counts = np.array([[PAIRS[first, second] for second in SIGNS] for first in SIGNS])
    weights, losses = mm.initial_weights(V, 2147483647).double().numpy(), []
    for _step in range(steps + 1):
        logs = weights - weights.max(axis=1, keepdims=True)
        logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
        losses.append(-(counts * logs).sum() / counts.sum())
        slope = np.exp(logs) * counts.sum(axis=1, keepdims=True) - counts
        weights = weights - rate * slope / counts.sum()
    return losses[-1] > losses[0]


BY_HAND = {
    "pairs": lambda name: len(name) + 1,
    "follows": lambda first, second: PAIRS[first, second],
    "begins": lambda sign: sum(name[0] == sign for name in NAMES),
    "ends": lambda sign: sum(name[-1] == sign for name in NAMES),
    "row-sum": lambda sign: sum(name.count(sign) for name in NAMES),
    "row-number": lambda sign: SIGNS.index(sign),
    "followers": lambda sign: len({b for a, b in PAIRS if a == sign and b != "."}),
    "empty-cells": lambda sign: V - len({b for a, b in PAIRS if a == sign}),
    "cells": lambda context, size: V ** (context + 1) if size == V else None,
    "share": lambda first, second: 100 * share(first, second),
    "share-of-start": lambda sign: 100 * sum(name[0] == sign for name in NAMES) / len(NAMES),
    "two-in-a-row": lambda text: 100 * share(".", text[0]) * share(text[0], text[1]),
    "surprisal": lambda first, second: -math.log(share(first, second)),
    "of-percent": lambda percent: math.log(100 / percent),
    "mean-of-three": lambda a, b, c: (a + b + c) / 3,
    "nll-of-name": lambda name: nll(name) / (len(name) + 1),
    "sum-of-name": nll,
    "nll-of-list": lambda smoothing: list_nll(smoothing),
    "perplexity": lambda nll: 2.718281828459045**nll,
    "blind": lambda size: math.log(size),
    "smoothed-sum": lambda sign, smoothing: row(sign) + V * smoothing,
    "smoothed-share": lambda first, second, smoothing: 100 * share(first, second, smoothing),
    "rolls": rolls,
    "softmax": lambda a, b, c: 100 / (1 + math.exp(b - a) + math.exp(c - a)),
    "new-knob": lambda knob, slope, rate: knob - rate * slope,
    "bowl": lambda bend, twice: 2 / twice,
    "too-large": lambda low, middle, high, steps: next(
        rate for rate in (low, middle, high) if ends_above(rate, steps)
    ),
    "products": lambda number, size: number * V * V,
    "price": lambda a, b, c, strength: strength * (a * a + b * b + c * c) / 3,
    "tenth": lambda number: number * 0.8,
}  # fmt: skip


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(mm.corpus_of(NAMES), mm.count_ngrams(NAMES))


def test_every_kind_by_hand(ground):
    assert set(BY_HAND) == set(KINDS)
    asked = list(islice(ground.questions(seed=3), 3 * len(KINDS)))
    assert {one.kind for one in asked} == set(KINDS)
    for one in asked:
        assert one.answer == pytest.approx(BY_HAND[one.kind](**one.given)), one
        assert one.accepts(round(one.answer, 2) if one.off else one.answer)
        assert not one.accepts(one.answer + 0.1)


def test_the_smallest_rate_that_is_too_large_may_be_any_of_the_three(ground):
    asked = islice(ground.questions(seed=1), 30 * len(KINDS))
    large = [one for one in asked if one.kind == "too-large"]
    assert {name for one in large for name, at in one.given.items() if at == one.answer} == {
        "low",
        "middle",
        "high",
    }
    assert {one.answer for one in large} == {ground.too_large}


def test_what_a_large_list_cannot_roll_or_train_is_not_asked_and_no_share_is_none():
    signs = [chr(0x4E00 + place) for place in range(LARGEST)]  # with the boundary one too many
    names = signs + ["".join(signs[:2])] * 2000  # most begin with one of 2,100
    large = Ground(mm.corpus_of(names), mm.count_ngrams(names))
    asked = list(islice(large.questions(seed=1), 10 * len(KINDS)))
    assert {one.kind for one in asked} == set(KINDS) - {"rolls", "too-large"}
    assert {one.kind for one in asked if one.in_percent} == {
        kind for kind in KINDS if "share" in kind or kind in ("two-in-a-row", "softmax")
    }
    assert not [one for one in asked if one.in_percent and one.accepts(0)]


def test_neighbours_have_other_numbers_and_a_seed_its_own(ground):
    first, again, other = (list(islice(ground.questions(seed), 40)) for seed in (1, 1, 2))
    assert first == again
    assert sum(one in other for one in first) < 5  # such as V to the power of 2, 3 or 4


def test_a_list_that_allows_little_is_asked_what_it_allows():
    one = Ground(mm.corpus_of(["a"]), mm.count_ngrams(["a"]))
    kinds = {question.kind for question in islice(one.questions(seed=1), 30)}
    assert "follows" not in kinds
    assert "smoothed-share" in kinds  # aa never occurs
    assert len(kinds) > 20


def test_a_rounded_answer_is_right():
    question = Question("share", {}, 12.3456, 0.06)
    assert question.accepts(12.3)
    assert question.accepts(12.35)
    assert not question.accepts(12)
