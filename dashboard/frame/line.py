"""The line between the page and its session: whether it holds, and what is gone where it broke.

A session lives in the memory of the server. Where the server starts anew, or forgets a page that
was away for too long, the page gets another session, and would go on showing what no longer is.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.frame.download import PATH, address
from dashboard.lists.bundled import translated
from dashboard.state import kept, session
from dashboard.words.language import _, listed, plural
from dashboard.words.text import cut, plain

HERE = Path(__file__).parent
_PATIENCE = 1000  # milliseconds without the server until the page says so
_GONE = "gone_with_session"  # what the session held that this page had before

_mount = st.components.v2.component(
    "makemore.line",
    css=(HERE / "line.css").read_text(encoding="utf-8"),
    js=(HERE / "line.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def watch() -> None:
    """Watch the line, and say what is gone where this is another session than the page had."""
    context = get_script_run_ctx()
    here = context.session_id if context else ""
    data = {
        "session": here,
        "holds": holds(),
        "patience": _PATIENCE,
        "leave": address("leave", here),
        "files": address(PATH, ""),
        "words": _(
            "The server does not answer. What you see stays, but what you do now has no effect "
            "until it answers again."
        ),
    }
    before = _mount(key="line", data=data, on_back_change=lambda: None).back
    if before and before["session"] != here:
        st.session_state[_GONE] = [cut(str(one)) for one in before["holds"]]
    if _GONE in st.session_state:
        _say(st.session_state[_GONE])


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
    said = _(
        "The server was started anew, or this page was away for too long: it begins again, with "
        "the list that is named above."
    )
    if gone:
        what = _("It no longer has {parts}.").format(parts=listed([plain(one) for one in gone]))
        way = _("Where you saved the session as a file, open that file on the page Save and share.")
        said = f"{said} {what} {way}"
    st.warning(said, icon=":material/restart_alt:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if gone:
            label, icon = _("Open a session"), ":material/folder_open:"
            st.page_link("views/take.py", label=label, icon=icon)
        st.button(_("I have seen it"), on_click=st.session_state.pop, args=(_GONE, None))
