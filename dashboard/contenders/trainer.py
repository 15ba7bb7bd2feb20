"""The thread that trains for one browser session, and what a page may see of it.

A page never waits for the thread: commands set a few fields, and `snapshot` is a picture that never
changes, replaced after each slice of steps. The thread lives only while there is something to do:
it ends when the run is paused, done or diverged, or left alone for longer than a grace time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import count

from torch import Tensor

from dashboard.contenders.stepping import turn
from makemore.counting import NgramCounts
from makemore.errors import DivergedError
from makemore.models.network import NeuralBigram
from makemore.shared_weights import SharedWeights, descent_of
from makemore.training import Losses
from makemore.vocabulary import Vocabulary

SLICE = 0.01  # seconds of stepping before others may step
GRACE = 60.0  # seconds a run outlives its browser, for a connection that comes back
REPLAYED = 20_000  # steps that are made again at once, for someone who opens a link
_WORK = 200_000_000  # weights moved by them: about a second
Counts = Tensor | NgramCounts  # a table (V, V), or the pairs where it would be large
Weights = Tensor | SharedWeights
Even = tuple[float, float]  # a learning rate and a regularization that did not change
COURSES = count()  # numbers of the courses that runs take: each from new weights on


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
    until: int = 200  # steps that one press of Play makes
    speed: float = 50.0  # steps per second, at most


@dataclass(frozen=True)
class Stretch:
    """Steps of a run that were made at one pace, the last of them being step `until`."""

    until: int
    learning_rate: float
    regularization: float


@dataclass(frozen=True)
class Snapshot:
    """One moment of a run: the model, its losses, and the losses on the way to it.

    The history is thinned out when it is long. After a divergence it still shows the way up, while
    `model` and `last` are already those of the last good step. `stretches` are all steps that led
    to the model, None where another run made some of them. No two models of a process have the same
    `course` and step.
    """

    status: Status
    model: NeuralBigram
    last: Losses
    history: Sequence[Losses]
    error: DivergedError | None = None
    stretches: tuple[Stretch, ...] | None = ()
    course: int = 0

    @property
    def step(self) -> int:
        """The step of the model."""
        return self.last.step

    @property
    def way(self) -> tuple[Losses, ...]:
        """The losses from the first weights to these, those that led to a divergence left out."""
        return (*(one for one in self.history if one.step < self.last.step), self.last)


class Trainer:
    """Trains one network on one table of counts; every method returns at once."""

    used = 0  # of two networks the one used later has the larger number

    def __init__(
        self,
        counts: Counts,
        vocabulary: Vocabulary,
        seed: int,
        pace: Pace,
        watched: Callable[[], bool] = lambda: True,
    ) -> None:
        """Stand ready at the weights of a seed, for counts (V, V); at zeros for counts in a list.

        A run ends by itself when it has not been `watched` for GRACE seconds.
        """
        self.seed = seed
        self._watched = watched
        self._pace = pace
        self._counts, self._vocabulary = counts, vocabulary
        self._lock = threading.Lock()  # held during a slice of steps, and by each command
        self._stop = threading.Event()  # of the thread that runs now; each thread has its own
        self.reset()

    @property
    def snapshot(self) -> Snapshot:
        """The latest picture of the run."""
        return self._snapshot

    @property
    def pace(self) -> Pace:
        """How steps are made from now on."""
        return self._pace

    @pace.setter
    def pace(self, pace: Pace) -> None:
        if pace == self._pace:
            return
        with self._lock:
            self._pace = pace
            self._publish(self._snapshot.status)  # the loss depends on the regularization

    @property
    def playing(self) -> bool:
        """Whether steps are being made."""
        return self._snapshot.status is Status.RUNNING

    @property
    def even(self) -> Even | None:
        """The learning rate and regularization of all steps so far, None where they changed."""
        stretches = self._snapshot.stretches
        if stretches is None or len(stretches) != 1:
            return None
        return stretches[0].learning_rate, stretches[0].regularization

    @property
    def goal(self) -> int:
        """The step at which this run stops by itself."""
        return self._base + self.pace.until

    def play(self) -> None:
        """Step until the goal; a run that has reached it goes as far again."""
        with self._lock:
            if self.playing:
                return
            if self._descent.steps >= self.goal:
                self._base = self._descent.steps
            self._resume()
            self._stop = threading.Event()
            threading.Thread(
                target=self._run, args=(self._stop,), name="trainer", daemon=True
            ).start()
            self._publish(Status.RUNNING)  # before the thread, which waits for the lock, can step

    def pause(self) -> None:
        """Stop before the next slice of steps."""
        with self._lock:
            self._stop.set()
            if self.playing:
                self._publish(Status.PAUSED)

    def step(self) -> None:
        """Make one step, unless steps are being made already."""
        with self._lock:
            if not self.playing:
                self._resume()
                status = self._step_once()
                self._publish(status if status is Status.DIVERGED else Status.PAUSED)

    def reset(self, seed: int | None = None) -> None:
        """Stop, and stand ready at the first weights again, or at those of another seed."""
        seed = self.seed if seed is None else seed
        descent = descent_of(self._counts, seed=seed)
        with self._lock:
            self._stop.set()
            self.seed, self._descent = seed, descent
            self._base, self._course = 0, next(COURSES)
            self._error: DivergedError | None = None
            self._stretches: list[Stretch] | None = []
            self._history = [descent.losses(self.pace.regularization)]
            self._publish(Status.READY)

    def stand_at(
        self,
        weights: Weights,
        history: Sequence[Losses],
        seed: int,
        stretches: Sequence[Stretch] | None = None,
    ) -> None:
        """Stop, and stand where another run stood: its weights (V, V), and the losses up to them.

        `seed` is that of the first weights, to which `reset` goes back; `stretches` are the steps
        from there, None where they are not known.
        """
        descent = descent_of(self._counts, weights)
        descent.steps = history[-1].step
        with self._lock:
            self._stop.set()
            self.seed, self._descent = seed, descent
            self._base, self._course = 0, next(COURSES)
            self._error = None
            self._stretches = None if stretches is None else list(stretches)
            self._history = list(history)
            self._publish(Status.PAUSED if descent.steps else Status.READY)
            self._good = self._snapshot  # weights of the run before are gone

    def _run(self, stop: threading.Event) -> None:
        """Be the thread: whatever ends it, no run is left that only seems to be running."""
        try:
            self._keep_stepping(stop)
        finally:
            with self._lock:
                if self._stop is stop and self.playing:  # not a newer run's
                    self._publish(Status.PAUSED)

    def _keep_stepping(self, stop: threading.Event) -> None:
        """Step in slices, at most `pace.speed` steps a second, until told or done."""
        due = 1.0  # steps; the first one at once
        seen = began = time.monotonic()
        while began - seen <= GRACE:
            with turn(stop), self._lock:
                if stop.is_set():
                    return
                self._slice(int(due), time.monotonic() + SLICE)
                if not self.playing:
                    return
            due -= int(due)  # what could not be made in time is dropped, not owed
            now = time.monotonic()
            due += (now - began) * self.pace.speed
            began, seen = now, now if self._watched() else seen

    def _slice(self, number: int, deadline: float) -> None:
        """Make up to `number` steps before the deadline, and publish the last one."""
        status = self._progress()
        for _ in range(number):
            if status is not Status.RUNNING or time.monotonic() >= deadline:
                break
            status = self._step_once()
        if number or status is not Status.RUNNING:
            self._publish(status)

    def _step_once(self) -> Status:
        """Make one step; return what the run is doing after it."""
        pace = self.pace
        try:
            losses = self._descent.step(pace.learning_rate, pace.regularization)
        except DivergedError as error:
            self._error = error
            self._go_back()
            return Status.DIVERGED
        self._remember(pace)
        if is_kept(losses.step):
            self._history.append(losses)
        return self._progress()

    def _remember(self, pace: Pace) -> None:
        """Note at which pace the last step was made: as part of a stretch, or as a new one."""
        if self._stretches is None:
            return
        new = Stretch(self._descent.steps, pace.learning_rate, pace.regularization)
        if self._stretches and replace(self._stretches[-1], until=new.until) == new:
            self._stretches[-1] = new
        else:
            self._stretches.append(new)

    def _progress(self) -> Status:
        return Status.DONE if self._descent.steps >= self.goal else Status.RUNNING

    def _go_back(self) -> None:
        """Return to the last good weights: those just before infinity are as useless."""
        self._descent = descent_of(self._counts, self._good.model.weights)
        self._course = next(COURSES)
        self._descent.steps = self._good.last.step
        stretches = self._good.stretches
        self._stretches = None if stretches is None else list(stretches)

    def _resume(self) -> None:
        """Leave a divergence behind, and the losses that led to it."""
        self._error = None
        self._history = [past for past in self._history if past.step <= self._descent.steps]

    def _publish(self, status: Status) -> None:
        """Replace the snapshot; remember it as good while it is no worse than the start."""
        now = self._descent.losses(self.pace.regularization)
        kept = self._history[:-1] if self._history[-1].step == now.step else self._history
        history = self._history[:] if self._error else [*kept, now]
        model = NeuralBigram(self._vocabulary, self._descent.weights.clone())
        stretches = None if self._stretches is None else tuple(self._stretches)
        self._snapshot = Snapshot(status, model, now, history, self._error, stretches, self._course)
        if now.nll <= self._history[0].nll:
            self._good = self._snapshot


def can_replay(steps: int, characters: int) -> bool:
    """Return whether so many steps on a vocabulary of this size take about a second at most."""
    return steps <= REPLAYED and steps * characters**2 <= _WORK


def replay(counts: Counts, seed: int, even: Even, steps: int) -> tuple[Weights, list[Losses]]:
    """Return the weights (V, V) after so many equal steps from a seed, and the losses on the way.

    Raises DivergedError.
    """
    descent = descent_of(counts, seed=seed)
    history = [descent.losses(even[1])]
    while descent.steps < steps:
        losses = descent.step(*even)
        if is_kept(losses.step) or losses.step == steps:
            history.append(losses)
    return descent.weights, history


def is_kept(step: int) -> bool:
    """Thin out a long history: every step to 1,000, every 10th to 10,000, and so on.

    Example: 999 -> True, 1_005 -> False, 1_010 -> True
    """
    gap: int = 10 ** max(0, len(str(step)) - 3)
    return step % gap == 0
