"""The ladder's thread: every family of models learns from the same names, one rung after another.

A page never waits for it; `rungs` is a picture that never changes, replaced when a model has been
judged. One press climbs for a time; what has not finished learning goes on with the next one.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from dashboard.contenders.learner import SLICE, pace_at
from dashboard.contenders.trainer import _STEPPING as STEPPING  # one for all threads that step
from dashboard.contenders.trainer import GRACE, REST
from makemore.corpus import Corpus
from makemore.errors import DivergedError, MakemoreError
from makemore.leaderboard import WEIGHTS_SEED
from makemore.learning.running import LECTURE_STEPS
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
from makemore.ranking import score_names
from makemore.sampling import MAX_LENGTH, Dice, Sampler, Walk
from makemore.splitting import Parts, three_parts
from makemore.uncertainty import Interval, bootstrap_difference
from makemore.vocabulary import Vocabulary

BUDGET = 20.0  # seconds of computing that one press climbs
NAMES = 5  # that each rung makes
MOST = 200_000  # names that the ladder takes, drawn at random from a longer list
JUDGES = 10_000  # names by which models are judged, at most
SEEN = 3_000  # names that a model learned from, by which it is judged too
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


@dataclass(frozen=True)
class Judges:
    """Names that judge models, each once, and how often each occurs, (names,)."""

    names: list[str]
    times: np.ndarray

    @classmethod
    def of(cls, corpus: Corpus, most: int = JUDGES) -> Judges:
        """Return different names of a part of a list, drawn by dice where they are more."""
        column, times = corpus.tally()
        if len(column) > most:
            drawn = np.random.default_rng(1).choice(len(column), most, replace=False)
            column, times = column.take(drawn), times[drawn]
        return cls(column.to_pylist(), times)

    def score(self, model: LanguageModel) -> Scored:
        """Return how the names surprise a model."""
        found = score_names(model, self.names)
        return Scored(found.nll * self.times, found.tokens * self.times)


@dataclass(frozen=True, eq=False)  # two are the same only as one: that is quick to look up
class Scored:
    """Each name's nll (nats) and its predicted tokens, copies added up, (names,)."""

    nll: np.ndarray
    tokens: np.ndarray

    @cached_property
    def mean(self) -> float:
        """The mean nll, nats per token."""
        return float(self.nll.sum() / self.tokens.sum())

    @cached_property
    def interval(self) -> Interval | None:
        """The mean with its interval over names, None for a single name or an infinite nll."""
        return above(self, Scored(np.zeros_like(self.nll), self.tokens))


@lru_cache(maxsize=512)
def above(one: Scored, other: Scored) -> Interval | None:
    """Return by how much a mean is above another one's, with its interval.

    None for a single name, and where a name is impossible. It takes a twentieth of a second.
    """
    finite = np.isfinite(one.nll).all() and np.isfinite(other.nll).all()
    if len(one.tokens) < 2 or not finite:
        return None
    return bootstrap_difference(one.nll, other.nll, one.tokens, seed=1)


@dataclass(frozen=True, eq=False)
class Rung:
    """A model that has climbed, as it was judged last; `error` is why it could not go on."""

    family: Family
    values: Values  # of its knobs
    model: LanguageModel
    validation: Scored
    train: Scored
    test: Scored  # sealed: the page shows it once it is opened
    names: tuple[Walk, ...]
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
        self._thread = threading.Thread(
            target=self._climb, args=(self._stop,), name="climb", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End before the next slice of steps; what was learned is judged and stays."""
        self._stop.set()

    def open_test(self) -> None:
        """Look at the test names; that cannot be undone."""
        self.opened = self.opened or dict(self.rungs)

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
        """Let a model that learns step by step climb for some seconds, or to its end."""
        before = self.rungs.get(family.key)
        began = time.thread_time() - (before.seconds if before else 0.0)
        with STEPPING:
            training = self._training(family)
        error = None
        try:
            self._keep_stepping(training, stop, clock, seconds)
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
        self, training: Training, stop: threading.Event, clock: Clock, seconds: float
    ) -> None:
        """Step in slices until told, done, out of time or left alone; raises DivergedError."""
        seen, began, gone = time.monotonic(), clock.spent, 0.0
        while not is_done(training) and not stop.is_set() and time.monotonic() - seen <= GRACE:
            with STEPPING:
                end = time.monotonic() + SLICE
                while not is_done(training) and time.monotonic() < end:
                    self.live = training.step(pace_at(gone))
                    gone = (clock.spent - began) / seconds
                    if gone >= 1:
                        return
            self.share = min(1.0, clock.spent / BUDGET)
            seen = time.monotonic() if self._watched() else seen
            stop.wait(REST)

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
        validation, train, test = (judges.score(model) for judges in self.judges)
        rung = Rung(
            family, values, model, validation, train, test,
            _five_names(model, self._dice), parameters_of(model), seconds, steps, done, error,
        )  # fmt: skip
        _ = validation.interval  # worked out here, not on a page
        self.rungs = {**self.rungs, family.key: rung}


def share_of(names: Corpus) -> float:
    """Return which share of the different names is kept for validation, and for the test."""
    distinct = names.distinct
    return 0.2 if distinct < FEW else min(0.1, JUDGES / distinct)


def best_of(rungs: Sequence[Rung]) -> Rung | None:
    """Return the rung with the lowest nll on the validation names, None of none."""
    return min(rungs, key=lambda rung: rung.validation.mean, default=None)


def some(names: Corpus, most: int, seed: int) -> Corpus:
    """Return so many names of a longer list, drawn at random."""
    mask = np.zeros(len(names), bool)
    mask[np.random.default_rng(seed).choice(len(names), most, replace=False)] = True
    return names.part(mask)


def is_done(training: Training) -> bool:
    """Return whether more steps promise nothing; the lecture's network takes the lecture's."""
    progress = training.progress
    return progress.stopped or (math.isnan(progress.kept_nll) and progress.step >= LECTURE_STEPS)


def _five_names(model: LanguageModel, dice: int) -> tuple[Walk, ...]:
    """Return the names of a model; each begins at a draw of its own, whatever the model."""
    sampler, stream = Sampler(model), Dice(dice)
    return tuple(sampler.walk(stream, place * MAX_LENGTH) for place in range(NAMES))
