"""Files that a session offers: each is made when it is asked for, at an address that stays.

A page that is drawn anew offers the newest file at the same address, so that no click comes late.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakValueDictionary


@dataclass(frozen=True, eq=False)
class Offered:
    """A file: its name, its kind as servers say it, and what makes its bytes."""

    token: str  # nobody guesses it
    name: str
    kind: str
    make: Callable[[], bytes]


_OFFERED: WeakValueDictionary[str, Offered] = WeakValueDictionary()


class Desk:
    """The files of one session; they are gone with it."""

    def __init__(self) -> None:
        self._here: dict[str, Offered] = {}

    def offer(self, key: str, name: str, kind: str, make: Callable[[], bytes]) -> str:
        """Offer a file, in place of the one with the same key; return the token of both."""
        before = self._here.get(key)
        one = Offered(before.token if before else secrets.token_urlsafe(), name, kind, make)
        self._here[key] = one
        _OFFERED[one.token] = one
        return one.token

    def clear(self) -> None:
        """Offer nothing any more, and hold nothing for it."""
        self._here.clear()


def offered(token: str) -> Offered | None:
    """Return the file of a token, None where it is no longer offered."""
    return _OFFERED.get(token)
