"""What is cached of names to be made: the chain under conditions, neighbours, capitals, two lists.

As in `cached`: it belongs to one session, and is never mutated.
"""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.contenders.cached import corpus, remembered, train_corpus, vocabulary
from dashboard.contenders.contender import Contender
from dashboard.lists.source import Source
from makemore.capitals import Capitals
from makemore.conditional import Conditions
from makemore.generating import Neighbours
from makemore.models.family import Material, fit
from makemore.models.mixture import Mixture
from makemore.models.model import LanguageModel
from makemore.models.tempered import Tempered
from makemore.rejecting import Chain, chain_of
from makemore.rude import RudeWords
from makemore.shares import Honesty, honesty, listed_among, listed_share
from makemore.vocabulary import Vocabulary

MOST_DRESSED = 20_000  # names whose capitals are looked at
MOST_READ_AGAIN = 200_000  # names of a list that is read once more for its capitals


def names_of(source: Source, other: Source | None = None) -> pa.LargeStringArray:
    """Return the names in use as a column, and those of another list, if there is one."""
    lists = [corpus(one).column for one in (source, other) if one]
    return pa.concat_arrays(lists) if other else lists[0]


@remembered()
def neighbours(source: Source, other: Source | None = None) -> Neighbours:
    """Return the names in use, ready to find which is nearest to another."""
    return Neighbours(names_of(source, other))


@remembered()
def rude_words(source: Source, other: Source | None = None) -> RudeWords:
    """Return what tells whether a name that was made of the names in use is rude."""
    return RudeWords(names_of(source, other))


@remembered()
def capitals(source: Source) -> Capitals:
    """Return the capitals that the names in use had before they were made small."""
    written = _written(source)
    return Capitals([] if written is None else written[:MOST_DRESSED].to_pylist())


def as_came(source: Source, name: str, other: Source | None = None) -> str:
    """Return a name as the list, or the other one, had it before it was made small.

    A name of neither is written as the list would have it.
    """
    for one in (source, other) if other else (source,):
        small, written = corpus(one).column, _written(one)
        if written is not None and len(written) == len(small):
            place = pc.index(small, pa.scalar(name, pa.large_string())).as_py()
            if place >= 0:
                return str(written[place])
    return capitals(source).dress(name)


def _written(source: Source) -> pa.LargeStringArray | None:
    """Return the names in use with their capitals, None where they have them or are too many."""
    if not source.lower or len(corpus(source)) > MOST_READ_AGAIN:
        return None
    return corpus(replace(source, lower=False, commonest=None, held_out=0)).column


@remembered(4)
def mixed(
    source: Source, other: Source, key: str, values: tuple[tuple[str, float], ...], share: float
) -> Mixture:
    """Return the counted models of two lists in one, `share` of the other list's."""
    first, second = _both(source, other, key, values)
    return Mixture(first, second, share)


@remembered(4)
def _both(
    source: Source, other: Source, key: str, values: tuple[tuple[str, float], ...]
) -> tuple[LanguageModel, LanguageModel]:
    """Return the models of two lists, in the characters of both."""
    characters = vocabulary(source).characters + vocabulary(other).characters
    both = Vocabulary.of(characters)
    first, second = (Material(train_corpus(one), both) for one in (source, other))
    return fit(key, first, **dict(values)), fit(key, second, **dict(values))


@remembered(2)  # some are of 100 MB
def conditional(
    source: Source, one: Contender, conditions: Conditions, temperature: float
) -> Chain:
    """Return a model under conditions, exactly where it can be; raises what `chain_of` raises."""
    return chain_of(one.model, conditions, temperature)


@remembered(32)
def honest(source: Source, one: Contender, temperature: float) -> Honesty:
    """Return what a model makes when nothing is filtered."""
    return honesty(one.model, temperature)


@remembered(64)
def listed(
    source: Source, one: Contender, temperature: float, other: Source | None = None
) -> float:
    """Return the share of what a model makes that the list in use has already, in [0, 1].

    With another list: that one of both has.
    """
    tempered = Tempered(one.model, temperature)
    return min(listed_share(tempered, names_of(source, other)), 1.0)


@remembered(64)
def listed_of_such(
    source: Source,
    one: Contender,
    temperature: float,
    conditions: Conditions,
    other: Source | None = None,
) -> float | None:
    """Return the same of the names that meet conditions, None where only a trial can tell."""
    chain = conditional(source, one, conditions, temperature)
    return listed_among(Tempered(one.model, temperature), names_of(source, other), chain)
