"""Who may come in: pages of this server alone, by a name that it knows, and who sends goes on.

Streamlit itself would ask an address on the internet for this machine's own before it refuses a
page of another site, gives its figures to everybody, and waits without end for the rest of a file.
"""

from __future__ import annotations

import asyncio
import os
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from dashboard.door.headers import headers
from dashboard.words.language import _

PATIENCE = 60.0  # seconds without a byte of an upload until it is given up
FIGURES = "MAKEMORE_METRICS"  # set it to 1, and the server gives its figures to whoever asks
_FIGURES_AT = "/_stcore/metrics"
_SAFE = ("GET", "HEAD", "OPTIONS")
_ADD = "streamlit run dashboard/app.py --server.allowedHosts {host}"


class _SilenceError(Exception):
    """Nothing came for so long that an upload is given up."""


class Guard:
    """Stands around the app, and lets through what is allowed."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE) -> None:
        """Guard an app; an upload may be silent for `patience` seconds."""
        self._app, self._patience = app, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, or refuse it."""
        kind = scope["type"]
        refusal = refused(scope) if kind in ("http", "websocket") else None
        send = _with_headers(scope, send) if kind == "http" else send
        if refusal is not None and kind == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is open: a 403
        elif refusal is not None:
            await refusal(scope, receive, send)
        elif scope.get("method") == "PUT":
            await self._take(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on an upload for as long as something comes."""

        async def next_part() -> Message:
            try:
                return await asyncio.wait_for(receive(), self._patience)
            except TimeoutError:
                raise _SilenceError from None

        try:
            await self._app(scope, next_part, send)
        except _SilenceError:
            end = {"connection": "close"}
            given_up = PlainTextResponse(_("The upload did not go on."), 408, end)
            await given_up(scope, receive, send)


def _with_headers(scope: Scope, send: Send) -> Send:
    """Return what sends an answer with the headers that every answer has."""
    ours = headers(Headers(scope=scope).get("host", ""))

    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(ours)
        await send(message)

    return send_with


def refused(scope: Scope) -> PlainTextResponse | None:
    """Return the answer to a request that may not come in, None where it may."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    if not is_host_allowed(host):
        sentence = _(
            "This server does not know the name in the address. Whoever runs it can add it: {how}"
        )
        how = _ADD.format(host=urlsplit(f"//{host}").hostname)
        return PlainTextResponse(sentence.format(how=how), 403)
    if origin and scope.get("method") not in _SAFE and not _is_ours(origin, host):
        return PlainTextResponse(_("Another site may not ask for this."), 403)
    if scope["path"].endswith(_FIGURES_AT) and os.environ.get(FIGURES) != "1":
        return PlainTextResponse("Not Found", 404)
    return None


def _is_ours(origin: str, host: str) -> bool:
    """Tell whether a page that asks came from this server, or from one that its settings name."""
    allowed = st.get_option("server.corsAllowedOrigins")
    anyone = not st.get_option("server.enableCORS")
    return anyone or urlsplit(origin).netloc == host or origin in allowed
