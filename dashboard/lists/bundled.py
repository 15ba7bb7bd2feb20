"""The lists that come with the project, as `data/lists.json` describes them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from dashboard.words.language import _, later

PASTED = later("Pasted names")  # the title of a list that came without one
_WITHIN = Path(__file__).parents[1] / "data"  # of a package that was installed
_FOLDER = _WITHIN if _WITHIN.exists() else Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class BundledList:
    """One bundled list: its file, its title, and the letter case it reads best in."""

    file: str
    title: str
    description: str
    licence: str
    source: str
    lower: bool

    def read(self) -> bytes:
        """Return the bytes of the file."""
        return (_FOLDER / self.file).read_bytes()


@cache
def bundled_lists() -> dict[str, BundledList]:
    """Return the lists, default first, by their name in the URL: the file without its ending."""
    entries = json.loads((_FOLDER / "lists.json").read_text(encoding="utf-8"))
    return {
        entry["file"].removesuffix(".txt"): BundledList(
            file=entry["file"],
            title=entry["title"],
            description=entry["description"],
            licence=entry["licence"],
            source=entry["source"],
            lower=entry["case"] == "lower",
        )
        for entry in entries
    }


@cache
def bundled_digests() -> frozenset[str]:
    """Return the SHA-256 of the bytes of each list."""
    return frozenset(sha256(one.read()).hexdigest() for one in bundled_lists().values())


def translated(title: str) -> str:
    """Return the title of a list as it is shown: a person's own title stays as it is."""
    ours = {PASTED, *(one.title for one in bundled_lists().values())}
    return _(title) if title in ours else title
