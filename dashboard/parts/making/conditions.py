"""What names must be like and what is thrown away: of what was typed, and the same in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import streamlit as st

from dashboard.frame import commonest, controls
from dashboard.lists import corpora
from dashboard.lists.source import Source
from dashboard.parts.making.bar import Bar
from dashboard.state import address
from dashboard.state.settings import APART, LONGEST, MAX_LENGTH, SHORTEST
from dashboard.words.language import _, plural, with_commas
from dashboard.words.text import apart, plain
from makemore.conditional import Conditions
from makemore.generating import Filters
from makemore.vocabulary import Vocabulary

TEXTS = ("begins", "ends", "must", "mustnot")


def of(source: Source, vocabulary: Vocabulary, bar: Bar, must_not: str) -> Conditions:
    """Return what names must be like, of what was typed."""
    begins, ends, must, not_ = (
        _as_read(text, source) for text in (bar.begins, bar.ends, bar.must, must_not)
    )
    prefix, suffix = (corpora.told_apart(text, source) for text in (begins, ends))
    has, has_not = (_told_apart(parts(text, vocabulary), source) for text in (must, not_))
    return Conditions(prefix, suffix, *bar.lengths, has, has_not)


def choose_filters() -> Filters:
    """Return what is thrown away."""
    listed = controls.switch("listed", _("Also names that are in the list"))
    twice = controls.switch("twice", _("Also the same name twice"))
    label = _("Changes away from the nearest name of the list, at least")
    help_ = _("A change adds, drops or replaces one character. Set 1 for only new names.")
    apart = int(controls.number(APART, label, help=help_))
    return Filters(new=not listed, different=not twice, apart=0 if listed else apart)


def _as_read(text: str, source: Source) -> str:
    """Return a text as it would be read from the list in use."""
    return unicodedata.normalize("NFC", text.lower() if source.lower else text)


def _told_apart(texts: Iterable[str], source: Source) -> tuple[str, ...]:
    return tuple(dict.fromkeys(corpora.told_apart(text, source) for text in texts))


def parts(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the texts that stand apart in a box; a comma parts them unless the list has it.

    Example: "l, ne a␣l" -> ("l", "ne", "a l")
    """
    for sign in set(",;，、；") - set(vocabulary.characters):
        text = text.replace(sign, " ")
    return tuple(dict.fromkeys(one.replace("␣", " ") for one in text.split()))


def say(conditions: Conditions) -> None:
    """Say which conditions hold, as they may be out of sight, and offer to drop them."""
    said = said_of(conditions)
    chosen = {name for name in TEXTS if st.session_state.get(name)}
    if not said or not (chosen or any(controls.now(one) for one in (SHORTEST, LONGEST))):
        return  # commas alone, or any length, ask for nothing
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(_("Conditions: {conditions}.").format(conditions=with_commas(said.values())))
    row.button(_("Drop them"), on_click=_drop, icon=":material/close:", type="tertiary")


def say_rest(source: Source, conditions: Conditions) -> None:
    """Say what the sign for all rarer characters is, and offer names without it."""
    sign = corpora.rest(source)
    if sign is None:
        return
    row = st.container(horizontal=True, vertical_alignment="center")
    row.caption(commonest.meaning(source))
    if sign not in conditions.must_not:
        label = _("Only names without {sign}").format(sign=plain(sign))
        row.button(label, on_click=_forbid, args=(sign,), type="tertiary", key="without_rest")


def _forbid(sign: str) -> None:
    """Add a sign to what must not occur."""
    others = st.session_state.get("mustnot") or ""
    address.put("mustnot", f"{others} {sign}".strip())


def said_of(conditions: Conditions) -> dict[str, str]:
    """Return the conditions that hold, in words, by their field."""
    together = " ".join
    values = {
        "prefix": (_("begins with **{text}**"), conditions.prefix),
        "suffix": (_("ends with **{text}**"), conditions.suffix),
        "must": (_("has **{text}**"), together(conditions.must)),
        "must_not": (_("does not have **{text}**"), together(conditions.must_not)),
    }
    said = {
        name: words.format(text=plain(apart(text.replace(" ", "␣") if len(text) == 1 else text)))
        for name, (words, text) in values.items()
        if text
    }
    if conditions.shortest > 1:
        number = conditions.shortest
        said["shortest"] = plural("at least {number} long", "at least {number} long", number)
    if conditions.longest < MAX_LENGTH:
        number = conditions.longest
        said["longest"] = plural("at most {number} long", "at most {number} long", number)
    return said


def _drop() -> None:
    """Take back all conditions."""
    address.put_all({**dict.fromkeys(TEXTS, ""), SHORTEST.name: 0, LONGEST.name: 0})
