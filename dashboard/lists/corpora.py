"""The names of a source, cached: all that is needed before torch has loaded.

`cached` holds everything that follows from the names. What is cached belongs to one session, is
keyed by the digest of the bytes, and is never mutated.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard.lists.source import Source
from makemore.checkup import Checkup, checkup
from makemore.commonest import rest_sign
from makemore.corpus import Corpus, read_corpus

F = TypeVar("F", bound=Callable[..., Any])
Keys = dict[str | type[Any], Callable[[Any], Any]]
KEYS: Keys = {Source: lambda source: source.key}


def remembered(most: int = 8, keys: Keys = KEYS) -> Callable[[F], F]:
    """Let a function remember so many results in each session; `keys` tell arguments apart."""
    found = st.cache_resource(
        scope="session", show_spinner=False, max_entries=most, hash_funcs=keys
    )
    return cast("Callable[[F], F]", found)


@remembered()
def full_corpus(source: Source) -> Corpus:
    """Return all names of a source, whatever number is in use; raises MakemoreError."""
    return read_corpus(source.data, **source.reading)


@remembered()
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
