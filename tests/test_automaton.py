"""Models as tables of states: equal to the model on every context."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.errors import TooMuchError
from makemore.models.add_k import AddK
from makemore.models.automaton import context_automaton
from makemore.models.family import automaton_of
from makemore.models.kneser_ney import KneserNey
from makemore.models.mixture import Mixture
from makemore.models.tempered import Tempered
from makemore.models.truncated import Truncated
from makemore.models.witten_bell import WittenBell

NAMES = ["emma", "ava", "olivia", "mia", "ava"]
V = 8  # the boundary and a e i l m o v
MODELS = {
    "uniform": (mm.UniformModel(mm.Vocabulary.of("".join(NAMES)), 2), 1),
    "counts": (mm.CountModel.fit(NAMES), V),
    "counts K=2": (mm.CountModel.fit(NAMES, context_size=2, smoothing=0.5), V**2),
    "network": (mm.NeuralBigram(mm.Vocabulary.of("".join(NAMES)), mm.initial_weights(V, 1)), V),
    "n-gram": (AddK.fit(NAMES, context_size=3, smoothing=0.1), None),
    "n-gram, as counted": (AddK.fit(NAMES, context_size=2), None),
    "witten-bell": (WittenBell.fit(NAMES, context_size=3), None),
    "kneser-ney K=1": (KneserNey.fit(NAMES, context_size=1), 1 + V),
    "tempered": (Tempered(KneserNey.fit(NAMES, context_size=3), 0.5), None),
    "mixture": (
        Mixture(KneserNey.fit(NAMES, context_size=3), mm.CountModel.fit(NAMES, smoothing=1), 0.3),
        None,
    ),
    "truncated": (Truncated(Tempered(KneserNey.fit(NAMES, context_size=2), 2), 4, 0.8), None),
    "larger vocabulary": (
        KneserNey(mm.count_ngrams(NAMES, context_size=2).within(mm.Vocabulary.of("aeilmovz"))),
        None,
    ),
}


def assert_equal_along(model, texts) -> None:
    """The state after a text says what the model says after its last K tokens."""
    automaton, K = automaton_of(model), model.context_size
    for text in texts:
        tokens = model.vocabulary.encode(text)
        context = ([0] * K + tokens)[-K:]
        torch.testing.assert_close(
            automaton.log_probabilities[automaton.after(tokens)],
            model.log_probabilities(torch.tensor([context]))[0],
            rtol=0,
            atol=1e-13,
        )


@pytest.mark.parametrize("name", MODELS)
def test_states_are_the_model(name):
    model, states = MODELS[name]
    automaton = automaton_of(model)
    assert states is None or automaton.states == states
    assert bool((automaton.following[:, 0] == automaton.start).all())
    texts = [name[:end] for name in NAMES for end in range(len(name) + 1)]
    assert_equal_along(model, [*texts, "vvv", "laoimm", *model.vocabulary.characters])


@given(
    st.lists(st.text("abc", min_size=1, max_size=7), min_size=1, max_size=10),
    st.integers(1, 8),
    st.text("abc", max_size=12),
)
def test_the_longest_seen_suffix_is_all_that_matters(names, K, text):
    counts = mm.count_ngrams(names, context_size=K).within(mm.Vocabulary.of("abc"))
    assert_equal_along(KneserNey(counts), [text[:end] for end in range(len(text) + 1)])


def test_states_on_the_lectures_split(lecture_list):
    """622 for two characters and 59,405 for five, of the first 80 % of the list in the split."""
    import random

    names = lecture_list.decode().split()
    random.Random(42).shuffle(names)
    for K, states in ((2, 622), (5, 59_405)):
        assert KneserNey.fit(names[: len(names) * 8 // 10], context_size=K).states == states


def test_too_many_states_are_said_before_they_are_made():
    vocabulary = mm.Vocabulary.of(map(chr, range(0x4E00, 0x4E00 + 600)))
    with pytest.raises(TooMuchError, match="fewer characters of context"):
        context_automaton(mm.UniformModel(vocabulary, 2))  # 601 ** 3 cells


def test_a_model_of_an_empty_table():
    """Nothing was counted: one state, and every token is as likely."""
    vocabulary = mm.Vocabulary.of("ab")
    nothing = mm.NgramCounts.from_matrix(vocabulary, torch.zeros((3, 3), dtype=torch.int64))
    automaton = automaton_of(KneserNey(nothing))
    assert automaton.states == 1
    assert automaton.log_probabilities.exp().tolist() == [pytest.approx([1 / 3] * 3)]
