"""Names of a bigram that meet conditions, drawn exactly as often as the model itself makes them.

Nothing is rolled and thrown away: going backward over the chain, we find for every place how likely
the rest of a name is to meet the conditions, and each roll is weighted by it (forward filtering,
backward messages; Rabiner 1989, "A tutorial on hidden Markov models", III A). What must occur is
remembered by the chain as flags: a state is (flags, token), F = 2 ** requirements.

The ending is one option of a roll that takes the boundary's place, so without conditions the same
dice give the names of `sampling`.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import torch
from torch import Tensor

from makemore.errors import MakemoreError, NothingPassesError
from makemore.models.model import LanguageModel, log_probability_matrix
from makemore.sampling import MAX_LENGTH, Dice
from makemore.vocabulary import BOUNDARY, Vocabulary

MOST_FLAGS = 3  # what must occur beyond this is left to the caller, by rejection
_TINY = 1e-250  # a sum of products below this is found again from logarithms
_CELLS = 1 << 22  # of rows remembered at a time; 32 MB


@dataclass(frozen=True)
class Conditions:
    """What a name must be like; lengths in characters, `must` and `must_not` are texts in it.

    Raises ValueError for a length that no name can have. Example: Conditions(suffix="a", longest=5)
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
        """What must occur and the chain can remember: up to MOST_FLAGS characters or pairs."""
        few = [text for text in dict.fromkeys(self.must) if len(text) <= 2]
        return tuple(few[:MOST_FLAGS])

    @property
    def other_must(self) -> tuple[str, ...]:
        """What must occur and is left to the caller."""
        return tuple(text for text in self.must if text not in self.exact_must)

    @property
    def exact_must_not(self) -> tuple[str, ...]:
        """The characters and pairs that must not occur."""
        return tuple(text for text in self.must_not if len(text) <= 2)

    @property
    def other_must_not(self) -> tuple[str, ...]:
        """The longer texts that must not occur, which are left to the caller."""
        return tuple(text for text in self.must_not if len(text) > 2)

    def among(self, column: pa.LargeStringArray) -> pa.LargeStringArray:
        """Return the names of a list that meet all conditions, in list order."""
        lengths = pc.utf8_length(column)
        masks = [pc.starts_with(column, self.prefix), pc.ends_with(column, self.suffix)]
        masks += [pc.greater_equal(lengths, self.shortest), pc.less_equal(lengths, self.longest)]
        masks += [pc.match_substring(column, text) for text in self.must]
        masks += [pc.invert(pc.match_substring(column, text)) for text in self.must_not]
        for mask in masks[1:]:
            masks[0] = pc.and_(masks[0], mask)
        return column.filter(masks[0])


@dataclass(frozen=True)
class Draw:
    """A name, its probability among all names that meet the conditions, and the dice it took."""

    name: str
    probability: float
    rolls: int


@dataclass(frozen=True)
class _Block:
    """The part of the table that leads to some columns and earns the same flags."""

    columns: np.ndarray  # (n,) tokens
    logs: np.ndarray  # (V, n) ln P, -inf where a step earns other flags
    gain: int  # flags earned, as bits

    def reach(self, messages: np.ndarray) -> np.ndarray:
        """Return ln of the sum over these columns of P times exp(messages): (V,) -> (V,)."""
        there = messages[self.columns]  # (n,)
        top = there.max(initial=-math.inf)
        if top == -math.inf:
            return np.full(len(self.logs), -math.inf)
        sums = self._linear @ np.exp(there - top)  # (V,)
        with np.errstate(divide="ignore"):
            found: np.ndarray = np.log(sums) + top
        lost = np.flatnonzero((sums < _TINY) & ((self._possible @ (there > -math.inf)) > 0))
        if len(lost):
            found[lost] = _log_sum(self.logs[lost] + there)
        return found

    @cached_property
    def _linear(self) -> np.ndarray:
        found: np.ndarray = np.exp(self.logs)
        return found

    @cached_property
    def _possible(self) -> np.ndarray:
        return (self.logs > -math.inf).astype(np.float32)


