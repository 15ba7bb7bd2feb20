"""Run the browser tests again and again beside busy loops: what passes here passes anywhere.

Run with `make stress`, or `python -m tests.stress 3 -k plot` for three runs of some of the tests.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

RUNS = 5
LOOPS = 3  # for each core
PATIENCE = 30 * 60  # seconds for one run
BUSY = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"  # ends with us
TESTS = "-m pytest tests/browser --numprocesses 2 --dist worksteal -p no:cacheprovider".split()


def main(arguments: list[str]) -> int:
    """Return how many runs were red. Arguments: how many to make, and what pytest takes."""
    number = int(arguments.pop(0)) if arguments and arguments[0].isdecimal() else RUNS
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all below ends what it began
    cores = os.cpu_count() or 1
    loops = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(LOOPS * cores)]
    try:
        red = sum(not one_run(f"{run} of {number}", arguments) for run in range(1, number + 1))
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    print(f"{number - red} of {number} runs passed beside {LOOPS * cores} busy loops.")
    return red


def one_run(title: str, arguments: list[str]) -> bool:
    """Run the tests once and return whether all passed, in time."""
    began = time.monotonic()
    told = os.environ | {"MAKEMORE_STRESS": "1"}  # some tests then look at more pages
    process = subprocess.Popen(
        [sys.executable, *TESTS, *arguments], start_new_session=True, env=told
    )
    code: int | str = "out of time"
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(timeout=PATIENCE)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and what it started
        process.wait()
    load = os.getloadavg()[0]
    print(
        f"Run {title}: {code} after {time.monotonic() - began:.0f} s, load {load:.1f}", flush=True
    )
    return code == 0


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
