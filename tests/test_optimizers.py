"""Other ways downhill: torch's own equal torch with autograd, Newton equals its full Hessian."""

import math
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import makemore as mm
from makemore.errors import DivergedError
from makemore.optimizers import LBFGS, OPTIMIZERS, Adam, Momentum, Newton
from makemore.training import Descent

SEED = 2147483647
COUNTS = torch.tensor([[0, 2, 1], [2, 0, 1], [1, 1, 0]])  # of ab, a, ba
GOOD_RATES = dict(zip(OPTIMIZERS, (50.0, 10.0, 0.1, 1.0, 1.0), strict=True))
every_optimizer = pytest.mark.parametrize("name", OPTIMIZERS)


def loss_of(W: torch.Tensor, counts: torch.Tensor, regularization: float) -> torch.Tensor:
    """The loss as the lecture writes it, for autograd."""
    nll = -(counts * torch.log_softmax(W, dim=1)).sum() / counts.sum()
    return nll + regularization * (W**2).mean()


def started(name: str, counts: torch.Tensor = COUNTS, seed: int = 1) -> Descent:
    return OPTIMIZERS[name](counts, mm.initial_weights(len(counts), seed))


@pytest.fixture(scope="module")
def floor(lecture_counts) -> float:
    """The count model's nll: what training comes down to, never below."""
    return mm.mean_nll(mm.CountModel(lecture_counts), lecture_counts)


@every_optimizer
@pytest.mark.parametrize("regularization", [0, 0.01])
def test_every_optimizer_comes_down(name, regularization, lecture_matrix, floor):
    descent = started(name, lecture_matrix)
    before = descent.losses(regularization)
    for _ in range(60):
        after = descent.step(GOOD_RATES[name], regularization)
    assert after.step == descent.steps == 60
    assert after == descent.losses(regularization)
    assert floor - 1e-12 < after.nll < floor + 0.05 < before.nll
    assert after.loss == pytest.approx(
        loss_of(descent.weights, lecture_matrix, regularization).item(), abs=1e-12
    )


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name != "gradient descent"])
def test_every_other_optimizer_is_ahead_of_gradient_descent(name, lecture_matrix):
    nll = {}
    for way in ("gradient descent", name):
        descent = started(way, lecture_matrix, SEED)
        for _ in range(200):
            nll[way] = descent.step(GOOD_RATES[way]).nll
    assert nll[name] < nll["gradient descent"]


def steps_to_the_counts(name: str, matrix: torch.Tensor, floor: float, limit: int) -> int | None:
    """How many steps it takes to a gap of 1e-6 nats; None beyond the limit."""
    descent = started(name, matrix, SEED)
    for step in range(1, limit + 1):
        if descent.step(GOOD_RATES[name]).nll - floor < 1e-6:
            return step
    return None


def test_newton_reaches_the_counts_in_fifteen_steps(lecture_matrix, floor):
    steps = steps_to_the_counts("newton", lecture_matrix, floor, limit=15)
    assert steps is not None  # 9 measured
    descent = started("newton", lecture_matrix, SEED)
    for _ in range(15):
        descent.step(1)
    counted = lecture_matrix / lecture_matrix.sum(dim=1, keepdim=True).double()
    found = torch.softmax(descent.weights, dim=1)
    torch.testing.assert_close(found, counted, rtol=0, atol=1e-6)


def test_lbfgs_reaches_the_counts_in_some_hundred_steps(lecture_matrix, floor):
    assert steps_to_the_counts("l-bfgs", lecture_matrix, floor, limit=500)  # 363 measured


