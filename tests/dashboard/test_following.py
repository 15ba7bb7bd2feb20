"""Frames for a dragged slider: at each mark they are what the server would send."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.charts.common import drawn
from dashboard.frame import ahead as making
from dashboard.lists.source import Source
from dashboard.parts.counting.following import MARKS
from dashboard.plot import frames_json
from dashboard.state.settings import SMOOTHING
from tests.dashboard.conftest import figures, mounted, run


def test_a_frame_holds_what_differs_and_nothing_else():
    figures = [drawn([{"type": "bar", "y": [1, height], "name": "x"}]) for height in (2, 3)]
    frames = json.loads(frames_json(figures))
    assert frames == [{"data": [{"y": [1, height]}], "layout": {}} for height in (2, 3)]


def test_a_layout_that_differs_is_in_the_frame():
    figures = [drawn([], xaxis={"range": [0, end]}, bargap=0.1) for end in (1, 2)]
    frames = json.loads(frames_json(figures))
    assert [one["layout"] for one in frames] == [
        {"xaxis": {"range": [0, 1]}},
        {"xaxis": {"range": [0, 2]}},
    ]


def made(source):
    """Make, in a session: the frames of each kind, the server's own tables, and the nlls."""
    import numpy as np
    import streamlit as st

    from dashboard.charts.pair_table import pair_heatmap
    from dashboard.contenders import cached
    from dashboard.contenders.here import Here
    from dashboard.parts.counting import following
    from dashboard.parts.counting.table import table_of
    from dashboard.state.settings import SMOOTHING

    here, tokens, blank = Here(source), np.arange(6), [[""] * 6] * 6
    for show in ("counts", "probabilities", "surprisal"):
        frames = following.table_frames(source, 6, show, log=True, numbers=False)
        tables = [
            table_of(here.labels, here.matrix.numpy(), cached.count_model(source, mark), tokens)
            for mark in SMOOTHING.marks
        ]
        st.session_state[show] = (
            frames,
            [pair_heatmap(one, blank, show=show, log=True)["data"][-1]["z"] for one in tables],
        )
    st.session_state["row"] = following.row_frames(source, 0, 1, "en")
    st.session_state["ahead"] = following.tables_ahead(source, 6, "counts", log=True, numbers=True)


def test_each_frame_is_the_servers_own_picture_and_number():
    source = Source.of("three", b"ann\nbob\nbea")
    app = AppTest.from_function(made, args=(source,), default_timeout=150).run()
    assert not app.exception
    for show in ("counts", "probabilities", "surprisal"):
        frames, pictures = app.session_state[show]
        for frame, picture in zip(json.loads(frames), pictures, strict=True):
            z = numbers(frame["data"][-1]["z"])
            assert np.array_equal(z, picture, equal_nan=True), show
            assert frame["layout"] == {}  # what else is in it, frames.js draws slowly
    words = [trace.get("customdata") for one in app.session_state["ahead"] for trace in one["data"]]
    assert not any(one is not None for one in words)  # to put each cell into words takes as long
    for frame in json.loads(app.session_state["row"]):
        assert set(frame["layout"]) == {"xaxis"}
        assert set(frame["data"][0]) == {"x", "text"}
    assert len(pictures) == len(MARKS) == len(SMOOTHING.marks)


def test_the_number_at_a_mark():
    source = Source.of("one", b"ab")  # .a ab b.: each pair once, each certain without smoothing
    nlls = AppTest.from_function(made_nlls, args=(source,)).run().session_state["nlls"]
    assert nlls[0] == 0
    one = SMOOTHING.marks.index(1.0)
    assert nlls[one] == pytest.approx(-np.log(2 / 4))  # (1 + 1) / (1 + 3 characters)


def test_the_figure_of_held_out_names_follows_too():
    """One name is learned, the other held out: no pair in common, until smoothing evens all out."""
    source = replace(Source.of("two", b"ab\ncd"), held_out=50)
    seen = AppTest.from_function(made_figures, args=(source,)).run().session_state["figures"]
    assert seen[0] == ["0.0000", "1.00", "∞"]
    # 1000: learned ln(5001/1001), held out (ln(5001/1000) + 2 ln 5) / 3
    assert seen[-1] == ["1.6086", "5.00", "1.6095"]


def made_figures(source):
    import streamlit as st

    from dashboard.parts.counting import following

    st.session_state["figures"] = following.figures_at_marks(source)


def made_nlls(source):
    import streamlit as st

    from dashboard.parts.counting import following

    st.session_state["nlls"] = following.nlls_at_marks(source)


