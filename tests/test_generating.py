"""Names under conditions: against counting all names by hand, and the filters around them."""

import math
from collections import Counter
from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import makemore as mm
from makemore import messages
from makemore.conditional import ConditionalChain, Conditions, obstacles
from makemore.errors import (
    NothingNewError,
    NothingPassesError,
    TooMuchError,
    UnknownCharacterError,
)
from makemore.generating import (
    End,
    Filter,
    Filters,
    Neighbours,
    Search,
    make_names,
)
from makemore.models.kneser_ney import KneserNey
from makemore.models.tempered import Tempered
from makemore.models.uniform import UniformModel
from makemore.rolling import Dice
from makemore.scoring import name_nll
from makemore.shares import honesty, length_shares, listed_among, listed_share

LETTERS = "abc"
SMALL = ["a", "ab", "abba", "bab", "cab", "caba", "ccb", "acca", "b", "baa"]
LONGEST = 6  # characters: 3 + 9 + ... + 729 names to enumerate


texts = st.text(LETTERS, min_size=1, max_size=3)


@pytest.fixture(scope="module")
def small() -> mm.CountModel:
    return mm.CountModel.fit(mm.corpus_of(SMALL), smoothing=0.5)


def meets(name: str, conditions: Conditions) -> bool:
    """The definition, in plain words of Python."""
    return (
        name.startswith(conditions.prefix)
        and name.endswith(conditions.suffix)
        and conditions.shortest <= len(name) <= conditions.longest
        and all(text in name for text in conditions.must)
        and not any(text in name for text in conditions.must_not)
    )


def enumerated(model, conditions: Conditions) -> dict[str, float]:
    """The probability of every name that meets the conditions, by trying all names."""
    names = ("".join(word) for k in range(1, LONGEST + 1) for word in product(LETTERS, repeat=k))
    return {name: math.exp(-name_nll(model, name)) for name in names if meets(name, conditions)}


CONDITIONS = {
    "none": {},
    "prefix": {"prefix": "ca"},
    "suffix": {"suffix": "ba"},
    "suffix of one": {"suffix": "c"},
    "length": {"shortest": 4, "longest": 4},
    "range": {"shortest": 2, "longest": 3},
    "prefix and suffix overlap": {"prefix": "aba", "suffix": "aba"},
    "suffix within the prefix": {"prefix": "cab", "suffix": "b"},
    "must have a character": {"must": ("c",)},
    "must have a pair": {"must": ("cc",)},
    "must have a pair of the suffix": {"must": ("cb", "bb"), "suffix": "cb"},
    "must have three": {"must": ("ab", "c", "bb")},
    "must not have a character": {"must_not": ("c",)},
    "must not have a pair": {"must_not": ("ab", "cc")},
    "all": {
        "prefix": "a",
        "suffix": "b",
        "shortest": 3,
        "longest": 5,
        "must": ("c", "ca"),
        "must_not": ("aa", "cc"),
    },
}


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("temperature", [1.0, 0.5])
def test_samples_follow_the_conditional_distribution(name, temperature, small):
    """Chi-square against the enumeration; names that are expected less than 5 times are pooled."""
    conditions = Conditions(**{"longest": LONGEST, **CONDITIONS[name]})
    model = Tempered(small, temperature)
    share = enumerated(model, conditions)
    chain = ConditionalChain(small, conditions, temperature)
    whole = sum(share.values())
    began = sum_of_start(model, conditions.prefix)
    assert chain.probability == pytest.approx(whole / began, rel=1e-9)
    draws = drawn(chain, 4000, seed=7)
    for draw in draws[:200]:
        assert draw.probability == pytest.approx(share[draw.name] / whole, rel=1e-9)
    times = Counter(draw.name for draw in draws)
    assert set(times) <= set(share)
    expected = {one: 4000 * part / whole for one, part in share.items()}
    common = [one for one in expected if expected[one] >= 5]
    cells = [(times[one], expected[one]) for one in common]
    cells.append((4000 - sum(c for c, _e in cells), 4000 - sum(e for _c, e in cells)))
    square = sum((seen - wanted) ** 2 / wanted for seen, wanted in cells if wanted > 0.5)
    freedom = max(1, len(cells) - 1)
    assert square < freedom + 4 * math.sqrt(2 * freedom) + 4  # beyond it: less than 1 in 10,000


