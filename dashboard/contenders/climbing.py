"""The ladder's thread: every family of models learns from the same names, one rung after another.

A page never waits for it; `rungs` is a picture that never changes, replaced when a model has been
judged. One press climbs for a time; what has not finished learning goes on with the next one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from dashboard.contenders.judging import JUDGES, Judges, Scored, few_names, some
from dashboard.contenders.learner import SLICE
from dashboard.contenders.stepping import STEPPING, turn
from dashboard.contenders.trainer import GRACE
from makemore.corpus import Corpus
from makemore.errors import DivergedError, MakemoreError
from makemore.leaderboard import WEIGHTS_SEED
from makemore.learning.running import ToTheEnd, is_over
from makemore.leaving_out import choose
from makemore.models.family import (
    Family,
    Material,
    Progress,
    Training,
    Values,
    families,
    parameters_of,
)
from makemore.models.model import LanguageModel
from makemore.splitting import Parts, three_parts
from makemore.vocabulary import Vocabulary

BUDGET = 20.0  # seconds of computing that one press climbs
MOST = 200_000  # names that the ladder takes, drawn at random from a longer list
SEEN = 1_000  # names that a model learned from, by which it is judged too
FEW = 200  # different names; of fewer, a larger share is kept for judging
FEWEST = 3  # different names that make three parts
CHOOSERS = 30_000  # training names by which context and smoothing are chosen, at most


class Clock:
    """Seconds that a thread has computed; on a busy machine at least a quarter of those passed."""

    def __init__(self) -> None:
        """Begin, in the thread itself."""
        self._computed, self._passed = time.thread_time(), time.monotonic()

    @property
    def spent(self) -> float:
        """The seconds so far."""
        computed = time.thread_time() - self._computed
        return max(computed, (time.monotonic() - self._passed) / 4)


@dataclass(frozen=True, eq=False)
class Rung:
    """A model that has climbed, as it was judged last; `error` is why it could not go on."""

    family: Family
    values: Values  # of its knobs
    model: LanguageModel
    validation: Scored
    train: Scored
    test: Scored | None  # None while it is sealed
    names: tuple[str, ...]  # that it makes, as few_names
    parameters: int
    seconds: float  # of computing
    steps: int  # 0 for a counted model
    done: bool = True
    error: MakemoreError | None = None

    @property
    def key(self) -> str:
        """Its family's key."""
        return self.family.key


