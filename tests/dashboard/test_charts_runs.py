"""Charts of runs: their axes, values, marks and words."""

import math

import numpy as np
import pytest

from dashboard.charts.runs import (
    RUN_COLOURS,
    Line,
    difference_chart,
    gap_chart,
    gap_text,
    row_chart,
    sweep_chart,
    worst_rows,
)
from dashboard.contenders.runs import Point
from tests.dashboard.conftest import checked

gap_chart, row_chart, sweep_chart = map(checked, (gap_chart, row_chart, sweep_chart))
difference_chart = checked(difference_chart)

POINTS = [Point(0, 1.3, 0.0), Point(1, 0.5, 0.1), Point(2, -1e-16, 0.2)]


def test_the_gap_by_step_on_log_axes():
    figure = gap_chart([Line("one", 0, POINTS)], goal=10_000)
    (line,) = figure.data
    assert list(line.x) == [0.5, 1, 2]  # step 0 has a place of its own
    assert list(line.y) == [1.3, 0.5, 1e-13]  # what rounding makes negative can be drawn
    assert line.customdata.tolist() == [[0, 0.0], [1, 0.1], [2, 0.2]]
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    low, high = figure.layout.xaxis.range
    assert low < math.log10(0.5)
    assert math.log10(10_000) < high < math.log10(20_000)
    places = dict(zip(figure.layout.xaxis.tickvals, figure.layout.xaxis.ticktext, strict=True))
    assert (places[0.5], places[1], places[10_000]) == ("0", "1", "10,000")


def test_a_millionth_is_a_line_with_its_word():
    layout = gap_chart([Line("one", 0, POINTS)], goal=100).layout
    assert (layout.shapes[0].y0, layout.shapes[0].y1) == (1e-6, 1e-6)
    assert layout.annotations[0].y == -6  # log10 of a millionth
    assert layout.yaxis.autorangeoptions.include[0] < 1e-6  # it is always in sight


def test_ten_runs_are_told_apart():
    lines = gap_chart([Line(str(slot), slot, POINTS) for slot in range(10)], goal=100).data
    assert len({(line.line.color, line.line.dash) for line in lines}) == 10
    assert lines[0].line.color == RUN_COLOURS[0] == lines[5].line.color


def test_a_name_is_data():
    (line,) = gap_chart([Line("<b>%{x}</b>", 0, POINTS)], goal=100).data
    assert line.name == "&lt;b&gt;%{x}&lt;/b&gt;"
    assert "<b>" not in line.hovertemplate
    assert "%{x}" not in line.hovertemplate


def test_a_zoom_lasts_as_long_as_the_list():
    charts = [gap_chart([Line("one", 0, POINTS)], goal=100, revision=name) for name in "aab"]
    first, again, other = (chart.layout.uirevision for chart in charts)
    assert first == again != other


def test_bad_learning_rates_are_marked():
    curves = [np.array([1.0, 0.5]), np.array([1.0, 0.9]), np.array([1.0, 2.0])]
    fine, jumps, too_big = sweep_chart(
        [0.1, 50.0, 500.0], curves, ["fine", "jumps", "too big"]
    ).data
    assert [trace.name for trace in (fine, jumps, too_big)] == ["0.1", "50: jumps", "500: too big"]
    assert [trace.line.dash for trace in (fine, jumps, too_big)] == ["solid", "dash", "dot"]
    assert list(too_big.y) == [1.0, 2.0]
    assert too_big.line.color not in {fine.line.color, jumps.line.color}


def test_the_worst_row_is_on_top_and_rows_that_never_occur_are_left_out():
    divergences, shares = np.array([0.1, 0.3, 0.2, 9.0]), np.array([0.5, 0.1, 0.4, 0.0])
    assert worst_rows(divergences, shares).tolist() == [1, 2, 0]
    figure = row_chart(divergences, shares, (".", "<", "b", "c"))
    off, share = figure.data
    assert list(off.x) == [0.3, 0.2, 0.1]
    assert list(share.x) == [0.1, 0.4, 0.5]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;", "b", "start"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first row on top
    assert list(off.text) == ["0.30", "0.20", "0.10"]
    assert list(share.text) == [
        "10\N{NO-BREAK SPACE}%",
        "40\N{NO-BREAK SPACE}%",
        "50\N{NO-BREAK SPACE}%",
    ]


def test_only_the_worst_rows_of_many_are_drawn():
    figure = row_chart(
        np.arange(100.0), np.full(100, 0.01), tuple(map(chr, range(200, 300))), most=3
    )
    assert list(figure.data[0].x) == [99, 98, 97]


def test_rows_that_agree_exactly_can_be_drawn():
    figure = row_chart(np.zeros(2), np.array([0.5, 0.5]), (".", "a"))
    assert list(figure.data[0].text) == ["under 10⁻¹²", "under 10⁻¹²"]
    assert figure.layout.xaxis.range[1] > 0


def test_a_tiny_difference_has_a_scale_without_prefixes():
    counts = np.array([[0.5, 0.5], [0.75, 0.25]])
    figure = difference_chart(counts, counts + 1e-9, (".", "a"), np.arange(2))
    assert figure.data[-1].colorbar.exponentformat == "power"
    assert figure.data[-1].z.max() == pytest.approx(1e-7)  # hundredths


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (123.456, "123.5"),
        (1.3, "1.3"),
        (0.01384, "0.014"),
        (1.3e-5, "0.000013"),
        (1e-6, "0.0000010"),
        (4.12e-9, "4.1\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}10⁻⁹"),
        (0.0, "under 10⁻¹²"),
        (-1e-16, "under 10⁻¹²"),
    ],
)
def test_a_gap_in_words(gap, text):
    assert gap_text(gap) == text
