"""The nll of every name of a list at once, and where one name stands among them.

A million names take about as long as reading them: each distinct pair is scored once, then looked
up for every place where it occurs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from makemore.counting import Names, names_as_bytes
from makemore.errors import UnknownCharacterError
from makemore.model import LanguageModel
from makemore.vocabulary import BOUNDARY

_TABLE_CELLS = 1 << 22  # below this, distinct keys are found in a table instead of by sorting
_NEWLINE = ord("\n")


@dataclass(frozen=True)
class NameScores:
    """For each name of a list, in list order: its nll (nats) and its predicted tokens."""

    nll: np.ndarray  # (names,) float64
    tokens: np.ndarray  # (names,) int64, the final boundary counted

    @property
    def per_token(self) -> np.ndarray:
        """The nll of each name, nats per token: what makes long and short names comparable."""
        return self.nll / self.tokens

    def share_below(self, per_token: float) -> float:
        """Return the share of names that surprise less than this, in [0, 1]."""
        return float((self.per_token < per_token).mean())


def score_names(model: LanguageModel, names: Names) -> NameScores:
    """Return the scores of all names; raises UnknownCharacterError, ValueError for no name."""
    tokens = _token_stream(model, names)  # (n,), every name ended by a boundary
    ends = np.flatnonzero(tokens == BOUNDARY)
    if not len(ends):
        raise ValueError("There is no name to score.")
    surprisal = _surprisal_of_each(model, _rows(tokens, model.context_size))
    starts = np.concatenate([[0], ends[:-1] + 1])
    return NameScores(np.add.reduceat(surprisal, starts), np.diff(ends, prepend=-1))


def _token_stream(model: LanguageModel, names: Names) -> np.ndarray:
    codes = np.frombuffer(names_as_bytes(names).decode().encode("utf-32-le"), np.uint32)
    known = [ord(character) for character in model.vocabulary.characters]
    token_of = np.full(0x110000, -1, np.int32)
    token_of[_NEWLINE] = BOUNDARY
    token_of[known] = np.arange(1, len(known) + 1)
    tokens = token_of[codes]
    if (tokens < 0).any():
        raise UnknownCharacterError(chr(codes[int((tokens < 0).argmax())]))
    return tokens


def _rows(tokens: np.ndarray, K: int) -> list[np.ndarray]:
    """Return columns context 1 ... K, target, (n,) each; before a boundary all is boundary."""
    columns = [tokens]
    for _ in range(K):
        column = np.concatenate([[BOUNDARY], columns[-1][:-1]])
        if len(columns) > 1:
            column = np.where(columns[-1] == BOUNDARY, BOUNDARY, column)
        columns.append(column)
    return columns[::-1]


def _surprisal_of_each(model: LanguageModel, columns: list[np.ndarray]) -> np.ndarray:
    """Return -ln P of every example, (n,), scoring each distinct row once."""
    size = len(model.vocabulary)
    key = columns[0].astype(np.int64)
    for column in columns[1:-1]:
        key = np.unique(key * size + column, return_inverse=True)[1]
    index, place = _distinct(key * size + columns[-1])
    contexts = torch.from_numpy(np.stack([column[index] for column in columns[:-1]], axis=1)).long()
    targets = torch.from_numpy(columns[-1][index]).long()
    chunk = max(1, _TABLE_CELLS // size)
    parts = zip(contexts.split(chunk), targets.split(chunk), strict=True)
    found = [
        model.log_probabilities(some).gather(1, wanted[:, None])[:, 0] for some, wanted in parts
    ]
    return -torch.cat(found).numpy()[place]


def _distinct(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a place of each distinct key, and for every key which distinct one it is."""
    if int(keys.max()) >= _TABLE_CELLS:
        _, index, place = np.unique(keys, return_index=True, return_inverse=True)
        return index, place
    somewhere = np.full(int(keys.max()) + 1, -1, np.int64)
    somewhere[keys] = np.arange(len(keys))
    present = np.flatnonzero(somewhere >= 0)
    rank = np.empty_like(somewhere)
    rank[present] = np.arange(len(present))
    return somewhere[present], rank[keys]
