"""A whole session <-> one zip file: the list, the settings, the network and the kept names.

Reading runs no code from the file, believes nothing in it unchecked, and is bounded in size.

    manifest.json         format, version, title, how the list is read, settings, seed, stretches
    list.txt              the bytes of the list, as they came
    kept.json             the kept names with their figures
    network.safetensors   the weights, as `makemore.save` writes them; absent before training
    KEY.safetensors       another network at its best step, by the key of its family; version 2
    history.json          [[step, loss, nll], ...] up to these weights; absent before training
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from typing import Annotated, Literal, TypeVar

import msgspec
import numpy as np
from msgspec import Meta, Struct

from dashboard.contenders.trainer import Snapshot, Stretch, Weights
from dashboard.lists.source import Source
from dashboard.state.kept import LONGEST, Kept
from dashboard.state.settings import FIRST, SPLIT_SEED, WEIGHTS_SEED
from dashboard.state.values import Value, as_texts, from_texts
from dashboard.take import pack, trained
from dashboard.take.pack import HISTORY, KEPT, LIST, MANIFEST, NETWORK
from dashboard.take.trained import Trained
from makemore.corpus import Corpus, read_corpus
from makemore.errors import BrokenSessionError, MakemoreError, NewerSessionError
from makemore.models.network import NeuralBigram
from makemore.reading import WHOLE_LINES, Options
from makemore.reading.taken import Way
from makemore.rules import DEFAULT, Rules
from makemore.saving import model_bytes, read_model
from makemore.training import Losses
from makemore.vocabulary import Vocabulary

VERSION = 2  # of a session with other networks than the lecture's; else it is 1
_HEAVIEST = 1e290  # a weight beyond would make the loss infinite

# What the members may hold; msgspec takes no infinity, and no text that a page could not show.
Text = Annotated[str, Meta(max_length=1000)]
Name = Annotated[str, Meta(min_length=1, max_length=LONGEST, pattern=r"\A[^\n]*\Z")]
Place = Annotated[int, Meta(ge=WHOLE_LINES, le=10**6)]
Step = Annotated[int, Meta(ge=0, le=10**12)]
First = Annotated[int, Meta(ge=FIRST.minimum, le=FIRST.maximum)]
Commonest = Annotated[int, Meta(ge=3, le=10**6)]
SplitSeed = Annotated[int, Meta(ge=SPLIT_SEED.minimum, le=SPLIT_SEED.maximum)]
WeightsSeed = Annotated[int, Meta(ge=WEIGHTS_SEED.minimum, le=WEIGHTS_SEED.maximum)]
History = Annotated[list[tuple[Step, float, float]], Meta(min_length=1)]
Stretches = Annotated[list[tuple[Step, float, float]], Meta(max_length=10_000)]
_Kind = TypeVar("_Kind")


class _Head(Struct):
    """What every version's manifest says."""

    format: Literal["makemore session"]
    version: Annotated[int, Meta(ge=1, le=10**6)]


class _Options(Struct, forbid_unknown_fields=True):
    """What a person chose over the guesses of reading."""

    member: Text | None = None
    sheet: Text | None = None
    path: Text | None = None
    encoding: Text | None = None
    separator: Text | None = None
    header: Place | None = None
    column: Place | Text | None = None
    counts: Place | Text | None = None


class _Way(Struct, forbid_unknown_fields=True):
    """How the list was read from its file."""

    file: Text
    options: _Options


class _Manifest(Struct):
    """What this version's manifest says besides; what has a default came later."""

    title: Text
    lower: bool
    first: First | None
    held_out: Literal[0, 10, 20]
    split_seed: SplitSeed
    settings: dict[str, Text]
    seed: WeightsSeed | None
    stretches: Stretches | None = None
    counted: bool = False
    rules: dict[str, bool] = {}
    read: _Way | None = None
    commonest: Commonest | None = None


class _Kept(Struct, forbid_unknown_fields=True):
    """A kept name."""

    name: Name
    nll: float | None = None
    model: Text = ""
    source: Text = ""


# written here, a kept name takes 70 bytes, so that no more have room
KeptNames = Annotated[list[_Kept], Meta(max_length=120_000)]


@dataclass(frozen=True)
class Network:
    """A network as it stands: weights (V, V), the losses up to them, the seed of the first ones.

    `stretches` are the steps from the first weights to these, None where they are not known.
    """

    weights: Weights
    history: tuple[Losses, ...]
    seed: int
    stretches: tuple[Stretch, ...] | None = None
    vocabulary: Vocabulary | None = None  # where it is known already

    @classmethod
    def of(cls, snapshot: Snapshot, seed: int) -> Network:
        """Return the network of a snapshot; losses that led to a divergence are left behind."""
        model = snapshot.model
        return cls(model.weights, snapshot.way, seed, snapshot.stretches, model.vocabulary)


@dataclass(frozen=True)
class Session:
    """What a session file holds; settings that it does not name have their defaults."""

    source: Source
    settings: Mapping[str, Value] = field(default_factory=dict)
    network: Network | None = None
    kept: tuple[Kept, ...] = ()
    way: Way | None = None  # how the list was read from its file
    others: Mapping[str, Trained] = field(default_factory=dict)  # by the key of a family


