"""What is printed: the answer key against plain Python, and each paper in both languages."""

from __future__ import annotations

import hashlib
import html
import math
import re
from collections import Counter

import pytest

from dashboard.lesson.printed import page, pictures
from dashboard.lesson.printed.items import BLANK
from dashboard.lesson.printed.runsheet import PLANS
from makemore.counting import count_ngrams
from makemore.on_paper import PaperDice
from makemore.practice import KINDS
from tests.dashboard.conftest import run
from tests.dashboard.test_exercises import US, nll

NAMES = US.read_text(encoding="utf-8").lower().split()
PAIRS = Counter(pair for name in NAMES for pair in zip("." + name, name + ".", strict=True))
ROWS = Counter(first for name in NAMES for first in "." + name)


@pytest.fixture
def printed(open_page):
    """Make a paper of the US list as a teacher does; return it, and as plain text."""
    app = open_page("lesson", step="pairs")
    app.session_state["teachers"] = True
    run(app)

    def make(kind: str) -> tuple[str, list[list[str]], str]:
        app.selectbox(key="paper_kind").set_value(kind)
        app.selectbox(key="paper_language").set_value("both")
        run(app)
        app.button(key="make_paper").click()
        run(app)
        made = app.session_state["lesson_paper_ready"][1]
        rows = [cells(row) for row in re.findall("<tr>(.*?)</tr>", made)]
        return made, rows, plain(made)

    return make


def cells(row: str) -> list[str]:
    return [plain(cell) for cell in re.findall("<t[dh]>(.*?)</t[dh]>", row)]


def plain(text: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", text)).replace("\xa0", " ")


def test_the_answer_key_is_right_and_nothing_on_paper_asks_for_a_click(printed):
    made, _rows, text = printed("handout")
    assert made.count("<section>") == made.count('class="task"') == 2 * 12
    assert made.count('<svg class="picture"') + made.count("<table>") == 2 * 12
    assert made.count(BLANK) > 2 * 12
    assert '<main lang="zh-CN">' in made
    assert "<script" not in made
    for word in ("click", "slider", "button", "screen", "点击", "滑块", "按钮", "屏幕"):
        assert word not in text

    _made, rows, _text = printed("key")
    english = rows[: len(rows) // 2]
    answers = [row[1] for row in english[:12]]
    assert answers[0] == ".e, em, mm, ma, a. → 5"
    assert answers[1] == "2, 5"  # ia in olivia and sophia; all five end with a
    assert answers[2] == f"{100 * PAIRS['q', 'u'] / ROWS['q']:.0f} %"
    draw = int(hashlib.sha256(US.read_bytes()).hexdigest()[:4], 16)
    dice = PaperDice.of(count_ngrams(NAMES))
    assert answers[3] == dice.vocabulary.labels[dice.token(0, draw % 100)]
    emma = zip(".emma", "emma.", strict=True)
    exact = -sum(math.log(PAIRS[pair] / ROWS[pair[0]]) for pair in emma) / 5
    assert float(answers[4]) == pytest.approx(exact, abs=0.011)  # of rounded surprisals
    assert answers[5] == f"{ROWS['j'] + 27:,}"
    knobs = [(1, 0, 0), (2, 0, 0), (1, 1, 0), (2, 1, 0)][draw % 4]
    assert "Knobs at {}, {} and {}".format(*knobs) in text
    share = math.exp(knobs[0]) / sum(map(math.exp, knobs))
    assert answers[6] == f"{100 * share:.0f} %"
    slope = float(re.search(r"the slope is −(0\.\d\d)\.", text)[1])
    assert answers[7] == f"−{3 - 10 * slope:.1f}, {-3 + 100 * slope:.1f}"
    loss, floor = re.search(r"the loss is (\S+)\. Counting has (\S+)\. Gap", text).groups()
    assert floor == f"{nll(NAMES, 1)[0]:.2f}"
    assert answers[8] == f"{float(loss) - float(floor):.2f}"
    assert answers[9] == "3.7 %"  # 1 of 27
    assert answers[10] == "3/5, 0/5, 2/5 → 1"  # a in ab, aba, ba, a: three ends, b twice
    assert answers[11] == "19,683"

    (one, pairs), (two, _pairs) = nll(NAMES, 1), nll(NAMES, 2)
    lecture = dict(row for row in english[12:18])
    assert lecture["E01"] == f"{one - two:.2f}"
    assert lecture["E02"] == "3"
    assert lecture["E03"].startswith("0.2 ")
    assert lecture["E04"].endswith(f"= {pairs * 27 * 27:,}")
    assert lecture["E05"] == "89"
    assert lecture["E06"].startswith("Kneser-Ney with 4 characters")
    assert len(english[18:]) == len(KINDS)


def test_the_booklet_holds_every_roll_and_the_run_sheet_its_minutes(printed):
    made, _rows, _text = printed("booklet")
    english = made.partition('<main lang="zh-CN">')[0]
    dice = PaperDice.of(count_ngrams(NAMES))
    drawn = re.findall(r'<div class="row"><b>(.)</b><div>(.*?)</div></div>', english)
    assert [sign for sign, _spans in drawn] == [dice.vocabulary.labels[row] for row in dice.rows]
    for row, (_sign, spans) in zip(dice.rows, drawn, strict=True):
        given = re.findall(r"<span><b>(.)</b> (\d\d)(?:–(\d\d))?</span>", spans)
        rolls = [sign for sign, a, b in given for _roll in range(int(a), int(b or a) + 1)]
        assert rolls == [dice.vocabulary.labels[dice.token(row, roll)] for roll in range(100)]

    _made, rows, text = printed("run-sheet")
    assert "AI4K12" in text
    assert "信息科技课程标准" in text
    for total, lines in PLANS.items():
        assert sum(minutes for minutes, _words, _steps in lines) == total
    assert sum(row[:1] == ["0–5"] for row in rows) == 2 * 2


def test_a_code_leads_to_the_step_and_none_leads_nowhere():
    import segno

    code = page.qr("http://x/lesson?step=why&lang=en", step="row", list="", lang="zh")
    there = segno.make("http://x/lesson?step=row&lang=zh", error="l", micro=False)
    assert there.svg_inline(border=1, omitsize=True) in code
    assert page.qr("", step="row") == ""


def test_pictures_of_odd_numbers():
    assert "nan" not in pictures.curve([1.0, 1.0], floor=1.0)
    assert "&lt;" in pictures.boxes(["<"])
    assert "&lt;" in pictures.bars(["<"], [0])
    assert page.table([["a"], ["b"]], head=True) == (
        "<table><tr><th>a</th></tr><tr><td>b</td></tr></table>"
    )
