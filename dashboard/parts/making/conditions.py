"""What names must be like and what is thrown away: the boxes, and the same said in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import streamlit as st

from dashboard.frame import commonest, controls
from dashboard.lists import corpora
from dashboard.lists.source import Source
from dashboard.state import address
from dashboard.state.settings import APART, LONGEST, SHORTEST
from dashboard.words.language import _, plural, with_commas
from dashboard.words.text import plain
from makemore.conditional import Conditions
from makemore.generating import Filters
from makemore.vocabulary import Vocabulary

TEXTS = ("begins", "ends", "must", "mustnot")


def choose(source: Source, vocabulary: Vocabulary) -> tuple[Conditions, Filters]:
    """Return what names must be like, and what is thrown away."""
    left, right = st.columns(2, gap="medium")
    several = _(
        "Texts of any length, with spaces between them, such as: a qu. Write ␣ for a space."
    )
    with left:
        prefix = controls.text_box("begins", _("Begins with"))
        shortest = int(controls.number(SHORTEST, _("Shortest, in characters")))
        must = controls.text_box("must", _("Must have"), help=several)
    with right:
        suffix = controls.text_box("ends", _("Ends with"))
        longest = int(controls.number(LONGEST, _("Longest, in characters")))
        must_not = controls.text_box("mustnot", _("Must not have"), help=several)
    prefix, suffix, must, must_not = (
        _as_read(text, source) for text in (prefix, suffix, must, must_not)
    )
    prefix, suffix = (corpora.told_apart(text, source) for text in (prefix, suffix))
    several_texts = [_told_apart(parts(text, vocabulary), source) for text in (must, must_not)]
    filters = _choose_filters(left, right)
    return Conditions(prefix, suffix, shortest, longest, *several_texts), filters


def _choose_filters(
    left: st.delta_generator.DeltaGenerator, right: st.delta_generator.DeltaGenerator
) -> Filters:
    with left:
        listed = controls.switch("listed", _("Also names that are in the list"))
        twice = controls.switch("twice", _("Also the same name twice"))
    with right:
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
    if not said:
        return
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
        name: words.format(text=plain(text.replace(" ", "␣") if len(text) == 1 else text))
        for name, (words, text) in values.items()
        if text
    }
    if conditions.shortest != SHORTEST.default:
        number = conditions.shortest
        said["shortest"] = plural("at least {number} long", "at least {number} long", number)
    if conditions.longest != LONGEST.default:
        number = conditions.longest
        said["longest"] = plural("at most {number} long", "at most {number} long", number)
    return said


def _drop() -> None:
    """Take back all conditions."""
    lengths = {one.name: one.within(one.default) for one in (SHORTEST, LONGEST)}
    address.put_all({**dict.fromkeys(TEXTS, ""), **lengths})
