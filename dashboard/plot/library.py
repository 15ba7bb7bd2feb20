"""Gives plotly.js, the file of the installed package: packed once, and kept by each browser.

A browser keeps what it has compiled of a script as well, if the script comes from an address and
says how long it stays the same: plotly's 5 MB then cost it a quarter of the time.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_PACKED = {"content-encoding": "gzip", "vary": "accept-encoding"}
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}  # the address has the version
_NAME = f"/plotly-{plotly.__version__}.min.js"


def address() -> str:
    """Return where this server hands out plotly.js; another version has another address."""
    return f"/{st.get_option('server.baseUrlPath') or ''}".rstrip("/") + _NAME


def route() -> Route:
    """Return the route that answers there."""
    return Route(address(), _give)


def _give(request: Request) -> Response:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    content = _packed() if packed else _plain()
    headers = _KEPT | (_PACKED if packed else {})
    return Response(content, media_type="text/javascript", headers=headers)


def _plain() -> bytes:
    return (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()


@cache
def _packed() -> bytes:
    return gzip.compress(_plain(), compresslevel=6)
