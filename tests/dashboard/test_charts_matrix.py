"""Heatmaps and bars as data: axes, values, colours and words, without a browser."""

import math

import numpy as np
import pytest

from dashboard.charts.bars import next_character_bars, ranked
from dashboard.charts.blues import ON_BLACK, ON_WHITE
from dashboard.charts.common import DIVERGING
from dashboard.charts.matrix import BLUES, LEGIBLE, SELECTED, heatmap, log_ticks
from dashboard.charts.pair_table import PairTable, pair_heatmap
from tests.dashboard.conftest import checked

heatmap, pair_heatmap = checked(heatmap), checked(pair_heatmap)
next_character_bars = checked(next_character_bars)

LABELS = (".", "<", " ")
PLAIN = {"hover": "", "colorscale": BLUES}
VALUES = np.array([[1.0, 10.0, 100.0], [0.0, math.nan, math.inf], [2.0, 5.0, 1000.0]])


def cells(figure):
    return figure.data[-1]


# -- the heatmap -----------------------------------------------------------------------------------


def test_rows_are_before_and_columns_are_next():
    figure = heatmap(VALUES, LABELS, **PLAIN)
    assert cells(figure).z[0, 2] == 100
    assert figure.layout.yaxis.title.text == "character"
    assert figure.layout.xaxis.title.text == "next character"
    assert figure.layout.yaxis.autorange == "reversed"  # row 0 on top
    assert figure.layout.yaxis.scaleanchor == "x"  # square cells


def test_labels_are_escaped_and_visible():
    figure = heatmap(VALUES, LABELS, **PLAIN)
    assert list(figure.layout.xaxis.ticktext) == [".", "&lt;", "␣"]
    assert list(figure.layout.xaxis.tickvals) == [0, 1, 2]


def test_a_value_that_is_no_number_is_a_grey_cell_with_its_sign():
    figure = heatmap(VALUES, LABELS, **PLAIN, blank="∞")
    assert np.isnan(cells(figure).z[1]).tolist() == [False, True, True]
    assert np.isfinite(figure.data[0].z).tolist() == [[False] * 3, [False, True, True], [False] * 3]
    assert list(figure.data[0].text[1]) == ["", "∞", "∞"]


def test_a_log_scale_colours_by_powers_of_ten_and_greys_zero():
    figure = heatmap(VALUES, LABELS, **PLAIN, log=True, limits=(1, 1000))
    np.testing.assert_allclose(cells(figure).z[0], [0, 1, 2])
    assert np.isnan(cells(figure).z[1]).all()
    assert (cells(figure).zmin, cells(figure).zmax) == (0, 3)
    assert list(cells(figure).colorbar.ticktext) == ["1", "10", "100", "1,000"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (1, 30, [1, 2, 5, 10, 20]),
        (1, 1000, [1, 10, 100, 1000]),
        (0.003, 76, [0.01, 0.1, 1, 10]),
        (3, 4, []),
    ],
)
def test_ticks_of_a_log_scale_are_round(low, high, ticks):
    assert log_ticks(low, high) == ticks


def test_the_selected_cell_is_framed():
    frame = heatmap(VALUES, LABELS, **PLAIN, selected=(2, 1)).layout.shapes[0]
    assert (frame.y0, frame.y1, frame.x0, frame.x1) == (1.5, 2.5, 0.5, 1.5)
    assert not heatmap(VALUES, LABELS, **PLAIN).layout.shapes


def test_zoom_is_kept_for_the_same_characters_only():
    first, second = (heatmap(VALUES, signs, **PLAIN) for signs in (LABELS, (".", "a", "b")))
    assert first.layout.uirevision != second.layout.uirevision
    assert first.layout.uirevision == heatmap(2 * VALUES, LABELS, **PLAIN).layout.uirevision


def test_a_large_table_has_nothing_written_into_its_cells():
    size = LEGIBLE + 1
    values = np.full((size, size), np.nan)
    texts = [["1"] * size] * size
    signs = tuple(map(chr, range(97, 97 + size)))
    figure = heatmap(values, signs, **PLAIN, texts=texts, blank="∞")
    assert [trace.texttemplate for trace in figure.data] == [None]


def test_amounts_have_a_scale_for_each_ground():
    """More is darker on white and lighter on black."""
    light = [sum(bytes.fromhex(colour[1:])) for colour in ON_WHITE]
    dark = [sum(bytes.fromhex(colour[1:])) for colour in ON_BLACK]
    assert light == sorted(light, reverse=True)
    assert dark == sorted(dark)
    [cells] = heatmap(np.eye(2), ("a", "b"), hover="", colorscale=BLUES).data
    scales = cells.colorscale, cells.meta["dark"]
    assert [[colour for _, colour in scale] for scale in scales] == [ON_WHITE, ON_BLACK]
    assert [[scale[at][0] for at in (0, 3, 6)] for scale in scales] == [[0, 0.5, 1]] * 2
    [others] = heatmap(np.eye(2), ("a", "b"), hover="", colorscale=DIVERGING).data
    assert others.meta is None


