"""Lets go of what a session held: at once when its tab closes, later when it stays away.

What a page leaves behind is looked for now and then, not after each run as Streamlit would: a walk
through all that fifty sessions hold takes a tenth of a second, and all who work wait for it.
"""

from __future__ import annotations

import asyncio
import os
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pyarrow as pa
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from streamlit import runtime
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.state import SessionState

from dashboard.door.keeping import set_aside
from dashboard.door.sending import send_at_once
from dashboard.state import visits
from dashboard.state.shelf import shelf_of
from dashboard.state.visits import Sweep, give_back

OPENS = "MAKEMORE_OPENS"  # the variable with the address that opens at the start of the server
EVERY = 1.0  # seconds between two looks at who is there
_SOONER = 3 * EVERY  # than Streamlit forgets a session, without letting go of it
_ENDED = asyncio.Event()  # a session has ended, and its memory is to be given back


async def leave(request: Request) -> Response:
    """End the session of a tab that says that it closes; what it lacks waits for its next page."""
    if shelf := shelf_of(request.path_params["token"]):
        await set_aside(request, shelf)
        end([shelf.session])
    return Response(status_code=204)


@asynccontextmanager
async def watch(app: st.App) -> AsyncIterator[None]:
    """End sessions that stay away for as long as the server runs; open a browser at its start."""
    # Arrow's own pool keeps what threads that have ended let go of, and each run is a thread.
    pa.set_memory_pool(pa.system_memory_pool())
    send_at_once()
    task = asyncio.create_task(_watch())
    if not st.get_option("server.headless"):
        here = f"http://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}"
        where = os.environ.get(OPENS) or here
        asyncio.get_running_loop().call_soon(webbrowser.open, where)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _watch() -> None:
    here = runtime.get_instance()
    patience = st.get_option("server.disconnectedSessionTTL") - _SOONER
    sweep = Sweep()
    while True:
        await asyncio.sleep(EVERY)
        if _ENDED.is_set() or sweep.is_due():  # ended a while ago: nothing of them runs any more
            _ENDED.clear()
            await asyncio.to_thread(give_back)
            sweep = Sweep()
        end(visits.ended(here.is_active_session, patience))


def end(sessions: Sequence[str]) -> None:
    """End sessions, and give their memory back."""
    here = runtime.get_instance()
    for one in sessions:
        found = here._session_mgr.get_session_info(one)
        here.close_session(one)
        if found:  # the server's loop holds on to the last session until somebody else comes
            found.session._session_state = SessionState()
            found.session._fragment_storage = MemoryFragmentStorage()
            _ENDED.set()
