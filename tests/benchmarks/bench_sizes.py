"""What ten million names cost, as ratios measured in one process.

    python -m tests.benchmarks.bench_sizes [--names 10000000]

Names are synthesized from the bigram model of a bundled list. What would take the slow way hours is
timed on a part and scaled up. Memory is the process's own peak, measured in a child for each case.
Exits 1 if a bound is missed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import torch

import makemore as mm
from makemore import lecture
from makemore.ranking import score_names

DATA = Path(__file__).parents[2] / "data"
SEED = 2147483647
PART = 20_000  # names that the slow ways are timed on


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--names", type=int, default=10_000_000)
    number = parser.parse_args().names
    torch.set_num_threads(1)
    plain = synthesized(["us-names-2018.txt"], number)
    print(f"{number:,} names, {len(plain) / 1e6:.0f} MB, torch on one thread\n")
    kept = [bench_ascii(plain), bench_memory("us-names-2018.txt", plain, 16)]
    mixed = synthesized(["us-names-2018.txt", "polish-towns.txt", "japanese-towns.txt"], number)
    kept += [bench_mixed(mixed), bench_memory("mixed scripts", mixed, 256)]
    kept += [bench_scoring(plain), bench_sampling()]
    return 0 if all(kept) else 1


def synthesized(files: list[str], number: int) -> bytes:
    """Return so many names as bytes, a line each: names of the models, drawn again and again."""
    made: list[bytes] = []
    for file in files:
        model = mm.CountModel.fit(mm.read_file(DATA / file))
        names = mm.sample_names(model, 10_000, seed=SEED)
        made += [f"{name}\n".encode() for name in names]
    dice = np.random.default_rng(1)
    block = b"".join(made[one] for one in dice.integers(len(made), size=100_000))
    return block * (number // 100_000)


def bench_ascii(data: bytes) -> bool:
    """Bytes -> counts, against a copy of the same bytes."""
    copy = median_seconds(lambda: bytearray(data), 5)
    return at_most("count ASCII names / copy their bytes", counted(data) / copy, 30)


def bench_mixed(data: bytes) -> bool:
    """Bytes of several scripts -> counts, against collections.Counter over zip, on a part."""
    part = data.decode().split("\n")[:PART]
    begin = time.perf_counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for name in part:
        pairs.update(zip(f".{name}", f"{name}.", strict=True))
    slow = (time.perf_counter() - begin) * data.count(b"\n") / PART
    return at_least("Counter over zip / count mixed scripts", slow / counted(data), 8)


def bench_scoring(data: bytes) -> bool:
    """The nll of every name, against the lecture's loop, on a part."""
    corpus = mm.read_corpus(data)
    model = mm.CountModel.fit(corpus, smoothing=1)
    part = corpus.column[:PART].to_pylist()[: PART // 20]
    begin = time.perf_counter()
    lecture.nll_by_loop(part, model.vocabulary, mm.probability_matrix(model))
    slow = (time.perf_counter() - begin) * len(corpus) / len(part)
    fast = median_seconds(lambda: score_names(model, corpus), 3)
    return at_least("the lecture's loop / score all names", slow / fast, 500)


def bench_sampling() -> bool:
    """10,000 names from the exact stream, against the lecture's loop, on a part."""
    model = mm.CountModel.fit(mm.read_file(DATA / "us-names-2018.txt"))
    table = mm.probability_matrix(model)
    begin = time.perf_counter()
    lecture.sample_by_loop(table, model.vocabulary, 500, torch.Generator().manual_seed(SEED))
    slow = (time.perf_counter() - begin) * 10_000 / 500
    fast = median_seconds(lambda: mm.sample_names(model, 10_000, seed=SEED), 5)
    return at_least("the lecture's loop / sample 10,000 names", slow / fast, 50)


def counted(data: bytes) -> float:
    """Return the median time of counting, seconds."""

    def count() -> None:
        counter = mm.NgramCounter()
        counter.update(data)
        counter.result()

    return median_seconds(count, 3)


def bench_memory(what: str, data: bytes, bound: float) -> bool:
    """The peak of a fresh process that counts, above what it had with the bytes in memory, MB."""
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe()
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        child = context.Process(target=_peak, args=(file.name, theirs))
        child.start()
        above = mine.recv()
        child.join()
    return at_most(f"MB on top of the input, {what}", above, bound)


def _peak(path: str, answer: Connection) -> None:
    small = mm.NgramCounter()
    small.update("ab\n東京\n".encode())  # what is loaded once is no part of it
    small.result()
    data = Path(path).read_bytes()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = _high_water()
    counter = mm.NgramCounter()
    counter.update(data)
    counter.result()
    answer.send((_high_water() - before) / 1024)


def _high_water() -> int:
    """Return the most memory that this process had since its peak began anew, kB (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def median_seconds(run: Callable[[], object], repeats: int) -> float:
    """Return the median time of a call, seconds."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def at_most(what: str, value: float, bound: float) -> bool:
    """Print a figure and tell whether it keeps its bound."""
    print(f"{what:48}{value:>10,.1f}   at most {bound:g}{'' if value <= bound else '  MISSED'}")
    return value <= bound


def at_least(what: str, value: float, bound: float) -> bool:
    """Print a figure and tell whether it keeps its bound."""
    print(f"{what:48}{value:>10,.1f}   at least {bound:g}{'' if value >= bound else '  MISSED'}")
    return value >= bound


if __name__ == "__main__":
    sys.exit(main())
