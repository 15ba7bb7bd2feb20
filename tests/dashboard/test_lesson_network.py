"""Steps 7 to 12 of the lesson: they work on every list, and their tasks are checked rightly."""

from __future__ import annotations

import json

import pytest
import torch

from dashboard.lesson import descent, tiny
from dashboard.lesson.steps import band, downhill, why
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.state.settings import REGULARIZATION
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll
from tests.dashboard.conftest import button, figures, in_session, mounted, run

TWENTY = (
    "emma olivia ava isabella sophia charlotte mia amelia harper evelyn "
    "liam noah oliver james elijah william henry lucas benjamin theo"
)
HOSTILE = "<img src=x onerror=alert(1)>\n**b**\n$x$\n:smile:\n=cmd()\na.b\n😀👍🏽\nשלום\n%{z}"
LISTS = [*bundled_lists(), TWENTY.replace(" ", "\n")]
ODD = [HOSTILE, "a", "abc", "aaa\naa", "ab\nab"]
STEPS = ["knobs", "downhill", "same", "band", "axis", "why"]
TINY = torch.tensor([[0, 3, 1], [3, 0, 2], [1, 2, 0]])  # of the names ab, aba, ba, a


@pytest.fixture
def lesson(open_page):
    """Open a step of the lesson on a bundled list or on names, one a line."""

    def open_(step, names):
        bundled = names in bundled_lists()
        app = open_page("lesson", **({"list": names} if bundled else {}))
        if not bundled:
            app.session_state["source"] = Source.of("mine", names.encode(), lower=False)
        return go(app, step)

    return open_


def go(app, step):
    app.session_state["lesson_step"] = step
    app.query_params["step"] = step
    return run(app)


def right(app):
    """What the app says of a task that is solved."""
    return [box.value for box in app.success if "solved this before" not in box.value]


def wrong(app):
    """What the app says of a try that failed."""
    return [box.value for box in app.warning]


def untried(app):
    return not right(app) and not wrong(app)


def frames(app, key):
    (found,) = [data["plots"][key] for data in mounted(app) if key in data.get("plots", ())]
    return json.loads(found)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("names", ODD, ids=["hostile", "a", "abc", "aaa", "ab"])
def test_every_step_opens_on_odd_lists(lesson, names, step):
    lesson(step, names)


# Step 7: knobs


def choose_input(app, row):
    (shown,) = [one for one in app.button_group if one.label == "Input"]
    shown.set_value(row).run()


def turn(app, row, column, value):
    choose_input(app, row)
    app.slider(key=f"lesson_knob_{row}_{column}").set_value(value)
    return run(app)


@pytest.mark.parametrize("names", [LISTS[0], "song-poets", LISTS[-1]])
def test_knobs_turned_by_hand_bring_the_loss_below_the_mark(lesson, names):
    """On every list the tiny names are built alike, of its two commonest characters."""
    app = lesson("knobs", names)
    assert untried(app)
    assert "**1.099**" in " ".join(text.value for text in app.markdown)  # ln 3
    turn(app, 0, 0, 4.0)
    (reply,) = wrong(app)  # names never are empty: 0 % is right, and e^4 of 56.6 is 96 %
    assert "the start of a name, the knob for end. Turn it down" in reply
    turn(app, 0, 0, 0.0)
    turn(app, 0, 1, -4.0)  # three names of four begin so: 75 % is right, and it has 1 %
    first = app.slider(key="lesson_knob_0_1").label.removeprefix("Knob for ")
    assert f"the start of a name, the knob for **{first}**. Turn it up" in wrong(app)[0]
    turn(app, 0, 1, 0.0)
    turn(app, 0, 0, -4.0)
    turn(app, 0, 1, 1.0)
    turn(app, 1, 1, -4.0)
    turn(app, 2, 2, -4.0)
    assert right(app)
    assert not wrong(app)


def test_the_tiny_names_of_a_list_of_one_character_are_in_the_order_of_the_alphabet():
    def note(source):
        import streamlit as st

        from dashboard.lesson import tiny

        st.session_state["names"] = tiny.names(source)

    source = Source.of("mine", b"b\nbb", lower=False)
    assert in_session(note, source)["names"] == ["ab", "aba", "ba", "a"]


