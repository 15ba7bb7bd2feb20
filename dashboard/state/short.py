"""A short list of a person's own within a link, behind the # of the address.

A browser sends that part to nobody, so that no server writes it down; the page itself reads it.
Whoever opens a link may have changed it: what is not within its bounds is left out.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

from dashboard.lists.source import Source
from dashboard.state import link
from dashboard.words.text import cut

NAMES = "names"  # the field of the fragment
MOST = 2_000  # bytes, compressed
_UNPACKED = 100_000  # bytes: a short text may hold a very long one


def pack(source: Source) -> str:
    """Return the fragment that holds a list and how it is read, "" where it is too long.

    Example: Source.of("mine", b"ab\\n") -> "#names=q1bKTczMU7JSykssKU5RqgUA"
    """
    told = {"title": source.title, "counted": source.counted, **link.of_use(source, lower=True)}
    text = json.dumps([told, source.data.decode("utf-8", "replace")], ensure_ascii=False)
    packed = zlib.compress(text.encode(), 9, wbits=-15)
    return f"#{NAMES}={urlsafe_b64encode(packed).decode()}" if len(packed) <= MOST else ""


def unpack(text: str) -> Source | None:
    """Return the list of the field of a fragment, None where it holds none."""
    try:
        packed = urlsafe_b64decode(text[: 2 * MOST].encode("ascii"))
        unpacked = zlib.decompressobj(wbits=-15).decompress(packed, _UNPACKED)
        told, names = json.loads(unpacked.decode())
        asked = link.read({str(name): str(one) for name, one in told.items()})
        title = cut(str(told["title"]).encode().decode())  # a half of a sign is refused
        data, counted = names.encode(), told["counted"] is True
    except (ValueError, zlib.error, KeyError, TypeError, AttributeError, RecursionError):
        return None
    source = Source.of(title, data, lower=asked.lower is not False, counted=counted)
    return replace(
        source, first=asked.first, rules=asked.rules, held_out=asked.held_out,
        split_seed=asked.split_seed,
    )  # fmt: skip
