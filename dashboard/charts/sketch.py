"""A table's cells as a picture that a browser shows at once, until plotly has come and drawn it."""

from __future__ import annotations

import base64
import io
import math

import numpy as np
from PIL import Image

from dashboard.charts.blues import ON_BLACK, ON_WHITE

_LEVELS = 32  # of colour
_BLANK = (128, 128, 128, 33)  # `BLANK`, its share of 255
_CELL = 9  # pixels, the last one of them the line between two cells


def sketch(values: np.ndarray, limits: tuple[float, float], *, dark: bool = False) -> str:
    """Return the cells of a table (n, n) on a log scale as the address of a PNG, on `dark` ground.

    The address is short, as a browser reads it sign by sign. What is 0 stays blank.
    """
    low, high = map(math.log, limits)
    with np.errstate(divide="ignore"):
        shares = np.clip((np.log(values) - low) / (high - low), 0, 1)
    levels = np.where(values > 0, 1 + np.rint(shares * (_LEVELS - 1)), 0).astype(np.uint8)
    pixels = np.zeros((len(levels), _CELL, len(levels), _CELL), np.uint8)
    pixels[:, :-1, :, :-1] = levels[:, None, :, None]
    picture = Image.fromarray(pixels.reshape(len(levels) * _CELL, -1))
    picture.putpalette(_palette(ON_BLACK if dark else ON_WHITE), "RGBA")
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def _palette(scale: list[str]) -> bytes:
    """Return the colours of no level and of all levels, between those of a scale, as RGBA."""
    stops = [list(bytes.fromhex(one[1:])) for one in scale]
    places = np.linspace(0, _LEVELS - 1, len(scale))
    parts = [np.interp(np.arange(_LEVELS), places, part) for part in zip(*stops, strict=True)]
    levels = np.rint(np.stack([*parts, np.full(_LEVELS, 255.0)], axis=1)).astype(np.uint8)
    palette: bytes = bytes(_BLANK) + levels.tobytes()
    return palette
