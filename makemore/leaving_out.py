"""Every name takes its turn to be unseen: a held-out figure without holding names out.

A model that counts need not be counted anew for each name: what a name took part in is taken back,
exactly. So all names teach and all names test, and the context and the smoothing that suit a list
are found without a split.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from makemore.counting import Names
from makemore.models.family import CONTEXT, Material, Values, families
from makemore.ranking import NameScores
from makemore.turns import Turns

_GOLD = (5**0.5 - 1) / 2
_NEAR = 5e-3  # of a smoothing, relatively: nearer is as good


@dataclass(frozen=True)
class LeftOut:
    """How a family of models does on each name that it has not seen; all others taught it."""

    nll: float  # mean over the tokens of all names, each with its copies, nats
    names: pa.LargeStringArray  # the different ones
    scores: NameScores  # of each of them


@dataclass(frozen=True)
class Chosen:
    """The values of a family's knobs under which names that it has not seen surprise it least."""

    values: Values
    nll: float  # of the names left out one by one, mean nats per token


def leave_one_out(names: Names | Material, key: str, **values: float) -> LeftOut:
    """Return how a counted model does on each name when that name is left out of its counts.

    All copies of a name are left out with it. It is what counting all other names anew would give,
    the discounts of Kneser-Ney with them. Raises KeyError for an unknown family, ValueError for one
    that learns step by step, and for a list without names.

    >>> round(leave_one_out(["ab", "ba", "abb"], "witten-bell", context=2).nll, 4)
    1.4099
    """
    held = families()[key].held(values)
    turns, left_out = _turns(names, key, int(held.pop(CONTEXT.name, 1)))
    logs = left_out(turns, **held)[-1]
    return LeftOut(turns.mean(logs), turns.names, NameScores(turns.nll(logs), turns.sizes))


def choose(names: Names | Material, key: str) -> Chosen:
    """Return the context and the smoothing that do best on names left out one by one.

    A smoothing is found to three digits. It takes about 4 KB of memory for each different name.
    Raises what `leave_one_out` raises.

    >>> choose(["anna", "hanna", "johanna", "joanna"], "kneser-ney").values
    {'context': 5}
    """
    knobs = {knob.name: knob for knob in families()[key].knobs}
    context = knobs.pop(CONTEXT.name, None)
    turns, left_out = _turns(names, key, int(context.maximum) if context else 1)

    def best(**values: float) -> Chosen:
        """Return the best context beside other values."""
        nlls = [turns.mean(logs) for logs in left_out(turns, **values)]
        at = nlls.index(min(nlls))
        return Chosen({**({CONTEXT.name: at + 1} if context else {}), **values}, nlls[at])

    if not knobs:
        return best()
    ((name, knob),) = knobs.items()  # a smoothing
    tried = [best(**{name: mark}) for mark in knob.marks]
    at = tried.index(min(tried, key=_nll))
    ends = knob.marks[max(at - 1, 0)], knob.marks[min(at + 1, len(tried) - 1)]
    return min(tried[at], _between(*ends, lambda value: best(**{name: value})), key=_nll)


def _between(low: float, high: float, of: Callable[[float], Chosen]) -> Chosen:
    """Return the best of what lies between two values, by golden section (Kiefer, 1953)."""
    places = [high - _GOLD * (high - low), low + _GOLD * (high - low)]
    found = [of(float(f"{place:.3g}")) for place in places]
    while high - low > _NEAR * high:
        if found[0].nll <= found[1].nll:
            high = places[1]
            places = [high - _GOLD * (high - low), places[0]]
            found = [of(float(f"{places[0]:.3g}")), found[0]]
        else:
            low = places[0]
            places = [places[1], low + _GOLD * (high - low)]
            found = [found[1], of(float(f"{places[1]:.3g}"))]
    return min(found, key=_nll)


def _nll(chosen: Chosen) -> float:
    return chosen.nll


def _turns(
    names: Names | Material, key: str, context_size: int
) -> tuple[Turns, Callable[..., np.ndarray]]:
    """Return the turns of the names, and what a family makes of them."""
    family = families()[key]
    if family.left_out is None:
        raise ValueError(f"{family.title} would have to learn anew for each name that is left out.")
    material = names if isinstance(names, Material) else Material(names)
    return Turns(material, context_size), family.left_out
