"""The list in use: the bytes as they came, and how they are to be read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """Bytes of a list with a title; two sources are equal when they read as the same names."""

    digest: str  # sha256 of the bytes
    lower: bool = True
    first: int | None = None  # use only so many names
    title: str = field(default="", compare=False)
    data: bytes = field(default=b"", repr=False, compare=False)

    @classmethod
    def of(cls, title: str, data: bytes, *, lower: bool = True) -> Source:
        """Return the source of some bytes, all names used."""
        return cls(hashlib.sha256(data).hexdigest(), lower, None, title, data)
