"""Training a network that is not the lecture's: its controls, its curve, and what it makes.

A tenth of the names it keeps to choose its best step by; that step is the model on other pages.
"""

from __future__ import annotations

import math
from functools import partial

import streamlit as st

from dashboard.charts.curves import Point, network_curve
from dashboard.contenders import cached, learning
from dashboard.contenders.contender import trained
from dashboard.contenders.here import Here
from dashboard.contenders.learner import FINISH, Learner, Scene
from dashboard.contenders.trainer import Status
from dashboard.frame import controls, safe
from dashboard.frame.download import offer_file
from dashboard.parts.training import pacing
from dashboard.parts.training.progress import in_nats
from dashboard.plot import plot
from dashboard.state import session
from dashboard.state.settings import PACE, SEED, WEIGHTS_SEED
from dashboard.words.language import _, in_steps, model_title
from dashboard.words.pairs import visible
from dashboard.words.text import isolated, plain
from makemore.export import csv_bytes
from makemore.models.family import CURVE, Family, Progress
from makemore.sampling import sample_names

NAMES = 10  # that the network makes
MOST = 30  # characters of such a name that are shown


def show_controls(learner: Learner) -> Learner:
    """Show the controls; return the run, set as they say."""
    family = learner.family
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    with row.container(width="stretch"):
        learner.pace = controls.log_slider(
            PACE,
            _("Learning rate"),
            unit=" ×",
            help=_("Times the usual one. You can move it while the network learns."),
        )
    with row.container(width="content", horizontal=True, gap="xsmall"):
        buttons = st.container(width="content", horizontal=True, gap="xsmall")
        with st.popover(_("Settings")):
            seed = _choose_more(family)
    learner.asked = seed, learning.values_of(family)
    if learner.snapshot.status is Status.READY and learner.asked != (learner.seed, learner.values):
        learner.reset()
    playing = learner.playing
    with buttons:
        pacing.show_buttons(learner, playing=playing)
        st.button(
            _("To the end"),
            key="finish",
            on_click=learner.finish,
            disabled=playing,
            help=_(
                "Trains for {seconds} seconds at most; the learning rate sinks to nothing. That "
                "ends lower than Play."
            ).format(seconds=f"{FINISH:g}"),
        )
    return learner


def _choose_more(family: Family) -> int:
    """Show the knobs of a network and the seed of its first weights; return the seed."""
    for knob in family.knobs:
        controls.log_slider(knob, _(knob.label))
    help_ = _("The same seed gives the same random weights.")
    seed = int(controls.number(WEIGHTS_SEED, _("Seed of the first weights"), help=help_))
    st.caption(_("Size and seed count from the next Reset on."))
    return seed


def show(here: Here, learner: Learner) -> None:
    """Show how far the network has come: a sentence, its curve, and names that it makes now."""
    scene = learner.snapshot
    if scene.error is not None:
        st.warning(_stopped(scene))
    else:
        st.markdown(sentence(learner.family, scene))
    known = scene.progress
    if known is None:
        return
    plot(
        network_curve(
            [Point(one.step, one.train_nll, one.kept_nll) for one in scene.scores],
            key=learner.family.key,
            best=known.best_step,
            floor=here.floor,
            revision=f"{here.source.key} {learner.family.key}",
        ),
        key="network_loss",
        label=_("Curve of the nll by step: {nll} after {steps}; the best is step {best}.").format(
            nll=in_nats(known.kept_nll), steps=in_steps(known.step), best=f"{known.best_step:,}"
        ),
        height=360,
    )
    _show_names(learner, scene)
    label = _("The curve (CSV)")
    offer_file(label, f"{learner.family.key}.csv", "text/csv", partial(_curve, learner))
    st.caption(
        _(
            "The network never learns from a tenth of the names: by them it chooses its best step, "
            "marked with a star. After it the curve is grey: there the network only learns its "
            "names by heart. The best step is the model on all other pages. A dashed line, where "
            "there is one, is the nll of the counts of pairs."
        )
    )


def sentence(family: Family, scene: Scene) -> str:
    """Say in a sentence or two how far a network has come."""
    known, model = scene.progress, f"**{plain(model_title(family.title))}**"
    if known is None and scene.status is Status.RUNNING:
        return _("{model} gets ready …").format(model=model)
    if known is None:
        said = _("{model} has not learned from this list yet. Press Play and watch its nll fall.")
        return said.format(model=model)
    if known.step and known.kept_nll > scene.scores[0].kept_nll:
        said = _(
            "After {steps} the nll of {model} is **{kept}**, worse than at the start. The steps "
            "are too big: lower the learning rate."
        )
    elif known.stopped:
        said = _(
            "{model} gains nothing more: its best was step {best}, with an nll of **{best_nll}** "
            "on names that it does not learn from. That step is the model."
        )
    elif known.best_step < known.step and _last_scored(scene).kept_nll > known.best_nll:
        said = _(
            "After {steps} the nll of {model} is **{train}** on the names that it learns from, "
            "**{kept}** on others. Its best was step {best}, with **{best_nll}**."
        )
    else:
        said = _(
            "After {steps} the nll of {model} is **{train}** on the names that it learns from, "
            "**{kept}** on others."
        )
    return said.format(
        model=model,
        steps=in_steps(known.step),
        train=in_nats(known.train_nll),
        kept=in_nats(known.kept_nll),
        best=f"{known.best_step:,}",
        best_nll=in_nats(known.best_nll),
    )


def _stopped(scene: Scene) -> str:
    """Say what made the loss infinite, and what to do."""
    assert scene.error is not None
    sentence = _(
        "Stopped: step {step} made the loss infinite. Its steps were too big. The best weights are "
        "kept, those of step {kept}. Lower the learning rate, then press Play."
    )
    return sentence.format(step=f"{scene.error.step:,}", kept=f"{scene.step:,}")


def _show_names(learner: Learner, scene: Scene) -> None:
    """Show names of the network as it is now, and how held-out names surprise its best step."""
    assert scene.present is not None
    made = st.session_state.get("present_names")
    seed = int(controls.now(SEED))
    now = None if scene.status is Status.RUNNING else scene.progress
    wanted = (learner.family.key, scene.course, len(scene.scores), now, seed)
    if made is None or made[0] != wanted:
        made = (wanted, sample_names(scene.present, NAMES, seed=seed))
        st.session_state["present_names"] = made
    source = session.source()
    shown = safe.shown(source, made[1])
    names = " · ".join(isolated("".join(map(visible, one[:MOST]))) for one in shown)
    st.markdown(_("Names that it makes now: {names}").format(names=names))
    safe.say_of(shown)
    if not learner.playing and cached.split(source) and scene.step:
        held_out = cached.scores(source, trained(learner.family.key, scene))[1]
        said = _("On the held-out names, which it does not learn from, its nll is **{nll}**.")
        st.markdown(said.format(nll=in_nats(math.nan if held_out is None else held_out)))


def _last_scored(scene: Scene) -> Progress:
    return scene.scores[-1]


def _curve(learner: Learner) -> bytes:
    """Return every point of a curve as a file, numbers unrounded; as the command line writes it."""
    scores = learner.snapshot.scores
    return csv_bytes({name: [getattr(one, name) for one in scores] for name in CURVE})
