"""Counts + smoothing -> probabilities, by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore import followers

NAMES = ["ab", "a", "ba"]
# row the context, columns (end, a, b): see test_counting.test_pairs_by_hand
BY_HAND = {
    0: [
        [0, 2 / 3, 1 / 3],  # 0, 2, 1 of 3
        [2 / 3, 0, 1 / 3],  # 2, 0, 1 of 3
        [1 / 2, 1 / 2, 0],  # 1, 1, 0 of 2
    ],
    1: [
        [1 / 6, 3 / 6, 2 / 6],  # 0 + 1, 2 + 1, 1 + 1 of 3 + 3
        [3 / 6, 1 / 6, 2 / 6],
        [2 / 5, 2 / 5, 1 / 5],  # 1 + 1, 1 + 1, 0 + 1 of 2 + 3
    ],
    0.5: [
        [0.5 / 4.5, 2.5 / 4.5, 1.5 / 4.5],  # of 3 + 3 * 0.5
        [2.5 / 4.5, 0.5 / 4.5, 1.5 / 4.5],
        [1.5 / 3.5, 1.5 / 3.5, 0.5 / 3.5],  # of 2 + 3 * 0.5
    ],
}


@pytest.mark.parametrize("smoothing", BY_HAND)
def test_probabilities_by_hand(smoothing):
    model = mm.CountModel.fit(NAMES, smoothing=smoothing)
    expected = torch.tensor(BY_HAND[smoothing], dtype=torch.float64)
    torch.testing.assert_close(mm.probability_matrix(model), expected, rtol=0, atol=1e-15)


def test_longer_contexts_by_hand():
    model = mm.CountModel.fit(NAMES, context_size=2, smoothing=1)
    contexts = torch.tensor([[0, 0], [0, 1], [1, 2], [2, 2]])  # .. .a ab bb
    torch.testing.assert_close(
        model.log_probabilities(contexts).exp(),
        torch.tensor(
            [
                [1 / 6, 3 / 6, 2 / 6],  # ..a twice, ..b once: 0, 2, 1 and 1 each
                [2 / 5, 1 / 5, 2 / 5],  # .a. and .ab once: 1, 0, 1 and 1 each
                [2 / 4, 1 / 4, 1 / 4],  # ab. once: 1, 0, 0 and 1 each
                [1 / 3, 1 / 3, 1 / 3],  # bb never: only the smoothing
            ],
            dtype=torch.float64,
        ),
        rtol=0,
        atol=1e-15,
    )


def test_an_unseen_pair_is_impossible_and_an_unseen_context_uniform():
    model = mm.CountModel.fit(NAMES, context_size=2)
    log_probabilities = model.log_probabilities(torch.tensor([[0, 1], [2, 2]]))  # .a bb
    half, third = math.log(1 / 2), math.log(1 / 3)
    assert log_probabilities[0].tolist() == pytest.approx([half, -math.inf, half], abs=1e-15)
    assert log_probabilities[1].tolist() == pytest.approx([third, third, third], abs=1e-15)


def test_much_smoothing_forgets_the_list():
    probabilities = mm.probability_matrix(mm.CountModel.fit(NAMES, smoothing=1e12))
    torch.testing.assert_close(
        probabilities, torch.full((3, 3), 1 / 3, dtype=torch.float64), rtol=0, atol=1e-11
    )


@pytest.mark.parametrize("smoothing", [-1, -1e-9, math.inf, -math.inf, math.nan])
def test_smoothing_that_is_no_number_from_0_up(smoothing):
    with pytest.raises(ValueError, match="Smoothing"):
        mm.CountModel.fit(NAMES, smoothing=smoothing)


def test_a_square_table_is_for_bigrams():
    with pytest.raises(ValueError, match="K = 2"):
        mm.probability_matrix(mm.CountModel.fit(NAMES, context_size=2))


@given(
    st.lists(st.text("abc王", min_size=1, max_size=6), min_size=1),
    st.integers(1, 5),
    st.sampled_from([0, 0.25, 1, 1000]),
)
def test_equals_the_formula_for_any_list(names, K, smoothing):
    """(count + smoothing) / (count of the context + smoothing * V), looked up one by one."""
    counts = mm.count_ngrams(names, context_size=K)
    model, V = mm.CountModel(counts, smoothing), len(counts.vocabulary)
    seen = {}
    for context, target, n in zip(
        counts.contexts.tolist(), counts.targets.tolist(), counts.occurrences.tolist(), strict=True
    ):
        seen.setdefault(tuple(context), [0] * V)[target] = n
    contexts = list(seen) + [context[::-1] for context in seen]  # many of them never seen
    probabilities = model.log_probabilities(torch.tensor(contexts)).exp()
    for context, row in zip(contexts, probabilities.tolist(), strict=True):
        after = [n + smoothing for n in seen.get(context, [0] * V)]
        expected = [n / sum(after) if sum(after) else 1 / V for n in after]
        assert row == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("most", [1 << 18, 0])
def test_counts_are_laid_out_once_for_all_smoothings_where_they_are_few(most, monkeypatch):
    monkeypatch.setattr(followers, "_SMALL", most)
    counts = mm.count_ngrams(["ab"]).within(mm.Vocabulary.of("abc"))  # c: never seen
    assert counts.followers.find(torch.tensor([[0], [1], [2], [3]])).tolist() == [0, 1, 2, -1]
    table = [[0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0]]  # .a, ab, b., and never seen
    assert counts.followers.table.tolist() == table
    assert (counts.followers.table is counts.followers.table) == bool(most)


@pytest.mark.parametrize("K", [64, 200])
def test_huge_contexts_are_found(K):
    """V**K outgrows any integer; the model still knows its list."""
    model = mm.CountModel.fit(["emma", "ava", "emmb"], context_size=K)
    # start: e, a, e; after emm: a, b; all else is certain
    surprisals = mm.surprisals(model, "emma").tolist()
    expected = [math.log(3 / 2), 0, 0, math.log(2), 0]
    assert surprisals == pytest.approx(expected, abs=1e-14)
    assert mm.surprisals(model, "va")[1] == pytest.approx(math.log(6))  # never seen: V = 6
