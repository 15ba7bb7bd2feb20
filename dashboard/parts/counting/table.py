"""The table of pairs as a picture: what is asked for, the heatmap, and what its numbers are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.matrix import LEGIBLE
from dashboard.charts.pair_table import PairTable, pair_heatmap
from dashboard.contenders import cached, selection
from dashboard.contenders.here import Here
from dashboard.frame import controls
from dashboard.parts import evidence, formula
from dashboard.plot import plot
from dashboard.state.settings import COLOUR, SHOW, SHOWN, SMOOTHING
from dashboard.words.language import _
from makemore.models.ngram import CountModel

Cell = tuple[int, int]  # tokens: row, column
# As high as the slider beside it: their labels stand in line.
_HIGH = "<style>.st-key-counts_show button { min-height: 2.5rem; }</style>"


@dataclass(frozen=True)
class Picture:
    """How the table is drawn."""

    show: str
    smoothing: float
    log: bool  # colours by orders of magnitude
    numbers: bool  # in the cells
    tokens: np.ndarray  # the characters shown, (n,)

    @classmethod
    def of(
        cls, here: Here, show: str, smoothing: float, colour: str, numbers: bool, shown: float
    ) -> Picture:
        """Return the picture that the controls ask for."""
        tokens = cached.common_tokens(here.source, int(shown))
        return cls(show, smoothing, colour == "log", numbers, tokens)

    @property
    def large(self) -> bool:
        """Whether it needs the whole width of the page."""
        return self.numbers or len(self.tokens) > LEGIBLE


def asked_for(here: Here) -> Picture:
    """Return what the controls say, which may be drawn later."""
    state = st.session_state
    return Picture.of(
        here,
        controls.one_of(SHOW, state.get(SHOW.name)),
        controls.now(SMOOTHING),
        controls.one_of(COLOUR, state.get(COLOUR.name)),
        bool(state.get("numbers")),
        controls.now(SHOWN),
    )


def choose(bar: DeltaGenerator) -> DeltaGenerator:
    """Show the controls; return the place of the smoothing among them."""
    with bar.container(width="content", key="counts_show"):
        st.html(_HIGH)
        controls.choice(SHOW, _("Show"))
    place = controls.row(bar, 360)
    with bar.popover(_("Picture"), icon=":material/tune:"):
        controls.choice(
            COLOUR,
            _("Colour"),
            help=_("On the log scale, ten times as often is one step: rare pairs show too."),
        )
        controls.switch("numbers", _("Numbers in the cells"))
        controls.number(SHOWN, _("How many characters, the commonest first"))
    return place


def choose_smoothing(place: DeltaGenerator) -> None:
    """Show the slider of the smoothing."""
    controls.log_slider(
        SMOOTHING,
        _("Smoothing"),
        help=_("Added to every count. 0 changes nothing; with 1, every pair counts once more."),
        at=place,
    )


def show_table(
    here: Here, model: CountModel, picture: Picture, cell: Cell, words: list[list[str]]
) -> None:
    """Show the heatmap with the selected cell framed; a click selects another.

    `words` (n, n) say how often each pair occurs.
    """
    tokens = picture.tokens
    figure = pair_heatmap(
        table_of(here.labels, here.matrix.numpy(), model, tokens),
        words,
        show=picture.show,
        log=picture.log,
        numbers=picture.numbers,
        selected=evidence.place_among(tokens, cell),
    )
    plot(
        figure,
        key="table",
        label=_("Heatmap of all pairs. Row: a character. Column: the next one."),
        height=900 if picture.large else 600,
        on_click=lambda click: selection.show(*tokens[list(click.point)].tolist()),
    )


def explain_table(here: Here, picture: Picture) -> None:
    """Say what the numbers of the table are, and what it leaves out."""
    tokens = picture.tokens
    st.caption(meaning(picture.show))
    if picture.show == "surprisal":
        formula.offer(formula.surprisal())
    if picture.numbers and len(tokens) > LEGIBLE:
        small = _("The cells have room for numbers with up to {number} characters.")
        st.caption(small.format(number=LEGIBLE))
    if len(tokens) < len(here.labels):
        some = _("The table shows the {shown} commonest of {all} characters.")
        st.caption(some.format(shown=len(tokens), all=f"{len(here.labels):,}"))


def meaning(show: str) -> str:
    """Return what the numbers of the table are."""
    return {
        "counts": _("Counts: how often each pair occurs in the list, plus the smoothing."),
        "probabilities": _("Probabilities: each row divided by its sum, so it adds up to 100 %."),
        "surprisal": _(
            "Surprisal: 0 for what is certain (100 %), 0.69 for 50 %, 2.30 for 10 %, 4.61 for "
            "1 %, infinite (∞) for what never comes."
        ),
    }[show]


def probabilities_after(model: CountModel, tokens: np.ndarray) -> np.ndarray:
    """Return P(next | token) for some tokens (n,), (n, V)."""
    probabilities: np.ndarray = (
        model.log_probabilities(torch.from_numpy(tokens)[:, None]).exp().numpy()
    )
    return probabilities


def table_of(
    labels: tuple[str, ...], matrix: np.ndarray, model: CountModel, tokens: np.ndarray
) -> PairTable:
    """Return the table of some tokens (n,); it needs no cache, so that a download can call it."""
    shares = probabilities_after(model, tokens)[:, tokens]
    return PairTable.of(labels, matrix, tokens, probabilities=shares, smoothing=model.smoothing)
