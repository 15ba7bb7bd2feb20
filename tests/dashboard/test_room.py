"""A class: its code, what comes with it, the wall, and its end; all in one server."""

from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
import segno
from streamlit.testing.v1 import AppTest

from dashboard.lesson import wall
from dashboard.lists.source import Source
from dashboard.state import room
from dashboard.state.room import Class, Plan, Tries, UnknownCodeError, WaitError
from tests.dashboard.conftest import press, run, wait_for

OWN = b"tick\ntrick\ntrack\ntock\n"
WORD = "only-the-teacher"


@pytest.fixture(autouse=True)
def server(monkeypatch):
    """A server that has classes, and none yet; nobody has tried a code."""
    monkeypatch.setenv(room.TEACHER, WORD)
    monkeypatch.setattr(room, "_TRIES", Tries())
    monkeypatch.setattr(room, "_WORDS", Tries())
    yield
    for one in room.running():
        one.end()


def texts(app: AppTest) -> str:
    return "\n".join(one.value for kind in ("markdown", "caption", "info") for one in app.get(kind))


def type_code(app: AppTest, code: str) -> AppTest:
    app.text_input(key="class_code").set_value(code)
    return run(app)


# -- codes -----------------------------------------------------------------------------------------


@pytest.fixture
def plan() -> Plan:
    return Plan(Source.of("own", OWN), own=True)


def test_a_code_leads_to_its_class_until_it_ends(plan):
    one, other = room.begin(plan), room.begin(plan)
    assert re.fullmatch(f"[{room.LETTERS}]{{4}}", one.code)
    assert one.code != other.code
    assert room.find(f" {one.code.lower()} ", "s", "a") is one
    one.end()
    with pytest.raises(UnknownCodeError):
        room.find(one.code, "s", "a")
    assert one.plan is None  # nothing holds the list any more
    assert room.running() == [other]


def test_a_class_that_nobody_ends_ends(plan, monkeypatch):
    monkeypatch.setattr(room, "LASTS", 0.0)
    one = room.begin(plan)
    with pytest.raises(UnknownCodeError):
        room.find(one.code, "s", "a")
    assert not room.running()
    monkeypatch.undo()
    monkeypatch.setattr(room.secrets, "choice", lambda _letters: one.code[0])
    one, other = (Class(one.code[0] * 4, plan), room.begin(plan))
    one.end()  # another class has its code by now
    assert room.running() == [other]


def test_a_wall_is_looked_at_while_pupils_come_and_go(plan):
    one, switching = room.begin(plan), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pupils:
            coming = [pupils.submit(one.new_tile) for _ in range(1500)]
            while not coming[-1].done():
                assert len(one.wall) <= 1500
    finally:
        sys.setswitchinterval(switching)
    assert [tile.number for tile in one.wall] == list(range(1, 1501))
    assert len({pupil.result().number for pupil in coming}) == 1500


def test_after_five_wrong_codes_one_waits_twice_as_long_each_time(plan):
    now, one = [0.0], room.begin(plan)
    tries = Tries(lambda: now[0])

    def wrong(session: str = "s", address: str = "a") -> None:
        room.find("AAAA", session, address, tries)  # no code has an A

    waits = []
    for _round in range(7):
        for _ in range(5):
            with pytest.raises(UnknownCodeError):
                wrong()
        with pytest.raises(WaitError) as told:
            room.find(one.code, "s", "a", tries)  # the right one is not told from a wrong one
        waits.append(int(told.value.values["seconds"].replace(",", "")))
        now[0] += waits[-1]
    assert waits == [60, 120, 240, 480, 960, 1920, 3600]
    assert room.find(one.code, "s", "a", tries) is one
    # behind one address sits a class: another session may try on, fifty times in all
    for number in range(50 - 35):
        with pytest.raises(UnknownCodeError):
            wrong(f"other {number}")
    with pytest.raises(WaitError):
        wrong("yet another")
    assert room.find(one.code, "yet another", "elsewhere", tries) is one
    now[0] += 3601  # and after an hour without a wrong one all begin anew
    for _ in range(4):
        with pytest.raises(UnknownCodeError):
            wrong()


def test_nobody_opens_a_class_without_the_word(monkeypatch):
    assert room.is_teacher(WORD, "s", "a")
    for wrong in (*[""] * 9, "\ud800", *"word"):  # nothing is no try
        assert not room.is_teacher(wrong, "s", "a")
    with pytest.raises(WaitError):
        room.is_teacher(WORD, "s", "a")
    assert room.is_teacher(WORD, "of another", "a")
    with pytest.raises(UnknownCodeError):
        room.find("AAAA", "s", "a")  # codes are another matter
    monkeypatch.delenv(room.TEACHER)
    assert not room.is_open()
    assert not room.is_teacher("", "t", "b")


def test_thirty_pupils_have_thirty_looks(plan):
    one = room.begin(plan)
    tiles = [one.new_tile() for _ in range(60)]
    assert len({(tile.sign, tile.colour) for tile in tiles}) == 60
    assert [tile.number for tile in one.wall] == list(range(1, 61))
    del tiles[10:]  # their sessions end
    assert len(one.wall) == 10


