"""Controls: the slider and the box are one value, in range, from the URL and across pages."""

import pytest

from dashboard.state.settings import LEARNING_RATE, SMOOTHING, STEPS, log_marks, within


def test_marks_are_round_steps_of_a_log_scale():
    assert log_marks(0, 1) == (1, 2, 3, 5, 7, 10)
    assert (SMOOTHING.marks[0], SMOOTHING.marks[-1]) == (0, 1000)
    assert (LEARNING_RATE.marks[0], LEARNING_RATE.marks[-1]) == (0.1, 500)


def slider(app):
    return app.select_slider(key="smoothing_slider")


def box(app):
    return app.number_input(key="smoothing_box")


def test_a_typed_value_is_exact_and_moves_the_slider_to_the_nearest_mark(open_page):
    app = open_page("counts")
    box(app).set_value(0.37).run()
    assert (box(app).value, slider(app).value) == (0.37, 0.3)


def test_the_slider_writes_its_mark_into_the_box(open_page):
    app = open_page("counts")
    slider(app).set_value(7.0).run()
    assert (box(app).value, slider(app).value) == (7.0, 7.0)


def test_a_link_sets_both(open_page):
    app = open_page("counts", smoothing="0.5")
    assert (box(app).value, slider(app).value) == (0.5, 0.5)


@pytest.mark.parametrize("value", ["-1", "1001", "abc", "nan", "inf", ""])
def test_a_link_out_of_range_gives_the_default(open_page, value):
    app = open_page("counts", smoothing=value)
    assert (box(app).value, slider(app).value) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("typed", "value"),
    [(None, 50.0), (0.01, 0.1), (0.1, 0.1), (7, 7.0), (500, 500.0), (501, 500.0)],
)
def test_what_is_typed_is_held_within_the_range_and_nothing_is_the_default(typed, value):
    """The learning rate is 50 by default, and 0.1 at least."""
    assert within(LEARNING_RATE, typed) == value


def test_a_whole_number_stays_one():
    assert isinstance(within(STEPS, None), int)
    assert (within(STEPS, None), within(STEPS, 7.9)) == (200, 7)


def test_an_emptied_box_gives_the_default(open_page):
    """The learning rate is 50 by default, and 0.1 at least; a count is 200, and 1 at least."""
    app = open_page("train", list="dinosaurs", lr="5", steps="7")
    for name in ("lr", "steps"):
        app.number_input(key=f"{name}_box").set_value(None)
    app.run()
    assert not app.exception
    found = {name: app.select_slider(key=f"{name}_slider").value for name in ("lr", "steps")}
    assert found == {"lr": 50, "steps": 200}


def test_a_value_survives_a_change_of_page(open_page):
    app = open_page("counts")
    box(app).set_value(0.37).run()
    app.switch_page("views/names.py").run()
    app.switch_page("views/counts.py").run()
    assert (box(app).value, slider(app).value) == (0.37, 0.3)


def shown(app):
    return app.segmented_control(key="show_shown")


def test_a_choice_has_a_default_and_a_link(open_page):
    assert shown(open_page("counts")).value == "counts"
    assert shown(open_page("counts", show="surprisal")).value == "surprisal"
    assert shown(open_page("counts", show="<b>")).value == "counts"


def test_a_choice_goes_to_the_url(open_page):
    app = open_page("counts", show="<b>")
    shown(app).set_value("surprisal").run()
    assert app.query_params["show"] == "surprisal"