def test_gradient_descent_is_far_from_the_counts_after_a_thousand(lecture_matrix, floor):
    assert steps_to_the_counts("gradient descent", lecture_matrix, floor, limit=1000) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "learning_rates"),
    [
        (Momentum, lambda W: torch.optim.SGD([W], lr=1, momentum=0.9), [1, 10, 0.1]),
        (Adam, lambda W: torch.optim.Adam([W]), [0.1, 1, 0.01]),
        (
            LBFGS,
            lambda W: torch.optim.LBFGS(
                [W],
                max_iter=1,
                max_eval=26,
                history_size=50,
                tolerance_grad=0,
                tolerance_change=0,
                line_search_fn="strong_wolfe",
            ),
            [1],
        ),
    ],
)
@pytest.mark.parametrize("regularization", [0, 0.1])
def test_torchs_optimizers_equal_torch_with_autograd(ours, theirs, learning_rates, regularization):
    """Also when the learning rate changes on the way."""
    descent = ours(COUNTS, mm.initial_weights(3, seed=1))
    W = mm.initial_weights(3, seed=1).requires_grad_()
    optimizer = theirs(W)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = loss_of(W, COUNTS, regularization)
        loss.backward()
        return loss

    for step in range(24):
        learning_rate = learning_rates[step // 3 % len(learning_rates)]
        optimizer.param_groups[0]["lr"] = learning_rate
        optimizer.step(closure)
        losses = descent.step(learning_rate, regularization)
        assert losses.loss == pytest.approx(loss_of(W, COUNTS, regularization).item(), abs=1e-9)
    torch.testing.assert_close(descent.weights, W.detach(), rtol=0, atol=1e-7)


def test_newton_by_hand():
    # "a" once: .a and a.; W = 0, n = 2. Row 0: p = (1/2, 1/2), c = 1/2,
    # gradient = (p - (0, 1)) / 2 = (1/4, -1/4); over c p = 1/4: the jump is (1, -1), taken off W
    descent = Newton(torch.tensor([[0, 1], [1, 0]]), torch.zeros((2, 2)).double())
    losses = descent.step(1)
    assert descent.weights.tolist() == [[-1, 1], [1, -1]]
    assert losses.nll == pytest.approx(math.log(1 + math.exp(-2)), abs=1e-15)  # 1 / (1 + e^-2)


def test_newton_by_hand_with_regularization():
    # the same row, regularization 1: m = 2 / 4 = 1/2. H = 1/2 (diag(1/2, 1/2) - 1/4) + I / 2;
    # along (1, -1): 1/2 * 1/2 + 1/2 = 3/4. The jump is (1/4, -1/4) / (3/4) = (1/3, -1/3)
    descent = Newton(torch.tensor([[0, 1], [1, 0]]), torch.zeros((2, 2)).double())
    descent.step(1, 1)
    third = pytest.approx(1 / 3, abs=1e-15)
    assert (-descent.weights).tolist() == [[third, -third.expected], [-third.expected, third]]


@settings(max_examples=50)
@given(st.integers(2, 5), st.integers(0, 2**32), st.sampled_from([0, 1e-6, 0.01, 3.5]))
def test_newtons_direction_solves_the_full_hessian(size, seed, regularization):
    generator = torch.Generator().manual_seed(seed)
    counts = torch.randint(0, 5, (size, size), generator=generator)
    counts[0, 0] += 1  # other rows may be empty
    W = torch.randn((size, size), generator=generator, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(lambda W: loss_of(W, counts, regularization), W)
    hessian = hessian.view(size * size, size * size)
    descent = Newton(counts, W)
    direction = descent._direction(regularization).flatten()
    gradient = descent.gradient(regularization).flatten()
    torch.testing.assert_close(hessian @ direction, gradient, rtol=0, atol=1e-10)
    if regularization >= 0.01:  # far from singular: there is only one solution
        solved = torch.linalg.solve(hessian, gradient)
        torch.testing.assert_close(direction, solved, rtol=1e-8, atol=1e-10)


@settings(max_examples=50)
@given(
    st.integers(1, 5),
    st.integers(0, 2**32),
    st.sampled_from([0, 1e-6, 0.01, 3.5]),
    st.sampled_from([0.1, 1, 7, 1e308]),
)
def test_newton_never_climbs(size, seed, regularization, learning_rate):
    generator = torch.Generator().manual_seed(seed)
    counts = torch.randint(0, 5, (size, size), generator=generator)
    counts[0, 0] += 1
    start = 10 * torch.randn((size, size), generator=generator, dtype=torch.float64)
    descent = Newton(counts, start)
    losses = [descent.losses(regularization).loss]
    losses += [descent.step(learning_rate, regularization).loss for _ in range(12)]
    assert all(then <= now + 1e-12 for now, then in zip(losses[:-1], losses[1:], strict=True))


def test_newtons_learning_rate_is_a_share_of_the_jump():
    # the jump of "a" once is (1, -1), as above; a quarter of it
    descent = Newton(torch.tensor([[0, 1], [1, 0]]), torch.zeros((2, 2)).double())
    descent.step(0.25)
    assert descent.weights.tolist() == [[-0.25, 0.25], [0.25, -0.25]]


def test_newton_reaches_no_farther_than_ten_in_a_weight():
    # row 0 learns that b always follows, and gives it e^-20 of the chance of the other. The jump is
    # (p - (0, 1)) / p = (1, -e^20), half a billion, and it would help. So b's weight goes up by 10,
    # and the other one down by 10 / e^20
    descent = Newton(torch.tensor([[0, 1], [1, 0]]), torch.tensor([[0.0, -20], [0, 0]]).double())
    descent.step(1)
    assert descent.weights[0].tolist() == pytest.approx([-10 * math.exp(-20), -10], rel=1e-12)
    assert descent.weights[1].tolist() == [1, -1]  # near, as by hand


def test_newton_takes_no_longer_step_than_the_jump():
    one, seven = (Newton(COUNTS, mm.initial_weights(3, seed=1)) for _ in range(2))
    one.step(1, 0.01)
    seven.step(7, 0.01)
    assert torch.equal(one.weights, seven.weights)


def test_newton_arrives_on_a_wide_table():
    """Rounding of a row's loss must not make it turn back: it once took hundreds of steps."""
    generator = torch.Generator().manual_seed(1)
    counts = torch.zeros((300, 300), dtype=torch.int64)
    pairs = torch.randint(300, (2, 1000), generator=generator)
    counts.index_put_((pairs[0], pairs[1]), torch.tensor(1), accumulate=True)
    descent = Newton(counts, torch.zeros((300, 300)).double())
    for _ in range(25):
        descent.step(1, 0.01)
    assert descent.gradient(0.01).abs().max() < 1e-15


# what makes a loss infinite: learning rates beyond all reason, which Newton's method takes as 1,
# and regularizations
every_disaster = pytest.mark.parametrize(
    ("name", "learning_rate", "regularization"),
    [(name, 1e308, strength) for name in OPTIMIZERS if name != "newton" for strength in (0, 0.5)]
    + [(name, 1.0, math.inf) for name in OPTIMIZERS],
)


@every_disaster
def test_divergence_keeps_the_last_good_weights(name, learning_rate, regularization):
    descent = started(name)
    good = descent.step(GOOD_RATES[name] / 10, 0.01)
    weights, gradient = descent.weights.clone(), descent.gradient(0.01)
    with pytest.raises(DivergedError, match="Lower the learning rate") as caught:
        descent.step(learning_rate, regularization)
    assert caught.value.step == 2
    assert (caught.value.learning_rate, caught.value.regularization) == (
        learning_rate,
        regularization,
    )
    assert torch.equal(descent.weights, weights)
    assert torch.equal(descent.gradient(0.01), gradient)
    assert descent.losses(0.01) == good


@every_disaster
def test_after_divergence_a_run_goes_on_as_a_new_one(name, learning_rate, regularization):
    """What an optimizer remembers of the way is forgotten, as it led astray."""
    descent = started(name)
    descent.step(GOOD_RATES[name] / 10, 0.01)
    fresh = OPTIMIZERS[name](COUNTS, descent.weights)
    with pytest.raises(DivergedError):
        descent.step(learning_rate, regularization)
    for _ in range(3):
        after = descent.step(GOOD_RATES[name] / 10, 0.01)
        expected = fresh.step(GOOD_RATES[name] / 10, 0.01)
        assert (after.loss, after.nll) == (expected.loss, expected.nll)
    assert torch.equal(descent.weights, fresh.weights)


@every_optimizer
def test_first_weights_are_not_touched(name):
    weights = mm.initial_weights(3, seed=1)
    OPTIMIZERS[name](COUNTS, weights).step(1, 0.01)
    assert torch.equal(weights, mm.initial_weights(3, seed=1))


@every_optimizer
def test_a_row_never_seen_is_left_alone(name):
    counts = torch.zeros((4, 4), dtype=torch.int64)
    counts[:3, :3] = COUNTS
    descent = started(name, counts)
    before = descent.weights[3].clone()
    for _ in range(5):
        descent.step(GOOD_RATES[name])
    assert torch.equal(descent.weights[3], before)
    assert descent.weights.isfinite().all()


def test_a_descent_needs_a_way_to_step():
    with pytest.raises(NotImplementedError):
        Descent(COUNTS, mm.initial_weights(3, seed=1)).step(1)


def test_newton_arrives_where_a_full_jump_would_leave_the_valley():
    # 74 characters, many of them rare: one unlimited jump makes a needed probability vanish
    towns = mm.read_file(Path(__file__).parents[1] / "data" / "japanese-towns.txt", lower=False)
    counts = mm.count_ngrams(towns)
    lowest = mm.mean_nll(mm.CountModel(counts), counts)
    table = counts.matrix()
    descent = Newton(table, mm.initial_weights(len(table), SEED))
    assert min(descent.step(1.0).nll - lowest for _ in range(15)) < 1e-6
