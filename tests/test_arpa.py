"""Kneser-Ney as ARPA: read back by the rules of the format, and by KenLM where it is installed."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.arpa import arpa_text, word
from makemore.models.kneser_ney import KneserNey


class Reader:
    """An ARPA file, read as its format says: back off where an n-gram is missing."""

    def __init__(self, text: str) -> None:
        self.entries: dict[tuple[str, ...], tuple[float, float]] = {}
        self.sizes: dict[int, int] = {}
        lines = text.splitlines()
        assert lines[0] == "\\data\\"
        assert lines[-1] == "\\end\\"
        for line in lines:
            if line.startswith("ngram "):
                order, size = line[6:].split("=")
                self.sizes[int(order)] = int(size)
            elif "\t" in line:
                share, ngram, *left = line.split("\t")
                key = tuple(ngram.split(" "))
                assert key not in self.entries
                self.entries[key] = (float(share), float(left[0]) if left else 0.0)

    def log10(self, context: tuple[str, ...], following: str) -> float:
        if (*context, following) in self.entries:
            return self.entries[*context, following][0]
        left = self.entries.get(context, (0.0, 0.0))[1]
        return left + self.log10(context[1:], following)


def names_of(reader: Reader, names: list[str], K: int) -> list[float]:
    """The surprisal of each name, nats."""
    found = []
    for name in names:
        words = ["<s>", *map(word, name), "</s>"]
        found.append(
            -math.log(10)
            * sum(
                reader.log10(tuple(words[max(0, at - K) : at]), words[at])
                for at in range(1, len(words))
            )
        )
    return found


@given(
    st.lists(st.text("ab c王", min_size=1, max_size=6), min_size=1, max_size=10),
    st.integers(1, 5),
    st.lists(st.text("ab c王d", max_size=8), max_size=5),
)
def test_read_back_it_is_the_model(names, K, others):
    counts = mm.count_ngrams(names, context_size=K).within(mm.Vocabulary.of("ab c王d"))
    model = KneserNey(counts)
    reader = Reader(arpa_text(model))
    for order, size in reader.sizes.items():
        assert size == sum(len(key) == order for key in reader.entries)
    asked = [*names, *others]
    expected = [float(mm.surprisals(model, name).sum()) for name in asked]
    assert names_of(reader, asked, K) == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_by_hand():
    """ "a" and "ab", K = 1, discounts 1/2: gamma of the start is 1/2 / 2, of a 1/2 2 / 2."""
    discounts = torch.full((2, 3), 0.5, dtype=torch.float64)
    model = KneserNey(mm.count_ngrams(["a", "ab"]), discounts)
    lines = arpa_text(model).splitlines()
    # after 2, 1, 1 different tokens come end, a, b: (2 - 1/2) / 4 + 3/2 / 4 / 3 = 1/2, then 1/4
    assert lines[:8] == [
        "\\data\\",
        "ngram 1=5",
        "ngram 2=4",
        "",
        "\\1-grams:",
        f"{math.log10(1 / 2):.7g}\t</s>",
        f"{math.log10(1 / 4):.7g}\ta\t{math.log10(1 / 2):.7g}",
        f"{math.log10(1 / 4):.7g}\tb\t{math.log10(1 / 2):.7g}",
    ]
    # P(a | start) = (2 - 1/2) / 2 + 1/4 * 1/4
    assert f"{math.log10(0.75 + 1 / 16):.7g}\t<s> a" in lines


def test_kenlm_reads_it(tmp_path):
    kenlm = pytest.importorskip("kenlm")
    names = ["anna", "hanna", "j r", "ava", "王芳"]
    model = KneserNey.fit(names, context_size=3)
    path = tmp_path / "names.arpa"
    path.write_text(arpa_text(model))
    read = kenlm.Model(str(path))
    for name in [*names, "nana", "rrr", "芳王"]:
        nll = -read.score(" ".join(map(word, name))) * math.log(10)
        assert nll == pytest.approx(float(mm.surprisals(model, name).sum()), rel=1e-4)


def test_contexts_that_leave_nothing_say_so():
    """With discounts of 0 nothing is saved: what never followed is impossible, not backed off."""
    nothing = torch.zeros((2, 3), dtype=torch.float64)
    model = KneserNey(mm.count_ngrams(["a", "ab"]), nothing)
    text = arpa_text(model)
    assert [line.split("\t")[2] for line in text.splitlines() if line.count("\t") == 2] == [
        *("-99.0", "-99.0", "-99.0"),  # after a, b and the start
    ]
    assert Reader(text).log10(("a",), "a") < -99
