"""Figures and frames as JSON that plotly.js reads: arrays packed, what is no number as null."""

from __future__ import annotations

import base64
from typing import Any

import msgspec
import numpy as np


def written(content: object) -> bytes:
    """Return JSON of dictionaries, lists and arrays; NaN and infinity in lists are null."""
    return msgspec.json.encode(content, enc_hook=_plain)


def _plain(value: Any) -> object:
    """Return an array of floats as plotly packs it, what else numpy holds as lists and numbers."""
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return value.tolist()
    packed = {"dtype": value.dtype.str[1:], "bdata": base64.b64encode(value.tobytes()).decode()}
    return packed if value.ndim == 1 else packed | {"shape": ", ".join(map(str, value.shape))}
