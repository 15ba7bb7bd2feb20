"""The curve of nll against a setting: its axis with a place for 0, and what cannot be drawn."""

import math

import numpy as np

from dashboard.charts.valley import valley
from tests.dashboard.conftest import checked

valley = checked(valley)

SETTINGS = np.array([0.0, 0.01, 0.1, 1.0])
TRAIN, HELD_OUT = np.array([1.0, 1.1, 1.2, 1.5]), np.array([math.inf, 2.0, 1.8, 1.9])


def test_two_curves_on_a_log_axis_that_has_a_place_for_0():
    figure = valley(SETTINGS, TRAIN, HELD_OUT, title="smoothing")
    train, held_out = figure.data
    assert list(train.x) == [0.01 / 3, 0.01, 0.1, 1.0]  # 0 stands left of the smallest
    assert list(train.customdata) == [0, 0.01, 0.1, 1.0]  # and says so
    assert list(train.y) == [1.0, 1.1, 1.2, 1.5]
    axis = figure.layout.xaxis
    assert (axis.type, axis.title.text) == ("log", "smoothing")
    assert dict(zip(axis.tickvals, axis.ticktext, strict=True)) == {
        0.01 / 3: "0", 0.1: "0.1", 1.0: "1",
    }  # fmt: skip
    assert list(held_out.x) == [0.01, 0.1, 1.0]  # what is infinite cannot be drawn
    assert list(held_out.y) == [2.0, 1.8, 1.9]


def test_without_held_out_names_there_is_one_curve():
    assert len(valley(SETTINGS, TRAIN, None, title="smoothing").data) == 1


def test_the_lowest_place_and_the_chosen_one_are_marked():
    figure = valley(
        SETTINGS, TRAIN, HELD_OUT, title="smoothing", chosen=(0.0, 1.0), best=(0.1, 1.8)
    )
    lowest, now = figure.data[2:]
    assert (lowest.name, list(lowest.x), list(lowest.y)) == ("lowest", [0.1], [1.8])
    assert (now.name, list(now.x), list(now.y)) == ("now", [0.01 / 3], [1.0])


def test_an_infinite_place_is_not_marked():
    figure = valley(SETTINGS, TRAIN, HELD_OUT, title="smoothing", chosen=(0.0, math.inf))
    assert [trace.name for trace in figure.data] == ["training names", "held-out names"]
