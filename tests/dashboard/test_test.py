"""The Test page: names held out, the smoothing curve, the bridge, and what is luck."""

import pytest


def hold_out(app, percent=10):
    app.segmented_control(key="held_out").set_value(percent).run()
    assert not app.exception
    return app


def test_at_first_nothing_is_held_out_and_one_click_mends_that(open_page):
    app = open_page("test", list="dinosaurs")
    assert "keep some names away" in app.markdown[0].value
    app.button[0].click().run()
    assert not app.exception
    assert "131 held out" in app.caption[0].value or "132 held out" in app.caption[0].value


def test_without_smoothing_held_out_names_surprise_infinitely_and_pairs_are_named(open_page):
    app = hold_out(open_page("test", list="dinosaurs"))
    assert "infinitely" in app.markdown[0].value


def test_the_best_smoothing_is_one_click_away(open_page):
    app = hold_out(open_page("test", list="dinosaurs"))
    (use,) = [button for button in app.button if button.label.startswith("Use smoothing")]
    use.click().run()
    assert not app.exception
    chosen = app.number_input(key="smoothing").value
    assert f"{chosen:.3g}" in use.label
    assert f"**{chosen:.3g}**" in app.markdown[0].value


@pytest.mark.parametrize(
    ("name", "shape"),
    [("dinosaurs", "The curve is a valley."), ("us-names-2018", "The curve is nearly flat")],
)
def test_the_shape_of_the_curve_is_said_as_it_is(open_page, name, shape):
    app = hold_out(open_page("test", list=name))
    assert [text.value for text in app.markdown if text.value.startswith(shape)]


@pytest.mark.parametrize("percent", [0, 20])
def test_every_part_opens(open_page, percent):
    app = open_page("test", list="dinosaurs")
    hold_out(app, percent)
    for key in ("regularization_open", "bridge_open", "uncertainty_open"):
        app.session_state[key] = True
    app.run()
    assert not app.exception


def test_a_difference_comes_with_an_interval_and_words(open_page):
    app = hold_out(open_page("test", list="dinosaurs", smoothing="50"))
    app.session_state["uncertainty_open"] = True
    app.run()
    (said,) = [text.value for text in app.markdown if text.value.startswith("**Counts with")]
    assert "The first one is worse: zero lies outside" in said


@pytest.mark.parametrize("page", ["counts", "train", "compare"])
def test_every_page_with_an_nll_shows_it_for_held_out_names_too(open_page, page):
    app = hold_out(open_page("test", list="dinosaurs", smoothing="1"))
    app.switch_page(f"views/{page}.py").run()
    assert not app.exception
    shown = [*app.markdown, *app.get("html"), *app.metric]
    texts = " ".join(str(getattr(element, "label", "")) + str(element.proto) for element in shown)
    assert "held-out" in texts.lower() or "held out" in texts.lower()


def test_a_list_of_one_name_says_that_none_can_be_held_out(open_page):
    app = open_page("names")
    app.session_state["paste"] = True
    app.run()
    app.text_area(key="pasted").set_value("emma")
    next(button for button in app.button if button.label == "Use these names").click().run()
    app.switch_page("views/test.py").run()
    assert not app.exception
    assert "only one name" in app.info[0].value
