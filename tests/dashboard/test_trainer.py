"""The training thread: every command, every way it ends, and what is left when it has ended."""

import math
import string
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import torch

from dashboard.contenders import stepping
from dashboard.contenders import trainer as module
from dashboard.contenders.stepping import (
    AT_ONCE,
    LOOK,
    NEXT,
    PAGES,
    REST,
    STEPPING,
    turn,
    waiting,
)
from dashboard.contenders.trainer import Pace, Status, Stretch, Trainer, can_replay
from makemore.training import GradientDescent, initial_weights
from makemore.vocabulary import Vocabulary
from tests.dashboard.conftest import in_session

SEED = 2147483647
COUNTS = torch.tensor([[0, 2, 1], [2, 0, 1], [1, 1, 0]])  # of ab, a, ba
VOCABULARY, LETTERS = Vocabulary.of("ab"), Vocabulary.of(string.ascii_lowercase)
FAST = Pace(learning_rate=1.0, until=100, speed=1e6)
LONG = replace(FAST, until=10**9)
TOO_FAST = Pace(learning_rate=500, regularization=10, until=1000, speed=1e6)
MOMENT = threading.Event()  # never set: waiting for it is how a test looks again


def threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "trainer"]


def wait_for_the_end() -> None:
    for thread in threads():
        thread.join(timeout=150)
    assert not threads()


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(2000):
        if condition():
            return
        MOMENT.wait(0.01)
    raise AssertionError("This did not come true within 20 seconds.")


@pytest.fixture
def trainer() -> Iterator[Trainer]:
    trainer = Trainer(COUNTS, VOCABULARY, seed=1, pace=FAST)
    yield trainer
    trainer.pause()
    wait_for_the_end()


def by_hand(steps: int, pace: Pace = FAST) -> GradientDescent:
    descent = GradientDescent(COUNTS, initial_weights(3, 1))
    for _ in range(steps):
        descent.step(pace.learning_rate, pace.regularization)
    return descent


def test_it_stands_ready_at_the_lectures_first_loss(figures, lecture_matrix):
    snapshot = Trainer(lecture_matrix, LETTERS, SEED, FAST).snapshot
    expected = figures["neural_training"]["regularization_0"][0]
    assert snapshot.status is Status.READY
    assert round(snapshot.last.nll, 4) == 3.7590
    assert snapshot.last.nll == pytest.approx(expected["nll"], abs=1e-10)
    assert list(snapshot.history) == [snapshot.last]
    assert not threads()


def test_play_makes_the_steps_of_gradient_descent_and_ends(trainer):
    trainer.play()
    wait_for_the_end()
    snapshot, expected = trainer.snapshot, by_hand(100)
    assert snapshot.status is Status.DONE
    assert not trainer.playing
    assert torch.equal(snapshot.model.weights, expected.weights)
    assert snapshot.last == expected.losses()
    assert [losses.step for losses in snapshot.history] == list(range(101))


def test_play_after_the_goal_goes_as_far_again(trainer):
    for goal in (100, 200):
        trainer.play()
        wait_for_the_end()
        assert trainer.snapshot.last.step == trainer.goal == goal


def test_a_paused_run_goes_on_to_its_goal(trainer):
    trainer.play()
    wait_for_the_end()  # at 100
    trainer.pace = replace(FAST, until=10**6)
    trainer.play()
    wait_until(lambda: trainer.snapshot.last.step > 100)
    trainer.pause()
    paused = trainer.snapshot
    assert paused.status is Status.PAUSED
    wait_for_the_end()
    assert trainer.snapshot is paused  # pause was the last word
    trainer.pace = replace(FAST, until=paused.last.step + 50)
    trainer.play()
    wait_for_the_end()
    assert trainer.snapshot.last.step == paused.last.step + 50


def test_a_goal_set_behind_the_run_ends_it(trainer):
    trainer.pace = LONG
    trainer.play()
    wait_until(lambda: trainer.snapshot.last.step > 10)
    trainer.pace = replace(FAST, until=5)
    wait_for_the_end()
    assert trainer.snapshot.status is Status.DONE


def test_one_step(trainer):
    trainer.step()
    assert trainer.snapshot.status is Status.PAUSED
    assert trainer.snapshot.last == by_hand(1).losses()
    assert not threads()


