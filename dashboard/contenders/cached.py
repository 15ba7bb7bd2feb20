"""The home of caches: a source and small settings -> counts, models, figures.

The names themselves are in `lists`, which does without torch. What is cached belongs to one
session, is keyed by the digest of the bytes, and is never mutated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import torch
from torch import Tensor

from dashboard.contenders import runs
from dashboard.contenders.contender import Contender
from dashboard.contenders.runs import Plan
from dashboard.contenders.trainer import Even, Weights, replay
from dashboard.lists import corpora
from dashboard.lists.corpora import corpus as corpus  # noqa: PLC0414 - pages read it here too
from dashboard.lists.source import Source
from dashboard.words.language import language, speaking
from makemore import bridge
from makemore.bridge import Optimum
from makemore.comparing import names_held
from makemore.corpus import Corpus
from makemore.counting import NgramCounts, count_ngrams
from makemore.evidence import holds
from makemore.learning.hidden import Way, some_contexts, way_to_table
from makemore.models.family import Material, fit
from makemore.models.model import LanguageModel, log_probability_matrix
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.ranking import NameScores, extreme_names, score_names
from makemore.sampling import Sampler, Walk, sample_side_by_side
from makemore.scoring import mean_nll
from makemore.shared_weights import WIDE
from makemore.smoothing import SmoothingCurve
from makemore.sparsity import filled_cells
from makemore.splitting import Split, hold_out
from makemore.training import Losses
from makemore.uncertainty import Interval, nll_difference
from makemore.vocabulary import BOUNDARY, Vocabulary

FILLED_BY = 50_000  # names whose long contexts are counted; more would take seconds
LONGEST_CONTEXT = 8  # characters; counting the names for a longer one may not fit into memory
_MOST_CELLS = 200_000_000  # probabilities worked out for one nll: a second or two
_KEYS: corpora.Keys = {**corpora.KEYS, Contender: lambda one: one.fingerprint}


def remembered(most: int = 8) -> Callable[[corpora.F], corpora.F]:
    """Let a function remember so many results in each session, of lists and of contenders."""
    return corpora.remembered(most, _KEYS)


@remembered()
def split(source: Source) -> Split | None:
    """Return the names to train on and those held out; None where none are, or none can be."""
    names = corpus(replace(source, held_out=0))
    if source.held_out == 0 or names.distinct < 2:
        return None
    return hold_out(names, source.held_out / 100, seed=source.split_seed)


def train_corpus(source: Source) -> Corpus:
    """Return the names that models may learn from: those in use that are not held out."""
    parts = split(source)
    return parts.train if parts else corpus(replace(source, held_out=0))


@remembered()
def material(source: Source) -> Material:
    """Return what models learn from: the training names, in the vocabulary of all names in use."""
    return Material(train_corpus(source), vocabulary(source))


@remembered()
def held_out(source: Source) -> Material | None:
    """Return the held-out names, None where none are held out."""
    parts = split(source)
    return Material(parts.held_out, vocabulary(source)) if parts else None


def counts(source: Source) -> NgramCounts:
    """Return the bigram counts of the training names."""
    return material(source).counts()


def held_out_counts(source: Source) -> NgramCounts | None:
    """Return the bigram counts of the held-out names, None where none are held out."""
    names = held_out(source)
    return names.counts() if names else None


def nll_of(source: Source, model: LanguageModel) -> float:
    """Return the mean nll of the training names under a model, nats per token."""
    return mean_nll(model, material(source).counts(model.context_size))


def held_out_nll(source: Source, model: LanguageModel) -> float | None:
    """Return the mean nll of the held-out names under a model, None where none are held out."""
    names = held_out(source)
    return mean_nll(model, names.counts(model.context_size)) if names else None


@remembered(64)
def scores(source: Source, one: Contender) -> tuple[float, float | None]:
    """Return the nll of a contender on training and on held-out names, nats per token."""
    return nll_of(source, one.model), held_out_nll(source, one.model)


@remembered(16)
def fitted(source: Source, key: str, values: tuple[tuple[str, float], ...]) -> LanguageModel:
    """Return the counted model of a family with some values of its knobs."""
    return fit(key, material(source), **dict(values))


def vocabulary(source: Source) -> Vocabulary:
    """Return the characters of all names in use, held out or not."""
    return Vocabulary.of(corpus(replace(source, held_out=0)).characters)


@remembered(3)
def count_matrix(source: Source) -> Tensor:
    """Return the bigram counts as a table, (V, V) int64."""
    return counts(source).matrix()


def is_wide(source: Source) -> bool:
    """Tell whether a list has so many characters that its network shares weights."""
    return len(counts(source).vocabulary) > WIDE


def trained_on(source: Source) -> Tensor | NgramCounts:
    """Return what a network trains on: the table, or the pairs where it would be large."""
    return counts(source) if is_wide(source) else count_matrix(source)


@remembered(16)
def made_again(source: Source, seed: int, even: Even, step: int) -> tuple[Weights, list[Losses]]:
    """Return the weights of a network and its history after some steps that are all alike."""
    return replay(trained_on(source), seed, even, step)


def count_model(source: Source, smoothing: float) -> CountModel:
    """Return the count model of the training names."""
    return CountModel(counts(source), smoothing)


def count_log_probabilities(source: Source, smoothing: float) -> Tensor:
    """Return ln P of the count model, row the context, (V, V) float64."""
    if is_wide(source):  # too large to keep
        return log_probability_matrix(count_model(source, smoothing))
    return _count_log_probabilities(source, smoothing)


@remembered(64)
def _count_log_probabilities(source: Source, smoothing: float) -> Tensor:
    return log_probability_matrix(count_model(source, smoothing))


def count_log_row(source: Source, smoothing: float, row: int) -> Tensor:
    """Return ln P of the count model after one token, (V,) float64."""
    if is_wide(source):
        return count_model(source, smoothing).log_probabilities(torch.tensor([[row]]))[0]
    return count_log_probabilities(source, smoothing)[row]


@remembered(64)
def count_nll(source: Source, smoothing: float) -> float:
    """Return the mean nll of the training names under their count model, nats per token."""
    return mean_nll(count_model(source, smoothing), counts(source))


@remembered()
def common_tokens(source: Source, number: int) -> np.ndarray:
    """Return the boundary and the commonest characters, `number` in all, in token order, (n,)."""
    frequencies = count_matrix(source).sum(dim=0).numpy().copy()
    frequencies[BOUNDARY] = frequencies.max() + 1
    return np.sort(np.argsort(-frequencies, kind="stable")[:number])


def pair_words(source: Source, number: int) -> list[list[str]]:
    """Return how often each pair of the common tokens occurs, in words for a chart, (n, n)."""
    return _pair_words(source, number, language())


@remembered()
def _pair_words(source: Source, number: int, spoken: str) -> list[list[str]]:
    from dashboard.words.pairs import table_words  # noqa: PLC0415 - plotly loads after the first page

    labels = counts(source).vocabulary.labels
    with speaking(spoken):  # also quicker than to look up the session's language for each cell
        return table_words(count_matrix(source).numpy(), labels, common_tokens(source, number))


@remembered(16)
def walks(
    source: Source, who: tuple[Contender, ...], *, number: int, seed: int, temperature: float
) -> list[tuple[Walk, ...]]:
    """Return `number` rows of walks from the same dice, one walk for each contender."""
    models = [one.model for one in who]
    return sample_side_by_side(models, number, seed=seed, temperature=temperature)


@remembered(16)
def held(source: Source, names: tuple[str, ...]) -> frozenset[str]:
    """Return which of a few names the list in use holds."""
    return names_held(corpus(source).column, names)


@remembered()
def smoothing_curve(source: Source) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return smoothings (S,), and the nll of training and held-out names at each, (S,)."""
    smoothings = torch.cat([torch.zeros(1), torch.logspace(-4, 3, 141)]).double()
    train, held_out = counts(source), held_out_counts(source)
    tested = SmoothingCurve(train, held_out).nll(smoothings).numpy() if held_out else None
    return smoothings.numpy(), SmoothingCurve(train, train).nll(smoothings).numpy(), tested


