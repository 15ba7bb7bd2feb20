"""Pages that are made in turn."""

import threading

import pytest

from dashboard.frame import queues
from dashboard.frame.queues import Queue


class Noted:
    """A lock that notes when somebody begins and when they have ended."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def acquire(self, timeout: float) -> bool:
        self.seen.append("begun")
        return True

    def release(self) -> None:
        self.seen.append("ended")


def coming(queue: Queue, order: list[str]) -> threading.Thread:
    """Return what comes second, and notes when it has the turn."""

    def come() -> None:
        with queue.turn():
            order.append("second")

    return threading.Thread(target=come)


def test_who_comes_later_waits_until_the_first_has_ended():
    queue, order = Queue(150), []
    second = coming(queue, order)
    with queue.turn():
        second.start()
        second.join(0.05)
        order.append("first")
    second.join(150)
    assert order == ["first", "second"]


def test_whose_turn_does_not_come_in_time_goes_without_it_and_takes_nobodys():
    queue, order = Queue(0.001), []
    with queue.turn():
        with queue.turn():
            order.append("inside")
        assert queue.lock.locked()  # the first one's still
    assert order == ["inside"]
    assert not queue.lock.locked()


def test_a_turn_ends_with_an_error_too():
    queue = Queue(150)
    with pytest.raises(ZeroDivisionError), queue.turn():
        1 / 0  # noqa: B018
    assert not queue.lock.locked()


def test_who_rests_lets_others_have_the_turn_and_has_it_again():
    queue, order = Queue(150), []
    second = coming(queue, order)
    with queue.turn():
        second.start()
        while second.is_alive():
            queue.rest(0.01)
        order.append("first")
        assert queue.lock.locked()
    assert order == ["second", "first"]
    assert not queue.lock.locked()


def test_who_has_no_turn_does_not_rest():
    queue = Queue(150)
    queue.rest(3600)
    assert not queue.lock.locked()


def test_the_first_screen_lets_the_browser_paint_on_the_first_page_alone(open_page, monkeypatch):
    monkeypatch.setattr(queues, "ARRIVALS", Queue(150, lock := Noted()))
    app = open_page("start")
    assert lock.seen == ["begun", "ended"] * 2
    app.run()
    assert lock.seen == ["begun", "ended"] * 2


def test_the_first_page_of_a_session_takes_its_turn_and_no_later_one(open_page, monkeypatch):
    monkeypatch.setattr(queues, "ARRIVALS", Queue(150, lock := Noted()))
    app = open_page("glossary")
    assert lock.seen == ["begun", "ended"]
    app.run()
    assert lock.seen == ["begun", "ended"]


def test_a_move_of_the_smoothing_takes_its_turn(open_page, monkeypatch):
    monkeypatch.setattr(queues, "MOVES", Queue(150, lock := Noted()))
    open_page("counts")
    assert lock.seen == ["begun", "ended"]
