"""What a model makes when nothing is filtered, told from its probabilities."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from makemore.arrow import join_names
from makemore.conditional import ConditionalChain, Conditions
from makemore.errors import TooMuchError
from makemore.messages import log_sum
from makemore.models.family import automaton_of
from makemore.models.model import LanguageModel
from makemore.models.tempered import Tempered
from makemore.ranking import score_name, score_names
from makemore.rejecting import Chain
from makemore.sampling import MAX_LENGTH, sample_names
from makemore.vocabulary import BOUNDARY

_SAMPLE = 2000  # names whose lengths stand for those of all
_WHOLE = 1 - 1e-13  # longer names are not looked for


def listed_share(
    model: LanguageModel, column: pa.LargeStringArray, conditions: Conditions | None = None
) -> float:
    """Return the share of the model's names that the list holds, exactly, in [0, 1].

    With conditions: those of them that meet the conditions, among all names that begin with the
    prefix. It is the sum of the probabilities of the list's different names.

    >>> from makemore.models.ngram import CountModel
    >>> listed_share(CountModel.fit(["ab", "b"]), pa.array(["b"], pa.large_string()))
    0.5
    """
    return math.exp(_log_listed(model, column, conditions or Conditions()))


def listed_among(model: LanguageModel, column: pa.LargeStringArray, chain: Chain) -> float | None:
    """Return the share of the names under a chain's conditions that the list holds, in [0, 1].

    The chain is of the same model at the same temperature (give a `Tempered`). None where it only
    guesses, or counts more names than its conditions allow. All such names together may be rarer
    than any number above 0, so that logarithms are compared.

    >>> from makemore.models.ngram import CountModel
    >>> model, names = CountModel.fit(["ab", "b"]), pa.array(["b"], pa.large_string())
    >>> listed_among(model, names, ConditionalChain(model, Conditions(longest=1)))
    1.0
    """
    conditions = chain.conditions
    if not isinstance(chain, ConditionalChain) or not chain.exact:
        return None
    if conditions.other_must or conditions.other_must_not:
        return None
    log = _log_listed(model, column, conditions)
    return math.exp(min(log - chain.log_probability, 0.0))


def _log_listed(model: LanguageModel, column: pa.LargeStringArray, conditions: Conditions) -> float:
    """Return ln of `listed_share`, -inf where it is 0."""
    distinct = conditions.among(column.unique(), model.vocabulary.coding)
    start = _prefix_nll(model, conditions.prefix)
    if not len(distinct) or math.isinf(start):
        return -math.inf
    nll = score_names(model, join_names(distinct)).nll
    return float(log_sum((start - nll)[None])[0])


def _prefix_nll(model: LanguageModel, prefix: str) -> float:
    """Return the surprisal of a beginning, nats, without an end."""
    return sum(score_name(model, prefix).surprisals[:-1])


@dataclass(frozen=True)
class Honesty:
    """What a model makes when nothing is filtered: shares in [0, 1], length in characters.

    Names longer than MAX_LENGTH are left out of the length, which is infinite where all are.
    `exact` is False where lengths are those of a sample, because the model has too many states.
    """

    one_character: float
    mean_length: float
    exact: bool = True


def honesty(model: LanguageModel, temperature: float = 1.0) -> Honesty:
    """Return what a model makes when nothing is filtered, from its probabilities.

    >>> from makemore.models.ngram import CountModel
    >>> honesty(CountModel.fit(["ab", "b"])).mean_length
    1.5
    """
    tempered = Tempered(model, temperature)
    try:
        shares, exact = length_shares(tempered), True
    except TooMuchError:
        shares, exact = _sampled_lengths(tempered), False
    whole = shares.sum()
    mean = float(shares @ np.arange(len(shares)) / whole) if whole else math.inf
    return Honesty(float(shares[1]), mean, exact)


def _sampled_lengths(model: LanguageModel) -> np.ndarray:
    """Return the shares of lengths, (MAX_LENGTH,), among names that a model makes and ends."""
    split = model.vocabulary.coding.split
    lengths = [len(split(name)) for name in sample_names(model, _SAMPLE, seed=0)]
    return np.bincount(lengths, minlength=MAX_LENGTH)[:MAX_LENGTH] / _SAMPLE


def length_shares(model: LanguageModel) -> np.ndarray:
    """Return the share of names of 0, 1, ... MAX_LENGTH characters that a model makes, exactly.

    What is missing to 1 are longer names. Raises TooMuchError.

    >>> from makemore.models.ngram import CountModel
    >>> length_shares(CountModel.fit(["ab", "b"]))[:3].tolist()
    [0.0, 0.5, 0.5]
    """
    automaton, shares = automaton_of(model), np.zeros(MAX_LENGTH + 1)
    ends = automaton.log_probabilities[:, BOUNDARY].exp().numpy()  # from each state, now
    for length in range(MAX_LENGTH + 1):
        shares[length] = ends[automaton.start]
        if shares.sum() > _WHOLE:
            break
        ends = automaton.expected(ends.take(automaton.targets))
    return shares
