"""Models come back from a file exactly as they went in; broken files get a plain sentence."""

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import makemore
from makemore.counting import NgramCounts
from makemore.errors import BrokenModelError, NewerModelError
from makemore.models.family import Material, families, registered
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.models.tempered import Tempered
from makemore.saving import LARGEST, model_bytes, read_model
from makemore.shared_weights import SharedWeights
from makemore.training import initial_weights
from makemore.vocabulary import Vocabulary

BEFORE = Path(__file__).parent / "written_before"
NAMES = ["anna", "=cmd()", '<img src="x">', "李白", "a.b", "\U0001f600\u200d", '"quoted"\\']
names = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=8)
    .map(str.strip)
    .filter(bool),
    min_size=1,
    max_size=8,
)


def same(one, other) -> bool:
    """Whether two models say exactly the same after every character."""
    contexts = torch.arange(len(one.vocabulary))[:, None].repeat(1, one.context_size)
    return one.vocabulary == other.vocabulary and torch.equal(
        one.log_probabilities(contexts), other.log_probabilities(contexts)
    )


@given(names, st.integers(1, 3), st.floats(0, 1e6))
@settings(max_examples=50, deadline=None)
def test_counts_come_back(names, context_size, smoothing):
    model = CountModel.fit(names, context_size=context_size, smoothing=smoothing)
    saved = read_model(model_bytes(model))
    assert same(saved.model, model)
    assert saved.model.smoothing == smoothing
    assert torch.equal(saved.model.counts.occurrences, model.counts.occurrences)


def test_a_file_of_hostile_names(tmp_path):
    model = CountModel.fit(NAMES, smoothing=0.5)
    makemore.save(model, tmp_path / "model.safetensors")
    assert same(makemore.load(tmp_path / "model.safetensors"), model)


def test_a_model_of_no_family_is_named():
    with pytest.raises(KeyError, match="Tempered"):
        model_bytes(Tempered(CountModel.fit(["ab"]), 2.0))


def test_the_network_and_its_settings_come_back():
    vocabulary = Vocabulary.of("".join(NAMES))
    model = NeuralBigram(vocabulary, initial_weights(len(vocabulary), 7))
    saved = read_model(model_bytes(model, settings={"learning rate": "50", "title": "<b>"}))
    assert torch.equal(saved.model.weights, model.weights)
    assert saved.settings == {"learning rate": "50", "title": "<b>"}


def test_the_header_says_what_it_is():
    data = model_bytes(CountModel.fit(["ab"], smoothing=1))
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    assert header["__metadata__"]["characters"] == '["a", "b"]'
    assert header["__metadata__"]["kind"] == "count"


def changed(model, **metadata) -> bytes:
    """The file of a model with other metadata."""
    data = model_bytes(model)
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header["__metadata__"].update(metadata)
    head = json.dumps(header).encode()
    return len(head).to_bytes(8, "little") + head + data[8 + length :]


COUNTED = CountModel.fit(["anna", "bob"], smoothing=1)


def test_a_file_of_a_later_version_names_the_remedy():
    with pytest.raises(NewerModelError, match="Update makemore"):
        read_model(changed(COUNTED, version="2"))


@pytest.mark.parametrize(
    "metadata",
    [
        {"format": "other"},
        {"version": "x"},
        {"version": "0"},
        {"kind": "pickle"},
        {"kind": "neural"},
        {"characters": "[]"},
        {"characters": '["b", "a"]'},
        {"characters": '["a", 1]'},
        {"characters": "[" * 100_000},
        {"characters": '["\\ud800"]'},
        {"settings": '{"title": "\\ud800"}'},
        {"smoothing": "nan"},
        {"smoothing": "-1"},
        {"settings": "[]"},
        {"settings": '{"title": ["x"]}'},
        {"characters": '["", "a"]'},
        {"smoothing": ""},
        {"smoothing": "many"},
    ],
)
def test_wrong_metadata_is_refused(metadata):
    with pytest.raises(BrokenModelError, match=r"not a model saved by makemore"):
        read_model(changed(COUNTED, **metadata))


def test_wrong_numbers_are_refused():
    vocabulary = Vocabulary.of("ab")
    counts = COUNTED.counts
    for broken in (
        {"contexts": counts.contexts + 100},
        {"contexts": counts.contexts.flip(0)},
        {"targets": counts.targets[:-1]},
        {"occurrences": -counts.occurrences},
        {"occurrences": counts.occurrences * 2**61},
        {"occurrences": counts.occurrences.double()},
    ):
        model = CountModel(
            type(counts)(
                counts.vocabulary,
                broken.get("contexts", counts.contexts),
                broken.get("targets", counts.targets),
                broken.get("occurrences", counts.occurrences),
            )
        )
        with pytest.raises(BrokenModelError):
            read_model(model_bytes(model))
    infinite = NeuralBigram(vocabulary, torch.full((3, 3), float("inf"), dtype=torch.float64))
    with pytest.raises(BrokenModelError):
        read_model(model_bytes(infinite))


