"""Dice, the tokens they choose, and the names they make."""

import math
from collections import Counter
from itertools import islice

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.errors import UnknownCharacterError
from makemore.models.kneser_ney import KneserNey
from makemore.rolling import Dice
from makemore.sampling import MAX_LENGTH, Sampler, sample_side_by_side

AB = mm.Vocabulary.of("ab")
BELOW_ONE = math.nextafter(1, 0)


def model_of(rows: list[list[int]]) -> mm.CountModel:
    """A bigram over the boundary, a and b from a table of counts."""
    return mm.CountModel(mm.NgramCounts.from_matrix(AB, torch.tensor(rows)))


EVEN = model_of([[0, 1, 1], [2, 1, 1], [1, 0, 0]])
ENDLESS = model_of([[0, 1, 0], [0, 1, 0], [0, 0, 1]])  # a after a after a


def test_dice_are_torch_rand_one_at_a_time():
    """Fetched in blocks, in any order; 3,000 draws are three blocks."""
    generator = torch.Generator().manual_seed(2147483647)
    one_by_one = [
        torch.rand(1, generator=generator, dtype=torch.float64).item() for _ in range(3000)
    ]
    dice = Dice(2147483647)
    assert dice[2500] == one_by_one[2500]
    assert [dice[index] for index in range(3000)] == one_by_one
    assert all(0 <= draw < 1 for draw in one_by_one)


def test_dice_leave_the_global_generator_alone():
    state = torch.get_rng_state()
    assert Dice(1)[0] == Dice(1)[0] != Dice(2)[0]
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    ("context", "draw", "token"),
    [
        (0, 0.0, 1),  # cumulative 0, 0.5, 1: a draw of 0 is no boundary, whose probability is 0
        (0, 0.25, 1),
        (0, 0.5, 1),  # 0.5 is not below the draw
        (0, math.nextafter(0.5, 1), 2),
        (0, BELOW_ONE, 2),
        (1, 0.0, 0),  # cumulative 0.5, 0.75, 1
        (1, 0.5, 0),
        (1, 0.6, 1),
        (1, 0.75, 1),
        (1, 0.8, 2),
        (2, 0.0, 0),  # cumulative 1, 1, 1
        (2, BELOW_ONE, 0),
    ],
)
def test_choice_by_hand(context, draw, token):
    assert Sampler(EVEN).choose((context,), draw) == token


@given(
    st.lists(st.integers(0, 3), min_size=3, max_size=3).filter(any),
    st.floats(0, 1, exclude_max=True),
    st.floats(1e-3, 1e3),
)
def test_choice_is_never_impossible(row, draw, temperature):
    sampler = Sampler(model_of([row] * 3), temperature)
    token = sampler.choose((0,), draw)
    cumulative = sampler.cumulative((0,))
    assert row[token] > 0
    assert cumulative[token] >= draw * cumulative[-1]
    assert token == 0 or cumulative[token - 1] <= max(draw, 5e-324) * cumulative[-1]


def test_temperature_by_hand():
    # P = (0, 2/3, 1/3); at 1/2 squared: 4/9, 1/9 -> 4/5, 1/5
    model = model_of([[0, 2, 1]] * 3)
    assert Sampler(model).cumulative((0,)) == pytest.approx([0, 2 / 3, 1], abs=1e-15)
    assert Sampler(model, 0.5).cumulative((0,)) == pytest.approx([0, 4 / 5, 1], abs=1e-15)
    # at 2 the square roots: sqrt 2 and 1
    root = math.sqrt(2)
    assert Sampler(model, 2).cumulative((0,)) == pytest.approx([0, root / (root + 1), 1], abs=1e-15)


@pytest.mark.parametrize("temperature", [1e-3, 1e-12, 1e-300, 5e-324])
def test_the_coldest_always_takes_the_likeliest(temperature):
    model = model_of([[0, 2, 1], [3, 0, 4], [5, 1, 1]])
    assert mm.sample_names(model, 5, seed=1, temperature=temperature) == ["ab"] * 5


@pytest.mark.parametrize("temperature", [1e12, 1e300])
def test_the_hottest_forgets_counts_but_not_what_is_impossible(temperature):
    sampler = Sampler(model_of([[0, 2, 1], [0, 0, 0], [5, 1, 1]]), temperature)
    assert sampler.cumulative((0,)) == pytest.approx([0, 1 / 2, 1])
    assert sampler.cumulative((2,)) == pytest.approx([1 / 3, 2 / 3, 1])


@pytest.mark.parametrize("temperature", [0, -1, -0.0, math.nan, math.inf])
def test_temperature_that_is_no_number_above_0(temperature):
    with pytest.raises(ValueError, match="Temperature"):
        mm.sample_names(EVEN, 1, seed=1, temperature=temperature)


def test_frequencies_of_first_letters():
    # P(a) = P(b) = 1/2 of 4,000 names: standard deviation sqrt(4000) / 2 = 32; within 5 of them
    first = Counter(name[0] for name in mm.sample_names(EVEN, 4000, seed=1))
    assert abs(first["a"] - 2000) < 160
    assert set(first) == {"a", "b"}


def test_a_walk_shows_its_steps():
    dice = Dice(5)
    walk = Sampler(EVEN).walk(dice, 3)
    tokens = AB.encode(walk.name)
    assert [step.draw for step in walk.steps] == [dice[3 + i] for i in range(len(walk.steps))]
    assert [step.token for step in walk.steps] == [*tokens, 0]
    assert [step.context for step in walk.steps] == [(token,) for token in [0, *tokens]]
    assert walk.ended


