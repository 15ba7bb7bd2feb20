"""Buttons for files, which are made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from dashboard.state import session
from dashboard.words.language import carried

Kind = Literal["primary", "secondary", "tertiary"]
PATH = "file"  # of this server; the rest of an address is the token


def address(*parts: str) -> str:
    """Return a path of this server. Example: address("file", "a1") -> "/file/a1"."""
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    return "/".join(["", *filter(None, [base]), *parts])


def offer_file(
    label: str,
    file: str,
    kind: str,
    make: Callable[[], bytes],
    *,
    key: str = "",
    button: Kind = "secondary",
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Offer a file as it is at the moment when it is asked for.

    `make` runs outside of the session, maybe long after the page was drawn: it reads what changes,
    such as a network that learns, from the object that changes. Streamlit's own button for files
    knows a file by the drawing of its page: where that is replaced, it has nothing to give.
    """
    token = session.desk().offer(key or file, file, kind, carried(make))
    st.link_button(
        label,
        address(PATH, token),
        icon=":material/download:",
        key=f"file_{key}" if key else None,
        type=button,
        width=width,
    )
