"""Names that one wants: likely characters only, two lists in one, capitals, no rude words."""

import math

import pyarrow as pa
import pytest
import torch

import makemore as mm
from makemore.capitals import Capitals
from makemore.conditional import ConditionalChain, Conditions
from makemore.generating import End, Filter, Search
from makemore.models.automaton import Automaton
from makemore.models.family import Material, automaton_of
from makemore.models.kneser_ney import KneserNey
from makemore.models.mixture import Mixture
from makemore.models.tempered import Tempered
from makemore.models.truncated import Truncated
from makemore.rude import WORST, RudeWords, words
from makemore.sampling import Dice
from makemore.scoring import name_nll

# five, three, one and one of ten names begin with a, b, c and d
TENTHS = mm.CountModel.fit(["a"] * 5 + ["b"] * 3 + ["c", "d"])


def row(model: mm.LanguageModel) -> list[float]:
    start = torch.zeros((1, model.context_size), dtype=torch.int64)
    return model.log_probabilities(start).exp()[0].tolist()


@pytest.mark.parametrize(
    ("top_k", "top_p", "expected"),
    [
        (0, 1, [0, 0.5, 0.3, 0.1, 0.1]),
        (2, 1, [0, 5 / 8, 3 / 8, 0, 0]),
        (3, 1, [0, 5 / 9, 3 / 9, 1 / 9, 0]),  # of equal ones the first
        (0, 0.5, [0, 1, 0, 0, 0]),  # 0.5 is enough
        (0, 0.51, [0, 5 / 8, 3 / 8, 0, 0]),
        (2, 0.63, [0, 5 / 8, 3 / 8, 0, 0]),  # 5/8 of what top-k has kept is less than 0.63
        (2, 0.6, [0, 1, 0, 0, 0]),
        (9, 0.001, [0, 1, 0, 0, 0]),
    ],
)
def test_only_the_likeliest_come(top_k, top_p, expected):
    assert row(Truncated(TENTHS, top_k, top_p)) == pytest.approx(expected, abs=1e-12)


def test_the_temperature_comes_before_the_cut():
    """At 1/2 the chances are 25, 9, 1 and 1 of 36: the first alone has 0.69."""
    assert row(Truncated(Tempered(TENTHS, 0.5), top_p=0.69)) == [0, 1, 0, 0, 0]
    assert row(Truncated(TENTHS, top_p=0.69)) != [0, 1, 0, 0, 0]


@pytest.mark.parametrize(("top_k", "top_p"), [(-1, 1), (0, 0), (0, 1.1), (0, math.nan)])
def test_a_cut_that_keeps_nothing(top_k, top_p):
    with pytest.raises(ValueError, match="top_k is 0 or more"):
        Truncated(TENTHS, top_k, top_p)


FIRST, SECOND = ["anna", "ann", "hanna"], ["bob", "abba", "bo"]


@pytest.fixture(scope="module")
def two() -> list[mm.LanguageModel]:
    both = mm.Vocabulary.of("".join(FIRST + SECOND))
    return [KneserNey(Material(names, both).counts(3)) for names in (FIRST, SECOND)]


def test_a_mixture_is_the_mean_of_what_its_models_say(two):
    """At each character: the mean of the probabilities, not of names."""
    mixture = Mixture(*two, share=0.25)
    expected = [0.75 * a + 0.25 * b for a, b in zip(row(two[0]), row(two[1]), strict=True)]
    assert row(mixture) == pytest.approx(expected, abs=1e-12)
    for share, model in ((0, two[0]), (1, two[1])):
        assert name_nll(Mixture(*two, share), "abbob") == name_nll(model, "abbob")


def test_a_mixture_has_no_more_states_than_its_models(two):
    """A pair is known by the longer of its two pasts: no more pairs than pasts."""
    first, second = map(automaton_of, two)
    both: Automaton = Mixture(*two, share=0.5).automaton()
    assert max(first.states, second.states) < both.states <= first.states + second.states


