"""Runs of different optimizers on one list, side by side: their threads, and what came of them.

A run starts when it is made and ends for good: at its goal, close enough, out of time, or told to.
A page never waits for it; `moment` is a picture that never changes, replaced after each slice.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from torch import Tensor

from dashboard.contenders.stepping import turn, waiting
from dashboard.contenders.trainer import GRACE, SLICE, Status
from dashboard.words.language import _
from makemore.errors import DivergedError
from makemore.optimizers import OPTIMIZERS
from makemore.training import Descent, initial_weights

CLOSE = 1e-6  # nats; a gap of a millionth is "the same"
ARRIVED = 1e-12  # nats; below, a gap is mostly rounding
LONGEST = 20.0  # seconds of computing
MOST = 10  # runs kept for one list
_ROOM = 20_000_000  # numbers in the weights of all runs of one list
_TAIL = 0.01  # nats; below, what is left of a gap is mostly pairs that never occur
_MANY = 400  # characters; L-BFGS keeps a hundred tables of weights, here of a megabyte each


@dataclass(frozen=True)
class Plan:
    """How a run goes downhill; `optimizer` is a key of OPTIMIZERS."""

    optimizer: str
    learning_rate: float
    steps: int
    seed: int  # of the first weights


class Point(NamedTuple):
    """The gap to the counts after `step` steps, nats per token, and the seconds computed so far."""

    step: int
    gap: float
    seconds: float


@dataclass(frozen=True)
class Moment:
    """One moment of a run: its weights (V, V), and the points on the way, the last one now."""

    status: Status
    weights: Tensor
    points: tuple[Point, ...]
    close_at: int | None = None  # the first step with a gap below CLOSE

    @property
    def last(self) -> Point:
        """Where the run is now."""
        return self.points[-1]


class Run:
    """One descent from random weights, in a thread of its own that starts at once."""

    def __init__(
        self,
        number: int,
        plan: Plan,
        counts: Tensor,
        floor: float,
        watched: Callable[[], bool] = lambda: True,
    ) -> None:
        """Start on counts (V, V) whose own nll is `floor`; `number` tells runs of a list apart.

        The run ends by itself when it has not been `watched` for GRACE seconds.
        """
        self.number, self.plan = number, plan
        self.name, self.shown, self.slot = plan.optimizer, True, 0
        self._floor, self._watched = floor, watched
        self._stop = threading.Event()
        descent = OPTIMIZERS[plan.optimizer](counts, initial_weights(len(counts), plan.seed))
        self._points = [Point(0, descent.losses().nll - floor, 0.0)]
        self._last = self._points[0]
        self._close_at: int | None = None
        self._publish(Status.RUNNING, descent)
        # The descent belongs to the thread alone, and is let go of with it.
        self._thread = threading.Thread(target=self._run, args=(descent,), name="run", daemon=True)
        self._thread.start()

    @property
    def moment(self) -> Moment:
        """The latest picture of the run."""
        return self._moment

    @property
    def running(self) -> bool:
        """Whether steps are being made."""
        return self._moment.status is Status.RUNNING

    def stop(self) -> None:
        """End before the next slice of steps."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until no steps are being made, so long at most."""
        with waiting():
            self._thread.join(max(0.0, seconds))

    def _run(self, descent: Descent) -> None:
        """Be the thread: whatever ends it, no run is left that only seems to be running."""
        try:
            self._keep_stepping(descent)
        finally:
            if self.running:
                self._publish(Status.PAUSED, descent)

    def _keep_stepping(self, descent: Descent) -> None:
        seen = now = time.monotonic()
        while self.running and now - seen <= GRACE and not self._stop.is_set():
            with turn(self._stop):
                self._publish(self._slice(descent, time.monotonic() + SLICE), descent)
            now = time.monotonic()
            seen = now if self._watched() else seen

    def _slice(self, descent: Descent, deadline: float) -> Status:
        """Make at least one step, and others until the deadline; return what the run does now."""
        status = self._step(descent)
        while status is Status.RUNNING and time.monotonic() < deadline:
            status = self._step(descent)
        return status

    def _step(self, descent: Descent) -> Status:
        began = time.thread_time()
        try:
            losses = descent.step(self.plan.learning_rate)
        except DivergedError:
            return Status.DIVERGED
        seconds = self._last.seconds + time.thread_time() - began
        self._last = Point(losses.step, losses.nll - self._floor, seconds)
        if is_kept(losses.step):
            self._points.append(self._last)
        if self._close_at is None and self._last.gap < CLOSE:
            self._close_at = losses.step
        return Status.DONE if self._is_done() else Status.RUNNING

    def _is_done(self) -> bool:
        step, gap, seconds = self._last
        return step >= self.plan.steps or gap < ARRIVED or seconds >= LONGEST

    def _publish(self, status: Status, descent: Descent) -> None:
        points = self._points if self._points[-1] is self._last else [*self._points, self._last]
        self._moment = Moment(status, descent.weights.clone(), tuple(points), self._close_at)


