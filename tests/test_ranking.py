"""Scores of all names at once: each equal to the sum of its surprisals, one name at a time."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore import ranking, scoring
from makemore.errors import UnknownCharacterError
from makemore.ranking import extreme_names, score_name, score_names
from makemore.scoring import name_nll

NAMES = ["ab", "a", "ba"]
MODEL = mm.CountModel.fit(NAMES)  # .a 2/3, .b 1/3; ab 1/3, a. 2/3; ba 1/2, b. 1/2
DATA = Path(__file__).parent.parent / "data"
ASCII, FEW = st.sampled_from("abc. -"), st.sampled_from("abé王.")
MANY = st.sampled_from([chr(code) for code in range(0x4E00, 0x4E00 + 400)])
EMOJI = st.sampled_from("a\U0001f469\u200d\U0001f4bb")
WORDS = st.one_of(
    *(
        st.lists(st.text(letters, min_size=1, max_size=6), min_size=1, max_size=12)
        for letters in (ASCII, FEW, MANY, EMOJI)
    )
)


def expected_scores(model: mm.LanguageModel, names: list[str]) -> tuple[list[float], list[int]]:
    return [name_nll(model, name) for name in names], [len(name) + 1 for name in names]


def check(model: mm.LanguageModel, names: list[str]) -> None:
    scores = score_names(model, names)
    nll, tokens = expected_scores(model, names)
    assert scores.nll.tolist() == pytest.approx(nll, abs=1e-10)
    assert scores.tokens.tolist() == tokens


def test_scores_by_hand():
    scores = score_names(MODEL, NAMES)
    # ab: 2/3 1/3 1/2 = 1/9; a: 2/3 2/3 = 4/9; ba: 1/3 1/2 2/3 = 1/9
    by_hand = [math.log(9), math.log(9 / 4), math.log(9)]
    assert scores.nll.tolist() == pytest.approx(by_hand, abs=1e-14)
    assert scores.tokens.tolist() == [3, 2, 3]
    # ln 9 / 3 = 0.732, ln (9/4) / 2 = 0.405
    assert scores.per_token.tolist() == pytest.approx([0.732, 0.405, 0.732], abs=0.001)
    assert [scores.share_below(nats) for nats in (0.4, 0.5, 0.8)] == [0, 1 / 3, 1]
    assert scores.share_below(scores.per_token[0]) == 1 / 3  # below: equal ones do not count
    assert scores.share_below(math.inf) == 1
    assert [scores.share_above(nats) for nats in (0.4, 0.5, 0.8)] == [1, 2 / 3, 0]
    assert scores.share_above(scores.per_token[0]) == 0  # nor above
    assert scores.share_above(scores.per_token[1]) == 2 / 3


def test_rounding_does_not_rank():
    """A sum in another order differs by a hair, which is no place in the list."""
    scores = score_names(MODEL, ["ab"] * 3)
    for hair in (-1e-15, 1e-15):
        assert scores.share_below(math.log(9) / 3 + hair) == 0
        assert scores.share_above(math.log(9) / 3 + hair) == 0


def test_one_name_by_hand():
    scored = score_name(MODEL, "ab")  # 2/3, 1/3, 1/2
    assert scored.name == "ab"
    by_hand = [math.log(3 / 2), math.log(3), math.log(2)]
    assert scored.surprisals == pytest.approx(by_hand, abs=1e-14)
    assert scored.nll == pytest.approx(math.log(9), abs=1e-14)
    assert scored.per_token == pytest.approx(math.log(9) / 3, abs=1e-14)
    assert scored.rarest == 1  # b, after a
    assert score_name(MODEL, "bb").nll == math.inf
    assert score_name(MODEL, "bbb").rarest == 1  # the first of two impossible ones
    assert score_name(mm.CountModel.fit(["ab", "aba", "aba"]), "ab").rarest == 2  # its end: 1/3


def test_extreme_names_by_hand():
    # ln 9 / 3 = 0.732 for ab and ba, ln (9/4) / 2 = 0.405 for a; aa: ends 2/3, start 2/3, aa 0
    names = ["ab", "a", "aa", "a"]
    column = mm.corpus_of(names).column
    least, most = extreme_names(score_names(MODEL, names), column, 2)
    assert least == [
        ("a", pytest.approx(math.log(9 / 4) / 2)),  # once, of two copies
        ("ab", pytest.approx(math.log(9) / 3)),
    ]
    assert most == [("aa", math.inf), ("ab", pytest.approx(math.log(9) / 3))]


def test_of_equally_extreme_names_the_first_in_the_list_comes_first():
    # ln 9 / 3 for both, as above
    for names in (["ab", "ba", "a"], ["ba", "ab", "a"]):
        column = mm.corpus_of(names).column
        least, most = extreme_names(score_names(MODEL, names), column, 3)
        assert [name for name, _nats in least] == ["a", *names[:2]]
        assert [name for name, _nats in most] == names


@given(st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=30), st.integers(1, 9))
def test_extreme_names_are_those_of_a_sorted_list(names, number):
    model = mm.CountModel.fit(["abc", "ba", "ccab", "aab"])
    least, most = extreme_names(score_names(model, names), mm.corpus_of(names).column, number)
    each = {name: name_nll(model, name) / (len(name) + 1) for name in names}
    for found, expected in ((least, sorted(each.values())), (most, sorted(each.values())[::-1])):
        assert [nats for _, nats in found] == pytest.approx(expected[:number], abs=1e-12)
        assert len(dict(found)) == len(found)
        assert all(nats == pytest.approx(each[name], abs=1e-12) for name, nats in found)


def test_impossible_names_are_infinite_and_others_beside_them_are_not():
    scores = score_names(MODEL, ["a", "bb", "a", "aa", "ba"])
    assert scores.nll.tolist() == pytest.approx(
        [math.log(9 / 4), math.inf, math.log(9 / 4), math.inf, math.log(9)], abs=1e-14
    )
    assert scores.share_below(1e9) == 3 / 5


@given(WORDS, st.integers(1, 3), st.sampled_from([0, 0.5]))
def test_every_name_equals_its_surprisals(names, K, smoothing):
    model = mm.CountModel.fit(names, context_size=K, smoothing=smoothing)
    check(model, names)
    if smoothing:  # of other names, too: the same characters, other pairs
        check(model, [name[::-1] for name in names])


@pytest.mark.parametrize("K", [1, 2, 3, 5])
@pytest.mark.parametrize("cells", [1, 30, 1000])
def test_keys_too_many_for_a_table_are_hashed(monkeypatch, K, cells):
    names = ["emma", "王芳", "ava", "emily", "王"]
    model = mm.CountModel.fit(names, context_size=K, smoothing=0.5)
    monkeypatch.setattr(ranking, "_TABLE_CELLS", cells)  # V = 10: 10^(K + 1) keys
    check(model, [*names, "ma", "芳芳", "ayl"])


@pytest.mark.parametrize("K", [1, 2, 3])
def test_hundreds_of_characters(K):
    """V = 812: 7e5 keys at K = 1 fit a table, 5e8 at K = 2 do not."""
    corpus = mm.read_file(DATA / "chinese-places.txt")
    model = mm.CountModel.fit(corpus, context_size=K, smoothing=0.1)
    assert (len(model.vocabulary) ** 2 < ranking._TABLE_CELLS) & (len(model.vocabulary) > 161)
    scores, some = score_names(model, corpus), slice(None, None, 40)
    nll, tokens = expected_scores(model, corpus.names[some])
    assert scores.nll[some].tolist() == pytest.approx(nll, abs=1e-10)
    assert scores.tokens[some].tolist() == tokens


def test_rows_scored_some_at_a_time_score_the_same(monkeypatch):
    names = ["olivia", "emma", "ava", "王芳"]
    model = mm.CountModel.fit(names, context_size=2, smoothing=1)
    for cells in (1, 25, 60):  # V = 9: 1, 2 and 6 rows
        monkeypatch.setattr(scoring, "_CELLS", cells)
        check(model, names)


def test_scores_of_the_bundled_list_add_up_to_its_mean_nll():
    corpus = mm.read_file(DATA / "us-names-2018.txt")
    for model in (
        mm.CountModel.fit(corpus, smoothing=1),
        mm.NeuralBigram(mm.Vocabulary.of(corpus.characters), mm.initial_weights(27, seed=1)),
    ):
        scores = score_names(model, corpus)
        assert len(scores.nll) == len(corpus)
        assert np.array_equal(scores.tokens, corpus.lengths + 1)
        mean = scores.nll.sum() / scores.tokens.sum()
        assert mean == pytest.approx(mm.mean_nll(model, corpus), abs=1e-10)
        assert scores.nll[::999].tolist() == pytest.approx(
            expected_scores(model, corpus.names[::999])[0], abs=1e-10
        )


@pytest.mark.parametrize("text", ["ab\nba\na", "ab\nba\na\n"])
def test_the_last_name_may_lack_its_newline(text):
    scores = score_names(MODEL, text.encode())
    assert scores.tokens.tolist() == [3, 3, 2]
    assert scores.nll.tolist() == pytest.approx(expected_scores(MODEL, ["ab", "ba", "a"])[0])


def test_a_blank_line_keeps_its_place():
    model = mm.CountModel.fit(NAMES, smoothing=1)
    scores = score_names(model, ["ab", "", "a"])
    assert scores.tokens.tolist() == [3, 1, 2]
    assert scores.nll[1] == pytest.approx(math.log(6), abs=1e-14)  # .. (0 + 1) / (3 + 3)


@pytest.mark.parametrize("unknown", ["z", "é", "王"])
def test_an_unknown_character_is_named(unknown):
    with pytest.raises(UnknownCharacterError, match=f"'{unknown}'"):
        score_names(MODEL, ["ab", f"a{unknown}b", "y"])


@pytest.mark.parametrize("names", [[], b""])
def test_no_name_to_score(names):
    with pytest.raises(ValueError, match="no name"):
        score_names(MODEL, names)


def test_every_distinct_context_is_asked_once():
    """A model that counts its questions, of which a list of a thousand copies asks few."""
    asked = []

    class Asked(mm.UniformModel):
        def log_probabilities(self, contexts: torch.Tensor) -> torch.Tensor:
            asked.extend(contexts.tolist())
            return super().log_probabilities(contexts)

    score_names(Asked(MODEL.vocabulary, 2), NAMES * 1000)
    # ab: .. .a ab; a: .. .a; ba: .. .b ba -> 5 contexts
    assert len(asked) == 5
