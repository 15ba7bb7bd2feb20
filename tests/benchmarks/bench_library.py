"""How many times faster the library is than the lecture's loops, measured in one process.

    python -m tests.benchmarks.bench_library

Every bound is on a ratio of medians of several repeats, after a warm-up, so that it means the same
on a busy or a slow machine. Torch runs on one thread for both sides, as in the dashboard; with
--threads 2 the lecture's step may use two. Exits 1 if a bound is missed.
"""

from __future__ import annotations

import argparse
import random
import statistics
import string
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch

import makemore as mm
from makemore import lecture
from makemore.comparing import names_held
from makemore.generating import Search

LIST = Path(__file__).parents[2] / "data" / "us-names-2018.txt"
SETTINGS = {"learning_rate": 50.0, "regularization": 0.01}
SEED = 2147483647


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=1, help="threads of torch")
    torch.set_num_threads(parser.parse_args().threads)
    corpus = read_list()
    print(f"{len(corpus):,} names, torch on {torch.get_num_threads()} thread(s)\n")
    print(f"{'':32}{'slow':>12}{'fast':>12}{'ratio':>10}{'bound':>10}")
    kept = [bench_counting(corpus), bench_training(corpus), bench_generating(corpus)]
    return 0 if all(kept) else 1


def read_list() -> mm.Corpus:
    """Return the bundled list, or one made of random letters where it is absent."""
    if LIST.exists():
        return mm.read_corpus(LIST.read_bytes())
    print(f"{LIST.name} is absent: random letters instead")
    dice = random.Random(1)
    lengths = [dice.randint(2, 10) for _ in range(32_000)]
    return mm.corpus_of("".join(dice.choices(string.ascii_lowercase, k=k)) for k in lengths)


def bench_counting(corpus: mm.Corpus) -> bool:
    """Bytes of the list -> counts, against a loop over its pairs, one at a time."""
    names, vocabulary = corpus.names, mm.Vocabulary.of(corpus.characters)

    def fast() -> mm.NgramCounts:
        counter = mm.NgramCounter()
        counter.update(corpus.data)
        return counter.result()

    same = torch.equal(fast().matrix(), lecture.count_by_loop(names, vocabulary).long())
    slow_s = median_seconds(lambda: lecture.count_by_loop(names, vocabulary), repeats=3, warm_up=0)
    fast_s = median_seconds(fast, repeats=200)
    return report("count all pairs", slow_s, fast_s, bound=1_000) & check("equal counts", same)


def bench_training(corpus: mm.Corpus) -> bool:
    """One full-batch step on the counts, against one-hot vectors of all examples and autograd."""
    counts = mm.count_ngrams(corpus)
    contexts, targets = lecture.examples(corpus.names, counts.vocabulary)
    start = mm.initial_weights(len(counts.vocabulary), SEED)
    training = mm.GradientDescent(counts.matrix(), start)
    weights, slow_times = start, []
    for _ in range(100):  # these are both the measured steps and the weights to equal
        begin = time.perf_counter()
        weights, _ = lecture.train_by_autograd(contexts, targets, weights, steps=1, **SETTINGS)
        slow_times.append(time.perf_counter() - begin)
        training.step(**SETTINGS)
    apart = float((training.weights - weights).abs().max())
    slow_s = statistics.median(slow_times)
    fast_s = median_seconds(lambda: training.step(**SETTINGS), repeats=2_000)
    return report("one step of training", slow_s, fast_s, bound=2_000) & check(
        f"weights apart by {apart:.1e} after 100 steps, at most 1e-5", apart <= 1e-5
    )


def bench_generating(corpus: mm.Corpus) -> bool:
    """10,000 names that are new and different, against as many names as the dice give them."""
    model, column = mm.CountModel.fit(corpus, smoothing=1), corpus.column
    found: list[str] = []

    def filtered() -> None:
        found[:] = Search(model, 10_000, seed=SEED, column=column).advance()

    plain_s = median_seconds(lambda: mm.sample_names(model, 10_000, seed=SEED), repeats=7)
    filtered_s = median_seconds(filtered, repeats=7)
    right = len(found) == len(set(found)) == 10_000 and not names_held(column, found)
    return check(
        f"10,000 new names in {filtered_s:.2f} s, {filtered_s / plain_s:.1f} times as long as "
        "unfiltered ones, at most 20",
        filtered_s <= 20 * plain_s,
    ) & check("all new and different", right)


def median_seconds(run: Callable[[], object], *, repeats: int, warm_up: int = 5) -> float:
    """Return the median time of a call, seconds."""
    times = []
    for _ in range(warm_up + repeats):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times[warm_up:])


def report(what: str, slow_s: float, fast_s: float, *, bound: float) -> bool:
    """Print a row of the table and tell whether the bound is kept."""
    ratio = slow_s / fast_s
    kept = ratio >= bound
    row = f"{what:32}{slow_s * 1e3:>9,.1f} ms{fast_s * 1e3:>9.3f} ms{ratio:>9,.0f}x{bound:>9,.0f}x"
    print(row + ("" if kept else "  MISSED"))
    return kept


def check(what: str, kept: bool) -> bool:
    """Print what was compared and whether it holds."""
    print(f"    {what}: {'yes' if kept else 'NO'}")
    return kept


if __name__ == "__main__":
    sys.exit(main())
