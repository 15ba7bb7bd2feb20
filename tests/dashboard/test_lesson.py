"""The lesson: its frame, and its first six steps on every bundled list and on a person's own."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.lesson import teachers
from dashboard.lesson.printed.page import as_html
from dashboard.lesson.steps import STEPS, dice, guess, row, smoothing
from dashboard.lesson.steps.counting import count_pairs
from dashboard.lists import bundled
from dashboard.words.language import speaking
from dashboard.words.pairs import visible
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.vocabulary import Vocabulary
from tests.dashboard.conftest import mounted, press, run

ROOT = Path(__file__).parents[2]
OWN = b"""anna\nben\nclara\ndavid\nella\nfinn\ngreta\nhugo\nida\njonas
karla\nleo\nmia\nnoah\nolga\npaul\nrosa\nsam\ntina\nviktor\n"""
LISTS = [*bundled.bundled_lists(), "own"]
each_list = pytest.mark.parametrize("names", LISTS)


@pytest.fixture
def open_step(open_page):
    """Open the lesson at a step on a bundled list, or on twenty names of one's own."""

    def open_(key: str, names: str = "us-names-2018", **query: str) -> AppTest:
        if names != "own":
            return open_page("lesson", list=names, step=key, **query)
        app = open_page("names")
        app.get("file_uploader")[0].upload("own.txt", OWN, "text/plain").run()
        app.switch_page("views/lesson.py")
        app.query_params["step"] = key
        return run(app)

    return open_


def widget(app: AppTest, kind: str, name: str):
    """The widget whose key begins with a name; keys end with the list."""
    found = [one for one in getattr(app, kind) if one.key and one.key.startswith(name)]
    assert len(found) == 1, [one.key for one in getattr(app, kind)]
    return found[0]


def choose(app: AppTest, name: str, sign: str) -> AppTest:
    box = widget(app, "selectbox", name)
    box.select(next(shown for shown in box.options if shown.split(" ")[0] == visible(sign)))
    return run(app)


def solved(app: AppTest) -> bool:
    return len(app.success) == 1


def told_wrong(app: AppTest) -> bool:
    return len(app.warning) == 1 and not app.success


def corpus(names: str):
    if names == "own":
        return read_corpus(OWN)
    one = bundled.bundled_lists()[names]
    return read_corpus(one.read(), lower=one.lower)


def counts(names: str):
    counted = count_ngrams(corpus(names))
    return counted.matrix().numpy(), counted.vocabulary


def test_the_steps_have_keys_of_their_own():
    assert len({step.key for step in STEPS}) == len(STEPS) == 20


PAINTED_FIRST = """
import sys
from streamlit.testing.v1 import AppTest

app = AppTest.from_string(
    "from dashboard.lesson import cockpit\\n"
    "from dashboard.lesson.steps import PARTS\\n"
    "cockpit.show(PARTS)"
)
app.query_params["hide"] = "pages"
app.run(timeout=60)
assert not app.exception
assert app.header[0].value == "1. What a computer sees in a name"
assert "torch" not in sys.modules
"""


def test_the_first_step_is_painted_without_torch():
    subprocess.run([sys.executable, "-c", PAINTED_FIRST], check=True, cwd=ROOT)


@each_list
def test_pairs_right_and_wrong(open_step, names):
    app = open_step("pairs", names)
    assert not app.success
    assert not app.warning
    first = corpus(names).names[0]
    box = widget(app, "number_input", "lesson_pairs")
    box.set_value(len(first))  # the usual mistake
    assert told_wrong(run(app))
    widget(app, "number_input", "lesson_pairs").set_value(len(first) + 1)
    assert solved(run(app))
    widget(app, "text_input", "lesson_name").set_value(first + first)  # now it has more
    assert told_wrong(run(app))


@each_list
def test_counting_right_and_wrong(open_step, names):
    app = open_step("counting", names)
    for _press in range(3):
        press(app, "Next name")
    first = corpus(names).names[2]
    assert any(first in text.value.replace("\\", "") for text in app.markdown)
    press(app, "All names")
    table, vocabulary = counts(names)
    ends = table[:, 0]
    choose(app, "lesson_end", vocabulary.labels[int(ends[1:].argmin()) + 1])
    assert told_wrong(app)
    choose(app, "lesson_end", vocabulary.labels[int(ends.argmax())])
    assert solved(app)


