"""The code that the lesson shows runs as shown, and both ways come to the same number."""

from __future__ import annotations

import math
import re

import pytest

from dashboard.lesson.steps import STEPS
from makemore.counting import count_ngrams
from makemore.models.ngram import CountModel
from makemore.scoring import mean_nll

pytestmark = [  # the lecture opens its file and leaves it open
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
_NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:e-?\d+)?")
SHOWN = {step.key: step.open() for step in STEPS}
NAMES = "emma olivia ava isabella sophia mia amelia quinn jade zoe ana anna".split()


def printed(code: str, capsys: pytest.CaptureFixture[str]) -> list[float]:
    """Run some code and return all numbers that it printed."""
    exec(compile(code, "<lesson>", "exec"), {"__name__": "lesson"})
    return [float(number) for number in _NUMBER.findall(capsys.readouterr().out)]


def last_number(code: str, capsys: pytest.CaptureFixture[str]) -> float | None:
    """Run some code and return the number that it printed last, None where that is no number."""
    exec(compile(code, "<lesson>", "exec"), {"__name__": "lesson"})
    printed = capsys.readouterr().out.split()
    assert printed, "Code of the lesson prints what it found."
    try:
        return float(printed[-1])
    except ValueError:
        return None


@pytest.fixture(autouse=True)
def names_file(tmp_path, monkeypatch):
    (tmp_path / "names.txt").write_text("\n".join(NAMES) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("step", SHOWN.values(), ids=SHOWN)
def test_both_ways_run_as_shown(step, capsys):
    last_number(step.library, capsys)
    last_number(step.lecture, capsys)


@pytest.mark.parametrize(
    "key", ["pairs", "counting", "row", "guess", "smoothing", "lookup", "entropy"]
)
def test_both_ways_agree(key, capsys):
    step = SHOWN[key]
    ours, theirs = (last_number(code, capsys) for code in (step.library, step.lecture))
    assert ours is not None
    assert ours == pytest.approx(theirs, rel=1e-4)  # the lecture counts in float32


def test_the_knobs_begin_at_a_blind_guess_in_both_ways(capsys):
    step = SHOWN["knobs"]
    size = len(set("".join(NAMES))) + 1
    blind, first_turn = printed(step.library, capsys)
    assert blind == pytest.approx(math.log(size))
    assert printed(step.lecture, capsys) == pytest.approx([blind])
    # one knob of the first row at 1: its 12 examples share Z = size - 1 + e, and emma gains 1
    total = sum(len(name) + 1 for name in NAMES)
    turned = (len(NAMES) * math.log((size - 1 + math.e) / size) - 1) / total
    assert first_turn == pytest.approx(blind + turned)


def test_the_gap_and_the_largest_difference_are_those_of_both_ways(capsys):
    step = SHOWN["same"]
    gap, difference = printed(step.library, capsys)[:2]
    loss, lecture_difference = printed(step.lecture, capsys)
    floor = mean_nll(CountModel.fit(NAMES), count_ngrams(NAMES))
    assert loss == pytest.approx(floor + gap, rel=1e-4)
    assert lecture_difference == pytest.approx(difference, abs=1e-4)


def test_the_trigram_is_the_same_in_both_ways(capsys):
    step = SHOWN["trigram"]
    ours = printed(step.library, capsys)
    assert ours == pytest.approx(printed(step.lecture, capsys), rel=1e-4)
    assert ours[1] < ours[0]


@pytest.mark.parametrize("key", ["axis", "why"])
def test_every_number_of_both_ways_agrees(key, capsys):
    step = SHOWN[key]
    ours, theirs = printed(step.library, capsys), printed(step.lecture, capsys)
    if key == "axis":
        size = len(set("".join(NAMES))) + 1
        ours = ours[:size] + ours[size + 1 : 2 * size + 1]  # what lies between is float64's 64
        theirs = theirs[2 : size + 2] + theirs[size + 3 :]  # without the shapes
    assert len(ours) == len(theirs) > 20
    assert ours == pytest.approx(theirs, abs=1e-4)


def test_numbers_by_hand(tmp_path, monkeypatch, capsys):
    (tmp_path / "names.txt").write_text("ab\nb\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert last_number(SHOWN["pairs"].library, capsys) == 3  # .a ab b.
    assert last_number(SHOWN["counting"].library, capsys) == 2  # b. twice
    assert last_number(SHOWN["row"].library, capsys) == 0.5  # half begin with a, half with b
    # .a 1/2, ab 1, b. 1 (twice), .b 1/2: 2 ln 2 over 5 tokens
    assert last_number(SHOWN["guess"].library, capsys) == pytest.approx(2 * 0.693147 / 5, rel=1e-5)
