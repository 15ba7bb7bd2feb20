"""Pictures and words that follow a slider while it is dragged, from frames made ahead.

Streamlit's slider sends its value on release only. So a page may give, for each mark of a slider,
what its pictures would show there, made by the same function; the browser shows the frame of the
mark that the hand is at (follow.js), and on release the server's own picture takes its place. No
model is computed in the browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from dashboard.plot.plot import Drawing
from dashboard.plot.written import written

LARGEST = 60  # rows of a table; a larger one is drawn anew on release
_SLOW = ("customdata", "hovertemplate")  # what nobody reads while dragging

_mount = st.components.v2.component(
    "makemore.follow",
    css="""
      .stElementContainer[class*=st-key-follow_]:not(:has([data-names])) { display: none; }
      [data-follow] { font-size: 0 !important; }
      [data-follow] > * { display: none; }
      [data-follow]::after { content: attr(data-follow); font-size: var(--follow-size); }
    """,
    js=(Path(__file__).parent / "follow.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def plot_follows(key: str, slider: str, marks: Sequence[str], frames: str) -> None:
    """Let the plot of a key follow the slider of a key: `frames` as `frames_json` makes them.

    `marks` are the words that the slider shows, one a frame.
    """
    data = {"slider": slider, "marks": list(marks), "plot": key, "frames": frames}
    _mount(key=f"follow_{key}", data=data, height="content")


def numbers_follow(
    slider: str, marks: Sequence[str], texts: Mapping[str, Sequence[str]], now: str
) -> None:
    """Let the number in each of some containers, by key, follow a slider: its texts, one a mark.

    It is a metric, or what is bold in a text.

    `now` is the mark that the server's own numbers stand for.
    """
    data = {"slider": slider, "marks": list(marks), "texts": dict(texts), "now": now}
    _mount(key=f"follow_{'_'.join(texts)}", data=data, height="content")


def names_follow(
    slider: str,
    marks: Sequence[str],
    names: Sequence[Sequence[str] | None],
    *,
    chips: str,
    now: str,
    ask: Callable[[str], None] | None,
) -> None:
    """Let chips, `st.pills` of a key, follow a slider: names for each mark, None if not known.

    Their style hides them while there are `data-names`, copies of them with other names, and makes
    them pale while there is `data-pale`: the hand is at a mark whose names are not known. `ask` is
    called with the mark that the slider shows, again and again while a hand is near; None if there
    is no more to be known. `now` is the mark that the server's own chips stand for.
    """
    key = f"follow_{chips}_{slider}"
    data = {
        **{"slider": slider, "marks": list(marks), "chips": chips, "names": list(names)},
        **{"now": now, "asks": ask is not None},
    }

    def hear() -> None:
        mark = st.session_state[key].near
        if ask and isinstance(mark, str):
            ask(mark)

    _mount(key=key, data=data, height="content", on_near_change=hear)


def frames_json(figures: Sequence[Drawing]) -> str:
    """Return what differs between figures of the same traces, one frame a figure, as JSON.

    A frame holds the same fields as every other, so that each can follow on each.
    """
    whole = [one if isinstance(one, dict) else one.to_dict() for one in figures]
    traces = [
        _differing([one["data"][place] for one in whole]) for place in range(len(whole[0]["data"]))
    ]
    layout = _differing([one["layout"] for one in whole])
    frames = [
        {"data": [trace[number] for trace in traces], "layout": layout[number]}
        for number in range(len(whole))
    ]
    return written(frames).decode()


def _differing(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return of each part the fields that are not the same in all.

    Example: [{"a": 1, "b": 2}, {"a": 1, "b": 3}] -> [{"b": 2}, {"b": 3}]
    """
    names = [
        name
        for name in parts[0]
        if name not in _SLOW and any(not _same(part[name], parts[0][name]) for part in parts[1:])
    ]
    return [{name: part[name] for name in names} for part in parts]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    same = one == other
    return bool(same.all() if isinstance(same, np.ndarray) else same)