class Runs:
    """The runs of one list, in the order in which they were started."""

    def __init__(
        self, counts: Tensor, floor: float, watched: Callable[[], bool] = lambda: True
    ) -> None:
        """Stand ready for runs on counts (V, V) whose own nll is `floor`."""
        self._counts, self._floor, self._watched = counts, floor, watched
        self.all: list[Run] = []
        self.started = 0  # ever

    @property
    def running(self) -> bool:
        """Whether any run is going on."""
        return any(run.running for run in self.all)

    @property
    def shown(self) -> list[Run]:
        """The runs that are not hidden."""
        return [run for run in self.all if run.shown]

    @property
    def most(self) -> int:
        """How many runs are kept: fewer where their weights are large."""
        return max(2, min(MOST, _ROOM // self._counts.numel()))

    @property
    def full(self) -> bool:
        """Whether a run must go before another one can start."""
        return len(self.all) >= self.most

    def start(self, plan: Plan, name: str) -> Run:
        """Start a run, in a colour and with a name that no other one has."""
        run = Run(self.started, plan, self._counts, self._floor, self._watched)
        run.name = self._unlike_others(name)
        run.slot = min(set(range(MOST)) - {other.slot for other in self.all})
        self.all = [*self.all, run]
        self.started += 1
        return run

    def wait(self, seconds: float) -> None:
        """Wait until no run is going on, so long at most in all."""
        until = time.monotonic() + seconds
        for run in self.all:
            run.wait(until - time.monotonic())

    def remove(self, run: Run) -> None:
        """Stop a run and forget it; one that is gone already stays gone."""
        run.stop()
        self.all = [other for other in self.all if other is not run]

    def stop(self) -> None:
        """Stop all runs."""
        for run in self.all:
            run.stop()

    def _unlike_others(self, name: str) -> str:
        taken = {run.name for run in self.all}
        number, free = 2, name
        while free in taken:
            number, free = number + 1, _("{name} ({number})").format(name=name, number=number)
        return free


def fits(optimizer: str, characters: int) -> bool:
    """Return whether an optimizer can remember what it needs for a vocabulary of this size."""
    return optimizer != "l-bfgs" or characters <= _MANY


def is_kept(step: int) -> bool:
    """Thin out the points of a curve on a log axis: every step to 100, every 10th to 1,000, ...

    Example: 99 -> True, 105 -> False, 110 -> True
    """
    gap: int = 10 ** max(0, len(str(step)) - 2)
    return step % gap == 0


def has_stalled(points: Sequence[Point]) -> bool:
    """Return whether the second half of a run brought next to nothing, far from the counts."""
    last = points[-1]
    if last.step < 100 or last.gap < CLOSE:
        return False
    return last.gap > 0.95 * _halfway(points).gap


def steps_to_close(points: Sequence[Point]) -> int | None:
    """Return after how many steps the gap would be CLOSE, for a run that must double its steps to
    halve its gap; None for any other, or one that is too short to tell.

    So does gradient descent at the end: the probability p of a pair that never occurs shrinks by
    about p squared a step, thus as 1 / steps. Example: 0.002 at 500, 0.001 at 1,000 -> 1,000,000
    """
    last, half = points[-1], _halfway(points)
    if last.step < 100 or not 0 < last.gap < min(half.gap, _TAIL):
        return None
    slope = math.log(half.gap / last.gap) / math.log(last.step / half.step)
    return round(last.step * last.gap / CLOSE) if 0.75 < slope < 1.33 else None


def trial(counts: Tensor, floor: float, plan: Plan) -> np.ndarray:
    """Return the gap after 0, 1, ... steps, (steps + 1,); shorter where the loss blew up."""
    descent = OPTIMIZERS[plan.optimizer](counts, initial_weights(len(counts), plan.seed))
    gaps = [descent.losses().nll - floor]
    try:
        while descent.steps < plan.steps:
            gaps.append(descent.step(plan.learning_rate).nll - floor)
    except DivergedError:
        pass
    return np.array(gaps)


def verdict(gaps: np.ndarray, steps: int) -> str:
    """Return how a trial of so many steps went: "too big", "jumps", or "fine".

    Steps are too big when the end lies above the start, or the loss blew up; the curve jumps when
    more than one step in ten leads upwards.
    """
    if len(gaps) <= steps or gaps[-1] > gaps[0]:
        return "too big"
    rises = np.diff(gaps) > ARRIVED
    return "jumps" if rises.sum() > steps / 10 else "fine"


def _halfway(points: Sequence[Point]) -> Point:
    return min(points, key=lambda point: abs(point.step - points[-1].step / 2))
