"""Pictures of the lesson: pairs and characters as chips, and the rounds of a guessing game."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from dashboard.charts.common import COUNT_COLOUR, NEURAL_COLOUR, UNIFORM_COLOUR, drawn
from dashboard.words.language import _
from dashboard.words.signs import label

_STYLE = """<style>
.lesson-chips { display: flex; flex-wrap: wrap; gap: .5rem; margin: .25rem 0 !important;
  padding: 0 !important; list-style: none; }
.lesson-chips li { display: flex; margin: 0 !important; border-radius: .5rem; overflow: hidden;
  font-size: 1.6rem; line-height: 1; font-weight: 600; unicode-bidi: isolate; }
.lesson-chips span { padding: .5rem .6rem; min-width: 1.1em; text-align: center; color: #FFFFFF;
  background: #0072B2; }
.lesson-chips span + span { background: #005A8C; }
.lesson-chips span.edge { background: #5B6470; }
.lesson-chips span.open { background: transparent; color: inherit; border: 2px dashed #8A8F98;
  border-radius: .5rem; }
.lesson-chips.small li { font-size: 1rem; }
.lesson-chips.small span { background: #5B6470; padding: .4rem .6rem; }
.lesson-chips.small span.hit { background: #00734F; }
</style>"""


def pair_chips(name: str, boundary: str) -> str:
    """Return the pairs of a name as HTML, one chip a pair, its start and its end among them.

    Example: pair_chips("ab", ".") has the chips .a, ab and b.
    """
    signs = [boundary, *name, boundary]
    last = len(name)
    chips = [
        f"<li>{_half(first, edge=at == 0)}{_half(second, edge=at == last)}</li>"
        for at, (first, second) in enumerate(zip(signs, signs[1:], strict=False))
    ]
    return f'{_STYLE}<ul class="lesson-chips">{"".join(chips)}</ul>'


def character_chips(name: str, boundary: str, *, ended: bool, unknown: str = "?") -> str:
    """Return a name so far as HTML, one chip a character; open at its end unless it has ended."""
    last = _half(boundary, edge=True) if ended else f'<span class="open">{unknown}</span>'
    halves = [_half(boundary, edge=True), *(_half(one) for one in name), last]
    chips = "".join(f"<li>{half}</li>" for half in halves)
    return f'{_STYLE}<ul class="lesson-chips">{chips}</ul>'


def name_chips(names: Sequence[str], hits: Collection[str]) -> str:
    """Return names as small chips in HTML; those among the hits stand out by colour and a tick."""
    chips = "".join(
        f'<li><span class="hit">✓ {_safe(name)}</span></li>'
        if name in hits
        else f"<li><span>{_safe(name)}</span></li>"
        for name in names
    )
    return f'{_STYLE}<ul class="lesson-chips small">{chips}</ul>'


def round_bars(yours: Sequence[float], models: Sequence[float], rounds: int) -> dict[str, Any]:
    """Return the surprise of each round, nats, yours beside the model's."""
    places = list(range(1, len(yours) + 1))
    both = ((_("you"), yours, NEURAL_COLOUR), (_("the machine"), models, COUNT_COLOUR))
    traces = [
        {
            "type": "bar",
            "name": name,
            "x": places,
            "y": list(values),
            "marker": {"color": colour},
            "hovertemplate": "%{y:.2f}<extra>%{fullData.name}</extra>",
        }
        for name, values, colour in both
    ]
    return drawn(
        traces,
        xaxis={
            "range": [0.5, rounds + 0.5],
            "dtick": 1,
            "title": {"text": _("round")},
            "fixedrange": True,
            "showgrid": False,
        },
        yaxis={
            "title": {"text": _("surprisal")},
            "rangemode": "tozero",
            "fixedrange": True,
            "automargin": True,
        },
        template={},
        legend={"orientation": "h", "y": 1.15},
    )


def two_parts(
    places: Sequence[float],
    train: Sequence[float],
    validation: Sequence[float],
    *,
    title: str,
    log: bool = False,
) -> dict[str, Any]:
    """Return the nll of training and of validation names at each place that was tried."""
    both = (
        (_("training names"), train, UNIFORM_COLOUR, "dot"),
        (_("validation names"), validation, COUNT_COLOUR, "solid"),
    )
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": list(places),
            "y": list(values),
            "line": {"color": colour, "dash": dash},
            "marker": {"size": 9},
            "hovertemplate": "%{x:g}: %{y:.4f}<extra>%{fullData.name}</extra>",
        }
        for name, values, colour, dash in both
    ]
    return drawn(
        traces,
        xaxis={
            "title": {"text": title},
            "type": "log" if log else "linear",
            "dtick": 1,
            "fixedrange": True,
        },
        yaxis={
            "title": {"text": _("nll (nats per character)")},
            "fixedrange": True,
            "automargin": True,
        },
        template={},
        legend={"orientation": "h", "y": 1.15},
    )


def _half(character: str, *, edge: bool = False) -> str:
    kind = ' class="edge"' if edge else ""
    return f"<span{kind}>{label(character)}</span>"


def _safe(name: str) -> str:
    return "".join(map(label, name)) or "∅"
