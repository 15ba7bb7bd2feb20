"""The session of now <-> what a session file holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.contenders import learning
from dashboard.contenders.learner import Learner, Start
from dashboard.contenders.trainer import Pace
from dashboard.lists.bundled import bundled_lists
from dashboard.state import address, kept, session
from dashboard.state.settings import LEARNING_RATE, REGULARIZATION, WEIGHTS_SEED
from dashboard.state.values import as_texts, defaults, from_texts
from dashboard.take.session_file import Network, Session
from dashboard.take.trained import Trained
from makemore.models.family import Progress, families


def to_save() -> Callable[[], Session]:
    """Return what makes the content of a session file: the network as it is when it is made."""
    now = session.source()
    run = learning.trained(now)
    settings = from_texts(as_texts(session.everything()))
    names, way = tuple(kept.kept().values()), session.ways().get(now.digest)
    others = {
        key: one
        for key, family in families().items()
        if family.training and isinstance(one := learning.run_of(now, key), Learner)
    }

    def made() -> Session:
        snapshot = run.snapshot if run else None
        network = (
            Network.of(snapshot, run.seed) if run and snapshot and snapshot.last.step else None
        )
        return Session(now, settings, network, names, way, _trained(others))

    return made


def _trained(runs: Mapping[str, Learner]) -> dict[str, Trained]:
    """Return the networks that have learned, but for the lecture's, at their best."""
    found = {}
    for key, run in runs.items():
        scene = run.snapshot
        if scene.model is not None and scene.step:
            best = next(one for one in scene.scores if one.step == scene.step)
            found[key] = Trained(scene.model, run.seed, best.step, best.train_nll, best.kept_nll)
    return found


def restore(saved: Session) -> None:
    """Go on where a saved session stood; own lists and kept names of this one stay at hand."""
    bundled = {one.title: one.read() for one in bundled_lists().values()}
    if bundled.get(saved.source.title) != saved.source.data:
        session.use_own(saved.source.whole)
    session.use(saved.source)
    if saved.way is not None:
        session.ways()[saved.source.digest] = saved.way
    address.put_all({**defaults(), **saved.settings})
    if saved.network is not None:
        address.put(WEIGHTS_SEED.name, saved.network.seed)
        run = learning.trainer()
        net = saved.network
        rate, strength = (st.session_state[one.name] for one in (LEARNING_RATE, REGULARIZATION))
        run.pace = Pace(rate, strength)
        run.stand_at(net.weights, net.history, net.seed, net.stretches)
    for key, one in saved.others.items():
        known = Progress(one.step, one.train_nll, one.kept_nll, one.step, one.kept_nll)
        learner = learning.learner(key)
        learner.stand_at(Start(one.model, known), one.seed, learner.values)
    now = {one.name: one for one in saved.kept}
    kept.restore([*saved.kept, *(one for one in kept.kept().values() if one.name not in now)])
