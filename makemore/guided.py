"""Names that meet conditions from models that cannot be asked exactly: a simpler model looks ahead.

A model that remembers whole names has no tables to go backward over. So one that sees a few
characters tells of every beginning how likely its end is to meet the conditions, and each roll of
the model is weighted by it. What that gets wrong is known of every name that it makes, P of the
model over P of its rolls: of many names some are drawn, each as likely as this weight (Rubin,
"Using the SIR algorithm to simulate posterior distributions", Bayesian Statistics 3, 1988).

With good guidance weights are nearly equal. (sum of w)² / sum of w² says how many names drawn
without guidance those of a pool are worth (Kong, "A note on importance sampling", 1992).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import numpy as np
import torch

from makemore.conditional import ConditionalChain, Conditions, Draw
from makemore.errors import NothingFoundError
from makemore.messages import log_sum
from makemore.models.family import Material
from makemore.models.model import LanguageModel, State, remembering
from makemore.models.tempered import heated
from makemore.models.witten_bell import WittenBell
from makemore.rolling import Dice, first_not_below
from makemore.uncertainty import Share
from makemore.vocabulary import BOUNDARY

AHEAD = 3  # characters that the simpler model sees
POOL = 500  # names made at once
DRAWN = 100  # of them, before the next pool


@dataclass(frozen=True)
class Pool:
    """Names that meet the conditions, and the weight of each, (POOL,)."""

    names: Sequence[str]
    weights: np.ndarray

    @property
    def effective(self) -> float:
        """How many names drawn without guidance they are worth, at most POOL."""
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @property
    def share(self) -> Share:
        """The share of the model's names that meet the conditions, and where it lies, 95 in 100."""
        mean = float(self.weights.mean())
        half = 1.96 * float(self.weights.std()) / math.sqrt(len(self.weights))
        return Share(min(mean, 1.0), max(mean - half, 0.0), min(mean + half, 1.0))


