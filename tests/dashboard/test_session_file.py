"""Whole sessions come back from a file; a broken or hostile file gets a plain sentence."""

import contextlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.parts.kept import Kept
from dashboard.source import Source
from dashboard.take import session_file
from dashboard.take.session_file import Network, Session, read_session, session_bytes
from dashboard.take.values import as_texts, defaults, from_texts
from dashboard.trainer import Pace, Stretch, Trainer
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.errors import BrokenSessionError, NewerSessionError
from makemore.neural import initial_weights
from makemore.reading import Options
from makemore.reading.taken import Way
from makemore.training import GradientDescent, Losses

HOSTILE = [
    '<img src=x onerror="alert(1)">',
    "=cmd()",
    "[$x$](a)",
    "a\u2028b",
    "\u202eשלום",
    "\U0001f600\u200d\U0001f525",
    "</script>",
    ":smile: **b** `c`",
    "Ána\\b",
]
SOURCE = Source.of("<b>\u202e=1+1.txt", "\n".join(HOSTILE).encode(), lower=False)


def network(source: Source, steps: int = 3) -> Network:
    corpus = read_corpus(source.data, lower=source.lower)
    counts = count_ngrams(corpus).matrix()
    descent = GradientDescent(counts, initial_weights(len(counts), 7))
    history = [descent.losses(), *(descent.step(10.0) for _step in range(steps))]
    stretches = (Stretch(descent.steps, 1.0, 0.0),) if descent.steps else ()
    return Network(descent.weights, tuple(history), 7, stretches)


WHOLE = Session(
    replace(SOURCE, first=8, held_out=10, split_seed=3),
    {"smoothing": 0.37, "samples": 7, "numbers": True, "begins": "=<b>", "show": "surprisal"},
    None,
    (*(Kept(name, 2.5, "Network, step 3", "[$x$](a)") for name in HOSTILE), Kept("typed")),
    Way("<b>.xlsx", Options(sheet="'=1", column="Name", counts=2, encoding="cp1250")),
)
TRAINED = replace(WHOLE, source=SOURCE, network=network(SOURCE))


def facts(session: Session) -> list[object]:
    """All that a session is, to compare."""
    source, net = session.source, session.network
    learned = net and (net.weights.tolist(), net.history, net.seed)
    told = [source.title, dict(session.settings), session.kept, session.way]
    return [source, source.data, *told, learned]


@pytest.mark.parametrize("session", [Session(SOURCE), WHOLE, TRAINED])
def test_a_session_comes_back_hostile_names_and_all(session):
    assert facts(read_session(session_bytes(session))) == facts(session)


names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1)


@given(st.lists(names.map(str.strip).filter(bool), min_size=1, max_size=5), names)
@settings(max_examples=100)
def test_any_names_come_back(listed, title):
    data = "\n".join(listed).encode()
    session = Session(
        Source.of(title[:40], data), {}, None, tuple(map(Kept, dict.fromkeys(listed)))
    )
    with contextlib.suppress(ValueError):  # a list that no one could have opened
        read_corpus(data)
        assert facts(read_session(session_bytes(session))) == facts(session)


def test_what_a_file_is_made_of():
    with zipfile.ZipFile(io.BytesIO(session_bytes(TRAINED))) as pack:
        assert pack.namelist() == [
            *("manifest.json", "list.txt", "kept.json", "network.safetensors", "history.json")
        ]
        manifest = json.loads(pack.read("manifest.json"))
        assert pack.read("list.txt") == SOURCE.data
    assert manifest["version"] == 1
    assert manifest["settings"]["smoothing"] == "0.37"


def packed(members: dict[str, bytes], **how) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", **how) as pack:
        for name, data in members.items():
            pack.writestr(name, data)
    return file.getvalue()


def members() -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(session_bytes(TRAINED))) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def with_manifest(**changes) -> bytes:
    found = members()
    manifest = {**json.loads(found["manifest.json"]), **changes}
    return packed({**found, "manifest.json": json.dumps(manifest).encode()})


def test_a_later_version_names_the_remedy():
    with pytest.raises(NewerSessionError, match="Update makemore"):
        read_session(with_manifest(version=2))


@pytest.mark.parametrize(
    "changes",
    [
        {"format": "other"},
        {"version": 0},
        {"version": True},
        {"version": "1"},
        {"title": 1},
        {"title": "\ud800"},
        {"title": "x" * 1001},
        {"lower": "yes"},
        {"lower": True},  # then the network has another vocabulary
        {"first": 0},
        {"first": 1},  # the same
        {"held_out": 15},
        {"held_out": 10.0},
        {"split_seed": -1},
        {"settings": []},
        {"settings": {"begins": "\udfff"}},
        {"settings": {"smoothing": 1}},
        {"seed": None},
        {"seed": 2**60},
        {"read": "x"},
        {"read": {"file": "\ud800", "options": {}}},
        {"read": {"file": "a", "options": {"column": 1.5}}},
        {"read": {"file": "a", "options": {"column": -2}}},
        {"read": {"file": "a", "options": {"sheet": "x" * 1001}}},
        {"read": {"file": "a", "options": {"other": 1}}},
    ],
)
def test_a_wrong_manifest_is_refused(changes):
    with pytest.raises(BrokenSessionError, match="not a session saved by makemore"):
        read_session(with_manifest(**changes))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("manifest.json", b"[]"),
        ("manifest.json", b"[" * 100_000),
        ("manifest.json", b'{"version": ' + b"9" * 5000 + b"}"),
        ("list.txt", b""),
        ("list.txt", b"\xff\xfe"),
        ("list.txt", b"other\nnames\n"),
        ("kept.json", b"{}"),
        ("kept.json", b'[{"name": ""}]'),
        ("kept.json", b'[{"name": "a\\nb"}]'),
        ("kept.json", b'[{"name": "a", "nll": NaN}]'),
        ("kept.json", b'[{"name": "a", "run": "os.system"}]'),
        ("network.safetensors", b"\x80\x04K\x01."),
        ("history.json", b"[]"),
        ("history.json", b"[[0, 1.0, 1.0], [0, 1.0, 1.0]]"),
        ("history.json", b"[[0, Infinity, 1.0]]"),
        ("history.json", b"[[1e3, 1.0, 1.0]]"),
        ("../../evil.sh", b"rm"),
    ],
)
def test_a_wrong_member_is_refused(name, data):
    with pytest.raises(BrokenSessionError):
        read_session(packed({**members(), name: data}))


