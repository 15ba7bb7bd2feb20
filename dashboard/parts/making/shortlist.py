"""The names that a search found, each with its figures and what can be done with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.contenders import cached
from dashboard.lists.source import Source
from dashboard.parts.making.search import PAGE, Finds
from dashboard.state import address, kept
from dashboard.state.kept import Kept
from dashboard.words.language import _, plural
from dashboard.words.pairs import pair_sign
from dashboard.words.text import plain
from makemore.ranking import ScoredName

BEGINNING = 3  # characters of a name, at most, for more like it


def show(source: Source, finds: Finds, *, best: bool) -> None:
    """Show the names, each with its buttons, and how to see the others; the best ones first?"""
    hidden: set[str] = st.session_state.setdefault("hidden_names", set())
    scores = sorted(finds.scores, key=lambda one: one.per_token) if best else finds.scores
    seen = [score for score in scores if score.name not in hidden]
    most = st.session_state.get("shown_names", PAGE)
    with st.container(gap="xsmall"):
        for place, score in enumerate(seen[:most]):
            _show_name(source, finds, place, score)
    with st.container(horizontal=True):
        _offer_more(len(seen) - most)
        _offer_hidden(len(scores) - len(seen), hidden)


def _offer_more(rest: int) -> None:
    if rest > 0:
        label = _("Show {number} more").format(number=min(PAGE, rest))
        st.button(label, on_click=_show_more, icon=":material/expand_more:")


def _show_more() -> None:
    st.session_state["shown_names"] = st.session_state.get("shown_names", PAGE) + PAGE


def _offer_hidden(number: int, hidden: set[str]) -> None:
    if number:
        label = plural("Show {number} hidden name", "Show {number} hidden names", number)
        st.button(label, on_click=hidden.clear, type="tertiary")


def _show_name(source: Source, finds: Finds, place: int, score: ScoredName) -> None:
    """Show one name: a star, its figures, and what else can be done with it."""
    made = Kept(score.name, score.per_token, finds.one.title, source.title)
    row = st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small")
    with row:
        _show_star(place, made)
    with row.container(width="stretch", gap=None):
        st.markdown(f"**{plain(score.name)}**")
        st.caption(_figures(source, score))
        if st.session_state.get("open_name") == score.name:
            _show_editor(made)
    with row:
        _show_menu(place, score)


def _show_star(place: int, made: Kept) -> None:
    is_kept = made.name in kept.kept()
    words = _("Remove {name} from the kept names") if is_kept else _("Keep {name}")
    st.button(
        "★" if is_kept else "☆",
        key=f"star {place}",
        type="tertiary",
        help=words.format(name=plain(made.name)),
        on_click=partial(kept.toggle, made),
    )


def _show_menu(place: int, score: ScoredName) -> None:
    actions = {"hide": _("Hide"), "more": _("More like this"), "edit": _("Edit or copy")}
    key = f"act {place}"
    st.menu_button(
        "⋮",
        list(actions),
        format_func=actions.__getitem__,
        key=key,
        type="tertiary",
        help=_("More for {name}").format(name=plain(score.name)),
        on_click=_act,
        args=(key, score),
    )


def _act(key: str, score: ScoredName) -> None:
    """Do what was chosen for a name."""
    chosen = st.session_state[key]
    if chosen == "hide":
        st.session_state["hidden_names"].add(score.name)
    elif chosen == "more":
        half = max(1, min(BEGINNING, len(score.letters) // 2))
        address.put("begins", "".join(score.letters[:half]))
    elif chosen == "edit":
        st.session_state["open_name"] = score.name


def _figures(source: Source, score: ScoredName) -> str:
    """Return what is worth knowing of a name, safe in Markdown."""
    near = cached.neighbours(source).nearest(score.name)
    assert near is not None  # a list has a name
    boundary = cached.counts(source).vocabulary.boundary_label
    values = {
        "nll": f"{score.per_token:.2f}",
        "nearest": plain(near[0]),
        "edits": plural("{number} change away", "{number} changes away", near[1]),
        "pair": plain(pair_sign(score.letters, score.rarest, boundary)),
    }
    if not near[1]:
        return _("nll {nll} · in the list · rarest pair **{pair}**").format(**values)
    return _("nll {nll} · nearest: **{nearest}**, {edits} · rarest pair **{pair}**").format(
        **values
    )


def _show_editor(made: Kept) -> None:
    """Show a box to change a name in before it is kept, and the name to copy."""
    st.code(made.name, language=None)
    st.text_input(_("Edit"), made.name, key=_box_of(made), max_chars=200)
    row = st.container(horizontal=True)
    row.button(_("Keep"), icon=":material/star:", on_click=_keep_edited, args=(made,))
    row.button(_("Close"), on_click=_close_editor, type="tertiary")


def _box_of(made: Kept) -> str:
    return f"edit {made.name}"


def _keep_edited(made: Kept) -> None:
    """Keep what a name was changed into; unchanged it keeps its figures."""
    name = " ".join(st.session_state[_box_of(made)].split())
    if name == made.name:
        kept.kept()[name] = made
    elif name:
        kept.kept()[name] = Kept(name)
    _close_editor()


def _close_editor() -> None:
    """Put the box away."""
    st.session_state.pop("open_name", None)
