"""The smoothing curve: by hand, equal to the count model's nll, its best point by brute force."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import makemore as mm
from makemore import bridge, smoothing
from makemore.smoothing import HIGHEST, SmoothingCurve, best_smoothing
from makemore.splitting import hold_out

NAMES = ["ab", "a", "ba"]
# .a 2, .b 1 (3 in all); aa 0, ab 1, a. 2 (3); ba 1, bb 0, b. 1 (2); V = 3
COUNTS = mm.count_ngrams(NAMES)
US_NAMES = Path(__file__).parent.parent / "data" / "us-names-2018.txt"
WORDS = st.lists(st.text("abc王", min_size=1, max_size=5), min_size=1, max_size=8)
SMOOTHINGS = torch.tensor([0, 1e-6, 0.01, 0.5, 1, 3, 100, 1e6], dtype=torch.float64)


def of(names: list[str]) -> mm.NgramCounts:
    return mm.count_ngrams(names).within(COUNTS.vocabulary)


def split_counts(corpus: mm.Corpus, K: int = 1) -> tuple[mm.NgramCounts, mm.NgramCounts]:
    """Train and held-out counts of a fifth of the names, in the whole list's vocabulary."""
    split, vocabulary = hold_out(corpus, 0.2, seed=1), mm.Vocabulary.of(corpus.characters)
    train, held_out = (
        mm.count_ngrams(part, context_size=K).within(vocabulary)
        for part in (split.train, split.held_out)
    )
    return train, held_out


def nll_by_tables(
    train: mm.NgramCounts, tested: mm.NgramCounts, smoothings: np.ndarray
) -> np.ndarray:
    """The mean nll at each smoothing from two square tables, one smoothing at a time."""
    N, tests = train.matrix().double().numpy(), tested.matrix().double().numpy()
    totals, V = N.sum(1, keepdims=True), len(N)
    used = tests > 0
    weights = tests[used] / tests.sum()
    return np.array(
        [-np.log(((N + k) / (totals + k * V))[used]) @ weights for k in smoothings.tolist()]
    )


def test_curve_by_hand():
    curve = SmoothingCurve(COUNTS, of(["b"]))
    # .b: (1 + k) / (3 + 3k) = 1/3 at every k; b.: (1 + k) / (2 + 3k) = 1/2, 2/5, 3/8
    by_hand = [(math.log(3) + math.log(x)) / 2 for x in (2, 5 / 2, 8 / 3)]
    assert curve.nll(torch.tensor([0, 1, 2])).tolist() == pytest.approx(by_hand, abs=1e-14)


def test_an_unseen_pair_is_infinite_at_0_and_finite_above():
    curve = SmoothingCurve(COUNTS, of(["bb"]))
    # .b 1/3; bb: k / (2 + 3k) = 0, 1/5; b.: 2/5 at k = 1
    at_1 = (math.log(3) + math.log(5) + math.log(5 / 2)) / 3
    assert curve.nll(torch.tensor([0.0, 1.0])).tolist() == [
        math.inf,
        pytest.approx(at_1, abs=1e-14),
    ]


def test_a_context_never_seen_is_uniform_at_every_smoothing():
    vocabulary = mm.Vocabulary.of("abc")
    only_after_c = mm.NgramCounts(
        vocabulary, torch.tensor([[3]]), torch.tensor([1]), torch.tensor([1])
    )
    curve = SmoothingCurve(COUNTS.within(vocabulary), only_after_c)
    assert curve.nll(SMOOTHINGS).tolist() == pytest.approx([math.log(4)] * 8, abs=1e-14)


@given(WORDS, WORDS, st.integers(1, 3))
def test_curve_equals_the_count_models_nll(names, others, K):
    """Others may hold pairs, contexts and characters that the names never have."""
    train = mm.count_ngrams(names, context_size=K)
    tested = mm.count_ngrams(others, context_size=K)
    vocabulary = mm.Vocabulary.of("abc王")
    train, tested = train.within(vocabulary), tested.within(vocabulary)
    found = SmoothingCurve(train, tested).nll(SMOOTHINGS)
    expected = [mm.mean_nll(mm.CountModel(train, k), tested) for k in SMOOTHINGS.tolist()]
    assert found.dtype == torch.float64
    assert found.tolist() == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("K", [1, 2])
def test_curve_of_the_bundled_list_equals_the_count_models_nll(K):
    train, held_out = split_counts(mm.read_file(US_NAMES), K)
    found = SmoothingCurve(train, held_out).nll(SMOOTHINGS)
    expected = [mm.mean_nll(mm.CountModel(train, k), held_out) for k in SMOOTHINGS.tolist()]
    assert found.tolist() == pytest.approx(expected, abs=1e-10)


def test_pairs_looked_up_some_at_a_time_give_the_same_curve(monkeypatch):
    expected = SmoothingCurve(COUNTS, COUNTS).nll(SMOOTHINGS)
    for cells in (1, 6, 9):  # 1, 2 and 3 of 7 pairs
        monkeypatch.setattr(smoothing, "_CELLS", cells)
        found = SmoothingCurve(COUNTS, COUNTS).nll(SMOOTHINGS)
        torch.testing.assert_close(found, expected, rtol=0, atol=1e-14)