def sum_of_start(model, prefix: str) -> float:
    """The chance to begin with a prefix: all names with it, the endings summed out."""
    surprisals = mm.surprisals(model, prefix)
    return math.exp(-float(surprisals[:-1].sum()))


def drawn(chain: ConditionalChain, number: int, seed: int):
    return chain.walks(Dice(seed), 0, number)


def test_by_hand():
    """List: a, ab. After the start a; after a: end or b, half each; after b the end.

    Of all names half are "a"; with the ending b there is only "ab".
    """
    model = mm.CountModel.fit(mm.corpus_of(["a", "ab"]))
    chain = ConditionalChain(model, Conditions(suffix="b"))
    assert chain.probability == pytest.approx(0.5)
    assert {draw.name for draw in drawn(chain, 20, seed=1)} == {"ab"}
    assert ConditionalChain(model, Conditions(shortest=1)).probability == pytest.approx(1)


@given(
    prefix=st.text(LETTERS, max_size=3),
    suffix=st.text(LETTERS, max_size=3),
    lengths=st.tuples(st.integers(1, LONGEST), st.integers(1, LONGEST)),
    must=st.lists(texts, max_size=5),
    must_not=st.lists(texts, max_size=2),
    seed=st.integers(0, 2**31),
)
def test_every_made_name_meets_all_conditions(prefix, suffix, lengths, must, must_not, seed):
    """And where nothing is made, the enumeration finds nothing either, or only what is rare."""
    conditions = Conditions(prefix, suffix, *lengths, tuple(must), tuple(must_not))
    model = mm.CountModel.fit(mm.corpus_of(SMALL), smoothing=0.5)
    try:
        search = Search(
            model,
            3,
            seed=seed,
            column=mm.corpus_of(SMALL).column,
            conditions=conditions,
            filters=Filters(apart=2),
        )
        search.most_tries = 500
        found = search.advance()
    except NothingNewError:
        assert set(enumerated(model, conditions)) <= set(SMALL)
        return
    except NothingPassesError:
        possible = {"must": conditions.exact_must, "must_not": conditions.exact_must_not}
        assert not enumerated(model, Conditions(prefix, suffix, *lengths, **possible))
        return
    assert search.tries == len(found) + search.rejected.total()
    for name in found:
        assert meets(name, conditions)
        assert name not in SMALL
        assert Neighbours(mm.corpus_of(SMALL).column).nearest(name)[1] >= 2
    assert len(set(found)) == len(found)


def test_without_conditions_the_dice_give_the_names_of_sampling(lecture_counts):
    model = mm.CountModel(lecture_counts, 0)
    names = make_names(model, 200, seed=2147483647, filters=Filters(new=False, different=False))
    assert names == mm.sample_names(model, 200, seed=2147483647)
    assert names[:3] == ["mor", "axx", "minaymoryles"]
    begun = make_names(
        model,
        50,
        seed=3,
        temperature=0.7,
        conditions=Conditions(prefix="an"),
        filters=Filters(new=False, different=False),
    )
    assert begun == mm.sample_names(model, 50, seed=3, temperature=0.7, prefix="an")


def test_the_same_seed_finds_the_same_names_however_it_is_cut(small):
    column = mm.corpus_of(SMALL).column

    def search() -> Search:
        return Search(small, 30, seed=5, column=column, filters=Filters(apart=2))

    whole = search().advance()
    batches = search()
    assert [name for batch in batches.batches() for name in batch] == whole
    slices = search()
    while slices.end is None:
        slices.advance(0.0005)
    assert slices.found == whole
    assert search().chain.probability <= 1
    assert Search(small, 30, seed=6, column=column).advance() != whole


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("K", [1, 2, 3])
def test_longer_contexts_are_as_exact(name, K):
    """The chance of all names, and of each one, against trying all names."""
    conditions = Conditions(**{"longest": LONGEST, **CONDITIONS[name]})
    for model in (
        KneserNey.fit(SMALL, context_size=K),
        mm.CountModel.fit(SMALL, context_size=K, smoothing=0.2),
    ):
        assert_exact(model, conditions)


