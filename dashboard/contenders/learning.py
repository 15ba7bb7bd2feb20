"""The networks of a session: a run for each list and family, trained as a person or a link asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.contenders import cached
from dashboard.contenders.climbing import Climb
from dashboard.contenders.learner import Learner, Scene
from dashboard.contenders.runs import Runs
from dashboard.contenders.trainer import Pace, Snapshot, Stretch, Trainer, can_replay, replay
from dashboard.contenders.turning import Turning
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.state.settings import LEARNING_RATE, SEED, SPEED, WEIGHTS_SEED, within
from makemore.errors import DivergedError
from makemore.models import network
from makemore.models.family import Family, families

LECTURE = network.FAMILY.key
TRAINED_AT_ONCE = 200  # steps that one press of a button trains
_KEPT_TRAINERS = 4  # so that going back to a list finds its run
_KEPT_LEARNERS = 12
_KEPT_CLIMBS = 4  # of two lists, each divided honestly and carelessly


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
    _let_go_of_old(trainers)
    return found


def trained(now: Source) -> Trainer | None:
    """Return the trainer of a list if one was ever made, else None."""
    _catch_up()
    return _trainers().get(now)


def learned(now: Source) -> Snapshot | None:
    """Return the network of a list as it is now, None where it has not learned a step."""
    run = trained(now)
    return run.snapshot if run and run.snapshot.last.step else None


def learner(key: str) -> Learner:
    """Return the learner of a family on the list in use; a new one stands ready."""
    learners, now = _learners(), session.source()
    found = learners.pop((now, key), None)
    if found is None:
        family = families()[key]
        names = cached.material(now)
        found = Learner(family, names, seed(), values_of(family), _browser_is_there())
    learners[now, key] = found  # the last one is the one used last
    for old in list(learners)[:-_KEPT_LEARNERS]:
        learners.pop(old).pause()
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


def runs() -> Runs:
    """Return the runs of optimizers on the list in use; at first there are none."""
    kept: dict[Source, Runs] = st.session_state.setdefault("runs", {})
    now = session.source()
    found = kept.pop(now, None) or Runs(
        cached.count_matrix(now), cached.count_nll(now, 0.0), _browser_is_there()
    )
    kept[now] = found  # the last one is the one used last
    for old in list(kept)[:-_KEPT_TRAINERS]:
        kept.pop(old).stop()
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
    for old in list(kept)[:-_KEPT_TRAINERS]:
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


def _let_go_of_old(trainers: dict[Source, Trainer]) -> None:
    for old in list(trainers)[:-_KEPT_TRAINERS]:
        trainers.pop(old).pause()
