"""Names that meet conditions, drawn exactly as often as the model itself makes them.

Nothing is rolled and thrown away: going backward over the model's automaton, we find for every
length how likely the rest of a name is to meet the conditions, and each roll is weighted by it
(forward filtering, backward messages; Rabiner 1989, "A tutorial on hidden Markov models", III A).
A state is (what has occurred, past): A of `parts` times S of the automaton.

The ending is one option of a roll that takes the boundary's place, so without conditions the same
dice give the names of `sampling`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from makemore.clusters import NO_CODING, Coding
from makemore.errors import NothingPassesError, TooMuchError, UnknownCharacterError
from makemore.messages import Messages, log_sum
from makemore.models.family import automaton_of
from makemore.models.model import LanguageModel
from makemore.models.tempered import Tempered
from makemore.parts import NOWHERE, parts_of
from makemore.rolling import MANY, Dice, first_not_below, roll_in_step
from makemore.rows import distinct_rows
from makemore.sampling import MAX_LENGTH
from makemore.vocabulary import BOUNDARY

MOST_PARTS = 3  # that must occur; what goes beyond is left to the caller, by rejection
MOST_LETTERS = 64  # of all texts that must occur, and of all that must not


@dataclass(frozen=True)
class Conditions:
    """What a name must be like; lengths in characters, `must` and `must_not` are texts in it.

    Raises ValueError for a length that no name can have.

    >>> model = mm.CountModel.fit(["ann", "anna", "hana"])
    >>> mm.make_names(model, 2, seed=1, conditions=Conditions(suffix="na", longest=5))
    ['ana', 'anana']
    """

    prefix: str = ""
    suffix: str = ""
    shortest: int = 1
    longest: int = MAX_LENGTH
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse lengths outside of 1 ... MAX_LENGTH, and texts without characters."""
        if self.shortest < 1 or self.longest > MAX_LENGTH:
            raise ValueError(f"A name has 1 to {MAX_LENGTH} characters.")
        if "" in self.must or "" in self.must_not:
            raise ValueError("A text that must or must not occur has a character.")

    @property
    def exact_must(self) -> tuple[str, ...]:
        """What must occur and the chain can remember: up to MOST_PARTS texts, none very long."""
        return _first(self.must, MOST_PARTS)

    @property
    def other_must(self) -> tuple[str, ...]:
        """What must occur and is left to the caller."""
        return tuple(text for text in self.must if text not in self.exact_must)

    @property
    def exact_must_not(self) -> tuple[str, ...]:
        """What must not occur and the chain can remember: texts of MOST_LETTERS in all."""
        return _first(self.must_not, MOST_LETTERS)

    @property
    def other_must_not(self) -> tuple[str, ...]:
        """What must not occur and is left to the caller."""
        return tuple(text for text in self.must_not if text not in self.exact_must_not)

    def among(self, column: pa.LargeStringArray, coding: Coding = NO_CODING) -> pa.LargeStringArray:
        """Return the names of a list that meet all conditions, in list order.

        What counts as one character is that of a model's coding, `model.vocabulary.coding`.
        """
        names = column
        if coding.clusters:
            names = pa.array(map(coding.coded, column.to_pylist()), pa.large_string())
        coded, lengths = coding.coded, pc.utf8_length(names)
        masks = [pc.starts_with(names, coded(self.prefix)), pc.ends_with(names, coded(self.suffix))]
        masks += [pc.greater_equal(lengths, self.shortest), pc.less_equal(lengths, self.longest)]
        masks += [pc.match_substring(names, coded(text)) for text in self.must]
        masks += [pc.invert(pc.match_substring(names, coded(text))) for text in self.must_not]
        for mask in masks[1:]:
            masks[0] = pc.and_(masks[0], mask)
        return column.filter(masks[0])


@dataclass(frozen=True)
class Draw:
    """A name, its probability among all names that meet the conditions, and the dice it took."""

    name: str
    probability: float
    rolls: int
    tries: int = 1  # itself, and names thrown away before it