@remembered()
def best_smoothing(source: Source) -> float:
    """Return the smoothing at which held-out names surprise the counts least; needs some."""
    held_out = held_out_counts(source)
    return SmoothingCurve(counts(source), held_out).best() if held_out else 0.0


@remembered()
def smoothing_like(source: Source, nll: float) -> float | None:
    """Return the smoothing whose nll on the training names is this, None where none has it."""
    train = counts(source)
    return SmoothingCurve(train, train).smoothing_of(nll)


@remembered(64)
def optimum(source: Source, regularization: float) -> Optimum:
    """Return the network that has finished learning the training names."""
    return bridge.optimum(count_matrix(source), regularization)


@remembered()
def regularization_curve(source: Source) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return regularizations (S,), and the finished network's nll on both parts, (S,)."""
    strengths = np.logspace(-4, 1, 21)
    finished = [optimum(source, float(strength)) for strength in strengths]
    train = np.array([done.nll for done in finished])
    vocabulary = counts(source).vocabulary
    tested = [held_out_nll(source, NeuralBigram(vocabulary, done.weights)) for done in finished]
    return strengths, train, None if tested[0] is None else np.array(tested)


@remembered(16)
def difference(source: Source, first: Contender, second: Contender) -> Interval:
    """Return by how much the held-out nll of two contenders differs, nats per token."""
    parts = split(source)
    assert parts is not None
    return nll_difference(first.model, second.model, parts.held_out, seed=1)


