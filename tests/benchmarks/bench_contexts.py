"""What longer contexts cost beside pairs: counting, scoring, making names, and conditions.

    python -m tests.benchmarks.bench_contexts

Every bound is on a ratio of medians of several repeats in one process, so that it means the same on
a busy or a slow machine; the processor's time in milliseconds stands beside it. Torch runs on one
thread. Exits 1 if a bound is missed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import torch

import makemore as mm
from makemore import lecture
from makemore.conditional import ConditionalChain, Conditions
from makemore.models.family import automaton_of
from makemore.models.kneser_ney import KneserNey
from makemore.ranking import score_names
from makemore.rolling import Dice
from tests.benchmarks.bench_library import read_list

SEED = 2147483647
NUMBER = 1000  # names made
PART = 1000  # names that the lecture's loops take, of all
LYN = Conditions(suffix="lyn", shortest=6, longest=6)


def main() -> int:
    torch.set_num_threads(1)
    corpus = read_list()
    print(f"{len(corpus):,} names\n")
    kept = [*bench_making(corpus), *bench_learning(corpus), *bench_conditions(corpus)]
    return 0 if all(kept) else 1


def bench_making(corpus: mm.Corpus) -> list[bool]:
    """1,000 names of longer contexts, against as many of the bigram."""
    bigram = mm.CountModel.fit(corpus, smoothing=1)
    models = {f"Kneser-Ney, K = {K}": KneserNey.fit(corpus, context_size=K) for K in (1, 3, 5, 8)}
    models["counts, K = 4"] = mm.CountModel.fit(corpus, context_size=4)
    return [
        at_most(f"1,000 names, {what} / the bigram's", *side_by_side(model, bigram), 5)
        for what, model in models.items()
    ]


def side_by_side(*models: mm.LanguageModel) -> list[float]:
    """Return the time of 1,000 names of each model, measured in turns, seconds."""
    times = [[cpu_seconds(making(model), 1) for model in models] for _ in range(9)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def making(model: mm.LanguageModel) -> Callable[[], object]:
    return lambda: mm.sample_names(model, NUMBER, seed=SEED)


def bench_learning(corpus: mm.Corpus) -> list[bool]:
    """Kneser-Ney of five characters fitted and scored, against the lecture's loops over pairs."""
    names = corpus.names[:PART]
    vocabulary = mm.Vocabulary.of(corpus.characters)
    scale = len(corpus) / PART
    count = cpu_seconds(lambda: lecture.count_by_loop(names, vocabulary), 3) * scale
    table = mm.probability_matrix(mm.CountModel.fit(corpus, smoothing=1))
    score = cpu_seconds(lambda: lecture.nll_by_loop(names, vocabulary, table), 3) * scale

    def fitted() -> KneserNey:
        model = KneserNey.fit(corpus)
        model.shares  # noqa: B018 - all numbers that it needs
        return model

    model = fitted()
    return [
        at_most("fitted, K = 5 / pairs counted by a loop", cpu_seconds(fitted), count, 0.1),
        at_most(
            "scored, K = 5 / pairs scored by a loop",
            cpu_seconds(lambda: score_names(model, corpus)),
            score,
            0.1,
        ),
    ]


def bench_conditions(corpus: mm.Corpus) -> list[bool]:
    """Six letters that end in "lyn", prepared and drawn, against names without conditions."""
    model = KneserNey.fit(corpus)
    plain = cpu_seconds(making(model))
    chain = ConditionalChain(model, LYN)
    states = automaton_of(model).states
    return [
        at_most(
            f'"lyn" prepared in {states:,} states / 1,000 names made',
            cpu_seconds(lambda: ConditionalChain(model, LYN)),
            plain,
            10,
        ),
        at_most(
            '"lyn" drawn 1,000 times / 1,000 names made',
            cpu_seconds(lambda: chain.walks(Dice(SEED), 0, NUMBER)),
            plain,
            2,
        ),
    ]


def cpu_seconds(run: Callable[[], object], repeats: int = 9) -> float:
    """Return the median of the processor's time that a call takes, after a warm-up, seconds."""
    times = []
    for _ in range(repeats + 1):
        begin = time.process_time()
        run()
        times.append(time.process_time() - begin)
    return statistics.median(times[1:])


def at_most(what: str, seconds: float, against: float, bound: float) -> bool:
    """Print a ratio and tell whether it keeps its bound."""
    ratio = seconds / against
    missed = "" if ratio <= bound else "  MISSED"
    print(f"{what:58}{seconds * 1e3:>8.1f} ms{ratio:>8.2f}   at most {bound:g}{missed}")
    return ratio <= bound


if __name__ == "__main__":
    sys.exit(main())
