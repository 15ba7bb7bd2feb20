"""The fast steps are the lecture's steps: against autograd, and against the formula by hand."""

import math
from collections import deque

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore import lecture
from makemore.errors import DivergedError

NAMES = ["emma", "olivia", "ava", "isabella", "sophia", "charlotte", "mia", "amelia"]
COUNTS = torch.tensor([[0, 2, 1], [2, 0, 1], [1, 1, 0]])  # of ab, a, ba


def test_first_step_by_hand():
    # W = 0: every probability is 1/3 and nll = ln 3; n = 8 pairs; row totals 3, 3, 2.
    # gradient = (total / 3 - count) / 8, so W after one step of rate 8 is count - total / 3
    training = mm.GradientDescent(COUNTS, torch.zeros((3, 3)).double())
    assert training.losses().nll == pytest.approx(math.log(3), abs=1e-15)
    losses = training.step(8)
    third = 2 / 3
    assert training.weights.tolist() == [
        pytest.approx([0 - 1, 2 - 1, 1 - 1], abs=1e-15),
        pytest.approx([2 - 1, 0 - 1, 1 - 1], abs=1e-15),
        pytest.approx([1 - third, 1 - third, 0 - third], abs=1e-15),
    ]
    # rows 0 and 1: softmax of (-1, 1, 0) and (1, -1, 0); row 2: of (1/3, 1/3, -2/3)
    z, y = 1 / math.e + math.e + 1, 2 * math.exp(1 / 3) + math.exp(-2 / 3)
    # counted: 1 twice and 0 once in each of two rows; 1/3 twice in the last
    log_likelihood = 2 * (2 * (1 - math.log(z)) + (0 - math.log(z))) + 2 * (1 / 3 - math.log(y))
    assert losses.nll == pytest.approx(-log_likelihood / 8, abs=1e-14)
    assert losses.loss == losses.nll  # no regularization
    assert losses.step == training.steps == 1


def test_regularization_by_hand():
    # mean of the squares of nine 2s is 4; 0.5 * 4 = 2. Equal logits are uniform: nll = ln 3
    training = mm.GradientDescent(COUNTS, torch.full((3, 3), 2.0).double())
    losses = training.losses(0.5)
    assert losses.nll == pytest.approx(math.log(3), abs=1e-15)
    assert losses.loss == pytest.approx(math.log(3) + 2, abs=1e-14)


@given(st.integers(1, 7), st.integers(0, 2**32), st.sampled_from([0, 0.01, 3.5]))
def test_gradient_equals_autograd(size, seed, regularization):
    generator = torch.Generator().manual_seed(seed)
    counts = torch.randint(0, 5, (size, size), generator=generator)
    counts[0, 0] += 1
    W = torch.randn((size, size), generator=generator, dtype=torch.float64, requires_grad=True)
    nll = -(counts * torch.log_softmax(W, dim=1)).sum() / counts.sum()
    loss = nll + regularization * (W**2).mean()
    loss.backward()
    training = mm.GradientDescent(counts, W.detach())
    before = training.losses(regularization)
    assert before.loss == pytest.approx(loss.item(), abs=1e-12)
    torch.testing.assert_close(training.gradient(regularization), W.grad, rtol=0, atol=1e-12)
    training.step(1, regularization)
    torch.testing.assert_close(W.detach() - training.weights, W.grad, rtol=0, atol=1e-12)


@pytest.mark.parametrize(("learning_rate", "regularization"), [(10, 0.01), (50, 0), (1, 5), (0, 1)])
def test_hundred_steps_equal_the_lectures_loop(learning_rate, regularization):
    counts = mm.count_ngrams(NAMES)
    weights = mm.initial_weights(len(counts.vocabulary), seed=1)
    settings = {"learning_rate": learning_rate, "regularization": regularization}
    examples = lecture.examples(NAMES, counts.vocabulary)
    slow, slow_losses = lecture.train_by_autograd(*examples, weights, steps=100, **settings)
    training = mm.GradientDescent(counts.matrix(), weights)
    fast_losses = [training.losses(regularization).loss]
    fast_losses += [training.step(**settings).loss for _ in range(100)]
    torch.testing.assert_close(training.weights, slow, rtol=0, atol=1e-10)
    assert fast_losses[:100] == pytest.approx(slow_losses, abs=1e-10)


