"""The needle over both bars, what comes next, and the name so far."""

from __future__ import annotations

import re

import numpy as np
import pytest

from dashboard.charts.common import COUNT_COLOUR, NEURAL_COLOUR
from dashboard.charts.path import Letter, Line, path
from dashboard.charts.walk import Block, Row, blocks, needle, next_bars, shown_tokens
from tests.dashboard.conftest import checked

needle, next_bars = checked(needle), checked(next_bars)

LABELS = (".", "a", "<", "c")
COUNTS = Row("counts", "Counts", "Counts", (0.1, 0.5, 0.502, 1.0), 1)
NETWORK = Row("network", "Network", "Network", (0.1, 0.4, 0.5, 1.0), 2)
ENDED = Row("network", "Network", "Network: ended", (), None)


def close(low: float, high: float) -> object:
    return pytest.approx((low, high))


def test_a_bar_lies_end_to_end_from_0_to_1():
    found = blocks(COUNTS)
    assert [(piece.first, piece.last) for piece in found] == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert [(piece.low, piece.high) for piece in found] == [
        close(0.0, 0.1), close(0.1, 0.5), close(0.5, 0.502), close(0.502, 1.0),
    ]  # fmt: skip


def test_narrow_neighbours_are_one_piece_and_the_taken_one_is_never_lost():
    """0.001 each, a thousand of them; token 500 is taken, so it parts the others."""
    row = Row("counts", "", "", tuple((np.arange(1000) + 1) / 1000), 500)
    assert [(piece.first, piece.last) for piece in blocks(row)] == [
        (0, 499),
        (500, 500),
        (501, 999),
    ]
    assert len(blocks(row, narrow=0.0005)) == 1000


def test_what_cannot_come_has_no_piece():
    assert [piece.first for piece in blocks(Row("counts", "", "", (0.0, 0.5, 0.5, 1.0), 3))] == [
        1,
        3,
    ]
    assert blocks(ENDED) == []


def test_a_total_that_is_not_quite_1_still_fills_the_bar():
    assert blocks(Row("counts", "", "", (0.4, 0.8), 0))[-1] == Block(1, 1, 0.5, 1.0)


def test_the_needle_stands_at_the_draw_over_both_bars():
    figure = needle([COUNTS, NETWORK], 0.45, LABELS, number="0.4500")
    assert {shape["x0"] for shape in figure.layout.shapes} == {0.45}
    assert {shape["x1"] for shape in figure.layout.shapes} == {0.45}
    assert [note["text"] for note in figure.layout.annotations] == [
        "Counts", "Network", "<b>0.4500</b>",
    ]  # fmt: skip
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [bar.marker.color for bar in bars] == [COUNT_COLOUR, NEURAL_COLOUR]
    assert [set(bar.y) for bar in bars] == [{1}, {0}]  # the first on top
    assert [list(bar.marker.opacity).index(1.0) for bar in bars] == [1, 2]  # what is taken
    assert list(figure.layout.xaxis.range) == [0.0, 1.0]


def test_letters_stand_on_pieces_that_have_room_beside_the_needle():
    """Counts: a from 0.1 to 0.5, needle at 0.4: in the middle of 0.1 to 0.4. "<" is too narrow."""
    figure = needle([COUNTS], 0.4, LABELS, number="")
    texts = figure.data[1]
    assert list(texts.x) == pytest.approx([0.05, 0.25, 0.751])
    assert [re.sub("</?b.*?>", "", text) for text in texts.text] == ["end", "a", "c"]


def test_hover_says_what_a_piece_is():
    figure = needle([COUNTS], 0.4, LABELS, number="")
    assert figure.data[0].customdata[2] == (
        "<b>&lt;</b>: 0.20\N{NO-BREAK SPACE}%, from 0.5000 to 0.5020"
    )
    last = Row("counts", "", "", (0.001, 0.002, 0.003, 1.0), 3)
    joined = needle([last], 0.4, LABELS, number="")
    assert joined.data[0].customdata[0] == (
        "end to &lt;, each small: 0.30\N{NO-BREAK SPACE}%, from 0.0000 to 0.0030"
    )