@remembered(6)
def name_scores(source: Source, one: Contender) -> NameScores:
    """Return the scores of all names in use, held out or not."""
    return score_names(one.model, corpus(source))


@remembered(6)
def extremes(
    source: Source, one: Contender, number: int
) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Return the least and the most surprising names in use, each with nats per token."""
    return extreme_names(name_scores(source, one), corpus(source).column, number)


@remembered(16)
def held_back(source: Source, names: tuple[str, ...]) -> frozenset[str]:
    """Return which of a few names are held out."""
    parts = split(source)
    return names_held(parts.held_out.column, names) if parts else frozenset()


@remembered()
def nll_of_file(source: Source, file: str, _model: LanguageModel) -> float | None:
    """Return the nll of the training names under a model of a file, which is known by its id.

    None where that would take many seconds; raises UnknownCharacterError.
    """
    if _model.context_size > LONGEST_CONTEXT:
        return None
    found = count_ngrams(train_corpus(source), context_size=_model.context_size)
    cells = len(torch.unique_consecutive(found.contexts, dim=0)) * len(_model.vocabulary)
    return mean_nll(_model, found) if cells <= _MOST_CELLS else None


@remembered()
def sampler(source: Source, one: Contender, temperature: float) -> Sampler:
    """Return what walks through a model."""
    return Sampler(one.model, temperature)


@remembered(64)
def trial(source: Source, plan: Plan) -> np.ndarray:
    """Return the gap to the counts after 0, 1, ... steps of a short run, (steps + 1,)."""
    return runs.trial(count_matrix(source), count_nll(source, 0.0), plan)


@remembered(64)
def way(source: Source, units: int) -> Way:
    """Return how a network with so many hidden units comes near the table of longer contexts."""
    return way_to_table(some_contexts(train_corpus(source)), units, seed=1)


@remembered(16)
def names_behind(source: Source, row: int, column: int) -> tuple[pa.Array, np.ndarray]:
    """Return the different names that models learn this pair from, and how often each occurs."""
    labels = counts(source).vocabulary.labels
    names = train_corpus(source)
    sign = names.coding.sign
    first, second = (None if token == BOUNDARY else sign(labels[token]) for token in (row, column))
    mask = holds(names.coded_column, first, second).to_numpy(zero_copy_only=False)
    return names.part(mask).tally() if mask.any() else (names.column[:0], np.zeros(0, np.int64))


@remembered()
def filled(source: Source, context_size: int) -> list[int]:
    """Return how many cells of the table the list fills, for contexts of 1, 2, ... characters."""
    names = train_corpus(source).first(FILLED_BY)
    return filled_cells(count_ngrams(names, context_size=context_size))
