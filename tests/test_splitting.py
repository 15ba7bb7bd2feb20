"""Held-out names: no name on both sides, nothing lost, the same again from the same seed."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from makemore import splitting
from makemore.corpus import Corpus, corpus_of
from makemore.splitting import hold_out, three_parts

WORDS = st.text(st.sampled_from("abé王."), min_size=1, max_size=3)
LISTS = st.lists(WORDS, min_size=2, max_size=40).map(corpus_of).filter(lambda c: c.distinct > 1)
SHARES = st.floats(0, 1, exclude_min=True, exclude_max=True)
SEEDS = st.integers(0, 2**32)


def numbered(n: int) -> Corpus:
    """A list of n distinct names, all digits."""
    return corpus_of(str(number) for number in range(n))


@given(LISTS, SHARES, SEEDS)
def test_the_parts_are_the_list_and_have_no_name_in_common(corpus, share, seed):
    split = hold_out(corpus, share, seed=seed)
    held_out = set(split.held_out.names)
    assert split.train.names == [name for name in corpus.names if name not in held_out]
    assert split.held_out.names == [name for name in corpus.names if name in held_out]
    assert len(split.train) + len(split.held_out) == len(corpus)
    assert 0 <= split.leak <= 1


@given(LISTS, SHARES, SEEDS)
def test_the_share_is_of_distinct_names_and_leaves_one_on_each_side(corpus, share, seed):
    split = hold_out(corpus, share, seed=seed)
    assert split.held_out.distinct + split.train.distinct == corpus.distinct
    assert min(split.held_out.distinct, split.train.distinct) >= 1
    wanted = share * corpus.distinct
    if 1 <= wanted <= corpus.distinct - 1:
        assert abs(split.held_out.distinct - wanted) <= 0.5


@pytest.mark.parametrize(
    ("share", "held_out"),
    [(0.1, 10), (0.2, 20), (0.004, 1), (0.999, 99)],  # 0.4 is raised to 1; 99.9 leaves one
)
def test_share_of_a_hundred_names(share, held_out):
    split = hold_out(numbered(100), share, seed=1)
    assert (len(split.held_out), len(split.train)) == (held_out, 100 - held_out)


@given(LISTS, SHARES, SEEDS)
def test_the_same_seed_gives_the_same_split(corpus, share, seed):
    assert hold_out(corpus, share, seed=seed) == hold_out(corpus, share, seed=seed)


def test_another_seed_gives_another_split():
    splits = {hold_out(numbered(100), 0.2, seed=seed).held_out.data for seed in range(20)}
    assert len(splits) == 20  # of C(100, 20) = 5e20 choices


def test_every_name_is_held_out_as_often_as_any_other():
    # 300 seeds, 3 of 10 names: each is held out 90 times, standard deviation sqrt(63) = 8
    times = dict.fromkeys(numbered(10).names, 0)
    for seed in range(300):
        for name in hold_out(numbered(10), 0.3, seed=seed).held_out.names:
            times[name] += 1
    assert all(abs(count - 90) < 5 * 8 for count in times.values())
    assert sum(times.values()) == 900


def test_all_copies_go_together():
    corpus = corpus_of(["ava"] * 90 + ["emma"] * 9 + ["zoe"])
    sizes = {len(hold_out(corpus, 1 / 3, seed=seed).held_out) for seed in range(30)}
    assert sizes == {90, 9, 1}  # one name of three, with whatever copies it has


def test_leak_by_hand():
    # lines   ava  ava  emma ava  zoe
    # tested   x         x              -> ava is also trained on, emma is not: 1 of 2
    code = np.array([0, 0, 1, 0, 2])
    assert splitting._leak(code, np.array([1, 0, 1, 0, 0], bool)) == 1 / 2
    assert splitting._leak(code, np.array([1, 1, 0, 0, 1], bool)) == 2 / 3  # ava, ava; not zoe
    assert splitting._leak(code, np.array([1, 1, 0, 1, 0], bool)) == 0  # all copies of ava
    assert splitting._leak(code, np.zeros(5, bool)) == 0  # nothing tested leaks nothing
    assert splitting._leak(code, np.ones(5, bool)) == 0  # nothing trained on


def test_leak_grows_with_copies():
    assert hold_out(numbered(1000), 0.2, seed=1).leak == 0  # no copies
    # each name twice: a tested line's copy is among the others with probability 0.8;
    # 400 tested lines or so, in pairs: standard deviation about sqrt(0.8 * 0.2 / 400) = 0.02
    twice = corpus_of([str(number) for number in range(1000)] * 2)
    assert hold_out(twice, 0.2, seed=1).leak == pytest.approx(0.8, abs=0.1)


def test_the_report_is_kept():
    corpus = corpus_of([" Ava", "", "emma"])
    split = hold_out(corpus, 0.5, seed=1)
    assert split.train.report == split.held_out.report == corpus.report


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, math.nan, math.inf])
def test_a_share_lies_between_0_and_1(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        hold_out(numbered(3), share, seed=1)


def test_one_distinct_name_cannot_be_split():
    with pytest.raises(ValueError, match="Two different names"):
        hold_out(corpus_of(["ava", "ava"]), 0.5, seed=1)


@given(LISTS.filter(lambda c: c.distinct > 2), st.floats(0.05, 0.45), SEEDS, st.booleans())
def test_three_parts_are_the_list_each_with_a_name(corpus, share, seed, by_line):
    parts = three_parts(corpus, share, seed=seed, by_line=by_line)
    found = [part.names for part in (parts.train, parts.validation, parts.test)]
    assert sorted(name for names in found for name in names) == sorted(corpus.names)
    if not by_line:
        assert all(found)
        assert not set(found[0]) & set(found[1])
        assert not set(found[2]) & {*found[0], *found[1]}
        assert parts.validation == hold_out(corpus, share, seed=seed).held_out


def test_a_careless_division_gives_copies_away_whether_lines_or_weights_say_so():
    lines = corpus_of(["ava"] * 500 + ["bo"] * 500)
    weighted = replace(corpus_of(["ava", "bo"]), weights=np.array([500, 500]))
    for corpus in (lines, weighted):
        parts = three_parts(corpus, 0.1, seed=1, by_line=True)
        assert {*parts.train.names} == {*parts.validation.names} == {"ava", "bo"}
        assert [part.total for part in (parts.train, parts.validation, parts.test)] == [
            *(800, 100, 100)
        ]
