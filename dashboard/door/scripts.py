"""Gives scripts that each browser keeps: plotly.js, and the code of our own components.

A browser keeps what it has compiled of a script as well, if the script comes from an address and
says how long it stays the same: plotly's 5 MB then cost it a quarter of the time. Streamlit sends
the code of a component with each message of it, where that is no package of its own: both sides
would pack, hash and unpack 30 kB more for a chart that changes by a few numbers.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from functools import cache

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_PACKED = {"content-encoding": "gzip", "vary": "accept-encoding"}
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}  # other code, another address
_AT = f"/{st.get_option('server.baseUrlPath') or ''}".rstrip("/") + "/script"
# Where the line breaks while the code comes, it is asked for again, for half a minute, each time by
# another name: what a browser could not import stays so for it.
_LOADER = """
const address = new URL({address}, location.origin)
async function get(again = 0) {{
  try {{
    return await import(again ? `${{address}}?${{again}}` : address)
  }} catch (error) {{
    if (again === 6) throw error
    await new Promise((done) => setTimeout(done, 500 * 2 ** again))
    return get(again + 1)
  }}
}}
let code
export default async (component) => (await (code ??= get())).default(component)
"""
_READ: dict[str, Callable[[], bytes]] = {}


def serve(name: str, read: Callable[[], bytes]) -> str:
    """Give a script by a name that no other one has; return its address."""
    _READ[name] = read
    return f"{_AT}/{name}"


def module(name: str, code: str) -> str:
    """Return what a component runs in place of its code, which it then fetches from here."""
    digest = hashlib.blake2b(code.encode(), digest_size=8).hexdigest()
    address = serve(f"{name}-{digest}.mjs", code.encode)
    return _LOADER.format(address=json.dumps(address))


def modules() -> list[str]:
    """Return the addresses of the code of all components."""
    return [f"{_AT}/{name}" for name in _READ if name.endswith(".mjs")]


def route() -> Route:
    """Return the route that answers at these addresses."""
    return Route(f"{_AT}/{{name}}", _give)


def _give(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _READ:
        return Response(status_code=404)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    content = _packed(name) if packed else _READ[name]()
    headers = _KEPT | (_PACKED if packed else {})
    return Response(content, media_type="text/javascript", headers=headers)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_READ[name](), compresslevel=6)
