"""Capitals for names that were made in small letters, as the list had them before that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

_BEFORE = ""  # what comes before the first letter


class Capitals:
    """Which letters of a list are large: it goes by the letter and by what comes before it.

    A letter is large where most of the list's are after the same character; where that leaves it
    open, where most letters after that character are.

    >>> Capitals(["Anna van Beek", "Jan-Piet van Dam"]).dress("ben van-an")
    'Ben van-An'
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Take names as they were written."""
        self._pairs: Counter[tuple[str, str]] = Counter()  # large ones count 1, small ones -1
        self._after: Counter[str] = Counter()
        for name in names:
            for before, letter in pairwise([_BEFORE, *name]):
                small = letter.lower()
                if small != letter.upper() and len(small) == 1:
                    vote = 1 if letter != small else -1
                    self._pairs[before.lower(), small] += vote
                    self._after[before.lower()] += vote

    def dress(self, name: str) -> str:
        """Return a name with its capitals; a letter whose capital is two letters stays small."""
        letters = []
        for before, letter in pairwise([_BEFORE, *name]):
            votes = self._pairs.get((before, letter)) or self._after[before]
            large = letter.upper() if votes > 0 else letter
            letters.append(large if len(large) == 1 else letter)
        return "".join(letters)
