"""Kneser-Ney against figures worked by hand, by NLTK, by KenLM, and on the bundled lists."""

import math
import random
import string
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.errors import BrokenModelError
from makemore.models.family import Material, families
from makemore.models.kneser_ney import FALLBACK, KneserNey
from makemore.models.tempered import Tempered
from makemore.rules import Rules
from makemore.saving import model_bytes, read_model

DATA = Path(__file__).parent.parent / "data"
TINY = "ann anna nan hana hanna ana".split()

# discounts 0.5, 1, 1.5 for contexts of every length: P of end, a, h, n after a context
BY_HAND = {
    (2, ""): [0.236111, 0.291667, 0.180556, 0.291667],
    (2, "."): [0.118056, 0.395833, 0.256944, 0.229167],
    (2, "a"): [0.320833, 0.0875, 0.054167, 0.5375],
    (2, "n"): [0.194444, 0.466667, 0.072222, 0.266667],
    (2, "h"): [0.118056, 0.645833, 0.090278, 0.145833],
    (3, ""): [0.236111, 0.291667, 0.180556, 0.291667],
    (3, "."): [0.118056, 0.395833, 0.256944, 0.229167],
    (3, "a"): [0.243056, 0.145833, 0.090278, 0.520833],
    (3, "n"): [0.284722, 0.395833, 0.090278, 0.229167],
    (3, "h"): [0.118056, 0.645833, 0.090278, 0.145833],
    (3, ".a"): [0.121528, 0.072917, 0.045139, 0.760417],
    (3, "an"): [0.225694, 0.364583, 0.045139, 0.364583],
    (3, "nn"): [0.309028, 0.53125, 0.045139, 0.114583],
    (3, "na"): [0.597222, 0.058333, 0.036111, 0.308333],
    (3, "ha"): [0.121528, 0.072917, 0.045139, 0.760417],
}
# one discount for K = 1, none below: NLTK 3.10.4, KneserNeyInterpolated(2, discount=D)
BY_NLTK = {
    (0.1, "."): [0.011111, 0.5, 0.322222, 0.166667],
    (0.1, "a"): [0.394444, 0.006667, 0.002222, 0.596667],
    (0.1, "h"): [0.011111, 0.966667, 0.005556, 0.016667],
    (0.1, "n"): [0.196667, 0.5, 0.003333, 0.3],
    (0.75, "."): [0.083333, 0.5, 0.25, 0.166667],
    (0.75, "a"): [0.358333, 0.05, 0.016667, 0.575],
    (0.75, "h"): [0.083333, 0.75, 0.041667, 0.125],
    (0.75, "n"): [0.175, 0.5, 0.025, 0.3],
}
# lmplz -o 3 --discount_fallback: P of the last after those before it, <s> and </s> as "."
BY_KENLM = {
    ("na", "."): 0.456296,
    ("an", "."): 0.300154,
    ("nn", "."): 0.38858,
    (".n", "a"): 0.794444,
    ("an", "a"): 0.349537,
    ("nn", "a"): 0.400926,
    (".h", "a"): 0.725,
    (".a", "n"): 0.617593,
    ("na", "n"): 0.404444,
    ("ha", "n"): 0.63125,
    ("an", "n"): 0.261574,
    (".", "a"): 0.383333,
    (".", "n"): 0.216667,
    (".", "h"): 0.244444,
}
# every fifth line held out (of the American names every tenth): K, nll of both, last discounts
ON_LISTS = {
    "dinosaurs.txt": [
        (1, 2.135078, 2.148762, (0.503759, 0.580314, 1.37497)),
        (2, 1.602183, 1.767681, (0.588103, 0.913531, 1.511526)),
        (3, 1.199529, 1.598292, (0.690476, 1.272827, 1.481503)),
        (4, 1.008621, 1.559952, (0.793527, 1.157833, 2.041482)),
        (5, 0.938443, 1.547112, (0.832636, 1.235016, 2.003102)),
    ],
    "polish-towns.txt": [
        (1, 2.318619, 2.338936, (0.475309, 1.01024, 1.58213)),
        (2, 1.838418, 2.001152, (0.555105, 1.076231, 1.667748)),
        (3, 1.468858, 1.867894, (0.645906, 1.157514, 1.694095)),
        (4, 1.259023, 1.814713, (0.733225, 1.255648, 1.737406)),
        (5, 1.172219, 1.800766, (0.803445, 1.371013, 1.680911)),
    ],
    "japanese-towns.txt": [
        (1, 2.858198, 3.093541, (0.561594, 1.032294, 1.981858)),
        (2, 2.249816, 2.975854, (0.762789, 1.176439, 1.602524)),
        (3, 2.101114, 2.974838, (0.89062, 1.447716, 1.844601)),
        (4, 2.094609, 2.974474, (0.972247, 1.435469, 2.351835)),
        (5, 2.011966, 2.976672, (0.5, 1.0, 1.5)),
    ],
    "chinese-places.txt": [
        (1, 2.621428, 3.771013, (0.800267, 1.024674, 1.698466)),
        (2, 2.405335, 3.763348, (0.912859, 0.975817, 1.571178)),
        (3, 2.401739, 3.765558, (0.983663, 0.602163, 2.125633)),
        (4, 2.401965, 3.765177, (0.981791, 0.772762, 2.214568)),
        (5, 2.399572, 3.765573, (0.938983, 0.748023, 2.061017)),
    ],
    "us-names-2018.txt": [
        (1, 2.453807, 2.464117, (0.350427, 1.52969, 1.515837)),
        (2, 2.194189, 2.22609, (0.469926, 1.091797, 1.684206)),
        (3, 1.931777, 2.058724, (0.540355, 1.138937, 1.467674)),
        (4, 1.72219, 1.981147, (0.608124, 1.208716, 1.660891)),
        (5, 1.621918, 1.969175, (0.681912, 1.339233, 1.684918)),
    ],
}