def test_counting_by_hand():
    table = count_pairs(["ab", "b"], Vocabulary.of("ab"))
    assert table.tolist() == [[0, 1, 1], [0, 0, 1], [2, 0, 0]]  # .a .b / ab / b. b.


@each_list
def test_row_right_and_wrong(open_step, names):
    app = open_step("row", names)
    table, vocabulary = counts(names)
    asked = row.example(table, vocabulary.labels)
    choose(app, "lesson_after", vocabulary.labels[int(table[asked].argmin())])
    assert told_wrong(app)
    choose(app, "lesson_after", vocabulary.labels[int(table[asked].argmax())])
    assert solved(app)
    choose(app, "lesson_picked_row", vocabulary.labels[asked])
    assert app.session_state["selected"][0] == vocabulary.labels[asked]  # on every page


def test_the_row_asked_about_is_q_or_the_surest_of_a_next_character():
    table = np.array([[0, 5, 5, 5], [5, 0, 0, 0], [1, 4, 0, 0], [0, 0, 5, 0]])
    assert row.example(table, (".", "a", "b", "c")) == 3  # c: always b; a always ends, says less
    assert row.example(table, (".", "a", "q", "x")) == 2
    table[2] = 0, 1, 0, 0  # q once is too little to ask about
    assert row.example(table, (".", "a", "q", "x")) == 3


@each_list
def test_dice_make_a_real_name(open_step, names):
    app = open_step("dice", names)
    press(app, "Roll the dice")
    press(app, "Start again")
    if any("choose a character" in text.value for text in app.markdown):
        assert widget(app, "selectbox", "lesson_picked")
        spell(app, corpus(names).names[0])
    else:
        for _press in range(40):
            if solved(app):
                break
            press(app, "Twenty names")
            (reply,) = [*app.success, *app.warning]
            assert "of these 20" in reply.value
    assert solved(app)


def spell(app: AppTest, name: str) -> None:
    for character in name:
        choose(app, "lesson_picked", character)
    choose(app, "lesson_picked", ".")


def test_a_new_name_is_no_name_of_the_list(open_step):
    app = open_step("dice", "dinosaurs")
    spell(app, "aus")
    assert told_wrong(app)
    assert "aus" in app.warning[0].value
    press(app, "Twenty names")
    assert "None of these 20 names is in the list" in app.warning[0].value  # not aus any more
    press(app, "Roll the dice")
    assert not app.warning


def test_the_chance_of_a_real_name_by_hand():
    # of ab (twice) and b: 1/3 each time it is met, ab counts once, so 1/2 + 1/4
    nll = -np.log([1 / 2, 1 / 2, 1 / 4])
    assert dice.chance(nll, np.array([2, 2, 1])) == pytest.approx(0.75)


@each_list
def test_guess_ten_rounds_and_a_surprising_name(open_step, names):
    app = open_step("guess", names)
    widget(app, "segmented_control", "lesson_sure").set_value(10)
    sign = corpus(names).characters[0]
    guess_it(app, "\N{SNOWMAN}")  # no character of the list: no guess
    assert not app.warning
    for number in range(1, guess.ROUNDS):
        guess_it(app, sign)
        assert f"After {number} of 10 rounds" in app.warning[0].value
    app.button(key="guess_end").click()
    assert solved(run(app))
    yours, machines = NLLS.search(app.success[0].value).groups()
    assert ("You win" in app.success[0].value) is (float(yours) < float(machines))
    press(app, "Ten new rounds")
    assert not app.success
    surprise(app, corpus(names).names[0])
    assert "go stranger" in app.info[0].value
    table, vocabulary = counts(names)
    pair = smoothing.unseen_pair(table, vocabulary.labels)
    assert pair is not None
    surprise(app, "".join(pair))
    assert "infinite" in app.info[0].value
    surprise(app, "\N{SNOWMAN}")
    assert "this list does not have" in app.info[0].value
    assert not [one for one in app.button if one.label.startswith("Take the list")]