def test_one_step_does_nothing_while_playing(trainer):
    trainer.pace = replace(LONG, speed=1e-9)  # the first step at once, the next in 30 years
    trainer.play()
    wait_until(lambda: trainer.snapshot.last.step == 1)
    trainer.step()
    assert trainer.snapshot.last.step == 1
    assert trainer.playing


def test_speed_limits_the_steps_of_a_slice(trainer):
    trainer.pace = replace(LONG, speed=1e-9)
    trainer.play()
    wait_until(lambda: trainer.snapshot.last.step == 1)
    trainer.pace = replace(FAST, until=1000)  # takes effect without a new start
    wait_for_the_end()
    assert trainer.snapshot.last.step == 1000


def test_reset_gives_exactly_the_first_weights_and_loss(trainer):
    first = trainer.snapshot
    trainer.play()
    wait_for_the_end()
    trainer.reset()
    again = trainer.snapshot
    assert torch.equal(again.model.weights, first.model.weights)
    assert (again.status, again.last, list(again.history)) == (
        Status.READY,
        first.last,
        [first.last],
    )
    assert trainer.goal == 100


def test_reset_stops_a_run(trainer):
    trainer.pace = LONG
    trainer.play()
    wait_until(lambda: trainer.snapshot.last.step > 0)
    trainer.reset()
    wait_for_the_end()
    assert (trainer.snapshot.status, trainer.snapshot.last.step) == (Status.READY, 0)


def test_another_seed_gives_other_weights_and_stays(trainer):
    trainer.reset(7)
    assert trainer.seed == 7
    assert torch.equal(trainer.snapshot.model.weights, initial_weights(3, 7))
    trainer.step()
    trainer.reset()
    assert torch.equal(trainer.snapshot.model.weights, initial_weights(3, 7))


def test_learning_rate_and_regularization_change_between_two_steps(trainer):
    trainer.step()
    trainer.pace = replace(FAST, learning_rate=0.5, regularization=0.1)
    trainer.step()
    expected = by_hand(1)
    losses = expected.step(0.5, 0.1)
    assert trainer.snapshot.last == losses
    assert torch.equal(trainer.snapshot.model.weights, expected.weights)


def test_regularization_shows_in_the_loss_before_the_next_step(trainer):
    trainer.pace = replace(FAST, regularization=2.0)
    last = trainer.snapshot.last
    mean_square = float((initial_weights(3, 1) ** 2).mean())
    assert last.loss == pytest.approx(last.nll + 2.0 * mean_square, abs=1e-12)
    assert trainer.snapshot.status is Status.READY


def test_a_snapshot_never_changes(trainer):
    before = trainer.snapshot
    weights, length = before.model.weights.clone(), len(before.history)
    trainer.step()
    assert torch.equal(before.model.weights, weights)
    assert len(before.history) == length


def test_a_long_history_is_thinned_out(trainer):
    trainer.pace = replace(FAST, until=2503)
    trainer.play()
    wait_for_the_end()
    steps = [losses.step for losses in trainer.snapshot.history]
    # 0 to 999, then 1,000 to 2,500 by ten, and always the last
    assert steps == [*range(1000), *range(1000, 2501, 10), 2503]


def test_a_loss_that_blows_up_ends_the_run_and_keeps_the_last_good_weights(trainer):
    # W is multiplied by 1 - 2 * 500 * 10 / 9 = -1110 in each step. The loss holds W squared, so
    # it is infinite when W passes 1e154: after 154 / log10(1110) = 50.6 steps, the 51st.
    trainer.pace = TOO_FAST
    trainer.play()
    wait_for_the_end()
    snapshot = trainer.snapshot
    assert snapshot.status is Status.DIVERGED
    assert snapshot.error is not None
    assert snapshot.error.step in (51, 52)
    assert torch.equal(
        snapshot.model.weights, initial_weights(3, 1)
    )  # each step was worse than none
    assert snapshot.last.step == 0
    assert math.isfinite(snapshot.last.loss)
    assert snapshot.history[-1].step == snapshot.error.step - 1  # the way up is still there to see
    assert snapshot.history[-1].loss > 1e300


