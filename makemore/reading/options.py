"""What a person may choose over the guesses, and what came of reading a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from makemore.errors import NoSuchPartError
from makemore.reading.columns import Column
from makemore.reading.guess import Guess, Said

_LONG = 40  # characters of a name that is shown
UTF_8 = "utf-8"
WHOLE_LINES = -1  # in place of a column: the text is a list as it stands
ALL = "*"  # in place of a member, a sheet or a path: all that are alike, one after the other


@dataclass(frozen=True)
class Options:
    """What a person chose over the guesses, stage by stage; None leaves a guess.

    A column or counts are a number, from 0, or a title; a column may be WHOLE_LINES. `header` is
    how many rows stand above the names, with the titles as the last of them; 0: there are none.
    """

    member: str | None = None  # of an archive, or ALL
    sheet: str | None = None  # of a workbook or a document
    path: str | None = None  # within JSON. Example: "data.names"
    encoding: str | None = None
    separator: str | None = None
    header: int | None = None
    column: int | str | None = None
    counts: int | str | None = None  # says how often a name occurs; None: each line once


GUESSED = Options()  # how a file is read unless a person says otherwise


def chosen(wanted: str | None, there: Sequence[str]) -> str | None:
    """Return which of some names is wanted, by itself or by its number from 1; None for none.

    Raises NoSuchPartError.
    """
    if wanted is None or wanted in there:
        return wanted
    if wanted.isdecimal() and 0 < int(wanted[:9]) <= len(there):
        return there[int(wanted) - 1]
    raise NoSuchPartError(wanted, listed(there))


def listed(names: Iterable[str], most: int = 5) -> str:
    """Return the first of some names in a row, and how many there are. Example: "a, b, … (9)"."""
    all_ = list(names)
    shown = ", ".join(name if len(name) <= _LONG else f"{name[:_LONG]}…" for name in all_[:most])
    return shown if len(all_) <= most else f"{shown}, … ({len(all_):,})"


@dataclass(frozen=True)
class Opened:
    """The names of a file and how it was read; `columns` are empty where it is no table."""

    text: bytes  # UTF-8, a name a line, nothing left out; with `counts`, a tab and a number more
    kind: str  # "text", "CSV", "JSON", "parquet", "Excel", "HTML", "Word", "OpenDocument"
    encoding: str | None = None  # None where the kind of file has but one
    columns: tuple[Column, ...] = ()
    column: int = WHOLE_LINES
    counts: int | None = None
    countable: tuple[int, ...] = ()  # the columns that could be `counts`
    guesses: Mapping[str, Guess[Any]] = field(default_factory=dict)  # by the name of the option
    left: tuple[Said, ...] = ()  # what was not taken, and why

    @property
    def offers_choice(self) -> bool:
        """Whether another answer could have been meant at some stage."""
        return (
            len(self.columns) > 1
            or self.encoding not in (None, UTF_8)
            or any(guess.others for guess in self.guesses.values())
            or bool(self.left)
        )
