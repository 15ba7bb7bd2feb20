"""The networks of a session: a run for each list and family, trained as a person or a link asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TypeVar

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.contenders import cached
from dashboard.contenders.climbing import Climb
from dashboard.contenders.learner import Learner, Scene
from dashboard.contenders.runs import Runs
from dashboard.contenders.trainer import (
    Pace,
    Snapshot,
    Stretch,
    Trainer,
    can_replay,
    replay,
)
from dashboard.contenders.turning import Turning
from dashboard.lists.bundled import translated
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.state.settings import LEARNING_RATE, SEED, SPEED, WEIGHTS_SEED, within
from dashboard.words.language import _
from dashboard.words.text import quoted
from makemore.errors import DivergedError
from makemore.models import network
from makemore.models.family import Family, families
from makemore.models.network import NeuralBigram

LECTURE = network.FAMILY.key
TRAINED_AT_ONCE = 200  # steps that one press of a button trains
_KEPT = 4  # networks that have learned, so that going back to a list finds its own
_KEPT_LEARNERS = 12  # of any family
_USES = count(1)  # of networks, on any page
_KEPT_CLIMBS = 4  # of two lists, each divided honestly and carelessly
K = TypeVar("K")
T = TypeVar("T")


def trainer(pace: Pace | None = None) -> Trainer:
    """Return the trainer of the list in use; a new one stands ready at the chosen seed."""
    _catch_up()
    trainers = _trainers()
    now = session.source()
    found = trainers.pop(now, None) or Trainer(
        cached.trained_on(now),
        cached.counts(now).vocabulary,
        seed(),
        pace or Pace(LEARNING_RATE.default),
        _browser_is_there(),
    )
    trainers[now] = found  # the last one is the one used last
    found.used = next(_USES)
    for old, run in _let_go(trainers, _has_work):
        run.pause()
        if run.snapshot.last.step:
            _say_gone(old, run)
    return found


def trained(now: Source) -> Trainer | None:
    """Return the trainer of a list if one was ever made, else None."""
    _catch_up()
    return _trainers().get(now)


def has_learned(now: Source) -> Trainer | None:
    """Return the trainer of a list if its network has learned a step, else None."""
    run = trained(now)
    return run if run and run.snapshot.last.step else None


def learned(now: Source) -> Snapshot | None:
    """Return the network of a list as it is now, None where it has not learned a step."""
    run = has_learned(now)
    return run.snapshot if run else None


def learner(key: str) -> Learner:
    """Return the learner of a family on the list in use; a new one stands ready."""
    learners, now = _learners(), session.source()
    found = learners.pop((now, key), None)
    if found is None:
        family = families()[key]
        names = cached.material(now)
        found = Learner(family, names, seed(), values_of(family), _browser_is_there())
    learners[now, key] = found  # the last one is the one used last
    found.used = next(_USES)
    for (source, _key), run in _let_go(learners, _has_work, _KEPT_LEARNERS):
        run.pause()
        if run.snapshot.step:
            _say_gone(source, run, _KEPT_LEARNERS)
    return found


def values_of(family: Family) -> dict[str, float]:
    """Return what a person chose for the knobs of a family."""
    chosen = {knob.name: within(knob, st.session_state.get(knob.name)) for knob in family.knobs}
    return family.held(chosen)


def run_of(now: Source, key: str) -> Trainer | Learner | None:
    """Return the run of a trained family on a list, if one was ever made."""
    return trained(now) if key == LECTURE else _learners().get((now, key))


def learned_by(now: Source, key: str) -> Snapshot | Scene | None:
    """Return a trained family's run as it is now, None where it has not learned a step."""
    run = run_of(now, key)
    return run.snapshot if run and run.snapshot.step else None


def learned_lists() -> set[Source]:
    """Return the lists from which a network of this session has learned a step."""
    found = {one for one, run in _trainers().items() if run.snapshot.last.step}
    return found | {one for (one, _key), run in _learners().items() if run.snapshot.step}


def nll_of_now() -> Callable[[], float | None]:
    """Return what tells, from any thread, the nll of this session's network, None before a step.

    It is that of the network that learns, else of the one used last; nats per character.
    """
    trainers, learners = _trainers(), _learners()

    def told() -> float | None:
        runs: list[Trainer | Learner] = [*learners.values()]
        runs += trainers.values()
        runs.sort(key=lambda run: (run.playing, run.used), reverse=True)
        return next((nll for nll in map(_nll, runs) if nll is not None), None)

    return told


def _nll(run: Trainer | Learner) -> float | None:
    if isinstance(run, Trainer):
        return run.snapshot.last.nll if run.snapshot.step else None
    progress = run.snapshot.progress
    return progress.train_nll if progress else None


def are_playing(now: Source, keys: Iterable[str]) -> bool:
    """Return whether one of some families learns from a list at this moment."""
    return any(run is not None and run.playing for run in (run_of(now, key) for key in keys))


def train_now(key: str = LECTURE) -> None:
    """Train a network of the list in use as fast as it goes: the lecture's in the lecture's way."""
    if key != LECTURE:
        learner(key).finish()
        return
    run = trainer()
    run.pace = Pace(LEARNING_RATE.default, until=TRAINED_AT_ONCE, speed=SPEED.maximum)
    run.play()


