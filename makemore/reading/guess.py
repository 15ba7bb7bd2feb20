"""The answer of one stage of reading a file: the best one, the others, and whether it is sure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Guess(Generic[T]):
    """The best answer of one stage of reading, the other answers, and whether it is sure."""

    best: T
    others: tuple[T, ...] = ()
    sure: bool = True


def among(best: T, all_: Iterable[T], *, sure: bool = True) -> Guess[T]:
    """Return the guess of one of several answers; the rest are its others."""
    return Guess(best, tuple(one for one in all_ if one != best), sure)


@dataclass(frozen=True)
class Said:
    """A plain sentence about a file, with `values` in its named places; who shows it translates.

    Example: Said(later("Not read: {files}."), {"files": "a.pdf"}).text -> "Not read: a.pdf."
    """

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.sentence.format(**self.values)