def test_a_cell_that_stands_there_twice_is_refused():
    """Sorted, within the vocabulary, each above 0: all else is as it should be."""
    counts = COUNTED.counts
    twice = torch.arange(len(counts.targets)).repeat_interleave(2)
    parts = (counts.contexts[twice], counts.targets[twice], counts.occurrences[twice])
    with pytest.raises(BrokenModelError):
        read_model(model_bytes(CountModel(NgramCounts(counts.vocabulary, *parts))))


def test_a_file_that_lacks_something_is_refused():
    data = model_bytes(COUNTED)
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    for name in ("__metadata__", "targets"):
        head = json.dumps({key: value for key, value in header.items() if key != name}).encode()
        with pytest.raises(BrokenModelError):
            read_model(len(head).to_bytes(8, "little") + head + data[8 + length :])
    for name in header["__metadata__"]:
        there = {key: value for key, value in header["__metadata__"].items() if key != name}
        head = json.dumps({**header, "__metadata__": there}).encode()
        with pytest.raises(BrokenModelError):
            read_model(len(head).to_bytes(8, "little") + head + data[8 + length :])


def test_a_residual_file_older_than_committees_is_one_network():
    family = families()["residual"]
    model = family.training(Material(["ann", "bo"]), seed=1, hidden=2).model
    data = model_bytes(model)
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    assert header["__metadata__"].pop("networks") == "1.0"
    head = json.dumps(header).encode()
    read = read_model(len(head).to_bytes(8, "little") + head + data[8 + length :]).model
    assert family.values(read) == family.values(model)
    assert same(read, model)


def test_shared_weights_that_are_no_list_of_cells_are_refused():
    shared = torch.zeros(3, dtype=torch.float64)
    for shape, own in (((), ()), ((1, 1), (1, 1)), ((1,), (2,))):
        cells = [torch.ones(shape, dtype=torch.int64) for _ in range(2)]
        weights = SharedWeights(*cells, torch.ones(own, dtype=torch.float64), shared)
        with pytest.raises(BrokenModelError):
            read_model(model_bytes(NeuralBigram(Vocabulary.of("ab"), weights)))


def test_a_fault_of_our_own_is_no_broken_file():
    """A family whose own code goes wrong must be seen to."""

    def of_tensors(vocabulary, tensors, values):
        return values["misspelt"]

    wrong = replace(families()["uniform"], key="wrong", of_tensors=of_tensors)
    data = changed(makemore.UniformModel(Vocabulary.of("ab")), kind="wrong")
    with registered(wrong), pytest.raises(KeyError, match="misspelt"):
        read_model(data)


def test_settings_that_a_program_wrote_as_numbers_are_texts():
    assert read_model(changed(COUNTED, settings='{"step": 3, "rate": 0.5}')).settings == {
        "step": "3", "rate": "0.5"
    }  # fmt: skip


def test_files_of_the_version_before_are_read():
    """Written by makemore as it was before files were checked by msgspec."""
    names = ["anna", "bob", "李白"]
    counts, network, shared = (
        read_model((BEFORE / f"{name}.safetensors").read_bytes())
        for name in ("counts", "network", "network-shared")
    )
    assert same(counts.model, CountModel.fit(names, context_size=2, smoothing=0.37))
    assert (counts.model.smoothing, counts.settings) == (0.37, {"list": "few"})
    vocabulary = Vocabulary.of("".join(names))
    assert network.model.vocabulary == vocabulary
    assert torch.equal(network.model.weights, initial_weights(len(vocabulary), 7))
    assert network.settings == {"step": "3", "weights": "7", "list": "few"}
    dense = torch.arange(7.0, dtype=torch.float64)[:, None].repeat(1, 7)
    dense[[0, 0, 2], [1, 2, 0]] = torch.tensor([0.5, -1, 2], dtype=torch.float64)
    assert torch.equal(shared.model.weights.dense(), dense)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_is_a_model_or_a_sentence(data):
    whole = bytearray(model_bytes(COUNTED))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for bytes_ in (bytes(whole), bytes(whole[:cut])):
        with contextlib.suppress(BrokenModelError, NewerModelError):
            saved = read_model(bytes_)
            contexts = torch.arange(len(saved.model.vocabulary))[:, None]
            sums = saved.model.log_probabilities(contexts).exp().sum(dim=1)
            torch.testing.assert_close(sums, torch.ones_like(sums))


def test_a_file_that_is_too_large_is_not_looked_at():
    with pytest.raises(BrokenModelError):
        read_model(bytes(LARGEST + 1))
