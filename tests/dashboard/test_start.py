"""The first screen: lists as cards, both models side by side, and a network that learns."""

from __future__ import annotations

import re

from dashboard.parts.start import pictures
from tests.dashboard.conftest import wait_for

BEFORE = "the network knows nothing yet"


def texts(app):
    return " ".join(one.value for one in app.markdown)


def shown(app, key):
    """Return the names that a model's column of the table shows."""
    table = next(one.value for one in app.html if "makemore-table" in one.value)
    cells = re.findall(rf'<td class="name makemore-{key}">(.*?)</td>', table)
    return [re.sub(r"<.*?>", "", cell) for cell in cells]


def learn(app):
    """Press the large button and wait for the end of the run, which a thread makes."""
    app.button(key="stage_play").click().run()
    wait_for("trainer")
    app.run()
    assert not app.exception
    return app


def test_it_opens_with_the_counts_learned_and_the_network_not(open_page):
    app = open_page("start")
    assert BEFORE in texts(app)
    assert "nll **2.454**" in texts(app)  # of the lecture's kind: counts of the US list
    assert shown(app, "counts") != shown(app, "network")
    assert len(shown(app, "counts")) == pictures.NAMES
    assert {one.key for one in app.button} >= {"card_dinosaurs", "stage_play"}


def test_one_press_and_the_network_makes_the_names_of_the_counts(open_page):
    app = learn(open_page("start", list="dinosaurs", speed="100000"))
    assert BEFORE not in texts(app)
    said = re.search(r"After 200 steps the network is \*\*([\d.]+) nats", texts(app))
    assert said
    assert float(said[1]) < 0.05
    same = sum(a == b for a, b in zip(shown(app, "counts"), shown(app, "network"), strict=True))
    assert f"**{same} of {pictures.NAMES}** equal names" in texts(app)
    assert same > 0


def test_each_tenth_of_the_way_can_be_looked_at(open_page):
    app = open_page("start", list="dinosaurs", speed="100000")
    noise = shown(app, "network")
    learn(app)
    learned = shown(app, "network")
    app.button_group(key="tenth").set_value(0).run()
    assert shown(app, "network") == noise
    assert BEFORE in texts(app)
    app.button_group(key="tenth").set_value(5).run()
    assert "After 100 steps" in texts(app)
    app.button_group(key="tenth").set_value(10).run()
    assert shown(app, "network") == learned


def test_from_noise_again(open_page):
    app = learn(open_page("start", list="dinosaurs", speed="100000"))
    app.button(key="stage_reset").click().run()
    assert BEFORE in texts(app)
    assert not [one for one in app.button_group if one.key == "tenth"]


def test_who_wants_stillness_sees_the_end_at_once(open_page):
    app = open_page("start", list="dinosaurs")
    app.session_state["still"] = True
    app.button(key="stage_play").click().run()
    assert "After 200 steps" in texts(app)  # no thread was waited for


def test_stillness_throws_no_step_away_that_was_made_otherwise(open_page):
    """Steps at another learning rate cannot be made again at once: it goes on from where it is."""
    app = learn(open_page("start", list="dinosaurs", speed="100000", lr="50"))
    app.number_input(key="lr_box").set_value(5.0).run()
    run = app.session_state["trainers"][app.session_state["source"]]
    app.session_state["still"] = True
    learn(learn(app))
    assert [(one.until, one.learning_rate) for one in run.snapshot.stretches] == [
        (200, 50.0),
        (600, 5.0),
    ]


def test_a_card_takes_another_list_and_marks_it(open_page):
    app = open_page("start")
    app.button(key="card_dinosaurs").click().run()
    assert "Dinosaurs" in app.caption[0].value
    assert app.button(key="card_dinosaurs").icon == ":material/check:"
    assert app.button(key="card_us-names-2018").icon == ""


def test_smoothing_holds_the_counts_back(open_page):
    app = open_page("start", list="dinosaurs", smoothing="100")
    nlls = re.findall(r"nll \*\*([\d.]+)\*\*", texts(app))
    without = re.findall(r"nll \*\*([\d.]+)\*\*", texts(open_page("start", list="dinosaurs")))
    assert float(nlls[0]) > float(without[0])
    assert nlls[1] == without[1]


def test_names_are_pasted_into_the_box_of_ones_own_list(open_page):
    app = open_page("start")
    app.text_area(key="pasted").set_value("ada\nbea")
    app.button(key="FormSubmitter:paste_form-Use these names").click().run()
    assert "2 names" in app.caption[0].value
    assert any("Pasted names" in one.label for one in app.button)