def test_a_missing_member_is_refused():
    for name in ("manifest.json", "list.txt", "kept.json", "history.json"):
        with pytest.raises(BrokenSessionError):
            read_session(packed({key: data for key, data in members().items() if key != name}))


def test_a_bomb_is_not_unpacked(monkeypatch):
    bomb = {**members(), "kept.json": b"[" + b" " * (33 << 20) + b"]"}
    with pytest.raises(BrokenSessionError):
        read_session(packed(bomb, compression=zipfile.ZIP_DEFLATED))
    many = {f"file {number}": b"" for number in range(1000)}
    with pytest.raises(BrokenSessionError):
        read_session(packed(many))
    monkeypatch.setattr(session_file, "LARGEST", 100)
    with pytest.raises(BrokenSessionError):
        read_session(session_bytes(WHOLE))


def test_a_member_twice_or_packed_otherwise_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        for name, data in members().items():
            pack.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            pack.writestr("list.txt", b"x")
    for data in (file.getvalue(), packed(members(), compression=zipfile.ZIP_BZIP2), b"", b"PK"):
        with pytest.raises(BrokenSessionError):
            read_session(data)


@given(st.data())
@settings(max_examples=400)
def test_a_damaged_file_is_a_session_or_a_sentence(data):
    whole = bytearray(session_bytes(TRAINED))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for bytes_ in (bytes(whole), bytes(whole[:cut])):
        with contextlib.suppress(BrokenSessionError, NewerSessionError):
            read_session(bytes_)


@given(st.data())
@settings(max_examples=300)
def test_a_damaged_member_is_a_session_or_a_sentence(data):
    """A zip guards its members with checksums, so these are damaged before they are packed."""
    found = members()
    name = data.draw(st.sampled_from(sorted(found)))
    part = bytearray(found[name])
    for _ in range(data.draw(st.integers(1, 3))):
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(BrokenSessionError, NewerSessionError):
        read_session(packed({**found, name: bytes(part)}))


# -- settings as texts -------------------------------------------------------------------------


def test_only_what_differs_is_written():
    values = {"smoothing": 0.5, "lr": 50.0, "numbers": True, "begins": "é", "x": 1, "steps": None}
    texts = as_texts(values)
    assert texts == {"smoothing": "0.5", "numbers": "true", "begins": "é"}
    assert from_texts(texts) == {"smoothing": 0.5, "numbers": True, "begins": "é"}


def test_every_default_is_a_value_of_its_own_kind():
    for name, value in defaults().items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        assert from_texts({name: text}) == {name: value}
        assert type(from_texts({name: text})[name]) is type(value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("smoothing", text) for text in ("-1", "1001", "nan", "inf", "1_0", "", "१", "1" * 40)),
        *(("seed", text) for text in ("1.5", "-1", "9" * 16, "9" * 9999, "x")),
        *(("show", text) for text in ("<b>", "Counts")),
        *(("numbers", text) for text in ("1", "True")),
        *(("begins", text) for text in ("x" * 201,)),
        ("other", "1"),
    ],
)
def test_what_is_out_of_range_is_left_out(name, text):
    assert from_texts({name: text}) == {}


# -- a trainer stands where another stood --------------------------------------------------------


def test_a_trainer_goes_on_where_another_stood():
    counts = count_ngrams(read_corpus(SOURCE.data, lower=False)).matrix()
    first, second = (Trainer(counts, seed, Pace(10.0)) for seed in (7, 8))
    for _step in range(5):
        first.step()
    saved = Network.of(first.snapshot, first.seed)
    second.stand_at(saved.weights, saved.history, saved.seed)
    assert torch.equal(second.snapshot.weights, first.snapshot.weights)
    assert list(second.snapshot.history) == list(first.snapshot.history)
    for trainer in (first, second):
        trainer.step()
    assert torch.equal(second.snapshot.weights, first.snapshot.weights)
    assert second.snapshot.last == first.snapshot.last
    second.reset()
    assert torch.equal(second.snapshot.weights, initial_weights(len(counts), 7))


def test_losses_that_led_to_infinity_are_left_behind():
    counts = count_ngrams(read_corpus(SOURCE.data, lower=False)).matrix()
    trainer = Trainer(counts, 7, Pace(10.0))
    trainer.step()
    trainer.pace = Pace(1e305, 10.0)
    for _step in range(20):
        trainer.step()
        if trainer.snapshot.error:
            break
    assert trainer.snapshot.error
    saved = Network.of(trainer.snapshot, trainer.seed)
    assert saved.history[-1] == trainer.snapshot.last
    steps = [one.step for one in saved.history]
    assert steps == sorted(set(steps))
    assert all(isinstance(one, Losses) for one in saved.history)