class Guided(ConditionalChain):
    """A model under conditions, by a simpler one that looks ahead, and weights that make it right.

    The more names a pool is worth, the nearer its draws are to those of the model itself.
    """

    exact: ClassVar[bool] = False

    def __init__(
        self,
        model: LanguageModel,
        conditions: Conditions,
        temperature: float = 1.0,
        *,
        seen: Sequence[str],
    ) -> None:
        """Let a simpler model learn from names of the model, `seen`, and make a first pool.

        Raises what `ConditionalChain` raises, and NothingFoundError where no name is found.
        """
        counts = Material(seen, model.vocabulary).counts(AHEAD)
        super().__init__(WittenBell(counts), conditions)
        self._model, self._temperature = remembering(model), temperature
        self._most = conditions.longest - self._first + 1  # rolls of a name
        self.first = self._pool(Dice(0), 0)
        if not self.first.weights.any():
            raise NothingFoundError(POOL)
        self.probability = self.first.share.value
        self.log_probability = math.log(self.probability)
        self._last: tuple[Dice, int, Pool] | None = None

    def walks(self, dice: Dice, start: int, number: int) -> list[Draw]:
        """Return names of pools, in dice order; how likely each is among all is not known: 0.

        A pool has a part of the dice to itself: first those that draw from it. Raises
        NothingFoundError where it holds no name.
        """
        size = DRAWN + POOL * max(self._most, 1)
        draws: list[Draw] = []
        while len(draws) < number:
            begin, drawn = start - start % size, min(start % size, DRAWN - 1)
            some = min(number - len(draws), DRAWN - drawn)
            pool = self._pool_at(dice, begin)
            picked = dice.draws(begin + drawn, some)
            cumulative = pool.weights.cumsum()[None]
            at = first_not_below(cumulative, np.zeros(some, np.int64), picked)
            draws += [Draw(pool.names[one], 0.0, 1) for one in at.tolist()]
            start += some
            if drawn + some == DRAWN:
                draws[-1] = Draw(draws[-1].name, 0.0, 1 + size - DRAWN)
                start = begin + size
        return draws

    def _pool_at(self, dice: Dice, begin: int) -> Pool:
        """Return the pool of a part of the dice; the last one is kept."""
        last = self._last  # pages share a chain: another thread may replace it meanwhile
        if last is None or last[:2] != (dice, begin):
            last = self._last = (dice, begin, self._pool(dice, begin + DRAWN))
        if not last[2].weights.any():
            raise NothingFoundError(POOL)
        return last[2]

    def _pool(self, dice: Dice, start: int) -> Pool:
        """Make names in step by the draws from number `start` on.

        Beginnings that some share are worked out once: `at` says which each of the names has.
        """
        state, chain, weights = self._begun(), self.begin(1), np.zeros(1)  # of n beginnings, ln
        alive, at = np.arange(POOL), np.zeros(POOL, np.int64)
        found = np.full(POOL, -math.inf)
        options: list[list[int]] = [[] for _ in alive]  # that made each name
        ends = [*self._suffix, BOUNDARY][0]  # the model itself tells the first token that closes
        for step in range(self._most):
            likely = self._likely(state)
            rows = self._weights(self._first + step, chain, likely)
            rows[:, BOUNDARY] += likely[:, ends] - self._logs[chain % len(self._logs), ends]
            if step == 0:
                rows = np.concatenate([[[log for _tail, log in self._tails]], rows], axis=1)
            whole = log_sum(rows)
            can = whole[at] > -math.inf  # what the model never says was weighted with 0
            alive, at = alive[can], at[can]
            shares = np.exp(rows - np.where(whole > -math.inf, whole, 0.0)[:, None])
            picked = first_not_below(shares.cumsum(axis=1), at, dice.draws(start, len(alive)))
            start += len(alive)
            weights = weights[at] + whole[at] - rows[at, picked]  # of the names now
            took = picked - len(self._tails) * (step == 0)
            for name, option in zip(alive.tolist(), took.tolist(), strict=True):
                options[name].append(option)
            for option in np.unique(took[took <= 0]):
                closes, closed = took == option, self._closed(state, likely, option)
                found[alive[closes]] = weights[closes] + closed[at[closes]]
            on = took > 0
            alive, at, took, weights = alive[on], at[on], took[on], weights[on]
            if not len(alive):
                break
            weights = weights + likely[at, took]
            ways = at * self.width + took
            ways, first, which = np.unique(ways, return_index=True, return_inverse=True)
            before, came = np.divmod(ways, self.width)
            state = self._model.follow(_rows(state, before), torch.from_numpy(came))
            chain, weights, at = self._follow(chain[before], came), weights[first], which
        made = zip(options, found, strict=True)
        names = [self._spell(one) if log > -math.inf else "" for one, log in made]
        return Pool(names, np.exp(found))

    def _begun(self) -> State:
        """Return the state of the model after the prefix, one row."""
        state = self._model.start(1)
        for token in self._prefix:
            state = self._model.follow(state, torch.tensor([token]))
        return state

    def _likely(self, state: State) -> np.ndarray:
        """Return ln P of the model for what comes next, (n, V)."""
        logits = heated(self._model.after(state), self._temperature)
        found: np.ndarray = torch.log_softmax(logits, dim=1).numpy()
        return found

    def _closed(self, state: State, likely: np.ndarray, option: int) -> np.ndarray:
        """Return ln P of the model for the text that an option closes a name with, (n,)."""
        text = [*(self._tails[option][0] if option else self._suffix), BOUNDARY]
        logs: np.ndarray = likely[:, text[0]]
        for came, token in pairwise(text):
            state = self._model.follow(state, torch.full((len(logs),), came))
            logs = logs + self._likely(state)[:, token]
        return logs


def _rows(state: State, rows: np.ndarray) -> State:
    return tuple(part[torch.from_numpy(rows)] for part in state)
