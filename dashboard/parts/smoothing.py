"""Which smoothing does best on held-out names: the curve, what its shape means, and its best place.

It is about the one knob of that name, and the family that has it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from dashboard.charts.common import colour_of
from dashboard.charts.valley import valley
from dashboard.contenders import cached
from dashboard.contenders.contender import Contender
from dashboard.contenders.here import Here
from dashboard.lists.source import Source
from dashboard.plot import plot
from dashboard.state import address
from dashboard.state.settings import SMOOTHING, within
from dashboard.words import pairs
from dashboard.words.language import _, in_names, with_commas
from makemore.scoring import unseen_pairs

FLAT = 0.02  # nats; a valley less deep is called flat


@dataclass(frozen=True)
class Figures:
    """The nll at some smoothing, on training and on held-out names; NaN where none are held out."""

    smoothing: float
    train: float
    held_out: float


def smoothed(here: Here) -> Contender | None:
    """Return the contender that is a table of pairs with a smoothing, None where there is none."""
    return next(
        (
            one
            for one in here.contenders
            if SMOOTHING.name in one.values and one.model.context_size == 1
        ),
        None,
    )


def best(source: Source) -> float:
    """Return the best smoothing that can be chosen, to three digits; names are held out."""
    return within(SMOOTHING, float(f"{cached.best_smoothing(source):.3g}"))


def digits(smoothing: float) -> str:
    """Return a smoothing in three digits that a pupil reads. Example: 1e-05 -> "0.00001"."""
    return f"{Decimal(f'{smoothing:.3g}'):,f}"


def show(here: Here) -> None:
    """Show the curve of the model that has a smoothing, and where its best place is."""
    one = smoothed(here)
    if one is None:
        return
    now = _figures(here.source, one.values[SMOOTHING.name])
    lowest = None if math.isnan(now.held_out) else _figures(here.source, best(here.source))
    st.header(_("{model}: which smoothing does best?").format(model=one.name))
    if lowest:
        _say(here.source, one, now, lowest)
    _show_curve(here.source, one, now, lowest)
    if lowest:
        _explain_shape(here.source, now, lowest)


def _figures(source: Source, smoothing: float) -> Figures:
    held_out = cached.held_out_nll(source, cached.count_model(source, smoothing))
    return Figures(
        smoothing, cached.count_nll(source, smoothing), math.nan if held_out is None else held_out
    )


def _say(source: Source, one: Contender, now: Figures, lowest: Figures) -> None:
    """Say how the model does with its smoothing, and with the best one."""
    missing = _missing(source, one) if math.isinf(now.held_out) else []
    sentence = _with_missing() if missing else _with_both()
    st.markdown(
        sentence.format(
            model=one.name,
            number=f"{len(missing):,}",
            pairs=with_commas(map(pairs.on_page, missing[:3])),
            train=pairs.nats(now.train, 4),
            held_out=pairs.nats(now.held_out, 4),
            best=digits(lowest.smoothing),
            nll=pairs.nats(lowest.held_out, 4),
        )
    )


def _with_missing() -> str:
    return _(
        "The held-out names surprise **{model}** **infinitely**: {number} of their pairs never "
        "occur in the training names, such as {pairs}. A little smoothing mends that; "
        "**{best}** is best, with an nll of **{nll}**."
    )


def _with_both() -> str:
    return _(
        "The training names surprise **{model}** by **{train}** on average, the held-out names "
        "by **{held_out}**. The best smoothing for held-out names is **{best}**, with "
        "**{nll}**."
    )


def _missing(source: Source, one: Contender) -> list[str]:
    held_out = cached.held_out(source)
    assert held_out is not None
    return unseen_pairs(one.model, held_out.counts(one.model.context_size))


def _show_curve(source: Source, one: Contender, now: Figures, lowest: Figures | None) -> None:
    """Show nll against smoothing, the best place marked."""
    smoothings, train, held_out = cached.smoothing_curve(source)
    plot(
        valley(
            smoothings,
            train,
            held_out,
            title=_("smoothing"),
            chosen=(now.smoothing, now.held_out if lowest else now.train),
            best=(lowest.smoothing, lowest.held_out) if lowest else None,
            colour=colour_of(one.key),
        ),
        key="smoothing_curve",
        label=_("Curves of the nll against smoothing, on training and on held-out names"),
        height=380,
    )


def _explain_shape(source: Source, now: Figures, lowest: Figures) -> None:
    """Say why the curve has a valley or is flat, and offer its best place."""
    if _is_flat(source, lowest):
        reason = _(
            "The curve is nearly flat around its lowest place: with {names} a cell counts so much "
            "already that adding a little changes little. Use fewer names, and a valley appears."
        )
    else:
        reason = _(
            "The curve is a valley. Too little smoothing: pairs that chance left out surprise too "
            "much. Too much: every pair looks alike, and what was counted is drowned."
        )
    names = in_names(len(cached.train_corpus(source)))
    st.markdown(reason.format(names=names))
    st.button(
        _("Use smoothing {best}").format(best=digits(lowest.smoothing)),
        on_click=_use,
        args=(lowest.smoothing,),
        disabled=now.smoothing == lowest.smoothing,
    )


def _is_flat(source: Source, lowest: Figures) -> bool:
    smoothings, _train, held_out = cached.smoothing_curve(source)
    assert held_out is not None
    near = (smoothings > lowest.smoothing / 20) & (smoothings < lowest.smoothing * 20)
    return bool(near.any()) and float(held_out[near].max()) - lowest.held_out < FLAT


def _use(smoothing: float) -> None:
    """Make a smoothing the one in use, on every page."""
    address.put(SMOOTHING.name, smoothing)
