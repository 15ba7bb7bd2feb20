"""A whole session <-> one zip file: the list, the settings, the network and the kept names.

Reading runs no code from the file, believes nothing in it unchecked, and is bounded in size.

    manifest.json         format, version, title, how the list is read, settings, seed, stretches
    list.txt              the bytes of the list, as they came
    kept.json             the kept names with their figures
    network.safetensors   the weights, as `makemore.save` writes them; absent before training
    history.json          [[step, loss, nll], ...] up to these weights; absent before training
"""

from __future__ import annotations

import json
import math
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from io import BytesIO
from typing import Any

import numpy as np

from dashboard.parts.kept import Kept
from dashboard.settings import FIRST, HELD_OUT, SPLIT_SEED, WEIGHTS_SEED
from dashboard.source import Source
from dashboard.take.values import Value, as_texts, from_texts
from dashboard.trainer import Snapshot, Stretch, Weights
from makemore.corpus import read_corpus
from makemore.errors import BrokenSessionError, NewerSessionError
from makemore.neural import NeuralBigram
from makemore.reading import WHOLE_LINES, Options
from makemore.reading.taken import Way
from makemore.rules import Rules
from makemore.saving import model_bytes, read_model
from makemore.training import Losses
from makemore.vocabulary import Vocabulary

VERSION = 1
LARGEST = 512 << 20  # bytes of a file that is read at all
_FORMAT = "makemore session"
_MANIFEST, _LIST, _KEPT = "manifest.json", "list.txt", "kept.json"
_NETWORK, _HISTORY = "network.safetensors", "history.json"
_ROOM = {  # bytes of each member, unpacked
    _MANIFEST: 1 << 20,
    _LIST: 256 << 20,
    _KEPT: 32 << 20,
    _NETWORK: 256 << 20,
    _HISTORY: 8 << 20,
}
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END, _END_64 = (
    b"PK\x05\x06",
    b"PK\x06\x07",
)  # a zip's end, and what stands before that of a huge one
_DIRECTORY = 4096  # bytes; five members need 400
_MOST_STEPS = 10**12
_MOST_STRETCHES = 10_000
_HEAVIEST = 1e290  # a weight beyond would make the loss infinite
_LONGEST = 1000  # characters of a text
_SURROGATE = re.compile("[\ud800-\udfff]")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError, ValueError, TypeError),
    *(AttributeError, NotImplementedError, OverflowError, RecursionError, RuntimeError, OSError),
)


@dataclass(frozen=True)
class Network:
    """A network as it stands: weights (V, V), the losses up to them, the seed of the first ones.

    `stretches` are the steps from the first weights to these, None where they are not known.
    """

    weights: Weights
    history: tuple[Losses, ...]
    seed: int
    stretches: tuple[Stretch, ...] | None = None

    @classmethod
    def of(cls, snapshot: Snapshot, seed: int) -> Network:
        """Return the network of a snapshot; losses that led to a divergence are left behind."""
        return cls(snapshot.weights, snapshot.way, seed, snapshot.stretches)


@dataclass(frozen=True)
class Session:
    """What a session file holds; settings that it does not name have their defaults."""

    source: Source
    settings: Mapping[str, Value] = field(default_factory=dict)
    network: Network | None = None
    kept: tuple[Kept, ...] = ()
    way: Way | None = None  # how the list was read from its file


def session_bytes(session: Session) -> bytes:
    """Return a session as the bytes of a zip file."""
    members = {
        _MANIFEST: _json(_manifest(session)),
        _LIST: session.source.data,
        _KEPT: _json([asdict(one) for one in session.kept]),
    }
    if session.network is not None:
        network = NeuralBigram(_vocabulary(session.source), session.network.weights)
        history = [[one.step, one.loss, one.nll] for one in session.network.history]
        members |= {_NETWORK: model_bytes(network), _HISTORY: _json(history)}
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        for name, data in members.items():
            about = zipfile.ZipInfo(name)  # dated 1980, whenever it is written
            # random weights do not shrink, and packing them takes seconds
            about.compress_type = _PACKED[name != _NETWORK]
            pack.writestr(about, data)
    return file.getvalue()


def read_session(data: bytes) -> Session:
    """Return what the bytes of a session file hold, its list read and its settings checked.

    Raises BrokenSessionError and NewerSessionError; both name the remedy.
    """
    try:
        members = _members(data)
        manifest = _checked_manifest(json.loads(members[_MANIFEST]))
        source = _source(manifest, members[_LIST])
        return Session(
            source,
            from_texts(_texts(manifest["settings"])),
            _network(manifest, members, source),
            _kept(json.loads(members[_KEPT])),
            _way(manifest.get("read")),
        )
    except NewerSessionError:
        raise
    except _BROKEN:  # a MakemoreError of the list or of the model is a ValueError
        raise BrokenSessionError from None


