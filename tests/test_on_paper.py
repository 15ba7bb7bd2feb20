"""Dice on paper: ranges by hand, and the same characters as the sampler for every roll."""

from __future__ import annotations

import pytest
import torch

import makemore as mm
from makemore.on_paper import FACES, PaperDice, draw_of, shared_out
from makemore.sampling import Sampler

NAMES = "emma olivia ava isabella sophia mia amelia quinn jade zoe ana anna".split()


def test_a_row_by_hand():
    # thirds: 33 each, the one left over goes to the first of equal remainders
    assert shared_out(torch.tensor([[0, 1, 1, 1]] + [[1, 0, 0, 0]] * 3))[0].tolist() == [
        0, 34, 33, 33,
    ]  # fmt: skip
    # 1 of 300 is a third of a roll, and loses it to the larger remainder of 2 of 300
    rare = torch.tensor([[0, 297, 2, 1]] + [[1, 0, 0, 0]] * 3)
    assert shared_out(rare)[0].tolist() == [0, 99, 1, 0]


def test_no_name_goes_round_for_ever():
    # after a an end is 1 in 1,000: too rare for a roll, and the only way out
    faces = shared_out(torch.tensor([[0, 1], [1, 999]]))
    assert faces[1].tolist() == [1, 99]
    # a and b lead to each other; the commonest way out is taken, from b
    faces = shared_out(torch.tensor([[0, 9, 0], [1, 0, 999], [2, 999, 0]]))
    assert faces[1].tolist() == [0, 0, 100]
    assert faces[2].tolist() == [1, 99, 0]
    # part of a table, whose names end among characters that were left out
    faces = shared_out(torch.tensor([[0, 9, 0], [0, 0, 5], [0, 5, 0]]))
    assert faces[1].tolist() == [1, 0, 99]


def test_every_roll_of_every_row_is_what_the_sampler_takes():
    counts = mm.count_ngrams(NAMES)
    dice = PaperDice.of(counts)
    sampler = Sampler(dice.model)
    assert dice.rows[0] == 0
    for row in dice.rows:
        assert int(dice.faces[row].sum()) == FACES
        ranges = dice.ranges(row)
        assert [first for _token, first, _last in ranges] == [
            0, *(last + 1 for _token, _first, last in ranges[:-1]),
        ]  # fmt: skip
        assert ranges[-1][2] == 99
        for roll in range(FACES):
            assert dice.token(row, roll) == sampler.choose((row,), draw_of(roll))


def test_a_walk_ends_where_the_name_does_and_can_stop_before():
    dice = PaperDice.of(mm.count_ngrams(["ab", "b"]))
    assert dice.walk([49, 0, 99, 7]) == [1, 2, 0]  # a, b, the end; 7 is not needed
    assert dice.walk([50]) == [2]
    assert dice.kept(mm.count_ngrams(["ab", "b"])) == pytest.approx(1.0)
