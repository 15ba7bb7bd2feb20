"""Whole sessions come back from a file; a broken or hostile file gets a plain sentence."""

import contextlib
import io
import json
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.contenders.trainer import Pace, Stretch, Trainer
from dashboard.lists.source import Source
from dashboard.state.kept import Kept
from dashboard.state.settings import HELD_OUT
from dashboard.state.values import as_texts, defaults, from_texts
from dashboard.take import pack
from dashboard.take.session_file import Network, Session, read_session, session_bytes
from makemore.corpus import read_corpus
from makemore.counting import count_ngrams
from makemore.errors import (
    BrokenSessionError,
    LargeSessionError,
    LongLineError,
    NewerSessionError,
)
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.reading import Options
from makemore.reading.taken import Way
from makemore.rules import Rules
from makemore.saving import model_bytes, read_model
from makemore.training import GradientDescent, Losses, initial_weights

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
BEFORE = Path(__file__).parents[1] / "written_before"
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
    with zipfile.ZipFile(file, "w", **how) as whole:
        for name, data in members.items():
            whole.writestr(name, data)
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
        read_session(with_manifest(version=3))


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
        {"stretches": [[2, 1.0, 0.0]]},  # the weights are those of step 3
        {"stretches": [[3, 1.0, 0.0], [3, 1.0, 0.0]]},
        {"stretches": [[step, 1.0, 0.0] for step in range(1, 10_002)]},
        {"counted": 1},
        {"rules": {"strip": 1}},
        {"rules": {"other": True}},
        {"held_out": 5},
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


@pytest.mark.parametrize("steps", [[0, 4, 3], [0, 2, 2, 3]])
def test_a_history_that_runs_backwards_or_stands_still_is_refused(steps):
    """It ends at step 3, as the weights do, and its losses are numbers."""
    history = json.dumps([[step, 1.0, 1.0] for step in steps]).encode()
    with pytest.raises(BrokenSessionError):
        read_session(packed({**members(), "history.json": history}))


def test_weights_whose_loss_would_be_infinite_are_refused():
    """They are numbers, and those of a model that opens by itself."""
    vocabulary = CountModel.fit(read_corpus(SOURCE.data, lower=SOURCE.lower)).vocabulary
    weights = TRAINED.network.weights.clone()
    weights[3, 4] = -1.1e290
    data = model_bytes(NeuralBigram(vocabulary, weights))
    assert read_model(data)
    with pytest.raises(BrokenSessionError):
        read_session(packed({**members(), "network.safetensors": data}))


def test_what_can_be_held_out_is_what_a_file_may_say():
    for percent in HELD_OUT:
        source = replace(SOURCE, held_out=percent)
        assert read_session(session_bytes(Session(source))).source.held_out == percent


def test_a_fault_of_our_own_is_no_broken_file():
    """What is not bytes never came from a file: whoever gives it has made a mistake."""
    with pytest.raises(TypeError):
        read_session(None)


def quick(data: bytes) -> None:
    """Read a session in less than a second of this process's own time."""
    begun = time.process_time()
    with contextlib.suppress(BrokenSessionError):
        read_session(data)
    assert time.process_time() - begun < 1


def test_a_list_of_one_endless_line_is_refused_at_once_with_a_sentence():
    data = packed({**members(), "list.txt": b"ab" * (32 << 20)})
    with pytest.raises(LongLineError, match="a line of its list, "):
        read_session(data)
    quick(data)


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_a_long_list_with_ends_of_lines_is_read(end):
    names = end.join([b"ab" * 50] * (5 << 12))  # 2 MB
    source = Source.of("long", names)
    assert read_session(session_bytes(Session(source))).source.data == names


def test_names_kept_beyond_number_are_refused_at_once_with_a_sentence():
    many = packed({**members(), "kept.json": json.dumps([{"name": "a"}] * 1_500_000).encode()})
    with pytest.raises(LargeSessionError, match=r"kept\.json in it holds more than 8 MB"):
        read_session(many)
    quick(many)
    short = packed({**members(), "kept.json": json.dumps([{"name": "a"}] * 500_000).encode()})
    with pytest.raises(BrokenSessionError, match="not a session saved by makemore"):
        read_session(short)


def test_very_many_kept_names_come_back():
    names = [Kept(f"name {number}") for number in range(50_000)]
    data = session_bytes(Session(SOURCE, kept=tuple(names)))
    assert read_session(data).kept == tuple(names)


def test_files_of_the_version_before_are_read():
    """Written by makemore as it was before files were checked by msgspec."""
    found = read_session((BEFORE / "session.zip").read_bytes())
    births = "Ánna\t3\nbob\t2\n李白\t1\n=cmd()\t1\n".encode()
    assert found.source == replace(
        Source.of("births of the year", births, counted=True),
        rules=Rules(title=False), first=3, held_out=10, split_seed=3,
    )  # fmt: skip
    assert found.source.title == "births of the year"
    assert found.settings == {
        "smoothing": 0.37, "samples": 7, "numbers": True, "begins": "=<b>", "show": "surprisal"
    }  # fmt: skip
    assert found.kept == (Kept("anno", 2.5, "Network, step 3", "births"), Kept("李b"))
    network = found.network
    assert (network.seed, network.stretches) == (7, (Stretch(3, 10.0, 0.01),))
    counts = count_ngrams(read_corpus(births, counted=True).first(3)).matrix()
    descent = GradientDescent(counts, initial_weights(len(counts), 7))
    history = [descent.losses(), *(descent.step(10.0, 0.01) for _ in range(3))]
    assert list(network.history) == history
    assert torch.equal(network.weights, descent.weights)
    untrained = read_session((BEFORE / "session-untrained.zip").read_bytes())
    assert (untrained.source, untrained.network) == (Source.of("x", b"ab\nb\n"), None)


def test_a_manifest_from_before_there_were_rules_is_read():
    found = members()
    manifest = json.loads(found["manifest.json"])
    for later in ("rules", "counted", "stretches"):
        del manifest[later]
    old = read_session(packed({**found, "manifest.json": json.dumps(manifest).encode()}))
    assert (old.source, old.network.stretches) == (TRAINED.source, None)


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
    monkeypatch.setattr(pack, "LARGEST", 100)
    with pytest.raises(BrokenSessionError):
        read_session(session_bytes(WHOLE))


def test_a_member_twice_or_packed_otherwise_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        for name, data in members().items():
            whole.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate"):
            whole.writestr("list.txt", b"x")
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
    counted = count_ngrams(read_corpus(SOURCE.data, lower=False))
    counts, vocabulary = counted.matrix(), counted.vocabulary
    first, second = (Trainer(counts, vocabulary, seed, Pace(10.0)) for seed in (7, 8))
    for _step in range(5):
        first.step()
    saved = Network.of(first.snapshot, first.seed)
    second.stand_at(saved.weights, saved.history, saved.seed)
    assert torch.equal(second.snapshot.model.weights, first.snapshot.model.weights)
    assert list(second.snapshot.history) == list(first.snapshot.history)
    for trainer in (first, second):
        trainer.step()
    assert torch.equal(second.snapshot.model.weights, first.snapshot.model.weights)
    assert second.snapshot.last == first.snapshot.last
    second.reset()
    assert torch.equal(second.snapshot.model.weights, initial_weights(len(counts), 7))


def test_losses_that_led_to_infinity_are_left_behind():
    counted = count_ngrams(read_corpus(SOURCE.data, lower=False))
    counts, vocabulary = counted.matrix(), counted.vocabulary
    trainer = Trainer(counts, vocabulary, 7, Pace(10.0))
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
