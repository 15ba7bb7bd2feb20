"""One large file -> byte ranges of whole lines -> counters made side by side, added up.

The counters are those of `makemore.counting`, and the names those of `makemore.streaming`, so the
result is exactly that of one process reading the file from its beginning.

Processes are spawned, not forked: a script that calls `count_processes` does so below
`if __name__ == "__main__":`, as Python's multiprocessing asks.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BufferedIOBase
from multiprocessing.connection import Connection, wait
from os import PathLike
from pathlib import Path
from typing import BinaryIO, cast

from makemore.counting import NgramCounter
from makemore.errors import (
    AllLeftOutError,
    EmptyListError,
    MakemoreError,
    NamesTooLongError,
    ProcessStoppedError,
)
from makemore.rules import DEFAULT, Rules
from makemore.streaming import BLOCK, corpora, worse
from makemore.titles import is_title

RANGE = 8 * BLOCK  # bytes; large enough that starting a task costs nothing beside it
_AHEAD = 3  # ranges a process that are asked for before the first of them is added up


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
    """How names are read and counted; see `makemore.streaming.count_file`."""

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

    Example: b"emma\\nava\\n" with size 3 -> [0, 5), [5, 9)
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
    """
    with Path(part.path).open("rb") as file:
        file.seek(part.begin)
        window = cast(BinaryIO, _Window(file, part.size))
        try:
            names = corpora(
                window,
                lower=how.lower,
                rules=how.rules,
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


def count_processes(
    path: str | PathLike[str],
    *,
    processes: int | None = None,
    context_size: int = 1,
    lower: bool = True,
    rules: Rules = DEFAULT,
    counted: bool = False,
    size: int = RANGE,
    seen: Callable[[int], object] = lambda size: None,
) -> NgramCounter:
    """Return a counter of a UTF-8 file, its ranges read by several processes (one a core).

    `seen` is told of bytes as they are added up, in the order of the file. Only a few counters
    wait at a time, however long the file. Raises what `count_file` does, the first one in the
    file, and ProcessStoppedError where a process was killed.
    """
    how = How(context_size, lower, rules, counted)
    cuts = ranges(path, size)
    whole: Part | None = None
    for cut, part in _counted(cuts, how, processes or os.cpu_count() or 1):
        whole = merged([whole, part]) if whole else part
        seen(cut.size)
    if whole is None:
        raise EmptyListError
    if whole.refused:
        raise whole.refused
    return whole.counter


def _counted(cuts: list[Range], how: How, processes: int) -> Iterator[tuple[Range, Part]]:
    """Yield the parts of some ranges, in their order."""
    if processes == 1 or len(cuts) <= 1:
        yield from ((cut, count_range(cut, how)) for cut in cuts)
        return
    with ExitStack() as stack:
        idle = [stack.enter_context(_worker(how)) for _ in range(min(processes, len(cuts)))]
        busy: dict[Connection, int] = {}  # the number of the range that each counts
        done: dict[int, Part | Exception] = {}
        given = 0
        for number, cut in enumerate(cuts):
            while number not in done:
                while idle and given < min(len(cuts), number + _AHEAD * processes):
                    _give(idle[-1], cuts[given])
                    busy[idle.pop()] = given
                    given += 1
                for line in cast(list[Connection], wait(list(busy))):
                    done[busy.pop(line)] = _taken(line)
                    idle.append(line)
            part = done.pop(number)
            if isinstance(part, Exception):
                raise part
            yield cut, part


@contextmanager
def _worker(how: How) -> Iterator[Connection]:
    """Have a process that counts each range that is sent to it, and answers with its part.

    Each has a line of its own: where one is killed, even while it answers, its line ends at once.
    With a queue for all of them the others would wait for the rest of the answer.
    """
    context = multiprocessing.get_context("spawn")  # a fork would copy torch's threads half
    mine, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, how), daemon=True)
    process.start()
    theirs.close()
    try:
        yield mine
    finally:
        mine.close()
        process.terminate()
        process.join()


def _work(line: Connection, how: How) -> None:
    """Be the process: until the line ends, count what is sent."""
    while True:
        try:
            cut = line.recv()
        except EOFError:
            return
        try:
            found: Part | Exception = count_range(cut, how)
        except Exception as error:  # the other side raises it
            found = error
        line.send(found)


def _give(line: Connection, cut: Range) -> None:
    try:
        line.send(cut)
    except OSError:
        raise ProcessStoppedError from None


def _taken(line: Connection) -> Part | Exception:
    try:
        found: Part | Exception = line.recv()
    except (EOFError, OSError):
        raise ProcessStoppedError from None
    return found


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
