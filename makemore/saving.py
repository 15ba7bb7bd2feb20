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

from safetensors import SafetensorError
from safetensors.torch import load as _tensors_of
from safetensors.torch import save as _bytes_of

from makemore.errors import BrokenModelError, NewerModelError
from makemore.models.family import families, family_of
from makemore.models.model import LanguageModel
from makemore.vocabulary import Vocabulary

VERSION = 1
LARGEST = 256 << 20  # bytes of a file that is read at all
_LARGEST_HEADER = 32 << 20  # bytes; a vocabulary of all Unicode fits
_KINDS = {"counts": "count", "network": "neural"}  # as files have named them from the first on
_KEYS = {kind: key for key, kind in _KINDS.items()}


@dataclass(frozen=True)
class SavedModel:
    """What a file holds: the model, and the settings that were saved with it."""

    model: LanguageModel
    settings: Mapping[str, str]


def save(
    model: LanguageModel, path: str | Path, *, settings: Mapping[str, str] | None = None
) -> None:
    """Write a model to a safetensors file; `load` gives it back exactly."""
    Path(path).write_bytes(model_bytes(model, settings=settings))


def load(path: str | Path) -> LanguageModel:
    """Return the model of a file that `save` wrote.

    Raises BrokenModelError, NewerModelError (both name the remedy), OSError.
    """
    with Path(path).open("rb") as file:
        return read_model(file.read(LARGEST + 1)).model


def model_bytes(model: LanguageModel, *, settings: Mapping[str, str] | None = None) -> bytes:
    """Return a model as the bytes of a safetensors file; `settings` travel with it."""
    family = family_of(model)
    metadata = {
        "format": "makemore",
        "version": str(VERSION),
        "characters": json.dumps(model.vocabulary.characters),
        "settings": json.dumps(dict(settings or {})),
        "kind": _KINDS.get(family.key, family.key),
        **{name: repr(float(value)) for name, value in family.values(model).items()},
    }
    return _bytes_of(family.tensors(model), metadata)


def read_model(data: bytes) -> SavedModel:
    """Return what the bytes of a file hold; raises BrokenModelError or NewerModelError."""
    if len(data) > LARGEST:
        raise BrokenModelError
    metadata = _metadata(data)
    try:
        tensors = _tensors_of(data)
        vocabulary = _vocabulary(json.loads(metadata["characters"]))
        family = families()[_KEYS.get(metadata["kind"], metadata["kind"])]
        values = {knob.name: float(metadata[knob.name]) for knob in family.knobs}
        model = family.of_tensors(vocabulary, tensors, values)
        return SavedModel(model, _settings(metadata["settings"]))
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
