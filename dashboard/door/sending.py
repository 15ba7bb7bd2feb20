"""Lets the server send each part at once.

Otherwise a system holds a small part back until the one before has been acknowledged: a file, or a
message of a script, comes 40 milliseconds later. Asyncio asks for it (TCP_NODELAY) where a socket
names its protocol, which Streamlit's does not.
"""

from __future__ import annotations

import socket
from contextlib import suppress

_NUMBERS = range(3, 256)  # of what is open when the server starts
_INTERNET = (socket.AF_INET, socket.AF_INET6)


def send_at_once() -> None:
    """Let the sockets that are open send at once, and so the connections that come to them."""
    for number in _NUMBERS:
        with suppress(OSError):  # no socket
            one = socket.socket(fileno=number)
            try:
                if one.family in _INTERNET and one.type == socket.SOCK_STREAM:
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            finally:
                one.detach()  # it stays open, whatever the system says
