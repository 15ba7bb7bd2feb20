"""The relation between regularization and added counts, to 1e-9, at the very optimum."""

import math

import pytest
import torch

import makemore as mm
from makemore.bridge import added_counts, optimum

NAMES = ["ab", "a", "ba"]
THREE = mm.count_ngrams(NAMES)
REGULARIZATIONS = [1e-6, 0.01, 0.1, 1, 100]
every_regularization = pytest.mark.parametrize("regularization", REGULARIZATIONS)


@pytest.fixture(params=["lecture", "three names", "three names, and a letter they lack"])
def matrix(request, lecture_matrix) -> torch.Tensor:
    return {
        "lecture": lecture_matrix,
        "three names": THREE.matrix(),
        "three names, and a letter they lack": THREE.within(mm.Vocabulary.of("abc")).matrix(),
    }[request.param]


def test_optimum_by_hand():
    # "a" three times: .a and a. 3 each, n = 6, V = 2, so a = -2 * lambda * 6 / 4 * W = -3 lambda W.
    # A row of the optimum is (-w, w): p = 1 / (1 + e^(-2w)), and the relation says
    # p = (3 - 3 lambda w) / 3 = 1 - lambda w. With w = ln(3) / 2: p = 1 / (1 + 1/3) = 3/4, which
    # is 1 - lambda w for lambda = 1 / (2 ln 3)
    counts, regularization = mm.count_ngrams(["a", "a", "a"]), 1 / (2 * math.log(3))
    found = optimum(counts.matrix(), regularization)
    w = math.log(3) / 2
    expected = torch.tensor([[-w, w], [w, -w]], dtype=torch.float64)
    torch.testing.assert_close(found.weights, expected, rtol=0, atol=1e-12)
    assert found.nll == pytest.approx(math.log(4 / 3), abs=1e-12)
    # regularization * w^2 = ln(3)^2 / 4 / (2 ln 3) = ln(3) / 8
    assert found.loss == pytest.approx(math.log(4 / 3) + math.log(3) / 8, abs=1e-12)
    # -3 lambda w = -3/4: 3 seen pairs count as 2.25, the unseen one as 0.75
    a = added_counts(found.weights, counts.total, regularization)
    torch.testing.assert_close(
        a, torch.tensor([[0.75, -0.75], [-0.75, 0.75]]).double(), rtol=0, atol=1e-12
    )


@every_regularization
def test_relation_at_the_optimum(matrix, regularization):
    found = optimum(matrix, regularization)
    a = added_counts(found.weights, int(matrix.sum()), regularization)  # (V, V)
    totals = matrix.sum(dim=1, keepdim=True)  # (V, 1)
    seen = totals[:, 0] > 0
    p = torch.softmax(found.weights, dim=1)
    relation = ((matrix + a) / totals)[seen]
    torch.testing.assert_close(p[seen], relation, rtol=0, atol=1e-9)
    torch.testing.assert_close(a.sum(dim=1), torch.zeros(len(a)).double(), rtol=0, atol=1e-9)
    assert torch.equal(a.sign(), -found.weights.sign())  # added where weights are low


@every_regularization
def test_gradient_by_autograd_is_zero_there(matrix, regularization):
    W = optimum(matrix, regularization).weights.clone().requires_grad_()
    nll = -(matrix * torch.log_softmax(W, dim=1)).sum() / matrix.sum()
    (nll + regularization * (W**2).mean()).backward()
    assert float(W.grad.abs().max()) < 1e-12


@every_regularization
def test_losses_are_those_of_the_weights(matrix, regularization):
    found = optimum(matrix, regularization)
    losses = mm.GradientDescent(matrix, found.weights).losses(regularization)
    assert (found.loss, found.nll) == pytest.approx((losses.loss, losses.nll), abs=1e-12)


def test_a_row_never_seen_stays_uniform_and_gets_nothing():
    found = optimum(THREE.within(mm.Vocabulary.of("abc")).matrix(), 0.01)
    assert found.weights[3].tolist() == [0, 0, 0, 0]
    assert added_counts(found.weights, THREE.total, 0.01)[3].tolist() == [0, 0, 0, 0]


def test_no_descent_gets_below(lecture_matrix):
    found = optimum(lecture_matrix, 0.01)
    training = mm.GradientDescent(lecture_matrix, found.weights)
    assert training.step(50, 0.01).loss >= found.loss - 1e-12
    training = mm.GradientDescent(lecture_matrix, mm.initial_weights(27, seed=1))
    for _ in range(300):
        losses = training.step(50, 0.01)
    assert found.loss < losses.loss < found.loss + 0.01


def test_a_row_rare_among_billions_is_finished_too():
    """Its gradient is tiny from the start, and the other rows are finished from it, too."""
    billion, regularization = 10**9, 1e-11
    matrix = torch.tensor([[billion] * 3, [1, 0, 0], [billion] * 3])
    W = optimum(matrix, regularization).weights
    a = added_counts(W, int(matrix.sum()), regularization)
    relation = (matrix + a) / matrix.sum(dim=1, keepdim=True)
    torch.testing.assert_close(torch.softmax(W, dim=1), relation, rtol=0, atol=1e-9)


def test_regularization_pulls_the_probabilities_towards_uniform(lecture_matrix):
    nll = [optimum(lecture_matrix, strength).nll for strength in REGULARIZATIONS]
    assert nll == sorted(nll)
    assert nll[0] == pytest.approx(2.45401, abs=1e-5)  # the count model's
    assert nll[-1] < math.log(27)


@pytest.mark.parametrize("regularization", [0, -0.01, math.nan])
def test_without_regularization_there_is_no_lowest_point(regularization):
    with pytest.raises(ValueError, match="above 0"):
        optimum(THREE.matrix(), regularization)
