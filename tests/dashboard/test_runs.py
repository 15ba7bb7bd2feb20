"""Runs of optimizers: what they record, every way they end, and what their curves tell."""

import math

import numpy as np
import pytest
import torch

from dashboard.contenders import runs as module
from dashboard.contenders.runs import (
    ARRIVED,
    CLOSE,
    Plan,
    Point,
    Run,
    Runs,
    fits,
    has_stalled,
    is_kept,
    steps_to_close,
    trial,
    verdict,
)
from dashboard.contenders.trainer import Status
from dashboard.state.settings import OPTIMIZER, OPTIMIZER_RATES
from makemore.optimizers import OPTIMIZERS
from makemore.training import initial_weights
from tests.dashboard.conftest import wait_for

COUNTS = torch.tensor([[0, 2, 1], [2, 0, 1], [1, 1, 0]])  # of ab, a, ba: 8 pairs
# Rows 0 and 1 hold 2 of 3 and 1 of 3, row 2 holds 1 of 2 twice.
FLOOR = -(2 * (2 * math.log(2 / 3) + math.log(1 / 3)) + 2 * math.log(1 / 2)) / 8
RATES = {word.lower(): setting.default for word, setting in OPTIMIZER_RATES.items()}
SHORT = Plan("gradient descent", 1.0, 100, seed=1)
LONG = Plan("gradient descent", 1.0, 10**9, seed=1)
NEWTON = Plan("newton", 1.0, 1000, seed=1)


def ended(plan: Plan, **options) -> Run:
    run = Run(0, plan, COUNTS, FLOOR, **options)
    wait_for("run")
    assert not run.running
    return run


def gaps_by_hand(plan: Plan, steps: int) -> list[float]:
    descent = OPTIMIZERS[plan.optimizer](COUNTS, initial_weights(3, plan.seed))
    return [descent.losses().nll - FLOOR] + [
        descent.step(plan.learning_rate).nll - FLOOR for _ in range(steps)
    ]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_makes_the_steps_of_its_optimizer(optimizer):
    plan = Plan(optimizer, RATES[optimizer], 5, seed=1)
    moment = ended(plan).moment
    assert moment.status is Status.DONE
    assert [point.step for point in moment.points] == [0, 1, 2, 3, 4, 5]
    assert [point.gap for point in moment.points] == pytest.approx(gaps_by_hand(plan, 5), abs=1e-12)


def test_seconds_grow():
    seconds = [point.seconds for point in ended(SHORT).moment.points]
    assert seconds[0] == 0
    assert seconds == sorted(seconds)
    assert seconds[-1] > 0


def test_newton_ends_when_it_has_arrived():
    moment = ended(NEWTON).moment
    assert moment.status is Status.DONE
    assert moment.last.gap < ARRIVED
    assert moment.last.step < 40
    by_hand = gaps_by_hand(NEWTON, 40)
    assert moment.close_at == next(step for step, gap in enumerate(by_hand) if gap < CLOSE)
    rows = torch.tensor([[0, 2 / 3, 1 / 3], [2 / 3, 0, 1 / 3], [1 / 2, 1 / 2, 0]])
    assert torch.softmax(moment.weights, dim=1).numpy() == pytest.approx(rows.numpy(), abs=1e-6)


def test_a_long_run_is_thinned_out_and_keeps_its_last_step():
    plan = Plan("gradient descent", 1.0, 1234, seed=1)
    steps = [point.step for point in ended(plan).moment.points]
    # 0 to 99, then 100 to 990 by ten, then by a hundred, and always the last
    assert steps == [*range(100), *range(100, 1000, 10), 1000, 1100, 1200, 1234]


def test_is_kept():
    assert [step for step in range(98, 125) if is_kept(step)] == [98, 99, 100, 110, 120]


def test_a_run_can_be_stopped():
    run = Run(0, LONG, COUNTS, FLOOR)
    run.stop()
    wait_for("run")
    assert run.moment.status is Status.PAUSED
    assert run.moment.last.gap > 0


def test_a_run_that_nobody_watches_ends(monkeypatch):
    monkeypatch.setattr(module, "GRACE", 0.0)
    assert ended(LONG, watched=lambda: False).moment.status is Status.PAUSED


def test_a_run_ends_when_its_time_is_up(monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 0.0)
    moment = ended(LONG).moment
    assert (moment.status, moment.last.step) == (Status.DONE, 1)


def test_a_loss_that_blows_up_ends_the_run_with_the_weights_from_before():
    moment = ended(Plan("gradient descent", math.inf, 10, seed=1)).moment
    assert moment.status is Status.DIVERGED
    assert torch.equal(moment.weights, initial_weights(3, 1))
    assert moment.last.step == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_fails_leaves_no_run_that_seems_to_go_on():
    assert ended(Plan("gradient descent", "a word", 10, seed=1)).moment.status is Status.PAUSED


def test_a_moment_never_changes():
    run = Run(0, LONG, COUNTS, FLOOR)
    moment = run.moment
    weights, points = moment.weights.clone(), tuple(moment.points)
    run.stop()
    wait_for("run")
    assert torch.equal(moment.weights, weights)
    assert moment.points == points


