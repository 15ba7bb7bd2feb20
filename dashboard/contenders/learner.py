"""The thread that trains one network of any family, and what a page may see of it.

A page never waits for it: commands set a few fields, and `snapshot` is a picture that never
changes. Play steps at one rate until nothing is gained; `finish` lets the rate sink to nothing over
some seconds, which ends lower. The lecture's network, whose steps are exact, has `trainer`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from dashboard.contenders.stepping import STEPPING, turn, waiting
from dashboard.contenders.trainer import COURSES, GRACE, Status
from makemore.errors import DivergedError
from makemore.learning.running import ToTheEnd
from makemore.models.family import Family, Material, Progress, Training, Values
from makemore.models.model import LanguageModel

SLICE = 0.05  # seconds of stepping before others may step
FINISH = 20.0  # seconds of computing in which a network is trained to the end
_SOON = 3.0  # seconds that a page waits for one step


@dataclass(frozen=True)
class Scene:
    """One moment of a network's learning.

    `model` is the network at its best so far, `present` as it is now; both None before it has been
    scored for the first time. `scores` are the points of its curve. No two models of a process have
    the same `course` and step.
    """

    status: Status
    model: LanguageModel | None = None
    present: LanguageModel | None = None
    progress: Progress | None = None
    scores: tuple[Progress, ...] = ()
    error: DivergedError | None = None
    course: int = 0
    share: float = 0.0  # of the way to the end, where there is one, in [0, 1]

    @property
    def step(self) -> int:
        """The step of the model in use: the best one."""
        return self.progress.best_step if self.progress else 0


@dataclass(frozen=True)
class Start:
    """Where a network stood that comes back: its model, and what was known of it."""

    model: LanguageModel
    progress: Progress


class Learner:
    """Trains one network on the names of a list; every method returns at once."""

    used = 0  # of two networks the one used later has the larger number

    def __init__(
        self,
        family: Family,
        material: Material,
        seed: int,
        values: Values,
        watched: Callable[[], bool] = lambda: True,
    ) -> None:
        """Stand ready; a run ends by itself when it has not been `watched` for GRACE seconds."""
        self.family, self._material, self._watched = family, material, watched
        self.pace = 1.0  # times the usual learning rate; may change at any moment
        self.asked = seed, dict(values)  # of the first weights and of the knobs, from a reset on
        self._lock = threading.Lock()  # held during a slice of steps, and by each command
        self._stop = threading.Event()  # of the thread that runs now; each thread has its own
        self.reset()

    @property
    def playing(self) -> bool:
        """Whether steps are being made."""
        return self.snapshot.status is Status.RUNNING

    def play(self) -> None:
        """Step at one rate, until nothing is gained."""
        self._begin(None, None)

    def finish(self, seconds: float = FINISH) -> None:
        """Step for some seconds of computing, at a rate that sinks to nothing."""
        self._begin(None, seconds)

    def step(self) -> None:
        """Make one step, and wait a little for it: a page shows it then."""
        thread = self._begin(1, None)
        if thread is not None:
            with waiting():
                thread.join(_SOON)

    def pause(self) -> None:
        """Stop before the next slice of steps."""
        with self._lock:
            self._stop.set()
            if self.playing:
                self._publish(Status.PAUSED, whole=True)

    def reset(self) -> None:
        """Stop, and stand ready before the first step again, with the seed and knobs asked for."""
        with self._lock:
            self._stop.set()
            self.seed, self.values = self.asked
            self._training: Training | None = None
            self._start: Start | None = None
            self.snapshot = Scene(Status.READY, course=next(COURSES))

    def stand_at(self, start: Start, seed: int, values: Values) -> None:
        """Stop, and stand where a network stood that comes back; it goes on from there."""
        self.asked = seed, dict(values)
        self.reset()
        self._start, known = start, start.progress
        self.snapshot = replace(
            self.snapshot,
            status=Status.PAUSED,
            model=start.model,
            present=start.model,
            progress=known,
            scores=(known,),
        )

    def _begin(self, steps: int | None, seconds: float | None) -> threading.Thread | None:
        """Start the thread, unless steps are being made already."""
        with self._lock:
            if self.playing:
                return None
            self._stop = threading.Event()
            self.snapshot = replace(self.snapshot, status=Status.RUNNING, error=None, share=0.0)
            run = (self._stop, steps, seconds)
            thread = threading.Thread(target=self._run, args=run, name="learner", daemon=True)
            thread.start()
            return thread

    def _run(self, stop: threading.Event, steps: int | None, seconds: float | None) -> None:
        """Be the thread: whatever ends it, no run is left that only seems to be running."""
        status = Status.PAUSED
        try:
            self._make(stop)
            status = self._keep_stepping(stop, steps, seconds)
        except DivergedError as error:
            with self._lock:
                if self._stop is stop and self.playing:
                    self._go_back(error)
        finally:
            with self._lock:
                if self._stop is stop and self.playing:  # not a newer run's, not one reset
                    self._publish(status, whole=True)

    def _make(self, stop: threading.Event) -> None:
        """Make the training, which takes a second for a long list: from the start, if there is."""
        if self._training is not None:
            return
        assert self.family.training is not None
        start = {} if self._start is None else {"start": self._start.model}
        with STEPPING:
            made = self.family.training(self._material, seed=self.seed, **start, **self.values)
        with self._lock:
            if not stop.is_set():
                self._training = made
                self._publish(Status.RUNNING)

    def _keep_stepping(
        self, stop: threading.Event, steps: int | None, seconds: float | None
    ) -> Status:
        """Step in slices until told or done; return what the run does then."""
        began, seen, made, gone = time.thread_time(), time.monotonic(), 0, 0.0
        way = ToTheEnd(self._training, seconds) if seconds and self._training else None
        while time.monotonic() - seen <= GRACE:
            with turn(stop), self._lock:
                training, end = self._training, time.monotonic() + SLICE
                if stop.is_set() or training is None:
                    return Status.PAUSED
                while time.monotonic() < end:
                    spent = time.thread_time() - began
                    known = way.step(spent, self.pace) if way else training.step(self.pace)
                    made, gone = made + 1, spent / seconds if seconds else 0.0
                    if gone >= 1 or (way.stalled if way else known.stopped):
                        return Status.DONE
                    if made == steps:
                        return Status.PAUSED
                self._publish(Status.RUNNING, share=gone)
            seen = time.monotonic() if self._watched() else seen
        return Status.PAUSED

    def _go_back(self, error: DivergedError) -> None:
        """Return to the best weights: those just before infinity are as useless."""
        training, self._training = self._training, None
        assert training is not None
        self._publish_of(training, Status.DIVERGED, whole=True)
        known = self.snapshot.progress
        if known is not None and self.snapshot.model is not None:
            self._start = Start(self.snapshot.model, replace(known, step=known.best_step))
        self.snapshot = replace(
            self.snapshot, error=error, present=self.snapshot.model, course=next(COURSES)
        )

    def _publish(self, status: Status, *, share: float = 0.0, whole: bool = False) -> None:
        if self._training is None:
            self.snapshot = replace(self.snapshot, status=status)
        else:
            self._publish_of(self._training, status, share=share, whole=whole)

    def _publish_of(
        self, training: Training, status: Status, *, share: float = 0.0, whole: bool = False
    ) -> None:
        """Replace the snapshot; models are copied where the network was scored, or as a `whole`."""
        before, known = self.snapshot, self._counted_on(training.progress)
        scores = tuple(map(self._counted_on, training.scores))
        if self._start is not None:
            scores = (self._start.progress, *scores[1:])
        old = len(scores) == len(before.scores) and before.present is not None
        same = before.model is not None and before.step == known.best_step
        model = before.model if same else training.model
        present = before.present if old and not whole else training.present
        self.snapshot = Scene(
            status, model, present, known, scores, before.error, before.course, share
        )

    def _counted_on(self, known: Progress) -> Progress:
        """Return a progress whose steps go on from those of the network that it started from."""
        if self._start is None:
            return known
        base = self._start.progress.step
        if known.best_nll >= self._start.progress.best_nll:
            best = self._start.progress
            return replace(
                known, step=known.step + base, best_step=best.best_step, best_nll=best.best_nll
            )
        return replace(known, step=known.step + base, best_step=known.best_step + base)
