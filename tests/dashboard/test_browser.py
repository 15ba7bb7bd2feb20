"""What the browser keeps: it comes back whole, and nothing of it is believed unchecked."""

from __future__ import annotations

import base64
import json
import zlib

import pytest

from dashboard.door.keeping import lacking
from dashboard.lists.source import Source
from dashboard.state import visits
from dashboard.state.shelf import Kept, Part
from dashboard.take.session_file import Session, members_of
from tests.dashboard.conftest import in_session


def work():
    """Work as a person does, and keep it: two lists of one's own, settings, a network, ticks."""
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.door.keeping import lacking
    from dashboard.lists.source import Source
    from dashboard.state import address, kept, session
    from dashboard.take import browser

    session.source()
    st.session_state["none"] = lacking(browser.kept(), {})
    session.use_own(Source.of("first.txt", b"ava\nemma\n", lower=False))
    session.use_own(Source.of("second.txt", b"anna\nbert\ncarla\n"))
    session.use_held_out(10, 7)
    address.put("smoothing", 0.5)
    learning.to_the_end(learning.trainer())
    kept.toggle(kept.Kept("anno", 2.5, "Network", "second.txt"))
    told = {
        "lesson_done": {"pairs", "row"},
        "lesson_step": "row",
        f"lesson_name {'a' * 64}": "anna",
        f"lesson_name {'b' * 64}": "b" * 201,  # longer than what comes back may be
        "lesson_sure": 90,  # no answer, but how sure one was
        "lang": "zh",
    }
    for name, value in told.items():
        st.session_state[name] = value
    found = browser.kept()
    st.session_state["found"] = lacking(found, {})
    stamps = {name: one.stamp for name, one in found.parts.items()}
    address.put("smoothing", 0.25)
    st.session_state["later"] = lacking(browser.kept(), stamps)
    session.use_held_out(0)
    st.session_state["elsewhere"] = lacking(browser.kept(), {})
    session.use_own(Source.of("large.txt", b"name\n" * 200_001))
    st.session_state["large"] = lacking(browser.kept(), {})


def come_back(records):
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.state import kept, session
    from dashboard.take import browser

    kept.toggle(kept.Kept("eva"))
    brought = browser.bring_back(records)
    st.session_state["whole"] = brought.whole
    st.session_state["error"] = type(brought.error).__name__
    run = learning.has_learned(session.source())
    st.session_state["run"] = run.snapshot if run else None
    st.session_state["names"] = list(kept.kept().values())


@pytest.fixture(scope="module")
def worked():
    return in_session(work)


@pytest.fixture(scope="module")
def record(worked) -> dict[str, str]:
    return worked["found"]["parts"]


def test_where_nothing_was_done_nothing_is_kept(worked):
    assert worked["none"] == {"stamps": {}, "parts": {}, "over": False}


def test_all_comes_back(worked, record):
    state = in_session(come_back, [record])
    assert (state["whole"], state["error"]) == ([0], "NoneType")
    source = state["source"]
    assert (source.title, source.held_out, source.split_seed) == ("second.txt", 10, 7)
    own = [(one.title, one.lower, one.data) for one in state["own_lists"].values()]
    assert own == [
        ("first.txt", False, b"ava\nemma\n"),
        ("second.txt", True, b"anna\nbert\ncarla\n"),
    ]
    assert state["smoothing"] == 0.5
    assert state["run"].step == 200
    before = next(iter(worked["trainers"].values())).snapshot
    assert state["run"].model.weights.equal(before.model.weights)
    assert [one.name for one in state["names"]] == ["anno", "eva"]  # what was there stays
    assert state["names"][0] == worked["kept"]["anno"]
    assert state["lesson_done"] == {"pairs", "row"}
    assert state["lesson_step"] == "row"
    assert state[f"lesson_name {'a' * 64}"] == "anna"
    assert "lesson_sure" not in state
    assert f"lesson_name {'b' * 64}" not in state
    assert state["lang"] == "zh"


def test_only_what_has_changed_is_sent(worked):
    (name,) = worked["later"]["parts"]
    assert name.endswith("/manifest.json")
    assert worked["later"]["stamps"].keys() == worked["found"]["stamps"].keys()


