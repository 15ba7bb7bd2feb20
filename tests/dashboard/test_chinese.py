"""What pages say once something was tried on them, in Chinese: it is set as Chinese is."""

from __future__ import annotations

import json

import pytest

from dashboard.lesson.steps import STEPS
from tests import chinese

PAGES = "names counts compare score walk test proof train generate take".split()
OPEN = (  # what stands behind one click
    *("words", "doctor", "lengths", "numbers_open", "trap", "evidence", "network", "tables"),
    *("differences", "uncertainty_open", "regularization_open", "bridge_open", "copying_open"),
    *("sum", "several", "extremes", "proof_pairs", "proof_rows"),
)
AWAY = {"to_next", "to_back", "language"} | {f"to_{step.key}" for step in STEPS}  # they lead away


def run(asked):
    app = asked.run()
    assert not app.exception
    assert not chinese.on_page(app)
    return app


def try_all(app):
    """Choose, type, move and press what a page has, each for a start."""
    for box in [box for box in app.selectbox if box.key]:
        for option in box.options[:3]:
            run(app.selectbox(key=box.key).select(option))
    for label in [button.label for button in app.button if button.key not in AWAY]:
        for button in [one for one in app.button if one.label == label and not one.disabled][:1]:
            run(button.click())
    for choice in [one for one in app.button_group if one.key.partition("@")[0] not in AWAY]:
        for option in choice.options[:3]:
            several = isinstance(choice.value, list)
            run(app.button_group(key=choice.key).set_value([option] if several else option))
    for slider in [one.key for one in app.slider]:
        run(app.slider(key=slider).set_value(app.slider(key=slider).max))
    for slider in app.select_slider:
        last = json.loads(slider.options[-1].replace(",", ""))
        run(app.select_slider(key=slider.key).set_value(last))


@pytest.mark.parametrize("step", [step.key for step in STEPS])
def test_a_step_of_the_lesson_answers_what_is_tried(open_page, step):
    app = open_page("lesson", lang="zh", list="dinosaurs", step=step)
    try_all(app)
    for box in [one.key for one in app.text_input if one.key.startswith("lesson_")]:
        for text in ("uuq", "é"):
            run(app.text_input(key=box).set_value(text))
    for key in [box.key for box in app.number_input]:
        for box in [one for one in app.number_input if one.key == key]:  # one may bring others
            run(box.set_value(box.max))


def test_what_the_models_show_once_they_learned(open_page):
    chosen = {"models": "counts,network,kneser-ney", "list": "dinosaurs", "held_out": "10"}
    app = open_page("compare", lang="zh", **chosen)
    run(app.button(key="train_now").click())
    for page in PAGES:
        app.switch_page(f"views/{page}.py")
        for name in OPEN:
            app.session_state[name] = True
        run(app)
        assert app.session_state["lang"] == "zh"
        for smoothing in [one for one in app.number_input if one.key == "smoothing_box"]:
            run(smoothing.set_value(0.5))
            run(app.number_input(key="smoothing_box").set_value(0.0))
        for label in [
            one.label for one in app.button if page != "proof" or one.key == "first_race"
        ]:
            for button in [one for one in app.button if one.label == label and not one.disabled][
                :1
            ]:
                run(button.click())
