"""Pages that are made one after the other, so that of many at once most come sooner.

Threads share one processor: of two that are made at once both come as late as the second of two in
a row. Nobody waits for long behind a slow one: whose turn does not come in time goes without it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Queue:
    """One kind of page."""

    patience: float  # seconds that each waits, at most
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, and let the next one have it after."""
        had = self.lock.acquire(timeout=self.patience)
        try:
            yield
        finally:
            if had:
                self.lock.release()


ARRIVALS = Queue(10.0)  # first pages, when a whole class opens them at once
MOVES = Queue(0.1)  # what a slider moves