def tiny(discounts, vocabulary: str = "ahn") -> KneserNey:
    """The model of the six names with a row of discounts for each length of context."""
    counts = mm.count_ngrams(TINY, context_size=len(discounts) - 1)
    table = torch.tensor(discounts, dtype=torch.float64)
    return KneserNey(counts.within(mm.Vocabulary.of(vocabulary)), table)


def after(model: KneserNey, context: str) -> list[float]:
    """P of each token after a context, which is filled up with boundaries."""
    tokens = [0 if one == "." else model.vocabulary.token(one) for one in context]
    padded = [0] * (model.context_size - len(tokens)) + tokens
    return model.log_probabilities(torch.tensor([padded]))[0].exp().tolist()


@pytest.mark.parametrize(
    ("order", "context"), [key for key in BY_HAND if len(key[1]) == key[0] - 1]
)
def test_by_hand(order, context):
    model = tiny([FALLBACK] * order)
    assert after(model, context) == pytest.approx(BY_HAND[order, context], abs=1e-6)


def test_a_context_that_was_never_seen_is_its_end_by_hand():
    """Of K = 2: "hn" never occurred, "n" did; a name begins with one boundary, not with two."""
    model = tiny([FALLBACK] * 3)
    assert after(model, "hn") == pytest.approx(BY_HAND[3, "n"], abs=1e-6)
    assert after(model, ".") == pytest.approx(BY_HAND[3, "."], abs=1e-6)
    assert after(tiny([FALLBACK] * 2, "ahnz"), "z")[4] == pytest.approx(0.5 / 5)  # no context left


@pytest.mark.parametrize(("discount", "context"), BY_NLTK)
def test_one_discount_is_the_model_of_nltk(discount, context):
    model = tiny([(0, 0, 0), (discount,) * 3])
    assert after(model, context) == pytest.approx(BY_NLTK[discount, context], abs=1e-6)


@pytest.mark.parametrize(("context", "following"), BY_KENLM)
def test_the_figures_of_kenlm(context, following):
    """KenLM knows one word more, <unk>; so does this vocabulary."""
    model = tiny([FALLBACK, FALLBACK, (1 / 3, 1.5, 7 / 3)], "ahnz")
    token = 0 if following == "." else model.vocabulary.token(following)
    assert after(model, context)[token] == pytest.approx(BY_KENLM[context, following], abs=1e-6)


@pytest.mark.parametrize(("K", "nll"), [(1, 2.133744), (2, 1.613081), (3, 1.214848)])
def test_kenlm_on_the_dinosaurs(K, nll):
    """Its middle orders differ in the third digit of a discount, worth less than 1e-4 nats."""
    names = (DATA / "dinosaurs.txt").read_text().split()
    vocabulary = mm.Vocabulary.of("".join(names) + "<")  # as many words as KenLM has
    counts = mm.count_ngrams(names, context_size=K).within(vocabulary)
    assert mm.mean_nll(KneserNey(counts), names) == pytest.approx(nll, abs=1e-4)


