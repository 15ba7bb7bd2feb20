"""A workbook -> the rows of its first sheet that holds any, read in a process of its own.

A few bytes of a workbook can stand for billions of cells. So another process reads it, with a bound
on its memory and time; what it cannot read within them is refused, and nobody else is hurt.
"""

from __future__ import annotations

import json
import subprocess
import sys

from makemore.errors import BrokenFileError, PasswordProtectedError

SECONDS = 10  # of computing
MEMORY = 1 << 30  # bytes
MOST_COLUMNS, MOST_ROWS = 1000, 2_000_000
_PASSWORD = 3  # the exit code
_PATIENCE = 6  # times as long by the clock, on a busy machine


def rows_of(data: bytes) -> list[list[str]]:
    """Return the rows of the first sheet with any; raises BrokenFileError, PasswordProtectedError.

    A whole number is written without its point, an empty cell is an empty text.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "makemore.reading.workbook"],
            input=data,
            capture_output=True,
            timeout=SECONDS * _PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BrokenFileError("Excel") from None
    if done.returncode == _PASSWORD:
        raise PasswordProtectedError
    if done.returncode:
        raise BrokenFileError("Excel")
    rows: list[list[str]] = json.loads(done.stdout)
    return rows


def _main() -> int:
    """Be the process: a workbook comes in, its rows go out as JSON."""
    _bound()
    from io import BytesIO  # noqa: PLC0415

    import python_calamine as calamine  # noqa: PLC0415 - only here, within the bounds

    try:
        book = calamine.load_workbook(BytesIO(sys.stdin.buffer.read()))
        sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
        rows = next((found for found in map(_rows, sheets) if found), [])
    except calamine.PasswordError:
        return _PASSWORD
    json.dump(rows, sys.stdout)
    return 0


def _bound() -> None:
    """Bound the memory and the time of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _rows(sheet: object) -> list[list[str]]:
    rows = sheet.to_python(nrows=MOST_ROWS)  # type: ignore[attr-defined]
    return [[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows]


def _text(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


if __name__ == "__main__":
    sys.exit(_main())