def test_after_a_blow_up_it_plays_on_from_the_good_weights(trainer):
    for _ in range(3):
        trainer.step()
    good = trainer.snapshot
    trainer.pace = TOO_FAST
    trainer.play()
    wait_for_the_end()
    assert trainer.snapshot.last.step == good.last.step == 3
    trainer.pace = FAST
    trainer.play()
    wait_for_the_end()
    snapshot = trainer.snapshot
    assert (snapshot.status, snapshot.error) == (Status.DONE, None)
    assert torch.equal(snapshot.model.weights, by_hand(100).weights)  # as if nothing had happened
    assert [losses.step for losses in snapshot.history] == list(range(101))


def test_one_step_can_blow_up_too(trainer):
    trainer.pace = TOO_FAST
    while trainer.snapshot.error is None:
        trainer.step()
    assert trainer.snapshot.status is Status.DIVERGED
    trainer.reset()
    assert (trainer.snapshot.status, trainer.snapshot.error) == (Status.READY, None)


def test_a_run_that_nobody_watches_ends_after_the_grace_time(monkeypatch):
    monkeypatch.setattr(module, "GRACE", 0.0)
    trainer = Trainer(COUNTS, VOCABULARY, 1, LONG, watched=lambda: False)
    trainer.play()
    wait_for_the_end()
    assert trainer.snapshot.status is Status.PAUSED
    assert trainer.snapshot.last.step > 0


def test_a_run_that_is_watched_goes_on(monkeypatch):
    monkeypatch.setattr(module, "GRACE", 0.0)
    trainer = Trainer(COUNTS, VOCABULARY, 1, LONG, watched=lambda: True)
    trainer.play()
    wait_until(lambda: trainer.snapshot.last.step > 100)
    assert trainer.playing
    trainer.pause()
    wait_for_the_end()


def test_play_and_pause_in_quick_turn_leave_one_thread(trainer):
    trainer.pace = LONG
    for _ in range(50):
        trainer.play()
        trainer.pause()
    trainer.play()
    trainer.play()  # twice is once
    wait_until(lambda: len(threads()) == 1)
    step = trainer.snapshot.last.step
    wait_until(lambda: trainer.snapshot.last.step > step)
    assert trainer.playing
    trainer.pause()
    wait_for_the_end()


def test_an_ending_thread_does_not_pause_the_next_run(trainer):
    """The old thread may look at the run only after a new one has begun."""
    trainer.pace = LONG
    trainer.play()
    (old,) = threads()
    trainer.pause()
    trainer.play()
    old.join(timeout=150)
    assert trainer.playing


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_fails_leaves_no_run_that_seems_to_go_on(trainer):
    trainer.pace = Pace(learning_rate="a word")
    trainer.play()
    wait_for_the_end()
    assert not trainer.playing


def test_two_runs_at_once_do_not_touch_each_other(trainer):
    other = Trainer(COUNTS, VOCABULARY, seed=2, pace=FAST)
    trainer.play()
    other.play()
    wait_for_the_end()
    assert torch.equal(trainer.snapshot.model.weights, by_hand(100).weights)
    assert other.snapshot.status is Status.DONE


def test_more_runs_than_may_step_at_once_all_get_their_turn():
    trainers = [Trainer(COUNTS, VOCABULARY, seed, FAST) for seed in range(3 * AT_ONCE)]
    for each in trainers:
        each.play()
    wait_for_the_end()
    assert {each.snapshot.last.step for each in trainers} == {100}


def test_two_sessions_step_at_once_and_no_third():
    """A thread that another test has left lets go of its turn soon."""
    taken = [
        STEPPING.acquire(timeout=150),
        STEPPING.acquire(timeout=150),
        STEPPING.acquire(blocking=False),
    ]
    for _ in range(sum(taken)):
        STEPPING.release()
    assert taken == [True, True, False]


@pytest.mark.parametrize(
    ("steps", "characters", "can"),
    [
        (20_000, 27, True),
        (20_001, 27, False),  # too many, though they move few weights
        (20_000, 100, True),  # 200 million weights moved
        (20_000, 101, False),
        (200, 1000, True),
        (201, 1000, False),
    ],
)
def test_a_link_has_a_network_trained_again_only_where_that_is_quick(steps, characters, can):
    assert can_replay(steps, characters) is can