@pytest.mark.parametrize("first", [50, 1000, None])
def test_best_equals_a_brute_force_search(first):
    corpus = mm.read_file(US_NAMES)
    train, held_out = split_counts(corpus.first(first or len(corpus)))
    fine = np.geomspace(1e-3, 1e2, 10_001)  # 0.12 % apart
    nll = nll_by_tables(train, held_out, fine)
    at = int(nll.argmin())
    assert 0 < at < len(fine) - 1
    best = best_smoothing(train, held_out)
    assert fine[at - 1] < best < fine[at + 1]
    assert nll_by_tables(train, held_out, np.array([best]))[0] <= nll[at] + 1e-14


def test_fifty_names_have_a_valley_and_thirty_thousand_hardly():
    corpus = mm.read_file(US_NAMES)
    few = SmoothingCurve(*split_counts(corpus.first(50)))
    many = SmoothingCurve(*split_counts(corpus))
    smoothings = torch.tensor([0.01, 0.2, 10])
    low, best, high = few.nll(smoothings).tolist()
    assert low - best > 0.1  # nats per token
    assert high - best > 0.5
    low, best, high = many.nll(smoothings).tolist()
    assert 0 < low - best < 0.001
    assert 0 < high - best < 0.015
    assert few.best() == pytest.approx(0.2, abs=0.1)


def test_best_by_hand():
    # one test pair of each kind after a: seen 2 of 3, and seen 0 of 3. With k the sum of
    # -ln (2 + k) - ln k + 2 ln (3 + 3k) falls for ever: k = infinity, so the highest is taken
    pairs = mm.NgramCounts(
        COUNTS.vocabulary, torch.tensor([[1], [1]]), torch.tensor([0, 1]), torch.tensor([1, 1])
    )
    assert best_smoothing(COUNTS, pairs) == pytest.approx(HIGHEST, rel=0.01)
    # three of the first and one of the second: 3 / (2 + k) + 1 / k = 4 * 3 / (3 + 3k)
    # => (3k + 2 + k)(1 + k) = 4 (2 + k) k => 4k + 2 + 4k^2 + 2k = 8k + 4k^2 => k = 1
    pairs = mm.NgramCounts(
        COUNTS.vocabulary, torch.tensor([[1], [1]]), torch.tensor([0, 1]), torch.tensor([3, 1])
    )
    assert best_smoothing(COUNTS, pairs) == pytest.approx(1, abs=1e-5)


@given(WORDS, st.integers(1, 3))
def test_names_in_training_want_no_smoothing(names, K):
    counts = mm.count_ngrams(names, context_size=K)
    assert best_smoothing(counts, counts) == 0


@settings(max_examples=30)
@given(WORDS, st.floats(0.001, 1000))
def test_smoothing_of_inverts_the_curve(names, k):
    counts = mm.count_ngrams(names)
    curve = SmoothingCurve(counts, counts)
    nll = float(curve.nll(torch.tensor([k], dtype=torch.float64)))
    assume(nll < float(curve.nll(torch.tensor([2 * k], dtype=torch.float64))) - 1e-7)  # it rises
    found = curve.smoothing_of(nll)
    assert float(curve.nll(torch.tensor([found], dtype=torch.float64))) == pytest.approx(
        nll, abs=1e-9
    )
    assert found == pytest.approx(k, rel=1e-4)


def test_smoothing_of_by_hand():
    curve = SmoothingCurve(COUNTS, of(["b"]))  # (ln 3 + ln((2 + 3k) / (1 + k))) / 2
    assert curve.smoothing_of((math.log(3) + math.log(5 / 2)) / 2) == pytest.approx(1, abs=1e-8)
    assert curve.smoothing_of((math.log(3) + math.log(2)) / 2) == 0  # reached without smoothing
    assert curve.smoothing_of(0.1) == 0
    assert curve.smoothing_of(math.log(3)) is None  # (ln 3 + ln 3) / 2 needs k = infinity


def test_smoothing_that_matches_the_regularized_network(lecture_matrix, lecture_counts):
    curve = SmoothingCurve(lecture_counts, lecture_counts)
    nll = bridge.optimum(lecture_matrix, 0.01).nll
    smoothing_of_nll = curve.smoothing_of(nll)
    assert smoothing_of_nll == pytest.approx(8.058, abs=0.0005)
    model = mm.CountModel(lecture_counts, smoothing_of_nll)
    assert mm.mean_nll(model, lecture_counts) == pytest.approx(nll, abs=1e-10)
    assert curve.smoothing_of(math.log(27)) is None  # the uniform model's


def test_other_vocabulary():
    with pytest.raises(ValueError, match=r"NgramCounts\.within"):
        SmoothingCurve(COUNTS, mm.count_ngrams(["b"]))


def test_other_context_size():
    with pytest.raises(ValueError, match="K = 1 and K = 2"):
        SmoothingCurve(COUNTS, mm.count_ngrams(NAMES, context_size=2))


def test_no_name_to_score():
    with pytest.raises(ValueError, match="no name"):
        SmoothingCurve(COUNTS, of([]))