@pytest.mark.parametrize("file", ON_LISTS)
def test_the_bundled_lists(file):
    lines = (DATA / file).read_text().splitlines()
    nth = 10 if file.startswith("us") else 5
    train = [line for i, line in enumerate(lines) if i % nth != nth - 1]
    held_out = lines[nth - 1 :: nth]
    vocabulary = mm.Vocabulary.of("".join(lines))
    for K, seen, unseen, discounts in ON_LISTS[file]:
        model = KneserNey(mm.count_ngrams(train, context_size=K).within(vocabulary))
        assert mm.mean_nll(model, train) == pytest.approx(seen, abs=2e-6)
        assert mm.mean_nll(model, held_out) == pytest.approx(unseen, abs=2e-6)
        assert model.discounts[-1].tolist() == pytest.approx(discounts, abs=1e-6)


def test_the_lectures_split(lecture_list):
    """Trained on 80 %: 1.978 nats on the last tenth, 1.9746 on the tenth before it."""
    names = lecture_list.decode().split()
    random.Random(42).shuffle(names)
    first, second = len(names) * 8 // 10, len(names) * 9 // 10
    counts = mm.count_ngrams(names[:first], context_size=5)
    model = KneserNey(counts.within(mm.Vocabulary.of(string.ascii_lowercase)))
    assert mm.mean_nll(model, names[first:second]) == pytest.approx(1.9746, abs=5e-5)
    assert mm.mean_nll(model, names[second:]) == pytest.approx(1.978, abs=5e-4)


lists = st.lists(st.text("abc王", min_size=1, max_size=6), min_size=1, max_size=12)


@given(lists, st.integers(1, 8), st.data())
def test_any_context_of_any_list_is_a_distribution(names, K, data):
    model = KneserNey.fit(names, context_size=K)
    V = len(model.vocabulary)
    rows = st.lists(st.integers(0, V - 1), min_size=K, max_size=K)
    contexts = torch.tensor(data.draw(st.lists(rows, min_size=1, max_size=5)))
    probabilities = model.log_probabilities(contexts).exp()
    torch.testing.assert_close(probabilities.sum(dim=1), torch.ones(len(contexts)).double())
    assert bool((probabilities > 0).all())  # nothing is impossible


@given(lists, st.integers(1, 5))
def test_equals_the_definition(names, K):
    """Counted and discounted by words of Python, one n-gram at a time."""
    model = KneserNey.fit(names, context_size=K)
    P = definition(names, K, model.discounts.tolist(), len(model.vocabulary))
    labels = model.vocabulary.labels
    for name in names:
        padded = "." * K + name + "."
        for at in range(len(name) + 1):
            context = padded[at : at + K]
            expected = [P("." + name[:at], label) for label in labels]
            assert after(model, context) == pytest.approx(expected, abs=1e-12)


def definition(names, K: int, discounts, V: int):
    """P(next, after what was read of a name), from sets and loops."""
    texts = [f".{name}." for name in names]

    def count(context: str, following: str) -> int:
        whole = context + following
        begun = [text[: at + 1] for text in texts for at in range(1, len(text))]
        found = [read for read in begun if read.endswith(whole)]
        if len(context) == K or context.startswith("."):
            return len(found)
        return len({read[-len(whole) - 1] for read in found})  # different characters before it

    def P(read: str, following: str) -> float:
        share = 1 / V
        for k in range(min(K, len(read)) + 1):
            context = read[len(read) - k :]
            counts = {label: count(context, label) for label in {*"".join(names), "."}}
            if not any(counts.values()):
                break
            taken = {label: discounts[k][min(n, 3) - 1] for label, n in counts.items() if n}
            own = counts[following] - taken.get(following, 0)
            share = (own + sum(taken.values()) * share) / sum(counts.values())
        return share

    return P