def test_hundred_steps_from_a_table_equal_the_lectures_loop(lecture_matrix):
    """The table unrolled to examples; a fiftieth of it, to be quick."""
    matrix = lecture_matrix // 50
    pairs = matrix.nonzero().repeat_interleave(matrix[matrix > 0], dim=0)  # (N, 2)
    weights = mm.initial_weights(27, seed=2147483647)
    settings = {"learning_rate": 50, "regularization": 0.01}
    slow, _ = lecture.train_by_autograd(pairs[:, 0], pairs[:, 1], weights, steps=100, **settings)
    training = mm.GradientDescent(matrix, weights)
    for _ in range(100):
        training.step(**settings)
    torch.testing.assert_close(training.weights, slow, rtol=0, atol=1e-9)


def test_learning_rate_may_change_between_steps():
    counts = mm.count_ngrams(NAMES)
    examples = lecture.examples(NAMES, counts.vocabulary)
    slow = mm.initial_weights(len(counts.vocabulary), seed=1)
    training = mm.GradientDescent(counts.matrix(), slow)
    for learning_rate, regularization in [(50, 0), (0.1, 0.5), (20, 0.01)] * 3:
        slow, _ = lecture.train_by_autograd(
            *examples, slow, steps=1, learning_rate=learning_rate, regularization=regularization
        )
        training.step(learning_rate, regularization)
    torch.testing.assert_close(training.weights, slow, rtol=0, atol=1e-12)


def test_losses_are_asked_without_a_step():
    training = mm.GradientDescent(COUNTS, mm.initial_weights(3, seed=1))
    after = training.step(1, 0.25)
    assert training.losses(0.25) == after
    assert training.losses(0.25) == after  # asking twice changes nothing
    assert training.losses().loss == after.nll


def test_first_weights_are_not_touched():
    weights = mm.initial_weights(3, seed=1)
    training = mm.GradientDescent(COUNTS, weights)
    training.step(10)
    assert torch.equal(weights, mm.initial_weights(3, seed=1))
    assert COUNTS.sum() == 8


def test_divergence_keeps_the_last_good_weights():
    training = mm.GradientDescent(COUNTS, mm.initial_weights(3, seed=1))
    good = training.step(1, 0.01)
    weights = training.weights.clone()
    with pytest.raises(DivergedError, match="Lower the learning rate") as caught:
        training.step(1e308, 0.5)
    assert (caught.value.step, caught.value.learning_rate) == (2, 1e308)
    assert torch.equal(training.weights, weights)
    assert training.steps == 1
    assert training.losses(0.01) == good


def test_a_run_goes_on_after_divergence_as_if_nothing_had_been():
    training, untroubled = (
        mm.GradientDescent(COUNTS, mm.initial_weights(3, seed=1)) for _ in range(2)
    )
    with pytest.raises(DivergedError):
        training.step(math.inf, 0.5)
    assert training.step(1, 0.01) == untroubled.step(1, 0.01)
    assert torch.equal(training.weights, untroubled.weights)


def test_regularization_too_strong_for_its_rate_diverges_in_the_end():
    """W is multiplied by 1 - 2 * 50 * 10 / 9 = -110 at each step."""
    training = mm.GradientDescent(COUNTS, mm.initial_weights(3, seed=1))
    with pytest.raises(DivergedError):
        deque(training.step(50, 10) for _ in range(1000))
    assert training.weights.isfinite().all()
    assert math.isfinite(training.losses(10).loss)


def test_training_ends_at_the_normalized_counts():
    counts = torch.tensor([[1, 2, 5], [4, 3, 1], [1, 1, 6]])  # no zeros: a floor it can reach
    training = mm.GradientDescent(counts, mm.initial_weights(3, seed=1))
    for _ in range(2000):
        training.step(5)
    model = mm.NeuralBigram(mm.Vocabulary.of("ab"), training.weights)
    # each row has 8 counts
    torch.testing.assert_close(mm.probability_matrix(model), counts.double() / 8, rtol=0, atol=1e-6)


def test_training_comes_down_to_the_count_model_never_below():
    counts = mm.count_ngrams(NAMES)
    floor = mm.mean_nll(mm.CountModel(counts), counts)
    training = mm.GradientDescent(
        counts.matrix(), mm.initial_weights(len(counts.vocabulary), seed=1)
    )
    gaps = []
    for _ in range(3):
        for _ in range(1000):
            losses = training.step(10)
        gaps.append(losses.nll - floor)
    assert gaps[0] > gaps[1] > gaps[2] > 0  # W would have to be infinite for a probability of 0
    assert gaps[2] < 0.005
