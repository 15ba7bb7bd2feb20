"""The drawing of the network: what its parts hold, and that foreign characters are data in it."""

import numpy as np
import pytest

from dashboard.charts.network import network
from tests.dashboard.conftest import checked

network = checked(network)

WEIGHTS = np.array([[0.0, 1.0, -1.0], [2.0, -5.5, 0.0], [0.0, 0.0, 0.0]])
PROBABILITIES = np.array([0.7, 0.1, 0.2])
COUNTED = np.array([0.5, 0.0, 0.5])


def drawing(characters=(".", "a", "b"), row=1, weights=WEIGHTS):
    return network(weights, PROBABILITIES, COUNTED, characters, row)


def test_the_input_becomes_a_one_and_zeros():
    assert drawing().data[0].z.tolist() == [[0], [1], [0]]


def test_the_row_of_w_becomes_the_logits():
    _, table, logits, _, _ = drawing().data
    assert table.z.tolist() == WEIGHTS.tolist()
    assert list(logits.y) == [2.0, -5.5, 0.0]


def test_one_scale_around_0_for_w_and_logits():
    _, table, logits, _, _ = drawing().data
    assert (table.zmin, table.zmax) == (-6, 6)  # 5.5, rounded up
    assert (logits.marker.cmin, logits.marker.cmax) == (-6, 6)
    assert drawing().layout.yaxis2.range == (-6, 6)
    assert drawing(weights=WEIGHTS / 100).data[1].zmax == 3  # small weights keep the colours


def test_the_probabilities_with_the_likeliest_named():
    bars, marks = drawing().data[3:]
    assert list(bars.y) == [0.7, 0.1, 0.2]
    assert bars.text == ("<b>.</b> 70\xa0%", "", "")
    assert list(marks.y) == [0.5, 0.0, 0.5]
    assert list(marks.customdata) == [
        ".: 50\xa0% by counting",
        "a: 0\xa0% by counting",
        "b: 50\xa0% by counting",
    ]
    top = drawing().layout.yaxis3.range[1]
    assert top == pytest.approx(0.84)  # 7 tenths and a fifth more for the words


@pytest.mark.parametrize("row", [0, 1, 2])
def test_every_row_but_one_is_in_the_shade(row):
    above, below, frame = drawing(row=row).layout.shapes
    assert (above.y0, above.y1) == (-0.5, row - 0.5)
    assert (frame.y0, frame.y1) == (row - 0.5, row + 0.5)
    assert (below.y0, below.y1) == (row + 0.5, 2.5)


def test_foreign_characters_are_escaped():
    figure = drawing((".", "<", " "))
    assert figure.layout.xaxis.ticktext == (".", "&lt;", "␣")
    assert figure.data[1].customdata[1][2] == "&lt; → ␣"
    assert "<b>&lt;</b>" in figure.layout.annotations[0].text
