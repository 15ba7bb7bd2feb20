"""The Train page: what it says, what its controls do, and that any list can be trained on."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.contenders.trainer import Status
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.sampling import sample_side_by_side
from makemore.scoring import mean_nll
from makemore.training import GradientDescent, initial_weights
from tests.dashboard.conftest import button, figures, press, wait_for

SEED = 2147483647
HOSTILE = "<img src=x onerror=alert(1)>\n**b**\n$x$\n:smile:\n=cmd()\na.b\n😀👍🏽\nשלום\n%{z}\n"
FAST = {"steps": "20", "speed": "100000"}


@pytest.fixture
def train(open_page):
    """Open the page, on other names if given."""

    def open_(names=None, **query):
        app = open_page("train", **query)
        if names is not None:
            app.session_state["source"] = Source.of("mine", names.encode(), lower=False)
            app.run()
        assert not app.exception
        return app

    return open_


def run_of(app):
    return app.session_state["trainers"][app.session_state["source"]]


def sentence(app):
    return app.markdown[0].value


def default_list(seed=SEED):
    counts = count_ngrams(read_corpus(next(iter(bundled_lists().values())).read()))
    descent = GradientDescent(counts.matrix(), initial_weights(len(counts.vocabulary), seed))
    return descent, mean_nll(CountModel(counts, 0.0), counts)


def test_it_begins_with_the_nll_of_random_weights_and_the_floor(train):
    descent, floor = default_list()
    start = descent.losses().nll
    words = sentence(train())
    assert f"**{start:.4f}**" in words
    assert f"**{floor:.4f}**" in words
    assert f"**{start - floor:.4f}**" in words
    assert (f"{start:.4f}", f"{floor:.4f}") == ("3.7589", "2.4543")


def test_one_step_and_reset(train):
    app = train()
    first = sentence(app)
    descent, _ = default_list()
    press(app, "One step")
    assert "After 1 step " in sentence(app)
    assert f"**{descent.step(50).nll:.4f}**" in sentence(app)
    press(app, "Reset")
    assert sentence(app) == first


def test_play_runs_to_the_goal_and_then_offers_play_again(train):
    app = train(**FAST)
    press(app, "Play")
    wait_for("trainer")
    app.run()
    descent, _ = default_list()
    for _ in range(20):
        losses = descent.step(50)
    assert "After 20 steps" in sentence(app)
    assert f"**{losses.nll:.4f}**" in sentence(app)
    assert button(app, "Play")


def test_names_of_the_first_steps_stand_beside_those_of_now(train):
    """What the library makes of the same seed, steps and dice; other paces are not made again."""
    app = press(train(list="dinosaurs", steps="60", speed="100000"), "Play")
    wait_for("trainer")
    app.run()
    (table,) = [one.proto.body for one in app.get("html") if "step 10<" in one.proto.body]
    assert [step for step in (0, 10, 50, 60, 200) if f"step {step}<" in table] == [0, 10, 50, 60]
    counts = count_ngrams(read_corpus(bundled_lists()["dinosaurs"].read()))
    descent = GradientDescent(counts.matrix(), initial_weights(len(counts.vocabulary), SEED))
    models = []
    for step in range(61):
        if step in {0, 10, 50, 60}:
            models.append(NeuralBigram(counts.vocabulary, descent.weights.clone()))
        descent.step(run_of(app).pace.learning_rate, run_of(app).pace.regularization)
    made = sample_side_by_side(models, 5, seed=SEED)
    assert re.findall("<bdi>(.*?)</bdi>", table) == [walk.name for row in made for walk in row]
    app.number_input(key="lr_box").set_value(1.0).run()
    press(app.number_input(key="steps_box").set_value(1).run(), "Play")
    wait_for("trainer")
    app.run()
    (table,) = [one.proto.body for one in app.get("html") if "step 61<" in one.proto.body]
    assert "step 50<" in table  # they were made before the pace changed


def test_pause_while_it_learns(train):
    app = train(steps="1000000", speed="1")
    press(app, "Play")
    assert button(app, "One step").disabled
    press(app, "Pause")
    assert button(app, "Play")
    assert run_of(app).snapshot.status is Status.PAUSED
    wait_for("trainer")


def test_a_pause_that_arrives_twice_is_still_a_pause(train):
    """Streamlit's browser part may send a click with a poll and once more by itself."""
    app = press(train(steps="1000000", speed="1"), "Play")
    key = button(app, "Pause").key
    press(app, "Pause")
    assert button(app, "Play").key != key
    press(app, "Play")
    assert button(app, "Pause").key != key
    press(app, "Pause")
    wait_for("trainer")


def test_controls_reach_the_run_without_a_new_start(train):
    app = train(steps="1000000", speed="1")
    press(app, "Play")
    run = run_of(app)
    app.number_input(key="lr_box").set_value(7.5).run()
    app.number_input(key="reg_box").set_value(0.25).run()
    assert run_of(app) is run
    assert run.playing
    assert (run.pace.learning_rate, run.pace.regularization) == (7.5, 0.25)
    press(app, "Pause")
    wait_for("trainer")


def test_a_link_sets_every_control(train):
    app = train(lr="20", reg="0.01", steps="30", speed="10", weights="3")
    pace = run_of(app).pace
    assert (pace.learning_rate, pace.regularization, pace.until, pace.speed) == (20, 0.01, 30, 10)
    assert run_of(app).seed == 3
    assert f"**{default_list(3)[0].losses().nll:.4f}**" in sentence(app)