def test_walks_follow_on_each_other():
    walks = list(islice(mm.sample_walks(EVEN, seed=5), 20))
    draws = [step.draw for walk in walks for step in walk.steps]
    dice = Dice(5)
    assert draws == [dice[index] for index in range(len(draws))]
    assert mm.sample_names(EVEN, 20, seed=5) == [walk.name for walk in walks]
    assert mm.sample_names(EVEN, 7, seed=5) == [walk.name for walk in walks[:7]]
    assert mm.sample_names(EVEN, 0, seed=5) == []


def test_a_walk_that_never_ends_is_cut():
    walk = next(mm.sample_walks(ENDLESS, seed=1))
    assert walk.name == "a" * MAX_LENGTH
    assert len(walk.steps) == MAX_LENGTH == 200
    assert not walk.ended


def test_a_walk_is_cut_with_its_prefix_counted():
    walk = next(mm.sample_walks(ENDLESS, seed=1, prefix="ab"))
    assert walk.name == "a" + "b" * (MAX_LENGTH - 1)
    assert len(walk.steps) == MAX_LENGTH - 2
    whole = next(mm.sample_walks(ENDLESS, seed=1, prefix="a" * MAX_LENGTH))
    assert (whole.name, whole.steps, whole.ended) == ("a" * MAX_LENGTH, (), False)


def test_a_prefix_is_part_of_the_name_without_steps():
    walk = next(mm.sample_walks(EVEN, seed=1, prefix="ab"))  # after b the name must end
    assert walk.name == "ab"
    assert [(step.context, step.token) for step in walk.steps] == [((2,), 0)]


@pytest.mark.parametrize("K", [1, 2, 4])
def test_a_prefix_sets_the_context(K):
    model = mm.CountModel.fit(["olivia", "emma"], context_size=K)
    walk = next(mm.sample_walks(model, seed=1, prefix="ol"))
    padded = [0] * K + model.vocabulary.encode("ol")
    assert walk.steps[0].context == tuple(padded[-K:])


def test_a_prefix_the_list_cannot_spell():
    with pytest.raises(UnknownCharacterError, match="'z'"):
        mm.sample_names(EVEN, 1, seed=1, prefix="az")


def test_side_by_side(lecture_counts):
    models = [
        mm.CountModel(lecture_counts, 1),
        mm.CountModel(lecture_counts, 10),
        mm.UniformModel(lecture_counts.vocabulary),
    ]
    rows = sample_side_by_side(models, 30, seed=2147483647)
    assert len(rows) == 30
    assert [row[0].name for row in rows] == mm.sample_names(models[0], 30, seed=2147483647)
    for row in rows:
        shared = min(len(walk.steps) for walk in row)
        draws = {tuple(step.draw for step in walk.steps[:shared]) for walk in row}
        assert len(draws) == 1  # all walks of a row are made by the same draws
    alike = [row[0].name == row[1].name for row in rows]
    assert 0 < sum(alike) < 30


def test_equal_models_side_by_side_make_equal_names():
    for one, other in sample_side_by_side([EVEN, EVEN], 10, seed=3, temperature=0.7):
        assert one == other


@pytest.mark.parametrize("temperature", [0.1, 1.0, 5.0])
@pytest.mark.parametrize("names", [["ab", "b", "abab"], ["a"], ["张伟", "é.", "ab c"] * 2])
@pytest.mark.parametrize("smoothing", [0, 0.5])
def test_the_quick_way_rolls_the_same_names(names, smoothing, temperature):
    model = mm.CountModel.fit(names, smoothing=smoothing)
    for seed in range(20):
        walks = mm.sample_walks(model, seed=seed, temperature=temperature)
        expected = [walk.name for walk in islice(walks, 150)]
        assert mm.sample_names(model, 150, seed=seed, temperature=temperature) == expected


def test_names_that_are_cut_are_cut_in_the_quick_way_too():
    table = torch.full((2, 2), 0.004).log()  # after a, the end comes once in 250
    table[:, 1] = math.log(0.996)
    model = mm.NeuralBigram(mm.Vocabulary(("a",)), table.double())
    names = mm.sample_names(model, 40, seed=1)
    assert names == [walk.name for walk in islice(mm.sample_walks(model, seed=1), 40)]
    assert {len(name) == MAX_LENGTH for name in names} == {True, False}


@pytest.mark.parametrize("K", [1, 2, 4])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("prefix", ["", "ol", "a" * MAX_LENGTH])
def test_many_names_at_once_are_the_names_one_by_one(K, temperature, prefix):
    model = KneserNey.fit(["olivia", "emma", "ava", "mia", "lola"], context_size=K)
    asked = {"seed": K, "temperature": temperature, "prefix": prefix}
    walks = mm.sample_walks(model, **asked)
    names = [walk.name for walk in islice(walks, 300)]
    assert mm.sample_names(model, 300, **asked) == names
    assert mm.sample_names(model, 3, **asked) == names[:3]


def test_a_thousand_characters_are_rolled_in_small_parts():
    vocabulary = mm.Vocabulary.of(map(chr, range(0x4E00, 0x4E00 + 9000)))
    model = mm.UniformModel(vocabulary, 2)  # 9001 * 64 weights at a time
    walks = islice(mm.sample_walks(model, seed=1), 2)
    assert mm.sample_names(model, 2, seed=1) == [walk.name for walk in walks]


def test_draws_in_a_row():
    dice = Dice(3)
    assert dice.draws(1000, 2100).tolist() == [dice[index] for index in range(1000, 3100)]
    assert dice.draws(5, 0).tolist() == []
