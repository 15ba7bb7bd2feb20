"""One large file -> byte ranges of whole lines -> counters made apart, added up.

The counters are those of `makemore.counting`, and the names those of `makemore.streaming`, so the
sum is exactly what one process counts that reads the file from its beginning. Who counts the
ranges, and where, is not known here; `makemore.on_dask` has a cluster do it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedIOBase
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

from makemore.counting import NgramCounter
from makemore.errors import (
    AllLeftOutError,
    EmptyListError,
    MakemoreError,
    NamesTooLongError,
)
from makemore.rules import DEFAULT, Rules
from makemore.streaming import BLOCK, corpora, decided_by_file, worse
from makemore.titles import is_title

RANGE = 8 * BLOCK  # bytes; large enough that starting a task costs nothing beside it


@dataclass(frozen=True)
class Range:
    """The bytes of a file from `begin` up to `end`: whole lines."""

    path: str
    begin: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes these are."""
        return self.end - self.begin


@dataclass(frozen=True)
class How:
    """How names are read and counted; see `makemore.streaming.corpora`."""

    context_size: int = 1
    lower: bool = True
    rules: Rules = DEFAULT
    counted: bool = False


@dataclass(frozen=True)
class Part:
    """What one task found: a counter, and where it met no name the reason.

    A `title` is the only line of its file so far: whether it is a name the other parts tell.
    """

    counter: NgramCounter
    refused: MakemoreError | None = None
    title: bool = False


def ranges(path: str | PathLike[str], size: int = RANGE) -> list[Range]:
    """Return a file as ranges of about `size` bytes, cut after newlines; raises OSError.

    >>> [(cut.begin, cut.end) for cut in ranges("names.txt", 3)]  # emma, ava
    [(0, 5), (5, 9)]
    """
    with Path(path).open("rb") as file:
        length = os.fstat(file.fileno()).st_size
        cuts = [0]
        while cuts[-1] < length:
            file.seek(cuts[-1] + size - 1)
            cuts.append(_after_newline(file, length))
    return [Range(str(path), *cut) for cut in zip(cuts, cuts[1:], strict=False)]


def count_range(part: Range, how: How = How()) -> Part:
    """Return what a range holds, read block by block.

    Only the first range may begin with a title. Raises NotTextError, NotUtf8Error, OSError.

    >>> count_range(ranges("names.txt")[0]).counter.result().total
    9
    """
    with Path(part.path).open("rb") as file:
        file.seek(part.begin)
        window = cast(BinaryIO, _Window(file, part.size))
        try:
            names = corpora(
                window,
                lower=how.lower,
                rules=decided_by_file(part.path, how.rules),
                counted=how.counted,
                begins=part.begin == 0,
            )
            counter, number, name = NgramCounter(how.context_size), 0, ""
            for some in names:
                counter.update(some.data, some.weights)
                number, name = number + len(some), some.shortest()
            alone = part.begin == 0 and number == 1
            return Part(counter, title=alone and how.rules.title and is_title(name))
        except (AllLeftOutError, EmptyListError, NamesTooLongError) as error:
            return Part(NgramCounter(how.context_size), error)


def merged(parts: Iterable[Part]) -> Part:
    """Return the sum of some parts, which stay as they are; no name is only found if none has any.

    Raises ValueError for no part at all.

    >>> merged(map(count_range, ranges("names.txt", 3))).counter.result().total
    9
    """
    found, refused = list(parts), None
    if not found:
        raise ValueError("There is nothing to add up.")
    counter = NgramCounter(found[0].counter.context_size)
    named = [part for part in found if not part.refused and not part.title]
    for part in named or found:
        counter.merge(part.counter)
    if all(part.refused for part in found):
        for part in found:
            assert part.refused is not None
            refused = worse(refused, part.refused) if refused else part.refused
    return Part(counter, refused, title=not named and any(part.title for part in found))


def _after_newline(file: BinaryIO, length: int) -> int:
    """Return the place after the next newline, the end of the file where there is none."""
    while piece := file.read(BLOCK):
        at = piece.find(b"\n")
        if at >= 0:
            return file.tell() - len(piece) + at + 1
    return length


class _Window(BufferedIOBase):
    """A file as far as some bytes from where it stands."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        """Begin at the place of the file."""
        self._file, self._left = file, size

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes, none where the window ends."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        piece = self._file.read(wanted)
        self._left -= len(piece)
        return piece
