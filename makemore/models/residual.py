"""A network on top of Kneser-Ney, which learns what Kneser-Ney gets wrong.

While it trains it sees what Kneser-Ney says of each token when that token is left out of the
counts, else there would be nothing to mend. Of each length of context it learns how far to trust
it, from how much was counted there and from what the network remembers, and adds its own opinion:

    logits = sum over k (a_k + gate_k(h, evidence)) ln P_k + scale(evidence) (head(h) + s ln Q(h))

It starts as Kneser-Ney (a_K = 1, all else 0), so that it only gets better. Q is the network's own
distribution, which is trained beside it, so that h has something to remember from the first step.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from makemore.learning.prefix_tree import PrefixTree
from makemore.learning.trainer import NetworkTraining, Recipe, Shares, memory_of
from makemore.models.architecture import Architecture, Noise, picked, surprisal
from makemore.models.committee import Committee
from makemore.models.family import CONTEXT, Family, Knob, Material
from makemore.models.kneser_ney import KneserNey
from makemore.models.mlp import LONGEST, Mlp
from makemore.models.model import State, first_windows, moved_on
from makemore.models.network_model import (
    HIDDEN,
    NetworkModel,
    context_of,
    filled,
    network_tensors,
    parameters,
)
from makemore.models.ngram import checked_counts, counts_tensors
from makemore.models.orders import EVIDENCE, by_order
from makemore.models.recurrent import GruCell, Recurrent
from makemore.vocabulary import Vocabulary

BESIDE = 0.5  # how much the network's own nll weighs in the loss
EMBEDDING = 32
# what it learns without: else it knows the endings of 25,000 names by heart within a minute
NOISE_OF_MANY = Shares(0.3, memory=0.3, tokens=0.1, decay=0.05)
NOISE_OF_FEW = Shares(0.4)
MEND = Knob(
    "mend",
    0,
    0,
    LONGEST,
    tuple(range(LONGEST + 1)),
    whole=True,
    label="Network on top (0: a GRU; else an MLP that sees so many characters)",
)
NETWORKS = Knob(
    "networks",
    1,
    1,
    4,
    (1, 2, 3, 4),
    whole=True,
    label="Networks that learn side by side",
    late=True,
)
SMALLER = 1 / 8  # evidence is made of the size of the other features
_CELLS = 1 << 26  # of a table of what is left out, up to which it is kept; 256 MB
_ROWS = 1 << 13  # of it worked out at a time


class Known:
    """Kneser-Ney, and what it says of the edges that a training goes over. Copies share it."""

    def __init__(self, model: KneserNey, recipe: Recipe | None = None) -> None:
        """Take a model, and with a recipe what it says of its edges when each is left out."""
        self.model = model
        self._table: Rows | None = None
        if recipe is not None:
            self._leave_out(recipe)

    def _leave_out(self, recipe: Recipe) -> None:
        trees, size = recipe.trees, self.model.context_size
        self._contexts = torch.cat([tree.contexts(size)[tree.nodes] for tree in trees])
        self._targets = torch.cat([tree.targets for tree in trees])
        self._times = recipe.times
        edges, V = torch.arange(len(self._targets)), len(self.model.vocabulary)
        if len(edges) * (size + 1) * V <= _CELLS:
            shapes = (size + 1, V), ((size + 1) * EVIDENCE,)
            table = tuple(torch.empty(len(edges), *shape) for shape in shapes)
            for some in torch.split(edges, _ROWS):
                for part, found in zip(table, self.left_out(some), strict=True):
                    part[some[0] : some[-1] + 1] = found
            self._table = table

    def __deepcopy__(self, memo: object) -> Known:
        """Return itself: nothing here learns."""
        return self

    def left_out(self, edges: Tensor) -> Rows:
        """Return what is said of some edges when each is left out, in 32 bits."""
        if self._table is not None:
            return tuple(part[edges] for part in self._table)
        found = by_order(
            self.model, self._contexts[edges], self._targets[edges], self._times[edges]
        )
        return found.log_probabilities.float(), found.evidence.flatten(1).float()

    def after(self, contexts: Tensor) -> Rows:
        """Return what is said after some contexts, in 64 bits."""
        found = by_order(self.model, contexts)
        return found.log_probabilities, found.evidence.flatten(1)


Rows = tuple[Tensor, ...]  # ln P by length of context (N, K + 1, V), and the evidence


class Residual(Architecture):
    """Kneser-Ney and a network that mends it."""

    def __init__(self, known: Known, base: Architecture, features: int) -> None:
        """Make it from a network whose last layer sees so many features."""
        super().__init__()
        self.known, self.base = known, base
        V, orders = len(known.model.vocabulary), known.model.context_size + 1
        self.trust = nn.Parameter(torch.zeros(orders))
        self.own = nn.Parameter(torch.zeros(1))
        self.gate = nn.Linear(features, orders)
        self.gate_evidence = nn.Linear(orders * EVIDENCE, orders, bias=False)
        self.scale = nn.Linear(orders * EVIDENCE, 1)
        self.mend = nn.Linear(features, V)

    def initialize(self, generator: torch.Generator) -> None:
        """Draw the weights of the network; be Kneser-Ney else."""
        self.base.initialize(generator)
        for layer in (self.gate, self.gate_evidence, self.scale, self.mend):
            for parameter in layer.parameters():
                nn.init.zeros_(parameter)
        with torch.no_grad():
            self.trust[-1] = 1.0

    def settle(self) -> None:
        """Let the network keep what stays as it is."""
        self.base.settle()

    def start(self, number: int) -> State:
        """Return what Kneser-Ney sees at first, (N, K), and the state of the network."""
        windows = first_windows(number, self.known.model.context_size)
        return windows, *self.base.start(number)

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the state after the tokens that came."""
        return moved_on(state[0], tokens), *self.base.follow(state[1:], tokens)

    def logits(self, state: State) -> Tensor:
        """Return what is likely next, before the softmax, (N, V)."""
        known, features = self.known.after(state[0]), self.base.features(state[1:])
        return self._mended(features, self.base.head(features), torch.arange(len(features)), known)

    def tree_features(self, tree: PrefixTree) -> Tensor:
        """Return what the last layer sees at each node of a tree, (n, F)."""
        return self.base.tree_features(tree)

    def tree_logits(self, tree: PrefixTree) -> Tensor:
        """Return what is likely after each node of a tree, before the softmax, (n, V)."""
        known = self.known.after(tree.contexts(self.known.model.context_size))
        features = self.tree_features(tree)
        return self._mended(features, self.base.head(features), torch.arange(len(tree)), known)

    def log_likelihoods(self, tree: PrefixTree) -> Tensor:
        """Return ln P(target | prefix) of each edge of a tree, left out of Kneser-Ney, (E,)."""
        features = self.tree_features(tree)
        return self._of_edges(features, self.base.head(features), tree)

    def loss(self, tree: PrefixTree, noise: Noise) -> Tensor:
        """Return what the optimizer makes small, nats per token."""
        features = self.base.disturbed(tree, noise)
        plain = self.base.head(features)
        mended = surprisal(self._of_edges(features, plain, tree), tree)
        return mended + BESIDE * surprisal(picked(plain, tree), tree)

    def _of_edges(self, features: Tensor, plain: Tensor, tree: PrefixTree) -> Tensor:
        known = self.known.left_out(tree.edges)
        logits = self._mended(features, plain, tree.nodes, known)  # (E, V)
        return torch.log_softmax(logits, dim=1).gather(1, tree.targets[:, None])[:, 0]

    def _mended(self, features: Tensor, plain: Tensor, nodes: Tensor, known: Rows) -> Tensor:
        """Return the logits of some rows, each at a node, (N, V)."""
        rows, evidence = known[0], known[1] * SMALLER
        gates = self.gate(features)[nodes] + self.gate_evidence(evidence) + self.trust
        own = self.mend(features) + self.own * torch.log_softmax(plain, dim=1)  # (n, V)
        trusted: Tensor = (gates[:, :, None] * rows).sum(
            dim=1
        )  # quicker than a product of matrices
        scale: Tensor = 1 + self.scale(evidence)
        logits: Tensor = trusted + scale * own[nodes]
        return logits


