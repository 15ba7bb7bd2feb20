"""Who is here, one visit for each browser tab, and how much their lists take together.

A server has one memory for all who use it: where it is full, those who left without a word make
room first, and then a new list is refused in a sentence.
"""

from __future__ import annotations

import ctypes
import gc
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

import pyarrow as pa

from dashboard.lists.source import Source
from dashboard.words.language import later
from makemore.errors import MakemoreError

MOST = "MAKEMORE_LISTS_MB"  # the variable that says how many MB of lists all may hold together
USUAL = 1000  # MB; a list in use takes up to four times its size
LARGE = 8_000_000  # bytes; to read such a list takes much more: they are read one by one
SWEEP = 120.0  # seconds, at least, from one sweep through all that is held to the next
_READING = threading.Lock()


@dataclass(eq=False)
class FullError(MakemoreError):
    """The lists of all who use this server would take too much of its memory."""

    sentence = later(
        "The server has no room for it now: it has {size} MB, and all who use the server may hold "
        "{most} MB of lists together, of which {held} MB are taken. To let go of the lists that "
        "you brought, press Forget everything on top of the page; or use a part of this one."
    )
    size: str  # this and the others: MB, written out
    most: str
    held: str


class Visit:
    """One session: its id, its own lists, and since when nobody is there."""

    def __init__(self, session: str, lists: Mapping[str, Source]) -> None:
        """Begin with a session that is there; `lists` may come and go."""
        self.session, self._lists = session, lists
        self.away_since: float | None = None  # seconds of the monotonic clock
        _VISITS[session] = self

    @property
    def lists(self) -> list[bytes]:
        """The bytes of its lists."""
        return [one.data for one in list(self._lists.values())]


_VISITS: WeakValueDictionary[str, Visit] = WeakValueDictionary()  # a session holds its own
_LEAVING: set[str] = set()  # the ids of sessions that are to end


def held() -> int:
    """Return how many bytes the lists of all sessions have that are not about to end.

    What a class has in common is there once.
    """
    lists = (one for visit in _staying() for one in visit.lists)
    return sum({id(one): len(one) for one in lists}.values())


def make_room(size: int) -> None:
    """Make room for a list of so many bytes; raises FullError.

    Whoever is away for the longest time goes first.
    """
    most = int(float(os.environ.get(MOST) or USUAL) * 1e6)
    away = [one for one in _staying() if one.away_since]
    away.sort(key=lambda one: one.away_since or 0)
    while held() + size > most and away:
        _LEAVING.add(away.pop(0).session)
    if held() + size > most:
        raise FullError(*(f"{one / 1e6:,.0f}" for one in (size, most, held())))


@contextmanager
def reading(size: int) -> Iterator[None]:
    """Wait for one's turn to read a list of so many bytes, and for room; raises FullError."""
    large = size > LARGE
    with _READING if large else nullcontext():
        make_room(size)
        yield
        if large:
            give_back()


def give_back() -> None:
    """Give the memory that nobody holds any more back to the system."""
    gc.unfreeze()  # what was frozen at the start may have ended too
    gc.collect()
    gc.freeze()
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # what there is on Linux
        ctypes.CDLL(None).malloc_trim(0)


class Sweep:
    """A sweep through the memory, and whether there is reason for the next one."""

    def __init__(self) -> None:
        """Note that one has just been made."""
        self._when, self._made = time.monotonic(), _much_made()

    def is_due(self) -> bool:
        """Tell whether it was a while ago, and much was made since: a server at rest sleeps."""
        return time.monotonic() - self._when >= SWEEP and _much_made() > self._made


def _much_made() -> int:
    """Return how often some 7,000 objects more were there than before."""
    looks: int = gc.get_stats()[1]["collections"]
    return looks


def ended(is_there: Callable[[str], bool], patience: float) -> list[str]:
    """Return the ids of the sessions that are to end now: nobody is there, and for too long.

    `is_there` tells whether the tab of a session is connected; `patience` is in seconds.
    """
    now = time.monotonic()
    for one in list(_VISITS.values()):
        one.away_since = None if is_there(one.session) else one.away_since or now
        if one.away_since is not None and now - one.away_since > patience:
            _LEAVING.add(one.session)
    gone = [one for one in _LEAVING if not is_there(one)]
    _LEAVING.clear()
    for session in gone:
        if session in _VISITS:
            del _VISITS[session]
    return gone


def _staying() -> list[Visit]:
    return [one for one in list(_VISITS.values()) if one.session not in _LEAVING]
