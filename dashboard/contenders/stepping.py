"""Whose turn it is to compute, of all threads that do so for long: pages come before them."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # how many threads may step at the same moment
PAGES = "ScriptRunner.scriptThread"  # Streamlit's name of a thread that answers with a page
PATIENCE = 0.3  # seconds, at most, in which a slice waits for pages
LOOK = 0.02  # seconds between two looks at whether they are done: each takes a little from them
REST = 0.013  # seconds after a slice, in which nobody else steps in its place
NEXT = 0.002  # seconds after that, in which whoever waits comes first
STEPPING = threading.BoundedSemaphore(AT_ONCE)
_WAITING: set[threading.Thread] = set()  # pages that wait for steps


@contextmanager
def turn(stop: threading.Event) -> Iterator[None]:
    """Let a thread step for a slice of time, and rest after it, unless it is to stop.

    It keeps its place while it rests: however many sessions train, pages have the time between. A
    slice begins when no page is being made, or when it has waited for long enough.
    """
    with STEPPING:
        end = time.monotonic() + PATIENCE
        while _pages_are_made() and time.monotonic() < end:
            if stop.wait(LOOK):
                break
        yield
        stop.wait(REST)
    stop.wait(NEXT)


@contextmanager
def waiting() -> Iterator[None]:
    """Let steps be made while this page waits for them."""
    here = threading.current_thread()
    _WAITING.add(here)
    try:
        yield
    finally:
        _WAITING.discard(here)


def _pages_are_made() -> bool:
    return any(one.name == PAGES and one not in _WAITING for one in threading.enumerate())


@atexit.register
def _stop_all() -> None:
    """Let no thread be inside torch while Python ends: the whole process would abort."""
    for _ in range(AT_ONCE):
        STEPPING.acquire(timeout=5)
