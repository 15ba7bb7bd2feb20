"""The thread that trains for one browser session, and what the page may see of it.

The page never waits: commands set a few fields, and `snapshot` is an immutable picture that the
thread replaces after each slice of work. The thread lives only while there is something to do: it
ends when paused, done, diverged, or left alone for longer than a grace time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from torch import Tensor

from makemore.errors import DivergedError
from makemore.training import GradientDescent, Losses

SLICE = 0.01  # seconds of stepping before others may step
REST = 0.015  # seconds between slices, so that pages of all sessions stay quick
GRACE = 60.0  # seconds a run outlives its browser, for a connection that comes back
_STEPPING = threading.BoundedSemaphore(2)  # how many sessions may step at the same moment


class Status(Enum):
    """What a run is doing."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    DIVERGED = "diverged"


@dataclass(frozen=True)
class Pace:
    """How to step: may change between any two steps of a run."""

    learning_rate: float
    regularization: float = 0.0
    until: int = 200  # steps
    speed: float = 50.0  # steps per second, at most


@dataclass(frozen=True)
class Snapshot:
    """One moment of a run: the weights (V, V) and the losses so far, thinned out when many."""

    status: Status
    weights: Tensor
    history: Sequence[Losses]
    error: DivergedError | None = None

    @property
    def last(self) -> Losses:
        """The losses of these weights."""
        return self.history[-1]


class Trainer:
    """Trains one network on one table of counts; every method returns at once."""

    def __init__(self, counts: Tensor, weights: Tensor, pace: Pace) -> None:
        """Stand ready at the given weights (V, V)."""
        self.pace = pace
        self._counts = counts
        self._lock = threading.Lock()  # held during a slice of steps, and by each command
        self._stop = threading.Event()  # of the thread that runs now; each thread has its own
        self._orphaned_at: float | None = None
        self.reset(weights)

    @property
    def snapshot(self) -> Snapshot:
        """The latest picture of the run."""
        return self._snapshot

    @property
    def playing(self) -> bool:
        """Whether steps are being made."""
        return self._snapshot.status is Status.RUNNING

    @property
    def goal(self) -> int:
        """The step at which this run stops by itself."""
        return self._base + self.pace.until

    def play(self) -> None:
        """Step until the goal; a run that has reached it goes as far again."""
        with self._lock:
            if self.playing:
                return
            self._base = 0 if self._descent.steps < self.pace.until else self._descent.steps
            self._stop = threading.Event()
            self._publish(Status.RUNNING)
            threading.Thread(
                target=self._run, args=(self._stop,), name="trainer", daemon=True
            ).start()

    def pause(self) -> None:
        """Stop before the next slice of steps."""
        self._stop.set()
        with self._lock:
            if self.playing:
                self._publish(Status.PAUSED)

    def step(self) -> None:
        """Make one step, unless steps are being made already."""
        with self._lock:
            if not self.playing:
                self._publish(self._step_once(Status.PAUSED))

    def reset(self, weights: Tensor) -> None:
        """Stop, and stand ready at weights (V, V) with an empty history."""
        self._stop.set()
        with self._lock:
            self._base = 0
            self._error: DivergedError | None = None
            self._descent = GradientDescent(self._counts, weights)
            self._history = [self._descent.losses(self.pace.regularization)]
            self._publish(Status.READY)

    def adopt(self) -> None:
        """Say that a page looks at this run: it stays alive."""
        self._orphaned_at = None

    def orphan(self) -> None:
        """Say that the page is gone: the run ends unless it is adopted within GRACE seconds."""
        self._orphaned_at = time.monotonic()

    def _run(self, stop: threading.Event) -> None:
        """Step in slices, at most `pace.speed` steps a second, until told or done."""
        due = 1.0
        while not stop.is_set() and not self._abandoned():
            began = time.monotonic()
            with _STEPPING, self._lock:
                if not stop.is_set():
                    due -= self._slice(int(due), began + SLICE)
            stop.wait(REST)
            due += (time.monotonic() - began) * self.pace.speed
            if not self.playing:
                return
        if self._stop is stop:  # abandoned; a newer run would have its own event
            self.pause()

    def _slice(self, number: int, deadline: float) -> int:
        """Make up to `number` steps before the deadline; return how many are settled."""
        status, made = Status.RUNNING, 0
        while status is Status.RUNNING and made < number and time.monotonic() < deadline:
            status = self._step_once(Status.RUNNING)
            made += 1
            if status is Status.RUNNING and self._descent.steps >= self.goal:
                status = Status.DONE
        self._publish(status)
        return number  # what could not be made in time is dropped, not owed

    def _step_once(self, status: Status) -> Status:
        """Make one step and return `status`, or DIVERGED where the step was undone."""
        pace = self.pace
        try:
            losses = self._descent.step(pace.learning_rate, pace.regularization)
        except DivergedError as error:
            self._error = error
            return Status.DIVERGED
        self._error = None
        if _is_kept(losses.step):
            self._history.append(losses)
        return status

    def _publish(self, status: Status) -> None:
        now = self._descent.losses(self.pace.regularization)
        kept = self._history[:] if self._history[-1].step == now.step else [*self._history, now]
        weights = self._descent.weights.clone()
        self._snapshot = Snapshot(status, weights, kept, self._error)

    def _abandoned(self) -> bool:
        since = self._orphaned_at
        return since is not None and time.monotonic() - since > GRACE


def _is_kept(step: int) -> bool:
    """Thin out a long history: every step to 1,000, every 10th to 10,000, and so on.

    Example: 999 -> True, 1_005 -> False, 1_010 -> True
    """
    return step % 10 ** max(0, len(str(step)) - 3) == 0
