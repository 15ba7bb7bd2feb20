"""Walk: models make a name from the same dice, one step after another, and one sees why.

All of it is one fragment, which goes on by itself while a person plays it or a model learns.
"""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import cached, roster, walking
from dashboard.contenders.here import Here
from dashboard.frame import choosing, dice
from dashboard.frame.title import title
from dashboard.parts.walking import following, picture, steering, words
from dashboard.parts.walking.scene import Scene
from dashboard.state import session
from dashboard.words.language import _, in_one_language
from makemore.rolling import Dice

PLAY = 0.7  # seconds between two steps
LOOK = 0.5  # seconds between two looks at a model that learns


def moving() -> tuple[bool, bool]:
    """Return whether the walk goes on by itself, and whether a model learns."""
    return steering.is_playing(), roster.is_learning(session.source())


playing, learning = moving()


@st.fragment(run_every=PLAY if playing else LOOK if learning else None)
@in_one_language
def walk(before: tuple[bool, bool]) -> None:
    """Show where the walk stands and what lies ahead."""
    if moving() != before:
        st.rerun()  # the whole page: it begins or ends to go on by itself
    sentence, name, buttons, choice, figures, more = (st.container() for _place in range(6))
    row = buttons.container(horizontal=True, gap="xsmall")
    actions = row.container(horizontal=True, gap="xsmall", width="content")
    with row.container(width="content"):
        box = st.popover(_("Settings"), icon=":material/tune:")
    with choice:
        here = Here(session.source(), choosing.choose(session.source(), box))
        choosing.offer_training(here.source)
    with box:
        temperature, seed = choose_dice()
    if not here.contenders:
        sentence.markdown(_("Choose a model, or train one, and it walks here."))
        return
    samplers = tuple(cached.sampler(here.source, one, temperature) for one in here.contenders)
    trail = steering.go_on(lambda journey: walking.follow(journey, samplers, Dice(seed)))
    scene = Scene(here, samplers, trail)
    with actions:
        steering.show_buttons(scene)
    seen = following.seen(scene)
    with name:
        picture.show_name(scene, seen.html[picture.NAME])
    with sentence:
        words.say(seen.words[words.SAID])
    with figures:
        picture.show_needle(scene, seen.plots)
        picture.show_scores(scene)
        picture.show_next(scene, seen.plots)
    with more:
        words.explain(scene)
        if not any(moving()):
            following.follow(scene, temperature, seed, seen)


def choose_dice() -> tuple[float, int]:
    """Show what changes the dice; return the temperature and the seed."""
    temperature = dice.choose_temperature()
    seed = dice.choose_seed()
    dice.offer_new()
    st.caption(_("The sliders leave the dice as they are: the same steps are walked again."))
    return temperature, seed


title(_("Walk"), "sampling", "probability", "seed", "temperature")
walk((playing, learning))
