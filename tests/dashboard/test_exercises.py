"""The lecture's six exercises, practice, and dice on paper, as steps on a list."""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.lesson import asked, frame
from dashboard.lesson.steps import STEPS, entropy, paper, parts, practice
from dashboard.words.language import speaking
from makemore.counting import count_ngrams
from makemore.on_paper import PaperDice, draw_of
from makemore.practice import KINDS, Ground, Question
from makemore.sampling import Sampler
from tests.dashboard.conftest import press, run
from tests.dashboard.test_lesson import corpus, solved, told_wrong, widget

US = Path(__file__).parents[2] / "data" / "us-names-2018.txt"
ODD = ["a", "ab\nab", "<b>x</b>\n**b**\n$x$\n:smile:\n`a`\n..."]


def go(app: AppTest, step: str) -> AppTest:
    app.session_state["lesson_step"] = step
    app.query_params["step"] = step
    return run(app)


def number(app: AppTest, key: str, value: float) -> None:
    widget(app, "number_input", key).set_value(value)
    run(app)


def slide(app: AppTest, key: str, value: float) -> None:
    widget(app, "select_slider", key).set_value(value)
    run(app)


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def told_by_votes(app: AppTest) -> list[str]:
    return [one.value for one in app.caption if "one layer" in one.value]


def nll(names: list[str], size: int) -> tuple[float, int]:
    """The mean nll under counts of a context, and the examples, in plain Python."""
    examples = Counter()
    for name in names:
        padded = "." * size + name + "."
        examples.update((padded[i : i + size], padded[i + size]) for i in range(len(name) + 1))
    rows = Counter()
    for (context, _next), times in examples.items():
        rows[context] += times
    total = examples.total()
    return -sum(n * math.log(n / rows[pair[0]]) for pair, n in examples.items()) / total, total


def test_the_six_exercises_are_solved_on_the_bundled_list(open_page):
    names = US.read_text(encoding="utf-8").lower().split()
    (one, pairs), (two, _pairs) = nll(names, 1), nll(names, 2)
    app = open_page("lesson", step="trigram")
    assert metrics(app)["nll of the list"] == f"{one:.4f}"
    number(app, "lesson_trigram_gain", round(one - two, 2) + 0.02)
    assert told_wrong(app)
    number(app, "lesson_trigram_gain", round(one - two, 2))
    assert solved(app)
    assert not told_by_votes(app)  # with one character, one layer says all that the table says
    widget(app, "button_group", "lesson_looks_at").set_value(2)
    run(app)
    assert metrics(app)["nll of the list"] == f"{two:.4f}"
    assert "comes down to **2.336** " in told_by_votes(app)[0]  # at its lowest, by L-BFGS: 2.3361

    go(app, "parts")
    for context in (2, 4):
        slide(app, "lesson_looks_back", context)
        assert told_wrong(app)
    slide(app, "lesson_looks_back", 3)
    assert solved(app)
    assert (
        "overfitting" in app.success[0].value
    )  # training 1.916 -> 1.750, validation 2.140 -> 2.208

    go(app, "tune")
    for smoothing in (1.0, 0.1, 0.3):
        slide(app, "lesson_tuned", smoothing)
        assert told_wrong(app)
    slide(app, "lesson_tuned", 0.2)
    assert told_wrong(app)  # the test is still sealed
    press(app, "Open the test")
    assert solved(app)
    opened = "nll of the test names, with smoothing 0.2"
    seen = metrics(app)[opened]
    slide(app, "lesson_tuned", 5.0)
    assert told_wrong(app)
    assert metrics(app)[opened] == seen  # looked at once
    assert not [button for button in app.button if button.label == "Open the test"]

    go(app, "lookup")
    number(app, "lesson_products", 27 * pairs)
    assert told_wrong(app)
    number(app, "lesson_products", 27 * 27 * pairs)
    assert solved(app)

    go(app, "entropy")
    for knob in (10, 20, 88, 100):
        slide(app, "lesson_logit", knob)
        assert told_wrong(app)
        losses = [metrics(app)[f"Loss by {way}"] for way in ("hand", "F.cross_entropy")]
        agree = "both ways agree" in app.warning[0].value
        assert agree == (losses[0] == losses[1]) == (knob < 89), losses
    slide(app, "lesson_logit", 89)
    assert solved(app)

    go(app, "own")
    assert not app.warning  # before anyone has tried
    widget(app, "selectbox", "lesson_own_machine").set_value("kneser-ney")
    slide(app, "lesson_own_context", 1)
    assert told_wrong(app)
    slide(app, "lesson_own_context", 4)
    assert solved(app)
    assert "already" in app.success[0].value  # the test names have been seen
    app.switch_page("views/ladder.py")
    assert any("You have opened the test" in text.value for text in run(app).markdown)


def test_who_opens_the_test_too_early_is_told_so_and_can_still_tune(open_page):
    app = open_page("lesson", step="tune", list="dinosaurs")
    press(app, "Open the test")
    assert told_wrong(app)
    assert "cannot be undone" in app.warning[0].value
    for smoothing in (1.0, 0.5, 0.3, 0.2, 0.1, 0.07, 0.05):
        slide(app, "lesson_tuned", smoothing)
        if solved(app):
            break
    assert "had looked at the test before" in app.success[0].value


