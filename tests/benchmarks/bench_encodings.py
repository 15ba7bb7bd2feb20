"""Guesses the encoding of lists: python -m tests.benchmarks.bench_encodings [FILE ...] [--lines 30]

Each file is UTF-8, a name a line; without any, the bundled lists are taken. A list is written in
every old encoding that has letters for nearly all of its names, and read again.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from makemore.errors import MakemoreError
from makemore.reading.encoding import read_text

_OLD = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("iso8859-2", "iso8859-5", "iso8859-7", "iso8859-13", "koi8-r", "mac-roman", "cp850", "cp852"),
    *("gb18030", "big5", "shift_jis", "euc-jp", "iso2022_jp", "euc-kr", "utf-16-le", "utf-16-be"),
)
_NEARLY_ALL = 0.8


def main() -> None:
    """Print a row for each list and encoding, and how many were right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--lines", type=int, help="only so many names, drawn by chance")
    chosen = parser.parse_args()
    files = chosen.files or sorted(Path("data").glob("*.txt"))
    right = [_is_right(*one) for file in files for one in _written(file, chosen.lines)]
    print(f"{sum(right)} of {len(right)} are right")


def _written(file: Path, lines: int | None) -> Iterator[tuple[str, str, str]]:
    """Yield a list's name, its text and an encoding, for each that it is not ASCII in."""
    names = [name for name in file.read_text("utf-8").splitlines() if name.strip()]
    for encoding in _OLD:
        fit = [
            name
            for name in names
            if name.encode(encoding, errors="ignore").decode(encoding) == name
        ]
        few = random.Random(1).sample(fit, min(lines or len(fit), len(fit)))
        text = "".join(f"{name}\n" for name in few)
        if len(fit) >= _NEARLY_ALL * len(names) and text.encode(encoding) != text.encode():
            yield file.stem, text, encoding


def _is_right(name: str, text: str, encoding: str) -> bool:
    begun = process_time()
    try:
        read, guess = read_text(text.encode(encoding))
    except MakemoreError as error:
        read, guess = "", type(error).__name__
    took = 1000 * (process_time() - begun)
    print(f"{name:20} {encoding:12} {'right' if read == text else 'WRONG'} {took:5.0f} ms  {guess}")
    return read == text


if __name__ == "__main__":
    main()
