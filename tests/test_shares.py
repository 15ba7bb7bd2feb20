"""What a model makes when nothing is filtered, for contexts of any size."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.models.kneser_ney import KneserNey
from makemore.scoring import name_nll
from makemore.shares import length_shares, listed_share
from makemore.sparsity import seen_contexts


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=6), st.integers(1, 3))
def test_lengths_against_all_names(names, K):
    model = KneserNey.fit(names, context_size=K)
    shares = length_shares(model)
    for length in range(4):
        made = product(model.vocabulary.characters, repeat=length)
        whole = sum(math.exp(-name_nll(model, "".join(name))) for name in made)
        assert shares[length] == pytest.approx(whole, rel=1e-9)


def test_names_of_one_length_by_hand():
    """Half of the names are "a", half "ab": nothing is longer."""
    shares = length_shares(mm.CountModel.fit(["a", "ab"], context_size=2))
    assert shares[:4].tolist() == [0, 0.5, 0.5, 0]


def test_longer_contexts_copy_the_list(lecture_list):
    """On the lecture's list: the more characters of context, the more copies."""
    corpus, listed = mm.read_corpus(lecture_list), []
    for K in (1, 3, 5):
        model = KneserNey.fit(corpus, context_size=K)
        listed.append(listed_share(model, corpus.column))
    assert 0.05 < listed[0] < 0.15 < listed[1] < 0.4 < listed[2] < 1


def test_contexts_seen(lecture_list):
    """Of the first 80 % in the split: 27, 5,438 and 36,544 contexts of 1, 3 and 5 characters."""
    import random

    names = lecture_list.decode().split()
    random.Random(42).shuffle(names)
    for K, seen in ((1, 27), (3, 5438), (5, 36_544)):
        counts = mm.count_ngrams(names[: len(names) * 8 // 10], context_size=K)
        assert seen_contexts(counts) == seen