def test_who_opened_it_on_the_ladder_is_told_that_it_was_not_sealed(open_page):
    app = open_page("lesson", step="tune", list="dinosaurs")
    (climb,) = app.session_state["climbs"].values()
    climb.open_test()
    for smoothing in (1.0, 0.5, 0.3, 0.2, 0.1, 0.07, 0.05):
        slide(app, "lesson_tuned", smoothing)
        if "best of them" in app.warning[0].value:
            break
    press(app, "Open the test")
    assert "opened on the Ladder before" in app.success[0].value


@pytest.mark.parametrize(
    ("names", "longest", "best", "said"),
    [
        ("dinosaurs", 5, 3, "overfitting"),  # training 1.209 -> 1.131, then up at 5
        ("chinese-places", 5, 1, "the smoothing outweighs"),  # training 3.471 -> 4.386
        ("dinosaurs", 2, 2, "the most that can be chosen"),
    ],
)
def test_what_a_longer_context_does_is_said_by_its_figures(
    open_page, monkeypatch, names, longest, best, said
):
    monkeypatch.setattr(parts, "LONGEST", longest)
    app = open_page("lesson", step="parts", list=names)
    for context in (best - 1, best + 1, best):
        if 1 <= context <= longest:
            slide(app, "lesson_looks_back", context)
    assert said in app.success[0].value


def test_by_hand_breaks_where_float32_does():
    assert entropy.first_broken(27) == 89  # float32 ends at 2^128, and 128 ln 2 = 88.72
    power, hand, library = entropy.both_ways(2, 27)
    assert power == pytest.approx(7.38906, abs=1e-4)
    assert hand == pytest.approx(math.log(1 + 26 / math.e**2), abs=1e-5)
    assert library == pytest.approx(hand, abs=1e-5)


def test_practice_and_paper_on_a_list(open_page):
    app = open_page("lesson", step="practice", list="dinosaurs")
    number(app, "lesson_sheet", 5)  # a share of 0.45 % is its second
    names = corpus("dinosaurs")
    counts = count_ngrams(names)
    for place, question in enumerate(islice(Ground(names, counts).questions(5), practice.ENOUGH)):
        number(app, "lesson_answer", question.answer + 1)
        assert told_wrong(app)
        for wrong in (102 * question.answer, question.answer / 102):
            number(app, "lesson_answer", wrong)
            assert ("in percent" in app.warning[0].value) == question.in_percent
        number(app, "lesson_answer", round(question.answer, 2))
        assert solved(app)  # green, though not yet five
        assert app.success[0].value.startswith("Right")
        ticked = "practice" in app.session_state[frame.DONE]
        assert ticked == (place + 1 == practice.ENOUGH)
        press(app, "Next question")
    assert solved(app)
    number(app, "lesson_answer", 1e9)
    assert told_wrong(app)  # a wrong answer after five right ones is wrong
    assert "practice" in app.session_state[frame.DONE]

    go(app, "paper")
    dice = PaperDice.of(counts)
    rolls = np.random.default_rng(5).integers(0, 100, 60).tolist()
    walked = dice.walk(rolls)
    assert walked[-1] == 0
    rolls = rolls[: len(walked)]
    box = "lesson_rolls_box"
    widget(app, "text_input", box).set_value(" ".join(f"{roll:02}" for roll in rolls[:-1]))
    assert told_wrong(run(app))
    widget(app, "text_input", box).set_value("".join(f"{roll:02}" for roll in rolls))
    assert solved(run(app))
    assert dice.vocabulary.decode(walked) in app.success[0].value
    sampler = Sampler(dice.model)
    steps = zip([0, *walked[:-1]], rolls, strict=True)
    assert [sampler.choose((row,), draw_of(roll)) for row, roll in steps] == walked
    press(app, "Roll for me")
    assert solved(app)
    press(app, "Start again")
    assert not widget(app, "text_input", box).value


def test_rolls_are_read_as_they_are_typed():
    assert paper.read("07, 4 3112") == [7, 4, 31, 12]
    assert paper.span(7, 7) == "07"
    assert paper.span(0, 31) == "00–31"


@pytest.mark.parametrize("code", ["en", "zh"])
def test_practice_has_words_for_every_kind(code):
    assert set(asked.WORDS) == set(KINDS)
    names = corpus("dinosaurs")
    with speaking(code):
        for one in islice(Ground(names, count_ngrams(names)).questions(1), len(KINDS)):
            assert "{" not in asked.in_words(one)
    drawn = iter("abc")
    sheet = asked.Drawn(drawn)
    assert [sheet.question(number) for number in (1, 0, 1)] == ["b", "a", "b"]
    assert next(drawn) == "c"  # no further than was asked
    assert asked.answered(Question("share", {}, 1234.56, 0.06)) == "1,234.6"
    assert asked.typed(-1234567.5) == "−1,234,567.5"
    assert asked.minute(Question("cells", {}, 0, 0)) == "1:56:16"


@pytest.mark.parametrize("names", ODD)
def test_odd_lists_are_no_error(open_page, names):
    app = open_page("names")
    app.get("file_uploader")[0].upload("odd.txt", names.encode(), "text/plain").run()
    app.switch_page("views/lesson.py")
    for step in STEPS[12:]:
        go(app, step.key)
