"""Pages that are made one after the other, so that of many at once most come sooner.

Threads share one processor: of two that are made at once both come as late as the second of two in
a row. Nobody waits for long behind a slow one: whose turn does not come in time goes without it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Queue:
    """One kind of page."""

    patience: float  # seconds that each waits, at most
    lock: threading.Lock = field(default_factory=threading.Lock)
    _mine: threading.local = field(default_factory=threading.local)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, and let the next one have it after."""
        outer = getattr(self._mine, "turn", False)
        self._mine.turn = self.lock.acquire(timeout=self.patience)
        try:
            yield
        finally:
            self._end()
            self._mine.turn = outer

    def rest(self, seconds: float) -> None:
        """Let others have the turn for some seconds; nothing happens where it is not ours."""
        if self._end():
            time.sleep(seconds)
            self._mine.turn = self.lock.acquire(timeout=self.patience)

    def _end(self) -> bool:
        """End the turn of this thread; return whether it had it."""
        had: bool = getattr(self._mine, "turn", False)
        self._mine.turn = False
        if had:
            self.lock.release()
        return had


ARRIVALS = Queue(10.0)  # first pages, when a whole class opens them at once
MOVES = Queue(0.1)  # what a slider moves
_PAINTS = 0.1  # seconds in which a browser paints what it has


def let_paint() -> None:
    """On the first page of a session, let the browser paint what it has before more comes."""
    ARRIVALS.rest(_PAINTS)
