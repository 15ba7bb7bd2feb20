"""The classes that run on this server: a code each, what comes with it, and the teacher's wall.

All of it lives in the server's memory, and ends with the class. A wall shows no name and knows no
person: a tile belongs to a session, and goes with it.
"""

from __future__ import annotations

import hmac
import math
import os
import random
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count, product
from weakref import WeakSet

from dashboard.lists.source import Source
from dashboard.state.values import Value
from dashboard.words.language import later
from makemore.errors import MakemoreError

TEACHER = "MAKEMORE_TEACHER"  # the variable with the word that opens classes; without it, none can
AT = "MAKEMORE_CLASS_AT"  # the variable with the address that pupils type, where it is known
LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # of codes: none that looks like another, and no words
LENGTH = 4
LARGEST = 8_000_000  # bytes of a list that each of a class is to have
LASTS = 12 * 3600.0  # seconds until a class that nobody ended ends
SHARED = 50  # wrong codes, or words, from one address, behind which a whole class may sit
OWN = 5  # wrong ones of one session
_WAIT, _LONGEST = 60.0, 3600.0  # seconds after so many; then twice as long each time, at most
_FORGIVEN = 3600.0  # seconds without a wrong code
SIGNS = {  # of tiles, as the font of icons calls them, and in words
    "pets": later("paw"),
    "cruelty_free": later("rabbit"),
    "raven": later("bird"),
    "bug_report": later("beetle"),
    "local_florist": later("flower"),
    "emoji_nature": later("bee"),
    "owl": later("owl"),
    "eco": later("leaf"),
    "sailing": later("boat"),
    "rocket_launch": later("rocket"),
    "umbrella": later("umbrella"),
    "anchor": later("anchor"),
}
COLOURS = {
    "#0072B2": later("blue"),
    "#B34700": later("orange"),
    "#00795C": later("green"),
    "#A8467F": later("pink"),
    "#6A4FB3": later("violet"),
    "#5F5F5F": later("grey"),
}


@dataclass(eq=False)
class UnknownCodeError(MakemoreError):
    """No class has this code."""

    sentence = later("No class has the code {code} now. Look again at your teacher's screen.")
    code: str  # what was typed


@dataclass(eq=False)
class WaitError(MakemoreError):
    """Too many wrong codes, or wrong words, came from here."""

    sentence = later("That was wrong too often. Wait for {seconds} seconds, then try again.")
    seconds: str  # the time that is left, written out


@dataclass(frozen=True)
class Plan:
    """What comes with a code."""

    source: Source
    own: bool  # whether the list is the teacher's own: it goes when the class ends
    settings: Mapping[str, Value] = field(default_factory=dict)
    language: str = ""
    step: str = ""  # the key of the step of the lesson to begin at
    hide: str = ""  # the parts of the lesson that are left out, with commas between them


@dataclass(eq=False)
class Tile:
    """What a wall shows of one pupil: a sign for a person, and how far they are."""

    number: int  # who came first stands first
    sign: str
    colour: str
    step: str = ""
    solved: frozenset[str] = frozenset()
    loss: Callable[[], float | None] = lambda: None  # nats per character, None before a first step


class Class:
    """A class that runs until its teacher ends it."""

    def __init__(self, code: str, plan: Plan) -> None:
        """Begin now, with nobody."""
        self.code = code
        self._plan: Plan | None = plan
        self._numbers, self._tiles = count(1), WeakSet[Tile]()
        self._until = time.monotonic() + LASTS

    @property
    def plan(self) -> Plan | None:
        """What comes with the code; None when the class has ended."""
        if time.monotonic() > self._until:
            self.end()
        return self._plan

    @property
    def wall(self) -> list[Tile]:
        """The tiles of those who are here, the first who came first."""
        with _LOCK:  # others come meanwhile
            return sorted(self._tiles, key=lambda tile: tile.number)

    def new_tile(self) -> Tile:
        """Put a new tile on the wall, of a look that no other has while there are enough."""
        with _LOCK:
            taken = [(tile.sign, tile.colour) for tile in self._tiles]
            looks = list(product(SIGNS, COLOURS))
            free = [look for look in looks if look not in taken] or looks
            tile = Tile(next(self._numbers), *random.choice(free))
            self._tiles.add(tile)
        return tile

    def take_down(self, tile: Tile) -> None:
        """Take a tile off the wall."""
        with _LOCK:
            self._tiles.discard(tile)

    def end(self) -> None:
        """End: the code is free, and the list and the wall are gone."""
        with _LOCK:
            if _CLASSES.get(self.code) is self:  # not another class that has the code by now
                del _CLASSES[self.code]
            self._plan = None
            self._tiles.clear()


