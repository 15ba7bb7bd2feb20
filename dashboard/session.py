"""What one browser session holds: the list in use, the selected pair, and its trainers.

Lists live here, in memory, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from dashboard import cached
from dashboard.bundled import bundled_lists
from dashboard.settings import SEED
from dashboard.source import Source
from dashboard.trainer import Pace, Trainer
from makemore.neural import initial_weights

_KEPT_TRAINERS = 4  # so that going back to a list finds its run


@dataclass
class _Leash:
    """Lives while the browser is connected; when it is released, its trainers are orphans."""

    trainers: list[Trainer] = field(default_factory=list)

    def hold(self, trainer: Trainer) -> None:
        trainer.adopt()
        if trainer not in self.trainers:
            self.trainers.append(trainer)

    def release(self) -> None:
        for trainer in self.trainers:
            trainer.orphan()


@st.cache_resource(scope="session", on_release=_Leash.release, show_spinner=False)
def _leash() -> _Leash:
    return _Leash()


def source() -> Source:
    """Return the list in use; a new session starts on the bundled list that the URL names."""
    if "source" not in st.session_state:
        lists = bundled_lists()
        asked = str(st.query_params.get("list", ""))
        use_bundled(asked if asked in lists else next(iter(lists)))
    return st.session_state["source"]  # type: ignore[no-any-return]


def use(new: Source) -> None:
    """Make a source the list in use. It must read without error: call cached.full_corpus first."""
    st.session_state["source"] = new


def use_bundled(name: str) -> None:
    """Make a bundled list the list in use."""
    chosen = bundled_lists()[name]
    use(Source.of(chosen.title, chosen.read(), lower=chosen.lower))


def use_first(number: int | None) -> None:
    """Use only the first names of the list, or all of them."""
    use(replace(source(), first=number))


def selected(vocabulary_size: int) -> tuple[int, int]:
    """Return the selected cell as tokens (row, column); the first row, its commonest, at first."""
    row, column = st.session_state.get("selected", (0, 0))
    return (row, column) if max(row, column) < vocabulary_size else (0, 0)


def select(row: int, column: int) -> None:
    """Select a cell, on every page."""
    st.session_state["selected"] = (row, column)


def trainer(pace: Pace | None = None) -> Trainer:
    """Return the trainer of the list in use, kept alive by this page; a new one stands ready."""
    trainers: dict[Source, Trainer] = st.session_state.setdefault("trainers", {})
    now = source()
    if now not in trainers:
        matrix = cached.count_matrix(now)
        trainers[now] = Trainer(matrix, initial_weights(len(matrix), seed()), pace or Pace(50.0))
        _let_go_of_old(trainers)
    for held in trainers.values():
        _leash().hold(held)
    return trainers[now]


def trained(now: Source) -> Trainer | None:
    """Return the trainer of a list if one was ever made, else None."""
    found: Trainer | None = st.session_state.get("trainers", {}).get(now)
    return found


def seed() -> int:
    """Return the seed of the initial weights."""
    return int(st.session_state.get(SEED.name) or SEED.default)


def _let_go_of_old(trainers: dict[Source, Trainer]) -> None:
    for old in list(trainers)[:-_KEPT_TRAINERS]:
        trainers.pop(old).pause()
