"""The nll of every name of a list at once, and where one name stands among them.

A million names take about as long as reading them: each distinct pair is scored once, then looked
up for every place where it occurs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import torch
from torch import Tensor

from makemore.clusters import Coding
from makemore.corpus import Corpus
from makemore.counting import Names, names_as_bytes
from makemore.errors import UnknownCharacterError
from makemore.models.model import LanguageModel, log_probability_matrix
from makemore.scoring import log_likelihoods, surprisals
from makemore.vocabulary import BOUNDARY, Vocabulary

_HAIR = 1e-9  # nats per token; nearer than this is equal, whatever the order of adding
_TABLE_CELLS = 1 << 22  # up to this, a table holds all keys; above, keys are numbered by hashing
_PART = 1 << 17  # bytes of names scored at a time
_NEWLINE = ord("\n")


@dataclass(frozen=True)
class NameScores:
    """For each name of a list, in list order: its nll (nats) and its predicted tokens."""

    nll: np.ndarray  # (names,) float64
    tokens: np.ndarray  # (names,) int64, the final boundary counted

    @property
    def per_token(self) -> np.ndarray:
        """The nll of each name, nats per token: what makes long and short names comparable."""
        each: np.ndarray = self.nll / self.tokens
        return each

    def share_below(self, per_token: float) -> float:
        """Return the share of names that surprise less than this, in [0, 1]."""
        return float((self.per_token < per_token - _HAIR).mean())

    def share_above(self, per_token: float) -> float:
        """Return the share of names that surprise more than this, in [0, 1].

        With share_below it adds up to 1 unless names surprise just as much.
        """
        return float((self.per_token > per_token + _HAIR).mean())


@dataclass(frozen=True)
class ScoredName:
    """A name, and the surprisal of each of its characters and of its end, nats, (len + 1,)."""

    name: str
    surprisals: tuple[float, ...]
    characters: tuple[str, ...] = ()  # of the name, where these are not its code points

    @property
    def letters(self) -> Sequence[str]:
        """The characters of the name, one for each surprisal but the last."""
        return self.characters or self.name

    @property
    def nll(self) -> float:
        """The surprisal of the whole name, nats."""
        return sum(self.surprisals)

    @property
    def per_token(self) -> float:
        """The mean surprisal, nats per token."""
        return self.nll / len(self.surprisals)

    @property
    def rarest(self) -> int:
        """The place of the largest surprisal, the first of equal ones; len(name) is the end."""
        return self.surprisals.index(max(self.surprisals))


def score_name(model: LanguageModel, name: str) -> ScoredName:
    """Return the scores of one name; raises UnknownCharacterError.

    >>> round(score_name(mm.CountModel.fit(["ab", "b"]), "ab").nll, 4)  # ln 2, then sure
    0.6931
    """
    coding = model.vocabulary.coding
    characters = tuple(coding.split(name)) if coding.clusters else ()
    return ScoredName(name, tuple(surprisals(model, name).abs().tolist()), characters)  # no -0.0


def extreme_names(
    scores: NameScores, column: pa.LargeStringArray, number: int
) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
    """Return the least and the most surprising names of a list, each with nats per token.

    Up to `number` different names each, the most extreme first. Only as many names are sorted as
    are needed to find them.

    >>> names = mm.corpus_of(["ab", "b", "ab"])
    >>> scores = score_names(mm.CountModel.fit(names), names)
    >>> least, most = extreme_names(scores, names.column, 1)
    >>> least[0][0], most[0][0]
    ('ab', 'b')
    """
    least = _smallest(scores.per_token, column, number)
    most = _smallest(-scores.per_token, column, number)
    return least, most


def _smallest(
    values: np.ndarray, column: pa.LargeStringArray, number: int
) -> list[tuple[str, float]]:
    """Return the names of the smallest values (names,), without their sign."""
    sorted_names = 2 * number  # more where the same name stands in the list often
    while True:
        sorted_names = min(sorted_names, len(values))
        some = np.argpartition(values, sorted_names - 1)[:sorted_names]
        some = some[np.lexsort((some, values[some]))]
        sizes = np.abs(values[some]).tolist()
        found = dict(zip(column.take(some).to_pylist(), sizes, strict=True))
        if len(found) >= number or sorted_names == len(values):
            return list(found.items())[:number]
        sorted_names *= 8


def score_names(model: LanguageModel, names: Names) -> NameScores:
    """Return the scores of all names; raises UnknownCharacterError, ValueError for no name.

    A blank line is scored as a name without characters, so that every line keeps its place.

    >>> score_names(mm.CountModel.fit(["ab", "b"]), ["ab", "b"]).tokens.tolist()
    [3, 2]
    """
    data = _coded(model.vocabulary.coding, names)
    if not data:
        raise ValueError("There is no name to score.")
    table = _pair_table(model)
    parts = [data] if table is None else list(_parts(data))
    token_of = _token_of(model.vocabulary)
    scores = [_score_part(model, part, token_of, table) for part in parts]
    return NameScores(
        np.concatenate([nll for nll, _tokens in scores]),
        np.concatenate([tokens for _nll, tokens in scores]),
    )


def _coded(coding: Coding, names: Names) -> bytes:
    """Return names with one code point for each character of a model."""
    if isinstance(names, Corpus) and names.coding == coding:
        return names.coded
    data = names_as_bytes(names)
    return coding.coded(data.decode()).encode() if coding.clusters else data


def _score_part(
    model: LanguageModel, data: bytes, token_of: np.ndarray, table: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the nll and the number of tokens of each name of some bytes, (names,) each."""
    tokens = _tokens(data, token_of, len(model.vocabulary))
    if table is None:
        surprisal = _surprisal_of_each(model, columns_of(tokens, model.context_size))
    else:
        keys = tokens.astype(np.intp)
        keys[1:] += len(model.vocabulary) * keys[:-1].copy()
        surprisal = table.take(keys)
    ends = np.flatnonzero(tokens == BOUNDARY)
    starts = np.concatenate([[0], ends[:-1] + 1])
    return np.add.reduceat(surprisal, starts), np.diff(ends, prepend=-1)


