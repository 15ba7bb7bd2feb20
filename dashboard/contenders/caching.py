"""How things are cached: for one session, in bounded number, by the keys of lists and models."""

from __future__ import annotations

from typing import Any

from dashboard.contenders.contender import Contender
from dashboard.lists.source import Source

OPTIONS: dict[str, Any] = {
    "scope": "session",
    "show_spinner": False,
    "max_entries": 8,
    "hash_funcs": {
        Source: lambda source: source.key,
        Contender: lambda one: one.fingerprint,
    },
}
