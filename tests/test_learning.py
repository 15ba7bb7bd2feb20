"""What training on the prefix tree promises: exact losses, the best weights, equal seeds alike."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import makemore as mm
from makemore.errors import DivergedError
from makemore.learning.adam import Adam
from makemore.learning.prefix_tree import Batches, tree_of, tree_of_contexts
from makemore.learning.running import STALLS, run
from makemore.learning.trainer import BETAS, PATIENCE, WEIGHT_DECAY, Recipe
from makemore.models.committee import Committee
from makemore.models.family import Material, families, parameters_of
from makemore.models.kneser_ney import KneserNey
from makemore.models.log_linear import LogLinear
from makemore.models.network_model import LONGEST_MEMORY, NetworkModel, filled
from makemore.models.orders import by_order
from makemore.saving import model_bytes, read_model

DINOSAURS = mm.read_file("data/dinosaurs.txt").first(300)
COUNTED = mm.read_corpus(b"anna\t3\nava\t1\nnan\t2\nan\t1\nanna\t1\n", counted=True)
NETWORKS = ["mlp", "bag-of-words", "rnn", "gru", "transformer", "residual"]


def training_of(key: str, names=COUNTED, seed: int = 1, **values: float):
    small = {"hidden": 4} if key != "transformer" else {"width": 8, "layers": 1}
    return families()[key].training(Material(names), seed=seed, **(small | values))


def test_a_tree_holds_each_prefix_once_with_the_weights_of_names():
    tree = tree_of(mm.count_ngrams(COUNTED, context_size=6))
    assert len(tree) == 1 + 2 + 3 + 3 + 1  # "", a n, an av na, ann ava nan, anna
    assert tree.total == 4 * 5 + 1 * 4 + 2 * 4 + 1 * 3
    root = tree.nodes == 0
    assert tree.weights[root].tolist() == [6.0, 2.0]  # begin with a, with n
    assert tree.contexts(3)[-1].tolist() == mm.count_ngrams(COUNTED).vocabulary.encode("nna")


@given(names=st.lists(st.text("abc", min_size=1, max_size=5), min_size=1))
def test_a_tree_of_whole_names_knows_how_many_different_ones_go_through_each_edge(names):
    assert mm.count_ngrams(sorted(set(names)), context_size=6).occurrences.tolist() == (
        tree_of(mm.count_ngrams(names, context_size=6)).different().tolist()
    )


@pytest.mark.parametrize("longest", [6, 40])  # the second is longer than any memory
def test_names_are_left_out_as_often_as_they_occur(longest):
    names = ["ab" * (longest // 2)] * 3 + ["aba"] * 2 + ["b"]
    recipe = Recipe.of(Material(names, choosers=["b"]), LONGEST_MEMORY, seed=1)
    tree = recipe.train
    ends = {"".join("·ab"[token] for token in tree.contexts(3)[node]).strip("·"): int(often)
            for node, target, often in zip(tree.nodes, tree.targets, recipe.times, strict=False)
            if not target}  # fmt: skip
    assert ends == {"bab": 3, "aba": 2, "b": 1}


def test_the_context_of_a_node_leads_back_to_it():
    contexts = torch.tensor([[0, 0, 1], [0, 1, 2], [3, 1, 2], [0, 0, 0], [2, 0, 3]])
    tree, nodes = tree_of_contexts(contexts)
    found = tree.contexts(3)[nodes]
    assert found[:4].tolist() == contexts[:4].tolist()
    assert found[4].tolist() == [0, 0, 3]  # what lies before a boundary is another name


def test_the_batches_of_an_epoch_are_the_whole_tree():
    tree = tree_of(mm.count_ngrams(DINOSAURS, context_size=12))
    batches, sums = Batches(tree), torch.zeros(len(tree.edges))
    assert batches.number == round(len(tree) / 600)
    parts = list(batches.epoch(torch.Generator().manual_seed(1)))
    for part in parts:
        sums[part.edges] += part.weights / batches.number
        below = torch.arange(1, len(part))
        assert bool((part.parents[below] < below).all())
        back = tree.contexts(12)[tree.nodes[part.edges]]
        assert torch.equal(part.contexts(12)[part.nodes], back)  # no node has lost its way
    torch.testing.assert_close(sums, tree.weights)
    assert sum(map(len, parts)) < 1.5 * len(tree)
    again = list(batches.epoch(torch.Generator().manual_seed(2)))
    assert [len(part) for part in again] != [len(part) for part in parts]


@pytest.mark.parametrize("key", ["mlp", "gru"])
def test_the_loss_on_the_tree_is_the_mean_over_all_names(key):
    """By another way: names scored one after the other, each as often as it occurs."""
    training = training_of(key, window=3) if key == "mlp" else training_of(key)
    seen = training.progress.train_nll
    train, _kept = training.divided
    assert mm.mean_nll(training.present, train) == pytest.approx(seen, abs=1e-5)


@pytest.mark.parametrize("key", NETWORKS)
def test_it_learns_repeats_travels_and_goes_on(key):
    one, other = training_of(key), training_of(key)
    for _ in range(20):
        progress = one.step()
        other.step()
    assert [score.step for score in one.scores] == [0, 1, 2, 4, 8, 16]
    assert progress.best_nll < one.scores[0].kept_nll or key == "residual"
    assert progress == other.progress  # to the last bit
    contexts = torch.tensor([[0] * one.model.context_size])
    rows = one.model.log_probabilities(contexts)
    assert torch.equal(rows, other.model.log_probabilities(contexts))
    assert not torch.equal(rows, one.present.log_probabilities(contexts))
    saved = read_model(model_bytes(one.model)).model
    torch.testing.assert_close(saved.log_probabilities(contexts), rows, rtol=0, atol=1e-12)
    assert parameters_of(saved) == parameters_of(one.model) > 10
    values = families()[key].values(saved)
    on = families()[key].training(Material(COUNTED), seed=1, start=saved, **values)
    assert on.progress.kept_nll == pytest.approx(progress.best_nll, abs=1e-6)


def test_to_the_end_it_goes_back_to_its_best_and_on_in_smaller_steps_until_nothing_is_gained():
    one, training = (training_of("gru", DINOSAURS, hidden=16) for _ in range(2))
    while not one.step().stopped:
        pass
    steps = run(training, 60, clock=lambda: 0.0)  # at full pace, as that one
    while training.progress.step < one.progress.step:
        next(steps)
    assert not training.progress.stopped
    contexts = torch.tensor([[0] * one.model.context_size])
    best = one.model.log_probabilities(contexts)
    assert torch.equal(training.present.log_probabilities(contexts), best)
    learn, paces = training.step, set()
    training.step = lambda pace=1.0: paces.add(pace) or learn(pace)
    for progress in steps:
        assert progress.step < 2000
    assert paces == {0.25, 0.0625}
    ends = [at for at, score in enumerate(training.scores) if score.stopped]
    assert len(ends) == STALLS
    assert min(b - a for a, b in itertools.pairwise(ends)) >= PATIENCE  # counted anew
    assert progress.stopped
    assert progress.best_nll < one.progress.best_nll
    best = min(training.scores, key=lambda score: score.kept_nll)
    assert (progress.best_step, progress.best_nll) == (best.step, best.kept_nll)
    assert len([one for one in training.scores if one.step > best.step]) >= 7
    _train, kept = training.divided
    assert kept.distinct == 30
    assert mm.mean_nll(training.model, kept) == pytest.approx(progress.best_nll, abs=1e-5)
    assert progress.train_nll < progress.best_nll  # it has begun to learn by heart
    assert training.step().step == progress.step + 1  # more is allowed


def test_names_kept_for_choosing_are_no_training_names():
    train, kept = training_of("mlp", DINOSAURS).divided
    assert not set(train.names) & set(kept.names)
    few = training_of("mlp", mm.corpus_of(f"a{sign}" for sign in "bcdefghijk")).divided[1]
    assert few.distinct == 5  # half of what there is
    alone = training_of("mlp", ["ann"])
    assert alone.divided[0] is alone.divided[1]


def test_names_to_choose_by_may_be_given():
    """Then all others train; Kneser-Ney never counted those, so nothing of theirs is left out."""
    split = mm.hold_out(DINOSAURS, 0.2, seed=1)
    vocabulary = mm.Vocabulary.of(DINOSAURS.characters)
    material = Material(split.train, vocabulary, choosers=split.held_out.names)
    training = families()["residual"].training(material, seed=1, hidden=4)
    train, kept = training.divided
    assert train is split.train
    assert set(kept.names) == set(split.held_out.names)
    at_first = mm.mean_nll(mm.fit("kneser-ney", material), split.held_out)
    assert training.progress.kept_nll == pytest.approx(at_first, abs=1e-5)


def test_a_step_that_is_too_long_is_told():
    training = training_of("mlp")
    training.step(math.inf)
    with pytest.raises(DivergedError):
        training.step()


def test_a_model_of_another_list_is_refused():
    model = training_of("gru").model
    with pytest.raises(ValueError, match="other characters"):
        training_of("gru", DINOSAURS, start=model)
    with pytest.raises(ValueError, match="another size"):
        training_of("gru", hidden=8, start=model)


def test_what_is_left_out_is_as_if_recounted():
    """Take one token out of the counts, count anew: every length of context, to 1e-9."""
    counts = mm.count_ngrams(DINOSAURS, context_size=3)
    model = KneserNey(counts)
    some = torch.randperm(len(counts.targets), generator=torch.Generator().manual_seed(1))[:25]
    found = by_order(model, counts.contexts[some], counts.targets[some])
    whole = by_order(model, counts.contexts[some])
    for at, row in enumerate(some.tolist()):
        less = counts.occurrences.clone()
        less[row] -= 1
        left = less > 0
        without = mm.NgramCounts(
            counts.vocabulary, counts.contexts[left], counts.targets[left], less[left]
        )
        again = by_order(KneserNey(without, model.discounts), counts.contexts[some[at : at + 1]])
        torch.testing.assert_close(
            found.log_probabilities[at], again.log_probabilities[0], rtol=0, atol=1e-9
        )
        torch.testing.assert_close(found.evidence[at], again.evidence[0])
    plain = model.log_probabilities(counts.contexts[some])
    torch.testing.assert_close(whole.log_probabilities[:, -1], plain, rtol=0, atol=1e-12)


@pytest.mark.parametrize("networks", [1, 2])
def test_what_mends_kneser_ney_begins_as_it_and_gets_better(networks):
    training = training_of("residual", DINOSAURS, hidden=16, networks=networks)
    counts = Material(DINOSAURS).counts(5)
    wide = torch.cat([torch.zeros(len(counts.contexts), 99, dtype=torch.int64), counts.contexts], 1)
    contexts = wide[:, -training.present.context_size :]
    torch.testing.assert_close(
        training.present.log_probabilities(contexts),
        KneserNey(counts).log_probabilities(counts.contexts),
        rtol=0,
        atol=1e-6,
    )
    before = training.progress.kept_nll
    for _ in range(96):
        training.step()
    assert training.progress.best_nll < before - 0.01


def test_a_committee_gives_the_mean_of_what_its_members_say():
    """Two networks without hidden units, whose tables say all, on the two contexts of "a"."""
    tables = torch.tensor([[[0.0, 1.0], [0.0, 0.0]], [[0.0, 0.0], [2.0, 0.0]]])
    members = [filled(LogLinear(2, 1), {"tables": table[None]}) for table in tables]
    model = NetworkModel(mm.Vocabulary.of("a"), 1, Committee(members))
    first = (1 / 2 + math.e / (1 + math.e)) / 2  # of a at the beginning
    last = (1 / 2 + 1 / (1 + math.e**2)) / 2  # of a after a
    found = model.log_probabilities(torch.tensor([[0], [1]]))[:, 1].exp()
    torch.testing.assert_close(found, torch.tensor([first, last], dtype=torch.float64))
    carried = model.after(model.follow(model.start(1), torch.tensor([1])))
    assert carried[0, 1].exp().item() == pytest.approx(last)


def test_adam_makes_the_steps_of_torchs_own():
    generator = torch.Generator().manual_seed(1)
    ours = [torch.randn(4, 3, generator=generator), torch.randn(5, generator=generator)]
    theirs = [one.clone().requires_grad_() for one in ours]
    adam = Adam(ours, BETAS, WEIGHT_DECAY)
    reference = torch.optim.AdamW(theirs, lr=0.01, betas=BETAS, weight_decay=WEIGHT_DECAY)
    for rate in (0.01, 0.003, 0.02):
        gradients = [torch.randn(one.shape, generator=generator) for one in ours]
        adam.step(gradients, rate)
        reference.param_groups[0]["lr"] = rate
        for one, gradient in zip(theirs, gradients, strict=True):
            one.grad = gradient
        reference.step()
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other.detach(), rtol=1e-6, atol=1e-7)
