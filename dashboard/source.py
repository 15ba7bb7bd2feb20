"""The list in use: the bytes as they came, and how they are to be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace


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

    @classmethod
    def of(cls, title: str, data: bytes, *, lower: bool = True) -> Source:
        """Return the source of some bytes, all names used."""
        return cls(hashlib.sha256(data).hexdigest(), lower, title=title, data=data)

    @property
    def whole(self) -> Source:
        """The same list with all its names used, none held out."""
        return replace(self, first=None, held_out=0)

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two sources equal."""
        return self.digest, self.lower, self.first, self.held_out, self.split_seed
