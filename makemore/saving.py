"""Models <-> safetensors files: tensors, with the vocabulary and settings as metadata.

Reading runs no code from the file, believes nothing in it unchecked, and is bounded in size.
Format: https://huggingface.co/docs/safetensors, 8 bytes of length, a JSON header, the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as _tensors_of
from safetensors.torch import save as _bytes_of
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.errors import BrokenModelError, NewerModelError
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.shared_weights import SharedWeights
from makemore.vocabulary import Vocabulary

VERSION = 1
LARGEST = 256 << 20  # bytes of a file that is read at all
_LARGEST_HEADER = 32 << 20  # bytes; a vocabulary of all Unicode fits
_SHARED = ("rows", "columns", "own", "shared")
_COUNTS = ("contexts", "targets", "occurrences")
Savable = CountModel | NeuralBigram


@dataclass(frozen=True)
class SavedModel:
    """What a file holds: the model, and the settings that were saved with it."""

    model: Savable
    settings: Mapping[str, str]


def save(model: Savable, path: str | Path, *, settings: Mapping[str, str] | None = None) -> None:
    """Write a model to a safetensors file; `load` gives it back exactly."""
    Path(path).write_bytes(model_bytes(model, settings=settings))


def load(path: str | Path) -> Savable:
    """Return the model of a file that `save` wrote.

    Raises BrokenModelError, NewerModelError (both name the remedy), OSError.
    """
    with Path(path).open("rb") as file:
        return read_model(file.read(LARGEST + 1)).model


def model_bytes(model: Savable, *, settings: Mapping[str, str] | None = None) -> bytes:
    """Return a model as the bytes of a safetensors file; `settings` travel with it."""
    metadata = {
        "format": "makemore",
        "version": str(VERSION),
        "characters": json.dumps(model.vocabulary.characters),
        "settings": json.dumps(dict(settings or {})),
    }
    if isinstance(model, NeuralBigram):
        weights = model.weights
        if isinstance(weights, SharedWeights):
            tensors = {name: getattr(weights, name).contiguous() for name in _SHARED}
        else:
            tensors = {"weights": weights.contiguous()}
        return _bytes_of(tensors, {**metadata, "kind": "neural"})
    tensors = {name: getattr(model.counts, name).contiguous() for name in _COUNTS}
    return _bytes_of(
        tensors, {**metadata, "kind": "count", "smoothing": repr(float(model.smoothing))}
    )


def read_model(data: bytes) -> SavedModel:
    """Return what the bytes of a file hold; raises BrokenModelError or NewerModelError."""
    if len(data) > LARGEST:
        raise BrokenModelError
    metadata = _metadata(data)
    try:
        tensors = _tensors_of(data)
        vocabulary = _vocabulary(json.loads(metadata["characters"]))
        return SavedModel(_model(metadata, vocabulary, tensors), _settings(metadata["settings"]))
    except (SafetensorError, KeyError, ValueError, RecursionError, TypeError, RuntimeError):
        raise BrokenModelError from None


def _metadata(data: bytes) -> dict[str, str]:
    """Return the metadata of the header; raises where this is no model of ours."""
    length = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + length]) if length <= _LARGEST_HEADER else {}
        metadata: dict[str, str] = header["__metadata__"]
        ours, version = metadata["format"] == "makemore", int(metadata["version"])
    except (KeyError, ValueError, TypeError, RecursionError):
        raise BrokenModelError from None
    if not ours or version < 1:
        raise BrokenModelError
    if version > VERSION:
        raise NewerModelError(version)
    return metadata


def _vocabulary(characters: Any) -> Vocabulary:
    if not isinstance(characters, list) or not all(isinstance(one, str) for one in characters):
        raise ValueError("the characters are no list of texts")
    if "" in characters or sorted(set(characters)) != characters:
        raise ValueError("the characters are not sorted, or one repeats")
    "".join(characters).encode()  # half of a pair of surrogates cannot be shown
    return Vocabulary(tuple(characters))


def _settings(text: str) -> dict[str, str]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("settings are names with values")
    "".join(map(str, [*found, *found.values()])).encode()  # half a surrogate pair cannot be shown
    return {name: str(value) for name, value in found.items()}


def _model(
    metadata: Mapping[str, str], vocabulary: Vocabulary, tensors: dict[str, Tensor]
) -> Savable:
    if metadata["kind"] == "neural" and "shared" in tensors:
        shared = SharedWeights(*(tensors[name] for name in _SHARED))
        _check_shared(shared, len(vocabulary))
        return NeuralBigram(vocabulary, shared)
    if metadata["kind"] == "neural":
        weights = tensors["weights"]
        if weights.dtype != torch.float64 or not bool(weights.isfinite().all()):
            raise ValueError("the weights are not finite numbers of 64 bits")
        return NeuralBigram(vocabulary, weights)
    if metadata["kind"] != "count":
        raise ValueError("neither a network nor counts")
    counts = NgramCounts(vocabulary, *(tensors[name] for name in _COUNTS))
    _check(counts)
    return CountModel(counts, float(metadata["smoothing"]))


def _check_shared(weights: SharedWeights, size: int) -> None:
    """Raise ValueError where weights break what SharedWeights promises."""
    rows, columns, own, shared = (getattr(weights, name) for name in _SHARED)
    if rows.dtype != torch.int64 or columns.dtype != torch.int64:
        raise ValueError("cells are whole numbers of 64 bits")
    if not rows.shape == columns.shape == own.shape == (len(rows),) or shared.shape != (size,):
        raise ValueError("one weight for each cell, and one for each row")
    for part in (own, shared):
        if part.dtype != torch.float64 or not bool(part.isfinite().all()):
            raise ValueError("the weights are not finite numbers of 64 bits")
    cells = rows * size + columns
    if bool(((columns < 0) | (columns >= size) | (rows < 0) | (rows >= size)).any()):
        raise ValueError("a cell outside the table")
    if bool((cells.diff() <= 0).any()):
        raise ValueError("cells are sorted, each once")


def _check(counts: NgramCounts) -> None:
    """Raise ValueError where counts break what NgramCounts promises."""
    contexts, targets, occurrences = counts.contexts, counts.targets, counts.occurrences
    if {contexts.dtype, targets.dtype, occurrences.dtype} != {torch.int64}:
        raise ValueError("counts are whole numbers of 64 bits")
    if contexts.dim() != 2 or contexts.shape[1] < 1:
        raise ValueError("contexts are a table")
    if targets.shape != contexts.shape[:1] or occurrences.shape != targets.shape:
        raise ValueError("one target and one count for each context")
    rows = torch.cat([contexts, targets[:, None]], dim=1)  # (M, K + 1)
    if bool(((rows < 0) | (rows >= len(counts.vocabulary))).any()):
        raise ValueError("a token outside the vocabulary")
    if not torch.equal(torch.unique(rows, dim=0), rows):
        raise ValueError("rows are sorted, each once")
    if bool((occurrences < 1).any()) or float(occurrences.double().sum()) > 2**62:
        raise ValueError("counts are above 0 and their sum fits 64 bits")