def to_the_end(run: Trainer) -> None:
    """Make all steps that one press of play makes: at once where that is quick, else as they come.

    At once they are made from the first weights, so all steps so far must be like those to come.
    """
    now, pace = session.source(), run.pace
    even, steps = (pace.learning_rate, pace.regularization), run.snapshot.step + pace.until
    alike = run.snapshot.stretches == () or run.even == even
    if alike and can_replay(steps, len(cached.counts(now).vocabulary)):
        with suppress(DivergedError):
            weights, history = replay(cached.trained_on(now), run.seed, even, steps)
            run.stand_at(weights, history, run.seed, [Stretch(steps, *even)])
            return
    run.play()


def can_look_back(run: Trainer, step: int) -> bool:
    """Return whether a run can be made again at once up to a step: all alike, and not too many."""
    stretches, characters = run.snapshot.stretches, len(cached.counts(session.source()).vocabulary)
    if not stretches:
        return False
    return step <= stretches[0].until and can_replay(step, characters)


def at_step(run: Trainer, step: int) -> Snapshot:
    """Return a run as it stood after some steps, to which it `can_look_back`."""
    assert run.snapshot.stretches
    first = run.snapshot.stretches[0]
    even = (first.learning_rate, first.regularization)
    weights, history = cached.made_again(session.source(), run.seed, even, step)
    model = NeuralBigram(cached.counts(session.source()).vocabulary, weights)
    return replace(run.snapshot, model=model, last=history[-1], history=history)


def runs() -> Runs:
    """Return the runs of optimizers on the list in use; at first there are none."""
    kept: dict[Source, Runs] = st.session_state.setdefault("runs", {})
    now = session.source()
    found = kept.pop(now, None) or Runs(
        cached.count_matrix(now), cached.count_nll(now, 0.0), _browser_is_there()
    )
    kept[now] = found  # the last one is the one used last
    for _old, race in _let_go(kept, lambda one: bool(one.all)):
        race.stop()
    return found


def climb(*, by_line: bool = False) -> Climb:
    """Return the ladder of the list in use, whether names of it are held out or not.

    The list needs three different names at least.
    """
    kept: dict[tuple[Source, bool], Climb] = st.session_state.setdefault("climbs", {})
    now = replace(session.source(), held_out=0)
    found = kept.pop((now, by_line), None) or Climb(
        cached.corpus(now),
        seed=now.split_seed,
        dice=int(SEED.default),
        by_line=by_line,
        watched=_browser_is_there(),
    )
    kept[now, by_line] = found  # the last one is the one used last
    for old in list(kept)[:-_KEPT_CLIMBS]:
        kept.pop(old).stop()
    return found


def turning() -> Turning:
    """Return the names of the list in use, all of them, that take turns to be unseen."""
    kept: dict[Source, Turning] = st.session_state.setdefault("turnings", {})
    now = replace(session.source(), held_out=0)
    found = kept.pop(now) if now in kept else Turning(cached.corpus(now))
    kept[now] = found  # the last one is the one used last
    for old in list(kept)[:-_KEPT]:
        del kept[old]
    return found


def seed() -> int:
    """Return the seed of the first weights."""
    chosen = st.session_state.get(WEIGHTS_SEED.name)
    return int(WEIGHTS_SEED.default if chosen is None else chosen)


def _catch_up() -> None:
    """Train the network as a link asks, once a page wants it; what would take long is left out."""
    now, asked = st.session_state.get("to_train", (None, None))
    if asked is None or now != session.source():
        return
    del st.session_state["to_train"]
    counts, even = cached.trained_on(now), (asked.learning_rate, asked.regularization)
    if can_replay(asked.steps, len(cached.counts(now).vocabulary)):
        with suppress(DivergedError):
            weights, history = replay(counts, seed(), even, asked.steps)
            steps = [Stretch(asked.steps, *even)]
            trainer(Pace(*even)).stand_at(weights, history, seed(), steps)


def _browser_is_there() -> Callable[[], bool]:
    """Return what tells, on any thread, whether the browser of this session is connected."""
    context = get_script_run_ctx()
    assert context is not None
    return partial(runtime.get_instance().is_active_session, context.session_id)


def _trainers() -> dict[Source, Trainer]:
    found: dict[Source, Trainer] = st.session_state.setdefault("trainers", {})
    return found


def _learners() -> dict[tuple[Source, str], Learner]:
    found: dict[tuple[Source, str], Learner] = st.session_state.setdefault("learners", {})
    return found


def _has_work(run: Trainer | Learner) -> bool:
    return run.playing or run.snapshot.step > 0


def _let_go(
    kept: dict[K, T], has_work: Callable[[T], bool], most: int = _KEPT
) -> list[tuple[K, T]]:
    """Take out what has no work, and of what has the oldest beyond some; the last one stays."""
    worked = [one for one in kept if has_work(kept[one])]
    old = [one for one in list(kept)[:-1] if one not in worked[-most:]]
    return [(one, kept.pop(one)) for one in old]


def _say_gone(source: Source, run: Trainer | Learner, most: int = _KEPT) -> None:
    """Say that a network is gone, until the person has seen it."""
    sentence = _(
        "The network of {title}, step {step}, made room: the last {number} that learned are kept."
    )
    step = f"{run.snapshot.step:,}"
    title = quoted(translated(source.title))
    said = sentence.format(title=title, step=step, number=most)
    st.toast(said, icon=":material/info:", duration="infinite")
