"""How far each network comes on a list, in so many seconds of processor time: test nll and steps.

    python -m tests.benchmarks.bench_networks names.txt [seconds] [key ...]

The split is the lecture's: shuffled by Python's seed 42, 80 % to learn from, 10 % to choose the
best step by, 10 % to test. On the lecture's own list Kneser-Ney with a network has to come to 1.90
within 60 seconds, with more hidden units to 1.885 within 120, and two such networks side by side,
on eight characters of context, to 1.87 within 400:

    python -m tests.benchmarks.bench_networks names.txt 400 residual

It exits 1 where that is missed.
"""

from __future__ import annotations

import random
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import torch

import makemore as mm
from makemore.learning.running import run
from makemore.models.family import Material, families


@dataclass(frozen=True)
class Bound:
    """What Kneser-Ney with a network has to come to, nats per token, and how large it is then."""

    nll: float
    hidden: int
    networks: int = 1
    context: int = 5


BOUNDS = {60: Bound(1.90, 192), 120: Bound(1.885, 256), 400: Bound(1.87, 256, 2, 8)}


def main() -> int:
    torch.set_num_threads(1)
    path, *more = sys.argv[1:]
    seconds = float(more[0]) if more else 60.0
    material, test, unseen = split(path)
    bound = BOUNDS.get(int(seconds))
    found = {}
    for key in more[1:] or [key for key, one in families().items() if one.training]:
        begun = time.process_time()
        values = {}
        if key == "residual" and bound:
            values = {
                "hidden": bound.hidden, "networks": bound.networks, "context": bound.context
            }  # fmt: skip
        training = families()[key].training(material, seed=1, **values)
        deque(run(training, seconds - (time.process_time() - begun)), maxlen=0)
        took = time.process_time() - begun
        found[key] = mm.mean_nll(training.model, test)
        print(
            f"{key:14} {took:6.1f} s, best at step {training.progress.best_step:5,}: "
            f"test {found[key]:.4f}, unseen {mm.mean_nll(training.model, unseen):.4f}",
            flush=True,
        )
    return int(bound is not None and found.get("residual", 0.0) > bound.nll)


def split(path: str) -> tuple[Material, list[str], list[str]]:
    """Return what networks learn from and choose by, the test names, and the unseen of them."""
    names = Path(path).read_text(encoding="utf-8").split()
    random.seed(42)
    random.shuffle(names)
    ends = int(0.8 * len(names)), int(0.9 * len(names))
    train, choosers, test = names[: ends[0]], names[slice(*ends)], names[ends[1] :]
    material = Material(train, mm.Vocabulary.of("".join(names)), choosers=choosers)
    return material, test, sorted(set(test) - set(train))


if __name__ == "__main__":
    sys.exit(main())