# -- the table of pairs ----------------------------------------------------------------------------


def table(smoothing: float) -> PairTable:
    """Counts of "ab", "ab", "b": tokens . a b."""
    counts = np.array([[0, 2, 1], [0, 0, 2], [3, 0, 0]])
    smoothed = counts + smoothing
    probabilities = smoothed / smoothed.sum(axis=1, keepdims=True)
    return PairTable((".", "a", "b"), counts, counts.sum(axis=1), probabilities, smoothing)


WORDS = [["words"] * 3] * 3


def test_what_a_pair_table_can_show():
    values = {show: table(1.0).values(show) for show in ("counts", "probabilities", "surprisal")}
    assert values["counts"][0].tolist() == [1, 3, 2]
    np.testing.assert_allclose(values["probabilities"][0], [1 / 6, 1 / 2, 1 / 3])
    np.testing.assert_allclose(values["surprisal"][0], [math.log(6), math.log(2), math.log(3)])


def test_what_is_certain_has_surprisal_0_and_what_never_comes_infinite():
    surprisals = table(0.0).surprisals
    assert (surprisals[1, 2], surprisals[1, 0]) == (0, math.inf)
    assert math.copysign(1, surprisals[1, 2]) == 1  # not -0


@pytest.mark.parametrize(("show", "sign"), [("surprisal", ["∞"]), ("counts", [])])
def test_an_impossible_pair_is_grey(show, sign):
    figure = pair_heatmap(table(0.0), WORDS, show=show, log=True)
    assert np.isnan(cells(figure).z[0]).tolist() == [True, False, False]
    assert [trace.text[0][0] for trace in figure.data[:-1]] == sign
    assert not np.isnan(cells(pair_heatmap(table(0.1), WORDS, show=show, log=True)).z).any()
    unread = cells(pair_heatmap(table(0.0), None, show=show, log=True))
    assert unread.customdata is None
    assert np.array_equal(unread.z, cells(figure).z, equal_nan=True)


def test_probabilities_are_shown_in_percent():
    figure = pair_heatmap(table(0.0), WORDS, show="probabilities", log=False, numbers=True)
    assert cells(figure).z[0, 1] == pytest.approx(200 / 3)
    assert cells(figure).text[0][1] == "66.7"
    assert cells(figure).colorbar.ticksuffix == "\N{NO-BREAK SPACE}%"


def test_colours_stay_where_they_are_while_smoothing_moves():
    """So that one sees a table even out."""
    for show in ("probabilities", "surprisal"):
        assert table(0.0).limits(show) == table(5.0).limits(show)


def test_a_surprisal_is_a_logarithm_already():
    figure = pair_heatmap(table(1.0), WORDS, show="surprisal", log=True)
    assert cells(figure).z[0, 0] == pytest.approx(math.log(6))


def test_hover_says_the_count_and_what_the_model_makes_of_it():
    hover = table(1.0).hover(WORDS)[0][0].replace("\N{NO-BREAK SPACE}", " ")
    assert hover == "words<br>with smoothing 1: probability 17 %, surprisal 1.79"
    never = table(0.0).hover(WORDS)[0][0].replace("\N{NO-BREAK SPACE}", " ")
    assert never == "words<br>probability 0 %, surprisal ∞"


def test_numbers_in_the_cells_are_short():
    big = PairTable(("a",), np.array([[12345]]), np.array([12345]), np.array([[1.0]]), 0.5)
    assert big.cell_texts("counts") == [["12346"]]
    assert table(0.5).cell_texts("counts")[0] == ["0.5", "2.5", "1.5"]
    assert table(0.0).cell_texts("surprisal")[1] == ["", "", "0.0"]


# -- the bars --------------------------------------------------------------------------------------


def test_bars_are_in_order_of_probability():
    figure = next_character_bars(np.array([0.2, 0.5, 0.0, 0.3]), (".", "a", "<", "b"), top=3)
    assert list(figure.data[0].x) == [0.5, 0.3, 0.2]
    assert list(figure.layout.yaxis.ticktext) == ["a", "b", "end"]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in figure.data[0].text] == [
        "50 %", "30 %", "20 %",
    ]  # fmt: skip


def test_equal_bars_are_in_token_order():
    assert ranked(np.full(50, 0.02), 27).tolist() == list(range(27))


def test_the_selected_bar_stands_out():
    figure = next_character_bars(np.array([0.2, 0.8]), (".", "a"), selected=0)
    frames = figure.data[0].marker.line
    assert (list(frames.width), frames.color) == ([0, 3], SELECTED)  # "a" first: the likelier one