def _manifest(session: Session) -> dict[str, object]:
    source, network = session.source, session.network
    return {
        "format": _FORMAT,
        "version": VERSION,
        "title": source.title,
        "lower": source.lower,
        "rules": asdict(source.rules),
        "counted": source.counted,
        "first": source.first,
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


def _members(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip file, each within its room."""
    # zipfile would read a directory of any length, as long as the end of the file asks it to
    end, before = data[-22:], data[-42:-38]
    if len(data) > LARGEST or end[:4] != _END or before == _END_64:
        raise BrokenSessionError
    if int.from_bytes(end[12:16], "little") > _DIRECTORY:
        raise BrokenSessionError
    with zipfile.ZipFile(BytesIO(data)) as pack:
        entries = pack.infolist()
        if len({one.filename for one in entries}) < len(entries):
            raise BrokenSessionError
        return {one.filename: _unpacked(pack, one) for one in entries}


def _unpacked(pack: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    room = _ROOM[entry.filename]  # what is not known here has none
    if entry.file_size > room or entry.compress_type not in _PACKED or entry.flag_bits & 1:
        raise BrokenSessionError
    with pack.open(entry) as file:
        return file.read(room + 1)  # never more than the size that was checked


def _checked_manifest(manifest: Any) -> dict[str, Any]:
    if manifest["format"] != _FORMAT or not _is_whole(manifest["version"], 1, 10**6):
        raise BrokenSessionError
    if manifest["version"] > VERSION:
        raise NewerSessionError(manifest["version"])
    return dict(manifest)


def _source(manifest: Mapping[str, Any], data: bytes) -> Source:
    """Return the list, read once to see that it can be; raises what read_corpus raises."""
    title, lower, first = manifest["title"], manifest["lower"], manifest["first"]
    held_out, split_seed = manifest["held_out"], manifest["split_seed"]
    _check(_is_text(title))
    _check(isinstance(lower, bool))
    _check(first is None or _is_whole(first, FIRST.minimum, FIRST.maximum))
    _check(_is_whole(held_out, 0, 100) and held_out in HELD_OUT)
    _check(_is_whole(split_seed, SPLIT_SEED.minimum, SPLIT_SEED.maximum))
    counted = manifest.get("counted", False)
    _check(isinstance(counted, bool))
    whole = Source.of(title, data, lower=lower, counted=counted)
    whole = replace(whole, rules=_rules(manifest.get("rules", {})))
    number = len(read_corpus(data, **whole.reading))
    first = first if first is not None and first < number else None
    return replace(whole, first=first, held_out=held_out, split_seed=split_seed)


def _way(content: Any) -> Way | None:
    """Return how a list was read from its file; None where it came from none."""
    if content is None:
        return None
    options = Options(**content["options"])
    _check(_is_text(content["file"]))
    for one in asdict(options).values():
        _check(one is None or _is_text(one) or _is_whole(one, WHOLE_LINES, 10**6))
    return Way(content["file"], options)


def _rules(content: Any) -> Rules:
    """Return the rules of a list; a file from before there were any has them as by default."""
    rules = Rules(**content)
    _check(all(isinstance(on, bool) for on in asdict(rules).values()))
    return rules


def _network(
    manifest: Mapping[str, Any], members: Mapping[str, bytes], source: Source
) -> Network | None:
    if _NETWORK not in members:
        return None
    model = read_model(members[_NETWORK]).model
    _check(isinstance(model, NeuralBigram) and model.vocabulary == _vocabulary(source))
    _check(_is_whole(manifest["seed"], WEIGHTS_SEED.minimum, WEIGHTS_SEED.maximum))
    history = tuple(Losses(*one) for one in json.loads(members[_HISTORY]))
    _check_history(history)
    assert isinstance(model, NeuralBigram)
    _check(float(np.abs(model.weights.numpy()).max()) <= _HEAVIEST)
    stretches = _stretches(manifest.get("stretches"), history[-1].step)
    return Network(model.weights, history, manifest["seed"], stretches)


def _stretches(content: Any, last: int) -> tuple[Stretch, ...] | None:
    """Return the steps that led to step `last`; raises where they cannot have."""
    if content is None:
        return None
    stretches = tuple(Stretch(*one) for one in content)
    ends = [one.until for one in stretches]
    _check(len(ends) <= _MOST_STRETCHES and all(_is_whole(end, 1, last) for end in ends))
    _check(ends == sorted(set(ends)) and ends[-1:] == [last])
    for one in stretches:
        _check(_is_finite(one.learning_rate) and _is_finite(one.regularization))
    return stretches


def _check_history(history: Sequence[Losses]) -> None:
    """Raise where losses are no finite numbers, or their steps do not grow."""
    steps = [one.step for one in history]
    _check(bool(steps) and all(_is_whole(step, 0, _MOST_STEPS) for step in steps))
    _check(all(one < other for one, other in zip(steps, steps[1:], strict=False)))
    _check(all(_is_finite(one.loss) and _is_finite(one.nll) for one in history))


def _kept(content: Any) -> tuple[Kept, ...]:
    _check(isinstance(content, list))
    return tuple(map(_kept_one, content))


def _kept_one(fields: Any) -> Kept:
    one = Kept(**fields)
    _check(all(map(_is_text, (one.name, one.model, one.source))))
    _check(one.nll is None or _is_finite(one.nll))
    _check(bool(one.name) and "\n" not in one.name)
    return one


def _texts(content: Any) -> dict[str, str]:
    _check(isinstance(content, dict) and all(map(_is_text, content.values())))
    return dict(content)


def _vocabulary(source: Source) -> Vocabulary:
    """Return the characters of the names in use, held out or not: those of the network."""
    corpus = read_corpus(source.data, **source.reading)
    used = corpus if source.first is None else corpus.first(source.first)
    return Vocabulary.of(used.characters)


def _is_text(value: object) -> bool:
    # half of a pair of surrogates, which JSON can hold, is no text that a page can show
    return isinstance(value, str) and len(value) <= _LONGEST and not _SURROGATE.search(value)


def _is_whole(value: object, minimum: float, maximum: float) -> bool:
    return type(value) is int and minimum <= value <= maximum


def _is_finite(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(value)  # type: ignore[arg-type]


def _check(fine: bool) -> None:
    if not fine:
        raise BrokenSessionError
