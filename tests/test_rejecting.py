"""Models that cannot be asked exactly: their names under conditions, and the share that passes."""

import math

import pytest
import torch

import makemore as mm
from makemore.conditional import ConditionalChain, Conditions, obstacles
from makemore.errors import NothingFoundError, NothingPassesError, UnknownCharacterError
from makemore.generating import End, Filters, Search
from makemore.guided import Guided
from makemore.rejecting import Rejection, chain_of
from makemore.rolling import Dice
from makemore.shares import honesty
from makemore.uncertainty import share_of

ROCKET = "👩\u200d🚀"
NAMES = ["anna", "emma", "ava", "mia", "olivia", "liv", "noa"]
CONDITIONS = Conditions(suffix="a", longest=5, must=("v",), must_not=("e",))


class Far:
    """A bigram that says it looks at twelve characters: 9 ** 12 states are too many."""

    context_size = 12

    def __init__(self, names=NAMES) -> None:
        self.bigram = mm.CountModel.fit(names, smoothing=0.1)
        self.vocabulary = self.bigram.vocabulary

    def log_probabilities(self, contexts: torch.Tensor) -> torch.Tensor:
        return self.bigram.log_probabilities(contexts[:, -1:])


def test_it_is_taken_where_there_is_no_exact_way_and_many_pass(monkeypatch):
    import makemore.guided as guided

    assert isinstance(chain_of(Far(), Conditions(prefix="o", longest=20)), Rejection)
    assert isinstance(chain_of(Far(), CONDITIONS), Guided)
    monkeypatch.setattr(guided, "AHEAD", 12)  # the tables of one that looks ahead do not fit either
    monkeypatch.setattr("makemore.models.automaton.MOST_CELLS", 20)
    assert isinstance(chain_of(Far(), CONDITIONS), Rejection)
    monkeypatch.undo()
    assert isinstance(chain_of(Far().bigram, CONDITIONS), ConditionalChain)


def test_the_share_that_passes_lies_in_its_interval():
    exact = ConditionalChain(Far().bigram, CONDITIONS).probability
    share = Rejection(Far(), CONDITIONS).share
    assert share.low < exact < share.high
    assert share.high - share.low < 0.05


