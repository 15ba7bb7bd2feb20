"""makemore.py's six kinds of models, with weights by a formula: its losses, to 1e-6.

Weight i of parameter p is 0.1 sin(1 + i + 1000 p), in 64 bits; the batch is five names. Measured
by running karpathy/makemore at commit 988aa59.
"""

from __future__ import annotations

from string import ascii_lowercase

import pytest
import torch

import makemore as mm
from makemore.learning.prefix_tree import PrefixTree, tree_of
from makemore.models.architecture import Architecture, Noise
from makemore.models.bag_of_words import BagOfWords
from makemore.models.mlp import Mlp
from makemore.models.recurrent import GruCell, Recurrent, RnnCell
from makemore.models.transformer import Transformer

VOCABULARY = mm.Vocabulary.of(ascii_lowercase)
NAMES = ["emma", "olivia", "ava", "isabella", "sophia"]
ZOO = {  # network, parameters, loss, norm of the gradient, loss after ten steps of SGD at 0.1
    "mlp": (
        lambda: Mlp(27, 16, 64, 64),
        69147,
        3.355855124810071,
        0.8820538949949499,
        2.7018835234644034,
    ),
    "rnn": (
        lambda: Recurrent(RnnCell, 27, 64, 64),
        11803,
        3.329555304773979,
        0.7884743919520643,
        2.791088042184014,
    ),
    "gru": (
        lambda: Recurrent(GruCell, 27, 64, 64),
        28315,
        3.3596051624518455,
        0.422168450369831,
        3.197035942399545,
    ),
    "bag of words": (
        lambda: BagOfWords(27, 16, 64, 64),
        12827,
        3.4669967204099605,
        0.8780218188136792,
        2.861917946599751,
    ),
    "transformer": (
        lambda: Transformer(27, 16, 64, 4),
        204544,
        3.333167202126162,
        0.3394101484298105,
        3.2431501926282933,
    ),
}


def by_formula(network: Architecture) -> Architecture:
    network = network.double()
    with torch.no_grad():
        for number, parameter in enumerate(network.parameters()):
            flat = torch.arange(parameter.numel(), dtype=torch.float64)
            parameter.copy_((0.1 * torch.sin(1 + flat + 1000 * number)).view_as(parameter))
    return network


def tree() -> PrefixTree:
    return tree_of(mm.count_ngrams(NAMES, context_size=16).within(VOCABULARY))


@pytest.mark.parametrize("kind", ZOO)
def test_losses_of_makemore(kind):
    make, parameters, loss, norm, after_ten = ZOO[kind]
    network, names = by_formula(make()), tree()
    assert sum(one.numel() for one in network.parameters()) == parameters
    optimizer, found = torch.optim.SGD(network.parameters(), lr=0.1), []
    for _ in range(11):
        optimizer.zero_grad()
        found.append(network.loss(names, Noise()))
        found[-1].backward()
        if len(found) == 1:
            grads = torch.stack([one.grad.norm() for one in network.parameters()])
            assert float(grads.norm()) == pytest.approx(norm, abs=5e-6)
        optimizer.step()
    assert found[0].item() == pytest.approx(loss, abs=1e-6)
    assert found[10].item() == pytest.approx(after_ten, abs=1e-6)


@pytest.mark.parametrize("kind", ZOO)
def test_a_tree_at_once_is_as_token_after_token(kind):
    """The gradient too: a network may be quicker on a tree, but not another one."""
    network, names = by_formula(ZOO[kind][0]()), tree()
    outs = []
    for features in (network.tree_features, lambda tree: Architecture.tree_features(network, tree)):
        network.zero_grad()
        logits = network.head(features(names))
        logits.square().sum().backward()
        outs.append([logits.detach(), *(one.grad.clone() for one in network.parameters())])
    for one, other in zip(*outs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-9)


def test_what_a_memory_does_without():
    """Without tokens all beginnings of a length are alike; without its weights it has no past."""
    network, names = by_formula(ZOO["gru"][0]()), tree()
    features = network.disturbed(names, Noise(tokens=torch.zeros_like))
    for level in names.levels:
        torch.testing.assert_close(features[level], features[level][:1].expand_as(features[level]))
    features = network.disturbed(names, Noise(memory=torch.zeros_like))
    with torch.no_grad():
        for layer in network.cell.layers:
            layer.weight[:, -layer.out_features :] = 0
    torch.testing.assert_close(features, network.tree_features(names))
    torch.testing.assert_close(features, network.disturbed(names, Noise()))


def test_the_bigram_of_makemore():
    """Its kind of one table is the lecture's network."""
    flat = torch.arange(27 * 27, dtype=torch.float64)
    descent = mm.GradientDescent(
        mm.count_ngrams(NAMES).within(VOCABULARY).matrix(), (0.1 * torch.sin(1 + flat)).view(27, 27)
    )
    assert descent.losses().nll == pytest.approx(3.289883759808467, abs=1e-6)
    assert float(descent.gradient().norm()) == pytest.approx(0.2197754443074273, abs=1e-6)
    for _ in range(10):
        losses = descent.step(0.1)
    assert losses.nll == pytest.approx(3.2418609999498145, abs=1e-6)