@pytest.fixture
def runs():
    runs = Runs(COUNTS, FLOOR)
    yield runs
    runs.stop()
    wait_for("run")


def test_runs_have_names_and_colours_of_their_own(runs):
    first, second, third = (runs.start(SHORT, "one") for _ in range(3))
    assert [run.name for run in runs.all] == ["one", "one (2)", "one (3)"]
    assert [run.slot for run in runs.all] == [0, 1, 2]
    assert [run.number for run in runs.all] == [0, 1, 2]
    runs.remove(second)
    fourth = runs.start(SHORT, "other")
    assert (fourth.slot, fourth.number) == (1, 3)  # the free colour, a new number
    assert runs.all == [first, third, fourth]


def test_a_removed_run_stops_and_stays_gone(runs):
    run = runs.start(LONG, "one")
    runs.remove(run)
    runs.remove(run)
    wait_for("run")
    assert runs.all == []
    assert run.moment.status is Status.PAUSED


def test_stop_stops_all(runs):
    for _ in range(3):
        runs.start(LONG, "one")
    assert runs.running
    runs.stop()
    wait_for("run")
    assert not runs.running


def test_a_hidden_run_is_kept(runs):
    runs.start(SHORT, "one").shown = False
    assert runs.shown == []
    assert not runs.full


def test_there_is_an_end_to_runs(runs):
    while not runs.full:
        runs.start(Plan("newton", 1.0, 1, 1), "one")
    assert len(runs.all) == runs.most == 10
    assert len({run.slot for run in runs.all}) == 10


def test_fewer_runs_where_weights_are_large():
    assert Runs(torch.ones(2000, 2000), 0.0).most == 5  # 20 million / 4 million
    assert Runs(torch.ones(4000, 4000, dtype=torch.bool), 0.0).most == 2  # never fewer


def test_lbfgs_has_too_much_to_remember_for_many_characters():
    assert fits("l-bfgs", 400)
    assert not fits("l-bfgs", 401)
    assert fits("newton", 5000)


def curve(*pairs):
    return [Point(step, gap, 0.0) for step, gap in pairs]


def test_a_run_whose_gap_stays_has_stalled():
    assert has_stalled(curve((0, 1.0), (500, 0.0400), (1000, 0.0398)))
    assert not has_stalled(curve((0, 1.0), (500, 0.04), (1000, 0.02)))
    assert not has_stalled(curve((0, 1.0), (500, 1e-7), (1000, 1e-7)))  # it has come close
    assert not has_stalled(curve((0, 1.0), (5, 1.0)))  # too short to tell


def test_a_run_that_goes_on_down_has_not_stalled():
    # in its second half a twentieth of the gap: less is stalled, more is not
    assert has_stalled(curve((0, 1.0), (500, 0.04), (1000, 0.0381)))
    assert not has_stalled(curve((0, 1.0), (500, 0.04), (1000, 0.0379)))
    # it is the half that tells, not the last points, which lie close together
    assert not has_stalled(curve((0, 1.0), (500, 0.04), (990, 0.0301), (1000, 0.03)))


def test_steps_to_close_follow_one_over_steps():
    # 0.002 at 500, 0.001 at 1,000: half the gap at twice the steps. 0.001 is a thousand times a
    # millionth, so a thousand times 1,000 steps.
    assert steps_to_close(curve((0, 1.0), (500, 0.002), (1000, 0.001))) == 1_000_000
    assert steps_to_close(curve((0, 1.0), (500, 0.002), (1000, 0.0019))) is None  # too flat
    assert steps_to_close(curve((0, 1.0), (500, 0.02), (1000, 0.001))) is None  # another law
    assert steps_to_close(curve((0, 1.0), (500, 0.002), (1000, 0.003))) is None  # uphill
    assert steps_to_close(curve((0, 1.0), (5, 0.002), (10, 0.001))) is None  # too short
    assert steps_to_close(curve((0, 1.0), (500, 0.2), (1000, 0.1))) is None  # not the end yet


def test_a_trial_is_the_same_run_without_a_thread():
    assert trial(COUNTS, FLOOR, SHORT).tolist() == gaps_by_hand(SHORT, 100)


def test_a_trial_ends_where_the_loss_blows_up():
    assert len(trial(COUNTS, FLOOR, Plan("gradient descent", math.inf, 10, 1))) == 1


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([1.0, 0.5, 0.4, 0.3, 0.2], "fine"),
        ([1.0, 2.0, 0.4, 0.5, 0.2], "jumps"),  # 2 of 4 steps lead upwards
        ([1.0, 0.5, 0.4, 0.3, 1.1], "too big"),  # the end is above the start
        ([1.0, 0.5], "too big"),  # blew up at the second of 4 steps
        ([1e-13, 2e-13, 1e-13, 2e-13, 1e-13], "fine"),  # rounding is no jump
    ],
)
def test_verdict(gaps, expected):
    assert verdict(np.array(gaps), 4) == expected


def test_the_settings_know_every_optimizer():
    assert [word.lower() for word in OPTIMIZER.options] == list(OPTIMIZERS)
    assert list(OPTIMIZER_RATES) == list(OPTIMIZER.options)
    assert all(setting.default in setting.marks for setting in OPTIMIZER_RATES.values())