def test_names_ahead_are_those_of_the_page_at_each_mark(open_page):
    asked = {"list": "dinosaurs", "made": "6"}
    app = open_page("generate", **asked)
    ahead = {key[0].removesuffix("_slider"): one for key, one in app.session_state["ahead"].items()}
    assert not any(one.made for one in ahead.values())  # nothing is made until a hand is near
    for one in ahead.values():
        while one.missing(dict.fromkeys(("0.5", "1.4") if one is ahead["temperature"] else "27")):
            one.hand = "1"
            app.run()
    for setting, mark in (("temperature", "0.5"), ("temperature", "1.4"), ("context", "2")):
        there = open_page("generate", **asked, **{setting: mark})
        (chips,) = [one for one in there.button_group if one.key == "names_shown"]
        assert [name.replace("\\", "") for name in chips.options] == ahead[setting].made[mark]


def test_names_ahead_are_made_near_the_hand_and_within_a_budget(monkeypatch):
    monkeypatch.setattr(making, "SLICE", -1.0)  # one mark a run
    marks, made = {str(mark): float(mark) for mark in range(1, 6)}, []
    ahead = making.Ahead()
    for _run in range(3):
        ahead.hand = "4"
        ahead.go_on(marks, lambda mark: made.append(mark))
    assert made == [4, 3, 5]  # of two that are equally near, the first
    assert ahead.hand is None
    assert ahead.missing(marks) == ["1", "2"]
    ahead.spent = making.BUDGET + 0.1
    assert ahead.missing(marks) == []


def numbers(packed):
    """Return the array that plotly's JSON packs as base64."""
    flat = np.frombuffer(base64.b64decode(packed["bdata"]), dtype=packed["dtype"])
    return flat.reshape([int(one) for one in packed["shape"].split(",")])


TWO = {"models": "counts,kneser-ney", "smoothing": "1"}


@pytest.mark.parametrize(
    ("page", "query", "setting", "marks"),
    [
        ("compare", TWO, "temperature", ("0.9", "1", "1.1", "0.5")),
        ("walk", TWO, "temperature", ("0.9", "1", "1.1", "0.5")),
        ("test", {"list": "dinosaurs"}, "reg", ("0.07", "0.1", "0.2", "0.5")),
        ("lesson", {"list": "dinosaurs", "step": "band"}, "reg", ("0.07", "0.1", "0.2", "0.5")),
    ],
)
def test_what_follows_is_at_each_mark_what_the_page_shows_on_release(
    open_page, page, query, setting, marks
):
    """Nothing is known but the mark of now until a hand asks."""
    *near, other = marks
    app = opened(open_page(page, **query, **{setting: marks[1]}))
    here = followed(app)
    assert [seen(here, mark) is None for mark in near] == [True, False, True]
    (ahead,) = app.session_state["ahead"].values()
    ahead.hand = other
    run(app)
    there = opened(open_page(page, **query, **{setting: other}))
    assert here["now"] == marks[1]
    assert seen(here, marks[1]) != seen(followed(app), other)
    is_shown(followed(app), other, there)


def test_numbers_follow_each_of_the_three_knobs(open_page):
    """A knob's own place is in nothing that is made for it: it is made once for all places."""
    app = open_page("lesson", step="knobs")
    first, _second, _third = app.session_state["ahead"].values()
    first.hand = "+2.0"
    run(app)
    ahead = followed(app, "lesson_knob_0_0")
    assert set(ahead["marks"]) == {f"{half / 2:+.1f}" for half in range(-8, 9)}
    app.slider(key="lesson_knob_0_0").set_value(2.0)
    run(app)
    is_shown(ahead, "+2.0", app, "lesson_knob_0_0")
    assert seen(followed(app, "lesson_knob_0_0"), "-4.0")
    assert not seen(followed(app, "lesson_knob_0_1"), "-4.0")


def test_a_metric_and_the_names_follow_the_context_of_ones_own_machine(open_page):
    app = open_page("lesson", step="own", list="dinosaurs")
    (ahead,) = app.session_state["ahead"].values()
    ahead.hand = "2"
    run(app)
    data = followed(app)
    app.select_slider(key="lesson_own_context").set_value(2)
    run(app)
    is_shown(data, "2", app)
    assert seen(data, "2")["own_nll"] == [app.metric[1].value]


def is_shown(data, mark, there, slider=""):
    """Check that what was made ahead for a mark is what a page shows that stands there."""
    shown, now = figures(there), followed(there, slider)
    assert now["now"] == mark
    assert seen(data, mark) == seen(now, mark)
    for key, frames in data["plots"].items():
        frame = json.loads(frames)[data["marks"].index(mark)]
        for trace, part in zip(shown[key]["data"], frame["data"], strict=True):
            assert {name: trace[name] for name in part} == part


def opened(app):
    """Open, where it is there, the part on what regularization adds."""
    app.session_state["bridge_open"] = True
    return run(app)


def followed(app, slider=""):
    """Return what the component was given that lets a page follow a slider, which has a key."""
    (data,) = [one for one in mounted(app) if "html" in one and slider in one["slider"]]
    return data


def seen(data, mark):
    """Return what the page would show at a mark: HTML and words by key, None if not known."""
    at = data["marks"].index(mark)
    here = {key: one[at] for kind in ("html", "texts") for key, one in data[kind].items()}
    return None if None in here.values() else here
