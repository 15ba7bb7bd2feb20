"""What each row of a table adds up to, beside the 1 that it should be."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.charts.common import (
    COUNT_COLOUR,
    NEURAL_COLOUR,
    UNIFORM_COLOUR,
    drawn,
    level,
    tick_every,
)
from dashboard.words.language import _
from dashboard.words.signs import labels


def row_sums(sums: np.ndarray, characters: tuple[str, ...]) -> dict[str, Any]:
    """Return the sum of each row (n,) as bars: blue where it is 1, orange where it is not."""
    signs = labels(characters)
    places = np.arange(len(signs))
    positions = tick_every(len(signs))
    right = np.isclose(sums, 1)
    bars = {
        "type": "bar",
        "x": places,
        "y": sums,
        "marker": {"color": np.where(right, COUNT_COLOUR, NEURAL_COLOUR)},
        "customdata": signs,
        "hovertemplate": _("row %{customdata}: %{y:.3f}") + "<extra></extra>",
    }
    return drawn(
        [bars],
        xaxis={
            "tickvals": positions,
            "ticktext": [signs[at] for at in positions],
            "tickangle": 0,
            "tickfont": {"size": 9},
        },
        yaxis={"title": {"text": _("sum of the row")}, "rangemode": "tozero"},
        shapes=[level(1, width=1, dash="dot", color=UNIFORM_COLOUR)],
        uirevision="|".join(characters),
    )
