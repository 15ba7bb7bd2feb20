"""A file of which nothing is believed -> its names, read in a process of its own, within bounds.

A few bytes of a workbook, an archive or a page can stand for billions of cells. So another process
reads them, with a bound on its memory and its time; what it cannot read within them is refused, and
nobody else is hurt. Only a small text that begins neither as markup nor as JSON is read where it
is: it is decoded and split, which takes no more time and memory than it is long.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from makemore import errors
from makemore.errors import MakemoreError, TooMuchToReadError
from makemore.reading.columns import Column
from makemore.reading.container import Member, Room
from makemore.reading.guess import Guess, Said
from makemore.reading.options import GUESSED, Opened, Options
from makemore.reading.reader import open_list, open_within

SMALL = 256 << 10  # bytes; the worst text of this size took a second
SECONDS = 60  # of computing
MEMORY = 2 << 30  # bytes
A_BYTE = 8  # bytes more for each one of the file: a large list is a text several times
AT_ONCE = threading.BoundedSemaphore(2)  # such processes
_PATIENCE = 4  # times as long by the clock, on a busy machine
# Markup or JSON, whatever blanks or letters stand before it; no text at all; a packed file.
_STRUCTURED = re.compile(rb"\A[\s\x80-\xff]*[<\[{]|[\x00-\x08\x0e-\x1f]|\A(PK|BZh)")


def open_upload(data: bytes, file: str = "", options: Options = GUESSED) -> Opened:
    """Return what `open_list` returns, of a file that anybody may have sent.

    Raises what `open_list` raises, TooMuchToReadError too.

    Example: open_upload(b'["Ada", "Bea"]').text -> b"Ada\\nBea\\n"
    """
    return (open_list if is_plain(data, options) else open_apart)(data, file, options)


def is_plain(data: bytes, options: Options = GUESSED) -> bool:
    """Tell whether some bytes are a small text that only needs to be decoded and split.

    Example: b"Ada\\nBea\\n" -> True; b'["Ada", "Bea"]' -> False
    """
    return len(data) <= SMALL and options.encoding is None and not _STRUCTURED.search(data)


def open_apart(data: bytes, file: str, options: Options) -> Opened:
    """Return what `open_list` returns, from another process; raises TooMuchToReadError, too."""
    asked = {"file": file, "options": asdict(options), "seconds": SECONDS,
             "memory": MEMORY + A_BYTE * len(data)}  # fmt: skip
    try:
        with AT_ONCE:
            done = subprocess.run(
                [sys.executable, "-m", __name__],
                input=json.dumps(asked).encode() + b"\n" + data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS * _PATIENCE,
                check=True,
            )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise TooMuchToReadError from None
    about, _newline, text = done.stdout.partition(b"\n")
    return _answer(json.loads(about), text, data)


def _answer(about: Mapping[str, Any], text: bytes, data: bytes) -> Opened:
    """Return what a process answered, or raise what it raised."""
    if "refused" in about:
        kind, values = about["refused"]
        raise getattr(errors, kind)(**values)
    opened = about["opened"]
    columns = (Column(one["title"], tuple(one["examples"])) for one in opened["columns"])
    guesses = {
        stage: Guess(one["best"], tuple(one["others"]), one["sure"])
        for stage, one in opened["guesses"].items()
    }
    left = tuple(Said(**one) for one in opened["left"])
    made = {"text": data if about["unchanged"] else text, "columns": tuple(columns), "left": left,
            "guesses": guesses, "countable": tuple(opened["countable"])}  # fmt: skip
    return Opened(**{**opened, **made})


def _main() -> None:
    """Be the process: what is asked and a file come in; how it was read and the names go out."""
    asked = json.loads(sys.stdin.buffer.readline())
    _bound(asked["memory"], asked["seconds"])
    data = sys.stdin.buffer.read()
    options, text, about = Options(**asked["options"]), b"", dict[str, object]()
    try:
        opened = open_within(Room(apart=True), Member(asked["file"], data), options)
    except MakemoreError as error:
        about["refused"] = type(error).__name__, error.values
    else:
        about["unchanged"] = opened.text is data
        about["opened"] = {**asdict(replace(opened, text=b"")), "text": None}
        text = b"" if about["unchanged"] else opened.text
    sys.stdout.buffer.write(json.dumps(about).encode() + b"\n")
    sys.stdout.buffer.write(text)


def _bound(memory: int, seconds: int) -> None:
    """Bound the memory and the time of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


if __name__ == "__main__":
    _main()
