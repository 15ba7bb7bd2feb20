"""A list with very many characters -> the same names with the commonest ones, the rest as one sign.

A table of all pairs grows with the square of the characters. Of 5,503 Chinese ones some thousands
occur a few times each: standing together, they are one choice among the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from makemore.arrow import NEWLINE, how_often
from makemore.clusters import Coding
from makemore.corpus import Corpus

REST = "□"
_UNICODE = 0x110000  # code points


def with_commonest(corpus: Corpus, number: int) -> Corpus:
    """Return the names written with at most `number` characters: the commonest, and one sign.

    The sign, `rest_sign`, stands for all others, so there are number - 1 of the commonest; of two
    as common, the first by code point is kept. A name keeps its length and its weight. Raises
    ValueError for a number below 1.

    >>> with_commonest(mm.corpus_of(["ava", "eva", "bo"]), 3).names
    ['ava', '□va', '□□']
    """
    if number < 1:
        raise ValueError(f"A name is written with at least 1 character, not {number}.")
    if len(corpus.characters) <= number:
        return corpus
    codes = np.frombuffer(corpus.coded.decode().encode("utf-32-le"), "<u4")
    is_kept = np.zeros(_UNICODE, bool)
    is_kept[_commonest(_times(corpus, codes), number - 1)] = True
    is_kept[NEWLINE] = True
    rest = np.uint32(ord(rest_sign(corpus.characters)))
    text = np.where(is_kept[codes], codes, rest).astype("<u4").tobytes().decode("utf-32-le")
    kept = filter(lambda one: corpus.coding.sign(one) in text, corpus.coding.clusters)
    data = corpus.coding.written(text).encode()
    return replace(corpus, data=data, coding=Coding(tuple(kept)))


def rest_sign(characters: Iterable[str]) -> str:
    """Return the sign for the rest of a list: □, or the first geometric sign that it lacks.

    >>> rest_sign("ab"), rest_sign("a□")
    ('□', '▢')
    """
    taken = set("".join(characters))
    return next(sign for sign in map(chr, range(ord(REST), _UNICODE)) if sign not in taken)


def _times(corpus: Corpus, codes: np.ndarray) -> np.ndarray:
    """Return how often each code point occurs in the names, weights counted, int64."""
    if corpus.weights is None:
        times = how_often(codes, None)
    else:
        times = how_often(codes, np.repeat(corpus.weights, corpus.lengths + 1))  # and its newline
    times[NEWLINE] = 0
    return times


def _commonest(times: np.ndarray, number: int) -> np.ndarray:
    """Return the most frequent code points, ties by code point."""
    present = np.flatnonzero(times)
    return present[np.argsort(-times[present], kind="stable")[:number]]
