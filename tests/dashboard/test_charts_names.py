"""Bars of first characters and of lengths: their values, labels and words."""

import numpy as np

from dashboard.charts.names import first_character_bars, length_bars
from tests.dashboard.conftest import checked

first_character_bars, length_bars = checked(first_character_bars), checked(length_bars)


def test_a_bar_for_each_first_character():
    figure = first_character_bars({"a": 3, "e": 1})
    assert figure.data[0].y == (3, 1)
    assert figure.layout.xaxis.ticktext == ("a", "e")
    assert figure.layout.xaxis.tickvals == (0, 1)
    assert figure.data[0].customdata[0] == "Names that begin with <b>a</b>: 3 of 4, 75\u00a0%"


def test_only_the_commonest_are_shown_but_all_are_counted():
    figure = first_character_bars({"a": 5, "b": 3, "c": 2}, top=2)
    assert figure.data[0].y == (5, 3)
    assert figure.data[0].customdata[1].endswith("3 of 10, 30\u00a0%")


def test_first_characters_that_are_markup_are_escaped():
    figure = first_character_bars({"<": 1, "&": 1, " ": 1, "1": 1})
    assert figure.layout.xaxis.ticktext == ("&lt;", "&amp;", "␣", "1")
    assert figure.data[0].x == (0, 1, 2, 3)  # places, so "1" is not read as a number
    assert "<b>&lt;</b>" in figure.data[0].customdata[0]


def test_a_bar_for_each_length_that_occurs():
    figure = length_bars(np.array([0, 1, 0, 1200]))  # one name of 1, and 1,200 names of 3
    assert figure.data[0].x == (1, 3)
    assert figure.data[0].y == (1, 1200)
    assert figure.data[0].customdata == ("1 character: 1 name", "3 characters: 1,200 names")


def test_few_names_have_no_half_marks():
    assert first_character_bars({"a": 5}).layout.yaxis.dtick == 1
    assert first_character_bars({"a": 6}).layout.yaxis.dtick is None
    assert length_bars(np.array([0, 2])).layout.yaxis.dtick == 1
