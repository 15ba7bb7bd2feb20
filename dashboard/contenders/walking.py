"""Models walking from the same dice: what a person decided, and the way that follows.

A journey holds decisions alone, never characters. So the same journey can be followed again with
other models or at another temperature, and shows what the same dice make there. Draw number n
belongs to place n of the name, also where the person chose there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from makemore.rolling import Dice
from makemore.sampling import MAX_LENGTH, Sampler
from makemore.vocabulary import BOUNDARY

Context = tuple[int, ...]  # (K,), each model's own K
_DIGITS = (4, 12)  # of a number between 0 and 1: usually, at most


class Status(Enum):
    """Where a walk stands."""

    WALKING = "walking"
    PARTING = "parting"  # the next roll would part the models: it waits for a decision
    ENDED = "ended"
    CUT = "cut"  # it would not end


@dataclass(frozen=True)
class Journey:
    """What a person decided: for each place a token, or None for the dice."""

    start: int = 0  # the draw of the first place
    moves: tuple[int | None, ...] = ()
    apart: tuple[int, ...] = ()  # the places where models may part


@dataclass(frozen=True)
class Turn:
    """One place: the draw, and for each model its context (K,) and the token that it goes on with.

    A model that has ended has None for both. `picked` says that the person chose.
    """

    draw: float  # in [0, 1)
    contexts: tuple[Context | None, ...]
    tokens: tuple[int | None, ...]
    picked: bool = False

    @property
    def alike(self) -> bool:
        """Whether all models go on with the same token."""
        return len(set(self.tokens)) == 1


@dataclass(frozen=True)
class Trail:
    """The turns taken, the one that lies ahead (None at the end), and where the walk stands."""

    turns: tuple[Turn, ...]
    ahead: Turn | None
    status: Status

    def path(self, walker: int) -> tuple[int, ...]:
        """Return the tokens that one model took, its final boundary among them."""
        taken = (turn.tokens[walker] for turn in self.turns)
        return tuple(token for token in taken if token is not None)

    @property
    def parted(self) -> int | None:
        """The first place where the models took different tokens, None where they never did."""
        return next((place for place, turn in enumerate(self.turns) if not turn.alike), None)

    @property
    def partings(self) -> tuple[int, ...]:
        """The places where models that had gone together parted."""
        places = range(len(self.turns))
        return tuple(place for place in places if self.who_part(place))

    def who_part(self, place: int) -> tuple[int, ...]:
        """Return the models that part at a place, taken or ahead: none but at a parting."""
        return _who_part(self.turns[:place], (*self.turns, self.last)[place])

    @property
    def last(self) -> Turn:
        """The turn ahead or, at the end, the last one taken."""
        return self.ahead or self.turns[-1]


@dataclass(frozen=True)
class Stretch:
    """The part of 0 to 1 that belongs to a token: a draw above `low`, up to `high`, picks it."""

    low: float
    high: float


def follow(journey: Journey, samplers: Sequence[Sampler], dice: Dice) -> Trail:
    """Return the way that a journey makes with some models, one sampler each.

    It stops early where models that went together would part without leave, or at the end.
    """
    turns: tuple[Turn, ...] = ()
    contexts: tuple[Context | None, ...] = tuple(one.start for one in samplers)
    for place in range(MAX_LENGTH):
        if _ended(contexts):
            break
        pick = journey.moves[place] if place < len(journey.moves) else None
        turn = _turn(contexts, pick, samplers, dice[journey.start + place])
        if place not in journey.apart and _who_part(turns, turn):
            return Trail(turns, turn, Status.PARTING)
        if place >= len(journey.moves):
            return Trail(turns, turn, Status.WALKING)
        turns = (*turns, turn)
        contexts = tuple(map(_after, contexts, turn.tokens))
    return Trail(turns, None, Status.ENDED if _ended(contexts) else Status.CUT)


def roll(journey: Journey, trail: Trail) -> Journey:
    """Return the journey one roll of the dice further, where nothing stands in the way."""
    return _add(journey, trail, None) if trail.status is Status.WALKING else journey


def choose(journey: Journey, trail: Trail, token: int) -> Journey:
    """Return the journey one step further with a token that the person chose for all models."""
    return _add(journey, trail, token) if trail.ahead else journey


def part(journey: Journey, trail: Trail) -> Journey:
    """Return the journey where each model goes on with its own token."""
    if trail.status is not Status.PARTING:
        return journey
    return replace(_add(journey, trail, None), apart=(*journey.apart, len(trail.turns)))


def back(journey: Journey, trail: Trail) -> Journey:
    """Return the journey one step before; a parting that is taken back is to be decided again."""
    place = max(0, len(trail.turns) - 1)
    leave = tuple(one for one in journey.apart if one < place)
    return Journey(journey.start, journey.moves[:place], leave)


def again(journey: Journey) -> Journey:
    """Return the beginning of the same name, from the same dice."""
    return Journey(journey.start)


def next_name(journey: Journey, trail: Trail) -> Journey:
    """Return the beginning of the next name: the dice go on where the first model's name ended."""
    return Journey(journey.start + len(trail.path(0)))


def stretch(cumulative: Sequence[float], token: int) -> Stretch:
    """Return the part of 0 to 1 that belongs to a token, from cumulative probabilities (V,)."""
    low = cumulative[token - 1] if token else 0.0
    return Stretch(low / cumulative[-1], cumulative[token] / cumulative[-1])


def digits(draw: float, stretches: Sequence[Stretch]) -> Callable[[float], str]:
    """Return how to write a draw and the borders around it, so that all are told apart.

    Example: draw 0.63418, border 0.63421 -> five decimals
    """
    borders = [border for part in stretches for border in (part.low, part.high)]
    least, most = _DIGITS
    enough = (
        number
        for number in range(least, most)
        if all(round(border, number) != round(draw, number) for border in borders)
    )
    decimals = next(enough, most)
    return lambda value: f"{value:.{decimals}f}"


def _turn(
    contexts: tuple[Context | None, ...],
    pick: int | None,
    samplers: Sequence[Sampler],
    draw: float,
) -> Turn:
    tokens = [
        None if context is None else sampler.choose(context, draw) if pick is None else pick
        for context, sampler in zip(contexts, samplers, strict=True)
    ]
    return Turn(draw, contexts, tuple(tokens), picked=pick is not None)


def _after(context: Context | None, token: int | None) -> Context | None:
    """Return the context that a token leads to, None where the model has ended."""
    if context is None or token is None or token == BOUNDARY:
        return None
    return (*context[1:], token)


def _who_part(turns: Sequence[Turn], turn: Turn) -> tuple[int, ...]:
    """Return the models that came one way, the turns, with another that now takes another token."""
    ways = list(zip(*(one.tokens for one in turns), strict=True)) or [()] * len(turn.tokens)
    ahead: dict[tuple[int | None, ...], set[int | None]] = {}
    for way, token in zip(ways, turn.tokens, strict=True):
        ahead.setdefault(way, set()).add(token)
    return tuple(walker for walker, way in enumerate(ways) if len(ahead[way]) > 1)


def _ended(contexts: tuple[Context | None, ...]) -> bool:
    return all(context is None for context in contexts)


def _add(journey: Journey, trail: Trail, move: int | None) -> Journey:
    return replace(journey, moves=(*journey.moves[: len(trail.turns)], move))