class Tries:
    """Wrong codes, or words, by where they came from, and how long one waits after some of them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count from nothing; `clock` gives seconds."""
        self._clock = clock
        self._wrong: dict[str, list[float]] = {}  # when each came, the last one last
        self._until: dict[str, float] = {}

    def wait(self, who: str) -> float:
        """Return for how many seconds somebody must wait, 0 for not at all."""
        return max(0.0, self._until.get(who, 0.0) - self._clock())

    def check(self, session: str, address: str) -> None:
        """Raise WaitError where one must wait."""
        if wait := max(self.wait(session), self.wait(address)):
            raise WaitError(f"{math.ceil(wait):,}")

    def note(self, session: str, address: str) -> None:
        """Note that something was wrong."""
        self._note(session, OWN)
        self._note(address, SHARED)

    def _note(self, who: str, most: int) -> None:
        """Note it for one; after each `most` of them one waits, each time twice as long."""
        now = self._clock()
        for old in [one for one, times in self._wrong.items() if now - times[-1] > _FORGIVEN]:
            del self._wrong[old]
            self._until.pop(old, None)
        times = self._wrong.setdefault(who, [])
        times.append(now)
        rounds, left = divmod(len(times), most)
        if not left:
            self._until[who] = now + min(_WAIT * 2 ** (rounds - 1), _LONGEST)


_CLASSES: dict[str, Class] = {}
_TRIES, _WORDS = Tries(), Tries()  # of codes, and of the teachers' word
_LOCK = threading.RLock()  # over all of this: each look is short


def is_open() -> bool:
    """Return whether this server has classes at all."""
    return bool(os.environ.get(TEACHER))


def is_teacher(word: str, session: str, address: str, tries: Tries | None = None) -> bool:
    """Return whether somebody knows the teachers' word; raises WaitError as `find` does."""
    if not word or not is_open():
        return False
    known, said = (one.encode(errors="surrogatepass") for one in (os.environ[TEACHER], word))
    tries = tries or _WORDS
    with _LOCK:
        tries.check(session, address)
        if hmac.compare_digest(known, said):
            return True
        tries.note(session, address)
    return False


def address(here: str) -> str:
    """Return the address that pupils type: the server's own, else that of the teacher's page.

    Example: "http://10.0.0.2:8501/room?lang=zh" -> "http://10.0.0.2:8501"
    """
    return os.environ.get(AT) or here.partition("?")[0].rpartition("/")[0]


def begin(plan: Plan) -> Class:
    """Begin a class under a code that no other has."""
    with _LOCK:
        drawn = ("".join(map(secrets.choice, [LETTERS] * LENGTH)) for _ in count())
        one = Class(next(code for code in drawn if code not in _CLASSES), plan)
        _CLASSES[one.code] = one
    return one


def running() -> list[Class]:
    """Return the classes that run, the oldest first."""
    return [one for one in list(_CLASSES.values()) if one.plan]


def find(code: str, session: str, address: str, tries: Tries | None = None) -> Class:
    """Return the class of a code; raises UnknownCodeError, or WaitError after too many of these.

    While one waits, the right code is not told from a wrong one.
    """
    asked, tries = "".join(code.split()).upper()[:LENGTH], tries or _TRIES
    with _LOCK:
        tries.check(session, address)
        found = _CLASSES.get(asked)
        if found is not None and found.plan:
            return found
        tries.note(session, address)
    raise UnknownCodeError(asked)
