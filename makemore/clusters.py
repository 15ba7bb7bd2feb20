"""What is seen as one character but is written as several: grapheme clusters (UAX 29).

Counting and scoring work on code points. So a cluster of several gets one private code point while
it is worked on, and is written out again where a person sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from regex import Pattern

_PRIVATE = 0x100000  # the first code point that Unicode leaves to others; 65,534 follow it
_MANY = 1 << 20  # characters taken apart at a time


@dataclass(frozen=True)
class Coding:
    """Clusters of several code points, sorted, and one private code point for each.

    An empty coding leaves every text as it is; clusters for which there is none are not coded.
    """

    clusters: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Coding:
        """Return the coding of all clusters of a text. Example: "a👩‍🚀" -> one cluster."""
        found: set[str] = set()
        for part in _parts(text):
            found.update(_split(part))
        return cls(tuple(sorted(one for one in found if len(one) > 1)))

    def split(self, text: str) -> list[str]:
        """Return the characters of a text: clusters, or code points where no cluster is coded."""
        return _split(text) if self.clusters else list(text)

    def coded(self, text: str) -> str:
        """Return a text with one code point a cluster; a cluster that is not known stays long."""
        if not self.clusters:
            return text
        sign = self._sign_of
        parts = (_split(part) for part in _parts(text))
        return "".join("".join(sign.get(one, one) for one in part) for part in parts)

    def written(self, coded: str) -> str:
        """Return a coded text as a person sees it."""
        return "".join(map(self.character, coded)) if self.clusters else coded

    def sign(self, character: str) -> str:
        """Return the code point that stands for a character: its own, unless it is a cluster."""
        return self._sign_of.get(character, character)

    def character(self, sign: str) -> str:
        """Return the character that a code point stands for."""
        return self._cluster_of.get(sign, sign)

    @cached_property
    def _sign_of(self) -> dict[str, str]:
        own = set("".join(self.clusters))  # private code points that the list itself uses
        free = (sign for sign in map(chr, range(_PRIVATE, _PRIVATE + 65_534)) if sign not in own)
        return dict(zip(self.clusters, free, strict=False))

    @cached_property
    def _cluster_of(self) -> dict[str, str]:
        return {sign: cluster for cluster, sign in self._sign_of.items()}


NO_CODING = Coding()


def coding_of(characters: Iterable[str]) -> Coding:
    """Return the coding of those characters that are clusters of several code points.

    >>> len(coding_of(["a", "👩‍🚀"]).clusters)
    1
    """
    return Coding(tuple(sorted(one for one in characters if len(one) > 1)))


def _split(text: str) -> list[str]:
    found: list[str] = _pattern().findall(text)
    return found


@cache
def _pattern() -> Pattern[str]:
    import regex  # noqa: PLC0415 - few lists need it

    return regex.compile(r"\X")


def _parts(text: str) -> Iterator[str]:
    """Yield a text of names in parts of whole lines."""
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin + _MANY)
        end = len(text) if end < 0 else end + 1
        yield text[begin:end]
        begin = end
