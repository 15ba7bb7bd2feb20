"""The names that a search found, as chips: one click keeps a name, and looks at it more closely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.contenders import naming
from dashboard.frame.held import hold
from dashboard.lists.source import Source
from dashboard.parts.making.search import PAGE, Finds
from dashboard.state import kept
from dashboard.state.kept import Kept
from dashboard.words.language import _
from dashboard.words.text import plain
from makemore.ranking import ScoredName

KEY = "names_shown"  # of the chips
LOOKED = "looked_at"  # the name that was last clicked
_STYLE = """<style>
.st-key-chips .stButtonGroup > div {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); width: 100%;
}
.st-key-chips > [data-testid=stLayoutWrapper]:not(:has([data-names])),
.st-key-chips:has([data-names]) > .stElementContainer { display: none; }
.st-key-chips:has([data-pale]),
[data-testid=stMain]:has(.st-key-chips [data-names]) .st-key-found { opacity: 0.4; }
</style>"""


def show(source: Source, finds: Finds, *, best: bool) -> DeltaGenerator:
    """Show the names, the best ones first if so wished, and how to see the others.

    Return the container of the names alone.
    """
    chips = texts(source, finds.scores, best=best)
    most = st.session_state.get("shown_names", PAGE)
    shown = list(chips)[:most]
    st.html(_STYLE)
    place = st.container(key="chips")
    with place:
        hold(
            st.pills,
            _("Names"),
            shown,
            key=KEY,
            shows=[text for text in shown if chips[text][0] in kept.kept()],
            take=_take,
            args=(source, finds, {text: chips[text] for text in shown}),
            selection_mode="multi",
            format_func=plain,
            label_visibility="collapsed",
            width="stretch",
            wrap=True,
        )
    rest = len(chips) - most
    if rest > 0:
        label = _("Show {number} more").format(number=min(PAGE, rest))
        st.button(label, on_click=_show_more, icon=":material/expand_more:")
    return place


def dressed(source: Source, scores: list[ScoredName]) -> dict[str, ScoredName]:
    """Return the scores by the name with its capitals, each name once."""
    dress = naming.capitals(source).dress
    return {dress(one.name): one for one in scores}


def texts(
    source: Source, scores: list[ScoredName], *, best: bool
) -> dict[str, tuple[str, ScoredName]]:
    """Return the names with their capitals, and their scores, by what stands on their chips.

    The best ones come first if so wished. What stands there once stays so while a search goes on.
    Example: Mor, Ana, Mor ×2
    """
    dress, times = naming.capitals(source).dress, Counter[str]()
    chips = {}
    for one in sorted(scores, key=lambda one: one.per_token) if best else scores:
        name = dress(one.name)
        times[name] += 1
        chips[name if times[name] == 1 else f"{name} ×{times[name]}"] = name, one
    return chips


def as_kept(source: Source, finds: Finds, name: str, score: ScoredName) -> Kept:
    """Return a name of a search with what is noted of it when it is kept."""
    titles = [one.title for one in (source, finds.other) if one]
    return Kept(name, score.per_token, finds.one.title, " + ".join(titles))


def _take(
    chosen: list[str], source: Source, finds: Finds, chips: Mapping[str, tuple[str, ScoredName]]
) -> None:
    """Keep what was chosen and let go of what no longer is; look at it."""
    before = set(kept.kept())
    clicked = {chips[text] for text in chips if (text in chosen) != (chips[text][0] in before)}
    for name, score in clicked:
        kept.toggle(as_kept(source, finds, name, score))
        st.session_state[LOOKED] = name


def _show_more() -> None:
    st.session_state["shown_names"] = st.session_state.get("shown_names", PAGE) + PAGE
