"""Models walking: two characters, tables by hand, and dice whose draws are known."""

from __future__ import annotations

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.contenders.walking import (
    Journey,
    Status,
    Stretch,
    again,
    back,
    choose,
    digits,
    follow,
    next_name,
    part,
    roll,
    stretch,
)
from makemore.broadcasting import TableModel
from makemore.models.ngram import CountModel
from makemore.sampling import MAX_LENGTH, Sampler
from makemore.vocabulary import Vocabulary

AB = Vocabulary.of("ab")
END, A, B = 0, 1, 2

# Rows: after the boundary, after a, after b. Columns: end, a, b.
FIRST = [[0, 5, 5], [2, 4, 4], [5, 3, 2]]
SECOND = [[0, 6, 4], [2, 4, 4], [5, 3, 2]]  # a reaches to 0.6 instead of 0.5 at the start


class Draws:
    """Dice whose draws are known; past the last one they are repeated."""

    def __init__(self, *draws: float) -> None:
        self.draws = draws

    def __getitem__(self, index: int) -> float:
        return self.draws[index % len(self.draws)]


def sampler(weights: list[list[float]]) -> Sampler:
    return Sampler(TableModel(AB, torch.tensor(weights)))


ONE, BOTH = [sampler(FIRST)], [sampler(FIRST), sampler(SECOND)]
LONGER = Sampler(CountModel.fit(["ab", "ba", "bb"], context_size=2))


def rolled(journey, times, samplers, dice):
    for _ in range(times):
        journey = roll(journey, follow(journey, samplers, dice))
    return journey


def test_a_walk_begins_with_the_first_draw_ahead():
    """Row of the boundary: nothing to 0, a to 0.5, b to 1; 0.3 falls into a."""
    trail = follow(Journey(), ONE, Draws(0.3))
    assert trail.turns == ()
    assert trail.status is Status.WALKING
    assert trail.ahead.draw == 0.3
    assert trail.ahead.contexts == ((0,),)
    assert trail.ahead.tokens == (A,)


def test_rolls_take_the_turn_ahead_until_the_end():
    """0.3: a. After a, end to 0.2, a to 0.6, b to 1: 0.9 is b. After b, end to 0.5: 0.1 ends."""
    dice = Draws(0.3, 0.9, 0.1)
    trail = follow(rolled(Journey(), 3, BOTH, dice), BOTH, dice)
    assert trail.status is Status.ENDED
    assert trail.ahead is None
    assert trail.path(0) == trail.path(1) == (A, B, END)
    assert trail.parted is None
    assert trail.last.tokens == (END, END)
    journey = rolled(Journey(), 3, BOTH, dice)
    assert roll(journey, trail) == journey  # nothing is left to roll


def test_where_the_models_would_part_the_walk_waits():
    """0.55 is b to the first (a ends at 0.5) and a to the second (a ends at 0.6)."""
    dice = Draws(0.55, 0.1)
    trail = follow(Journey(), BOTH, dice)
    assert trail.status is Status.PARTING
    assert trail.ahead.tokens == (B, A)
    assert roll(Journey(), trail) == Journey()
    assert follow(Journey(0, (None, None)), BOTH, dice).turns == ()  # nor does a longer journey


def test_each_goes_on_by_itself_when_told_so():
    """Apart: b and a. 0.4 ends after b (to 0.5) and is a after a (0.2 to 0.6); then 0.1 ends."""
    dice = Draws(0.55, 0.4, 0.1)
    journey = part(Journey(), follow(Journey(), BOTH, dice))
    trail = follow(journey, BOTH, dice)
    assert trail.parted == 0
    assert trail.status is Status.WALKING
    assert trail.ahead.contexts == ((B,), (A,))
    assert trail.ahead.tokens == (END, A)
    trail = follow(rolled(journey, 1, BOTH, dice), BOTH, dice)
    assert trail.ahead.contexts == (None, (A,))
    assert trail.ahead.tokens == (None, END)
    trail = follow(rolled(journey, 2, BOTH, dice), BOTH, dice)
    assert trail.status is Status.ENDED
    assert trail.path(0) == (B, END)
    assert trail.path(1) == (A, A, END)


