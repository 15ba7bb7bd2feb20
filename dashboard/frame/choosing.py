"""Which models take part: one control, the same on every page, and the offer to train.

The choice stands in the URL as `models=counts,kneser-ney`; each knob of a family has its own field.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import learning, roster
from dashboard.contenders.contender import Contender
from dashboard.contenders.learner import FINISH, Learner
from dashboard.contenders.trainer import Trainer
from dashboard.frame import controls
from dashboard.frame.held import hold
from dashboard.lists.source import Source
from dashboard.state import address
from dashboard.state.settings import MODEL, MODELS, NET
from dashboard.words.language import _, explain, model_title
from dashboard.words.text import plain
from makemore.models.family import Family, families


def choose(source: Source, knobs: DeltaGenerator | None = None) -> tuple[Contender, ...]:
    """Show which models take part, and their knobs (elsewhere, if so wished); return them."""
    keys = choose_keys()
    with knobs or st.container():
        show_knobs([families()[key] for key in keys])
    return roster.contenders(source, keys)


def choose_keys() -> tuple[str, ...]:
    """Show which models take part; return the keys of their families."""
    keys = roster.chosen()
    titles = {key: model_title(family.title) for key, family in roster.choosable().items()}
    hold(
        st.pills,
        _("Models"),
        list(titles),
        key=f"{MODELS}_shown",
        shows=list(keys),
        take=_take_keys,
        selection_mode="multi",
        format_func=titles.__getitem__,
        wrap=True,  # on a phone, what does not fit would be out of sight
    )
    return keys


def choose_one(source: Source) -> tuple[str, Contender | None]:
    """Show a choice of one model and its knobs; return its key, and the model once it is there."""
    titles = {key: model_title(family.title) for key, family in roster.choosable().items()}
    key = one_key()
    controls.one_word(MODEL, _("Model"), titles, key)
    show_knobs([families()[key]])
    return key, roster.contender(source, key)


def one_key() -> str:
    """Return the key of the family that the URL or a page asks for where one model takes part."""
    asked = str(st.session_state.get(MODEL) or "").lower()  # older links begin it with a capital
    return asked if asked in roster.choosable() else roster.FOR_NAMES


def choose_network() -> str:
    """Show which network is trained; return the key of its family, the lecture's at first."""
    titles = {key: model_title(family.title) for key, family in roster.trainable().items()}
    asked = str(st.session_state.get(NET) or "")
    key = asked if asked in titles else learning.LECTURE
    if len(titles) > 1:
        controls.one_word(NET, _("Which network"), titles, key, hidden=True)
    return key


def show_knobs(chosen: Sequence[Family]) -> None:
    """Show a slider for each knob of some families, side by side; what they share has one."""
    counted = [family for family in chosen if family.fit]  # a trained one has its own on Train
    knobs = {knob.name: knob for family in counted for knob in family.knobs}
    columns = st.columns(len(knobs), gap="medium") if knobs else ()
    for column, knob in zip(columns, knobs.values(), strict=True):
        with column:
            controls.log_slider(knob, _(knob.label))


def offer_training(source: Source, keys: Sequence[str] | None = None) -> None:
    """Offer to train what was chosen and has not learned; while it learns, show how far it is."""
    for key in roster.chosen() if keys is None else keys:
        if families()[key].training:
            _follow(source, families()[key])


def _follow(source: Source, family: Family) -> None:
    run = learning.run_of(source, family.key)
    if run and run.snapshot.error:
        st.warning(plain(explain(run.snapshot.error)))
    if isinstance(run, Learner) and run.playing:
        known = run.snapshot.progress
        words = _("{model} learns: step {step}")
        said = words.format(model=model_title(family.title), step=f"{known.step if known else 0:,}")
        st.progress(run.snapshot.share, said)
    elif isinstance(run, Trainer) and run.playing:
        step = run.snapshot.last.step
        share = min(1.0, step / max(1, run.goal))
        st.progress(share, _("Training: step {step}.").format(step=f"{step:,}"))
    elif learning.learned_by(source, family.key) is None:
        _offer(family)


def _offer(family: Family) -> None:
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    sentence = _("**{model}** has not learned from this list yet.")
    row.markdown(sentence.format(model=model_title(family.title)), width="content")
    if family.key == learning.LECTURE:
        label, key = _("Train {steps} steps now").format(steps=learning.TRAINED_AT_ONCE), ""
    else:
        label, key = _("Train {seconds} seconds now").format(seconds=f"{FINISH:g}"), family.key
    if row.button(label, key=f"train_now{key}", icon=":material/play_arrow:"):
        learning.train_now(family.key)
        st.rerun()


def _take_keys(shown: Sequence[str]) -> None:
    """Keep which models were chosen; without any it is the lecture's two."""
    keys = [key for key in roster.choosable() if key in shown]
    address.put(MODELS, "" if tuple(keys) == roster.LECTURE else ",".join(keys))
