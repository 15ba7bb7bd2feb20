"""The session of now <-> what a session file holds."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.contenders import learning
from dashboard.contenders.trainer import Pace
from dashboard.lists.bundled import bundled_lists
from dashboard.state import address, kept, session
from dashboard.state.settings import LEARNING_RATE, REGULARIZATION, WEIGHTS_SEED
from dashboard.state.values import as_texts, defaults, from_texts
from dashboard.take.session_file import Network, Session


def to_save() -> Callable[[], Session]:
    """Return what makes the content of a session file: the network as it is when it is made."""
    now = session.source()
    run = learning.trained(now)
    settings = from_texts(as_texts(st.session_state.to_dict()))
    names, way = tuple(kept.kept().values()), session.ways().get(now.digest)

    def made() -> Session:
        snapshot = run.snapshot if run else None
        network = (
            Network.of(snapshot, run.seed) if run and snapshot and snapshot.last.step else None
        )
        return Session(now, settings, network, names, way)

    return made


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
    now = {one.name: one for one in saved.kept}
    kept.restore([*saved.kept, *(one for one in kept.kept().values() if one.name not in now)])
