"""Names that stand for many, and characters of several code points: as exact as the plain list."""

import math
from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.clusters import Coding, coding_of
from makemore.conditional import ConditionalChain
from makemore.corpus import corpus_of, read_corpus
from makemore.errors import UnknownCharacterError
from makemore.ranking import score_name, score_names
from makemore.rolling import Dice
from makemore.rules import Rules
from makemore.splitting import hold_out

ROCKET = "👩\u200d🚀"
NAMES = st.text("abJ \u0308王😀", min_size=1, max_size=6).map(lambda name: f"{name}x")


@given(st.lists(st.tuples(NAMES, st.integers(1, 50)), min_size=1), st.integers(1, 3))
def test_a_name_counts_as_often_as_it_stands_for(counted, context_size):
    lines = "".join(f"{name}\t{times}\n" for name, times in counted)
    corpus = read_corpus(lines.encode(), counted=True)
    written_out = [name for name, times in counted for _ in range(times)]
    found = mm.count_ngrams(corpus, context_size=context_size)
    expected = mm.count_ngrams(corpus_of(written_out), context_size=context_size)
    assert found.vocabulary == expected.vocabulary
    for name in ("contexts", "targets", "occurrences"):
        assert torch.equal(getattr(found, name), getattr(expected, name))


def test_weights_and_plain_names_add_up():
    counter = mm.NgramCounter()
    counter.update(b"ab\na")  # the name that has begun ends here
    counter.update(b"ab\nb\n", np.array([3, 2]))
    counter.update(b"b\n")
    matrix = counter.result().matrix()
    assert matrix.tolist() == [[0, 5, 3], [1, 0, 4], [7, 0, 0]]


def test_the_nll_of_a_counted_list_is_that_of_its_copies():
    corpus = read_corpus(b"ab\t3\na\t1\n", counted=True)
    model = mm.CountModel.fit(corpus)
    # .a 4 of 4; ab 3 of 4, a. 1 of 4; b. 3 of 3
    assert mm.mean_nll(model, corpus) == pytest.approx(
        (3 * math.log(4 / 3) + math.log(4)) / (4 + 4 + 3)
    )


def test_holding_out_keeps_the_weights():
    lines = "".join(f"{chr(97 + place)}x\t{place + 1}\n" for place in range(20))
    corpus = read_corpus(lines.encode(), counted=True)
    parts = hold_out(corpus, 0.2, seed=1)
    times = dict(zip(corpus.names, corpus.weights.tolist(), strict=True))
    for part in (parts.train, parts.held_out):
        assert part.weights.tolist() == [times[name] for name in part.names]
    assert parts.train.total + parts.held_out.total == corpus.total == 210


def test_the_leak_of_a_counted_list_is_what_to_expect_of_its_copies():
    corpus = read_corpus(b"a\t1\nb\t2\n", counted=True)
    # one copy of a has no other; each of b's two leaks unless the other is tested too
    assert hold_out(corpus, 0.25, seed=1).leak == pytest.approx(2 * 0.75 / 3)


def test_a_coding_writes_each_cluster_as_one():
    coding = Coding.of(f"a{ROCKET}\nशिव\n")
    assert coding.clusters == ("शि", ROCKET)
    assert len(coding.coded(f"a{ROCKET}")) == 2
    assert [coding.character(sign) for sign in coding.coded(f"a{ROCKET}")] == ["a", ROCKET]
    assert coding.split(f"a{ROCKET}") == ["a", ROCKET]
    assert coding_of(["a", ROCKET, "शि"]) == coding
    assert Coding().coded(ROCKET) == ROCKET
    assert Coding().split("शि") == list("शि")


def test_private_code_points_of_the_list_itself_are_not_taken():
    coding = Coding(("\U00100000\u0308", ROCKET))
    assert [ord(coding.sign(one)) for one in coding.clusters] == [0x100001, 0x100002]


CLUSTERS = corpus_of([f"a{ROCKET}", "शिव", "aशि", "ava"], rules=Rules(clusters=True))