def test_lists_that_say_how_often():
    """A name that stands for three weighs as three copies of it do."""
    weighted = mm.read_corpus(b"ann\t3\nhana\t1\nanna\t2\n", counted=True)
    copied = ["ann"] * 3 + ["hana"] + ["anna"] * 2
    one, other = (KneserNey.fit(names, context_size=3) for names in (weighted, copied))
    contexts = one.counts.contexts
    assert torch.equal(one.log_probabilities(contexts), other.log_probabilities(contexts))


@pytest.mark.parametrize("K", range(1, 9))
def test_every_knob_fits_and_comes_back_from_a_file(K):
    family = families()["kneser-ney"]
    assert family.held({}) == {"context": 5}
    model = family.fit(Material(TINY), **family.held({"context": K}))
    back = read_model(model_bytes(model)).model
    assert isinstance(back, KneserNey)
    assert back.context_size == K
    contexts = model.counts.contexts
    assert torch.equal(back.log_probabilities(contexts), model.log_probabilities(contexts))


def test_own_discounts_come_back():
    model = tiny([(0, 0, 0), (0.1, 0.1, 0.1)])
    back = read_model(model_bytes(model)).model
    assert torch.equal(back.discounts, model.discounts)


@pytest.mark.parametrize(
    "discounts",
    [
        [(0.5, 1, 1.5)],
        [(0.5, 1, 1.5), (0.5, 1, 3.1)],
        [(-0.1, 1, 1.5), (0.5, 1, 1.5)],
        [(math.nan, 1, 1.5), (0.5, 1, 1.5)],
    ],
)
def test_discounts_that_take_more_than_there_is(discounts):
    with pytest.raises(ValueError, match="Discounts are 2 x 3"):
        KneserNey(mm.count_ngrams(TINY), torch.tensor(discounts, dtype=torch.float64))


def broken(**changes) -> bytes:
    """The file of a model of K = 2 whose counts were changed."""
    counts = mm.count_ngrams(TINY, context_size=2)
    parts = {name: getattr(counts, name).clone() for name in ("contexts", "targets", "occurrences")}
    for name, change in changes.items():
        change(parts[name])
    return model_bytes(KneserNey(mm.NgramCounts(counts.vocabulary, *parts.values())))


def test_broken_files():
    assert read_model(broken()).model.context_size == 2
    with pytest.raises(BrokenModelError):  # a name begins within a context
        read_model(broken(contexts=lambda part: part[-1].copy_(torch.tensor([3, 0]))))
    with pytest.raises(BrokenModelError):
        read_model(broken(occurrences=lambda part: part[0].fill_(0)))
    with pytest.raises(BrokenModelError):
        read_model(broken(targets=lambda part: part[0].fill_(9)))
    nine = KneserNey(mm.count_ngrams(TINY, context_size=9))
    with pytest.raises(BrokenModelError):
        read_model(model_bytes(nine))
    single = KneserNey(mm.count_ngrams(TINY), torch.full((2, 3), 0.5, dtype=torch.float64))
    object.__setattr__(single, "own_discounts", single.own_discounts.float())
    with pytest.raises(BrokenModelError):
        read_model(model_bytes(single))


def test_characters_of_several_code_points():
    """A cluster is one character of context: after "a" and it comes what came after both."""
    corpus = mm.read_corpus("a👩‍🚀b\na👩‍🚀c\n".encode(), rules=Rules.as_it_is(clusters=True))
    model = KneserNey.fit(corpus, context_size=2)
    assert len(model.vocabulary) == 5
    a, b, c, pilot = map(model.vocabulary.token, ("a", "b", "c", "👩‍🚀"))
    row = model.log_probabilities(torch.tensor([[a, pilot]]))[0].exp()
    assert float(row[b]) == float(row[c]) > float(row[a])


@given(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=12), st.integers(1, 4))
def test_a_pair_alone_is_as_likely_as_in_its_row(names, context_size):
    model = KneserNey.fit(names, context_size=context_size)
    V = len(model.vocabulary)
    contexts = torch.cartesian_prod(*[torch.arange(V)] * context_size).reshape(-1, context_size)
    rows = model.log_probabilities(contexts)
    targets = torch.arange(V).repeat(len(contexts))
    alone = model.log_likelihoods(contexts.repeat_interleave(V, dim=0), targets)
    assert torch.allclose(alone, rows.flatten(), rtol=1e-12, atol=0)
    assert mm.mean_nll(Tempered(model, 1.0), names) == mm.mean_nll(model, names)