class ConditionalChain:
    """A model under conditions: exact probabilities and exact draws.

    Of the conditions, what goes beyond MOST_PARTS and MOST_LETTERS is not seen here:
    `Conditions.other_must` and `other_must_not` name it.
    """

    exact: ClassVar[bool] = True

    def __init__(
        self, model: LanguageModel, conditions: Conditions, temperature: float = 1.0
    ) -> None:
        """Prepare all messages: A * S numbers for each length.

        Raises UnknownCharacterError for a prefix, an ending or a part that the list cannot spell,
        NothingPassesError where no name meets the conditions, TooMuchError where the tables would
        not fit, ValueError for a temperature that is not above 0.
        """
        self.conditions, self.vocabulary = conditions, model.vocabulary
        encode = model.vocabulary.encode
        self._prefix, self._suffix = encode(conditions.prefix), encode(conditions.suffix)
        must_not = [encode(text) for text in conditions.exact_must_not if _spelled(model, text)]
        self._parts = parts_of(list(map(encode, conditions.exact_must)), must_not, self.width)
        self._first = len(self._prefix)  # characters at the first roll
        occurred = self._parts.after(self._prefix)
        if occurred == NOWHERE:
            raise NothingPassesError
        self._automaton = automaton_of(Tempered(model, temperature))
        self._logs = self._automaton.log_probabilities.numpy()  # (S, V)
        self._next = self._automaton.following.numpy()  # (S, V)
        self._start = (occurred, self._automaton.after(self._prefix))
        self._closing = self._closings(self._suffix)  # (A, S)
        self._messages = Messages(
            self._automaton,
            self._parts,
            self._closing,
            self._may_close,
            range(self._first, conditions.longest + 1),
        )
        self._tails = self._overlaps()
        self._opening, self.log_probability = self._open()
        self.probability = min(math.exp(self.log_probability), 1.0)  # 0 where it underflows

    @property
    def width(self) -> int:
        """V, the options of a roll."""
        return len(self.vocabulary)

    @property
    def walkers(self) -> int:
        """Many: a roll is a look into a table."""
        return MANY

    def walk(self, dice: Dice, start: int = 0) -> Draw:
        """Return the name that the draws from number `start` on make."""
        return self.walks(dice, start, 1)[0]

    def walks(self, dice: Dice, start: int, number: int) -> list[Draw]:
        """Return the names that the draws from number `start` on make, one after the other."""
        most = max(self.conditions.longest - self._first, 0) + 1
        found, rolls = roll_in_step(self, dice, start, number, most)
        chosen = np.split(found, rolls.cumsum())[:-1]
        logs = [self._log_of(options.tolist()) - self.log_probability for options in chosen]
        return [
            Draw(self._spell(options.tolist()), math.exp(log), len(options))
            for options, log in zip(chosen, logs, strict=True)
        ]

    def begin(self, number: int) -> np.ndarray:
        """Return the state after the prefix for each of some names, (number,)."""
        occurred, past = self._start
        return np.full(number, occurred * len(self._logs) + past)

    def roll(
        self, step: int, states: np.ndarray, draws: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the options that draws pick, where no name has ended, and the next states.

        An option above 0 is a character, 0 closes with the suffix, and below are the `_tails`.
        """
        if step == 0:
            rows, which = self._opening[None], np.zeros(len(states), np.int64)
            options = first_not_below(rows, which, draws) - len(self._tails)
        else:
            first, which = distinct_rows(states)
            logs = self._weights(self._first + step, states[first])
            rows = np.exp(logs - logs.max(axis=1, keepdims=True)).cumsum(axis=1)
            options = first_not_below(rows, which, draws)
        return options, options > 0, self._follow(states, options)

    def _follow(self, states: np.ndarray, options: np.ndarray) -> np.ndarray:
        """Return the states after some options, (N,); of use where these are characters."""
        occurred, past = np.divmod(states, len(self._logs))
        parts = self._parts.moves[occurred, options]
        found: np.ndarray = parts * len(self._logs) + self._next[past, options]
        return found

    def _spell(self, options: Sequence[int]) -> str:
        """Return the name of some options of rolls."""
        last = options[-1]
        tail = self._suffix if last == 0 else self._tails[last][0]
        return self.vocabulary.decode([*self._prefix, *options[:-1], *tail])

    def _log_of(self, options: Sequence[int]) -> float:
        """Return ln of the chance of a name among all that begin with the prefix."""
        occurred, past = self._start
        if options[-1] < 0:
            return self._tails[options[-1]][1]
        log = 0.0
        for token in options[:-1]:
            log += self._logs[past, token]
            occurred, past = self._parts.moves[occurred, token], self._next[past, token]
        return float(log + self._closing[occurred, past])

    def _closings(self, text: Sequence[int]) -> np.ndarray:
        """Return ln of the chance to close with a text and the boundary at once, (A, S)."""
        occurred = np.arange(len(self._parts.done))
        past, logs = np.arange(len(self._logs)), np.zeros(len(self._logs))
        for token in [*text, BOUNDARY]:
            logs = logs + self._logs[past, token]
            past = self._next[past, token]
            ahead = self._parts.moves[occurred, token]
            occurred = np.where(occurred == NOWHERE, NOWHERE, ahead)
        may = (occurred != NOWHERE) & self._parts.done[occurred]
        return np.where(may[:, None], logs, -math.inf)

    def _overlaps(self) -> list[tuple[list[int], float]]:
        """Return the tails that end the prefix with the suffix within it, and ln of their chance.

        Example: prefix "ann", suffix "nna" -> "anna" by the tail "a", and "annna" by "na"
        """
        prefix, text, tails = self._prefix, self._suffix, []
        for shared in range(min(len(prefix), len(text)), 0, -1):
            fits = prefix[-shared:] == text[:shared]
            if fits and self._may_have(len(prefix) + len(text) - shared):
                tails.append((text[shared:], float(self._closings(text[shared:])[self._start])))
        return tails

    def _may_have(self, length: int) -> bool:
        return self.conditions.shortest <= length <= self.conditions.longest

    def _may_close(self, length: int) -> bool:
        return self._may_have(length + len(self._suffix))

    def _weights(
        self, length: int, states: np.ndarray, likely: np.ndarray | None = None
    ) -> np.ndarray:
        """Return ln of the weight of closing, then of each character: (N,) -> (N, V).

        `likely` (N, V) stands in for what the model says of the characters.
        """
        occurred, past = np.divmod(states, len(self._logs))
        moves = self._parts.moves[occurred]  # (N, V)
        ahead = self._messages.at(length + 1)[moves, self._next[past]]
        likely = self._logs[past] if likely is None else likely
        logs: np.ndarray = np.where(moves == NOWHERE, -math.inf, likely + ahead)
        may_close = self._may_close(length)
        logs[:, BOUNDARY] = self._closing[occurred, past] if may_close else -math.inf
        return logs

    def _open(self) -> tuple[np.ndarray, float]:
        """Return the cumulative weights of the first roll, tails first, and ln of all of them."""
        logs = np.array([log for _tail, log in self._tails])
        if self._first <= self.conditions.longest:
            logs = np.concatenate([logs, self._weights(self._first, self.begin(1))[0]])
        whole = float(log_sum(logs[None])[0]) if len(logs) else -math.inf
        if whole == -math.inf:
            raise NothingPassesError
        return np.exp(logs - logs.max()).cumsum(), whole


def obstacles(model: LanguageModel, conditions: Conditions, temperature: float = 1.0) -> list[str]:
    """Return which single conditions, by their field, must go so that a name can be made.

    A condition is not told where a model without it is too large to be asked exactly.

    >>> from makemore.models.ngram import CountModel
    >>> obstacles(CountModel.fit(["ab", "ba"]), Conditions(suffix="a", must_not=("a",), longest=3))
    ['suffix', 'must_not']
    """
    found = []
    for field in fields(Conditions):
        if getattr(conditions, field.name) == field.default:
            continue
        try:
            without: Any = {field.name: field.default}
            ConditionalChain(model, replace(conditions, **without), temperature)
        except (NothingPassesError, TooMuchError, UnknownCharacterError):
            continue
        found.append(field.name)
    return found


def _spelled(model: LanguageModel, text: str) -> bool:
    """Tell whether the characters of a model can spell a text at all."""
    return set(model.vocabulary.coding.split(text)) <= set(model.vocabulary.characters)


def _first(texts: Sequence[str], most: int) -> tuple[str, ...]:
    """Return the first of the different texts, `most` of them, MOST_LETTERS in all."""
    found: list[str] = []
    for text in dict.fromkeys(texts):
        if len(found) < most and len("".join(found)) + len(text) <= MOST_LETTERS:
            found.append(text)
    return tuple(found)
