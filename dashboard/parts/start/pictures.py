"""The four pictures of the first screen: two tables, the loss, and the names; each opens a page."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st
import torch
from streamlit.delta_generator import DeltaGenerator

from dashboard.charts.compare import names_table
from dashboard.charts.curves import loss_curve
from dashboard.charts.pair_table import PairTable, pair_heatmap
from dashboard.charts.tables import nll_text
from dashboard.contenders import cached
from dashboard.contenders.contender import Contender
from dashboard.contenders.here import Here
from dashboard.contenders.trainer import Snapshot
from dashboard.frame import controls, safe
from dashboard.parts.counting import following
from dashboard.parts.start.head import head
from dashboard.parts.start.stage import LIMITS, SHOWN
from dashboard.plot import numbers_follow, plot, plot_follows
from dashboard.state.settings import SEED
from dashboard.words.language import _, plural
from makemore.sampling import Walk

NAMES = 6
_SQUARE, _CURVE = 290, 175  # pixels


def say_nll(here: Here, one: Contender, place: DeltaGenerator) -> None:
    """Say the nll of a model at its place."""
    nll = cached.nll_of(here.source, one.model)
    place.markdown(_("nll **{nll}**").format(nll=_few(nll)), width="content")


def show_table(here: Here, one: Contender, title: str) -> None:
    """Show what a model gives to each pair."""
    tokens = cached.common_tokens(here.source, SHOWN)
    plot(
        pair_heatmap(
            _table(here, one, tokens),
            cached.pair_words(here.source, len(tokens)),
            show="probabilities",
            log=True,
            limits=LIMITS,
            bar=False,
        ),
        key=f"stage_{one.key}",
        label=_("{title}: how likely each character is after each other.").format(title=title),
        height=_SQUARE,
    )


def follow(here: Here, smoothing: float) -> None:
    """Let the counts' table and nll follow the smoothing while it is dragged."""
    frames = following.table_frames(here.source, SHOWN, "probabilities", log=True, numbers=False)
    plot_follows("stage_counts", following.SLIDER, following.MARKS, frames)
    texts = {"counts_nll": [_few(nll) for nll in following.nlls_at_marks(here.source)]}
    mark = following.mark_of(smoothing)
    numbers_follow(following.SLIDER, following.MARKS, texts, mark)


def show_loss(here: Here, snapshot: Snapshot, goal: int) -> None:
    """Show how the network's nll falls to the floor of the counts."""
    head(_("How surprised the network is"), "views/test.py")
    plot(
        loss_curve(
            snapshot.history, here.floor, last=snapshot.last, goal=goal,
            revision=str(here.source.key), legend=False,
        ),
        key="stage_loss",
        label=_("Curve of the nll by step: {nll} now; the counts reach {floor}.").format(
            nll=_few(snapshot.last.nll), floor=_few(here.floor)
        ),
        height=_CURVE,
    )  # fmt: skip


def show_names(here: Here) -> list[tuple[Walk, ...]]:
    """Show the names that the models make of the same dice; return the walks, a row a name."""
    rows = cached.walks(
        here.source,
        here.contenders,
        number=NAMES,
        seed=int(controls.now(SEED)),
        temperature=1.0,
    )
    made = tuple(walk.name for row in rows for walk in row)
    known, hidden = cached.held(here.source, made), safe.rude(here.source, made)
    number = sum(name in hidden for name in made)
    said = plural("**{number}** name hidden", "**{number}** names hidden", number)
    place = head(_("Names from the same dice"), "views/compare.py")
    if number:
        place.markdown(said, width="content")  # beside the title: nothing jumps
    columns = [(one.key, one.name) for one in here.contenders]
    with st.container(key="stage_names"):
        st.html(names_table(rows, known, columns, partings=False, hidden=hidden))
    return list(rows)


def _table(here: Here, one: Contender, tokens: np.ndarray) -> PairTable:
    """Return a model's table of some tokens (n,), with the counts beside it."""
    probabilities = one.model.log_probabilities(torch.from_numpy(tokens)[:, None]).exp().numpy()
    return PairTable.of(
        here.labels,
        here.matrix.numpy(),
        tokens,
        probabilities=probabilities[:, tokens],
        smoothing=one.values.get("smoothing", 0.0),
    )


def _few(nll: float) -> str:
    """Return an nll in few signs. Example: 2.45403 -> "2.454"."""
    return f"{nll:.3f}" if math.isfinite(nll) and nll < 10_000 else nll_text(nll)
