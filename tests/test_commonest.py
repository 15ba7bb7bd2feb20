"""Few characters told apart, the rest as one sign: worked by hand, and for any list."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.commonest import REST, rest_sign, with_commonest
from makemore.corpus import corpus_of, read_corpus
from makemore.rules import Rules

ROCKET = "👩‍🚀"
NAMES = corpus_of(["abba", "cab", "dab", "ea"])  # a 5, b 4, and c, d, e once each


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (5, ["abba", "cab", "dab", "ea"]),
        (4, ["abba", "cab", "□ab", "□a"]),  # of those that occur once, the first one
        (3, ["abba", "□ab", "□ab", "□a"]),
        (2, ["a□□a", "□a□", "□a□", "□a"]),
        (1, ["□□□□", "□□□", "□□□", "□□"]),
    ],
)
def test_the_commonest_stay(number, names):
    assert with_commonest(NAMES, number).names == names


def test_none_is_too_few():
    with pytest.raises(ValueError, match="at least 1 character, not 0"):
        with_commonest(NAMES, 0)


def test_a_list_that_has_the_sign_gets_another():
    assert with_commonest(corpus_of(["□□aab", "ac"]), 3).names == ["□□aa▢", "a▢"]
    assert rest_sign(["□", "▢"]) == "▣"
    assert rest_sign(["□\u0301"]) == "▢"  # it stands in a cluster


def test_weights_count_and_stay():
    corpus = read_corpus(b"aab\t1\nbc\t3\nd\t2\n", counted=True)  # b 4, c 3, a and d 2
    few = with_commonest(corpus, 3)
    assert few.names == ["□□b", "bc", "□"]
    assert few.weights is not None
    assert few.weights.tolist() == [1, 3, 2]
    assert with_commonest(replace(corpus, weights=np.array([1, 3, 4])), 3).names == [
        *("□□b", "b□", "d")
    ]


def test_a_cluster_is_one_character():
    corpus = corpus_of([f"{ROCKET}a", f"{ROCKET}é", "a🇩🇪"], rules=Rules(clusters=True))
    few = with_commonest(corpus, 3)
    assert few.names == [f"{ROCKET}a", f"{ROCKET}□", "a□"]
    assert few.characters == ("a", "□", ROCKET)
    assert few.coding.clusters == (ROCKET,)
    assert few.lengths.tolist() == [2, 2, 2]


def test_names_that_differ_in_rare_characters_become_the_same():
    few = with_commonest(corpus_of(["王芳", "王娜", "王伟"]), 2)
    assert few.names == ["王□"] * 3
    assert few.distinct == 1


names = st.lists(st.text("abcdeé王芳□▢", min_size=1, max_size=6), min_size=1, max_size=30)


@given(names, st.integers(1, 12), st.data())
def test_what_holds_for_any_list(listed, number, data):
    times = data.draw(st.lists(st.integers(1, 9), min_size=len(listed), max_size=len(listed)))
    corpus = replace(corpus_of(listed, rules=Rules.as_it_is()), weights=np.array(times))
    few = with_commonest(corpus, number)
    assert len(few.characters) <= number
    assert few.lengths.tolist() == corpus.lengths.tolist()
    assert with_commonest(few, number) is few
    occurring = Counter[str]()
    for name, weight in zip(listed, times, strict=True):
        occurring.update({one: number * weight for one, number in Counter(name).items()})
    ranked = sorted(occurring, key=lambda one: (-occurring[one], one))
    kept = ranked if len(ranked) <= number else ranked[: number - 1]
    sign = rest_sign(corpus.characters)
    expected = ["".join(one if one in kept else sign for one in name) for name in listed]
    assert few.names == expected


def test_a_bigram_of_the_rest_is_that_of_all_of_them():
    """Standing together adds up rows and columns of the table, and nothing else."""
    corpus = corpus_of(["王芳", "王娜", "李伟", "王王"])
    all_, few = mm.count_ngrams(corpus), mm.count_ngrams(with_commonest(corpus, 2))
    told = [one if one in (".", "王") else REST for one in all_.vocabulary.labels]
    places = [few.vocabulary.labels.index(one) for one in told]
    table = np.zeros((3, 3), int)
    np.add.at(table, np.ix_(places, places), all_.matrix().numpy())
    assert few.matrix().tolist() == table.tolist()