def test_the_enlarged_picture_holds_only_what_it_shows():
    figure = needle([COUNTS, NETWORK], 0.45, LABELS, number="", around=(0.42, 0.52))
    assert list(figure.layout.xaxis.range) == [0.42, 0.52]
    assert list(figure.data[0].base) == pytest.approx([0.1, 0.5, 0.502])
    assert list(figure.data[2].base) == pytest.approx([0.4, 0.5])


def test_a_model_that_has_ended_keeps_its_empty_row():
    figure = needle([COUNTS, ENDED], 0.45, LABELS, number="")
    assert len(figure.data[2].x) == 0
    assert figure.layout.annotations[1].text == "Network: ended"
    assert len(next_bars([COUNTS, ENDED], LABELS, np.arange(4)).data) == 1


def test_a_third_model_has_a_bar_and_a_colour_of_its_own():
    third = Row("kneser-ney", "Kneser-Ney", "Kneser-Ney", (0.1, 0.2, 0.3, 1.0), 3)
    figure = needle([COUNTS, NETWORK, third], 0.45, LABELS, number="0.4500")
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [set(bar.y) for bar in bars] == [{2}, {1}, {0}]
    assert len({bar.marker.color for bar in bars}) == 3
    assert list(next_bars([COUNTS, third], LABELS, np.arange(4)).data[1].y) == pytest.approx(
        [10, 10, 10, 70]
    )


def test_bars_of_what_comes_next_stand_in_pairs():
    figure = next_bars([COUNTS, NETWORK], LABELS, np.arange(4))
    assert list(figure.data[0].y) == pytest.approx([10, 40, 0.2, 49.8])
    assert list(figure.data[1].y) == pytest.approx([10, 30, 10, 50])
    pale = "rgba(0, 114, 178, 0.4)"  # 0x00, 0x72, 0xB2; its frame is seen on dark
    assert list(figure.data[0].marker.color) == [pale, COUNT_COLOUR, pale, pale]
    assert figure.data[0].marker.line.color == COUNT_COLOUR
    assert list(figure.layout.xaxis.ticktext) == ["<br>end", "a", "&lt;", "c"]
    assert figure.data[0].customdata[1] == "Counts<br>a: 40\N{NO-BREAK SPACE}%"


def test_of_many_characters_the_likeliest_and_the_taken_ones_are_shown():
    """The two likeliest: c (0.498) and a (0.4). "<" is there because the network takes it."""
    assert shown_tokens([COUNTS, NETWORK], 2).tolist() == [1, 2, 3]
    assert shown_tokens([COUNTS, ENDED], 2).tolist() == [1, 3]


def letters(text: str, *, end: bool = False) -> list[Letter]:
    return [*map(Letter, text), *([Letter(None)] if end else [])]


def body(html: str) -> str:
    return html.rsplit("</style>", maxsplit=1)[-1]


WHO = (("counts", "Counts"), ("network", "Network"), ("kneser-ney", "Kneser-Ney <5>"))


def test_one_name_while_they_agree_two_once_they_part():
    html = body(path([Line(WHO[:2], letters("ab"))], parted=None, going=True))
    assert html.count("makemore-path") == 1
    assert re.findall(r'<i class="makemore-(.*?)"></i>(.*?)<', html) == [*WHO[:2]]
    assert "apart" not in html
    assert 'class="next"' in html
    lines = [Line(WHO[:1], letters("ab", end=True)), Line(WHO[1:2], letters("ac"))]
    html = body(path(lines, parted=1, going=True))
    assert html.count("makemore-path") == 2
    assert html.count("apart") == 3  # b and the end, c
    assert html.count('class="next"') == 1  # of the one that goes on


def test_those_that_stay_together_share_a_line_in_the_first_one_s_colour():
    lines = [Line(WHO[:1], letters("ab")), Line(WHO[1:], letters("ac"))]
    html = body(path(lines, parted=1, going=False))
    assert html.count("makemore-path") == 2
    assert html.count("<i ") == 3  # a dot for each model
    assert "Kneser-Ney &lt;5&gt;" in html
    assert html.count("apart makemore-network") == 1
    assert "apart makemore-kneser-ney" not in html


def test_the_path_is_text_and_marks_what_the_person_chose():
    line = Line(WHO[:1], [Letter("<", picked=True), Letter(" ")])
    html = body(path([line], parted=None, going=False))
    assert ">&lt;</span>" in html
    assert ">␣</span>" in html
    assert html.count("picked") == 1
    assert 'aria-label="&lt; : 2 characters so far"' in html
