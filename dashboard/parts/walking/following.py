"""How a walk follows the temperature: the same decisions and the same dice at each mark.

What is on the page at one mark alone comes on release: the buttons and the scores of an end, what
is said where models part, and where another sentence is said, that sentence.
"""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import walking
from dashboard.frame import ahead
from dashboard.parts.walking import picture, steering, words
from dashboard.parts.walking.scene import Scene
from dashboard.plot import Seen
from dashboard.state.settings import TEMPERATURE
from dashboard.words.language import in_one_language, language
from makemore.rolling import Dice
from makemore.sampling import Sampler


def seen(scene: Scene) -> Seen:
    """Return what a page shows of a walk."""
    return Seen(
        plots=picture.figures(scene),
        html={picture.NAME: picture.name_of(scene)},
        words={words.SAID: words.sentence(scene)},
    )


@st.fragment
@in_one_language
def follow(scene: Scene, temperature: float, seed: int, own: Seen) -> None:
    """Let the pictures of a walk follow the temperature."""
    here, journey = scene.here, steering.journey()
    who = tuple(one.fingerprint for one in here.contenders)
    shown = bool(st.session_state.get("rude")), language()

    def walk_at(mark: float) -> Seen:
        samplers = tuple(Sampler(one.model, mark) for one in here.contenders)
        return seen(Scene(here, samplers, walking.follow(journey, samplers, Dice(seed))))

    ahead.follow(TEMPERATURE, temperature, (here.source, who, journey, seed, shown), own, walk_at)
