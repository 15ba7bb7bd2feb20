"""Pictures and words that follow a slider while it is dragged, from frames made ahead.

Streamlit's slider sends its value on release only. So a page may give, for each mark of a slider,
what its pictures would show there, made by the same function; the browser shows the frame of the
mark that the hand is at (follow.js), and on release the server's own picture takes its place. No
model is computed in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from dashboard.door import scripts
from dashboard.plot.plot import Drawing
from dashboard.plot.written import written

# What is larger is not sent ahead for each mark: it is made anew on release.
LARGEST = 60  # rows of a table
MOST_NAMES = 20  # of each model, side by side
_SLOW = ("customdata", "hovertemplate")  # what nobody reads while dragging
_BOLD = re.compile(r"\*\*((?:\\.|[^*\\])+)\*\*")  # in Markdown, what is escaped among it

SCRIPT = (Path(__file__).parent / "follow.js").read_text(encoding="utf-8")
_mount = st.components.v2.component(
    "makemore.follow",
    css="""
      .stElementContainer[class*=st-key-follow_]:not(:has([data-names])) { display: none; }
      [data-follow] { font-size: 0 !important; }
      [data-follow] > * { display: none; }
      [data-follow]::after { content: attr(data-follow); font-size: var(--follow-size); }
      [data-follow-pale] { opacity: 0.4; }
    """,
    js=scripts.module("follow", SCRIPT),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Seen:
    """What a page shows at one mark of a slider: plots, HTML, and words as Markdown, by their keys.

    A plot has the key that it was shown with, all else that of the container around it.
    """

    plots: Mapping[str, Drawing] = field(default_factory=dict)
    html: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def page_follows(
    slider: str,
    marks: Sequence[str],
    seen: Sequence[Seen | None],
    *,
    now: str,
    ask: Callable[[str], None] | None,
) -> None:
    """Let what a page shows follow a slider: what is seen at each mark, None if not known.

    What is not known at the mark of the hand is pale, and so is what cannot be shown there: a plot
    with other traces, words that differ in more than what is bold. `now` and `ask` are as for
    `names_follow`; what is seen at `now` is the server's own.
    """
    own = seen[marks.index(now)] or Seen()
    there = [one or Seen() for one in seen]
    plots = {
        key: frames_json([_alike(one.plots.get(key), figure) for one in there])
        for key, figure in own.plots.items()
    }
    texts = {
        key: [_bold(one.words.get(key), words) for one in there] for key, words in own.words.items()
    }
    html = {key: [one.html.get(key) for one in there] for key in own.html}
    data = {"slider": slider, "marks": list(marks), "plots": plots, "texts": texts, "html": html}
    _mount_asking(f"follow_{slider}_page", data, now, ask)


def _alike(figure: Drawing | None, own: Drawing) -> Drawing | None:
    """Return a figure that has the same traces as the page's own, else None."""
    kinds = [[trace["type"] for trace in one["data"]] for one in (figure, own) if one is not None]
    return figure if kinds[0] == kinds[-1] else None


def _bold(words: str | None, own: str) -> list[str] | None:
    """Return what is bold in some words; None where more differs from the page's own.

    Example: "**2** of **5**", "**3** of **5**" -> ["2", "5"]
    """
    if words is None or _BOLD.sub("**", words) != _BOLD.sub("**", own):
        return None
    return [re.sub(r"\\(.)", r"\1", one) for one in _BOLD.findall(words)]


def plot_follows(key: str, slider: str, marks: Sequence[str], frames: str) -> None:
    """Let the plot of a key follow the slider of a key: `frames` as `frames_json` makes them.

    `marks` are the words that the slider shows, one a frame.
    """
    data = {"slider": slider, "marks": list(marks), "plots": {key: frames}}
    _mount(key=f"follow_{key}", data=written(data), height="content")


def numbers_follow(
    slider: str,
    marks: Sequence[str],
    texts: Mapping[str, Sequence[str | Sequence[str]]],
    now: str,
) -> None:
    """Let the numbers in each of some containers, by key, follow a slider: their texts, by mark.

    A number is a metric, or what is bold in a text.

    `now` is the mark that the server's own numbers stand for.
    """
    data = {"slider": slider, "marks": list(marks), "texts": dict(texts), "now": now}
    _mount(key=f"follow_{'_'.join(texts)}", data=written(data), height="content")


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
    data = {"slider": slider, "marks": list(marks), "chips": chips, "names": list(names)}
    _mount_asking(f"follow_{chips}_{slider}", data, now, ask)


def _mount_asking(
    key: str, data: dict[str, Any], now: str, ask: Callable[[str], None] | None
) -> None:
    """Mount what follows and asks, while a hand is near, for what is not known yet."""

    def hear() -> None:
        mark = st.session_state[key].near
        if ask and isinstance(mark, str):
            ask(mark)

    data = {**data, "now": now, "asks": ask is not None}
    _mount(key=key, data=written(data), height="content", on_near_change=hear)


def frames_json(figures: Sequence[Drawing | None]) -> str:
    """Return what differs between figures of the same traces, one frame a figure, as JSON.

    A frame holds the same fields as every other, so that each can follow on each; where there is no
    figure it is null.
    """
    whole = [one for one in figures if one is not None]
    traces = [
        _differing([one["data"][place] for one in whole]) for place in range(len(whole[0]["data"]))
    ]
    layout = _differing([one["layout"] for one in whole])
    frames = iter(
        {"data": [trace[number] for trace in traces], "layout": layout[number]}
        for number in range(len(whole))
    )
    return written([None if one is None else next(frames) for one in figures]).decode()


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
