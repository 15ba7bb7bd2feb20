"""Names of two lists: the list in use mixed with another one, and how much of each.

At each character a coin says which list's model is asked, so what is mixed are probabilities. A
list of one's own stays out of the link, and out of the file of a session.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import streamlit as st

from dashboard.contenders import cached, naming
from dashboard.contenders.contender import Contender
from dashboard.frame import commonest, controls
from dashboard.frame.held import hold
from dashboard.lists.bundled import bundled_lists, translated
from dashboard.lists.source import Source
from dashboard.state import address, session
from dashboard.state.settings import MIX, SHARE
from dashboard.words import pairs
from dashboard.words.language import _
from dashboard.words.text import apart, cut, plain

NONE = ""
_OWN = "mix_own"  # the digest of a person's own list, in the session alone


def choose(source: Source, one: Contender | None) -> Source | None:
    """Show which list the one in use is mixed with, and how much; return it, if there is one."""
    found = _others(source)
    now = _asked(found)
    titles = {key: cut(translated(other.title)) for key, other in found.items()}
    words = {NONE: _("none"), **titles}
    hold(
        st.selectbox,
        _("Mix with the list"),
        list(words),
        key=f"{MIX}_shown",
        shows=now,
        take=_take,
        format_func=words.__getitem__,
    )
    if now == NONE:
        return None
    title, own = plain(titles[now]), plain(apart(cut(translated(source.title))))
    controls.log_slider(SHARE, _("Share of {title}").format(title=title), unit=" %")
    why = _obstacle(source, found[now], one)
    share = int(controls.now(SHARE))
    st.caption(
        why
        or _(
            "At each character a coin is tossed: with {share} it is the model of **{title}** that "
            "says what may come next, else that of **{own}**. So the chance of each character is "
            "the weighted mean of both."
        ).format(share=pairs.percentage(str(share)), title=title, own=own)
    )
    return None if why else found[now]


def mixed(source: Source, other: Source | None, one: Contender | None) -> Contender | None:
    """Return a model mixed with that of another list, itself without one."""
    if one is None or other is None:
        return one
    share = int(controls.now(SHARE)) / 100
    model = naming.mixed(source, other, one.key, tuple(one.values.items()), share)
    title = _("{model}, of two lists").format(model=one.title)
    return replace(one, title=title, model=model, fingerprint=(*one.fingerprint, other.key, share))


def _obstacle(source: Source, other: Source, one: Contender | None) -> str:
    """Return why two lists cannot be mixed, empty where they can."""
    if one is None or one.family.fit is None:
        return _("Only models that count can be mixed: choose one of them above.")
    both = {*cached.vocabulary(source).characters, *cached.vocabulary(other).characters}
    if len(both) > commonest.NUMBER:
        return _("Together these lists have too many characters to be mixed.")
    return ""


def _others(source: Source) -> dict[str, Source]:
    """Return the lists that can be mixed with that in use, read as it is, by what stands for them.

    Of a bundled list that is its name, of a person's own its digest.
    """
    own = {digest: one.whole for digest, one in session.own_lists().items()}
    return {
        key: replace(one, lower=source.lower)
        for key, one in (own | _bundled()).items()
        if one.digest != source.digest
    }


@cache
def _bundled() -> dict[str, Source]:
    return {name: Source.of(one.title, one.read()) for name, one in bundled_lists().items()}


def _asked(found: dict[str, Source]) -> str:
    asked = st.session_state.get(_OWN) or str(st.session_state.get(MIX) or "")
    return asked if asked in found else NONE


def _take(key: str) -> None:
    own = key in session.own_lists()
    st.session_state[_OWN] = key if own else ""
    address.put(MIX, "" if own else key)