NLLS = re.compile(r"nll is \*\*(.+?)\*\* nats, the machine's \*\*(.+?)\*\*")


def guess_it(app: AppTest, sign: str) -> None:
    widget(app, "text_input", "lesson_guess").set_value(sign)
    run(app)


def test_a_name_that_the_list_cannot_spell_leads_to_one_that_can(open_step):
    app = open_step("guess")
    surprise(app, "苏轼")
    way = "Take the list Poets of the Song dynasty"
    assert [one.label for one in app.button if one.label.startswith("Take")] == [way]
    press(app, way)
    assert app.session_state["source"].title == "Poets of the Song dynasty"
    assert widget(app, "text_input", "lesson_surprising").value == "苏轼"
    assert "go stranger" in app.info[0].value


def surprise(app: AppTest, name: str) -> None:
    widget(app, "text_input", "lesson_surprising").set_value(name)
    run(app)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_grades_that_the_text_names_are_minus_ln(code):
    with speaking(code):
        said = guess.CONTENT.text()
    for share, grade in ((1, "0"), (0.5, "0.69"), (0.1, "2.30"), (0.01, "4.61")):
        assert re.search(rf"\b{100 * share:g} ?%\D*{grade}\b", said)
        assert -math.log(share) == pytest.approx(float(grade), abs=0.005)


def test_a_guess_is_graded_by_what_it_gave_the_truth():
    assert guess.surprise_of_guess(3, 50, 3, 27) == pytest.approx(math.log(2))
    assert guess.surprise_of_guess(3, 50, 4, 27) == pytest.approx(math.log(52))  # 1/2 over 26
    assert guess.surprise_of_guess(1, 95, 0, 2) == pytest.approx(-math.log(0.05))


@each_list
def test_smoothing_first_finite_then_noise(open_step, names):
    app = open_step("smoothing", names)
    assert not app.success
    assert not app.warning
    assert app.metric[0].value == "∞"
    for value in (0.001, 1000.0):
        app.number_input(key="smoothing_box").set_value(value)
        run(app)
        assert app.metric[0].value != "∞"
        assert solved(app) if value == 1000 else told_wrong(app)
        if names == "us-names-2018":  # some others are too large to be known ahead
            assert numbers_ahead(app, f"{value:,g}") == {one.value for one in app.metric}


def numbers_ahead(app: AppTest, mark: str) -> set[str]:
    """Return what the numbers would say while a hand is at a mark of the slider."""
    (data,) = [one for one in mounted(app) if "texts" in one]
    return {texts[data["marks"].index(mark)] for texts in data["texts"].values()}


def test_the_mark_of_noise_is_always_in_reach():
    assert smoothing.noise_mark(27, 8.0, 27.0) == pytest.approx(24.3)  # 0.9 of blind
    assert smoothing.noise_mark(27, 11.0, 17.0) == pytest.approx(16.4)  # of what is in reach


def test_a_pair_never_seen():
    table = np.array([[0, 9, 9, 1], [9, 1, 0, 1], [9, 1, 1, 1], [1, 0, 1, 1]])
    assert smoothing.unseen_pair(table, (".", "a", "b", "c")) == ("a", "b")
    assert smoothing.unseen_pair(table + 1, (".", "a", "b", "c")) is None
    table[2, 3] = 0
    assert smoothing.unseen_pair(table, (".", "a", "j", "q")) == ("j", "q")
    assert smoothing.spliced(["benjamin", "quinn"], "j", "q") == "benjquinn"


def test_a_solved_task_stays_solved_and_the_place_is_kept(open_step):
    app = open_step("pairs")
    widget(app, "number_input", "lesson_pairs").set_value(5)  # emma
    run(app)
    press(app, "Next step")
    assert app.query_params["step"] == "counting"
    app.switch_page("views/names.py")
    run(app)
    app.switch_page("views/lesson.py")
    run(app)
    assert app.header[0].value == "2. Counting"
    assert app.button(key="to_pairs").proto.icon
    assert not app.button(key="to_counting").proto.icon
    press(app, "Back")
    assert solved(app)
    assert widget(app, "number_input", "lesson_pairs").value == 5


