"""The dice: their seed, the next ones, and the way back to the lecture's; and the temperature."""

from __future__ import annotations

import streamlit as st

from dashboard.frame import controls
from dashboard.state import address
from dashboard.state.settings import SEED, TEMPERATURE
from dashboard.words.language import _, sentences


def choose_seed() -> int:
    """Return the seed of the dice; back to the lecture's on a press."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        help_ = _("The same seed rolls the same dice again.")
        seed = int(controls.number(SEED, _("Seed of the dice"), help=help_))
    at_home = seed == SEED.default
    row.button(_("Back to the lecture's dice"), on_click=roll_again, args=(0,), disabled=at_home)
    return seed


def offer_new(*, primary: bool = False) -> None:
    """Show the button that takes the next seed: the same word on every page."""
    st.button(
        _("Roll again"),
        key="new_dice",
        type="primary" if primary else "secondary",
        icon=":material/casino:",
        on_click=roll_again,
        help=_("Takes the next seed: pressing the same number of times gives the same names."),
    )


def roll_again(further: int = 1) -> None:
    """Take the seed so much further on; by 0, back to the lecture's."""
    now = int(controls.now(SEED))
    beyond = int(SEED.maximum) + 1
    address.put(SEED.name, (now + further) % beyond if further else int(SEED.default))


def choose_temperature(label: str = "", *, more: str = "") -> float:
    """Return the temperature, which a page may call otherwise and say more of."""
    help_ = _("Below 1 the models play safe, above 1 they dare. 1 is what they learned.")
    help_ = sentences(help_, more)
    return controls.log_slider(TEMPERATURE, label or _("Temperature"), help=help_)
