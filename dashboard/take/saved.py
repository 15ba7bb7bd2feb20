"""The session of now <-> what a session file holds."""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import learning
from dashboard.contenders.learner import Learner, Start
from dashboard.contenders.trainer import Pace
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.state import kept, session
from dashboard.state.settings import LEARNING_RATE, REGULARIZATION, WEIGHTS_SEED
from dashboard.state.values import as_texts, defaults, from_texts
from dashboard.take.session_file import Network, Session
from dashboard.take.trained import Trained
from makemore.models.family import Progress, families


def as_saved() -> Session:
    """Return what a session file holds, as it is now."""
    now = session.source()
    run = learning.trained(now)
    network = Network.of(run.snapshot, run.seed) if run and run.snapshot.last.step else None
    settings = from_texts(as_texts(st.session_state.to_dict()))
    names = tuple(kept.kept().values())
    way = session.ways().get(now.digest)
    return Session(now, settings, network, names, way, _trained(now))


def _trained(now: Source) -> dict[str, Trained]:
    """Return the networks of a list that have learned, but for the lecture's, at their best."""
    found = {}
    for key, family in families().items():
        run = learning.run_of(now, key) if family.training else None
        if not isinstance(run, Learner):
            continue
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
    for name, value in {**defaults(), **saved.settings}.items():
        st.session_state[name] = value
    if saved.network is not None:
        st.session_state[WEIGHTS_SEED.name] = saved.network.seed
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
