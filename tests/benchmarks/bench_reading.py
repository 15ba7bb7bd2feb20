"""What large tables cost to read, beside what others need for the same column.

    python -m tests.benchmarks.bench_reading [--rows 1900000] [--cells 160000]

A CSV of so many rows beside pandas reading one column of it, and a workbook of so many rows of 11
columns beside python-calamine reading its sheet. Each is measured in a child of its own, after
everything is loaded: processor time of it and of its children, and the peak of its memory above
what it had with the file's bytes. Exits 1 if a bound is missed.
"""

from __future__ import annotations

import argparse
import io
import multiprocessing
import random
import resource
import sys
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from tests.benchmarks.bench_sizes import at_most

REPEATS = 5


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_900_000)
    parser.add_argument("--cells", type=int, default=160_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, book = Path(folder) / "table.csv", Path(folder) / "book.xlsx"
        write_table(table, asked.rows)
        write_book(book, asked.cells)
        theirs, ours = measured(by_pandas, table), measured(by_us, table)
        print(f"{asked.rows:,} rows, {table.stat().st_size / 1e6:.0f} MB; pandas {theirs}")
        kept = [
            at_most("read a CSV / pandas, its column: time", ours[0] / theirs[0], 2),
            at_most("read a CSV / pandas, its column: memory", ours[1] / theirs[1], 1.2),
        ]
        theirs, ours = measured(by_calamine, book), measured(by_us, book)
        print(f"{asked.cells:,} x 11 cells, {book.stat().st_size / 1e6:.0f} MB; calamine {theirs}")
        kept.append(at_most("read a workbook / calamine: time", ours[0] / theirs[0], 1.3))
    return 0 if all(kept) else 1


def write_table(path: Path, rows: int) -> None:
    dice = random.Random(1)
    names = made_up(dice)
    with path.open("w") as file:
        file.write("name,sex,n\n")
        for at in range(rows):
            file.write(f"{dice.choice(names)},{'FM'[at % 2]},{dice.randint(5, 999)}\n")


def write_book(path: Path, rows: int) -> None:
    import openpyxl

    dice = random.Random(1)
    names = made_up(dice)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    titles = "id year name sex births rank region share code remark flag"
    sheet.append(titles.split())
    for at in range(rows):
        cells = [at, 1900 + at % 100, dice.choice(names), "FM"[at % 2], dice.randint(5, 5000)]
        sheet.append([*cells, at % 999, "North", dice.random(), f"X{at % 5000:05}", "", 1])
    book.save(path)


def made_up(dice: random.Random) -> list[str]:
    letters = "abcdefghijklmnop"
    return ["".join(dice.choices(letters, k=dice.randint(3, 8))).title() for _ in range(30_000)]


def by_pandas(data: bytes) -> None:
    import pandas as pd

    pd.read_csv(io.BytesIO(data), usecols=["name"])


def by_calamine(data: bytes) -> None:
    import python_calamine

    python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def by_us(data: bytes) -> None:
    import pandas as pd  # noqa: F401 - Arrow loads it, once

    from makemore.reading import open_list

    open_list(data)


def measured(read: Callable[[bytes], None], path: Path) -> tuple[float, float]:
    """Return the median processor time, seconds, and the peak above the bytes, MB."""
    mine, theirs = multiprocessing.get_context("spawn").Pipe()
    child = multiprocessing.get_context("spawn").Process(target=_child, args=(read, path, theirs))
    child.start()
    answer: tuple[float, float] = mine.recv()
    child.join()
    return answer


def _child(read: Callable[[bytes], None], path: Path, answer: Connection) -> None:
    data = path.read_bytes()
    read(data)  # what is loaded once is no part of it
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, times = _kilobytes("VmRSS"), []
    for _ in range(REPEATS):
        begin = _seconds()
        read(data)
        times.append(_seconds() - begin)
    answer.send((sorted(times)[REPEATS // 2], (_kilobytes("VmHWM") - before) / 1024))


def _seconds() -> float:
    """Return the processor time of this process and of its children that have ended."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def _kilobytes(what: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1])


if __name__ == "__main__":
    sys.exit(main())
