"""Whose turn it is to compute, of all threads that do so for long: pages come before them."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # how many threads may step at the same moment
REST = 0.013  # seconds after a slice, in which nobody else steps in its place
NEXT = 0.002  # seconds after that, in which whoever waits comes first
STEPPING = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def turn(stop: threading.Event) -> Iterator[None]:
    """Let a thread step for a slice of time, and rest after it, unless it is to stop.

    It keeps its place while it rests: however many sessions train, pages have the time between.
    """
    with STEPPING:
        yield
        stop.wait(REST)
    stop.wait(NEXT)


@atexit.register
def _stop_all() -> None:
    """Let no thread be inside torch while Python ends: the whole process would abort."""
    for _ in range(AT_ONCE):
        STEPPING.acquire(timeout=5)