def test_the_mark_is_below_the_start_and_above_the_best():
    assert tiny.loss(TINY, torch.zeros(3, 3)) == pytest.approx(1.0986, abs=1e-4)
    best = mean_nll(CountModel.fit(["ab", "aba", "ba", "a"]), ["ab", "aba", "ba", "a"])
    assert best == pytest.approx(0.6270, abs=1e-4)
    assert best + 0.1 < tiny.MARK < 1.0


def test_a_row_costs_what_it_lacks():
    # three even knobs in row a, where 3 and 2 of 5 are right: 5 ln 3 - 3 ln 5/3 - 2 ln 5/2
    excess = tiny.row_excess(TINY, torch.zeros(3, 3, dtype=torch.float64))
    assert float(excess[1]) == pytest.approx((5.4931 - 1.5325 - 1.8326) / 12, abs=1e-4)


def test_knobs_are_kept_while_one_is_away(lesson):
    app = turn(lesson("knobs", "song-poets"), 1, 2, 2.5)
    go(app, "why")
    go(app, "knobs")
    choose_input(app, 1)
    assert app.slider(key="lesson_knob_1_2").value == 2.5
    button(app, "All knobs to 0").click().run()
    assert app.slider(key="lesson_knob_1_2").value == 0
    assert untried(app)


# Step 8: downhill


@pytest.mark.parametrize("names", LISTS)
def test_the_training_blows_up_and_is_mended(lesson, names):
    app = lesson("downhill", names)
    assert untried(app)
    set_rate(app, 0.2)
    assert "longer steps" in wrong(app)[0]
    set_rate(app, 10_000.0)
    assert "blew up" in wrong(app)[0]
    last = float(wrong(app)[0].split(" to ")[1].split(". ")[0].replace(",", ""))
    curve = figures(app)["lesson_training"]
    assert curve["layout"]["yaxis"]["range"][1] > last  # it is seen
    ahead = frames(app, "lesson_training")
    assert len(ahead) == len(downhill.RATE.marks)  # the last mark's is as on release
    assert ahead[-1]["layout"]["yaxis"] == curve["layout"]["yaxis"]
    shown = zip(ahead[-1]["data"], curve["data"], strict=True)
    assert all(part[name] == whole[name] for part, whole in shown for name in part)
    assert ahead[-1]["data"][0]["y"] != ahead[0]["data"][0]["y"]
    assert not right(app)
    set_rate(app, 0.1)
    assert "not enough" in wrong(app)[0]
    set_rate(app, 50.0)
    assert right(app)
    set_rate(app, 0.1)
    assert right(app)  # both are remembered


def set_rate(app, rate):
    app.number_input(key="lesson_lr_box").set_value(rate)
    run(app)


def test_mending_before_it_blew_up_does_not_count(lesson):
    app = lesson("downhill", "dinosaurs")
    set_rate(app, 30.0)
    assert not right(app)
    go(app, "why")
    set_rate(go(app, "downhill"), 10_000.0)
    assert not right(app)


def test_the_full_page_opens_with_the_same_learning_rate(lesson):
    app = lesson("downhill", "dinosaurs")
    set_rate(app, 200.0)
    app.switch_page("views/train.py").run()
    assert app.number_input(key="lr_box").value == 200


@pytest.mark.parametrize(
    ("step", "page", "opened", "label"),
    [
        ("knobs", "train", "network", "The network, with one character"),
        ("axis", "counts", "trap", "Normalizing, and a trap for programmers"),
    ],
)
def test_the_full_page_opens_where_it_speaks_of_the_step(lesson, step, page, opened, label):
    app = lesson(step, "dinosaurs")
    app.switch_page(f"views/{page}.py").run()
    assert not app.exception
    assert app.session_state[opened]
    assert [box for box in app.expander if box.label == label and box.proto.expanded]


def test_a_visit_alone_leaves_the_learning_rate_of_the_full_page(lesson):
    app = lesson("downhill", "dinosaurs")
    app.switch_page("views/train.py").run()
    assert app.number_input(key="lr_box").value == 50