def test_the_way_in_is_a_code_that_a_phone_reads(plan, monkeypatch):
    one = room.begin(plan)
    at = room.address("http://127.0.0.1:8501/base/room?lang=zh")
    assert at == "http://127.0.0.1:8501/base"
    monkeypatch.setenv(room.AT, "http://10.0.0.2:8501")
    shown = wall.door(one, room.address("http://127.0.0.1:8501/room"))
    same = segno.make(f"http://10.0.0.2:8501/lesson?class={one.code}", error="m", micro=False)
    assert same.svg_data_uri(scale=8, border=2, light="white") in shown
    assert f">{one.code}<" in shown
    assert ">10.0.0.2:8501<" in shown


def tiles_of(app: AppTest) -> list[str]:
    """Return the tiles that a teacher's page shows."""
    bodies = [one.proto.body for one in app.get("html")]
    return [tile for body in bodies for tile in re.findall(r"<div role=.listitem.*?</div>", body)]


# -- a whole class ---------------------------------------------------------------------------------


def test_a_class_from_its_code_to_its_end(open_page):
    teacher = open_page("names", smoothing="2")
    teacher.get("file_uploader")[0].upload("ducks.txt", OWN, "text/plain").run()
    teacher.switch_page("views/room.py")
    run(teacher)
    assert not teacher.button  # of this page: nobody but the teacher opens a class
    teacher.session_state["is_teacher"] = True
    run(teacher)
    assert "in the memory of this server while the class runs" in texts(teacher)
    teacher.selectbox(key="teach_step").select("row")
    teacher.selectbox(key="teach_lang").select("en")
    teacher.multiselect(key="teach_hide").select("code")
    press(teacher, "Open the class")
    (one,) = room.running()

    typed = type_code(open_page("start"), one.code)  # one types the code, one has scanned it
    scanned = open_page("lesson", **{"class": one.code})
    for pupil in (typed, scanned):
        assert "List in use: **ducks\\.txt** · 4 names" in texts(pupil)
        assert any(text.value.startswith("3. ") for text in pupil.header)  # the step row
        assert not any(box.label == "In code" for box in pupil.expander)
        assert pupil.session_state["smoothing"] == 2
    tiles = one.wall
    assert [tile.step for tile in tiles] == ["row", "row"]

    # what a pupil does shows on the wall, and no name is anywhere
    chosen = next(box for box in typed.selectbox if box.key.startswith("lesson_after"))
    answer = next(text for text in chosen.options if text.startswith("k"))  # always after c
    chosen.select(answer)
    run(typed)
    assert len(typed.success) == 1
    assert [tile.solved for tile in tiles] == [{"row"}, set()]
    run(teacher)
    first, second = tiles_of(teacher)
    assert [text in first for text in ("1 of 20 solved", "3. ", "○○●○○")] == [True] * 3
    assert "0 of 20 solved" in second
    assert "Loss" not in first + second

    scanned.switch_page("views/train.py")
    run(scanned)
    press(scanned, "One step")
    nll = next(iter(scanned.session_state["trainers"].values())).snapshot.last.nll
    run(teacher)
    first, second = tiles_of(teacher)
    assert f"Loss {nll:.3f}" in second
    assert "Loss" not in first
    scanned.session_state["net"] = "log-linear"  # of two networks the one used last is told
    run(scanned)
    press(scanned, "One step")
    (later,) = scanned.session_state["learners"].values()
    wait_for("learner")
    assert later.snapshot.progress.train_nll != pytest.approx(nll, abs=1e-3)
    run(teacher)
    assert f"Loss {later.snapshot.progress.train_nll:.3f}" in tiles_of(teacher)[1]

    # who presses F5 comes back by an address that says the step and the settings of now
    again = open_page("lesson", **{"class": one.code}, step="dice", smoothing="3")
    assert any(text.value.startswith("4. ") for text in again.header)
    assert again.session_state["smoothing"] == 3
    assert "List in use: **ducks" in texts(again)
    press(again, "Leave the class")
    assert "List in use: **US baby names" in texts(again)
    assert len(one.wall) == 2

    # a pupil may leave the wall and come back; who closes the page is gone from it
    press(scanned, "Leave the wall")
    assert len(tiles_of(run(teacher))) == 1
    press(scanned, "Be on the wall")
    assert len(one.wall) == 2

    press(teacher, "End it now")
    assert "A new class" in [text.value for text in teacher.header]
    for pupil in (typed, scanned):  # who was in it has neither its code nor its list
        run(pupil)
        assert "List in use: **US baby names" in texts(pupil)
        assert "Your class has ended" in texts(pupil)
        assert not pupil.session_state["own_lists"]
        assert "class" not in pupil.query_params
    type_code(typed, one.code)
    assert f"No class has the code {one.code} now" in typed.error[0].value
    assert "ducks" in texts(teacher)  # the teacher's own page keeps it


def test_who_comes_back_while_all_wait_comes_in_later(open_page, plan, monkeypatch):
    now, one = [0.0], room.begin(plan)
    tries = Tries(lambda: now[0])
    monkeypatch.setattr(room, "_TRIES", tries)
    for _ in range(5):
        tries.note("test session id", "a")  # as AppTest calls each session
    back = open_page("lesson", **{"class": one.code})
    assert "Wait for 60 seconds" in back.error[0].value
    assert one.code in back.query_params["class"]
    now[0] = 61
    assert "List in use: **own**" in texts(run(back))
    assert len(one.wall) == 1
    assert not back.error