def test_those_that_went_apart_are_not_stopped_again_where_they_meet():
    """Apart: b and a; 0.9 leads both to b. To the second, after b comes nothing but the end."""
    both = [sampler(FIRST), sampler([*SECOND[:2], [1, 0, 0]])]
    dice = Draws(0.55, 0.9, 0.7)
    journey = rolled(part(Journey(), follow(Journey(), both, dice)), 1, both, dice)
    trail = follow(journey, both, dice)
    assert trail.ahead.contexts == ((B,), (B,))
    assert trail.ahead.tokens == (A, END)
    assert trail.status is Status.WALKING
    assert trail.partings == (0,)


def test_of_three_models_those_that_still_go_together_may_part_later():
    """0.55 is a to the second and third, b to the first. After a, 0.7 is b (from 0.6) to the
    second and a to the third, whose a reaches to 0.8; to the first, 0.7 after b is a (0.5 to 0.8).
    """
    three = [*BOTH, sampler([SECOND[0], [2, 6, 2], SECOND[2]])]
    dice = Draws(0.55, 0.7, 0.1)
    trail = follow(Journey(), three, dice)
    assert trail.status is Status.PARTING
    assert trail.who_part(0) == (0, 1, 2)
    journey = part(Journey(), trail)
    trail = follow(journey, three, dice)
    assert trail.status is Status.PARTING
    assert trail.ahead.tokens == (A, B, A)
    assert trail.who_part(1) == (1, 2)  # the first has a way of its own
    apart = part(journey, trail)
    trail = follow(apart, three, dice)
    assert trail.status is Status.WALKING
    assert trail.partings == (0, 1)
    assert trail.parted == 0
    assert back(apart, trail) == journey
    assert back(journey, follow(journey, three, dice)) == Journey()


def test_a_model_sees_as_many_characters_as_it_looks_at():
    """Of a list "ab" and "ba", K = 2: at the start nothing; then the start and a; then a and b."""
    longer = Sampler(CountModel.fit(["ab", "ba"], context_size=2))
    dice = Draws(0.3, 0.3, 0.3)  # a; after it b; after it the end
    journey, seen = Journey(), []
    for _place in range(3):
        trail = follow(journey, [longer, ONE[0]], dice)
        seen.append(trail.ahead.contexts)
        journey = choose(journey, trail, trail.ahead.tokens[0])
    assert seen == [((END, END), (END,)), ((END, A), (A,)), ((A, B), (B,))]
    assert follow(journey, [longer, ONE[0]], dice).path(0) == (A, B, END)


@given(st.lists(st.floats(0, 1, exclude_max=True), max_size=12).map(lambda draws: [*draws, 0.0]))
@example([0.9])  # who never ends is stopped; a draw of 0 ends, as two hundred characters take long
def test_whoever_may_part_makes_the_name_that_it_makes_alone(draws):
    samplers, dice, journey = [*BOTH, LONGER], Draws(*draws), Journey()
    for _step in range(2 * MAX_LENGTH):
        trail = follow(journey, samplers, dice)
        if trail.ahead is None:
            break
        journey = part(journey, trail) if trail.status is Status.PARTING else roll(journey, trail)
    assert trail.ahead is None
    made = [AB.decode(trail.path(walker)) for walker in range(len(samplers))]
    assert made == [sampler.walk(dice).name for sampler in samplers]
    assert trail.partings == journey.apart


def test_only_a_parting_can_be_allowed():
    dice = Draws(0.3)
    assert part(Journey(), follow(Journey(), BOTH, dice)) == Journey()


def test_a_choice_stands_instead_of_the_dice_and_uses_up_its_draw():
    """At the parting the person says a; the next draw is the second one, 0.9: b after a."""
    dice = Draws(0.55, 0.9)
    journey = choose(Journey(), follow(Journey(), BOTH, dice), A)
    trail = follow(journey, BOTH, dice)
    assert trail.turns[0].picked
    assert trail.turns[0].tokens == (A, A)
    assert trail.ahead.draw == 0.9
    assert trail.ahead.tokens == (B, B)
    assert trail.parted is None


