"""One-hot -> W -> softmax."""

import math

import pytest
import torch
import torch.nn.functional as F

import makemore as mm

VOCABULARY = mm.Vocabulary.of("ab")


def test_probabilities_by_hand():
    # softmax of (ln 1, ln 2, ln 5) is (1, 2, 5) / 8, and a number added to a row changes nothing
    row = [math.log(1), math.log(2), math.log(5)]
    weights = torch.tensor([row, [0, 0, 0], [logit + 100 for logit in row]]).double()
    model = mm.NeuralBigram(VOCABULARY, weights)
    expected = torch.tensor([[1 / 8, 2 / 8, 5 / 8], [1 / 3] * 3, [1 / 8, 2 / 8, 5 / 8]]).double()
    torch.testing.assert_close(mm.probability_matrix(model), expected, rtol=0, atol=1e-6)


def test_picking_a_row_is_one_hot_times_weights():
    weights = mm.initial_weights(3, seed=1)
    contexts = torch.tensor([2, 0, 2, 1])
    logits = F.one_hot(contexts, num_classes=3).double() @ weights  # (N, V)
    expected = torch.log_softmax(logits, dim=1)
    model = mm.NeuralBigram(VOCABULARY, weights)
    torch.testing.assert_close(
        model.log_probabilities(contexts[:, None]), expected, rtol=0, atol=1e-15
    )


def test_log_of_normalized_counts_is_the_count_model():
    counted = mm.CountModel.fit(["ab", "a", "ba"], smoothing=1)
    weights = (counted.counts.matrix() + 1).double().log()
    torch.testing.assert_close(
        mm.probability_matrix(mm.NeuralBigram(VOCABULARY, weights)),
        mm.probability_matrix(counted),
        rtol=0,
        atol=1e-15,
    )


@pytest.mark.parametrize("shape", [(2, 2), (3, 2), (3,), (4, 4)])
def test_weights_must_fit_the_vocabulary(shape):
    with pytest.raises(ValueError, match="3 x 3"):
        mm.NeuralBigram(VOCABULARY, torch.zeros(shape).double())


def test_initial_weights_are_the_lectures():
    generator = torch.Generator().manual_seed(2147483647)
    expected = torch.randn((27, 27), generator=generator)  # float32, as in the video
    weights = mm.initial_weights(27, seed=2147483647)
    assert weights.dtype == torch.float64
    assert torch.equal(weights, expected.double())
    assert weights[0, 0].item() == pytest.approx(1.5674, abs=5e-5)  # printed in the video


def test_initial_weights_leave_the_global_generator_alone():
    state = torch.get_rng_state()
    assert torch.equal(mm.initial_weights(5, seed=3), mm.initial_weights(5, seed=3))
    assert not torch.equal(mm.initial_weights(5, seed=3), mm.initial_weights(5, seed=4))
    assert torch.equal(torch.get_rng_state(), state)
