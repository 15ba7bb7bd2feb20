"""The line between the page and its session: whether it holds, and what is gone where it broke.

A session lives in the memory of the server. Where the server starts anew, or forgets a page that
was away for too long, the page gets another session, and would go on showing what no longer is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.door import scripts
from dashboard.frame import joining
from dashboard.frame.download import PATH, address
from dashboard.lists.bundled import translated
from dashboard.state import kept, session, short
from dashboard.state.shelf import WAITS, Brought, Kept, Shelf
from dashboard.words.language import _, explain, listed, plural, sentences
from dashboard.words.text import cut, plain
from makemore.errors import BrokenSessionError

HERE = Path(__file__).parent
DAYS = 30  # that a browser keeps what was not used
_PATIENCE = 1000  # milliseconds without the server until the page says so
_RUNS = count()  # a number of its own for each run: without one, its browser may not notice it
_GONE = "gone_with_session"  # what the session held that this page had before
_BROUGHT, _BROKEN = "brought_back", "brought_back_broken"
_HEARD = "heard_from_page"  # the number of what the page told last

SCRIPT = "\n".join((HERE / one).read_text(encoding="utf-8") for one in ("line.js", "kept.js"))
_mount = st.components.v2.component(
    "makemore.line",
    css=(HERE / "line.css").read_text(encoding="utf-8"),
    js=scripts.module("line", SCRIPT),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Keeping:
    """What gives the browser what it is to keep, and what takes that back."""

    kept: Callable[[], Kept]
    bring_back: Callable[[object], Brought]


def watch(keeping: Keeping) -> None:
    """Watch the line to the browser, which keeps what it can of the session."""
    context = get_script_run_ctx()
    here = context.session_id if context else ""
    if "shelf" not in st.session_state:
        st.session_state["shelf"] = Shelf(here, keeping.kept)
    token = st.session_state["shelf"].token
    data = {
        "session": here,
        "run": next(_RUNS),
        "holds": holds(),
        "patience": _PATIENCE,
        "leave": address("leave", token),
        "files": address(PATH, ""),
        "keep": address("keep", token),
        "waits": 1000 * WAITS,
        "days": DAYS,
        "officer": address("privacy"),
        "brought": st.session_state.get(_BROUGHT),
        "heard": st.session_state.get(_HEARD),
        "words": _words(),
    }
    take_back = partial(_take_back, keeping, here)
    _mount(key="line", data=data, on_back_change=take_back, on_brought_change=_take_brought)


def _words() -> dict[str, str]:
    return {
        "silent": _(
            "The server does not answer. What you see stays, but what you do now has no effect "
            "until it answers again."
        ),
        "kept": _("Kept in this browser"),
        "some": _("Not all is kept"),
        "none": _("Nothing is kept"),
        "what": _(
            "Your lists (up to 1 MB), settings, the networks of the list in use, kept names, and "
            "the ticks and answers of the lesson stay in this browser on this device, until {days} "
            "days after you were last here. A link opens as it was sent, without them."
        ).format(days=DAYS),
        "officer": _("For your data officer"),
        "over": _(
            "What is larger, networks of other lists, and those of a list that a class lent you "
            "are lost with this tab: save them as a file."
        ),
        "full": _(
            "The room in this browser was full: what the tab that was closed longest ago had kept "
            "gave way."
        ),
        "shared": _("Keep nothing: others use this computer too"),
        "forget": _("Forget everything"),
        "sure": _("Lists, settings, networks, kept names and ticks are gone then. Forget them?"),
    }


def _take_back(keeping: Keeping, here: str) -> None:
    """Take what the browser kept, and note what of the session before is gone for good."""
    told = _heard("back")
    if told.get("records"):
        st.session_state[_BROUGHT] = []  # where more goes wrong than we know, nothing is dropped
        brought = keeping.bring_back(told["records"])
        st.session_state[_BROUGHT] = list(brought.whole)
        if brought.error is not None:
            st.session_state[_BROKEN] = brought.error.with_traceback(None)
    before = told.get("before")
    if before and before["session"] != here:
        still = holds()
        gone = [cut(str(one)) for one in before["holds"] if one not in still]
        st.session_state[_GONE] = gone


def say() -> None:
    """Say that this is another session than the page had, and what could not be brought back."""
    if error := st.session_state.pop(_BROKEN, None):
        why = [] if isinstance(error, BrokenSessionError) else [explain(error)]  # it is no file
        said = sentences(_("What this browser kept could not be brought back."), *why)
        st.toast(plain(said), icon=":material/info:", duration="infinite")
    if _GONE in st.session_state:
        _say(st.session_state[_GONE])


def _heard(name: str) -> dict[str, Any]:
    """Return what the page told, and note that it has been heard."""
    told: dict[str, Any] = st.session_state["line"][name] or {}
    st.session_state[_HEARD] = told.get("number")
    return told


def _take_brought() -> None:
    """Take what stood behind the # of the address."""
    brought = _heard("brought")
    joining.prove(str(brought.get("teacher") or ""))
    if names := short.unpack(str(brought.get("names") or "")):
        session.bring(names)


def holds() -> list[str]:
    """Return in words what is lost with the session: neither a link nor the address has it."""
    own = [translated(one.title) for one in session.own_lists().values()]
    names = len(kept.kept())
    learned = [
        run
        for runs in ("trainers", "learners")
        for run in st.session_state.get(runs, {}).values()
        if run.snapshot.step
    ]
    return [
        *(_("the list {title}").format(title=title) for title in own),
        *([_("what the network learned")] if learned else []),
        *([plural("{number} kept name", "{number} kept names", names)] if names else []),
    ]


def _say(gone: list[str]) -> None:
    """Say that this is a new session, what the one before held, and the way back to it."""
    begun = _("The server was started anew, or this page was away for too long.")
    if not gone:
        said = sentences(begun, _("It goes on with what this browser kept."))
    else:
        what = _("It no longer has {parts}.").format(parts=listed([plain(one) for one in gone]))
        way = _("Where you saved the session as a file, open that file on the page Save and share.")
        said = sentences(begun, what, way)
    st.warning(said, icon=":material/restart_alt:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if gone:
            label, icon = _("Open a session"), ":material/folder_open:"
            st.page_link("views/take.py", label=label, icon=icon)
        st.button(_("I have seen it"), on_click=st.session_state.pop, args=(_GONE, None))
