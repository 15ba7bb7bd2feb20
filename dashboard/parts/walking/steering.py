"""What a person does on a walk: the buttons, the choice of a character, and what is kept of them.

The journey that is kept belongs to a list and a seed: with other dice another name begins.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.contenders import walking
from dashboard.contenders.walking import Journey, Status, Trail
from dashboard.frame import controls
from dashboard.frame.held import hold
from dashboard.parts.walking.scene import Scene
from dashboard.state import session
from dashboard.state.settings import SEED
from dashboard.words.language import _
from dashboard.words.pairs import percent


def is_playing() -> bool:
    """Return whether the walk goes on by itself."""
    return bool(st.session_state.get("walk_playing"))


def play(on: bool) -> None:
    """Let the walk go on by itself, or stop it."""
    st.session_state["walk_playing"] = on


def journey() -> Journey:
    """Return what the person decided so far on the list in use, with the dice in use."""
    of, kept = st.session_state.get("journey", (None, Journey()))
    return kept if of == _owner() else Journey()


def keep(new: Journey) -> None:
    """Keep what the person decided."""
    st.session_state["journey"] = (_owner(), new)


def _owner() -> tuple[object, float]:
    return session.source(), controls.now(SEED)


def go_on(follow: Callable[[Journey], Trail]) -> Trail:
    """Return where the walk stands, one step further while it plays; stop it where it must."""
    trail = follow(journey())
    if is_playing():
        keep(walking.roll(journey(), trail))
        trail = follow(journey())
        if trail.status is not Status.WALKING:
            play(False)
            st.rerun()
    return trail


def choose(trail: Trail, token: int) -> None:
    """Go on with a character that the person chose."""
    _take(walking.choose(journey(), trail, token))


def show_buttons(scene: Scene) -> None:
    """Show what can be done next; the first button is what most want."""
    now, trail = journey(), scene.trail
    if trail.status is Status.PARTING:
        act(_("Go on separately"), walking.part(now, trail), icon="call_split", primary=True)
    elif trail.status is Status.WALKING:
        _show_play(on=is_playing())
    else:
        act(_("Next name"), walking.next_name(now, trail), icon="skip_next", primary=True)
    stuck = trail.status is not Status.WALKING
    act(_("One step"), walking.roll(now, trail), icon="casino", disabled=stuck)
    none = not trail.turns
    act(_("Back"), walking.back(now, trail), icon="undo", disabled=none)
    act(_("Start again"), walking.again(now), icon="first_page", disabled=none)
    _choose_yourself(scene)


def _show_play(*, on: bool) -> None:
    label, icon = (_("Pause"), "pause") if on else (_("Play"), "play_arrow")
    icon = f":material/{icon}:"
    st.button(label, key="walk_play", on_click=play, args=(not on,), icon=icon, type="primary")


def act(
    label: str, new: Journey, *, icon: str, primary: bool = False, disabled: bool = False
) -> None:
    """Show a button that makes a new journey the one in use."""
    st.button(
        label,
        key=f"walk {icon}",
        on_click=_take,
        args=(new,),
        icon=f":material/{icon}:",
        type="primary" if primary else "secondary",
        disabled=disabled,
    )


def _take(new: Journey) -> None:
    """Go on as the person decided, and by themselves no more."""
    play(False)
    keep(new)


def _choose_yourself(scene: Scene) -> None:
    """Show all characters with their chances, for choosing one instead of rolling."""
    chances = [row.probabilities for row in scene.rows if row.going]

    def chance(token: int) -> str:
        each = " / ".join(percent(float(row[token])) for row in chances)
        return _("{sign}: {chances}").format(sign=scene.sign(token), chances=each)

    hold(
        st.selectbox,
        _("Choose the next character yourself"),
        range(len(scene.here.labels)),
        key="walk_choice",
        shows=None,  # so that the list is ready for the next choice
        take=lambda token: choose(scene.trail, token),
        index=None,
        format_func=chance,
        placeholder=_("Choose yourself"),
        label_visibility="collapsed",
        disabled=scene.trail.ahead is None,
        width=170,
    )