class Climb:
    """One list, divided in three, and the models that climb on it."""

    def __init__(
        self,
        names: Corpus,
        *,
        seed: int,
        dice: int,
        by_line: bool = False,
        watched: Callable[[], bool] = lambda: True,
    ) -> None:
        """Divide a list of FEWEST different names at least; `by_line` divides it carelessly.

        A climb ends by itself when it has not been `watched` for GRACE seconds.
        """
        self.drawn = len(names) > MOST
        names = some(names, MOST, seed) if self.drawn else names
        self.by_line = by_line
        self.parts: Parts = three_parts(names, share_of(names), seed=seed, by_line=by_line)
        self.families = tuple(families().values())
        self.opened: Mapping[str, Rung] | None = None  # the rungs when the test was opened
        self.rungs: Mapping[str, Rung] = {}
        self.failed: Mapping[str, MakemoreError] = {}  # families that cannot learn from this list
        self.now: str | None = None  # who learns at this moment
        self.live: Progress | None = None  # how far it is
        self._vocabulary = Vocabulary.of(names.characters)
        self._dice, self._watched = dice, watched
        self._judging = 0.0  # seconds that it took to judge the last model
        self._trainings: dict[str, Training] = {}
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self.share = 0.0  # how much of the time of a press is over, in [0, 1]

    @cached_property
    def judges(self) -> tuple[Judges, Judges, Judges]:
        """Validation names, some of the training names, and test names."""
        parts = self.parts
        return Judges.of(parts.validation), Judges.of(parts.train, SEEN), Judges.of(parts.test)

    @property
    def running(self) -> bool:
        """Whether models learn."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def waiting(self) -> tuple[Family, ...]:
        """The families that have not climbed, or not to the end."""
        ended = {key for key, rung in self.rungs.items() if rung.done} | self.failed.keys()
        return tuple(one for one in self.families if one.key not in ended)

    def go(self) -> None:
        """Climb for BUDGET seconds, unless that is being done."""
        if self.running or not self.waiting:
            return
        self._stop, self.share = threading.Event(), 0.0
        self._begin(partial(self._climb, self._stop))

    def stop(self) -> None:
        """End before the next slice of steps; what was learned is judged and stays."""
        self._stop.set()

    def open_test(self) -> None:
        """Look at the test names, after what climbs at this moment; that cannot be undone."""
        if self.opened is None:
            self.opened = dict(self.rungs)
            self._begin(partial(self._test, self._thread))

    def _test(self, before: threading.Thread | None) -> None:
        """Be the thread, after the one before: let the test names judge what has climbed."""
        if before is not None:
            before.join()
        for key, rung in self.rungs.items():
            if rung.test is None:
                with STEPPING:
                    tested = replace(rung, test=self.judges[2].score(rung.model))
                self.rungs = {**self.rungs, key: tested}

    def _begin(self, work: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=work, name="climb", daemon=True)
        self._thread.start()

    def _climb(self, stop: threading.Event) -> None:
        """Be the thread: counted models at once, the others each an equal part of what is left."""
        clock = Clock()
        waiting = sorted(self.waiting, key=lambda family: family.fit is None)  # else their order
        for place, family in enumerate(waiting):
            left = BUDGET - clock.spent
            self.share = min(1.0, clock.spent / BUDGET) if BUDGET else 1.0
            if stop.is_set() or (left <= 0 and family.fit is None):
                break
            self.now, self.live = family.key, None
            try:
                if family.fit is None:
                    self._train(family, stop, clock, left / (len(waiting) - place))
                else:
                    with STEPPING:
                        self._count(family)
            except MakemoreError as error:  # such as a list that is too long for it
                self.failed = {**self.failed, family.key: error}
        self.now = self.live = None

    @cached_property
    def _material(self) -> Material:
        return Material(self.parts.train, self._vocabulary)

    def _count(self, family: Family) -> None:
        """Let a counted model climb."""
        began = time.thread_time()
        values, model = self._fitted(family)
        self._judge(family, values, model, seconds=time.thread_time() - began)

    def _fitted(self, family: Family) -> tuple[Values, LanguageModel]:
        """Return a counted model with the knobs that suit the list best, where that is known."""
        assert family.fit is not None
        values = family.held(choose(self._choosers, family.key).values if family.left_out else {})
        return values, family.fit(self._material, **values)

    @cached_property
    def _choosers(self) -> Material:
        train = self.parts.train
        if len(train) <= CHOOSERS:
            return self._material
        return Material(some(train, CHOOSERS, 1), self._vocabulary)

    def _train(self, family: Family, stop: threading.Event, clock: Clock, seconds: float) -> None:
        """Let a model climb that learns step by step; it gets ready and is judged in its time."""
        before = self.rungs.get(family.key)
        began = time.thread_time() - (before.seconds if before else 0.0)
        end = clock.spent + seconds - self._judging
        with STEPPING:
            training = self._training(family)
        error = None
        try:
            self._keep_stepping(training, stop, clock, end)
        except DivergedError as diverged:
            error = diverged
        with STEPPING:
            self._judge(
                family,
                family.held({}),
                training.model,
                seconds=time.thread_time() - began,
                steps=training.progress.step,
                done=error is not None or is_done(training),
                error=error,
            )

    def _training(self, family: Family) -> Training:
        """Return the training of a family, that of the last press where there is one."""
        assert family.training is not None
        if family.key not in self._trainings:
            values = family.held({})
            training = family.training(self._material, seed=WEIGHTS_SEED, **values)
            self._trainings[family.key] = training
        return self._trainings[family.key]

    def _keep_stepping(
        self, training: Training, stop: threading.Event, clock: Clock, end: float
    ) -> None:
        """Step in slices until told, done, out of time or left alone; raises DivergedError."""
        seen, began, gone = time.monotonic(), clock.spent, 0.0
        seconds = max(end - began, SLICE)
        way = ToTheEnd(training, seconds)
        while not is_done(training) and not stop.is_set() and time.monotonic() - seen <= GRACE:
            with turn(stop):
                rest = time.monotonic() + SLICE
                while not is_done(training) and time.monotonic() < rest:
                    self.live = way.step(clock.spent - began)
                    gone = (clock.spent - began) / seconds
                    if gone >= 1:
                        return
            self.share = min(1.0, clock.spent / BUDGET)
            seen = time.monotonic() if self._watched() else seen

    def _judge(
        self,
        family: Family,
        values: Values,
        model: LanguageModel,
        *,
        seconds: float,
        steps: int = 0,
        done: bool = True,
        error: MakemoreError | None = None,
    ) -> None:
        """Publish how a model does."""
        began = time.thread_time()
        validation, train = (judges.score(model) for judges in self.judges[:2])
        test = None if self.opened is None else self.judges[2].score(model)
        names = few_names(model, self._dice)
        rung = Rung(
            family, values, model, validation, train, test,
            names, parameters_of(model), seconds, steps, done, error,
        )  # fmt: skip
        _ = validation.interval  # worked out here, not on a page
        self.rungs = {**self.rungs, family.key: rung}
        self._judging = time.thread_time() - began


def share_of(names: Corpus) -> float:
    """Return which share of the different names is kept for validation, and for the test."""
    distinct = names.distinct
    return 0.2 if distinct < FEW else min(0.1, JUDGES / distinct)


def best_of(rungs: Sequence[Rung]) -> Rung | None:
    """Return the rung with the lowest nll on the validation names, None of none."""
    return min(rungs, key=lambda rung: rung.validation.mean, default=None)


def is_done(training: Training) -> bool:
    """Return whether more steps promise nothing; the lecture's network takes the lecture's."""
    return training.progress.stopped or is_over(training)