class ConditionalChain:
    """A bigram under conditions: exact probabilities and exact draws.

    Of the conditions, texts of more than two characters and requirements beyond MOST_FLAGS are not
    seen here: `Conditions.other_must` and `other_must_not` name them.
    """

    def __init__(
        self, model: LanguageModel, conditions: Conditions, temperature: float = 1.0
    ) -> None:
        """Prepare all messages: V * F numbers for each length.

        Raises UnknownCharacterError for a prefix, an ending or a requirement that the list cannot
        spell, NothingPassesError where no name meets the conditions, ValueError for a temperature
        that is not above 0 and for a model that is no bigram.
        """
        self._coding = model.vocabulary.coding
        if self._coding.clusters:
            model, conditions = _in_signs(model), _coded(conditions, model.vocabulary)
        self.conditions, self.vocabulary = conditions, model.vocabulary
        self._must = [model.vocabulary.encode(text) for text in conditions.exact_must]
        self._all = (1 << len(self._must)) - 1  # all flags
        self._logs = _allowed(model, conditions, temperature)  # (V, V)
        self._gain = self._gains()  # (V, V)
        self._prefix = model.vocabulary.encode(conditions.prefix)
        self._start = (self._flags_of([BOUNDARY, *self._prefix]), (self._prefix or [BOUNDARY])[-1])
        self._first = len(self._prefix)  # characters at the first roll
        suffix = model.vocabulary.encode(conditions.suffix)
        self._closing = self._closings(suffix)  # (F, V)
        self._closing_length = len(suffix)
        self._messages = self._backward()  # (lengths, F, V)
        self._tails = self._overlaps(suffix)
        self._rows: dict[tuple[int, int, int], list[float]] = {}
        self._opening, self.probability = self._open()

    def walk(self, dice: Dice, start: int = 0) -> Draw:
        """Return the name that the draws from number `start` on make."""
        flags, token = self._start
        tokens, chance, rolls = list(self._prefix), 1.0, 0
        row, tails = self._opening, [tail for tail, _log in self._tails]
        while True:
            choice = bisect_left(row, max(dice[start + rolls], 5e-324) * row[-1])
            chance *= (row[choice] - (row[choice - 1] if choice else 0.0)) / row[-1]
            rolls += 1
            if choice < len(tails):
                return Draw(self._spell(tokens, tails[choice]), chance, rolls)
            if choice == len(tails):
                return Draw(self._spell(tokens, self.conditions.suffix), chance, rolls)
            following = choice - len(tails)
            flags |= int(self._gain[token, following]) if self._must else 0
            token, tails = following, []
            tokens.append(token)
            row = self._row(len(tokens), flags, token)

    def _spell(self, tokens: Sequence[int], tail: str) -> str:
        return self._coding.written(self.vocabulary.decode(tokens) + tail)

    def _gains(self) -> np.ndarray:
        """Return the flags that each step earns, as bits, (V, V)."""
        gain = np.zeros(self._logs.shape, np.uint8)
        for bit, text in enumerate(self._must):
            cell = (text[0], text[1]) if len(text) == 2 else (slice(None), text[0])
            gain[cell] |= 1 << bit
        return gain

    def _flags_of(self, tokens: Sequence[int]) -> int:
        flags = 0
        for first, second in zip(tokens, tokens[1:], strict=False):
            flags |= int(self._gain[first, second])
        return flags

    def _closings(self, text: Sequence[int]) -> np.ndarray:
        """Return ln of the chance to close with a text and the boundary at once, (F, V)."""
        tokens = [*text, BOUNDARY]
        rest = sum(self._logs[pair] for pair in zip(tokens, tokens[1:], strict=False))
        earned = self._gain[:, tokens[0]] | self._flags_of(tokens)  # (V,)
        flags = np.arange(self._all + 1)[:, None] | earned  # (F, V)
        chances: np.ndarray = self._logs[:, tokens[0]] + rest
        return np.where(flags == self._all, chances, -math.inf)

    def _overlaps(self, suffix: Sequence[int]) -> list[tuple[str, float]]:
        """Return the tails that end the prefix with the suffix within it, and ln of their chance.

        Example: prefix "ann", suffix "nna" -> "anna" by the tail "a", and "annna" by "na"
        """
        prefix, text = self.conditions.prefix, self.conditions.suffix
        tails = []
        for shared in range(min(len(prefix), len(text)), 0, -1):
            fits = prefix.endswith(text[:shared])
            if fits and self._may_have(len(prefix) + len(text) - shared):
                log = float(self._closings(suffix[shared:])[self._start])
                tails.append((text[shared:], log))
        return tails

    def _may_have(self, length: int) -> bool:
        return self.conditions.shortest <= length <= self.conditions.longest

    def _backward(self) -> np.ndarray:
        """Return ln of the chance that the rest meets the conditions, (lengths + 1, F, V)."""
        blocks = self._blocks()
        longest = self.conditions.longest
        shape = (max(longest - self._first, 0) + 2, *self._closing.shape)
        messages = np.full(shape, -math.inf)
        for length in range(longest, self._first - 1, -1):
            now, after = messages[length - self._first], messages[length - self._first + 1]
            if self._may_have(length + self._closing_length):
                now[:] = self._closing
            if not np.any(after > -math.inf):
                continue
            for flags in range(self._all + 1):
                for block in blocks:
                    further = block.reach(after[flags | block.gain])
                    now[flags] = np.logaddexp(now[flags], further)
        return messages

    def _blocks(self) -> list[_Block]:
        """Return the table in parts by the flags that a step earns; the boundary is no step."""
        blocks = []
        for gain in np.unique(self._gain).tolist():
            earns = self._gain == gain
            earns[:, BOUNDARY] = False
            columns = np.flatnonzero(earns.any(axis=0))
            logs = np.where(earns, self._logs, -math.inf)[:, columns]
            blocks.append(_Block(columns, logs, gain))
        return blocks

    def _weights(self, length: int, flags: int, token: int) -> np.ndarray:
        """Return ln of the weight of closing, then of each character, (V,)."""
        at = length - self._first
        after = self._messages[at + 1]  # (F, V)
        earned = flags | self._gain[token]  # (V,)
        logs: np.ndarray = self._logs[token] + after[earned, np.arange(len(earned))]
        may_close = self._may_have(length + self._closing_length)
        logs[BOUNDARY] = self._closing[flags, token] if may_close else -math.inf
        return logs

    def _row(self, length: int, flags: int, token: int) -> list[float]:
        """Return the cumulative weights of closing and of each character, V of them."""
        key = (length, flags, token)
        if key not in self._rows:
            if len(self._rows) * len(self._logs) > _CELLS:
                self._rows.clear()
            logs = self._weights(*key)
            self._rows[key] = np.exp(logs - logs.max()).cumsum().tolist()
        return self._rows[key]

    def _open(self) -> tuple[list[float], float]:
        """Return the cumulative weights of the first roll, tails first, and their whole chance."""
        logs = np.array([log for _tail, log in self._tails])
        if self._first <= self.conditions.longest:
            logs = np.concatenate([logs, self._weights(self._first, *self._start)])
        whole = float(_log_sum(logs[None])[0]) if len(logs) else -math.inf
        if whole == -math.inf or _holds(self.conditions.prefix, self.conditions.exact_must_not):
            raise NothingPassesError
        return np.exp(logs - logs.max()).cumsum().tolist(), min(math.exp(whole), 1.0)


