"""How surprised a model is, by hand."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore import scoring
from makemore.errors import UnknownCharacterError
from makemore.scoring import bits_per_token, name_nll, unseen_pairs

NAMES = ["ab", "a", "ba"]
# smoothing 0: from the start a 2/3, b 1/3; after a end 2/3, b 1/3; after b end 1/2, a 1/2
MODEL = mm.CountModel.fit(NAMES)
AB = math.log(3 / 2) + math.log(3) + math.log(2)  # .a ab b.
A = math.log(3 / 2) + math.log(3 / 2)  # .a a.
BA = math.log(3) + math.log(2) + math.log(3 / 2)  # .b ba a.


def test_surprisals_by_hand():
    expected = [math.log(3 / 2), math.log(3), math.log(2)]
    assert mm.surprisals(MODEL, "ab").tolist() == pytest.approx(expected, abs=1e-15)
    assert mm.surprisals(MODEL, "aab").tolist() == pytest.approx(
        [math.log(3 / 2), math.inf, math.log(3), math.log(2)], abs=1e-15
    )


def test_an_empty_name_has_one_surprisal():
    model = mm.CountModel.fit(NAMES, smoothing=1)
    assert mm.surprisals(model, "").tolist() == pytest.approx([math.log(6)])  # (0 + 1) / (3 + 3)


def test_name_nll_by_hand():
    assert name_nll(MODEL, "ab") == pytest.approx(AB, abs=1e-14)
    assert name_nll(MODEL, "bb") == math.inf


def test_mean_nll_and_perplexity_by_hand():
    # ab has 3 tokens, a has 2, ba has 3: the ends are predicted, the starts are not
    nll = (AB + A + BA) / 8
    assert mm.mean_nll(MODEL, NAMES) == pytest.approx(nll, abs=1e-14)
    assert mm.mean_nll(MODEL, MODEL.counts) == pytest.approx(nll, abs=1e-14)
    assert mm.mean_nll(MODEL, b"ab\na\nba\n") == pytest.approx(nll, abs=1e-14)
    assert mm.mean_nll(MODEL, ["a", "a"]) == pytest.approx(A / 2, abs=1e-14)
    assert mm.perplexity(MODEL, NAMES) == pytest.approx(math.exp(nll), abs=1e-14)


def test_perplexity_of_the_uniform_model_is_the_vocabulary():
    model = mm.UniformModel(mm.Vocabulary.of("abc"))
    assert mm.perplexity(model, ["cab", "b"]) == pytest.approx(4, abs=1e-14)


def test_bits():
    assert bits_per_token(math.log(8)) == pytest.approx(3, abs=1e-15)  # one of eight: 3 bits
    assert bits_per_token(math.inf) == math.inf


def test_names_of_another_list_are_scored_in_the_models_tokens():
    # "b" alone has another vocabulary, in which b is token 1: .b ln 3, b. ln 2
    assert mm.mean_nll(MODEL, ["b"]) == pytest.approx((math.log(3) + math.log(2)) / 2, abs=1e-14)


def test_impossible_names_are_infinite_and_their_pairs_named():
    assert mm.mean_nll(MODEL, ["ab", "bb"]) == math.inf
    assert mm.perplexity(MODEL, ["ab", "bb"]) == math.inf
    assert unseen_pairs(MODEL, ["ab", "bbb", "aab", "bb"]) == ["aa", "bb"]
    assert unseen_pairs(MODEL, NAMES) == []
    assert unseen_pairs(mm.CountModel(MODEL.counts, 1), ["bb"]) == []


def test_unseen_pairs_show_the_boundary_and_longer_contexts():
    assert unseen_pairs(mm.CountModel.fit(["ab"]), ["ba"]) == [".b", "a.", "ba"]
    # .ba and ba. are after contexts never seen, which are uniform; ..b is impossible
    assert unseen_pairs(mm.CountModel.fit(["ab"], context_size=2), ["ba"]) == ["..b"]


def test_example_of_the_lecture(lecture_counts):
    assert unseen_pairs(mm.CountModel(lecture_counts), ["emma", "andrejq"]) == ["jq"]


@pytest.mark.parametrize("score", [mm.surprisals, name_nll])
def test_an_unknown_character_has_no_surprisal(score):
    with pytest.raises(UnknownCharacterError, match="'z'"):
        score(MODEL, "abz")


@pytest.mark.parametrize("score", [mm.mean_nll, mm.perplexity, unseen_pairs])
def test_an_unknown_character_in_a_list(score):
    with pytest.raises(UnknownCharacterError, match="'z'"):
        score(MODEL, ["ab", "z"])


@pytest.mark.parametrize("names", [[], b"", [""]])
def test_no_name_to_score(names):
    with pytest.raises(ValueError, match="no name"):
        mm.mean_nll(MODEL, names)


def test_counts_of_another_context_size():
    with pytest.raises(ValueError, match="K = 2"):
        mm.mean_nll(MODEL, mm.count_ngrams(NAMES, context_size=2))


def test_one_name_is_not_a_list():
    with pytest.raises(TypeError, match="list"):
        mm.mean_nll(MODEL, "ab")


def test_perplexity_too_big_for_a_float_is_infinite():
    # a start that is sure of b, by 1000 nats, and meets a
    weights = torch.tensor([[0, 0, 1000.0], [0, 0, 0], [0, 0, 0]]).double()
    model = mm.NeuralBigram(mm.Vocabulary.of("ab"), weights)
    assert mm.mean_nll(model, ["a"] * 9) == pytest.approx((1000 + math.log(3)) / 2)
    weights *= 2  # 1000.5 nats a token: e to that power is beyond any float64
    assert mm.perplexity(mm.NeuralBigram(mm.Vocabulary.of("ab"), weights), ["a"]) == math.inf


def test_pairs_scored_some_at_a_time_score_the_same(monkeypatch):
    names = ["olivia", "emma", "ava", "王芳"]
    model = mm.CountModel.fit(names, context_size=2, smoothing=1)
    expected = mm.mean_nll(model, names)
    for cells in (1, 25, 60):  # 1, 2 and 5 pairs
        monkeypatch.setattr(scoring, "_CELLS", cells)
        assert mm.mean_nll(model, names) == pytest.approx(expected, abs=1e-14)


@given(
    st.lists(st.text("abc王", min_size=1, max_size=6), min_size=1),
    st.integers(1, 3),
    st.sampled_from([0, 0.5, 1]),
)
def test_mean_nll_equals_the_sum_over_names(names, K, smoothing):
    """Also of a part of the list, whose vocabulary is smaller."""
    model = mm.CountModel.fit(names, context_size=K, smoothing=smoothing)
    for part in (names, names[: 1 + len(names) // 2]):
        tokens = torch.cat([mm.surprisals(model, name) for name in part])
        assert mm.mean_nll(model, part) == pytest.approx(float(tokens.mean()), abs=1e-12)


@given(st.lists(st.text("abc", min_size=1, max_size=6), min_size=1), st.floats(0.01, 100))
def test_no_smoothing_fits_its_own_list_best(names, smoothing):
    counts = mm.count_ngrams(names)
    best = mm.mean_nll(mm.CountModel(counts), counts)
    assert best <= mm.mean_nll(mm.CountModel(counts, smoothing), counts) + 1e-12
