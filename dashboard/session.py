"""What one browser session holds: the list in use, the selected pair, and its trainers.

Lists live here, in memory, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import lists
from dashboard.bundled import bundled_lists
from dashboard.parts import kept
from dashboard.settings import LEARNING_RATE, REGULARIZATION, SPEED, WEIGHTS_SEED
from dashboard.source import Source
from dashboard.take import link
from dashboard.take.values import as_texts, defaults, from_texts
from makemore.errors import DivergedError, MakemoreError
from makemore.rules import Rules
from makemore.vocabulary import BOUNDARY

if TYPE_CHECKING:  # torch is not needed for the first text of the first page
    from dashboard.runs import Runs
    from dashboard.take.session_file import Session
    from dashboard.trainer import Pace, Snapshot, Trainer
    from makemore.reading.taken import Way

TRAINED_AT_ONCE = 200  # steps that one press of a button trains
_KEPT_LISTS = 5  # of a person's own
_KEPT_TRAINERS = 4  # so that going back to a list finds its run


def source() -> Source:
    """Return the list in use; a new session starts on what the URL names."""
    if "source" not in st.session_state:
        _begin(link.read(st.query_params.to_dict()))
    return st.session_state["source"]


def _begin(asked: link.Opening) -> None:
    """Begin as a link asks, with its settings of other pages than the one that it opens."""
    use_bundled(asked.list or next(iter(bundled_lists())))
    with suppress(MakemoreError):  # rules that leave no name
        lists.full_corpus(replace(source(), rules=asked.rules).whole)
        use_reading(lower=asked.lower, rules=asked.rules)
    if asked.first is not None:
        everything = len(lists.full_corpus(source().whole))
        use_first(asked.first if asked.first < everything else None)
    use_held_out(asked.held_out, asked.split_seed)
    for name, value in asked.settings.items():
        st.session_state[name] = value
    st.session_state["reading"] = asked.reading
    if asked.pair is not None:
        st.session_state["selected"] = asked.pair
    if asked.training is not None:
        st.session_state["to_train"] = (source(), asked.training)


def _catch_up() -> None:
    """Train the network as a link asks, once a page wants it; what would take long is left out."""
    now, asked = st.session_state.get("to_train", (None, None))
    if asked is None or now != source():
        return
    del st.session_state["to_train"]
    from dashboard import cached  # noqa: PLC0415 - loads torch
    from dashboard.trainer import Pace, Stretch, can_replay, replay  # noqa: PLC0415

    counts, even = cached.trained_on(now), (asked.learning_rate, asked.regularization)
    if can_replay(asked.steps, len(cached.counts(now).vocabulary)):
        with suppress(DivergedError):
            weights, history = replay(counts, seed(), even, asked.steps)
            steps = [Stretch(asked.steps, *even)]
            trainer(Pace(*even)).stand_at(weights, history, seed(), steps)


def use(new: Source) -> None:
    """Make a source the list in use. It must read without error: call lists.full_corpus first."""
    st.session_state["source"] = new


def use_bundled(name: str) -> None:
    """Make a bundled list the list in use."""
    chosen = bundled_lists()[name]
    use(Source.of(chosen.title, chosen.read(), lower=chosen.lower))


def bundled_name() -> str | None:
    """Return the name of the list in use among the bundled ones, None for a person's own."""
    now = source()
    own = own_lists().get(now.digest)
    if own is not None and own.title == now.title:  # else it is bundled, and own is a copy
        return None
    return next((name for name, one in bundled_lists().items() if one.title == now.title), None)


def use_own(new: Source) -> None:
    """Make a person's own list the list in use, and keep it at hand for coming back to it."""
    own = own_lists()
    own.pop(new.digest, None)
    own[new.digest] = new  # the last one is the newest
    for old in list(own)[:-_KEPT_LISTS]:
        del own[old]
    use(new)


def own_lists() -> dict[str, Source]:
    """Return the lists that the person brought, by the digest of their bytes, the newest last."""
    found: dict[str, Source] = st.session_state.setdefault("own_lists", {})
    return found


def ways() -> dict[str, Way]:
    """Return how lists were read from their files, by the digest of what was read."""
    found: dict[str, Way] = st.session_state.setdefault("ways", {})
    return found


def use_first(number: int | None) -> None:
    """Use only the first names of the list, or all of them."""
    use(replace(source(), first=number))


def use_reading(*, lower: bool | None = None, rules: Rules | None = None) -> None:
    """Read the list in use otherwise: its letters, or by other rules. It must be readable so."""
    now = source()
    new = replace(
        now,
        lower=now.lower if lower is None else lower,
        rules=now.rules if rules is None else rules,
    )
    if new.digest in own_lists():
        own_lists()[new.digest] = new.whole  # coming back to the list finds the choice
    use(new)


