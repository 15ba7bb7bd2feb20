"""Training to the end of some time, where the learning rate has sunk to nothing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator

from makemore.models.family import Progress, Training

LECTURE_STEPS = 200  # where no names are kept for choosing, nothing says when to stop
SLOWER = 0.25  # times as fast, after each time that nothing more was gained
STALLS = 3  # so often, and it has ended


class ToTheEnd:
    """A training on its way to an end: by a cosine from 1 to 0 over some seconds.

    Where nothing more is gained before, it goes back to its best step and on from there SLOWER:
    smaller steps find what larger ones jump over. After STALLS times it has ended. The cosine is
    that of Loshchilov & Hutter, "SGDR", ICLR 2017.
    """

    def __init__(self, training: Training, seconds: float) -> None:
        """Begin with a training, wherever it stands."""
        self.training, self._seconds, self._stalls = training, seconds, 0

    @property
    def stalled(self) -> bool:
        """Whether more steps promise nothing."""
        return self._stalls >= STALLS or is_over(self.training)

    def step(self, spent: float, pace: float = 1.0) -> Progress:
        """Make a step after so many seconds, `pace` times as fast; raises DivergedError."""
        progress = self.training.step(pace * pace_at(spent / self._seconds) * SLOWER**self._stalls)
        if progress.stopped:
            self._stalls += 1
            if self._stalls < STALLS:
                self.training.go_back()
        return progress


def pace_at(gone: float) -> float:
    """Return how fast to learn when a share of the time is gone: a cosine from 1 to 0.

    >>> [round(pace_at(gone), 6) for gone in (0, 0.5, 1, 2)]
    [1.0, 0.5, 0.0, 0.0]
    """
    return (1 + math.cos(math.pi * min(gone, 1.0))) / 2


def is_over(training: Training) -> bool:
    """Return whether a training that keeps no names has taken the lecture's 200 steps.

    >>> from makemore.models.family import Material, families
    >>> is_over(families()["network"].training(Material(["ann"]), seed=1))
    False
    """
    progress = training.progress
    return math.isnan(progress.kept_nll) and progress.step >= LECTURE_STEPS


def run(
    training: Training, seconds: float, *, clock: Callable[[], float] = time.process_time
) -> Iterator[Progress]:
    """Train for some seconds, or until nothing is gained; yield the progress of each step.

    Seconds are of processor time, so that a busy machine changes little. A training that keeps no
    names takes the lecture's 200 steps, however long they are.

    >>> from makemore.models.family import Material, families
    >>> training = families()["network"].training(Material(["ann"]), seed=1)
    >>> len(list(run(training, 60)))
    200
    """
    begun, way = clock(), ToTheEnd(training, seconds)
    if math.isnan(training.progress.kept_nll):
        for _ in range(LECTURE_STEPS):
            yield training.step()
        return
    while (spent := clock() - begun) < seconds and not way.stalled:
        yield way.step(spent)
