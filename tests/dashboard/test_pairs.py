"""A pair in words: the right words at the edges of a name, and characters that stay characters."""

import math

import numpy as np
import pytest

from dashboard.words.pairs import (
    Pair,
    how_often,
    impossible,
    in_chart,
    nats,
    on_page,
    percent,
    smoothed,
    table_words,
)


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (Pair(17, 21, "q", "u", 206, 272), "After **q** comes **u** 206 times out of 272: 76 %."),
        (Pair(1, 2, "a", "b", 1, 8), "After **a** comes **b** 1 time out of 8: 12 %."),
        (
            Pair(0, 1, ".", "a", 4410, 32033),
            "A name begins with **a** 4,410 times out of 32,033: 14 %.",
        ),
        (
            Pair(14, 0, "n", ".", 6763, 18327),
            "After **n** a name ends 6,763 times out of 18,327: 37 %.",
        ),
        (Pair(10, 17, "j", "q", 0, 2900), "**q** never comes after **j** (0 out of 2,900)."),
        (Pair(0, 1, ".", "x", 0, 9), "No name begins with **x** (0 of 9)."),
        (Pair(1, 0, "x", ".", 0, 9), "No name ends after **x** (0 of 9)."),
        (Pair(0, 0, ".", ".", 0, 9), "No name is empty."),
        (Pair(3, 3, "x", "x", 0, 0), "**x** never comes after **x** (0 out of 0)."),
    ],
)
def test_how_often_in_words(pair, words):
    assert how_often(pair, on_page).replace("\N{NO-BREAK SPACE}", " ") == words


def test_an_infinite_surprisal_names_the_pair():
    assert "any name that holds **jq**." in impossible(Pair(10, 17, "j", "q", 0, 9), on_page)
    assert "any name that begins with **x**." in impossible(Pair(0, 1, ".", "x", 0, 9), on_page)
    assert "any name that ends with **x**." in impossible(Pair(1, 0, "x", ".", 0, 9), on_page)
    assert "any name" not in impossible(Pair(0, 0, ".", ".", 0, 9), on_page)


def test_smoothing_is_shown_as_a_sum():
    """(206 + 0.5) / (272 + 27 * 0.5) = 206.5 / 285.5 = 0.723."""
    words = smoothed(Pair(17, 21, "q", "u", 206, 272), 0.5, 27, 206.5 / 285.5)
    assert "(206 + 0.5) of (272 + 27 × 0.5), which is 72" in words


def test_a_character_from_right_to_left_does_not_take_the_number_after_it_along():
    pair = Pair(0, 1, ".", "\u05d3", 2, 20)
    assert "begins with **\u2068\u05d3\u2069** 2 times" in how_often(pair, on_page)
    assert "begins with <b>\u2068\u05d3\u2069</b> 2 times" in how_often(pair, in_chart)


@pytest.mark.parametrize(
    ("character", "chart", "page"),
    [
        ("<", "<b>&lt;</b>", r"**\<**"),
        ("*", "<b>*</b>", r"**\***"),
        ("$", "<b>$</b>", r"**\$**"),
        (" ", "<b>␣</b>", "**␣**"),
        ("\u200b", "<b>U+200B</b>", r"**U\+200B**"),
        ("&", "<b>&amp;</b>", r"**\&**"),
    ],
)
def test_a_character_is_never_markup(character, chart, page):
    assert in_chart(character) == chart
    assert on_page(character) == page


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.757, "76 %"),
        (0.0312, "3.1 %"),
        (0.00031, "0.031 %"),
        (0.9996, "99.960 %"),  # not 100 %
        (3e-8, "0.0000030 %"),  # not 0 %
    ],
)
def test_a_percentage_is_0_or_100_only_where_it_is(share, text):
    assert percent(share).replace("\N{NO-BREAK SPACE}", " ") == text


def test_nats():
    assert (nats(math.inf), nats(1.234), nats(2.45401, 4)) == ("∞", "1.23", "2.4540")


def test_the_words_of_a_table_stand_in_the_order_of_its_tokens():
    """Tokens 0 and 2 of: . a b."""
    counts = np.array([[0, 2, 1], [0, 0, 2], [3, 0, 0]])
    words = table_words(counts, (".", "a", "b"), np.array([0, 2]))
    assert words[0][0] == "No name is empty."
    assert words[0][1].startswith("A name begins with <b>b</b> 1 time out of 3: 33")
    assert words[1][0].startswith("After <b>b</b> a name ends 3 times out of 3: 100")
    assert words[1][1] == "<b>b</b> never comes after <b>b</b> (0 out of 3)."