def session_bytes(session: Session) -> bytes:
    """Return a session as the bytes of a zip file."""
    return pack.packed(members_of(session))


def members_of(session: Session) -> dict[str, bytes]:
    """Return the members of the zip file of a session, by their names."""
    members = {
        MANIFEST: _json(_manifest(session)),
        LIST: session.source.data,
        KEPT: _json([asdict(one) for one in session.kept]),
    }
    if session.network is not None:
        vocabulary = session.network.vocabulary or _vocabulary(session.source)
        network = NeuralBigram(vocabulary, session.network.weights)
        history = [[one.step, one.loss, one.nll] for one in session.network.history]
        members |= {NETWORK: model_bytes(network), HISTORY: _json(history)}
    return members | trained.as_members(session.others)


def read_session(data: bytes) -> Session:
    """Return what the bytes of a session file hold, its list read and its settings checked.

    Raises BrokenSessionError, LargeSessionError, NewerSessionError; all name the remedy.
    """
    members = pack.unpacked(data)
    head = _decoded(members[MANIFEST], _Head)
    if head.version > VERSION:
        raise NewerSessionError(head.version)
    manifest = _decoded(members[MANIFEST], _Manifest)
    source, corpus = _source(manifest, members[LIST])
    vocabulary = Vocabulary.of(corpus.characters)
    return Session(
        source,
        from_texts(manifest.settings),
        _network(manifest, members, vocabulary),
        tuple(Kept(*msgspec.structs.astuple(one)) for one in _decoded(members[KEPT], KeptNames)),
        _way(manifest.read),
        trained.read_all(
            {name: members[name] for name in members.keys() - pack.ROOM.keys()}, vocabulary
        ),
    )


def _way(read: _Way | None) -> Way | None:
    """Return how a list was read from its file; None where it came from none."""
    return Way(read.file, Options(**msgspec.structs.asdict(read.options))) if read else None


def _manifest(session: Session) -> dict[str, object]:
    source, network = session.source, session.network
    return {
        "format": "makemore session",
        "version": VERSION if session.others else 1,
        "title": source.title,
        "lower": source.lower,
        "rules": asdict(source.rules),
        "counted": source.counted,
        "first": source.first,
        "commonest": source.commonest,
        "held_out": source.held_out,
        "split_seed": source.split_seed,
        "read": asdict(session.way) if session.way else None,
        "settings": as_texts(session.settings),
        "seed": network.seed if network else None,
        "stretches": None
        if network is None or network.stretches is None
        else [[s.until, s.learning_rate, s.regularization] for s in network.stretches],
    }


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=True, indent=1).encode()


def _decoded(data: bytes, kind: type[_Kind]) -> _Kind:
    """Return the content of a JSON member; raises BrokenSessionError where it is not of a kind."""
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BrokenSessionError from None


def _source(manifest: _Manifest, data: bytes) -> tuple[Source, Corpus]:
    """Return the list, and the names in use, held out or not."""
    pack.check(manifest.rules.keys() <= asdict(DEFAULT).keys())
    whole = Source.of(manifest.title, data, lower=manifest.lower, counted=manifest.counted)
    whole = replace(whole, rules=Rules(**manifest.rules))
    try:
        everything = read_corpus(data, **whole.reading)
    except MakemoreError:
        raise BrokenSessionError from None
    first = manifest.first if manifest.first and manifest.first < len(everything) else None
    source = replace(
        whole,
        first=first,
        held_out=manifest.held_out,
        split_seed=manifest.split_seed,
        commonest=manifest.commonest,
    )
    return source, source.in_use(everything)


def _network(
    manifest: _Manifest, members: Mapping[str, bytes], vocabulary: Vocabulary
) -> Network | None:
    """Return the network, None where there is none; its characters are those of the names."""
    if NETWORK not in members:
        return None
    try:
        model = read_model(members[NETWORK]).model
    except MakemoreError:
        raise BrokenSessionError from None
    if not isinstance(model, NeuralBigram) or manifest.seed is None:
        raise BrokenSessionError
    pack.check(model.vocabulary == vocabulary)
    pack.check(float(np.abs(model.weights.numpy()).max()) <= _HEAVIEST)
    history = tuple(Losses(*one) for one in _decoded(members[HISTORY], History))
    pack.check(_is_growing([one.step for one in history]))
    stretches = _stretches(manifest.stretches, history[-1].step)
    return Network(model.weights, history, manifest.seed, stretches)


def _stretches(content: Stretches | None, last: int) -> tuple[Stretch, ...] | None:
    """Return the steps that led to step `last`; raises where they cannot have."""
    if content is None:
        return None
    stretches = tuple(Stretch(*one) for one in content)
    ends = [0, *(one.until for one in stretches)]
    pack.check(_is_growing(ends) and ends[-1] == last)
    return stretches


def _is_growing(steps: Sequence[int]) -> bool:
    return all(one < other for one, other in pairwise(steps))


def _vocabulary(source: Source) -> Vocabulary:
    """Return the characters of the names in use, held out or not: those of the network."""
    names = source.in_use(read_corpus(source.data, **source.reading))
    return Vocabulary.of(names.characters)