def use_held_out(percent: int, seed: int = 1) -> None:
    """Keep some percent of the distinct names for testing; 0 trains on all."""
    use(replace(source(), held_out=percent, split_seed=seed))


def selected() -> tuple[int, int]:
    """Return the selected cell as tokens (row, column).

    Until one is selected that this list has, it is the commonest first character of a name.
    """
    signs = _signs()
    first, second = st.session_state.get("selected", (None, None))
    if first in signs and second in signs:
        return signs.index(first), signs.index(second)
    from dashboard import cached  # noqa: PLC0415 - loads torch

    return BOUNDARY, int(cached.count_matrix(source())[BOUNDARY].argmax())


def select(row: int, column: int) -> None:
    """Select a cell by its tokens, on every page; another list keeps it if it has the pair."""
    signs = _signs()
    st.session_state["selected"] = (signs[row], signs[column])


def _signs() -> tuple[str, ...]:
    """Return the characters of the list by token; the boundary is the empty one."""
    from dashboard import cached  # noqa: PLC0415 - loads torch

    return ("", *cached.counts(source()).vocabulary.characters)


def trainer(pace: Pace | None = None) -> Trainer:
    """Return the trainer of the list in use; a new one stands ready at the chosen seed."""
    from dashboard import cached  # noqa: PLC0415 - loads torch
    from dashboard.trainer import Pace, Trainer  # noqa: PLC0415

    _catch_up()
    trainers = _trainers()
    now = source()
    found = trainers.pop(now, None) or Trainer(
        cached.trained_on(now), seed(), pace or Pace(LEARNING_RATE.default), _browser_is_there()
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


def train_now() -> None:
    """Train the network of the list in use in the lecture's way, as fast as it goes."""
    from dashboard.trainer import Pace  # noqa: PLC0415 - loads torch

    run = trainer()
    run.pace = Pace(LEARNING_RATE.default, until=TRAINED_AT_ONCE, speed=SPEED.maximum)
    run.play()


def as_saved() -> Session:
    """Return what a session file holds, as it is now."""
    from dashboard.take.session_file import Network, Session  # noqa: PLC0415 - loads torch

    now = source()
    run = trained(now)
    network = Network.of(run.snapshot, run.seed) if run and run.snapshot.last.step else None
    settings = from_texts(as_texts(st.session_state.to_dict()))
    names = tuple(kept.kept().values())
    return Session(now, settings, network, names, ways().get(now.digest))


def restore(saved: Session) -> None:
    """Go on where a saved session stood; own lists and kept names of this one stay at hand."""
    from dashboard.trainer import Pace  # noqa: PLC0415 - loads torch

    bundled = {one.title: one.read() for one in bundled_lists().values()}
    if bundled.get(saved.source.title) != saved.source.data:
        use_own(saved.source.whole)
    use(saved.source)
    if saved.way is not None:
        ways()[saved.source.digest] = saved.way
    for name, value in {**defaults(), **saved.settings}.items():
        st.session_state[name] = value
    if saved.network is not None:
        st.session_state[WEIGHTS_SEED.name] = saved.network.seed
        run = trainer()
        net = saved.network
        rate, strength = (st.session_state[one.name] for one in (LEARNING_RATE, REGULARIZATION))
        run.pace = Pace(rate, strength)
        run.stand_at(net.weights, net.history, net.seed, net.stretches)
    now = {one.name: one for one in saved.kept}
    kept.restore([*saved.kept, *(one for one in kept.kept().values() if one.name not in now)])


def runs() -> Runs:
    """Return the runs of optimizers on the list in use; at first there are none."""
    from dashboard import cached  # noqa: PLC0415 - loads torch
    from dashboard.runs import Runs  # noqa: PLC0415

    kept: dict[Source, Runs] = st.session_state.setdefault("runs", {})
    now = source()
    found = kept.pop(now, None) or Runs(
        cached.count_matrix(now), cached.count_nll(now, 0.0), _browser_is_there()
    )
    kept[now] = found  # the last one is the one used last
    for old in list(kept)[:-_KEPT_TRAINERS]:
        kept.pop(old).stop()
    return found


def seed() -> int:
    """Return the seed of the first weights."""
    chosen = st.session_state.get(WEIGHTS_SEED.name)
    return int(WEIGHTS_SEED.default if chosen is None else chosen)


def _browser_is_there() -> Callable[[], bool]:
    """Return what tells, on any thread, whether the browser of this session is connected."""
    context = get_script_run_ctx()
    assert context is not None
    return partial(runtime.get_instance().is_active_session, context.session_id)


def _trainers() -> dict[Source, Trainer]:
    found: dict[Source, Trainer] = st.session_state.setdefault("trainers", {})
    return found


def _let_go_of_old(trainers: dict[Source, Trainer]) -> None:
    for old in list(trainers)[:-_KEPT_TRAINERS]:
        trainers.pop(old).pause()
