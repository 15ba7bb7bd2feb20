"""The tray that stays in view: the name last looked at, and the kept names, to take along."""

from __future__ import annotations

import streamlit as st

from dashboard.contenders import naming
from dashboard.frame.held import hold
from dashboard.lists.source import Source
from dashboard.parts import kept as kept_box
from dashboard.parts.making.chips import LOOKED, as_kept, dressed
from dashboard.parts.making.search import Finds
from dashboard.state import address, kept
from dashboard.state.kept import Kept
from dashboard.words.language import _, colon, plural
from dashboard.words.pairs import pair_sign
from dashboard.words.text import apart, plain, quoted
from makemore.ranking import ScoredName

HALF = 3  # characters of a name, at most, for more like it
_STYLE = """<style>
[data-testid=stLayoutWrapper]:has(> .st-key-tray) { position: sticky; bottom: 0; z-index: 50; }
.st-key-tray {
  background: light-dark(#ffffff, #12181f);
  border: 1px solid light-dark(#0b132033, #e6ebf033);
  border-radius: 0.5rem 0.5rem 0 0;
  padding: 0.5rem 0.75rem 0.6rem;
}
.st-key-kept_names { max-height: 6.2rem; overflow-y: auto; }
</style>"""


def show(source: Source, finds: Finds | None) -> None:
    """Show the tray."""
    st.html(_STYLE)
    with st.container(key="tray", gap="xsmall"):
        name = str(st.session_state.get(LOOKED) or "")
        score = dressed(source, finds.scores).get(name) if finds else None
        if finds and score:
            _look_at(source, finds, as_kept(source, finds, name, score), score)
        elif name in kept.kept():
            _look_at_kept(kept.kept()[name])
        elif not kept.kept():
            st.caption(_("A click on a name keeps it here, whatever the list, and tells more."))
        if kept.kept():
            _show_kept()


def _look_at(source: Source, finds: Finds, one: Kept, score: ScoredName) -> None:
    """Show what is worth knowing of a name, and how to get more like it."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.markdown(colon(quoted(one.name), _figures(source, finds, score)), width="content")
    _offer_to_keep(row, one)
    half = max(1, min(HALF, len(score.letters) // 2))
    for field, words, letters in (
        ("begins", _("More that begin with {text}"), score.letters[:half]),
        ("ends", _("More that end with {text}"), score.letters[-half:]),
    ):
        text = "".join(letters)
        row.button(
            words.format(text=plain(apart(text))),
            key=f"more_{field}",
            type="tertiary",
            on_click=address.put,
            args=(field, text),
        )


def _look_at_kept(one: Kept) -> None:
    """Show what was noted of a name of another search or list, or of a person's own."""
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    said = _("Your own.")
    if one.nll is not None:
        said = _("nll {nll} · made by {model} from {list}").format(
            nll=f"{one.nll:.2f}", model=plain(one.model), list=plain(apart(one.source))
        )
    row.markdown(colon(quoted(one.name), said), width="content")
    _offer_to_keep(row, one)


def _offer_to_keep(row: st.delta_generator.DeltaGenerator, one: Kept) -> None:
    is_kept = one.name in kept.kept()
    row.button(
        _("Let go") if is_kept else _("Keep"),
        key="keep_looked_at",
        icon=":material/close:" if is_kept else ":material/star:",
        type="tertiary",
        on_click=kept.toggle,
        args=(one,),
    )


def _figures(source: Source, finds: Finds, score: ScoredName) -> str:
    """Return the figures of a name: safe in Markdown. Of two lists in one, the nearest of both."""
    near = naming.neighbours(source, finds.other).nearest(score.name)
    assert near is not None  # a list has a name
    boundary = finds.one.model.vocabulary.boundary_label
    values = {
        "nll": f"{score.per_token:.2f}",
        "nearest": quoted(naming.as_came(source, near[0], finds.other)),
        "edits": plural("{number} change away", "{number} changes away", near[1]),
        "pair": quoted(pair_sign(score.letters, score.rarest, boundary)),
    }
    if not near[1]:
        return _("nll {nll} · in the list · rarest pair {pair}").format(**values)
    return _("nll {nll} · nearest: {nearest}, {edits} · rarest pair {pair}").format(**values)


def _show_kept() -> None:
    """Show the kept names, the newest first: a click looks at one; and the way to take them."""
    names = list(kept.kept())[::-1]
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small")
    with row.container(key="kept_names", width="stretch"):
        looked = st.session_state.get(LOOKED)
        hold(
            st.pills,
            _("Kept names"),
            names,
            key="kept_shown",
            shows=looked if looked in names else None,
            take=_take,
            format_func=plain,
            label_visibility="collapsed",
            wrap=True,
        )
    label = _("Copy or save")  # always the same: with another label the box would shut
    icon = ":material/shopping_basket:"
    box = row.popover(label, icon=icon, key="take_kept", on_change="rerun", width="content")
    if box.open:
        with box:
            kept_box.show()


def _take(name: str | None) -> None:
    st.session_state[LOOKED] = name or ""
