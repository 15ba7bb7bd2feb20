"""What every answer tells the browser: nothing runs or loads here but what this server gave.

The words are those of the standards: Content-Security-Policy and Permissions-Policy of the W3C.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache

from dashboard.door.page import page

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HOST = re.compile(r"[\w.:\[\]-]+", re.ASCII)
_UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb"),
)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # with less, a browser says "null" of who sends
    "permissions-policy": ", ".join(f"{one}=()" for one in _UNUSED),
}


def headers(host: str) -> dict[str, str]:
    """Return the headers of every answer to who asked for this server by the name `host`."""
    return {"content-security-policy": policy(host, _inline())} | _ALWAYS


def policy(host: str, inline: Iterable[str]) -> str:
    """Return a policy that lets run what comes from this server, and some inline scripts.

    Example: 'unsafe-inline' is never among what scripts may be; a style may be inline.
    """
    hashes = " ".join(f"'sha256-{_digest(one)}'" for one in inline)
    line = f"ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    rules = {
        "default-src": "'self'",
        # Streamlit mounts components from blobs, and reads tables with web assembly
        "script-src": f"'self' blob: 'wasm-unsafe-eval' {hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": f"'self' blob: {line}",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "frame-ancestors": "'self'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value.strip()}" for name, value in rules.items())


@cache
def _inline() -> tuple[str, ...]:
    """Return the inline scripts of Streamlit's own page."""
    return inline_scripts(page())


def inline_scripts(page: str) -> tuple[str, ...]:
    """Return the scripts that stand in a page itself. Example: "<script>a</script>" -> ("a",)."""
    return tuple(_INLINE.findall(page))


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
