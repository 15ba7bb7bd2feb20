"""Every published figure of the lecture, from its 27 x 27 table of counts alone."""

import hashlib
import math
from itertools import pairwise

import pytest
import torch

import makemore as mm
from makemore import lecture
from makemore.models.model import log_probability_matrix

SEED = 2147483647
SMOOTHINGS = ["0", "1", "10", "100", "1000"]
TRAININGS = {"regularization_0.01": 0.01, "regularization_0": 0.0}


def trained(matrix: torch.Tensor, regularization: float, steps: int) -> mm.GradientDescent:
    training = mm.GradientDescent(matrix, mm.initial_weights(27, SEED))
    for _ in range(steps):
        training.step(50, regularization)
    return training


def test_table(figures, lecture_matrix, lecture_counts):
    assert lecture_matrix.sum() == lecture_counts.total == figures["bigrams"] == 228_146
    assert lecture_matrix[0].sum() == lecture_matrix[:, 0].sum() == figures["names"]
    assert (lecture_matrix == 0).sum() == figures["zero_cells"] == 102
    assert len(lecture_counts.targets) == 27 * 27 - 102  # 627 distinct pairs
    assert torch.equal(lecture_counts.matrix(), lecture_matrix)


def test_uniform_model(figures, lecture_counts):
    nll = mm.mean_nll(mm.UniformModel(lecture_counts.vocabulary), lecture_counts)
    assert nll == pytest.approx(figures["uniform_nll"], abs=1e-12)
    assert nll == pytest.approx(math.log(27), abs=1e-12)


def test_every_smoothing_is_tested(figures):
    assert list(figures["count_model_mean_nll_by_smoothing"]) == SMOOTHINGS


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_mean_nll_of_the_count_model(figures, lecture_counts, smoothing):
    model = mm.CountModel(lecture_counts, float(smoothing))
    expected = figures["count_model_mean_nll_by_smoothing"][smoothing]
    assert mm.mean_nll(model, lecture_counts) == pytest.approx(expected, abs=1e-10)
    assert mm.perplexity(model, lecture_counts) == pytest.approx(math.exp(expected), abs=1e-8)


@pytest.mark.parametrize("key", TRAININGS)
def test_training(figures, lecture_matrix, key):
    figure = figures["neural_training"]
    training = trained(lecture_matrix, TRAININGS[key], steps=0)
    assert [entry["step"] for entry in figure[key]] == [0, 1, 2, 5, 10, 20, 50, 100, 200]
    for entry in figure[key]:
        while training.steps < entry["step"]:
            training.step(figure["learning_rate"], TRAININGS[key])
        losses = training.losses(TRAININGS[key])
        assert losses.step == entry["step"]
        assert losses.loss == pytest.approx(entry["loss"], abs=1e-8)
        assert losses.nll == pytest.approx(entry["nll"], abs=1e-8)


def test_nll_of_the_trained_model_is_the_nll_of_its_training(lecture_matrix, lecture_counts):
    training = trained(lecture_matrix, 0.01, steps=20)
    model = mm.NeuralBigram(lecture_counts.vocabulary, training.weights)
    expected = training.losses().nll
    assert mm.mean_nll(model, lecture_counts) == pytest.approx(expected, abs=1e-12)


def test_learning_rate(lecture_matrix):
    """0.1 crawls, 50 arrives, 200 jumps about above where 50 is."""
    loss = {}
    for learning_rate in (0.1, 50, 200):
        training = mm.GradientDescent(lecture_matrix, mm.initial_weights(27, SEED))
        for _ in range(100):
            loss[learning_rate] = training.step(learning_rate, 0.01).loss
    assert loss[0.1] == pytest.approx(3.68, abs=0.005)
    assert loss[50] == pytest.approx(2.49, abs=0.005)
    assert loss[50] + 0.2 < loss[200] < loss[0.1]


