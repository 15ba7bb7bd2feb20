"""The Test page: who does best on names held out, the smoothing curve, the bridge, what is luck."""

import math
import re

import pytest

import makemore as mm
from dashboard.contenders.contender import fitted
from dashboard.lists.bundled import bundled_lists
from dashboard.parts.leaderboard import Standing, _above, _second
from dashboard.parts.luck import verdict
from dashboard.parts.smoothing import digits
from makemore.models.family import fit
from makemore.splitting import hold_out as hold_names_out
from makemore.uncertainty import Interval
from tests.dashboard.conftest import train


def said(app, start):
    """The one paragraph that starts so."""
    (found,) = [text.value for text in app.markdown if text.value.startswith(start)]
    return found


def table(app):
    """The rows of the table of models, as text."""
    body = next(one.proto.body for one in app.get("html") if "makemore-table" in one.proto.body)
    rows = re.findall(r"<tr>(.*?)</tr>", body)[1:]
    return [re.sub(r"<[^>]*>", " ", row) for row in rows]


def divided(name):
    """The training names of a bundled list and those held out."""
    chosen = bundled_lists()[name]
    parts = hold_names_out(mm.read_corpus(chosen.read(), lower=chosen.lower), 0.1, seed=1)
    return parts.train.names, parts.held_out.names


def pairs_of(names):
    return (a + b for name in names for a, b in zip(f".{name}", f"{name}.", strict=True))


@pytest.fixture
def blind():
    return fitted("uniform", {}, fit("uniform", ["ab"]))


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
    train, tested = (set(pairs_of(names)) for names in divided("dinosaurs"))
    paragraph = said(app, "The held-out names surprise **Counts**")
    assert f"**infinitely**: {len(tested - train)} of their pairs never occur" in paragraph
    assert f"such as **{min(tested - train)}**" in paragraph
    assert "surprise **Counts, smoothing 0** infinitely" in app.markdown[0].value
    assert "Blind guess" in table(app)[0]
    nll = f"{mm.mean_nll(mm.CountModel.fit(divided('dinosaurs')[0]), divided('dinosaurs')[0]):.4f}"
    assert table(app)[1].split() == ["Counts,", "smoothing", "0", "infinite", nll, "+infinite"]


def test_the_best_stands_on_top_with_how_far_the_others_are_behind(open_page):
    app = hold_out(open_page("test", list="dinosaurs", smoothing="0.15"))
    assert [row.split()[0] for row in table(app)] == ["Counts,", "Blind"]
    train, tested = divided("dinosaurs")
    every = mm.Vocabulary.of("".join([*train, *tested]))
    counts = mm.count_ngrams(train).within(every)
    nll = mm.mean_nll(mm.CountModel(counts, 0.15), tested)
    assert app.markdown[0].value == (
        f"The 132 held-out names surprise **Counts, smoothing 0\\.15** by **{nll:.4f} nats** per "
        "character."
    )
    assert table(app)[0].split()[3] == f"{nll:.4f}"
    assert table(app)[0].split()[-1] == "best"
    far = math.log(len(every)) - nll
    assert f"+{far:.4f}" in table(app)[1]
    low, high = map(float, re.findall(r"\+(\d\.\d{4}) to \+(\d\.\d{4})", table(app)[1])[0])
    assert low < far < high


def test_where_a_blind_guess_leads_the_second_model_is_measured_against_the_first(open_page):
    asked = {"list": "dinosaurs", "first": "12", "held_out": "20", "trained": "1,0.1,0"}
    app = open_page("test", **asked, smoothing="0.001")
    assert [row.split()[0] for row in table(app)] == ["Blind", "Counts,", "Network,"]
    assert "0.6211" in table(app)[2]  # above the blind guess, which is more than luck
    assert "But **Network, step 1** cannot be told apart from it" in app.markdown[0].value


def test_the_button_keeps_the_seed_of_the_division(open_page):
    app = open_page("test", list="dinosaurs", split="7")
    app.button[0].click().run()
    assert app.session_state["source"].split_seed == 7


def test_without_held_out_names_the_table_says_that_it_flatters(open_page):
    app = open_page("test", list="dinosaurs")
    assert "the more a model remembers, the better it looks here" in app.caption[-1].value
    assert len(table(app)) == 2


def test_the_network_is_trained_in_one_click_and_joins_the_table(open_page):
    app = hold_out(open_page("test", list="dinosaurs", smoothing="0.15"))
    train(app)
    assert [row.split()[0] for row in table(app)] == ["Counts,", "Network,", "Blind"]
    assert "**Network, step 200** is **0." in app.markdown[0].value


@pytest.mark.parametrize(
    ("interval", "second", "cell", "words"),
    [
        (Interval(0.34, 0.3, 0.4), "is **0.3400 nats** behind", "+0.3000 to +0.4000", "is worse"),
        (Interval(0.001, 0.0005, 0.0015), "by so little", "+0.0005 to +0.0015", "too small"),
        (Interval(0.01, -0.01, 0.03), "cannot be told apart", "cannot be told apart", "Zero lies"),
    ],
)
def test_what_a_difference_is_worth_is_said_in_words(blind, interval, second, cell, words):
    line = Standing(blind, 2.0, 2.34, interval)
    assert second in _second(line)
    assert cell in _above(line, Standing(blind, 2.0, 2.0))
    assert words in verdict(interval)


def test_a_first_model_may_be_the_better_one():
    assert "The first one is better" in verdict(Interval(-0.34, -0.4, -0.3))


def test_the_best_smoothing_is_one_click_away(open_page):
    app = hold_out(open_page("test", list="dinosaurs"))
    (use,) = [button for button in app.button if button.label.startswith("Use smoothing")]
    use.click().run()
    assert not app.exception
    chosen = app.number_input(key="smoothing_box").value
    assert f"{chosen:.3g}" in use.label
    assert f"**{chosen:.3g}**" in said(app, "The training names surprise **Counts**")
    assert next(one for one in app.button if one.label == use.label).disabled


def test_a_best_smoothing_beyond_the_knob_is_offered_as_far_as_the_knob_goes(open_page):
    """Two names without a letter in common: the more alike all pairs are, the better."""
    app = open_page("names")
    app.file_uploader[0].set_value(("two.txt", b"aaab\ncddd\n", "text/plain")).run()
    app.switch_page("views/test.py").run()
    hold_out(app)
    (use,) = [button for button in app.button if button.label.startswith("Use smoothing")]
    assert use.label == "Use smoothing 1,000"
    use.click().run()
    assert not app.exception
    assert app.number_input(key="smoothing_box").value == 1000


def test_a_smoothing_is_said_in_digits():
    assert [digits(one) for one in (0.0, 1e-06, 0.15234, 1.0, 250.0, 1000.0)] == [
        "0", "0.000001", "0.152", "1", "250", "1,000",
    ]  # fmt: skip


def test_one_name_is_held_out(open_page):
    app = open_page("names")
    app.file_uploader[0].set_value(("two.txt", b"ab\nac\n", "text/plain")).run()
    app.switch_page("views/test.py").run()
    hold_out(app)
    said(app, "1 name is held out, 1 remains to learn from.")
    assert "The 1 held-out name surprise" in app.markdown[0].value


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
    paragraph = said(app, "**Counts with smoothing 50 against 0.152**")
    assert "The first one is worse: zero lies outside" in paragraph


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
