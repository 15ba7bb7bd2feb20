"""The lesson's pictures of a tiny network: their numbers and places."""

import numpy as np
import pytest

from dashboard.charts import tiny as charts
from dashboard.charts.common import UNIFORM_COLOUR
from tests.dashboard.conftest import checked

SIGNS = (".", "a", "<")


def texts(trace):
    return [list(line) for line in trace.text]


def test_every_number_of_the_tiny_network_is_written():
    weights = np.array([[0.0, 1.0, -2.5], [0.5, 0.0, 0.0], [0.0, 0.0, 0.0]])
    figure = checked(charts.forward)(weights, SIGNS, 0)
    one_hot, powers, shares, knobs, logits = figure.data
    assert texts(one_hot) == [["1"], ["0"], ["0"]]
    assert texts(knobs)[0] == texts(logits)[0] == ["0", "+1.0", "−2.5"]
    assert texts(powers) == [["1.00", "2.72", "0.08"]]  # e^0, e^1, e^-2.5
    # 1 / 3.80, 2.718 / 3.80, 0.082 / 3.80
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in texts(shares)[0]] == [
        "26 %", "72 %", "2.2 %",
    ]  # fmt: skip
    assert figure.data[charts.W_TRACE] is knobs
    assert any("3.80" in note.text for note in figure.layout.annotations)


def test_characters_of_the_tiny_network_are_no_markup():
    figure = checked(charts.forward)(np.zeros((3, 3)), SIGNS, 1)
    assert figure.layout.xaxis.ticktext == ("one-hot", ".", "a", "&lt;")
    assert figure.layout.yaxis.ticktext[:3] == (".", "a", "&lt;")


def test_the_ball_lies_on_its_curve_and_the_arrow_points_to_the_next_place():
    places = np.linspace(-2, 2, 5)
    figure = checked(charts.ball)(
        places, places**2, [(2.0, 4.0), (1.0, 1.0)], 2.0, (0.0, 0.0), knob="k"
    )
    curve, tangent, before, now = figure.data
    assert list(curve.y) == [4, 1, 0, 1, 4]
    assert (now.x, now.y) == ((1.0,), (1.0,))
    assert (before.x, before.y) == ((2.0,), (4.0,))
    rise, run = tangent.y[1] - tangent.y[0], tangent.x[1] - tangent.x[0]
    assert rise / run == pytest.approx(2.0)
    (arrow,) = figure.layout.annotations
    assert (arrow.ax, arrow.ay, arrow.x, arrow.y) == (1.0, 1.0, 0.0, 0.0)


def test_two_rows_stand_in_the_order_of_the_counts():
    counted, learned = np.array([0.2, 0.5, 0.3]), np.array([0.3, 0.4, 0.3])
    figure = checked(charts.two_rows)(counted, learned, ("end", "a", "<"), top=2)
    assert figure.layout.yaxis.ticktext == ("a", "&lt;")
    assert list(figure.data[0].x) == [0.5, 0.3]
    assert list(figure.data[1].x) == [0.4, 0.3]


def test_table_sizes_are_powers_of_ten_however_large():
    figure = checked(charts.table_sizes)([27**size for size in range(2, 12)], [100] * 10, 3)
    cells, filled = figure.data
    assert cells.y[0] == pytest.approx(2.863, abs=1e-3)  # log10 of 729
    assert list(filled.y) == [2] * 10
    assert cells.customdata[0] == "729"
    assert list(cells.marker.color).index(UNIFORM_COLOUR) == 2
    assert "10¹⁵" in figure.layout.yaxis.ticktext


@pytest.mark.parametrize(
    ("number", "words"),
    [(729, "729"), (10**11, "100,000,000,000"), (27**11, "5.6 × 10¹⁵"), (978**11, "7.8 × 10³²")],
)
def test_large_numbers_in_few_signs(number, words):
    assert charts.large(number).replace("\N{NO-BREAK SPACE}", " ") == words


def test_rounding_up_moves_the_power():
    assert charts.large(9_999 * 10**10).replace("\N{NO-BREAK SPACE}", " ") == "1.0 × 10¹⁴"