def test_a_large_list_is_not_kept_but_all_else_is(worked):
    assert worked["large"]["over"]
    assert not worked["found"]["over"]
    state = in_session(come_back, [worked["large"]["parts"]])
    assert state["source"].title == "US baby names 2018"
    assert sorted(one.title for one in state["own_lists"].values()) == ["first.txt", "second.txt"]
    assert state["smoothing"] == 0.25


def lent():
    """Be in a class that lends a list, keep what is one's own, and come back to the class."""
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.door.keeping import lacking
    from dashboard.lists.source import Source
    from dashboard.state import address, kept, session
    from dashboard.take import browser

    session.use_own(Source.of("mine.txt", b"ava\nemma\n"))
    theirs = Source.of("theirs.txt", b"anna\nbert\ncarla\n")
    session.lend(theirs)
    address.put("smoothing", 0.5)
    kept.toggle(kept.Kept("anno", 2.5, "Network", "theirs.txt"))
    for name in (f"lesson_name {theirs.digest}", f"lesson_empty_{theirs.digest[:8]}"):
        st.session_state[name] = "carla"
    learning.learner("mlp")
    learning.runs()
    learning.climb()
    trainer = learning.trainer()
    trainer.play()
    found = lacking(browser.kept(), {})["parts"]
    st.session_state["found"] = found
    browser.bring_back([found])
    st.session_state["after"] = [session.source().title, session.settings()["smoothing"]]
    session.return_lent()
    assert not trainer.playing
    st.session_state["ended"] = lacking(browser.kept(), {})["parts"]


def test_a_list_of_a_class_stays_with_the_class():
    state = in_session(lent)
    for when in ("found", "ended"):
        texts = b"".join(map(unpacked, state[when].values()))
        assert b"emma" in texts
        assert b"anno" in texts  # a person's own choice
        assert b"carla" not in texts
        assert b"theirs" not in texts
    digest = Source.of("", b"anna\nbert\ncarla\n").digest
    assert digest[:8] not in repr(state)  # no network, no run, no answer is of it
    assert state["after"] == ["theirs.txt", 0.5]  # it stays in use while the class runs


def much():
    """Keep more names than there is room for, then so many that a network has none."""
    import streamlit as st

    from dashboard.contenders import learning
    from dashboard.door.keeping import lacking
    from dashboard.lists.source import Source
    from dashboard.state import kept, session
    from dashboard.take import browser, saved
    from dashboard.take.session_file import members_of

    session.source()
    session.use_own(Source.of("mine.txt", b"ava\nemma\n"))
    learning.to_the_end(learning.trainer())

    def filled(length):
        kept.restore(kept.Kept(f"{number:04}{'x' * length}") for number in range(1000))
        return members_of(saved.to_save()())["kept.json"]

    left = browser.ROOM[".json"] - len(filled(0))
    for name, length in {"names": left // 1000 + 1, "network": left // 1000 - 2}.items():
        filled(length)
        st.session_state[f"no room for {name}"] = lacking(browser.kept(), {})


def test_what_there_is_no_room_for_takes_nothing_else_with_it():
    state = in_session(much)
    assert state["no room for names"]["over"]
    back = in_session(come_back, [state["no room for names"]["parts"]])
    assert (back["whole"], len(back["names"]), back["run"].step) == ([0], 1, 200)
    assert state["no room for network"]["over"]
    back = in_session(come_back, [state["no room for network"]["parts"]])
    assert (back["whole"], len(back["names"]), back["run"]) == ([0], 1001, None)
    assert back["source"].title == "mine.txt"


def test_that_networks_of_other_lists_are_not_kept_is_said(worked):
    assert worked["elsewhere"]["over"]
    assert not any(name.endswith(".safetensors") for name in worked["elsewhere"]["stamps"])


def test_two_records_come_back_the_newest_before_all(record):
    old = {**record, "now.json": packed(json.dumps({"source": other_list(record)}).encode())}
    state = in_session(come_back, [old, record])
    assert state["source"].title == "second.txt"
    assert len(state["own_lists"]) == 2


def test_what_does_not_come_back_is_told_and_stops_nothing_else(record, monkeypatch):
    newer = with_manifest(record, version=9)
    state = in_session(come_back, [{"now.json": "x"}, record, newer])
    assert (state["whole"], state["error"]) == ([1], "NewerSessionError")
    assert state["source"].title == "second.txt"
    monkeypatch.setenv(visits.MOST, "0.0001")  # a full server
    state = in_session(come_back, [record])
    assert (state["whole"], state["error"]) == ([], "FullError")
    monkeypatch.delenv(visits.MOST)
    many = [of_one_list(f"list{number}".encode()) for number in range(7)]
    state = in_session(come_back, many)
    assert state["whole"] == [2, 3, 4, 5, 6]  # so many lists are at hand; those of others stay
    assert [one.title for one in state["own_lists"].values()] == [f"list{n}" for n in range(2, 7)]


def of_one_list(name: bytes) -> dict[str, str]:
    """Return a record of one list, with this name and title."""
    source = Source.of(name.decode(), name)
    members = members_of(Session(source))
    now = json.dumps({"source": source.digest}).encode()
    files = {f"{source.digest}/{member}": packed(data) for member, data in members.items()}
    return {"now.json": packed(now), **files}


def with_manifest(record: dict[str, str], **changes: object) -> dict[str, str]:
    here = next(name for name in record if name.endswith("/manifest.json"))
    return {
        **record,
        here: packed(json.dumps(json.loads(unpacked(record[here])) | changes).encode()),
    }


def packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data)).decode()


def unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


def other_list(record: dict[str, str]) -> str:
    """Return the digest of the list that is not in use."""
    now = json.loads(unpacked(record["now.json"]))["source"]
    return next(name for name in record if name.endswith("/list.txt") and now not in name)[:64]


def with_now(record: dict[str, str], **changes: object) -> dict[str, str]:
    now = json.loads(unpacked(record["now.json"]))
    return {**record, "now.json": packed(json.dumps({**now, **changes}).encode())}


def test_what_a_stranger_wrote_changes_nothing(record):
    here = next(name for name in record if name.endswith("/manifest.json"))
    bad = [
        "x",
        [],
        [record] * 9,
        [{**record, "now.json": "no base64"}],
        [{**record, "now.json": packed(b"{")}],
        [{**record, "now.json": packed(b" " * (40 << 20))}],  # a bomb
        [{**record, here: packed(b"{}")}],
        [{**record, f"{here[:64]}/evil.py": packed(b"")}],
        [{**record, "../list.txt": packed(b"a")}],
        [{name: text for name, text in record.items() if name != "now.json"}],
        [{**record, **{f"{one}/list.txt": packed(b"a") for one in range(7)}}],
        [{**record, "now.json": 1}],
        [with_now(record, source="of nowhere")],
        [with_now(record, answers={"lesson_name": [1]})],
        [with_now(record, more=1)],
    ]
    state = in_session(come_back_often, bad)
    assert state["errors"] == ["BrokenSessionError"] * len(bad)
    assert state["own_lists"] == {}
    harmless = with_now(record, answers={"source": "x", "lesson_end": 3}, done=["x"], step="x")
    state = in_session(come_back, [harmless])
    assert "lesson_end" not in state
    assert state["lesson_done"] == set()
    assert state["source"].title == "second.txt"


def come_back_often(records):
    import streamlit as st

    from dashboard.state import session
    from dashboard.take import browser

    session.own_lists()
    found = [browser.bring_back(one) for one in records]
    assert not any(one.whole for one in found)
    st.session_state["errors"] = [type(one.error).__name__ for one in found]


def test_the_door_makes_only_what_the_browser_lacks():
    kept = Kept({"a": Part("1", lambda: b"old"), "b": Part("2", lambda: pytest.fail("made"))})
    found = lacking(kept, {"a": "0", "b": "2", "c": "3"})
    assert found == {"stamps": {"a": "1", "b": "2"}, "parts": {"a": packed(b"old")}, "over": False}
