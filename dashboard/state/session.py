"""What one browser session holds: the list in use, a person's own lists, and how they are read.

Lists live here, in memory; the browser may keep a copy (`dashboard.take.browser`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.caching.cache_resource_api import clear_session_cache
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.lists import corpora
from dashboard.lists.bundled import bundled_lists
from dashboard.lists.source import Source
from dashboard.state import kept, link, short
from dashboard.state.desk import Desk
from dashboard.state.values import Value
from dashboard.state.visits import Visit
from dashboard.words import language
from makemore.errors import MakemoreError
from makemore.rules import Rules

if TYPE_CHECKING:  # torch is not needed for the first text of the first page
    from makemore.reading.taken import Way

KEPT_LISTS = 5  # of a person's own
_MADE = ("finds", "present_names", "lesson_paper_ready")  # of the list that was in use


def source() -> Source:
    """Return the list in use; a new session starts on what the URL names."""
    if "source" not in st.session_state:
        _begin(link.read(st.query_params.to_dict()))
    found: Source = st.session_state["source"]
    return found


def _begin(asked: link.Opening) -> None:
    """Begin as a link asks, with its settings of other pages than the one that it opens."""
    use_bundled(asked.list or next(iter(bundled_lists())))
    with suppress(MakemoreError):  # rules that leave no name
        corpora.full_corpus(replace(source(), rules=asked.rules).whole)
        use_reading(lower=asked.lower, rules=asked.rules)
    if asked.first is not None:
        everything = len(corpora.full_corpus(source().whole))
        use_first(asked.first if asked.first < everything else None)
    use_held_out(asked.held_out, asked.split_seed)
    put(asked.settings)
    if language.known(spoken := st.query_params.get(language.NAME)):
        st.session_state[language.NAME] = spoken
    st.session_state["reading"] = asked.reading
    if asked.pair is not None:
        st.session_state["selected"] = asked.pair
    if asked.training is not None:
        st.session_state["to_train"] = (source(), asked.training)


def enter(page: str) -> None:
    """Note which page is shown, and say at the door who is here."""
    state = st.session_state
    if "visit" not in state and (context := get_script_run_ctx()):
        state["visit"] = Visit(context.session_id, own_lists())
    if state.get("page", page) != page:
        desk().clear()
    state["page"] = page


def has_begun() -> bool:
    """Return whether a page has been shown before."""
    return "visit" in st.session_state


def page() -> str:
    """Return which page is shown."""
    return str(st.session_state.get("page", ""))


def put(values: Mapping[str, Value]) -> None:
    """Keep settings for all pages; `address.put` tells the address too."""
    names: set[str] = st.session_state.setdefault("settings", set())
    names.update(values)
    for name, value in values.items():
        st.session_state[name] = value


def settings() -> dict[str, Value]:
    """Return the settings that were ever set in this session, with their values of now."""
    names: set[str] = st.session_state.get("settings", set())
    return {name: st.session_state[name] for name in names}


def everything() -> dict[str, Any]:
    """Return all that the session holds, as it is now."""
    return {str(key): value for key, value in st.session_state.items()}


def use(new: Source) -> None:
    """Make a source the list in use. It must read without error: call corpora.full_corpus first."""
    st.session_state["source"] = new


def use_bundled(name: str) -> None:
    """Make a bundled list the list in use."""
    st.session_state["gone"] = []
    chosen = bundled_lists()[name]
    use(Source.of(chosen.title, chosen.read(), lower=chosen.lower))


def bundled_name() -> str | None:
    """Return the name of the list in use among the bundled ones, None for a person's own."""
    now = source()
    own = own_lists().get(now.digest)
    if own is not None and own.title == now.title:  # else it is bundled, and own is a copy
        return None
    return next((name for name, one in bundled_lists().items() if one.title == now.title), None)


def use_own(new: Source) -> None:
    """Make a person's own list the list in use, and keep it at hand for coming back to it."""
    own = own_lists()
    own.pop(new.digest, None)
    own[new.digest] = new  # the last one is the newest
    gone = [own.pop(old).title for old in list(own)[:-KEPT_LISTS]]
    st.session_state["gone"] = gone
    use(new)


