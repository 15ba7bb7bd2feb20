"""The leaderboard's figures by hand: how models do on what is held out, and how sure that is."""

import math

import pytest

import makemore as mm
from makemore.leaderboard import WEIGHTS_SEED, leaderboard, learned
from makemore.models.family import Material, families
from makemore.splitting import hold_out
from makemore.uncertainty import nll_difference

NAMES = ["ab"] * 3 + ["a"] * 2 + ["ba", "b"]
CORPUS = mm.corpus_of(NAMES)


def test_rows_by_hand():
    # 8 names of one character each, a to h: two are held out, and V = 9
    corpus = mm.corpus_of("abcdefgh")
    blind, counts = leaderboard(["uniform", "counts"], corpus, share=0.25, seed=1)
    assert (blind.model, counts.model) == ("uniform", "counts")
    assert blind.train_nll == blind.held_out_nll == pytest.approx(math.log(9))
    # counts: each of 6 letters once after the start, then the end: (ln 6 + 0) / 2
    assert counts.train_nll == pytest.approx(math.log(6) / 2)
    assert counts.held_out_nll == math.inf  # a first letter that was never seen
    assert (blind.parameters, counts.parameters) == (0, 12)  # 6 beginnings, 6 ends
    assert (blind.difference_low, blind.difference_high) == (0, 0)  # the best
    assert (counts.difference_low, counts.difference_high) == (math.inf, math.inf)
    assert all(0 < row.cpu_seconds < 60 for row in (blind, counts))


def test_knobs_reach_the_families_that_have_them():
    corpus = mm.corpus_of("abcdefgh")
    blind, counts = leaderboard(
        ["uniform", "counts"], corpus, share=0.25, seed=1, values={"smoothing": 1.0}
    )
    # after the start (0 + 1) / (6 + 9); then a context never seen is uniform, 1 / 9
    assert counts.held_out_nll == pytest.approx((math.log(15) + math.log(9)) / 2)
    # both held-out names differ by the same: resampling cannot move it
    by = counts.held_out_nll - blind.held_out_nll
    assert (counts.difference_low, counts.difference_high) == pytest.approx((by, by))


def test_the_interval_is_the_bootstrap_over_distinct_held_out_names():
    corpus = mm.read_corpus(b"ann\nann\nanna\nbob\nbo\nnan\nnana\nob\nboa\nana\nban\n")
    rows = leaderboard(["counts", "uniform"], corpus, share=0.5, seed=3, values={"smoothing": 0.5})
    split = hold_out(corpus, 0.5, seed=3)
    vocabulary = mm.Vocabulary.of(corpus.characters)
    counts = mm.CountModel(mm.count_ngrams(split.train).within(vocabulary), 0.5)
    assert split.held_out.distinct < len(split.held_out)  # a name counts with all its copies
    assert rows[0].held_out_nll == pytest.approx(mm.mean_nll(counts, split.held_out.names))
    expected = nll_difference(mm.UniformModel(vocabulary), counts, split.held_out, seed=3)
    assert rows[0].held_out_nll < rows[1].held_out_nll
    assert (rows[1].difference_low, rows[1].difference_high) == (expected.low, expected.high)
    assert expected.low < rows[1].held_out_nll - rows[0].held_out_nll < expected.high


def test_the_network_is_trained_the_lectures_way():
    descent = mm.GradientDescent(
        mm.count_ngrams(NAMES).matrix(), mm.initial_weights(3, WEIGHTS_SEED)
    )
    for _ in range(200):
        losses = descent.step(50.0)
    network = learned("network", Material(NAMES))
    assert mm.mean_nll(network, NAMES) == pytest.approx(losses.nll, abs=1e-12)


def test_every_family_has_a_row():
    values = {"smoothing": 0.1, "hidden": 4, "width": 8}
    rows = leaderboard(list(families()), CORPUS, share=0.5, seed=1, values=values, seconds=0.05)
    assert [row.model for row in rows] == list(families())
    best = min(rows, key=lambda row: row.held_out_nll)
    assert (best.difference_low, best.difference_high) == (0, 0)


@pytest.mark.parametrize("names", [["ann", "ann"], ["ann", "bob"]])
def test_too_few_names_to_compare(names):
    with pytest.raises(ValueError, match=r"[Tt]wo"):
        leaderboard(
            ["uniform", "counts"], mm.corpus_of(names), share=0.5, seed=1, values={"smoothing": 1}
        )


def test_an_unknown_family():
    with pytest.raises(KeyError, match="nobody"):
        leaderboard(["nobody"], CORPUS, share=0.5, seed=1)