def test_clusters_are_characters_of_the_model():
    counts = mm.count_ngrams(CLUSTERS)
    vocabulary = counts.vocabulary
    assert vocabulary.characters == ("a", "v", "व", "शि", ROCKET)
    assert vocabulary.encode(f"शि{ROCKET}a") == [4, 5, 1]
    matrix = counts.matrix()
    assert matrix[1].tolist() == [1, 0, 1, 0, 1, 1]  # after a: the end, v, शि, the rocket
    assert matrix[4].tolist() == [1, 0, 0, 1, 0, 0]  # after शि: the end, व
    assert counts.total == 3 + 3 + 3 + 4  # with the end of each name


@pytest.mark.parametrize("context_size", [1, 2])
def test_all_ways_to_score_clusters_agree(context_size):
    counts = mm.count_ngrams(CLUSTERS, context_size=context_size)
    model = mm.CountModel(counts, smoothing=0.5)
    one_by_one = [float(mm.surprisals(model, name).sum()) for name in CLUSTERS.names]
    unaware = corpus_of(CLUSTERS.names)  # of clusters: read by the usual rules
    for names in (CLUSTERS, CLUSTERS.names, CLUSTERS.data, CLUSTERS.first(4), unaware):
        scores = score_names(model, names)
        assert scores.nll == pytest.approx(one_by_one)
        assert scores.tokens.tolist() == [3, 3, 3, 4]
    assert mm.mean_nll(model, CLUSTERS) == pytest.approx(sum(one_by_one) / 13)


def test_names_of_clusters_are_made_of_clusters():
    model = mm.CountModel.fit(CLUSTERS)
    made = mm.sample_names(model, 50, seed=1)
    assert all(
        set(model.vocabulary.coding.split(name)) <= set(CLUSTERS.characters) for name in made
    )
    assert any(ROCKET in name for name in made)


def test_names_under_conditions_count_clusters():
    model = mm.CountModel.fit(CLUSTERS, smoothing=0.1)
    conditions = mm.Conditions(prefix="a", suffix=ROCKET, shortest=3, longest=3, must_not=("शि",))
    chain = ConditionalChain(model, conditions)
    dice = Dice(1)
    made = {chain.walk(dice, 10 * start).name for start in range(200)}
    assert made == {f"a{one}{ROCKET}" for one in ("a", "v", "व", ROCKET)}
    with pytest.raises(UnknownCharacterError, match="ग"):
        ConditionalChain(model, mm.Conditions(prefix="ग"))


def test_walks_and_scores_know_their_characters():
    model = mm.CountModel.fit(CLUSTERS)
    scored = score_name(model, f"a{ROCKET}")
    assert (list(scored.letters), len(scored.surprisals)) == (["a", ROCKET], 3)
    for walk in islice(mm.sample_walks(model, seed=1), 20):
        assert "".join(walk.letters) == walk.name
        assert set(walk.letters) <= set(CLUSTERS.characters)
    assert score_name(mm.CountModel.fit(["ab"]), "ab").letters == "ab"


def test_a_model_of_clusters_is_saved_and_read(tmp_path):
    model = mm.CountModel.fit(CLUSTERS)
    mm.save(model, tmp_path / "model")
    assert mm.load(tmp_path / "model").vocabulary == model.vocabulary


def test_clusters_beyond_those_that_can_be_coded_stay_several_characters():
    """Unicode leaves 65,534 code points free; a list with more clusters is read and counted."""
    marks = ("\u0321", "\u0322", "\u0323", "\u0324")  # below the letter: never composed
    names = [chr(0x4E00 + letter) + mark for mark in marks for letter in range(17_000)]
    corpus = corpus_of(names, rules=Rules(clusters=True))
    assert len(corpus.coding.clusters) == 68_000
    free = 65_534
    counts = mm.count_ngrams(corpus)
    # each name is a cluster and an end, or a letter, a mark and an end
    assert counts.total == 2 * free + 3 * (68_000 - free)