def assert_exact(model, conditions: Conditions) -> None:
    share = enumerated(model, conditions)
    whole = sum(share.values())
    chain = ConditionalChain(model, conditions)
    began = sum_of_start(model, conditions.prefix)
    assert chain.probability == pytest.approx(whole / began, rel=1e-9)
    draws = drawn(chain, 300, seed=3)
    for draw in draws:
        assert draw.probability == pytest.approx(share[draw.name] / whole, rel=1e-9)
    likeliest = max(share, key=share.__getitem__)
    if share[likeliest] > whole / 20:  # missed by 300 draws once in five million times
        assert likeliest in {draw.name for draw in draws}


@settings(max_examples=60)
@given(
    names=st.lists(st.text(LETTERS, min_size=1, max_size=5), min_size=1, max_size=6),
    K=st.integers(1, 3),
    prefix=st.text(LETTERS, max_size=2),
    suffix=st.text(LETTERS, max_size=3),
    lengths=st.tuples(st.integers(1, 3), st.integers(3, LONGEST)),
    must=st.lists(texts, max_size=3),
    must_not=st.lists(texts, max_size=2),
)
def test_any_conditions_on_any_list(names, K, prefix, suffix, lengths, must, must_not):
    """Parts of any length, against trying all names."""
    counts = mm.count_ngrams(names, context_size=K).within(mm.Vocabulary.of(LETTERS))
    conditions = Conditions(prefix, suffix, *lengths, tuple(must), tuple(must_not))
    model = KneserNey(counts)
    if enumerated(model, conditions):
        assert_exact(model, conditions)
    else:
        with pytest.raises(NothingPassesError):
            ConditionalChain(model, conditions)


@pytest.mark.parametrize("kept", [4, 7])
def test_what_is_not_kept_is_found_again(small, monkeypatch, kept):
    """Names longer than the lengths whose messages are kept are drawn all the same."""
    conditions = Conditions(shortest=30, longest=40, must=("cab",))
    whole = ConditionalChain(small, conditions)
    monkeypatch.setattr(messages, "MOST_NUMBERS", kept * 4 * 4)  # A = 4, S = 4
    part = ConditionalChain(small, conditions)
    assert drawn(part, 50, seed=1) == drawn(whole, 50, seed=1)
    monkeypatch.setattr(messages, "MOST_NUMBERS", 3 * 4 * 4)
    with pytest.raises(TooMuchError, match="memory"):
        ConditionalChain(small, conditions)


def test_a_long_part_that_must_occur_does_not_underflow():
    """Between a name that holds it and one that has just begun lie 400 powers of ten."""
    model = mm.CountModel.fit(mm.corpus_of(["ab"] * 10**4 + ["bab"]), smoothing=1e-4)
    chain = ConditionalChain(model, Conditions(must=("bb" * 20,), longest=60), temperature=0.5)
    assert "bb" * 20 in drawn(chain, 1, seed=1)[0].name


def test_an_improbable_condition_does_not_underflow():
    """A chance of 1e-400 is no number of a computer, and its names are found all the same."""
    model = mm.CountModel.fit(mm.corpus_of(["ab"] * 10**4 + ["bab"]), smoothing=1e-4)
    chain = ConditionalChain(model, Conditions(suffix="bb" * 25, longest=60), temperature=0.5)
    name = drawn(chain, 1, seed=1)[0].name
    assert name.endswith("bb" * 25)
    assert chain.probability == 0 or chain.probability < 1e-300
    # nearly all are "a" and fifty "b": those alone begin with b, not a, once in 10,000 (squared)
    for listed, share in (("a" + "b" * 50, 1 - 2e-8), ("b" * 50, (1.0001 / 10_000) ** 2)):
        column = mm.corpus_of(["ab", listed]).column
        among = listed_among(Tempered(model, 0.5), column, chain)
        assert among == pytest.approx(share, rel=1e-6)


def test_a_way_that_is_a_thousand_times_less_likely_at_every_step_is_found():
    """All lengths but one are forbidden, so that "a" must be followed by 149 more.

    Each step has a chance of 1 in 10,001; the way of "b", which cannot be reached from "a", has 99
    in 100. Beside 0.99 ** 149, 10,001 ** -149 is no number of a computer.
    """
    model = mm.CountModel.fit(["a"] * 9999 + ["aa"] + ["b" * 100])
    chain = ConditionalChain(model, Conditions(prefix="a", shortest=150, longest=150))
    assert {draw.name for draw in drawn(chain, 3, seed=1)} == {"a" * 150}


