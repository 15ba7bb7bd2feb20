"""Shared weights make exactly the steps of the dense table from zeros, in little memory."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.errors import BrokenModelError, DivergedError
from makemore.saving import model_bytes, read_model
from makemore.shared_weights import SharedDescent, SharedWeights, descent_of
from makemore.training import GradientDescent

POETS = mm.count_ngrams(["emma", "ava", "olivia", "zoë", "王芳", "李娜", "王伟"])


def dense(counts: mm.NgramCounts) -> GradientDescent:
    return GradientDescent(counts.matrix(), torch.zeros_like(counts.matrix()).double())


def test_one_step_by_hand():
    """The names "ab" and "a": .a twice, ab once, a. once, b. once; V = 3, n = 5, all P = 1/3."""
    descent = SharedDescent(mm.count_ngrams(["ab", "a"]))
    assert descent.losses().nll == pytest.approx(math.log(3))
    descent.step(3.0)
    # own: -3/5 (total / 3 - count); shared: -3/5 * total / 3
    assert descent.weights.dense().tolist() == [
        pytest.approx([-0.4, 0.8, -0.4]),
        pytest.approx([0.2, -0.4, 0.2]),
        pytest.approx([0.4, -0.2, -0.2]),
    ]


@pytest.mark.parametrize("regularization", [0.0, 0.01, 5.0])
def test_a_hundred_steps_are_those_of_the_dense_table(regularization):
    shared, whole = SharedDescent(POETS), dense(POETS)
    for _ in range(100):
        one, other = shared.step(10.0, regularization), whole.step(10.0, regularization)
        assert one.step == other.step
        assert one.loss == pytest.approx(other.loss, abs=1e-12)
        assert one.nll == pytest.approx(other.nll, abs=1e-12)
    assert torch.allclose(shared.weights.dense(), whole.weights, rtol=0, atol=1e-12)


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=4, max_size=4).filter(
        lambda rows: any(map(sum, rows))
    ),
    st.floats(0, 10),
    st.floats(0, 0.1),
)
def test_any_small_table(rows, learning_rate, regularization):
    counts = mm.NgramCounts.from_matrix(mm.Vocabulary.of("abc"), torch.tensor(rows))
    shared, whole = SharedDescent(counts), dense(counts)
    for _ in range(5):
        shared.step(learning_rate, regularization)
        whole.step(learning_rate, regularization)
    assert torch.allclose(shared.weights.dense(), whole.weights, atol=1e-9)
    assert shared.losses(regularization).loss == pytest.approx(whole.losses(regularization).loss)


def test_a_loss_that_would_be_infinite_leaves_the_weights_as_they_were():
    shared = SharedDescent(POETS)
    shared.step(10.0)
    before, nll = shared.weights.dense(), shared.losses().nll
    with pytest.raises(DivergedError):
        shared.step(1e308, 1e4)
    assert shared.steps == 1
    assert torch.equal(shared.weights.dense(), before)
    assert shared.losses().nll == nll
    assert shared.step(10.0).step == 2


def test_it_goes_on_from_weights_that_it_had():
    one, other = SharedDescent(POETS), SharedDescent(POETS)
    for _ in range(3):
        one.step(5.0)
    again = SharedDescent(POETS, one.weights)
    again.step(5.0)
    for _ in range(4):
        other.step(5.0)
    assert torch.equal(again.weights.dense(), other.weights.dense())
    assert not torch.equal(again.weights.own, one.weights.own)  # a copy


def test_rows_and_a_model_of_them():
    descent = SharedDescent(POETS)
    for _ in range(50):
        descent.step(20.0)
    weights, table = descent.weights, descent.weights.dense()
    assert weights.shape == tuple(table.shape)
    assert torch.equal(weights[3], table[3])
    assert torch.equal(weights[torch.tensor([3, 0, 3])], table[[3, 0, 3]])
    model = mm.NeuralBigram(POETS.vocabulary, weights)
    whole = mm.NeuralBigram(POETS.vocabulary, table)
    assert mm.mean_nll(model, POETS) == pytest.approx(descent.losses().nll, abs=1e-12)
    assert mm.mean_nll(model, POETS) == mm.mean_nll(whole, POETS)
    assert mm.sample_names(model, 5, seed=1) == mm.sample_names(whole, 5, seed=1)


def test_a_table_of_thousands_of_characters_needs_little():
    names = [chr(0x4E00 + one) + chr(0x4E00 + (7 * one) % 8000) for one in range(8000)]
    counts = mm.count_ngrams(names)
    assert len(counts.vocabulary) == 8001
    descent = SharedDescent(counts)
    assert descent.losses().nll == pytest.approx(math.log(8001))
    descent.step(1000.0)
    assert descent.losses().nll < math.log(8001)
    assert len(descent.weights.numpy()) == len(counts.targets) + 8001  # not 64 million


def test_what_trains_follows_what_there_is():
    table = POETS.matrix()
    assert torch.equal(descent_of(table, seed=7).weights, mm.initial_weights(len(table), 7))
    assert isinstance(descent_of(POETS), SharedDescent)
    shared = SharedDescent(POETS).weights
    assert isinstance(descent_of(POETS, shared), SharedDescent)
    for counts, weights in ((table, shared), (POETS, shared.dense())):
        assert torch.equal(descent_of(counts, weights).weights, shared.dense())
    other = SharedDescent(mm.count_ngrams(["ava", "eva"]).within(POETS.vocabulary)).weights
    assert isinstance(descent_of(POETS, other), GradientDescent)  # it has other cells


def test_a_model_of_shared_weights_is_saved_and_read(tmp_path):
    descent = SharedDescent(POETS)
    descent.step(10.0)
    mm.save(mm.NeuralBigram(POETS.vocabulary, descent.weights), tmp_path / "model")
    weights = mm.load(tmp_path / "model").weights
    assert isinstance(weights, SharedWeights)
    assert weights.has_cells_of(POETS)
    assert torch.equal(weights.dense(), descent.weights.dense())


@pytest.mark.parametrize(
    "change",
    [
        {"rows": torch.tensor([0, 0])},
        {"rows": torch.tensor([1, 0, 1])},
        {"columns": torch.tensor([1, 0, 0])},  # sorted, but one cell twice
        {"columns": torch.tensor([9, 0, 1])},
        {"columns": torch.tensor([-1, 0, 1])},
        {"own": torch.tensor([0.0, 0.0, math.nan]).double()},
        {"own": torch.tensor([0.0, 0.0, 0.0])},
        {"shared": torch.zeros(2).double()},
    ],
)
def test_a_file_of_broken_shared_weights_is_refused(change):
    good = {
        "rows": torch.tensor([0, 1, 1]),
        "columns": torch.tensor([1, 0, 2]),
        "own": torch.zeros(3).double(),
        "shared": torch.zeros(3).double(),
    }
    vocabulary = mm.Vocabulary.of("ab")
    assert read_model(model_bytes(mm.NeuralBigram(vocabulary, SharedWeights(**good))))
    with pytest.raises(BrokenModelError):
        read_model(model_bytes(_unchecked(vocabulary, SharedWeights(**{**good, **change}))))


def _unchecked(vocabulary: mm.Vocabulary, weights: SharedWeights) -> mm.NeuralBigram:
    model = mm.NeuralBigram(vocabulary, torch.zeros((3, 3)).double())
    object.__setattr__(model, "weights", weights)
    return model


def test_only_a_bigram_has_a_table():
    with pytest.raises(ValueError, match="K = 2"):
        SharedDescent(mm.count_ngrams(["ab"], context_size=2))
