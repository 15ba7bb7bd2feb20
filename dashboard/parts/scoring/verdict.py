"""What is said of a scored name: how it surprises each model, and what the list knows of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from dashboard.charts.score import rank_text
from dashboard.contenders import cached
from dashboard.contenders.contender import Contender, Judged
from dashboard.contenders.here import Here
from dashboard.frame import commonest
from dashboard.lists import corpora
from dashboard.state import address
from dashboard.state.settings import SMOOTHING
from dashboard.words.language import _, sentences
from dashboard.words.text import apart, plain

REMEDY = 1.0  # smoothing that one press of the button sets


def say(name: str, here: Here, judged: Sequence[Judged]) -> None:
    """Say in one sentence or two what the picture shows."""
    if not here.contenders:
        st.markdown(_("Choose a model, or train one, and it scores names here."))
    elif not name:
        st.markdown(_("Type a name, and see how much each of its letters surprises the models."))
    elif not judged:
        st.markdown(_("This list cannot spell **{name}**.").format(name=plain(apart(name))))
    else:
        others = map(_of_other, here.contenders[1:], judged[1:])
        st.markdown(sentences(_of_first(here.contenders[0], judged[0], here), *others))


def _of_first(one: Contender, judged: Judged, here: Here) -> str:
    score = judged.score
    if math.isfinite(score.nll):
        sentence = _(
            "To {model}, **{name}** is **{rank}** of the list: its nll is **{nll}** a character. "
            "Its biggest surprise is **{pair}**."
        )
    elif has_smoothing(one):
        sentence = _(
            "{model} considers **{name}** impossible: no name that it learned from has "
            "**{pair}**, so its surprisal is infinite. With smoothing above 0 it becomes "
            "possible."
        )
    else:
        sentence = _(
            "{model} considers **{name}** impossible: it gives **{pair}** no chance, so its "
            "surprisal is infinite."
        )
    return sentence.format(
        model=plain(one.name),
        name=plain(apart(score.name)),
        rank=rank_text(judged.below, judged.above),
        nll=f"{score.per_token:.2f}",
        pair=plain(apart(judged.pair(score.rarest, here.vocabulary.boundary_label))),
    )


def _of_other(one: Contender, judged: Judged) -> str:
    rank = rank_text(judged.below, judged.above)
    if math.isinf(judged.score.nll):
        rank = _("impossible")
    return _("To {model} it is **{rank}**.").format(model=plain(one.name), rank=rank)


def has_smoothing(one: Contender) -> bool:
    """Tell whether a model has the knob that makes every pair possible."""
    return any(knob.name == SMOOTHING.name for knob in one.family.knobs)


def offer_smoothing(here: Here, judged: Sequence[Judged]) -> None:
    """Offer what makes an impossible name possible, where a model has it."""
    if any(
        math.isinf(one.score.nll) and has_smoothing(who)
        for who, one in zip(here.contenders, judged, strict=True)
    ):
        label = _("Set the smoothing to {smoothing}").format(smoothing=f"{REMEDY:g}")
        st.button(label, key="smooth", on_click=_smooth, icon=":material/healing:")


def _smooth() -> None:
    """Set the smoothing that makes every pair possible."""
    address.put(SMOOTHING.name, REMEDY)


def say_what_is_known(name: str, typed: str, here: Here, judged: Sequence[Judged]) -> None:
    """Say whether the list has the name, and what was changed in reading it."""
    sign = here.vocabulary.boundary_label
    notes = [_mark(name, here)]
    if name != typed.strip():
        notes.append(
            _("All letters of this list were made small, so they are here too.")
            if here.source.lower and name == typed.strip().lower()
            else _("Read as {name}.").format(name=plain(apart(name)))
        )
    if (rest := corpora.rest(here.source)) and rest in name:
        notes.append(commonest.meaning(here.source))
    if any(sign in one.pair(one.score.rarest, sign) for one in judged):
        notes.append(_("The sign {sign} stands for start and end.").format(sign=plain(sign)))
    st.caption(sentences(*notes))


def _mark(name: str, here: Here) -> str:
    """Return whether the list has a name, and whether the models learned from it."""
    if name in cached.held_back(here.source, (name,)):
        return _("This name was held out: it is in the list, but no model learned from it.")
    if name in cached.held(here.source, (name,)):
        return _("This name is in the list.")
    return _("This name is not in the list.")