def test_a_step_that_the_cold_makes_impossible_to_write_down_is_found():
    """After "b" comes "b" once in 101: at a temperature of 0.001, 100 ** -1000 as often."""
    model = mm.CountModel.fit(["ab"] * 99 + ["abb"])
    chain = ConditionalChain(model, Conditions(must=("bb",), longest=4), temperature=0.001)
    assert {draw.name for draw in drawn(chain, 3, seed=1)} == {"abb"}


# -- what nothing can pass ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(suffix="c", must_not=("c",)),
        Conditions(prefix="ca", must_not=("c",)),
        Conditions(shortest=5, longest=4),
        Conditions(prefix="abc", longest=2),
        Conditions(must=("a", "b"), longest=1),
        Conditions(must=("ab",), must_not=("b",)),
    ],
)
def test_what_nothing_can_meet_says_so_at_once(conditions, small):
    with pytest.raises(NothingPassesError, match="Loosen a condition"):
        ConditionalChain(small, conditions)


def test_which_condition_is_in_the_way(small):
    impossible = Conditions(suffix="a", must_not=("a",), longest=3)
    assert obstacles(small, impossible) == ["suffix", "must_not"]
    assert obstacles(small, Conditions(prefix="a", must_not=("a",), suffix="a")) == ["must_not"]


def test_a_prefix_without_a_way_on():
    model = mm.CountModel.fit(mm.corpus_of(["ab"]))  # nothing but the end comes after b
    assert ConditionalChain(model, Conditions(prefix="b")).probability == 1
    with pytest.raises(NothingPassesError):
        ConditionalChain(model, Conditions(prefix="b", shortest=2))


def test_a_list_that_holds_all_that_its_model_can_make():
    model, column = mm.CountModel.fit(mm.corpus_of(["ab", "cb"])), mm.corpus_of(["cb", "ab"]).column
    with pytest.raises(NothingNewError, match="in the list already"):
        Search(model, 1, seed=1, column=column)
    with pytest.raises(NothingNewError):
        Search(model, 1, seed=1, column=column, conditions=Conditions(prefix="c"))
    assert Search(model, 1, seed=1, column=column, filters=Filters(new=False)).advance()


def test_a_search_ends_when_all_has_been_seen():
    model, column = mm.CountModel.fit(mm.corpus_of(["ab", "cb"])), mm.corpus_of(["ab"]).column
    search = Search(model, 10, seed=1, column=column)
    assert search.advance() == ["cb"]
    assert search.end is End.SEEN
    assert search.tries < 50
    assert search.progress == 1


def test_a_search_ends_after_its_tries(small):
    search = Search(small, 1, seed=1, column=mm.corpus_of(SMALL).column, filters=Filters(apart=100))
    search.most_tries = 700
    assert search.advance() == []
    assert search.end is End.TRIES
    assert search.tries == 700 == search.rejected.total()
    search.stop()
    assert search.end is End.TRIES  # it was over before
    assert search.rejected[Filter.NEAR] > 0


def test_a_character_that_the_list_lacks(small):
    for conditions in (Conditions(prefix="z"), Conditions(suffix="z"), Conditions(must=("az",))):
        with pytest.raises(UnknownCharacterError):
            ConditionalChain(small, conditions)
    assert ConditionalChain(small, Conditions(must_not=("z", "az"))).probability > 0.9


@pytest.mark.parametrize("wrong", [{"shortest": 0}, {"longest": 201}, {"must": ("",)}])
def test_no_such_condition(wrong):
    with pytest.raises(ValueError, match="character"):
        Conditions(**wrong)


def test_no_such_temperature(small):
    with pytest.raises(ValueError, match="above 0"):
        ConditionalChain(small, Conditions(), temperature=0)


def test_more_than_three_parts_are_left_to_rejection(small):
    letters = "c" * 64  # as many as are remembered exactly
    parts = {"must": ("cab", "a", "b", "bab"), "must_not": (letters, "bbb")}
    conditions = Conditions(**parts, longest=8)
    search = Search(small, 20, seed=1, column=mm.corpus_of(SMALL).column, conditions=conditions)
    found = search.advance()
    assert len(found) == 20
    assert all("cab" in name and "bab" in name and "bbb" not in name for name in found)
    assert search.rejected[Filter.MUST] > 20
    assert search.rejected[Filter.MUST_NOT] > 0


