"""A hidden layer comes to the table of longer contexts: the wider, the fewer steps it takes."""

import math

import pytest

import makemore as mm
from dashboard.lists.bundled import bundled_lists
from makemore.learning import hidden
from makemore.learning.hidden import FEW, NEAR, STEPS, some_contexts, way_to_table

LISTS = {key: mm.read_corpus(one.read()) for key, one in bundled_lists().items()}
NAMES = next(iter(LISTS.values()))


def test_the_wider_the_nearer_in_as_many_steps():
    counts = some_contexts(NAMES)
    ways = [way_to_table(counts, units, seed=1) for units in (2, 8, 32, 200)]
    ends = [float(way.gaps[-1]) for way in ways]
    assert ends == sorted(ends, reverse=True)
    assert [way.arrived for way in ways] == [False, False, False, True]
    assert len(ways[-1].gaps) - 1 < 120  # 92 steps were measured on another list of as many names
    assert len(ways[0].gaps) - 1 == STEPS
    assert ends[-1] <= NEAR < 0.5 < ends[1]
    assert way_to_table(counts, 32, seed=1, steps=2 * STEPS).arrived  # 277 steps were measured

    first = NAMES.first(FEW)
    model = mm.CountModel.fit(first, context_size=3)
    assert ways[0].table == pytest.approx(mm.mean_nll(model, first), abs=1e-5)
    assert ways[0].contexts == len({tuple(row) for row in counts.contexts.tolist()})


def test_without_hidden_units_each_token_votes_alone():
    """As the log-linear model at its lowest: 1.8831 of the dinosaurs' pairs, far from the table."""
    counts = mm.count_ngrams(LISTS["dinosaurs"], context_size=2)
    way = way_to_table(counts, 0, seed=1, steps=300)
    assert way.gaps[0] + way.table == pytest.approx(math.log(len(counts.vocabulary)), abs=1e-5)
    assert way.gaps[-1] + way.table == pytest.approx(1.8831, abs=5e-4)
    assert not way.arrived
    pairs = way_to_table(mm.count_ngrams(LISTS["dinosaurs"]), 0, seed=1, steps=300)
    assert pairs.arrived  # of one character, votes are all that there is


def test_one_context_by_hand():
    """Of a, b: each half; the table has ln 2, and a layer that says nothing else has it too."""
    way = way_to_table(mm.count_ngrams(["a", "b"], context_size=1), 4, seed=2, steps=0)
    after_start, then = math.log(2), 0.0  # a or b; then the end, always
    assert way.table == pytest.approx((after_start + then) / 2)
    assert way.contexts == 3
    assert len(way.gaps) == 1
    assert way.gaps[0] > 0


def test_of_many_characters_fewer_names_are_taken(monkeypatch):
    names = LISTS["song-poets"]
    assert some_contexts(names).total > 3 * FEW
    monkeypatch.setattr(hidden, "_CELLS", 10_000)
    counts = some_contexts(names)
    assert 10 < counts.total < FEW
    assert len(counts.vocabulary) < 100