def test_a_choice_can_be_what_no_model_would_take():
    """No name is empty here, and still the person may end it at once."""
    dice = Draws(0.3)
    trail = follow(choose(Journey(), follow(Journey(), BOTH, dice), END), BOTH, dice)
    assert trail.status is Status.ENDED
    assert trail.path(0) == (END,)
    ended = Journey(0, (END,))
    assert choose(ended, trail, A) == ended


def test_back_takes_one_step_back_and_asks_again_at_a_parting():
    dice = Draws(0.55, 0.4)
    apart = part(Journey(), follow(Journey(), BOTH, dice))
    further = rolled(apart, 1, BOTH, dice)
    assert back(further, follow(further, BOTH, dice)) == apart
    assert back(apart, follow(apart, BOTH, dice)) == Journey()
    assert back(Journey(), follow(Journey(), BOTH, dice)) == Journey()


def test_the_same_journey_goes_another_way_with_other_models():
    """With the first model alone nothing parts: 0.55 is b, 0.4 ends."""
    dice = Draws(0.55, 0.4)
    journey = Journey(0, (None, None))
    assert follow(journey, BOTH, dice).status is Status.PARTING
    assert follow(journey, ONE, dice).path(0) == (B, END)


def test_moves_beyond_the_end_are_forgotten_by_the_next_decision():
    """The walk waits at place 0, so what was decided for later places is void."""
    dice = Draws(0.55, 0.4)
    journey = Journey(0, (None, None, B))
    assert choose(journey, follow(journey, BOTH, dice), A).moves == (A,)


def test_the_next_name_goes_on_with_the_dice_of_the_first_model():
    """From draw 3 on: the first model took b and the end, 2 draws; the other one took 3."""
    dice = Draws(0.55, 0.4, 0.1)  # repeated: draw 3 is draw 0
    journey = Journey(3, (None, None, None), apart=(0,))
    trail = follow(journey, BOTH, dice)
    assert trail.status is Status.ENDED
    assert next_name(journey, trail) == Journey(5)
    assert again(journey) == Journey(3)


def test_a_walk_that_never_ends_is_cut():
    """After a comes only a."""
    endless = [sampler([[0, 1, 0], [0, 1, 0], [1, 0, 0]])]
    journey = Journey(0, (None,) * (MAX_LENGTH + 5))
    trail = follow(journey, endless, Draws(0.5))
    assert trail.status is Status.CUT
    assert trail.path(0) == (A,) * MAX_LENGTH


def test_a_walk_may_end_with_its_last_roll():
    """The person takes a 199 times and ends: 200 turns are allowed."""
    journey = Journey(0, (*(A,) * (MAX_LENGTH - 1), END))
    assert follow(journey, ONE, Draws(0.5)).status is Status.ENDED


def test_a_stretch_is_what_belongs_to_a_token():
    """After a: 2, 4, 4 of 10 are 0 to 0.2, 0.2 to 0.6, 0.6 to 1."""
    after_a = [stretch(ONE[0].cumulative((A,)), token) for token in (END, A, B)]
    assert [pytest.approx(0.0), pytest.approx(0.2), pytest.approx(0.6)] == [
        found.low for found in after_a
    ]
    assert [found.high for found in after_a] == pytest.approx([0.2, 0.6, 1.0])


def test_numbers_are_written_so_that_a_draw_and_its_borders_differ():
    assert digits(0.5, [Stretch(0.2, 0.6)])(0.5) == "0.5000"
    near = digits(0.63418, [Stretch(0.2, 0.63421)])
    assert (near(0.63418), near(0.63421)) == ("0.63418", "0.63421")
    assert digits(0.5, [Stretch(0.5, 0.5)])(0.5) == "0.500000000000"  # equal: no digits help
