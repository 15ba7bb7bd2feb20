"""Names worth keeping: made under conditions, filtered, counted, and compared with the list.

What can be exact is (`conditional`); the rest is made and thrown away, counted by filter. A search
that cannot find anything says so before it starts, and every search ends: after so many tries, or
once all that the model can make has been seen.
"""

from __future__ import annotations

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import pyarrow as pa
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extractOne

from makemore.comparing import names_held
from makemore.conditional import Conditions, Draw
from makemore.errors import NothingNewError, NothingPassesError
from makemore.models.model import LanguageModel
from makemore.models.tempered import Tempered
from makemore.rejecting import Chain, chain_of
from makemore.rolling import Dice
from makemore.shares import listed_among

BATCH = 500  # names made between two looks at the list, at most
ROLLS = 5_000  # of the dice for them, about: long names come in smaller batches
FEW = 20  # names in a batch, at least
_ALL = 1 - 1e-9  # a share this near to 1 is everything


class Filter(Enum):
    """Why a name was thrown away; in the order in which they are asked."""

    MUST = "lacks what must occur"
    MUST_NOT = "has what must not occur"
    TWICE = "made before"
    LISTED = "in the list"
    NEAR = "too near a name of the list"
    RUDE = "rude in some language"


class End(Enum):
    """Why a search is over."""

    FOUND = "found all that were wanted"
    TRIES = "tried as often as it may"
    SEEN = "seen all that the model can make"
    STOPPED = "stopped by a person"


@dataclass(frozen=True)
class Filters:
    """What is thrown away: names of the list, names made before, names within `apart` - 1 edits.

    >>> Filters(new=False)
    Filters(new=False, different=True, apart=0)
    """

    new: bool = True
    different: bool = True
    apart: int = 0  # edits to the nearest name of the list, at least


class Neighbours:
    """The names of a list by their length, to find which one is nearest to a name."""

    def __init__(self, column: pa.LargeStringArray) -> None:
        """Take the names of a list."""
        self._by_length: dict[int, list[str]] = {}
        for name in column.unique().to_pylist():
            self._by_length.setdefault(len(name), []).append(name)

    def nearest(self, name: str, within: int | None = None) -> tuple[str, int] | None:
        """Return the nearest name and how many edits away it is; None where none is `within`.

        An edit adds, drops or changes one character (Levenshtein). Of equally near ones it is one
        of the nearest length, then the first in the list.
        """
        found: tuple[str, int] | None = None
        for length in sorted(self._by_length, key=lambda length: abs(length - len(name))):
            if found and abs(length - len(name)) >= found[1]:
                break
            limit = found[1] - 1 if found else within
            if limit is not None and abs(length - len(name)) > limit:
                break
            near = extractOne(
                name, self._by_length[length], scorer=Levenshtein.distance, score_cutoff=limit
            )
            found = (near[0], int(near[1])) if near else found
        return found


