"""What a session gives its browser to keep, in parts: the browser asks for those that it lacks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from makemore.errors import MakemoreError

LARGEST = 1_000_000  # bytes of a list that a browser keeps
WAITS = 60  # seconds that what a page left behind waits for the next one


@dataclass(frozen=True)
class Part:
    """A part of what is kept: a text that is another one whenever it is, and its bytes."""

    stamp: str
    make: Callable[[], bytes]


@dataclass(frozen=True)
class Kept:
    """All parts by their names, and whether anything was too large to be among them."""

    parts: Mapping[str, Part] = field(default_factory=dict)
    over: bool = False


@dataclass(frozen=True)
class Brought:
    """The places of the records that came back whole, and why the last other one did not."""

    whole: Sequence[int] = ()
    error: MakemoreError | None = None


class Shelf:
    """Where the browser of one session finds what it keeps; nobody guesses its token."""

    def __init__(self, session: str, kept: Callable[[], Kept]) -> None:
        """Stand ready for a session; `kept` looks at it as it is when it is called."""
        self.session, self.kept = session, kept
        self.token = secrets.token_urlsafe()
        _SHELVES[self.token] = self


_SHELVES: WeakValueDictionary[str, Shelf] = WeakValueDictionary()  # a session holds its own


def shelf_of(token: str) -> Shelf | None:
    """Return the shelf of a token, None where its session has ended."""
    return _SHELVES.get(token)
