"""One layer that sees more characters: at its lowest point, between the pairs and the table."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

import makemore as mm
from makemore.learning.prefix_tree import PrefixTree, tree_of
from makemore.models.architecture import surprisal
from makemore.models.family import Material, families, family_of
from makemore.models.log_linear import LogLinear
from makemore.saving import model_bytes, read_model

DATA = Path(__file__).parent.parent / "data"
TINY = "ann anna nan hana hanna ana".split() * 5


def lowest(names: list[str], K: int, steps: int) -> tuple[LogLinear, PrefixTree, float]:
    """The network where its loss on all names is lowest, by L-BFGS, and that loss."""
    counts = mm.count_ngrams(names, context_size=K)
    network, tree = LogLinear(len(counts.vocabulary), K).double(), tree_of(counts)
    optimizer = torch.optim.LBFGS(
        network.parameters(),
        max_iter=steps,
        tolerance_change=0,
        history_size=20,
        line_search_fn="strong_wolfe",
    )

    def loss() -> Tensor:
        optimizer.zero_grad()
        found = surprisal(network.log_likelihoods(tree), tree)
        found.backward()
        return found

    optimizer.step(loss)
    return network, tree, loss().item()


@pytest.mark.parametrize(("K", "nll"), [(1, 2.128), (2, 1.8831), (3, 1.7808)])
def test_its_lowest_point_on_the_dinosaurs(K, nll):
    """As in the figures of issue 14; with one character it is the table of pairs."""
    names = (DATA / "dinosaurs.txt").read_text().split()
    _network, _tree, found = lowest(names, K, 400)
    assert found == pytest.approx(nll, abs=1.5e-4)
    table = mm.mean_nll(mm.CountModel.fit(names, context_size=K), names)
    assert found == pytest.approx(table, abs=1e-4) if K == 1 else found > table + 0.3


def test_the_lectures_list(lecture_list):
    """Two characters: 2.3357, where the table of two characters has 2.1857."""
    names = lecture_list.decode().split()
    network, tree, found = lowest(names, 2, 300)
    assert found == pytest.approx(2.3357, abs=1e-4)
    counts = mm.CountModel.fit(names, context_size=2)
    assert mm.mean_nll(counts, names) == pytest.approx(2.1857, abs=5e-5)
    # what comes next is expected as often as it was counted, after each token at each distance
    likely = torch.softmax(network.tree_logits(tree), dim=1).detach()
    contexts, often = tree.contexts(2)[tree.nodes], tree.weights.double()
    for distance in (1, 2):
        expected = torch.zeros(27, 27, dtype=torch.float64)
        counted = expected.clone()
        before = contexts[:, -distance]
        expected.index_add_(0, before, likely[tree.nodes] * often[:, None])
        counted.index_put_((before, tree.targets), often, accumulate=True)
        assert bool(((expected - counted).abs() < 20).all())  # of 228,146
        assert float(counted.sum()) == tree.total == 228_146


def test_votes_are_added_by_hand():
    """ "ab" read: the table of the nearest says what b votes for, the next one what a does."""
    network = LogLinear(3, 2)
    with torch.no_grad():
        network.tables[0, 2] = torch.tensor([1.0, 2.0, 3.0])
        network.tables[1, 1] = torch.tensor([10.0, 20.0, 30.0])
    assert network.logits((torch.tensor([[1, 2]]),)).tolist() == [[11.0, 22.0, 33.0]]
    state = network.follow(network.follow(network.start(1), torch.tensor([1])), torch.tensor([2]))
    assert state[0].tolist() == [[1, 2]]
    assert network.start(2)[0].tolist() == [[0, 0], [0, 0]]


def test_it_learns_goes_on_and_comes_back_from_a_file():
    family = families()["log-linear"]
    training = family.training(Material(TINY), seed=1, context=3)
    assert training.progress.train_nll == pytest.approx(torch.log(torch.tensor(4.0)).item())
    for _ in range(40):
        training.step()
    assert training.progress.train_nll < 1
    back = read_model(model_bytes(training.model)).model
    assert family_of(back) is family
    assert family.values(back) == {"context": 3}
    assert family.parameters(back) == 3 * 4 * 4
    contexts = mm.count_ngrams(TINY, context_size=3).contexts
    assert torch.equal(back.log_probabilities(contexts), training.model.log_probabilities(contexts))
    on = family.training(Material(TINY), seed=1, context=3, start=back)
    assert on.progress.train_nll < 1