def obstacles(model: LanguageModel, conditions: Conditions, temperature: float = 1.0) -> list[str]:
    """Return which single conditions, by their field, must go so that a name can be made.

    Example: Conditions(suffix="a", must_not=("a",), longest=3) -> ["suffix", "must_not"]
    """
    found = []
    for field in fields(Conditions):
        if getattr(conditions, field.name) == field.default:
            continue
        try:
            without: Any = {field.name: field.default}
            ConditionalChain(model, replace(conditions, **without), temperature)
        except MakemoreError:
            continue
        found.append(field.name)
    return found


def _allowed(model: LanguageModel, conditions: Conditions, temperature: float) -> np.ndarray:
    """Return ln P at a temperature, -inf where a step may not be taken, (V, V)."""
    if not (math.isfinite(temperature) and temperature > 0):
        raise ValueError(f"Temperature is a number above 0, not {temperature}.")
    logits = log_probability_matrix(model)
    logits = (logits - logits.max(dim=1, keepdim=True).values) / temperature
    logs: np.ndarray = torch.log_softmax(logits, dim=1).numpy().copy()
    known = set(model.vocabulary.characters)
    for text in conditions.exact_must_not:
        if set(text) <= known:
            tokens = model.vocabulary.encode(text)
            cell = (tokens[0], tokens[1]) if len(tokens) == 2 else (slice(None), tokens[0])
            logs[cell] = -math.inf
    return logs


@dataclass(frozen=True)
class _InSigns:
    """A model whose clusters are written as their private code points."""

    model: LanguageModel
    vocabulary: Vocabulary

    @property
    def context_size(self) -> int:
        return self.model.context_size

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        return self.model.log_probabilities(contexts)


def _in_signs(model: LanguageModel) -> LanguageModel:
    vocabulary = model.vocabulary
    return _InSigns(model, Vocabulary(tuple(map(vocabulary.coding.sign, vocabulary.characters))))


def _coded(conditions: Conditions, vocabulary: Vocabulary) -> Conditions:
    """Return conditions with one code point a character; raises UnknownCharacterError."""
    coded = vocabulary.coding.coded
    for text in (conditions.prefix, conditions.suffix, *conditions.must):
        vocabulary.encode(text)  # its error names the character as it is written
    return replace(
        conditions,
        prefix=coded(conditions.prefix),
        suffix=coded(conditions.suffix),
        must=tuple(map(coded, conditions.must)),
        must_not=tuple(map(coded, conditions.must_not)),
    )


def _holds(name: str, texts: Sequence[str]) -> bool:
    return any(text in name for text in texts)


def _log_sum(logs: np.ndarray) -> np.ndarray:
    """Return ln of the sum of exp over the last axis, (n, m) -> (n,); -inf where all are."""
    top = logs.max(axis=1)
    safe = np.where(top == -math.inf, 0.0, top)
    with np.errstate(divide="ignore"):
        found: np.ndarray = np.log(np.exp(logs - safe[:, None]).sum(axis=1)) + safe
    return found
