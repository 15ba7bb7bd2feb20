"""Add-k of longer contexts, and Witten-Bell: by hand, by NLTK, on the bundled lists, as files."""

import random
import string
from pathlib import Path

import pytest
import torch

import makemore as mm
from makemore.errors import BrokenModelError
from makemore.models.add_k import AddK
from makemore.models.family import Material, families, family_of
from makemore.models.witten_bell import WittenBell
from makemore.saving import model_bytes, read_model

DATA = Path(__file__).parent.parent / "data"
TINY = "ann anna nan hana hanna ana".split()
# NLTK 3.10.4, WittenBellInterpolated(n): P of end, a, h, n after a context. Its single characters
# are as frequent as they are, each name's beginning counted as one more of the boundary
NLTK_ALONE = {2: (12, 10, 2, 10), 3: (18, 10, 2, 10)}
BY_NLTK = {
    (2, "."): [0.117647, 0.431373, 0.24183, 0.20915],
    (2, "a"): [0.392157, 0.04902, 0.009804, 0.54902],
    (2, "n"): [0.235294, 0.452489, 0.013575, 0.298643],
    (2, "h"): [0.117647, 0.764706, 0.019608, 0.098039],
    (3, "an"): [0.197009, 0.369658, 0.003846, 0.429487],
    (3, "na"): [0.688095, 0.011905, 0.002381, 0.297619],
    (3, "nn"): [0.303077, 0.576923, 0.004615, 0.115385],
}
KINDS = {"a": (10, 2), "n": (10, 3), "h": (2, 1), ".": (6, 3)}  # how often, how many different
# the same after two: how often, how many different
LONGER = {"an": (6, 3), "na": (5, 2), "nn": (3, 2)}
# every fifth line held out (of the American names every tenth): nll of both at K = 1, 2, 3, 4
ON_LISTS = {
    ("dinosaurs.txt", "witten-bell"): [
        (2.13244, 2.151149),
        (1.568742, 1.806675),
        (1.081309, 1.71955),
        (0.788562, 1.714229),
    ],
    ("polish-towns.txt", "witten-bell"): [
        (2.308364, 2.335506),
        (1.78346, 1.997641),
        (1.346843, 1.91106),
        (1.070292, 1.916777),
    ],
    ("dinosaurs.txt", "n-gram"): [  # with 0.1 added
        (2.129195, 2.153293),
        (1.574382, 1.836539),
        (1.212068, 1.789261),
        (1.129948, 1.933207),
    ],
    ("polish-towns.txt", "n-gram"): [
        (2.301848, 2.329903),
        (1.869562, 2.104931),
        (1.714111, 2.314729),
        (1.74669, 2.62663),
    ],
}


def after(model: mm.LanguageModel, context: str) -> list[float]:
    """P of each token after a context, which is filled up with boundaries."""
    tokens = [0 if one == "." else model.vocabulary.token(one) for one in context]
    padded = [0] * (model.context_size - len(tokens)) + tokens
    return model.log_probabilities(torch.tensor([padded]))[0].exp().tolist()


def test_witten_bell_by_hand():
    """Of 28 tokens 6 end a name, 10 are a, 2 h, 10 n: (c + 4 / 4) / (28 + 4), four kinds."""
    model = WittenBell.fit(TINY, context_size=2)
    alone = [7 / 32, 11 / 32, 3 / 32, 11 / 32]
    # after h, twice, came a alone: (2 + 1 P) / 3 for a, 1 P / 3 for others; "hh" never came: as h
    assert after(model, "hh") == pytest.approx(
        [(c + p) / 3 for c, p in zip([0, 2, 0, 0], alone, strict=True)]
    )
    # after a name's beginning: 3 a, 2 h, 1 n of 6, three kinds
    assert after(model, ".") == pytest.approx(
        [(c + 3 * p) / 9 for c, p in zip([0, 3, 2, 1], alone, strict=True)]
    )
    n = [(c + 3 * p) / 13 for c, p in zip([2, 5, 0, 3], alone, strict=True)]
    assert after(model, "hn") == pytest.approx(n)
    # after nn, three times, came the end once and a twice
    assert after(model, "nn") == pytest.approx(
        [(c + 2 * p) / 5 for c, p in zip([1, 2, 0, 0], n, strict=True)]
    )


@pytest.mark.parametrize(("order", "context"), BY_NLTK)
def test_witten_bell_is_nltks_but_for_single_characters(order, context):
    """What those differ by is passed on in the shares that contexts leave to shorter ones."""
    ours = [7 / 32, 11 / 32, 3 / 32, 11 / 32]
    theirs = [times / sum(NLTK_ALONE[order]) for times in NLTK_ALONE[order]]
    often, kinds = KINDS[context[-1]]
    passed = kinds / (often + kinds)
    if order == 3:
        often, kinds = LONGER[context]
        passed *= kinds / (often + kinds)
    expected = [
        p + passed * (mine - other)
        for p, mine, other in zip(BY_NLTK[order, context], ours, theirs, strict=True)
    ]
    model = WittenBell.fit(TINY, context_size=order - 1)
    assert after(model, context) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("file", "key"), ON_LISTS)
def test_the_bundled_lists(file, key):
    lines = (DATA / file).read_text().splitlines()
    train = Material(
        [line for i, line in enumerate(lines) if i % 5 != 4], mm.Vocabulary.of("".join(lines))
    )
    for K, figures in enumerate(ON_LISTS[file, key], start=1):
        model = mm.fit(key, train, context=K)
        found = [mm.mean_nll(model, names) for names in (train.names, lines[4::5])]
        assert found == pytest.approx(figures, abs=2e-6)


def test_the_lectures_split(lecture_list):
    """Issue 14: trigram, add-0.15, and 4-gram, add-0.11, on the last tenth."""
    names = lecture_list.decode().split()
    random.Random(42).shuffle(names)
    train = Material(names[: len(names) * 8 // 10], mm.Vocabulary.of(string.ascii_lowercase))
    tested = names[len(names) * 9 // 10 :]
    for K, added, nll in ((2, 0.15, 2.223), (3, 0.11, 2.104)):
        model = mm.fit("n-gram", train, context=K, added=added)
        assert mm.mean_nll(model, tested) == pytest.approx(nll, abs=5e-4)


@pytest.mark.parametrize("key", ["n-gram", "witten-bell"])
def test_they_come_back_from_a_file(key):
    model = mm.fit(key, TINY, context=3)
    back = read_model(model_bytes(model)).model
    assert family_of(back) is families()[key]
    contexts = model.counts.contexts
    assert torch.equal(back.log_probabilities(contexts), model.log_probabilities(contexts))
    object.__setattr__(model, "counts", mm.count_ngrams(TINY, context_size=9))
    with pytest.raises(BrokenModelError):
        read_model(model_bytes(model))


def test_one_character_of_context_is_the_lectures_table():
    counts = mm.count_ngrams(TINY)
    contexts = torch.arange(4)[:, None]
    table = mm.CountModel(counts, 0.5).log_probabilities(contexts)
    assert torch.equal(AddK(counts, 0.5).log_probabilities(contexts), table)
