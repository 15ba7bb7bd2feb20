"""The loss curve: its axes, its values, its floor, and its words."""

import math

import pytest

from dashboard.charts.curves import loss_curve
from makemore.training import Losses
from tests.dashboard.conftest import checked

loss_curve = checked(loss_curve)

HISTORY = [Losses(0, 4.5, 4.0), Losses(1, 3.7, 3.5), Losses(2, 3.1, 3.0)]
FLOOR = 2.5


def curve(history=HISTORY, **options):
    return loss_curve(history, FLOOR, last=history[-1], goal=200, **options)


def test_the_nll_by_step():
    figure = curve()
    nll, gap = figure.data
    assert list(nll.x) == [0, 1, 2]
    assert list(nll.y) == [4.0, 3.5, 3.0]
    assert list(gap.y) == [3.0, FLOOR]
    assert gap.text[0] == "gap 0.5000"  # 3.0 - 2.5
    assert figure.layout.xaxis.range == (0, 204)  # 2 % of room after the goal


def test_the_floor_is_a_line_with_its_value():
    layout = curve().layout
    assert (layout.shapes[0].y0, layout.shapes[0].y1) == (FLOOR, FLOOR)
    assert layout.annotations[0].text == "the counts: 2.5000"
    assert layout.yaxis.range[0] < FLOOR


def test_the_loss_is_a_second_curve():
    _, loss, _ = curve(with_loss=True).data
    assert list(loss.y) == [4.5, 3.7, 3.1]
    assert loss.line.dash == "dot"


def test_a_log_axis_has_room_for_step_0():
    figure = curve(log_x=True)
    axis = figure.layout.xaxis
    assert axis.type == "log"
    assert list(figure.data[0].x) == [0.5, 1, 2]
    assert axis.tickvals[:4] == (0.5, 1, 2, 5)
    assert axis.ticktext[:4] == ("0", "1", "2", "5")
    assert dict(zip(axis.tickvals, axis.ticktext, strict=True))[20_000] == "20k"
    assert axis.ticktext[-3:] == ("1M", "2M", "5M")
    assert axis.range[0] <= math.log10(0.5) < math.log10(200) < axis.range[1]
    assert figure.data[0].customdata[0][0] == 0  # what the hover says


def test_the_height_of_the_chart():
    # a tenth of 4.0 - 2.5 is left free under the floor and over the start
    assert curve().layout.yaxis.range == pytest.approx((2.35, 4.15))


@pytest.mark.parametrize(
    ("nll", "top"),
    [
        (3.9, 4.0),
        (4.5, 5.0),  # 4 * 1.25
        (5.0, 5.0),
        (6.0, 6.25),  # 4 * 1.25 * 1.25
        (1e300, 12.0),  # 3 * 4: what runs away must not flatten the rest
    ],
)
def test_the_chart_grows_in_steps_when_the_nll_climbs(nll, top):
    figure = curve([*HISTORY, Losses(3, nll, nll)])
    assert figure.layout.yaxis.range[1] == pytest.approx(top + 0.1 * (top - FLOOR))


@pytest.mark.parametrize(
    ("loss", "top"),
    [
        (20.0, 4 * 1.25**8),  # 23.8, the next step above 20
        (1e300, 100.0),  # and no higher
    ],
)
def test_the_loss_is_in_sight_where_it_is_shown(loss, top):
    figure = curve([*HISTORY, Losses(3, loss, 3.0)], with_loss=True)
    assert figure.layout.yaxis.range[1] == pytest.approx(top + 0.1 * (top - FLOOR))


def test_a_loss_that_ran_away_can_be_drawn():
    history = [*HISTORY, Losses(3, 1e300, 1e299)]
    figure = loss_curve(history, FLOOR, last=HISTORY[0], goal=200, with_loss=True)
    assert figure.layout.yaxis.range[1] == pytest.approx(12.95)  # 3 * 4, and a tenth of 12 - 2.5
    assert max(figure.data[0].y) == 1e6  # a browser cannot draw 1e299
    assert figure.data[0].customdata[3][1] == 1e299  # but can say it


def test_the_gap_stands_where_there_is_room():
    assert curve().data[-1].textposition == "top right"
    late = [*HISTORY, Losses(150, 2.6, 2.6)]
    assert curve(late).data[-1].textposition == "top left"


def test_a_zoom_lasts_through_a_run_and_no_longer():
    revision = curve(revision="a list").layout.uirevision
    assert curve(HISTORY[:2], revision="a list").layout.uirevision == revision
    assert curve(revision="a list", log_x=True).layout.uirevision != revision
    assert curve(revision="another").layout.uirevision != revision


def test_a_list_whose_floor_is_0():
    """One name of one character: the counts are never surprised."""
    history = [Losses(0, 0.7, 0.7)]
    figure = loss_curve(history, 0.0, last=history[0], goal=10)
    assert figure.layout.yaxis.range == pytest.approx((-0.07, 0.77))
    assert figure.layout.annotations[0].text == "the counts: 0.0000"
