"""The only home of caches: a source and small settings -> corpus, counts, models, figures.

What is cached belongs to one session, is keyed by the digest of the bytes, and is never mutated.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from torch import Tensor

from dashboard.source import Source
from makemore.corpus import Corpus, read_corpus
from makemore.counting import NgramCounts, count_ngrams
from makemore.model import log_probability_matrix
from makemore.ngram import CountModel
from makemore.scoring import mean_nll

_OPTIONS: dict[str, Any] = {
    "scope": "session",
    "show_spinner": False,
    "max_entries": 8,
    "hash_funcs": {Source: lambda source: (source.digest, source.lower, source.first)},
}


@st.cache_resource(**_OPTIONS)
def full_corpus(source: Source) -> Corpus:
    """Return all names of a source, whatever number is in use; raises MakemoreError."""
    return read_corpus(source.data, lower=source.lower)


@st.cache_resource(**_OPTIONS)
def corpus(source: Source) -> Corpus:
    """Return the names in use; raises MakemoreError."""
    everything = full_corpus(replace(source, first=None))
    return everything if source.first is None else everything.first(source.first)


@st.cache_resource(**_OPTIONS)
def counts(source: Source) -> NgramCounts:
    """Return the bigram counts of the names in use."""
    return count_ngrams(corpus(source))


@st.cache_resource(**_OPTIONS)
def count_matrix(source: Source) -> Tensor:
    """Return the bigram counts as a table, (V, V) int64."""
    return counts(source).matrix()


def count_model(source: Source, smoothing: float) -> CountModel:
    """Return the count model of the names in use."""
    return CountModel(counts(source), smoothing)


@st.cache_resource(**{**_OPTIONS, "max_entries": 64})
def count_log_probabilities(source: Source, smoothing: float) -> Tensor:
    """Return ln P of the count model, row the context, (V, V) float64."""
    return log_probability_matrix(count_model(source, smoothing))


@st.cache_resource(**{**_OPTIONS, "max_entries": 64})
def count_nll(source: Source, smoothing: float) -> float:
    """Return the mean nll of the names in use under their count model, nats per token."""
    return mean_nll(count_model(source, smoothing), counts(source))