def _pair_table(model: LanguageModel) -> np.ndarray | None:
    """Return -ln P of every pair, (V * V,), None where that is not all that a model looks at."""
    if model.context_size != 1 or len(model.vocabulary) ** 2 > _TABLE_CELLS:
        return None
    return -log_probability_matrix(model).flatten().numpy()


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield the names in parts that stay in the processor's cache."""
    begin = 0
    while begin < len(data):
        end = data.find(b"\n", begin + _PART)
        end = len(data) if end < 0 else end + 1
        yield data[begin:end]
        begin = end


def tokens_of(vocabulary: Vocabulary, names: Names) -> np.ndarray:
    """Return the tokens of all names, a boundary after each; raises UnknownCharacterError.

    >>> tokens_of(mm.Vocabulary.of("ab"), ["ab", "b"]).tolist()
    [1, 2, 0, 2, 0]
    """
    return _tokens(_coded(vocabulary.coding, names), _token_of(vocabulary), len(vocabulary))


def _tokens(data: bytes, token_of: np.ndarray, unknown: int) -> np.ndarray:
    """Return the tokens of the names of some bytes, (n,)."""
    codes = _code_points(data)
    tokens: np.ndarray = token_of.take(codes)  # quicker than token_of[codes]
    if tokens.max() == unknown:
        raise UnknownCharacterError(chr(codes[int(tokens.argmax())]))
    return tokens


def _token_of(vocabulary: Vocabulary) -> np.ndarray:
    """Return the token of each code point, in the smallest type; V stands for unknown."""
    size = len(vocabulary)
    token_of = np.full(0x110000, size, np.min_scalar_type(size))
    token_of[_NEWLINE] = BOUNDARY
    signs = map(vocabulary.coding.sign, vocabulary.characters)
    token_of[list(map(ord, signs))] = np.arange(1, size)
    return token_of


def _code_points(data: bytes) -> np.ndarray:
    if not data.endswith(b"\n"):
        data += b"\n"
    if data.isascii():
        return np.frombuffer(data, np.uint8)
    return np.frombuffer(data.decode().encode("utf-32-le"), np.uint32)


def columns_of(tokens: np.ndarray, K: int) -> list[np.ndarray]:
    """Return columns context 1 ... K, target, (n,) each; before a boundary all is boundary.

    >>> [column.tolist() for column in columns_of(np.array([1, 2, 0]), 2)]
    [[0, 0, 1], [0, 1, 2], [1, 2, 0]]
    """
    columns = [tokens]
    for back in range(K):
        column = np.zeros_like(tokens)  # boundaries
        column[1:] = columns[-1][:-1]
        if back:
            column[columns[-1] == BOUNDARY] = BOUNDARY
        columns.append(column)
    return columns[::-1]


def _surprisal_of_each(model: LanguageModel, columns: list[np.ndarray]) -> np.ndarray:
    """Return -ln P of every example, (n,), scoring each distinct row once."""
    keys, bound = _keys(columns, len(model.vocabulary))
    place = np.full(bound, -1)  # of each key, a place where it stands
    place[keys] = np.arange(len(keys))
    distinct = np.flatnonzero(place >= 0)
    rows = np.stack([column[place[distinct]] for column in columns], axis=1)  # (M, K + 1)
    surprisal = np.empty(bound)
    surprisal[distinct] = _surprisals(model, torch.from_numpy(rows.astype(np.int64)))
    found: np.ndarray = surprisal[keys]
    return found


def _keys(columns: list[np.ndarray], size: int) -> tuple[np.ndarray, int]:
    """Return one number a row, equal where rows are equal, (n,), and a bound above them all."""
    keys, bound = columns[0].astype(np.int64), size
    for column in columns[1:]:
        keys *= size  # in place: a list of a million names has seven million keys
        keys += column
        bound *= size
        if bound > _TABLE_CELLS:  # number them anew, by hashing
            coded = pa.array(keys).dictionary_encode()
            keys, bound = coded.indices.to_numpy().astype(np.int64), len(coded.dictionary)
    return keys, bound


def _surprisals(model: LanguageModel, rows: Tensor) -> np.ndarray:
    """Return -ln P of each row context, target: (M, K + 1) -> (M,)."""
    found: np.ndarray = -log_likelihoods(model, rows[:, :-1], rows[:, -1]).numpy()
    return found