def test_python_ends_cleanly_while_a_run_goes_on():
    program = (
        "import string, torch; from dashboard.contenders.trainer import Pace, Trainer\n"
        "from makemore import Vocabulary\n"
        "pairs, letters = torch.ones((27, 27)), Vocabulary.of(string.ascii_lowercase)\n"
        "pace = Pace(1, 0, 10**9, 1e6)\n"
        "trainers = [Trainer(pairs, letters, 1, pace) for _ in range(4)]\n"
        "for trainer in trainers: trainer.play()\n"
        "while trainers[0].snapshot.last.step < 100: pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_the_stretches_of_a_run_lead_to_its_weights_again(trainer):
    for pace in (FAST, FAST, replace(FAST, learning_rate=0.5, regularization=0.1, speed=10), FAST):
        trainer.pace = pace
        trainer.step()
    stretches = trainer.snapshot.stretches
    assert stretches == (Stretch(2, 1.0, 0.0), Stretch(3, 0.5, 0.1), Stretch(4, 1.0, 0.0))
    again = GradientDescent(COUNTS, initial_weights(3, 1))
    for stretch in stretches:
        while again.steps < stretch.until:
            again.step(stretch.learning_rate, stretch.regularization)
    assert torch.equal(again.weights, trainer.snapshot.model.weights)


def test_steps_that_blew_up_are_in_no_stretch(trainer):
    trainer.pace = TOO_FAST
    trainer.play()
    wait_for_the_end()
    assert trainer.snapshot.status is Status.DIVERGED
    last = trainer.snapshot.last.step
    assert [stretch.until for stretch in trainer.snapshot.stretches] == ([last] if last else [])
    trainer.reset()
    assert trainer.snapshot.stretches == ()


def test_another_runs_stretches_are_taken_over_or_unknown(trainer):
    run = by_hand(2)
    history = [run.losses()]
    trainer.stand_at(run.weights, history, seed=1, stretches=[Stretch(2, 1.0, 0.0)])
    trainer.step()
    assert trainer.snapshot.stretches == (Stretch(3, 1.0, 0.0),)
    trainer.stand_at(run.weights, history, seed=1)
    trainer.step()
    assert trainer.snapshot.stretches is None


def test_the_way_to_the_weights_leaves_out_what_led_to_a_divergence(trainer):
    for _step in range(3):
        trainer.step()
    assert list(trainer.snapshot.way) == list(trainer.snapshot.history)
    trainer.pace = TOO_FAST
    trainer.play()
    wait_for_the_end()
    snapshot = trainer.snapshot
    assert snapshot.history[-1].step > 3
    assert [losses.step for losses in snapshot.way] == [0, 1, 2, 3]
    assert snapshot.way[-1] == snapshot.last


def test_who_rests_keeps_the_turn_and_then_lets_others_come():
    """However many train: another that stepped in the rest would leave pages no time."""
    seen = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            got = [STEPPING.acquire(blocking=False) for _ in range(AT_ONCE)]
            for _ in filter(None, got):
                STEPPING.release()
            seen.append((timeout, sum(got)))
            return False

    with turn(Stop()):
        assert not seen
    assert seen == [(REST, AT_ONCE - 1), (NEXT, AT_ONCE)]


def test_a_slice_begins_when_no_page_is_made_or_after_a_while(monkeypatch):
    def say_who_runs() -> None:
        import threading

        import streamlit as st

        st.session_state["name"] = threading.current_thread().name

    assert in_session(say_who_runs)["name"] == PAGES
    begun, done, looks = threading.Event(), threading.Event(), []

    def show() -> None:
        begun.set()
        done.wait(150)

    def wait_for_steps() -> None:
        with waiting():
            show()

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            looks.append(timeout)
            return len(looks) == 3  # told to stop, or not in time

    def begins(make: Callable[[], object]) -> int:
        """Return how often a thread looked for pages before it stepped."""
        looks.clear()
        page = threading.Thread(target=make, name=PAGES)
        page.start()
        begun.wait(150)
        with turn(Stop()):
            number = len(looks)
        done.set()
        page.join()
        begun.clear()
        done.clear()
        return number

    monkeypatch.setattr(stepping, "PATIENCE", 150)
    assert begins(show) == 3
    assert looks[:3] == [LOOK] * 3
    assert begins(wait_for_steps) == 0
    monkeypatch.setattr(stepping, "PATIENCE", 0)
    assert begins(show) == 0
