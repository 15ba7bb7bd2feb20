"""How soon a network on 32,000 names is worth looking at, rung by rung: nll in its first seconds.

    python -m tests.benchmarks.bench_start names.txt [key ...]

The split is the lecture's, as in bench_networks. Seconds are of processor time, with all that
happens before the first step; the nll is that which Train shows beside the training, of the names
that choose the best step. Exits 1 if a bound is missed.
"""

from __future__ import annotations

import math
import sys
import time
from dataclasses import dataclass

import torch

from makemore.learning.running import run
from makemore.models.family import Material, families
from tests.benchmarks.bench_networks import split

SOON = 2.0  # seconds within which it is seen to fall
FALLEN = 0.01  # nats that are seen


@dataclass(frozen=True)
class Bound:
    """The nll that a network has to come below, nats per token, and within how many seconds."""

    nll: float
    seconds: float


BOUNDS = {
    "mlp": Bound(2.10, 10),
    "rnn": Bound(2.10, 10),
    "gru": Bound(2.10, 10),
    "transformer": Bound(2.15, 10),
    "residual": Bound(1.95, 3),
}


def main() -> int:
    torch.set_num_threads(1)
    path, *keys = sys.argv[1:]
    for family in families().values():  # what is loaded once
        if family.training:
            family.training(Material(["ann", "bo"]), seed=1).step()
    networks = keys or [key for key, one in families().items() if one.training]
    kept = [all(bench(key, split(path)[0])) for key in networks if key != "network"]
    return 0 if all(kept) else 1


def bench(key: str, material: Material) -> list[bool]:
    """Train a network for its first seconds; print how far it comes, tell what bounds it keeps."""
    bound = BOUNDS.get(key, Bound(math.inf, 3))
    begun = time.process_time()
    training = families()[key].training(material, seed=1)
    ready = time.process_time() - begun
    first = soon = training.progress.kept_nll
    came = math.inf
    for progress in run(training, bound.seconds - ready):
        spent = time.process_time() - begun
        soon = progress.kept_nll if spent <= SOON else soon
        came = min(came, spent) if progress.kept_nll < bound.nll else came
    kept = [first - soon >= FALLEN, came <= bound.seconds]
    print(
        f"{key:14} ready {ready:4.1f} s; {first:.3f} at first, {soon:.3f} after {SOON:g} s, "
        f"{progress.best_nll:.3f} after {bound.seconds:g} s; below {bound.nll:g} after {came:.1f} s"
        f"{'' if all(kept) else '  MISSED'}",
        flush=True,
    )
    return kept


if __name__ == "__main__":
    sys.exit(main())
