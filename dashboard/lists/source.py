"""The list in use: the bytes as they came, and how they are to be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TypedDict

from makemore.commonest import with_commonest
from makemore.corpus import Corpus
from makemore.rules import DEFAULT, Rules


class Reading(TypedDict):
    """What `read_corpus` is told besides the bytes."""

    lower: bool
    rules: Rules
    counted: bool


@dataclass(frozen=True)
class Source:
    """Bytes of a list with a title; two sources are equal when they read as the same names."""

    digest: str  # sha256 of the bytes
    lower: bool = True
    first: int | None = None  # use only so many names
    held_out: int = 0  # percent of the distinct names that are kept for testing
    split_seed: int = 1  # which names these are
    title: str = field(default="", compare=False)
    data: bytes = field(default=b"", repr=False, compare=False)
    rules: Rules = DEFAULT  # what is mended or left out
    counted: bool = False  # whether each line ends with how often its name occurs
    commonest: int | None = None  # so many characters at most, the last one for all that are rarer

    @classmethod
    def of(cls, title: str, data: bytes, *, lower: bool = True, counted: bool = False) -> Source:
        """Return the source of some bytes, all names used."""
        digest = hashlib.sha256(data).hexdigest()
        return cls(digest, lower, counted=counted, title=title, data=data)

    @property
    def whole(self) -> Source:
        """The same list with all its names used, as they are written, none held out."""
        return replace(self, first=None, held_out=0, commonest=None)

    @property
    def reading(self) -> Reading:
        """How `read_corpus` is to read the bytes."""
        return {"lower": self.lower, "rules": self.rules, "counted": self.counted}

    def in_use(self, everything: Corpus) -> Corpus:
        """Return the names in use, held out or not, of all names of the list."""
        names = everything if self.first is None else everything.first(self.first)
        return names if self.commonest is None else with_commonest(names, self.commonest)

    @cached_property
    def key(self) -> str:
        """What makes two sources equal, in one text: caches hash it at every look."""
        return repr([getattr(self, one.name) for one in fields(self) if one.compare])