@pytest.mark.parametrize("name", ["emma", "andrejq"])
@pytest.mark.parametrize("smoothing", [0, 1])
def test_surprisals(figures, lecture_counts, name, smoothing):
    expected = figures["surprisal_nats"][f"smoothing_{smoothing}"][name]
    model = mm.CountModel(lecture_counts, smoothing)
    assert [pair for pair, _ in expected] == [a + b for a, b in pairwise(f".{name}.")]
    assert mm.surprisals(model, name).tolist() == pytest.approx(
        [math.inf if nats is None else nats for _, nats in expected], abs=1e-10
    )


def test_names_of_the_count_model(figures, lecture_counts):
    names = mm.sample_names(mm.CountModel(lecture_counts, 1), 10, seed=SEED)
    assert names == figures["sampling"]["count_model_smoothing_1"]


def test_names_of_the_neural_model(figures, lecture_matrix, lecture_counts):
    weights = trained(lecture_matrix, 0.01, steps=100).weights
    names = mm.sample_names(mm.NeuralBigram(lecture_counts.vocabulary, weights), 10, seed=SEED)
    key = "neural_model_100_steps_learning_rate_50_regularization_0.01"
    assert names == figures["sampling"][key]


def test_two_slow_steps_on_all_examples(lecture_matrix, lecture_counts):
    """The lecture's one-hot loop over all 228,146 examples, which the table can be unrolled to."""
    contexts = lecture_counts.contexts[:, 0].repeat_interleave(lecture_counts.occurrences)
    targets = lecture_counts.targets.repeat_interleave(lecture_counts.occurrences)
    slow, losses = lecture.train_by_autograd(
        contexts,
        targets,
        mm.initial_weights(27, SEED),
        steps=2,
        learning_rate=50,
        regularization=0.01,
    )
    fast = trained(lecture_matrix, 0.01, steps=2)
    torch.testing.assert_close(fast.weights, slow, rtol=0, atol=1e-11)
    assert losses[0] == pytest.approx(3.768618711886925, abs=1e-10)


def test_list_is_the_lectures(figures, lecture_list):
    assert hashlib.sha256(lecture_list).hexdigest() == figures["sha256_names_txt"]
    corpus = mm.read_corpus(lecture_list)
    assert (len(corpus), corpus.distinct) == (figures["names"], figures["distinct_names"])
    assert (len(corpus.shortest()), len(corpus.longest())) == (2, 15)
    assert corpus.report.lines == 32_033
    assert corpus.data.rstrip(b"\n") == lecture_list.rstrip(b"\n")  # nothing was changed


def test_counts_of_the_list(lecture_list, lecture_matrix):
    corpus = mm.read_corpus(lecture_list)
    assert torch.equal(mm.count_ngrams(corpus).matrix(), lecture_matrix)
    assert torch.equal(mm.count_ngrams(corpus.names).matrix(), lecture_matrix)
    assert len(mm.count_ngrams(corpus, context_size=3).targets) == 24_783


def test_model_of_the_list(figures, lecture_list):
    corpus = mm.read_corpus(lecture_list)
    model = mm.CountModel.fit(corpus, smoothing=1)
    assert mm.mean_nll(model, corpus) == pytest.approx(2.454576820115704, abs=1e-10)
    assert mm.sample_names(model, 10, seed=SEED) == figures["sampling"]["count_model_smoothing_1"]
    assert torch.allclose(log_probability_matrix(model).exp().sum(1), torch.ones(27).double())


def test_the_loops_that_are_timed_come_to_the_librarys_numbers():
    names = ["ab", "b", "abab"]
    model = mm.CountModel.fit(names, smoothing=1)
    table = mm.probability_matrix(model)
    by_loop = lecture.nll_by_loop(names, model.vocabulary, table)
    assert by_loop == pytest.approx(mm.mean_nll(model, names), rel=1e-12)
    certain = torch.tensor([[0.0, 1, 0], [0, 0, 1], [1, 0, 0]])  # a, then b, then the end
    dice = torch.Generator().manual_seed(1)
    assert lecture.sample_by_loop(certain, model.vocabulary, 3, dice) == ["ab"] * 3
