"""Gives a browser the parts of its session that it is to keep, and that it does not have yet.

A page that is left may not have asked for the last of them: they wait a while for the next page.
"""

from __future__ import annotations

import asyncio
import base64
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import current_thread

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from streamlit import runtime
from streamlit.runtime.scriptrunner_utils.script_run_context_attr import (
    SCRIPT_RUN_CONTEXT_ATTR_NAME,
)
from streamlit.runtime.state import SafeSessionState, SessionState

from dashboard.state.shelf import WAITS, Kept, Shelf, shelf_of

ROOM = 64_000_000  # bytes of all that waits together; the oldest gives way
_LONGEST = 64_000  # bytes of a request; a part's name and stamp take 100
_ATTEMPTS = 20  # to look at a session that is being changed
waiting: dict[str, bytes] = {}  # answers by the tokens of shelves, the oldest first


async def keep(request: Request) -> Response:
    """Return the stamps of all parts, and the parts whose stamps the browser does not name."""
    token = request.path_params["token"]
    try:
        if (answer := waiting.get(token)) is None:
            if (shelf := shelf_of(token)) is None:
                return Response(status_code=404)
            answer = await _answer(request, shelf)
    except msgspec.DecodeError:
        return Response(status_code=400)
    except (RuntimeError, KeyError):  # the session was changed in the midst of it: ask again
        return Response(status_code=503)
    headers = {"cache-control": "no-store"}
    return Response(answer, media_type="application/json", headers=headers)


async def set_aside(request: Request, shelf: Shelf) -> None:
    """Let what a browser lacks wait for its next page; nothing where it says not what it has."""
    with suppress(msgspec.DecodeError, RuntimeError, KeyError):
        wait(shelf.token, await _answer(request, shelf, attempts=_ATTEMPTS))


def wait(token: str, answer: bytes) -> None:
    """Let an answer wait for who asks at its token."""
    waiting[token] = answer
    asyncio.get_running_loop().call_later(WAITS, waiting.pop, token, None)
    while sum(map(len, waiting.values())) > ROOM:
        del waiting[next(iter(waiting))]


async def _answer(request: Request, shelf: Shelf, attempts: int = 1) -> bytes:
    """Return the answer to a request that names the stamps of a browser.

    Raises msgspec.DecodeError where it does not, RuntimeError where the session is being changed at
    each attempt, and KeyError where it has ended.
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > _LONGEST:
        raise msgspec.DecodeError
    has = msgspec.json.decode(await request.body(), type=dict[str, str])
    for _attempt in range(attempts - 1):
        with suppress(RuntimeError):
            return await asyncio.to_thread(_look, shelf, has)
        await asyncio.sleep(0.05)
    return await asyncio.to_thread(_look, shelf, has)


def _look(shelf: Shelf, has: Mapping[str, str]) -> bytes:
    with _within(shelf.session):
        kept = shelf.kept()
        return msgspec.json.encode(lacking(kept, has))


def lacking(kept: Kept, has: Mapping[str, str]) -> dict[str, object]:
    """Return the stamps of what is kept, and as texts the parts that a browser lacks."""
    stamps = {name: one.stamp for name, one in kept.parts.items()}
    parts = {
        name: base64.b64encode(zlib.compress(one.make())).decode()
        for name, one in kept.parts.items()
        if has.get(name) != one.stamp
    }
    return {"stamps": stamps, "parts": parts, "over": kept.over}


@contextmanager
def _within(session: str) -> Iterator[None]:
    """Let this thread see a copy of `st.session_state` of a session: runs of it are not touched."""
    found = runtime.get_instance()._session_mgr.get_session_info(session)
    if found is None:
        raise KeyError(session)
    context = found.session.create_detached_script_run_ctx(query_string="", context_info=None)
    state, copy = context.session_state.filtered_state, SessionState()
    context.session_state = SafeSessionState(copy, lambda: None)
    thread = current_thread()
    setattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME, context)
    try:
        for name, value in state.items():
            copy[name] = value
        yield
    finally:
        delattr(thread, SCRIPT_RUN_CONTEXT_ATTR_NAME)  # it serves other sessions next