def test_a_thousand_characters():
    """Two of a thousand, on a model that knows nothing: 2 / 1001 ** 2 of all names of two."""
    vocabulary = mm.Vocabulary.of(map(chr, range(0x4E00, 0x4E00 + 1000)))
    conditions = Conditions(longest=2, must=("一", "丁"))
    chain = ConditionalChain(UniformModel(vocabulary), conditions)
    assert chain.probability == pytest.approx(2 / 1001**3)
    assert {draw.name for draw in drawn(chain, 50, seed=1)} == {"一丁", "丁一"}


def test_the_longer_the_names_the_fewer_are_made_between_two_looks(small):
    class Asked(ConditionalChain):
        def walks(self, dice, start, number):
            asked.append(number)
            return super().walks(dice, start, number)

    for shortest, most in ((1, 500), (200, 24)):
        asked: list[int] = []
        chain = Asked(small, Conditions(shortest=shortest))
        filters = Filters(new=False, different=False)
        search = Search(small, 600, seed=1, column=None, chain=chain, filters=filters)
        assert list(islice(search.batches(), 2))
        assert asked == [20, most]


def test_a_search_can_be_stopped(small):
    search = Search(small, 10_000, seed=1, column=mm.corpus_of(SMALL).column)
    for batch in search.batches():
        assert batch
        search.stop()
    assert search.end is End.STOPPED
    assert 0 < len(search.found) < 10_000


# -- what the model makes ----------------------------------------------------------------------


def test_honesty_against_a_sample(small):
    found, listed = honesty(small), listed_share(small, mm.corpus_of(SMALL).column)
    made = mm.sample_names(small, 20_000, seed=1)
    assert listed == pytest.approx(np.mean([name in SMALL for name in made]), abs=0.015)
    assert found.one_character == pytest.approx(np.mean([len(n) == 1 for n in made]), abs=0.015)
    lengths = [len(name) for name in made if len(name) <= 200]
    assert found.mean_length == pytest.approx(np.mean(lengths), abs=0.1)
    assert length_shares(small).sum() == pytest.approx(1)


def test_honesty_on_the_lectures_list(lecture_list):
    """About a tenth is in the list, and a tenth is one character long."""
    corpus = mm.read_corpus(lecture_list)
    model = mm.CountModel.fit(corpus)
    assert listed_share(model, corpus.column) == pytest.approx(0.1, abs=0.03)
    assert honesty(model).one_character == pytest.approx(0.1, abs=0.03)


def test_listed_share_is_the_sum_over_the_list(small):
    column = mm.corpus_of([*SMALL, *SMALL]).column  # copies do not count twice
    conditions = Conditions(prefix="ca", suffix="a", longest=LONGEST)
    assert listed_share(small, column) == pytest.approx(
        sum(math.exp(-name_nll(small, name)) for name in SMALL)
    )
    assert listed_share(small, column, conditions) == pytest.approx(
        math.exp(-name_nll(small, "caba")) / sum_of_start(small, "ca")
    )
    assert listed_share(small, column, Conditions(prefix="ccc")) == 0


# -- neighbours and order ----------------------------------------------------------------------


def test_the_nearest_name():
    near = Neighbours(mm.corpus_of(["anna", "hannah", "bob", "annabelle"]).column)
    assert near.nearest("anne") == ("anna", 1)
    assert near.nearest("bob") == ("bob", 0)
    assert near.nearest("hanna") == ("anna", 1)  # shorter by one, as hannah is longer by one
    assert near.nearest("zzzz", within=3) is None
    assert near.nearest("anne", within=1) == ("anna", 1)
    assert near.nearest("anne", within=0) is None


@given(name=st.text(LETTERS, min_size=1, max_size=7), within=st.none() | st.integers(0, 4))
def test_the_nearest_name_is_the_nearest_of_all(name, within):
    found = Neighbours(mm.corpus_of(SMALL).column).nearest(name, within)
    nearest = min(edits(name, other) for other in SMALL)
    if within is not None and nearest > within:
        assert found is None
    else:
        assert found[1] == nearest == edits(name, found[0])


def edits(one: str, other: str) -> int:
    """Levenshtein's distance, by its definition."""
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, start=1):
        before, row[0] = row[0], at
        for k, against in enumerate(other, start=1):
            step = before + (character != against)
            before, row[k] = row[k], min(step, row[k] + 1, row[k - 1] + 1)
    return row[-1]
