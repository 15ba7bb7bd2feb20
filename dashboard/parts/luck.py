"""Whether a difference on held-out names means anything, or is the luck of which names they are."""

from __future__ import annotations

import math

import streamlit as st

from dashboard.contenders import cached
from dashboard.contenders.contender import Contender, fitted
from dashboard.contenders.here import Here
from dashboard.parts import smoothing
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import _, sentences
from dashboard.words.pairs import with_minus
from dashboard.words.text import plain
from makemore.uncertainty import Interval

SLIGHT = 0.002  # nats; a smaller difference is nothing that one would notice
Rivals = tuple[str, Contender, Contender]  # what is compared, in words; who; and with whom


def can_tell(here: Here) -> bool:
    """Return whether enough names are held out to see how names vary."""
    parts = cached.split(here.source)
    return parts is not None and parts.held_out.distinct >= 2


def show(here: Here) -> None:
    """Show, once opened, what an interval is, and the differences of the models with theirs."""
    label = _("Is a difference real, or luck?")
    box = st.expander(label, key="uncertainty_open", on_change="rerun")
    if not box.open:
        return
    with box:
        st.markdown(
            _(
                "Other held-out names would give other numbers. So draw names from the held-out "
                "ones again and again, as from a bag, and see how much a difference varies: 95 of "
                "100 draws lie in the interval."
            )
        )
        if not can_tell(here):
            st.markdown(_("Hold at least two different names out first."))
            return
        _show_differences(here)


def verdict(interval: Interval) -> str:
    """Return in words what a difference of a first model to a second one is worth."""
    if not interval.certain:
        return _("Zero lies inside: with these names one cannot tell which is better.")
    said = (
        _("The first one is worse: zero lies outside, so this is more than luck.")
        if interval.difference > 0
        else _("The first one is better: zero lies outside, so this is more than luck.")
    )
    if abs(interval.difference) < SLIGHT:
        said = sentences(said, _("But the difference is too small to matter."))
    return said


def _show_differences(here: Here) -> None:
    rivals = [*_at_best_smoothing(here), *_against_the_best(here)]
    if not rivals:
        st.markdown(_("There is nothing to compare yet: choose a second model."))
    for title, first, second in rivals:
        interval = cached.difference(here.source, first, second)
        st.markdown(
            _("**{title}**: {difference} nats, from {low} to {high}. {verdict}").format(
                title=title,
                difference=with_minus(f"{interval.difference:+.4f}"),
                low=with_minus(f"{interval.low:+.4f}"),
                high=with_minus(f"{interval.high:+.4f}"),
                verdict=verdict(interval),
            )
        )


def _at_best_smoothing(here: Here) -> list[Rivals]:
    """Return a model with its smoothing, and the same with the best one, where they differ."""
    one = smoothing.smoothed(here)
    if one is None or not _finite(here, one):
        return []
    now, best = one.values[SMOOTHING.name], smoothing.best(here.source)
    if now == best:
        return []
    model = cached.fitted(here.source, one.key, ((SMOOTHING.name, best),))
    title = _("{model} with smoothing {now} against {best}").format(
        model=one.name, now=smoothing.digits(now), best=smoothing.digits(best)
    )
    return [(title, one, fitted(one.key, {SMOOTHING.name: best}, model))]


def _against_the_best(here: Here) -> list[Rivals]:
    """Return each model beside the one that does best, but for those that hold names impossible."""
    possible = [one for one in here.contenders if _finite(here, one)]
    if not possible:
        return []
    best = min(possible, key=lambda one: _held_out(here, one))
    title = _("{model} against {best}")
    return [
        (title.format(model=plain(one.title), best=plain(best.title)), one, best)
        for one in possible
        if one is not best
    ]


def _finite(here: Here, one: Contender) -> bool:
    return math.isfinite(_held_out(here, one))


def _held_out(here: Here, one: Contender) -> float:
    nll = cached.scores(here.source, one)[1]
    return math.nan if nll is None else nll
