"""The sketch of the table, there before torch and plotly: the same cells in the same colours."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from dashboard.charts.blues import BLANK, ON_BLACK, ON_WHITE
from dashboard.charts.sketch import sketch
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from tests.dashboard.conftest import in_session

GREY = [float(part) for part in BLANK.removeprefix("rgba(").removesuffix(")").split(",")]
BLANK_PIXEL = (*map(int, GREY[:3]), round(255 * GREY[3]))
HAND = Source.of("hand", b"ab\nb\n")
COUNTED = Source.of("counted", "ab\t3\ncc\t1\nb👩‍🚀\t2\n".encode(), counted=True)


def cells(address: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the colour in the middle of each cell (row, column) that is not blank, as RGB."""
    file = io.BytesIO(base64.b64decode(address.removeprefix("data:image/png;base64,")))
    picture = Image.open(file).convert("RGBA")
    assert picture.getpixel((8, 8)) == BLANK_PIXEL  # the line between cells
    found = {}
    for row in range(picture.height // 9):
        for column in range(picture.width // 9):
            pixel = picture.getpixel((9 * column + 4, 9 * row + 4))
            if pixel != BLANK_PIXEL:
                found[row, column] = pixel[:3]
                assert pixel[3] == 255
    return found


def both_ways(*sources):
    import streamlit as st

    from dashboard.contenders import cached
    from dashboard.lists import corpora

    st.session_state["found"] = found = []
    for source, number in sources:
        tokens, counts = cached.common_tokens(source, number), cached.count_matrix(source).numpy()
        some = counts[tokens]
        found.append((corpora.common_pairs(source, number), (some[:, tokens], some.sum(axis=1))))


def test_pairs_by_hand():
    """Of .ab. and .b. three pairs begin or end a name; a is followed by b, b by the end."""
    ((pairs, totals), _other) = in_session(both_ways, (HAND, 27))["found"][0]
    assert pairs.tolist() == [[0, 1, 1], [0, 0, 1], [2, 0, 0]]
    assert totals.tolist() == [2, 1, 2]


def test_pairs_are_those_that_models_learn_from():
    """Of every bundled list, of names that stand for many, of clusters, and of few characters."""
    lists = [Source.of(one.title, one.read(), lower=one.lower) for one in bundled_lists().values()]
    narrow = replace(lists[0], commonest=5, first=300)
    every = [(one, number) for one in (*lists, narrow, HAND, COUNTED) for number in (27, 3)]
    for (pairs, totals), (expected, sums) in in_session(both_ways, *every)["found"]:
        assert pairs.tolist() == expected.tolist()
        assert totals.tolist() == sums.tolist()


@pytest.mark.parametrize(("dark", "scale"), [(False, ON_WHITE), (True, ON_BLACK)])
def test_colours_run_from_little_to_much_and_nothing_is_blank(dark, scale):
    low, middle, high = 0.01, 0.1, 1.0  # in the middle by orders of magnitude
    found = cells(
        sketch(np.array([[low, high, 0], [2, middle, 0.001], [0, 0, 0]]), (low, high), dark=dark)
    )
    first, last = channels(scale[0]), channels(scale[-1])
    assert found[0, 0] == found[1, 2] == first
    assert found[0, 1] == found[1, 0] == last
    apart = [np.abs(np.subtract(found[1, 1], channels(one))).sum() for one in scale]
    assert int(np.argmin(apart)) == len(scale) // 2
    assert set(found) == {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)}


def channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
