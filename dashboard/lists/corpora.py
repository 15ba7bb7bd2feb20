"""The names of a source, cached: all that is needed before torch has loaded.

`cached` holds everything that follows from the names. What is cached is keyed by the digest of the
bytes and never mutated; it belongs to one session, but for the bundled lists, which all share.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard.lists.bundled import bundled_digests
from dashboard.lists.source import Source
from makemore.checkup import Checkup, checkup
from makemore.commonest import rest_sign
from makemore.corpus import Corpus, read_corpus
from makemore.vocabulary import BOUNDARY

F = TypeVar("F", bound=Callable[..., Any])
Keys = dict[str | type[Any], Callable[[Any], Any]]
KEYS: Keys = {Source: lambda source: source.key}
_SHARED = 24  # lists that all sessions share, each read in some way


def remembered(most: int = 8, keys: Keys = KEYS) -> Callable[[F], F]:
    """Let a function remember so many results in each session; `keys` tell arguments apart."""
    found = st.cache_resource(
        scope="session", show_spinner=False, max_entries=most, hash_funcs=keys
    )
    return cast("Callable[[F], F]", found)


def shared(read: F) -> F:
    """Let a function of a list remember: for all sessions what is read from a bundled one."""
    ours = st.cache_resource(show_spinner=False, max_entries=_SHARED, hash_funcs=KEYS)(read)
    own = remembered()(read)

    @wraps(read)
    def read_once(source: Source, *args: Any) -> Any:
        return (ours if source.digest in bundled_digests() else own)(source, *args)

    return cast("F", read_once)


@shared
def full_corpus(source: Source) -> Corpus:
    """Return all names of a source, whatever number is in use; raises MakemoreError."""
    return read_corpus(source.data, **source.reading)


@shared
def corpus(source: Source) -> Corpus:
    """Return the names in use, held out or not; raises MakemoreError."""
    return source.in_use(full_corpus(source.whole))


def as_written(source: Source) -> Corpus:
    """Return the names in use with all their characters, whichever are told apart."""
    return corpus(replace(source, commonest=None))


def rest(source: Source) -> str | None:
    """Return the sign for all characters but the commonest; None where all are told apart."""
    characters = as_written(source).characters
    is_narrow = source.commonest is None or len(characters) <= source.commonest
    return None if is_narrow else rest_sign(characters)


def told_apart(text: str, source: Source) -> str:
    """Return a text as the names in use are written: the sign for what is not among the commonest.

    Example: "阿明" -> "□明"
    """
    sign = rest(source)
    if sign is None:
        return text
    names = corpus(source)
    known = set(names.characters)
    return "".join(one if one in known else sign for one in names.coding.split(text))


@shared
def common_pairs(source: Source, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts (n, n) of the pairs of the names in use, and the totals of its rows (n,).

    n is `number` at most: the boundary and the commonest characters, in token order. Of the
    characters that are left out, rows count those that follow.
    """
    names = corpus(source)
    text = np.frombuffer(names.coded.decode().encode("utf-32-le"), np.uint32)
    signs = [ord(names.coding.sign(one)) for one in names.characters]
    tokens = np.zeros(int(text.max()) + 1, np.int64)  # newline stays 0, the boundary
    tokens[signs] = np.arange(1, len(signs) + 1)
    after = tokens[text]
    before = np.concatenate([[BOUNDARY], after[:-1]])
    times = names.weights
    if times is not None:
        times = np.repeat(times, np.diff(np.flatnonzero(after == BOUNDARY), prepend=-1))
    often = np.bincount(after, times, len(signs) + 1)
    often[BOUNDARY] = often.max() + 1
    common = np.sort(np.argsort(-often, kind="stable")[:number])
    n = len(common)
    places = np.full(len(often), n)
    places[common] = np.arange(n)
    cells = np.bincount(places[before] * (n + 1) + places[after], times, (n + 1) ** 2)
    rows = cells.reshape(n + 1, n + 1)[:n]
    return rows[:, :n], rows.sum(axis=1)


@remembered()
def name_table(source: Source) -> pa.Table:
    """Return the names in use as rows: number, name, times (in the list), characters."""
    names = as_written(source)
    return pa.table(
        {
            "number": pa.array(np.arange(1, len(names) + 1, dtype=np.int32)),
            "name": names.column,
            "times": pa.array(names.occurrences),
            "characters": pa.array(names.lengths),
        }
    )


@remembered()
def second_look(source: Source) -> Checkup:
    """Return what in the names in use may deserve a second look."""
    return checkup(as_written(source))


def names_with(source: Source, text: str) -> pa.Table:
    """Return the rows of name_table whose name holds a text, in small or capital letters."""
    table = name_table(source)
    wanted = unicodedata.normalize("NFC", text)
    return table.filter(pc.match_substring(table["name"], wanted, ignore_case=True))