class Search:
    """One search for names, done a few tries at a time; the same seed finds the same names.

    Read `found`, `rejected` and `tries` at any moment; `end` is None while there is more to do.
    """

    def __init__(
        self,
        model: LanguageModel,
        number: int,
        *,
        seed: int,
        column: pa.LargeStringArray,
        conditions: Conditions | None = None,
        filters: Filters | None = None,
        temperature: float = 1.0,
        chain: Chain | None = None,
        neighbours: Neighbours | None = None,
        listed: Callable[[], float | None] | None = None,
        rude: Callable[[str], bool] | None = None,
    ) -> None:
        """Prepare a search for `number` names that are new to a list, its `column`.

        Names that are `rude` are thrown away last: they are counted where all else would pass.
        Whoever has them saves time with a `chain` of the same model and conditions, `neighbours` of
        the same list, and the share of such names that it holds, `listed_among`.

        Raises NothingPassesError and NothingNewError, UnknownCharacterError, ValueError.
        """
        conditions = conditions or Conditions()
        self.chain = chain or chain_of(model, conditions, temperature)
        self.conditions, self.filters = conditions, filters or Filters()
        self.wanted, self.most_tries = number, most_tries(number)
        self.found: list[str] = []
        self.rejected: Counter[Filter | None] = Counter()  # None: by a chain that is not exact
        self.tries = 0
        self.end: End | None = None
        self._column, self._dice, self._roll, self._rude = column, Dice(seed), 0, rude
        self._made: deque[Draw] = deque()  # made, not yet judged
        self._listed: frozenset[str] = frozenset()  # those of them that the list holds
        self._seen: set[str] = set()
        self._seen_share = 0.0
        if self.filters.new or self.filters.apart:
            self._refuse_if_all_listed(listed, Tempered(model, temperature))
        self._neighbours = (neighbours or Neighbours(column)) if self.filters.apart > 1 else None

    @property
    def progress(self) -> float:
        """How far the search is, in [0, 1]: of the names wanted or of the tries, the farther."""
        done = len(self.found) / max(1, self.wanted)
        return 1.0 if self.end else min(1.0, max(done, self.tries / self.most_tries))

    def advance(self, seconds: float = math.inf) -> list[str]:
        """Go on for about so long, or to the end; return the names found now."""
        before, until = len(self.found), time.monotonic() + seconds
        while self.end is None and time.monotonic() < until:
            self._try_some(until)
        return self.found[before:]

    def batches(self) -> Iterator[list[str]]:
        """Yield the names found, batch by batch; it ends early after `stop`."""
        while self.end is None:
            before = len(self.found)
            self._try_some(math.inf)
            yield self.found[before:]

    def stop(self) -> None:
        """End the search with what it has found."""
        self.end = self.end or End.STOPPED

    def _try_some(self, until: float) -> None:
        """Judge the names made so far, at least one, until a moment; make some if none is left."""
        if not self._made:
            self._make()
        while self._made and self.end is None:
            draw = self._made.popleft()
            self._judge(draw)
            if time.monotonic() >= until:
                return

    def _make(self) -> None:
        """Make a batch of names, and look up which of them the list holds."""
        try:
            made = self.chain.walks(self._dice, self._roll, self._batch())
        except NothingPassesError:  # of a model that is not asked exactly
            self.end = End.TRIES
            return
        self._made.extend(made)
        self._roll += sum(draw.rolls for draw in made)
        if self.filters.new or self.filters.apart > 0:
            self._listed = names_held(self._column, [draw.name for draw in self._made])

    def _batch(self) -> int:
        """Return how many names to make at once: few, until it is known what one costs."""
        judged = self.tries - self.rejected[None]
        fitting = ROLLS * judged // self._roll if judged else FEW
        return max(FEW, min(fitting, BATCH, 4 * self.wanted))

    def _judge(self, draw: Draw) -> None:
        """Count a name as found or by the filter that it does not pass; notice the end."""
        self.tries += draw.tries
        if draw.tries > 1:
            self.rejected[None] += draw.tries - 1
        reason = self._reason(draw.name)
        if draw.name not in self._seen:
            self._seen.add(draw.name)
            self._seen_share += draw.probability
        if reason:
            self.rejected[reason] += 1
        else:
            self.found.append(draw.name)
        self.end = self._why_over()

    def _reason(self, name: str) -> Filter | None:
        if any(text not in name for text in self.conditions.other_must):
            return Filter.MUST
        if any(text in name for text in self.conditions.other_must_not):
            return Filter.MUST_NOT
        if self.filters.different and name in self._seen:
            return Filter.TWICE
        if name in self._listed:
            return Filter.LISTED
        if self._neighbours and self._neighbours.nearest(name, self.filters.apart - 1):
            return Filter.NEAR
        return Filter.RUDE if self._rude and self._rude(name) else None

    def _why_over(self) -> End | None:
        if len(self.found) >= self.wanted:
            return End.FOUND
        if self._seen_share >= _ALL and (self.filters.different or not self.found):
            return End.SEEN
        return End.TRIES if self.tries >= self.most_tries else None

    def _refuse_if_all_listed(
        self, listed: Callable[[], float | None] | None, model: LanguageModel
    ) -> None:
        """Raise NothingNewError where the list holds all that the model can make."""
        share = listed() if listed else listed_among(model, self._column, self.chain)
        if share is not None and share >= _ALL:
            raise NothingNewError


def most_tries(number: int) -> int:
    """Return after how many names made a search for `number` of them gives up.

    >>> most_tries(10)
    30000
    """
    return 20_000 + 1_000 * number


def make_names(
    model: LanguageModel,
    number: int,
    *,
    seed: int,
    names: Sequence[str] = (),
    conditions: Conditions | None = None,
    filters: Filters | None = None,
    temperature: float = 1.0,
) -> list[str]:
    """Return up to `number` names that meet the conditions and pass the filters, in dice order.

    `names` is the list that new names are not in. Fewer come back where the search ends before
    (see `most_tries`). Raises what `Search` raises.

    >>> make_names(mm.CountModel.fit(["ann", "anna", "hana"]), 3, seed=1, names=["ann", "anna"])
    ['a', 'anana', 'ha']
    """
    search = Search(
        model,
        number,
        seed=seed,
        column=pa.array(names, pa.large_string()),
        conditions=conditions,
        filters=filters,
        temperature=temperature,
    )
    return search.advance()