@pytest.mark.parametrize(
    ("passed", "tries", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (15, 50, 0.1910, 0.4375)],
)
def test_wilsons_interval(passed, tries, low, high):
    """By hand: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)."""
    share = share_of(passed, tries)
    assert share.value == passed / tries
    assert (share.low, share.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_its_names_follow_on_each_other():
    chain = Rejection(Far(), CONDITIONS)
    draws = chain.walks(Dice(3), 0, 30)
    names = [draw.name for draw in draws]
    assert len(names) == 30
    assert all(n.endswith("a") and "v" in n and "e" not in n and len(n) <= 5 for n in names)
    begun = sum(draw.rolls for draw in draws[:10])
    assert chain.walks(Dice(3), begun, 20) == draws[10:]


CLUSTERS = mm.corpus_of([ROCKET] * 99 + ["ab", "ba"], rules=mm.Rules(clusters=True))


def test_a_cluster_is_one_character():
    longer, short = Conditions(shortest=2), Conditions(suffix=ROCKET, longest=1)
    exact = ConditionalChain(Far(CLUSTERS).bigram, longer).probability
    assert exact < 0.05
    share = Rejection(Far(CLUSTERS), longer).share
    assert share.low < exact < share.high
    assert Rejection(Far(CLUSTERS), short).share.value > 0.9
    assert short.among(CLUSTERS.column.unique(), CLUSTERS.coding).to_pylist() == [ROCKET]


def test_a_list_of_clusters_does_not_hold_all_that_is_longer():
    model, conditions = mm.CountModel.fit(CLUSTERS), Conditions(shortest=2)
    search = Search(model, 1, seed=1, column=CLUSTERS.column, conditions=conditions)
    assert search.advance() == ["aba"]


def test_a_call_makes_a_bounded_number_of_names_however_many_pass(monkeypatch):
    import makemore.rejecting as rejecting

    chain = Rejection(Far(), CONDITIONS)
    monkeypatch.setattr(rejecting, "MOST_TRIES", 2000)
    rolled: list[int] = []
    made = chain._rolled
    monkeypatch.setattr(chain, "_rolled", lambda *how: rolled.append(how[2]) or made(*how))
    draws = chain.walks(Dice(3), 0, 10**6)
    assert sum(rolled) == 2000 >= sum(draw.tries for draw in draws)
    names = chain._sampler.rolled(2000, Dice(3))
    last = -1
    for draw in draws:
        assert names[last + draw.tries][0] == draw.name
        last += draw.tries


def test_a_search_counts_the_names_that_it_throws_away():
    column, chain = mm.corpus_of(NAMES).column, Rejection(Far(), CONDITIONS)
    search = Search(Far(), 5, seed=1, column=column, conditions=CONDITIONS, chain=chain)
    search.advance()
    assert search.tries == len(search.found) + search.rejected.total()
    assert search.rejected[None] > len(search.found) == 5  # few of its names end with a, and have v


def test_a_search_takes_it():
    search = Search(
        Far(), 5, seed=1, column=mm.corpus_of(NAMES).column, conditions=Conditions(prefix="o")
    )
    found = search.advance()
    assert len(found) == 5
    assert all(name.startswith("o") and name not in NAMES for name in found)
    assert search.chain.share.value == 1  # of those that begin with the prefix


def test_what_nothing_meets_says_so():
    impossible = Conditions(suffix="a", must_not=("a",))
    with pytest.raises(NothingFoundError, match="None of 20,000 names") as caught:
        Rejection(Far(), impossible).checked()
    assert isinstance(caught.value, NothingPassesError)
    assert not obstacles(Far(), impossible)  # though it is both, as the exact way would tell
    assert obstacles(Far().bigram, impossible) == ["suffix", "must_not"]
    with pytest.raises(UnknownCharacterError):
        Rejection(Far(), Conditions(must=("z",)))


def test_a_search_that_runs_dry_ends(monkeypatch):
    import makemore.rejecting as rejecting

    conditions = Conditions(prefix="oliviaoliviaa", shortest=30)
    chain = Rejection(Far(), Conditions())
    chain.conditions = conditions
    monkeypatch.setattr(rejecting, "MOST_TRIES", 1)
    search = Search(
        Far(),
        100,
        seed=1,
        column=mm.corpus_of(NAMES).column,
        conditions=conditions,
        filters=Filters(new=False),
        chain=chain,
    )
    assert len(search.advance()) < 100
    assert search.end is End.TRIES


class Endless(Far):
    """After the first character it goes on with a for ever."""

    def log_probabilities(self, contexts: torch.Tensor) -> torch.Tensor:
        found = super().log_probabilities(contexts)
        found[contexts[:, -1] != 0] = -math.inf
        found[contexts[:, -1] != 0, 1] = 0.0
        return found


def test_what_is_cut_is_no_name(monkeypatch):
    import makemore.rejecting as rejecting
    import makemore.shares as shares

    for module, number in ((rejecting, "TRIALS"), (rejecting, "MOST_TRIES"), (shares, "_SAMPLE")):
        monkeypatch.setattr(module, number, 20)
    monkeypatch.setattr(rejecting, "_BATCH", 20)
    with pytest.raises(NothingPassesError):
        Rejection(Endless(), Conditions(prefix="e")).checked()
    told = honesty(Endless())
    assert (told.exact, told.mean_length, told.one_character) == (False, math.inf, 0)


def test_honesty_by_a_sample():
    sampled, exact = honesty(Far()), honesty(Far().bigram)
    assert exact.exact
    assert not sampled.exact
    assert sampled.mean_length == pytest.approx(exact.mean_length, abs=0.6)
    assert sampled.one_character == pytest.approx(exact.one_character, abs=0.05)
    assert math.isfinite(sampled.mean_length)