def test_another_language_loses_neither_place_nor_answers(open_step):
    app = open_step("row")
    choose(app, "lesson_after", ".")  # the end, whose words change with the language
    assert told_wrong(app)
    before = widget(app, "selectbox", "lesson_after").value
    app.segmented_control(key="language").set_value("中文")
    run(app)
    assert app.header[0].value.startswith("3")
    assert widget(app, "selectbox", "lesson_after").value == before
    assert told_wrong(app)


def test_marks_lead_anywhere_and_a_wrong_link_leads_to_the_start(open_step):
    app = open_step("no such step")
    assert app.header[0].value.startswith("1. ")
    app.button(key="to_guess").click()
    run(app)
    assert app.header[0].value == "5. Was it any good?"


STRANGE = {
    "one name": b"a",
    "one character": b"a\naa\naaaa",
    "markup": "<img src=x onerror='x'>\n**b** $x^2$ :smile:\n=cmd()\n`שלום`\n...\n".encode(),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_strange_lists_are_no_error(open_page, kind):
    app = open_page("names")
    app.get("file_uploader")[0].upload("strange.txt", STRANGE[kind], "text/plain").run()
    app.switch_page("views/lesson.py")
    for step in STEPS[:6]:
        app.session_state["lesson_step"] = step.key
        run(app)
        for label in ("Next name", "All names", "Roll the dice", "Twenty names"):
            if any(one.label == label and not one.disabled for one in app.button):
                press(app, label)
    assert app.header[0].value.startswith("6.")


def test_a_list_with_every_pair_has_nothing_impossible_but_noise(open_page):
    app = open_page("names")
    app.get("file_uploader")[0].upload("every.txt", b"aabba", "text/plain").run()
    app.switch_page("views/lesson.py")
    app.query_params["step"] = "smoothing"
    run(app)
    assert any("every pair of characters occurs" in text.value for text in app.markdown)
    assert [metric.label for metric in app.metric] == ["nll of the list", "Perplexity"]
    app.number_input(key="smoothing_box").set_value(0.001)
    assert told_wrong(run(app))
    app.number_input(key="smoothing_box").set_value(1000.0)
    assert solved(run(app))


def test_both_ways_in_code_stand_behind_one_click(open_step):
    app = open_step("pairs")
    assert not app.code  # a browser loads a megabyte to show code
    app.session_state["code_pairs"] = True
    run(app)
    content = next(step for step in STEPS if step.key == "pairs").open()
    assert [one.value for one in app.code] == [content.library, content.lecture]


def test_what_a_teacher_leaves_out_stays_out(open_step):
    app = open_step("pairs", hide="steps,tasks,code,pages,teachers,nonsense", projector="1")
    assert not app.expander
    assert not app.button
    assert not any("Your task" in text.value for text in app.markdown)
    app.switch_page("views/names.py")
    run(app)
    app.switch_page("views/lesson.py")
    run(app)
    assert not app.expander


def test_a_projector_has_large_type_and_no_sidebar_at_once(open_step):
    app = open_step("pairs")
    assert "stSidebar" not in style(app)
    app.session_state["teachers"] = True
    run(app).toggle(key="teach_large").set_value(True)
    run(app)
    assert "stSidebar" in style(app)
    assert "font-size: 22px" in style(app)
    assert app.query_params["projector"] == "1"
    app.toggle(key="teach_large").set_value(False)
    assert "font-size: 22px" not in style(run(app))
    app.query_params["hide"] = "sidebar"
    assert "stSidebar" in style(run(app))


def style(app: AppTest) -> str:
    return " ".join(one.proto.body for one in app.get("html"))


def test_the_link_for_a_class():
    base = "http://x/lesson?step=why&lang=en"
    choices = {"list": "dinosaurs", "lang": "zh", "step": "row", "projector": ""}
    assert teachers.link(base, choices, ["code", "steps"]) == (
        "http://x/lesson?list=dinosaurs&lang=zh&step=row&hide=steps,code"
    )


def test_markdown_on_paper():
    assert as_html("**a** \\* <b>\n\n- `x`\n- y") == (
        "<p><b>a</b> * &lt;b&gt;</p><ul><li><code>x</code></li><li>y</li></ul>"
    )