def test_new_weights_are_those_of_the_next_seed(train):
    app = press(train(), "New weights")
    assert app.number_input(key="weights_box").value == SEED + 1
    assert f"**{default_list(SEED + 1)[0].losses().nll:.4f}**" in sentence(app)
    press(press(app, "One step"), "Reset")
    assert f"**{default_list(SEED + 1)[0].losses().nll:.4f}**" in sentence(app)


def test_seed_0_is_a_seed(train):
    assert f"**{default_list(0)[0].losses().nll:.4f}**" in sentence(train(weights="0"))


def test_the_run_and_the_settings_survive_a_change_of_page(train):
    app = press(train(weights="5", lr="20"), "One step")
    run, words = run_of(app), sentence(app)
    app.switch_page("views/names.py").run()
    app.switch_page("views/train.py").run()
    assert run_of(app) is run
    assert sentence(app) == words
    assert run.pace.learning_rate == 20


def test_each_list_has_its_own_run(train):
    app = press(train("ann\nbob\n"), "One step")
    run, source = run_of(app), app.session_state["source"]
    app.session_state["source"] = Source.of("other", b"cec\ndad\n")
    app.run()
    assert "random weights" in sentence(app)
    app.session_state["source"] = source
    app.run()
    assert run_of(app) is run
    assert "After 1 step " in sentence(app)


def test_regularization_shows_the_loss_too(train):
    app = press(train(reg="0.01"), "One step")
    descent, _ = default_list()
    losses = descent.step(50, 0.01)
    assert f"**{losses.nll:.4f}**" in sentence(app)
    assert f"the loss is **{losses.loss:.4f}**" in sentence(app)
    assert losses.loss > losses.nll


def test_steps_that_are_too_big_are_named(train):
    app = press(train(lr="300", steps="100", speed="100000"), "Play")
    wait_for("trainer")
    app.run()
    descent, _ = default_list()
    start = descent.losses().nll
    for _ in range(100):
        losses = descent.step(300)
    assert losses.nll > start
    assert f"**{losses.nll:.4f}**, worse than at the start" in sentence(app)


def test_a_loss_that_blows_up_is_explained_and_the_good_weights_stay(train):
    app = train("ab\n", lr="500", reg="10", steps="1000", speed="100000")
    press(app, "Play")
    wait_for("trainer")
    app.run()
    (warning,) = app.warning
    for words in ("made the loss infinite", "learning rate 500", "regularization 10", "step 0"):
        assert words in warning.value
    assert button(app, "Play")
    app.number_input(key="lr_box").set_value(0.1).run()
    press(app, "Play")
    wait_for("trainer")
    app.run()
    assert not app.warning
    assert "After 1,000 steps" in sentence(app)


def test_the_lectures_code_is_there(train):
    app = train()
    assert not app.code  # a browser loads a megabyte to show code
    app.session_state["training_code"] = True
    app.run()
    code = app.code[0].value
    assert code.startswith("def train_by_autograd(")
    assert "one_hot @ W" in code


def opened(app):
    app.session_state["network"] = True
    app.session_state["tables"] = True
    app.run()
    assert not app.exception
    return app


def test_the_tables_show_both_models_on_one_scale(train):
    shown = figures(opened(press(train("ab\na\n"), "One step")))
    assert set(shown) == {"loss", "drawing", "network_table", "counts_table"}
    network, counts = (shown[key]["data"][-1] for key in ("network_table", "counts_table"))
    assert (network["zmin"], network["zmax"]) == (counts["zmin"], counts["zmax"])


def test_a_large_vocabulary_is_drawn_in_part(train):
    app = opened(train(list="chinese-places"))
    drawn = figures(app)
    assert (
        len(drawn["drawing"]["layout"]["xaxis"]["ticktext"]) <= 29
    )  # 27, the input, the likeliest
    assert len(drawn["counts_table"]["layout"]["xaxis"]["ticktext"]) <= 60
    assert any("Drawn: " in caption.value for caption in app.caption)


@pytest.mark.parametrize("names", ["a\n", "ab\n", "..\n", HOSTILE, "x" * 200 + "\n"])
def test_any_list_can_be_trained_on(train, names):
    app = opened(press(train(names), "One step"))
    assert "nan" not in sentence(app).lower()


@pytest.mark.parametrize("name", list(bundled_lists()))
def test_every_bundled_list_can_be_trained_on(train, name):
    app = opened(press(train(list=name), "One step"))
    assert "After 1 step " in sentence(app)


def looks_at_the_network():
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.state import session

    session.use_first(st.session_state.get("names"))
    run = learning.trainer()
    if st.session_state.get("learns"):
        run.step()


def test_no_network_that_has_learned_goes_for_one_that_has_not():
    app = AppTest.from_function(looks_at_the_network, default_timeout=150)

    def look(names, *, learns):
        app.session_state["names"], app.session_state["learns"] = names, learns
        assert not app.run().exception
        trainers = app.session_state["trainers"]
        return {source.first for source, run in trainers.items() if run.snapshot.last.step}

    assert look(10, learns=True) == {10}
    for names in (20, 30, 40, 50, 60):  # only looked at
        assert look(names, learns=False) == {10}
    assert len(app.session_state["trainers"]) == 2  # those without work do not pile up
    for names in (70, 80):
        look(names, learns=True)
    assert look(90, learns=True) == {10, 70, 80, 90}
    assert look(100, learns=True) == {10, 70, 80, 90, 100}  # it had not learned when it came
    assert not app.toast
    assert look(100, learns=False) == {70, 80, 90, 100}
    assert app.toast[0].value.startswith(
        "The network of **\u2068US baby names 2018\u2069**, step 1, made room"
    )