def test_the_ball_rolls_by_learning_rate_times_slope(lesson):
    app = lesson("downhill", "us-names-2018")
    button(app, "One step").click().run()
    # row of the second character: 3 of 12 pairs, 2 of them this one; e^-3 / (e^-3 + 2) = 0.02429
    slope = 3 / 12 * 0.024290 - 2 / 12
    assert app.session_state["lesson_ball"][1] == pytest.approx(-3 - slope, abs=1e-5)
    app.select_slider(key="lesson_ball_rate").set_value(10.0)
    hill = figures(run(app))["lesson_ball_chart"]
    frame = frames(app, "lesson_ball_chart")[downhill.BALL_RATES.index(10.0)]
    assert frame["layout"]["annotations"] == hill["layout"]["annotations"]  # as on release
    button(app, "10 steps").click().run()
    assert len(app.session_state["lesson_ball"]) == 12
    assert not app.exception
    button(app, "Back to the start").click().run()
    assert app.session_state["lesson_ball"] == [-3]


@pytest.mark.parametrize(("rate", "settles"), [(10.0, True), (30.0, True), (100.0, False)])
def test_the_ball_comes_to_rest_unless_its_steps_are_too_big(rate, settles):
    place = tiny.BALL_START
    for _ in range(40):
        place = tiny.next_place(TINY, place, rate)
    lowest = 1.3863  # ln 4: e^w / (e^w + 2) is then 2/3
    assert (abs(place - lowest) < 0.05) is settles


@pytest.mark.parametrize("rate", downhill.BALL_RATES)
def test_words_about_the_ball_fit_what_it_does(rate):
    place = tiny.BALL_START
    for _ in range(10):
        place = tiny.next_place(TINY, place, rate)
    near = abs(place - 1.3863) < 1.5
    assert near is (1 < rate <= 30)


def test_where_nothing_can_go_wrong_the_tiny_names_are_trained(lesson):
    app = lesson("downhill", "abc")  # every character has one follower only
    set_rate(app, 10_000.0)
    assert "blew up" in wrong(app)[0]
    set_rate(app, 10.0)
    assert right(app)


# Step 9: the same answer twice


@pytest.mark.parametrize("names", LISTS)
def test_the_gap_closes(lesson, names):
    app = lesson("same", names)
    assert untried(app)
    app.select_slider(key="lesson_steps").set_value(20)
    assert "Take more steps" in wrong(run(app))[0]
    app.select_slider(key="lesson_steps").set_value(10_000)
    assert "the same answer" in right(run(app))[0]
    assert "below **0.01**" in " ".join(text.value for text in app.markdown)


def test_the_moments_are_those_of_the_training_itself():
    counts = count_ngrams(["ab", "aba", "ba", "a"])
    moments = descent.moments(counts, 10.0)
    assert list(moments) == list(descent.MARKS)
    whole = descent.short_training(counts.matrix(), 10.0)
    assert moments[50].last.nll == pytest.approx(whole[50].nll)
    assert moments[10_000].largest < 0.003
    assert [losses.step for losses in moments[5].history] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", list(bundled_lists()))
def test_a_steady_rate_never_leads_upwards(name):
    chosen = bundled_lists()[name]
    counts = count_ngrams(read_corpus(chosen.read(), lower=chosen.lower).first(500))
    table = counts.matrix()[:60, :60]
    nll = [one.nll for one in descent.short_training(table, descent.steady_rate(table))]
    assert nll == sorted(nll, reverse=True)


def test_a_part_of_the_counts_holds_its_pairs_alone():
    counts = count_ngrams(["ab", "cb"])  # . a b c
    some = descent.part(counts, [0, 2, 3])
    assert some.vocabulary.characters == ("b", "c")
    assert some.matrix().tolist() == [[0, 0, 1], [2, 0, 0], [0, 1, 0]]


# Step 10: the rubber band


@pytest.mark.parametrize("names", [*LISTS[:2], HOSTILE, "ab\nab"])
def test_some_regularization_does_what_the_smoothing_does(lesson, names):
    app = lesson("band", names)
    assert untried(app)
    said = set()
    for strength in REGULARIZATION.marks[1:]:
        app.number_input(key="reg_box").set_value(strength)
        run(app)
        if right(app):
            break
        said.add(wrong(app)[0].split(":")[0])
    assert right(app)
    assert said == {"The band is too loose"}
    if not right(set_reg(app, 10.0)):
        assert "too tight" in wrong(app)[0]