def test_conditions_are_exact_for_a_cut_mixture(two):
    """The chance that the chain tells is that of all names that meet them, made one by one."""
    model = Truncated(Tempered(Mixture(*two, share=0.5), 1.5), top_k=3)
    conditions = Conditions(prefix="a", shortest=3, longest=4, must=("b",))
    chain = ConditionalChain(model, conditions)
    start = sum(mm.surprisals(model, "a")[:-1]).item()
    letters = "abhno"
    names = [
        f"a{x}{y}{z}" for x in letters for y in letters for z in ("", *letters) if "b" in x + y + z
    ]
    assert sum(math.exp(start - name_nll(model, name)) for name in names) == pytest.approx(
        chain.probability, rel=1e-9
    )
    assert {draw.name for draw in chain.walks(Dice(1), 0, 200)} <= set(names)


@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_no_such_share(share, two):
    with pytest.raises(ValueError, match="from 0 to 1"):
        Mixture(*two, share)


def test_models_of_different_characters_are_not_mixed(two):
    with pytest.raises(ValueError, match="same characters"):
        Mixture(two[0], TENTHS, 0.5)


# -- capitals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "made", "expected"),
    [
        (["Anna", "Ben"], "zoe", "Zoe"),  # z stands nowhere: by what comes first
        (["anna", "Ben", "cora"], "anna", "anna"),
        (["Jean-Luc de Bar", "Ann-Eve"], "jean-eve de bar", "Jean-Eve de Bar"),
        (["ANNA", "BEN"], "nab", "NAB"),
        (["McDonald", "Macy", "Cd"], "mcdonald", "Mcdonald"),  # d after c: one large, one small
        (["McDonald", "McDuff"], "mcdona", "McDona"),
        (["Straße", "Ändern"], "ßä", "ßä"),
        (["Ändern"], "ärger", "Ärger"),
        (["王芳"], "芳", "芳"),
        ([], "anna", "anna"),
        (["Ivan", "İzmir"], "ivan", "Ivan"),
    ],
)
def test_capitals_are_those_of_the_list(names, made, expected):
    assert Capitals(names).dress(made) == expected


# -- rude words --------------------------------------------------------------------------------


def rude(*names: str, own: list[str] | None = None) -> list[str]:
    words_ = RudeWords(pa.array(own or ["nora"], pa.large_string()))
    return [name for name in names if words_.are_in(name)]


def test_every_language_has_its_words():
    assert len(words()) == 24
    assert all(len(found) > 10 for found in words().values())


def test_a_word_alone_is_rude_and_the_worst_ones_within_a_name():
    assert rude("ass", "Ass", "jack ass", "jack-ass", "arsch", "merde", "كس") == [
        *("ass", "Ass", "jack ass", "jack-ass", "arsch", "merde", "كس")
    ]
    assert rude("cassandra", "dickson", "essex", "marsch", "anna") == []
    assert rude("scunthorpe", "fuckaria", "enculé", "ENCULÉ", "сухуйко") == [
        *("scunthorpe", "fuckaria", "enculé", "ENCULÉ", "сухуйко")
    ]
    assert rude("王傻逼", "王芳", "のちんこ") == ["王傻逼", "のちんこ"]  # no blanks between words
    assert rude("big black", "big bold black") == ["big black"]  # a word of two words


def test_what_ones_own_list_has_is_not_rude_there():
    own = ["Dick", "Scunthorpe", "akshita", "rishit"]
    assert rude("dick", "scunthorpe", own=own) == []
    # as in akshita, between k and a, and as in rishit, between i and the end
    assert rude("rakshita", "nishit", own=own) == []
    assert rude("shita", "akshit", "dick dick", own=own) == ["shita", "akshit", "dick dick"]


def test_each_of_the_worst_is_found_within_a_name():
    assert all(rude(f"a{word}a") for word in WORST)


def test_a_search_hides_them_and_makes_others():
    """Of cu and um come cu, cum, u and um: two are new, and one of them is rude."""
    names = mm.corpus_of(["cu", "um"])
    model, found = mm.CountModel.fit(names), {}
    for check in (None, RudeWords(names.column).are_in):
        search = Search(model, 2, seed=1, column=names.column, rude=check)
        search.advance()
        found[check is None] = (set(search.found), search.rejected[Filter.RUDE], search.end)
    assert found == {True: ({"cum", "u"}, 0, End.FOUND), False: ({"u"}, 1, End.SEEN)}
