"""The names that a search found, as chips: one click keeps a name, and looks at it more closely."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard.contenders import naming
from dashboard.frame.held import hold
from dashboard.lists.source import Source
from dashboard.parts.making.search import PAGE, Finds
from dashboard.state import kept
from dashboard.state.kept import Kept
from dashboard.words.language import _
from dashboard.words.text import plain
from makemore.ranking import ScoredName

LOOKED = "looked_at"  # the name that was last clicked
_STYLE = """<style>
.st-key-chips [data-testid=stButtonGroup] > div,
.st-key-chips [data-testid=stButtonGroup] [role=group] {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); width: 100%;
}
</style>"""


def show(source: Source, finds: Finds, *, best: bool) -> None:
    """Show the names, the best ones first if so wished, and how to see the others."""
    scores = sorted(finds.scores, key=lambda one: one.per_token) if best else finds.scores
    named = dressed(source, scores)
    most = st.session_state.get("shown_names", PAGE)
    shown = list(named)[:most]
    st.html(_STYLE)
    with st.container(key="chips"):
        hold(
            st.pills,
            _("Names"),
            shown,
            key="names_shown",
            shows=[name for name in shown if name in kept.kept()],
            take=_take,
            args=(source, finds, {name: named[name] for name in shown}),
            selection_mode="multi",
            format_func=plain,
            label_visibility="collapsed",
            width="stretch",
            wrap=True,
        )
    rest = len(named) - most
    if rest > 0:
        label = _("Show {number} more").format(number=min(PAGE, rest))
        st.button(label, on_click=_show_more, icon=":material/expand_more:")


def dressed(source: Source, scores: list[ScoredName]) -> dict[str, ScoredName]:
    """Return the scores by the name with its capitals, each name once."""
    dress = naming.capitals(source).dress
    return {dress(one.name): one for one in scores}


def _take(chosen: list[str], source: Source, finds: Finds, named: Mapping[str, ScoredName]) -> None:
    """Keep what was chosen and let go of what no longer is; look at it."""
    for name, score in named.items():
        if (name in chosen) != (name in kept.kept()):
            kept.toggle(Kept(name, score.per_token, finds.one.title, source.title))
            st.session_state[LOOKED] = name


def _show_more() -> None:
    st.session_state["shown_names"] = st.session_state.get("shown_names", PAGE) + PAGE
