"""Names that meet conditions from models that cannot be asked exactly: rolled and thrown away.

Where many pass that is exact and quick; where few do, `guided` does better. It stands in for
`conditional.ConditionalChain`, and says how large a share passes and how sure that is, where the
chain knows it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pyarrow as pa

from makemore.conditional import ConditionalChain, Conditions, Draw
from makemore.errors import NothingFoundError, TooMuchError
from makemore.guided import Guided
from makemore.models.model import LanguageModel
from makemore.rolling import Dice
from makemore.sampling import MAX_LENGTH, Sampler
from makemore.uncertainty import Share, share_of

OFTEN = 0.1  # of the names pass: then ten tries a name are not too many
TRIALS = 1000  # names from which the share that passes is told
MOST_TRIES = 20_000  # names made in search of one that passes
_BATCH = 500


class Rejection:
    """A model under conditions, by throwing away what does not meet them.

    All conditions are seen, with any number of parts. `share` is that of the names that begin with
    the prefix.
    """

    exact: ClassVar[bool] = False

    def __init__(
        self, model: LanguageModel, conditions: Conditions, temperature: float = 1.0
    ) -> None:
        """Make TRIALS names to see how many pass: `seen`.

        Raises UnknownCharacterError for a prefix, an ending or a part that the list cannot spell,
        ValueError for a temperature that is not above 0.
        """
        for text in (conditions.prefix, conditions.suffix, *conditions.must):
            model.vocabulary.encode(text)
        self.conditions = conditions
        self._coding, self._sampler = model.vocabulary.coding, Sampler(model, temperature)
        rolled = self._rolled(Dice(0), 0, TRIALS)
        self.seen = [name for name, _rolls, _passes in rolled]
        self.share: Share = share_of(sum(passes for _name, _rolls, passes in rolled), TRIALS)

    def checked(self) -> Rejection:
        """Return itself; raises NothingFoundError where none of the first MOST_TRIES passes."""
        if not self.share.value:
            self.walks(Dice(1), 0, 1)
        return self

    @property
    def probability(self) -> float:
        """The share of names that pass, as far as is known."""
        return self.share.value

    def walks(self, dice: Dice, start: int, number: int) -> list[Draw]:
        """Return names that pass, in dice order, each with the rolls and tries that led to it.

        Fewer come back after MOST_TRIES; raises NothingFoundError where all of them fail. How
        likely a name is among those that pass is not known: 0.
        """
        draws: list[Draw] = []
        tries = thrown = since = 0  # names, and rolls and names since the last one that passed
        while len(draws) < number and tries < MOST_TRIES:
            for name, rolls, passes in self._rolled(dice, start, _BATCH):
                start, tries = start + rolls, tries + 1
                thrown, since = thrown + rolls, since + 1
                if passes:
                    draws.append(Draw(name, 0.0, thrown, since))
                    thrown = since = 0
        if not draws:
            raise NothingFoundError(tries)
        return draws[:number]

    def _rolled(self, dice: Dice, start: int, number: int) -> list[tuple[str, int, bool]]:
        """Return names of the dice, the rolls of each, and whether they pass; one cut does not."""
        rolled = self._sampler.rolled(number, dice, start, prefix=self.conditions.prefix)
        names = pa.array([name for name, _rolls in rolled], pa.large_string())
        ended = replace(self.conditions, longest=min(self.conditions.longest, MAX_LENGTH - 1))
        passing = set(ended.among(names.unique(), self._coding).to_pylist())
        return [(name, rolls, name in passing) for name, rolls in rolled]


Chain = ConditionalChain | Rejection  # a model under conditions


def chain_of(model: LanguageModel, conditions: Conditions, temperature: float = 1.0) -> Chain:
    """Return a model under conditions: exactly where that fits, else as quickly as can be.

    That is by throwing names away where OFTEN or more pass, and by looking ahead where that fits.
    Raises what `ConditionalChain`, `Guided` and `Rejection.checked` raise.

    >>> from makemore.models.ngram import CountModel
    >>> chain_of(CountModel.fit(["ab", "b"]), Conditions(suffix="b")).exact
    True
    """
    try:
        return ConditionalChain(model, conditions, temperature)
    except TooMuchError:
        thrown = Rejection(model, conditions, temperature)
    if thrown.share.value >= OFTEN:
        return thrown
    try:
        return Guided(model, conditions, temperature, seen=thrown.seen)
    except TooMuchError:
        return thrown.checked()
