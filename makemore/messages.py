"""How likely the rest of a name is to meet conditions, for every length, going backward.

It knows an automaton, which parts must and must not occur, and how likely a name may be closed;
it does not know what the conditions are.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from functools import cached_property

import numpy as np

from makemore.errors import TooMuchError
from makemore.models.automaton import Automaton
from makemore.parts import NOWHERE, Parts
from makemore.vocabulary import BOUNDARY

MOST_NUMBERS = 1 << 24  # kept at a time; 128 MB
_FEWEST = 4  # lengths whose messages are kept at a time, at least
_TINY = math.log(1e-250)  # a sum of products below this is found again from logarithms
_STILL = 1e-10  # messages that change by less, relatively, change no more


class Messages:
    """ln of the chance that the rest of a name meets the conditions: (A, S) at each length.

    Those of the shortest lengths are kept, as many as fit; few names ever need others, which are
    found again. Lengths at which they are the same share an array.
    """

    def __init__(
        self,
        automaton: Automaton,
        parts: Parts,
        closing: np.ndarray,
        may_close: Callable[[int], bool],
        lengths: range,
    ) -> None:
        """Go backward over the lengths; `closing` is ln of the chance to close a name, (A, S).

        Raises TooMuchError where they would not fit.
        """
        self._automaton, self._parts, self._closing = automaton, parts, closing
        self._may_close, self._lengths = may_close, lengths
        self._most = MOST_NUMBERS // closing.size
        if self._most < _FEWEST:
            raise TooMuchError
        self._kept = self._down_to(lengths.start)
        self._found_again: dict[int, np.ndarray] = {}

    def at(self, length: int) -> np.ndarray:
        """Return the messages of a length, up to one more than a name may have, (A, S)."""
        if length in self._kept:
            return self._kept[length]
        found = self._found_again  # pages share a chain: another thread may replace it meanwhile
        if length not in found:
            found = self._found_again = self._down_to(length)
        return found[length]

    def _down_to(self, lowest: int) -> dict[int, np.ndarray]:
        """Return the messages of the lowest length and of those above it, as many as fit."""
        nothing = np.full(self._closing.shape, -math.inf)
        found = deque([([self._lengths.stop], nothing)], maxlen=self._most)
        still = False
        for length in range(self._lengths.stop - 1, lowest - 1, -1):
            lengths, after = found[-1]
            if still and self._may_close(length) == self._may_close(length + 1):
                lengths.append(length)
                continue
            now = self._step(after)
            if self._may_close(length):
                now = np.logaddexp(now, self._closing)
            still = np.allclose(now, after, rtol=0, atol=_STILL)  # -inf is close to itself
            found.append(([length], now))
        return {length: array for lengths, array in found for length in lengths}

    def _step(self, after: np.ndarray) -> np.ndarray:
        """Return ln of the mean of the messages one character on: (A, S) -> (A, S)."""
        found = np.full(after.shape, -math.inf)
        for usual in np.unique(self._usual):
            places = np.flatnonzero(self._usual == usual).tolist()
            ahead = np.unique(self._parts.moves[places])
            top = after[ahead[ahead != NOWHERE]].max()
            if top > -math.inf:
                linear = np.exp(after - top)
                values = linear[usual].take(self._automaton.targets)  # (V, 1 or S)
                for place in places:
                    found[place] = self._log_mean(place, linear, values) + top
                    weak = np.flatnonzero(found[place] < top + _TINY)
                    found[place, weak] = self._again(place, after, weak)
        return found

    def _log_mean(self, place: int, linear: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return ln of the mean for one state of the parts, (S,).

        `values` are those of its usual move; those of other tokens stand in for a moment.
        """
        moves, targets = self._parts.moves[place], self._automaton.targets
        special = 1 + np.flatnonzero(moves[1:] != self._usual[place])  # not the boundary
        usual = values[special]
        for token in special:
            allowed = moves[token] != NOWHERE
            values[token] = linear[moves[token]].take(targets[token]) if allowed else 0.0
        sums = self._automaton.expected(values)
        values[special] = usual
        with np.errstate(divide="ignore"):
            logs: np.ndarray = np.log(sums)
        return logs

    def _again(self, place: int, after: np.ndarray, past: np.ndarray) -> np.ndarray:
        """Return it for some states, exactly, where numbers are too small to be added, (n,)."""
        moves = self._parts.moves[place]
        tokens = np.flatnonzero(moves != NOWHERE)
        tokens = tokens[tokens != BOUNDARY]
        following = self._automaton.following.numpy()[past][:, tokens]  # (n, tokens)
        logs = self._automaton.log_probabilities.numpy()[past][:, tokens]
        return log_sum(logs + after[moves[tokens], following])

    @cached_property
    def _usual(self) -> np.ndarray:
        """Where most tokens lead from each state of the parts, (A,)."""
        open_ = [moves[1:][moves[1:] != NOWHERE] for moves in self._parts.moves]
        return np.array([np.bincount(moves, minlength=1).argmax() for moves in open_])


def log_sum(logs: np.ndarray) -> np.ndarray:
    """Return ln of the sum of exp over the last axis, (n, m) -> (n,); -inf where all are.

    >>> log_sum(np.array([[0.0, 0.0], [-np.inf, -np.inf]])).tolist()
    [0.6931471805599453, -inf]
    """
    top = logs.max(axis=1, initial=-math.inf)
    safe = np.where(top == -math.inf, 0.0, top)
    with np.errstate(divide="ignore"):
        found: np.ndarray = np.log(np.exp(logs - safe[:, None]).sum(axis=1)) + safe
    return found