def gone() -> list[str]:
    """Return the titles of a person's lists that the last one has pushed out."""
    titles: list[str] = st.session_state.get("gone", [])
    return titles


def own_lists() -> dict[str, Source]:
    """Return the lists that the person brought, by the digest of their bytes, the newest last."""
    found: dict[str, Source] = st.session_state.setdefault("own_lists", {})
    return found


def bring(new: Source) -> None:
    """Make a list that came with a link the list in use, as a person's own, if it can be read."""
    with suppress(MakemoreError):
        everything = len(corpora.full_corpus(new.whole))
        use_own(new.whole)
        first = new.first if new.first and new.first < everything else None
        use(replace(new, first=first))


def fragment() -> str:
    """Return what a link adds to hold the list in use, "" where it needs none or cannot hold it."""
    now = source()
    return "" if bundled_name() or is_lent(now.digest) else short.pack(now)


def lend(new: Source) -> None:
    """Make a list that belongs to others the list in use, until it is returned."""
    if new.digest not in own_lists():
        st.session_state["lent"] = new
    use_own(new)


def lent() -> Source | None:
    """Return the list that belongs to others, None without one."""
    one: Source | None = st.session_state.get("lent")
    return one


def is_lent(digest: str) -> bool:
    """Return whether a list belongs to others, by its digest."""
    one = lent()
    return one is not None and one.digest == digest


def return_lent() -> None:
    """Let go of the list that belongs to others, and of all that was made of it but kept names."""
    one = st.session_state.pop("lent", None)
    if one is None:
        return
    if source().digest == one.digest:
        use_bundled(next(iter(bundled_lists())))
    for name, value in everything().items():
        if mentions(name, one) or (isinstance(value, tuple) and mentions(value, one)):
            del st.session_state[name]
        elif isinstance(value, dict):  # own lists, networks, runs: by list
            for key in [key for key in value if mentions(key, one)]:
                _halt(value.pop(key))
    for name in _MADE:
        st.session_state.pop(name, None)
    kept.restore(kept.without(one.title, kept.kept().values()))
    desk().clear()
    if context := get_script_run_ctx():
        clear_session_cache(context.session_id)


def mentions(key: object, one: Source) -> bool:
    """Return whether a key of this session is one of a list: it has the digest, or its begin."""
    return one.digest[:8] in repr(key)


def _halt(run: object) -> None:
    """Let a thread end that learns."""
    halt = getattr(run, "pause", None) or getattr(run, "stop", None)
    if halt is not None:
        halt()


def desk() -> Desk:
    """Return the files that this session offers."""
    found: Desk = st.session_state.setdefault("desk", Desk())
    return found


def ways() -> dict[str, Way]:
    """Return how lists were read from their files, by the digest of what was read."""
    found: dict[str, Way] = st.session_state.setdefault("ways", {})
    return found


def forget_uploads() -> None:
    """Let go of the files that were uploaded: Streamlit keeps them until the session ends."""
    context = get_script_run_ctx()
    if context is not None and runtime.exists():
        runtime.get_instance().uploaded_file_mgr.remove_session_files(context.session_id)


def use_first(number: int | None) -> None:
    """Use only the first names of the list, or all of them."""
    use(replace(source(), first=number))


def use_commonest(number: int | None) -> None:
    """Tell so many characters apart at most, one of them a sign for the rest, or all of them."""
    use(replace(source(), commonest=number))


def use_reading(*, lower: bool | None = None, rules: Rules | None = None) -> None:
    """Read the list in use otherwise: its letters, or by other rules. It must be readable so."""
    now = source()
    new = replace(
        now,
        lower=now.lower if lower is None else lower,
        rules=now.rules if rules is None else rules,
    )
    if new.digest in own_lists():
        own_lists()[new.digest] = new.whole  # coming back to the list finds the choice
    use(new)


def use_held_out(percent: int, seed: int | None = None) -> None:
    """Keep some percent of the distinct names for testing; 0 trains on all.

    Without a seed the one of now goes on.
    """
    now = source()
    use(replace(now, held_out=percent, split_seed=now.split_seed if seed is None else seed))
