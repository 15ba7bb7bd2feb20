"""The list doctor: what reading changed or left out, what may deserve a look, a switch for each.

Behind one click. A rule is shown where it found something, whether it is on or off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from dashboard.frame.download import offer_file
from dashboard.frame.held import hold
from dashboard.lists import corpora
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.words.language import _, explain, plural, with_commas
from dashboard.words.pairs import visible
from dashboard.words.text import plain, quoted
from makemore.checkup import Checkup
from makemore.corpus import lines_left_out
from makemore.errors import MakemoreError
from makemore.export import csv_bytes
from makemore.report import Finding, Report
from makemore.rules import DEFAULT, LONGEST_NAME

_HIDDEN = re.compile(
    r"^\s+|\s+$|\s{2,}|[\x00-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_REFUSED = "rules_refused"


@dataclass(frozen=True)
class Rule:
    """A switch: the name of the rule, what it does, and what was found, in words."""

    name: str
    does: str
    found: str


def show() -> None:
    """Show the doctor; what is inside is looked for only when it is open."""
    source = session.source()
    read = corpora.full_corpus(source.whole).report
    st.caption(_summary(read))
    for hint in _hints(source, read):
        st.caption(hint)
    box = st.expander(
        _("Check the list, and change how it is read"), key="doctor", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        rules = list(_rules(source, read))
        sentences = list(_sentences(source, read))
        if not rules and not sentences:
            st.markdown(_("Nothing was found: every line looks like a name."))
        for rule in rules:
            _switch(rule, source)
        if sentences:
            st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
        if error := st.session_state.get(_REFUSED):
            st.error(plain(explain(error)))
        _below(source, read)


def _summary(read: Report) -> str:
    """Return how much was changed and left out."""
    left = sum(one.count for one in read.left_out.values())
    mended = (
        *(read.stripped, read.spaces, read.unseen, read.composed, read.lowered),
        *(read.mended, read.apostrophes, read.turkish),
    )
    if not left and not any(one.count for one in mended):
        return _("Nothing was changed or left out when the list was read.")
    if not left:
        return _("Some lines were changed when the list was read; none was left out.")
    return plural(
        "{number} line was left out when the list was read.",
        "{number} lines were left out when the list was read.",
        left,
    )


def _hints(source: Source, read: Report) -> Iterator[str]:
    """Yield what one would not see by oneself, before the doctor is opened: one click mends it."""
    if read.broken.count:
        told = plural(
            "{number} line looks as if read in a wrong encoding; a switch below mends that.",
            "{number} lines look as if read in a wrong encoding; a switch below mends that.",
            read.broken.count,
        )
        yield _with_examples(told, read.broken)
    if read.unlike.count:
        told = _("Several signs stand for the apostrophe; a switch below makes them one.")
        yield _with_examples(told, read.unlike)
    if read.dotted.count and not source.rules.dotless and source.lower:
        told = _("Some names have the Turkish letters İ or ı. Is the list Turkish? A switch below.")
        yield _with_examples(told, read.dotted)


def _rules(source: Source, read: Report) -> Iterator[Rule]:
    """Yield the rules that found something, in the order in which they are asked."""
    seen = corpora.second_look(source)
    whole = source.rules
    if seen.clusters.count:
        number = plural(
            "{number} character is written as several.",
            "{number} characters are written as several.",
            seen.clusters.count,
        )
        does = _("Count as one character what is seen as one")
        yield Rule("clusters", does, _with_examples(number, seen.clusters))
    for name, does, on, off in _switches(read, seen):
        finding = on if getattr(whole, name) else off
        if finding.count or getattr(whole, name) != getattr(DEFAULT, name):  # there is a way back
            yield Rule(name, does, _lines(finding))
    yield from _about_characters(source, read, seen)


def _switches(read: Report, seen: Checkup) -> list[tuple[str, str, Finding, Finding]]:
    """Return each rule that counts lines: what it does, what it did, what it would find."""
    limit, nothing = LONGEST_NAME, Finding()
    return [
        ("mend", _("Mend letters that were read in a wrong encoding"), read.mended, read.broken),
        ("title", _("Leave out a first line that is a title"), read.title, seen.title),
        ("strip", _("Take away space before and after a name"), read.stripped, seen.stripped),
        ("spaces", _("Make several spaces, or a tab, one space"), read.spaces, seen.spaces),
        ("unseen", _("Take out characters that cannot be seen"), read.unseen, seen.unseen),
        ("compose", _("Join a letter and its accent into one character"), read.composed,
         seen.composed),
        ("apostrophes", _("Make all signs for an apostrophe the same"), read.apostrophes,
         read.unlike),
        ("turkish", _("In a Turkish list, make I a small ı"), read.turkish, nothing),
        ("dotless", _("Take the list as Turkish: I becomes ı, and İ becomes i"),
         read.turkish, read.dotted),
        ("long", _("Leave out names longer than {limit} characters").format(limit=limit),
         read.too_long, seen.too_long),
        ("digits", _("Leave out names with digits"), read.digits, seen.digits),
        ("signs", _("Leave out names with signs that names seldom have"), read.signs, seen.signs),
        ("no_letter", _("Leave out names without any letter"), read.no_letter, seen.no_letter),
    ]  # fmt: skip


def _about_characters(source: Source, read: Report, seen: Checkup) -> Iterator[Rule]:
    """Yield the two rules whose findings count something else while they are off."""
    does = _("Leave out names with a character that occurs only once")
    if source.rules.rare:
        yield Rule("rare", does, _lines(read.rare))
    elif seen.rare.count:
        number = plural(
            "{number} character occurs only once: little can be learned from it.",
            "{number} characters occur only once: little can be learned from them.",
            seen.rare.count,
        )
        yield Rule("rare", does, _with_examples(number, seen.rare))
    does = _("Count each different name once")
    if source.rules.repeated:
        yield Rule("repeated", does, _lines(read.repeated))
    elif seen.repeated.count:
        number = plural(
            "{number} name stands in the list more than once, and counts as often.",
            "{number} names stand in the list more than once, and count as often.",
            seen.repeated.count,
        )
        yield Rule("repeated", does, _with_examples(number, seen.repeated))


def _sentences(source: Source, read: Report) -> Iterator[str]:
    """Yield what was found and has no switch."""
    fixed = [
        (read.blank, _("Blank lines were left out: {lines}.")),
        (read.lowered, _("Capital letters were made small: {lines}.")),
        (read.uncounted, _("Lines without a count above 0 were left out: {lines}.")),
        (
            corpora.second_look(source).damaged,
            _("What could not be read shows as �: {lines}. Another encoding may mend it."),
        ),
    ]
    for finding, rule in fixed:
        if finding.count:
            lines = plural("{number} line", "{number} lines", finding.count)
            yield _with_examples(rule.format(lines=lines), finding)


def _switch(rule: Rule, source: Source) -> None:
    key = f"rule_{rule.name}"
    now = getattr(source.rules, rule.name)
    hold(st.toggle, rule.does, key=key, shows=now, take=_take, args=(rule.name,))
    st.caption(rule.found)


def _take(on: bool, name: str) -> None:
    """Switch a rule; where it would leave no name, it stays, and the page says why."""
    rules = replace(session.source().rules, **{name: on})
    st.session_state[_REFUSED] = None
    try:
        corpora.full_corpus(replace(session.source(), rules=rules).whole)
    except MakemoreError as error:
        st.session_state[_REFUSED] = error.with_traceback(None)
    else:
        session.use_reading(rules=rules)


def _reset() -> None:
    st.session_state[_REFUSED] = None
    session.use_reading(rules=DEFAULT)


def _below(source: Source, read: Report) -> None:
    """Offer the way back, and the lines that were left out."""
    left = sum(one.count for name, one in read.left_out.items() if name != "blank")
    with st.container(horizontal=True):
        if left:
            label = _("Download the lines left out")
            offer_file(label, "left-out.csv", "text/csv", partial(_left_out, source))
        if source.rules != DEFAULT:
            st.button(_("All switches as at first"), on_click=_reset)


def _left_out(source: Source) -> bytes:
    table = lines_left_out(source.data, **source.reading)
    reasons = {
        "title": _("title"),
        "too_long": _("too long"),
        "uncounted": _("no count"),
        "digits": _("digits"),
        "signs": _("signs"),
        "no_letter": _("no letter"),
        "rare": _("a character that occurs once"),
        "repeated": _("stood before"),
    }
    return csv_bytes(
        {
            _("line"): table["line"].to_pylist(),
            _("text"): table["text"].to_pylist(),
            _("left out because"): [reasons[rule] for rule in table["rule"].to_pylist()],
        }
    )


def _lines(finding: Finding) -> str:
    lines = plural("{number} line.", "{number} lines.", finding.count)
    return _with_examples(lines, finding)


def _with_examples(sentence: str, finding: Finding) -> str:
    """Return a sentence with the examples of a finding, where it has any."""
    if not finding.examples:
        return sentence
    examples = with_commas(quoted(_with_signs(example)) for example in finding.examples)
    return _("{sentence} For example: {examples}").format(sentence=sentence, examples=examples)


def _with_signs(line: str) -> str:
    """Return a line with what cannot be seen made visible. Example: " emma" -> "␣emma"."""
    return _HIDDEN.sub(lambda signs: "".join(map(visible, signs[0])), line)
