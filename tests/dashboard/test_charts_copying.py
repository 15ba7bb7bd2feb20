"""Where learning turns into copying: bars of copies above curves of nll, by context."""

import numpy as np

from dashboard.charts.copying import Copying, copying
from tests.dashboard.conftest import checked

copying = checked(copying)

CONTEXTS, LISTED = np.array([1, 2, 3]), np.array([0.1, 0.25, 0.5])
TRAIN, HELD_OUT = np.array([2.4, 2.0, 1.6]), np.array([2.5, 2.2, 2.3])


def drawn(held_out=HELD_OUT, now=2.0):
    return copying(Copying(CONTEXTS, LISTED, TRAIN, held_out), now=now, colour="#009E73")


def test_bars_of_copies_stand_above_the_curves():
    bars, train, held_out, _lowest = drawn().data
    assert (list(bars.x), list(bars.y)) == ([1, 2, 3], [0.1, 0.25, 0.5])
    assert [text.replace("\xa0", " ") for text in bars.text] == ["10 %", "25 %", "50 %"]
    assert bars.customdata == bars.text
    assert (train.name, list(train.y)) == ("training names", [2.4, 2.0, 1.6])
    assert (held_out.name, list(held_out.y)) == ("held-out names", [2.5, 2.2, 2.3])
    assert train.yaxis == held_out.yaxis == "y2"
    layout = drawn().layout
    assert layout.yaxis2.domain[1] < layout.yaxis.domain[0]
    assert list(layout.xaxis.tickvals) == [1, 2, 3]


def test_the_context_in_use_is_framed_and_the_lowest_nll_marked():
    bars, *_curves, lowest = drawn(now=3.0).data
    assert list(bars.marker.line.width) == [0, 0, 3]
    assert (list(lowest.x), list(lowest.y)) == ([2], [2.2])


def test_without_held_out_names_there_is_one_curve():
    assert [one.type for one in drawn(held_out=None).data] == ["bar", "scatter"]
