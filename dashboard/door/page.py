"""Gives the page that loads everything: Streamlit's own, with our style in it.

What a script sends to the browser comes when the page stands already, and would move it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from dashboard.door import scripts

_STYLE = Path(__file__).parent / "page.css"


class _Name(Convertor[str]):
    """The name of a page in an address: no file, and nothing within a folder."""

    regex = "[^./]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("page", _Name())


def give(request: Request) -> HTMLResponse:
    """Return the page, whichever the address names: the app shows that one."""
    return HTMLResponse(styled(), headers={"cache-control": "no-cache"})


def to_start(request: Request) -> RedirectResponse:
    """Send on whoever types the name that the first page has for Streamlit alone."""
    return RedirectResponse(request.url.replace(path=request.url.path.removesuffix("home")))


@cache
def styled() -> str:
    """Return Streamlit's page with our style behind its own, so that ours wins.

    The code of components is on its way before the first of them is there.
    """
    before, end, after = page().rpartition("</body>")
    code = "".join(f'<link rel="modulepreload" href="{one}">' for one in scripts.modules())
    return f"{before}{code}<style>{_STYLE.read_text(encoding='utf-8')}</style>{end}{after}"


def page() -> str:
    """Return Streamlit's page, as this version has it."""
    path = Path(st.__file__).parent / "static" / "index.html"
    return path.read_text(encoding="utf-8")
