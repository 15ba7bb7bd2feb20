"""Lets go of what a session held: at once when its tab closes, later when it stays away."""

from __future__ import annotations

import asyncio
import ctypes
import gc
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from streamlit import runtime

from dashboard.state import visits

EVERY = 1.0  # seconds between two looks at who is there
_SOONER = 0.9  # of the time after which Streamlit forgets a session, without letting go of it


async def leave(request: Request) -> Response:
    """End the session of a tab that says that it closes."""
    end([request.path_params["session"]])
    return Response(status_code=204)


@asynccontextmanager
async def watch(app: st.App) -> AsyncIterator[None]:
    """End sessions that stay away for as long as the server runs; open a browser at its start."""
    task = asyncio.create_task(_watch())
    if not st.get_option("server.headless"):
        where = f"http://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}"
        asyncio.get_running_loop().call_soon(webbrowser.open, where)
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _watch() -> None:
    here = runtime.get_instance()
    patience = _SOONER * st.get_option("server.disconnectedSessionTTL")
    while True:
        await asyncio.sleep(EVERY)
        end(visits.ended(here.is_active_session, patience))


def end(sessions: Sequence[str]) -> None:
    """End sessions, and give their memory back."""
    for one in sessions:
        runtime.get_instance().close_session(one)
    if sessions:
        asyncio.get_running_loop().run_in_executor(None, give_back)


def give_back() -> None:
    """Give the memory that nobody holds any more back to the system."""
    import pyarrow as pa  # noqa: PLC0415 - loaded long ago when a session ends

    gc.collect()
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # what there is on Linux
        ctypes.CDLL(None).malloc_trim(0)
