"""The large button of the first screen, and what is said before it was pressed: torch can wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.frame import document
from dashboard.words.language import _

if TYPE_CHECKING:
    from dashboard.contenders.trainer import Trainer

WAY = "way"  # the tenth of the way that one looks at


def buttons(run: Trainer | None) -> None:
    """Show play or pause, and once a run has ended the way back; None has not begun.

    Where a person wants stillness, play goes to the end at once.
    """
    learned = run is not None and run.snapshot.last.step > 0
    if run is not None and run.playing:
        st.button(
            _("Pause"), key="stage_pause", on_click=run.pause, type="primary",
            icon=":material/pause:",
        )  # fmt: skip
        return
    st.button(
        _("Learn on") if learned else _("Let the network learn"),
        key="stage_play",
        on_click=_play,
        type="primary",
        icon=":material/play_arrow:",
    )
    if learned:
        st.button(
            _("From noise again"),
            key="stage_reset",
            on_click=_reset,
            icon=":material/restart_alt:",
        )


def say_noise() -> None:
    """Say what there is to see before the network has learned."""
    st.markdown(
        _(
            "The counts have read all names; the network knows nothing yet, its names are "
            "noise. Watch it learn."
        )
    )


def _play() -> None:
    from dashboard.contenders import learning  # noqa: PLC0415 - loads torch
    from dashboard.parts.start import contents  # noqa: PLC0415

    run = contents.trainer()
    st.session_state.pop(WAY, None)
    if document.prefers_stillness():
        learning.to_the_end(run)
    else:
        run.play()


def _reset() -> None:
    from dashboard.parts.start import contents  # noqa: PLC0415 - loads torch

    st.session_state.pop(WAY, None)
    contents.trainer().reset()
