"""Leaving out one name is counting all others anew; and what that says of contexts."""

import math
import random
import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import makemore as mm
from makemore.leaving_out import choose, leave_one_out
from makemore.models.family import Material, families
from makemore.scoring import name_nll

NAMES = """
anna hannah joanna johanna susanna hosanna ann nan nana banana ada adam madam dada aa aaa
olivia zoë 王芳 ab ba abba baba j.r. q
""".split()


def recounted(names, key, **values) -> list[float]:
    """The surprisal of each different name under the counts of all others."""
    vocabulary = mm.Vocabulary.of("".join(names))
    found = []
    for name in dict.fromkeys(names):
        others = Material([one for one in names if one != name], vocabulary)
        found.append(name_nll(mm.fit(key, others, **values), name))
    return found


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("counts", {"smoothing": 0.3}),
        *(("n-gram", {"context": K, "added": 0.1}) for K in (1, 2, 4)),
        *(("witten-bell", {"context": K}) for K in (1, 2, 3, 6)),
        *(("kneser-ney", {"context": K}) for K in (1, 2, 3, 6)),
    ],
)
def test_it_equals_counting_anew(key, values):
    found = leave_one_out(NAMES, key, **values)
    assert found.names.to_pylist() == NAMES
    assert len(NAMES) == 25
    assert found.scores.nll == pytest.approx(recounted(NAMES, key, **values), abs=1e-9)
    tokens = sum(len(name) + 1 for name in NAMES)
    assert found.nll == pytest.approx(found.scores.nll.sum() / tokens)


lists = st.lists(st.text("ab王", min_size=1, max_size=6), min_size=1, max_size=8)


@given(lists, st.lists(st.integers(1, 4), min_size=8, max_size=8), st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_a_name_takes_all_its_copies_with_it(names, times, K):
    """Of lists that say how often, and where a single name is all there is, too."""
    lines = "".join(f"{name}\t{often}\n" for name, often in zip(names, times, strict=False))
    corpus = mm.read_corpus(lines.encode(), counted=True)
    written = [name for name, often in zip(names, times, strict=False) for _ in range(often)]
    for key in ("n-gram", "witten-bell", "kneser-ney"):
        found = leave_one_out(corpus, key, context=K)
        expected = recounted(written, key, context=K)
        assert found.scores.nll == pytest.approx(expected, abs=1e-9)
        of = dict(zip(found.names.to_pylist(), expected, strict=True))
        mean = sum(map(of.get, written)) / sum(len(name) + 1 for name in written)
        assert found.nll == pytest.approx(mean)


def test_by_hand():
    """Without "ab" there is "b" alone: .b once, b. once; with 1 added among . a b."""
    found = leave_one_out(["ab", "b"], "counts", smoothing=1.0)
    # ab: .a 1/4, ab 1/3 (a never stood there), b. 2/4; b without it: .b 1/4, b. 2/4
    assert found.scores.nll == pytest.approx([math.log(24), math.log(8)])
    assert found.scores.tokens.tolist() == [3, 2]
    assert found.nll == pytest.approx(math.log(24 * 8) / 5)
    assert leave_one_out(["ab", "b"], "counts").nll == math.inf  # nothing began with a


def test_it_chooses_what_trying_everything_would():
    """By each of the marks, and finer between them, and for each length of context."""
    best = mm.choose(NAMES, "kneser-ney")
    tried = {K: leave_one_out(NAMES, "kneser-ney", context=K).nll for K in range(1, 9)}
    assert best.values == {"context": min(tried, key=tried.get)}
    assert best.nll == pytest.approx(min(tried.values()), abs=1e-12)
    best = mm.choose(NAMES, "n-gram")
    assert mm.leave_one_out(NAMES, "n-gram", **best.values).nll == pytest.approx(best.nll)
    around = np.geomspace(0.5, 2, 41) * best.values["added"]
    nlls = [leave_one_out(NAMES, "n-gram", context=K, added=k).nll for K in (1, 2) for k in around]
    assert best.nll <= min(nlls) + 1e-5
    assert mm.choose(NAMES, "counts").values.keys() == {"smoothing"}


def test_it_tells_what_held_out_names_would(lecture_list):
    """On the lecture's training part: what names that are not in it surprise, to 0.01 nats."""
    names = lecture_list.decode().split()
    random.Random(42).shuffle(names)
    train = Material(names[: len(names) * 8 // 10], mm.Vocabulary.of(string.ascii_lowercase))
    seen = set(train.names)
    unseen = [name for name in names[len(names) * 9 // 10 :] if name not in seen]
    told = leave_one_out(train, "kneser-ney").nll
    assert told == pytest.approx(2.0101, abs=5e-5)
    assert told == pytest.approx(mm.mean_nll(mm.fit("kneser-ney", train), unseen), abs=0.01)


def test_what_cannot_be_left_out():
    assert [key for key, one in families().items() if one.left_out] == [
        *("counts", "n-gram", "witten-bell", "kneser-ney"),
    ]
    with pytest.raises(ValueError, match="Network would have to learn anew"):
        leave_one_out(NAMES, "network")
    with pytest.raises(KeyError, match="nobody"):
        choose(NAMES, "nobody")
    with pytest.raises(ValueError, match="no name"):
        leave_one_out([], "counts")
