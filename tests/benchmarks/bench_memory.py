"""Large lists in one server: its memory before, at the peak, in use, and after everyone has left.

    python -m tests.benchmarks.bench_memory [--people 2] [--megabytes 196]

Each person brings a list of that size and looks at a few pages; then all close their tabs. What is
measured is the memory of the server (Linux), as bytes for a byte of the lists.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks import load
from tests.benchmarks.load import ROOT, Person, at_most, held, start

IN_USE = 4.0  # bytes of memory for a byte of the list, at most
LEFT_OVER = 1.5  # of the memory before, at most, when all have left
PAGES = ("counts", "compare", "names")
SECONDS = 10  # after everyone has left


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=2)
    parser.add_argument("--megabytes", type=int, default=196)
    asked = parser.parse_args()
    load.PATIENCE = 600.0
    process, address = start()
    try:
        return measure(process.pid, address, asked.people, asked.megabytes * 10**6)
    finally:
        process.terminate()
        process.wait(timeout=20)


def measure(pid: int, address: str, people: int, size: int) -> int:
    visit(Person(0, address, 0), 10**5)  # the server has loaded all that it loads once
    before = used(pid)
    with ExitStack() as here:
        for number in range(people):
            person = Person(number, address, 0)
            line = here.enter_context(person.come())
            person.upload(line, f"{number}.txt", names(number, size))
            print(f"{'read':48}{(used(pid) - before) / size:>10,.2f}")
            for page in PAGES:
                person.go(line, page)
                print(f"{page:48}{(used(pid) - before) / size:>10,.2f}")
        in_use = used(pid)
    time.sleep(SECONDS)
    print(f"\n{'MB before':48}{before / 1e6:>10,.0f}")
    print(f"{'MB at the peak':48}{peak(pid) / 1e6:>10,.0f}")
    print(f"{'MB in use':48}{in_use / 1e6:>10,.0f}")
    print(f"{'MB when all have left':48}{used(pid) / 1e6:>10,.0f}\n")
    kept = [
        at_most("bytes in use for a byte of the lists", (in_use - before) / size / people, IN_USE),
        at_most("memory when all have left / before", used(pid) / before, LEFT_OVER),
    ]
    return 0 if all(kept) else 1


def visit(person: Person, size: int) -> None:
    """Bring a list, look at the pages, and leave."""
    with person.come() as line:
        person.upload(line, "first.txt", names(0, size))
        for page in PAGES:
            person.go(line, page)


def names(seed: int, size: int) -> bytes:
    """Return so many bytes of names of two bundled ones each."""
    known = (ROOT / "data/us-names-2018.txt").read_text(encoding="utf-8").lower().split()
    dice = random.Random(seed)
    part = "".join(f"{dice.choice(known)}{dice.choice(known)[:4]}\n" for _ in range(200_000))
    data = (part.encode() * (size // len(part) + 1))[:size]
    return data[: data.rindex(b"\n") + 1]


def used(pid: int) -> int:
    """Return the memory of a process in bytes."""
    return held(pid)[0] * 1024


def peak(pid: int) -> int:
    """Return the most that it ever was."""
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes) * 1024


if __name__ == "__main__":
    sys.exit(main())