class ResidualModel(NetworkModel):
    """Kneser-Ney with a network on top that has learned."""


def _base(V: int, embedding: int, hidden: int, window: int) -> Architecture:
    if window:
        return Mlp(V, window, embedding, hidden)
    return Recurrent(GruCell, V, embedding, hidden)


def _network(known: Known, embedding: int, hidden: int, window: int, number: int) -> Architecture:
    V = len(known.model.vocabulary)
    members = [Residual(known, _base(V, embedding, hidden, window), hidden) for _ in range(number)]
    return Committee(members) if number > 1 else members[0]


def _one_of(model: ResidualModel) -> Residual:
    network = model.network
    one = network.members[0] if isinstance(network, Committee) else network
    assert isinstance(one, Residual)
    return one


def _training(
    material: Material,
    *,
    seed: int,
    start: ResidualModel | None = None,
    context: float = 5,
    hidden: float = 0,
    mend: float = 0,
    networks: float = 1,
) -> NetworkTraining[ResidualModel]:
    recipe = Recipe.of(material, max(memory_of(material), int(context), int(mend)), seed=seed)
    units = int(hidden) or (64 if recipe.few else 256 if mend else 192)
    known = Known(KneserNey(material.counts(int(context))), recipe)
    network = _network(known, EMBEDDING, units, int(mend), int(networks))
    noise = NOISE_OF_MANY if recipe.many else NOISE_OF_FEW
    return NetworkTraining(network, recipe, ResidualModel, start=start, noise=noise)


def _tensors(model: ResidualModel) -> dict[str, Tensor]:
    return {**network_tensors(model), **counts_tensors(_one_of(model).known.model.counts)}


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], values: Mapping[str, float]
) -> ResidualModel:
    known = Known(KneserNey(checked_counts(vocabulary, tensors)))
    number = sum(name.endswith("trust") for name in tensors)
    one = "members.0." if number > 1 else ""
    hidden, embedding = (tensors[f"{one}{name}.weight"].shape[-1] for name in ("mend", "base.wte"))
    network = _network(known, embedding, hidden, int(values["mend"]), number)
    return ResidualModel(vocabulary, context_of(tensors), filled(network, tensors))


def _values(model: ResidualModel) -> dict[str, float]:
    one, network = _one_of(model), model.network
    return {
        "context": one.known.model.context_size,
        "hidden": one.mend.in_features,
        "mend": one.base.context_size if isinstance(one.base, Mlp) else 0,
        "networks": len(network.members) if isinstance(network, Committee) else 1,
    }


FAMILY = Family(
    key="residual",
    title="Kneser-Ney + network",
    caption="Kneser-Ney + network, step {step}",
    rung=15,
    model=ResidualModel,
    knobs=(CONTEXT, HIDDEN, MEND, NETWORKS),
    training=_training,
    tensors=_tensors,
    of_tensors=_of_tensors,
    values=_values,
    parameters=lambda model: parameters(model) + _one_of(model).known.model.ngrams,
)