def set_reg(app, strength):
    app.number_input(key="reg_box").set_value(strength)
    return run(app)


def test_the_row_of_the_band_can_be_chosen(lesson):
    app = lesson("band", "us-names-2018")
    app.selectbox(key="lesson_row_shown").set_value("q")
    run(app)
    drawn = figures(app)["lesson_band"]
    assert drawn["layout"]["yaxis"]["ticktext"][0] == "u"
    go(app, "knobs")
    assert go(app, "band").selectbox(key="lesson_row_shown").value == "q"


def test_another_list_chooses_a_row_of_its_own(lesson):
    app = lesson("band", "us-names-2018")
    app.selectbox(key="lesson_row_shown").set_value("q").run()
    app.session_state["source"] = Source.of("mine", b"ab\nabc")
    run(app)
    assert app.selectbox(key="lesson_row_shown").value in ".abc"


def test_the_mark_of_the_band_is_finer_than_its_slider():
    assert band.CLOSE < band._ENOUGH


# Step 11: the wrong axis


@pytest.mark.parametrize("names", [*LISTS, "abc"])
def test_the_wrong_table_is_found(lesson, names):
    app = lesson("axis", names)
    assert untried(app)
    app.toggle(key="lesson_sums").set_value(True)
    run(app)
    off = {name: sums_are_off(app, name) for name in "AB"}
    assert sorted(off.values()) == [False, True]
    answer = max("AB", key=lambda name: off[name])
    (key,) = [one.key for one in app.segmented_control if "axis" in (one.key or "")]
    app.segmented_control(key=key).set_value("B" if answer == "A" else "A")
    assert "adds up to 1" in wrong(run(app))[0]
    app.segmented_control(key=key).set_value(answer)
    assert "do not add up to 1" in right(run(app))[0]


def sums_are_off(app, name):
    colours = figures(app)[f"lesson_sums_{name}"]["data"][0]["marker"]["color"]
    return "#D55E00" in colours


# Step 12: why bother


@pytest.mark.parametrize("names", LISTS)
def test_the_emptiness_is_found(lesson, names):
    app = lesson("why", names)
    assert untried(app)
    share, answer = expected(app.session_state["source"])
    assert f"{100 * share:g}" in app.segmented_control(key=key_of(app)).label
    for wrongly, words in ((answer - 1, "not yet"), (answer + 1, "shorter")):
        if wrongly >= 1:
            app.segmented_control(key=key_of(app)).set_value(wrongly)
            assert words in wrong(run(app))[0]
    app.segmented_control(key=key_of(app)).set_value(answer)
    assert right(run(app))


def key_of(app):
    (key,) = [one.key for one in app.segmented_control if "empty" in (one.key or "")]
    return key


def expected(source):
    """The answer, counted anew."""
    corpus = read_corpus(source.data, lower=source.lower)
    size = len(corpus.characters) + 1
    for share in (0.999, 0.99, 0.9, 0.5):
        for context in range(1, 11):
            filled = len(count_ngrams(corpus, context_size=context).targets)
            if 1 - filled / size ** (context + 1) > share:
                return share, context
    raise AssertionError


def test_the_size_of_the_table_is_written_as_a_product(lesson):
    app = lesson("why", "us-names-2018")
    app.select_slider(key="lesson_context").set_value(2)
    texts = " ".join(text.value for text in run(app).markdown)
    assert "27 × 27 × 27 = **19,683 cells**" in texts
    # 27 * 10 + 100 * 200 + 200 + 200 * 27 + 27
    assert "**25,897 knobs**" in texts


@pytest.mark.parametrize(
    ("empty", "question"),
    [
        ([0.1, 0.9992, 0.9999], (0.999, 2)),
        ([0.2, 0.95, 0.985], (0.9, 2)),
        ([0.7], (0.5, 1)),
    ],
)
def test_the_question_is_one_that_the_list_can_answer(empty, question):
    assert why._question(empty) == question
