"""The bootstrap: by hand where all resamplings can be listed, by theory where they cannot."""

import math

import numpy as np
import pytest

import makemore as mm
from makemore import uncertainty
from makemore.models.uniform import UniformModel
from makemore.uncertainty import Interval, bootstrap_difference, nll_difference


def of(extra: list[float], tokens: list[int] | None = None, seed: int = 1) -> Interval:
    """The interval of names whose nll under the first model is higher by `extra`, nats."""
    second = np.linspace(5, 20, len(extra))
    tokens = tokens or [1] * len(extra)
    return bootstrap_difference(second + extra, second, np.array(tokens), seed=seed)


def normal(mean: float, sd: float, n: int, seed: int = 0) -> np.ndarray:
    """Differences of exactly this mean and standard deviation."""
    drawn = np.random.default_rng(seed).normal(size=n)
    return mean + sd * (drawn - drawn.mean()) / drawn.std()


def test_two_names_by_hand():
    # drawn twice: first and first 1/4, one of each 1/2, second and second 1/4; means 1, 2, 3.
    # 2.5 % of the means lie within the lowest quarter, 97.5 % reach into the highest
    found = of([1, 3])
    assert (found.difference, found.low, found.high) == pytest.approx((2, 1, 3), abs=1e-12)
    assert found.certain


def test_a_name_is_drawn_with_all_its_tokens():
    # 3 nats more over 1 + 2 tokens: 1 a token; alone: 3 / 1 and 0 / 2
    found = of([3, 0], [1, 2])
    assert (found.difference, found.low, found.high) == pytest.approx((1, 0, 3), abs=1e-12)
    assert not found.certain  # 0 is not outside


@pytest.mark.parametrize("lines", ["a\na\nb\na\n", "a\t3\nb\t1\n"])
def test_copies_of_a_name_weigh_and_are_drawn_together(lines):
    # "a" three times, "b" once, 2 tokens each. The counts of a, a, b give them 2/3 and 1/3, the
    # blind guess 1/9: ln 1.5 - ln 9 = -ln 6, and ln 3 - ln 9 = -ln 3, 3 * 2 + 2 tokens.
    # Of two names drawn from two, a quarter of the draws has "a" alone, and a quarter "b" alone
    names = mm.read_corpus(lines.encode(), counted="\t" in lines)
    counted = mm.CountModel.fit(["a", "a", "b"])
    found = nll_difference(counted, UniformModel(counted.vocabulary), names, seed=1)
    by_hand = (-(3 * math.log(6) + math.log(3)) / 8, -math.log(6) / 2, -math.log(3) / 2)
    assert (found.difference, found.low, found.high) == pytest.approx(by_hand, abs=1e-12)


def test_names_that_all_differ_alike_leave_no_doubt():
    # each name 0.5 a token more, whatever its length: so is every resampling
    found = of([1.0, 2.0, 1.5], [2, 4, 3])
    assert (found.difference, found.low, found.high) == pytest.approx((0.5, 0.5, 0.5), abs=1e-12)
    assert found.certain
    assert of([-1.0, -2.0, -1.5], [2, 4, 3]).certain


def test_no_difference_is_not_certain():
    assert of([0.0] * 10) == Interval(0, 0, 0)
    assert not of([0.0] * 10).certain


@pytest.mark.parametrize("n", [100, 900, 5000])
def test_interval_is_that_of_the_normal_distribution(n):
    # mean 0.1, standard error 1 / sqrt(n): 95 of 100 lie within 1.96 of it
    found = of(list(normal(0.1, 1, n)))
    assert found.difference == pytest.approx(0.1, abs=1e-12)
    width = 2 * 1.96 / math.sqrt(n)
    assert found.high - found.low == pytest.approx(width, rel=0.1)
    assert (found.low + found.high) / 2 == pytest.approx(0.1, abs=0.1 * width)


def test_more_names_make_it_certain():
    # 0.1 is 1.0 standard errors of 100 names, and 3.2 of 1,000
    assert not of(list(normal(0.1, 1, 100))).certain
    assert of(list(normal(0.1, 1, 1000))).certain
    assert of(list(normal(-0.1, 1, 1000))).certain


def test_two_equal_models_are_seldom_called_different():
    generator = np.random.default_rng(1)
    wrong = sum(of(list(generator.normal(size=50)), seed=seed).certain for seed in range(100))
    assert (
        1 <= wrong <= 14
    )  # 5 of 100 expected, standard deviation 2.2; the percentile's a bit more


def test_the_other_way_round_is_the_opposite():
    first, second, tokens = normal(5, 1, 40), normal(5.2, 1, 40, seed=1), np.arange(2, 42)
    one = bootstrap_difference(first, second, tokens, seed=3)
    other = bootstrap_difference(second, first, tokens, seed=3)
    assert other.difference == pytest.approx(-one.difference, abs=1e-15)
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low), abs=1e-12)


def test_the_same_seed_gives_the_same_interval():
    extra = list(normal(0.1, 1, 60))
    assert of(extra, seed=1) == of(extra, seed=1)
    assert of(extra, seed=1) != of(extra, seed=2)
    many = list(normal(0.1, 1, 3000))  # in groups, which the seed chooses
    assert of(many, seed=1) == of(many, seed=1)


def test_groups_are_close_to_single_names(monkeypatch):
    n = 4000
    tokens = np.random.default_rng(2).integers(2, 12, n)
    first, second = normal(1, 0.5, n) * tokens, normal(0.99, 0.5, n, seed=1) * tokens
    grouped = bootstrap_difference(first, second, tokens, seed=1)
    monkeypatch.setattr(uncertainty, "_GROUPS", n)
    single = bootstrap_difference(first, second, tokens, seed=1, resamplings=1000)
    assert grouped.difference == pytest.approx(single.difference, abs=1e-12)
    width = single.high - single.low
    assert grouped.high - grouped.low == pytest.approx(width, rel=0.12)
    assert grouped.low == pytest.approx(single.low, abs=0.12 * width)


def test_groups_keep_every_name_once():
    n = uncertainty._GROUPS + 500
    group, drawn = uncertainty._resampled(n, seed=1, resamplings=2)
    assert np.bincount(np.bincount(group)).tolist() == [0, uncertainty._GROUPS - 500, 500]
    assert drawn.shape == (2, uncertainty._GROUPS)
    assert drawn.sum(axis=1).tolist() == [uncertainty._GROUPS] * 2


@pytest.mark.parametrize("extra", [[], [1.0]])
def test_one_name_cannot_say(extra):
    with pytest.raises(ValueError, match="two at least"):
        of(extra, [1] * len(extra))


@pytest.mark.parametrize("bad", [math.inf, math.nan])
def test_an_infinite_nll_has_no_interval(bad):
    good = np.array([1.0, 2.0])
    for first, second in ((np.array([1.0, bad]), good), (good, np.array([1.0, bad]))):
        with pytest.raises(ValueError, match="smooth the counts"):
            bootstrap_difference(first, second, np.array([1, 2]), seed=1)
