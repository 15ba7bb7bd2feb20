"""Models <-> safetensors files, tensors with the vocabulary and settings; and for other programs.

Reading runs no code from the file, believes nothing in it unchecked, and is bounded in size.
Format: https://huggingface.co/docs/safetensors, 8 bytes of length, a JSON header, the numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct
from safetensors import SafetensorError
from safetensors.torch import load as _tensors_of
from safetensors.torch import save as _bytes_of
from torch import Tensor

from makemore.errors import BrokenModelError, NewerModelError
from makemore.models.family import families, family_of
from makemore.models.model import LanguageModel
from makemore.vocabulary import Vocabulary

VERSION = 1
LARGEST = 256 << 20  # bytes of a file that is read at all
_LARGEST_HEADER = 32 << 20  # bytes; a vocabulary of all Unicode fits
_KINDS = {"counts": "count", "network": "neural"}  # as files have named them from the first on
_KEYS = {kind: key for key, kind in _KINDS.items()}
Character = Annotated[str, Meta(min_length=1)]
_Kind = TypeVar("_Kind")


class _Header(Struct):
    """What a safetensors file begins with; the rest tells where each tensor lies."""

    metadata: dict[str, str] = msgspec.field(name="__metadata__")


class _Head(Struct):
    """What the metadata of every version say."""

    format: Literal["makemore"]
    version: Annotated[int, Meta(ge=1)]


class _Metadata(Struct):
    """What the metadata of this version say besides; the knobs of the family stand beside them."""

    characters: str  # a JSON list
    settings: str  # a JSON object
    kind: str


@dataclass(frozen=True)
class SavedModel:
    """What a file holds: the model, and the settings that were saved with it."""

    model: LanguageModel
    settings: Mapping[str, str]


def save(
    model: LanguageModel, path: str | Path, *, settings: Mapping[str, str] | None = None
) -> None:
    """Write a model to a safetensors file, which `load` gives back exactly.

    A path that ends in .arpa becomes a file for other programs. Raises ValueError where the model's
    family has no such files, KeyError for a model of no family, OSError.

    >>> save(mm.CountModel.fit(["ab"]), "model.safetensors")
    >>> load("model.safetensors").vocabulary.characters
    ('a', 'b')
    """
    ending = Path(path).suffix.removeprefix(".")
    Path(path).write_bytes(
        exported(model, ending)
        if ending in {one for family in families().values() for one in family.exports}
        else model_bytes(model, settings=settings)
    )


def exported(model: LanguageModel, ending: str) -> bytes:
    """Return a model as a file for other programs, known by its ending.

    Raises ValueError where its family has no such files.

    >>> exported(mm.fit("kneser-ney", ["ab"], context=1), "arpa").decode().split()[1:3]
    ['ngram', '1=5']
    """
    family = family_of(model)
    if ending not in family.exports:
        raise ValueError(f"{family.title} has no .{ending} files. Save it as .safetensors.")
    module, function = family.exports[ending].split(":")
    text: str = getattr(import_module(module), function)(model)
    return text.encode()


def load(path: str | Path) -> LanguageModel:
    """Return the model of a file that `save` wrote.

    Raises BrokenModelError, NewerModelError (both name the remedy), OSError.

    >>> save(mm.CountModel.fit(["ab"], smoothing=0.5), "model.safetensors")
    >>> load("model.safetensors").smoothing
    0.5
    """
    with Path(path).open("rb") as file:
        return read_model(file.read(LARGEST + 1)).model


def model_bytes(model: LanguageModel, *, settings: Mapping[str, str] | None = None) -> bytes:
    """Return a model as the bytes of a safetensors file; `settings` travel with it.

    >>> model_bytes(mm.CountModel.fit(["ab"])).count(b"makemore")
    1
    """
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
    """Return what the bytes of a file hold; raises BrokenModelError or NewerModelError.

    >>> data = model_bytes(mm.CountModel.fit(["ab"]), settings={"list": "few"})
    >>> read_model(data).settings
    {'list': 'few'}
    """
    if len(data) > LARGEST:
        raise BrokenModelError
    written = _metadata(data)
    metadata = _checked(written, _Metadata)
    vocabulary = _vocabulary(_decoded(metadata.characters.encode(), list[Character]))
    settings = _decoded(metadata.settings.encode(), dict[str, str | int | float | bool | None])
    family = families().get(_KEYS.get(metadata.kind, metadata.kind))
    if family is None:
        raise BrokenModelError
    assumed = {knob.name: knob.default for knob in family.knobs if knob.late} | written
    values = {knob.name: _checked(assumed.get(knob.name), float) for knob in family.knobs}
    tensors = _tensors(data)
    try:
        model = family.of_tensors(vocabulary, tensors, values)
    except ValueError:  # what a family says of numbers that break its promise
        raise BrokenModelError from None
    return SavedModel(model, {name: str(value) for name, value in settings.items()})


def _metadata(data: bytes) -> dict[str, str]:
    """Return the metadata of the header; raises where this is no model of ours."""
    length = int.from_bytes(data[:8], "little")
    if length > _LARGEST_HEADER:
        raise BrokenModelError
    metadata = _decoded(data[8 : 8 + length], _Header).metadata
    version = _checked(metadata, _Head).version
    if version > VERSION:
        raise NewerModelError(version)
    return metadata


def _decoded(data: bytes, kind: type[_Kind]) -> _Kind:
    """Return the content of a JSON text; raises BrokenModelError where it is not of a kind."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BrokenModelError from None


def _checked(written: object, kind: type[_Kind]) -> _Kind:
    """Return metadata, whose values are all texts, as a kind; raises BrokenModelError."""
    try:
        return msgspec.convert(written, kind, strict=False)
    except msgspec.ValidationError:
        raise BrokenModelError from None


def _vocabulary(characters: list[str]) -> Vocabulary:
    if sorted(set(characters)) != characters:
        raise BrokenModelError
    return Vocabulary(tuple(characters))


class _Tensors(dict[str, Tensor]):
    """The tensors of a file, by name."""

    def __missing__(self, name: str) -> Tensor:
        """Refuse a file that lacks a tensor of its family."""
        raise BrokenModelError


def _tensors(data: bytes) -> _Tensors:
    try:
        return _Tensors(_tensors_of(data))
    except (SafetensorError, KeyError, RuntimeError, ValueError):  # of a type that torch has not
        raise BrokenModelError from None
