"""Training to the end of some time, where the learning rate has sunk to nothing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from makemore.models.family import Progress, Training

LECTURE_STEPS = 200  # where no names are kept for choosing, nothing says when to stop


def run(
    training: Training, seconds: float, *, clock: Callable[[], float] = time.process_time
) -> Iterator[Progress]:
    """Train for some seconds, or until nothing is gained; yield the progress of each step.

    The pace follows a cosine from 1 to 0 (Loshchilov & Hutter, "SGDR", ICLR 2017). A training that
    keeps no names takes the lecture's 200 steps.

    >>> from makemore.models.family import Material, families
    >>> training = families()["network"].training(Material(["ann"]), seed=1)
    >>> len(list(run(training, 60)))
    200
    """
    begun = clock()
    if math.isnan(training.progress.kept_nll):
        for _ in range(LECTURE_STEPS):
            yield training.step()
        return
    while (gone := (clock() - begun) / seconds) < 1 and not training.progress.stopped:
        yield training.step((1 + math.cos(math.pi * gone)) / 2)
