"""Telling apart only the commonest characters of a list: offered, said, and taken back.

A list of 5,503 characters is too wide for a table of all pairs. With 1,999 of them, and one sign
for all others, every page works.
"""

from __future__ import annotations

import streamlit as st

from dashboard.frame.held import hold
from dashboard.lists import corpora
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.words.language import _
from dashboard.words.text import plain
from makemore.commonest import rest_sign
from makemore.corpus import Corpus

NUMBER = 2_000  # characters, the sign for the rest among them: every page holds so many


def said(source: Source) -> str:
    """Return which characters are told apart, for a sentence; empty where all are."""
    sign = corpora.rest(source)
    if sign is None or source.commonest is None:
        return ""
    words = _("the {number} commonest characters, the others as {sign}")
    return words.format(number=f"{source.commonest - 1:,}", sign=plain(sign))


def offer() -> None:
    """Offer to tell apart only the commonest characters, on every page."""
    st.button(
        _label(session.source(), NUMBER),
        on_click=session.use_commonest,
        args=(NUMBER,),
        type="primary",
        key="use_commonest",
    )


def choose() -> None:
    """Show a switch, the way to the commonest characters and back, where a list has very many."""
    source = session.source()
    number = source.commonest or NUMBER
    if len(corpora.as_written(source).characters) <= number:
        return
    hold(
        st.toggle,
        _label(source, number),
        key="commonest",
        shows=source.commonest is not None,
        take=lambda on: session.use_commonest(number if on else None),
    )
    if source.commonest is not None:
        share = _("Of all characters in the names, {share} % are {sign}.")
        sign = str(corpora.rest(source))
        st.caption(share.format(share=f"{100 * _share(source, sign):.1f}", sign=plain(sign)))


def meaning(source: Source) -> str:
    """Return what the sign for the rest stands for."""
    words = _("{sign} stands for every character but the {number} commonest.")
    number = (source.commonest or NUMBER) - 1
    return words.format(number=f"{number:,}", sign=plain(str(corpora.rest(source))))


def _label(source: Source, number: int) -> str:
    sign = rest_sign(corpora.as_written(source).characters)
    words = _("Use the {number} commonest characters; the others stand together as {sign}")
    return words.format(number=f"{number - 1:,}", sign=plain(sign))


def _share(source: Source, sign: str) -> float:
    """Return how much of the names is the sign for the rest, in [0, 1]."""
    names: Corpus = corpora.corpus(source)
    return names.coded.decode().count(sign) / int(names.lengths.sum())
