"""Training networks on the prefix tree of a list, one batch a step.

A tenth of the different names is kept for choosing: the weights that surprise themselves least at
those are the model. What is scored is a running average of the weights, which lies deeper in the
valley than any of them (Polyak & Juditsky, SIAM J. Control Optim. 30, 1992).
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np
import torch
from torch import Tensor

from makemore.corpus import Corpus, corpus_of
from makemore.counting import Names, count_ngrams
from makemore.errors import DivergedError
from makemore.learning.adam import Adam
from makemore.learning.prefix_tree import Batches, PrefixTree, tree_of
from makemore.models.architecture import Architecture, Noise, dropout, surprisal
from makemore.models.family import Material, Progress
from makemore.models.network_model import LONGEST_MEMORY, NetworkModel
from makemore.rules import Rules
from makemore.splitting import hold_out
from makemore.vocabulary import Vocabulary

LEARNING_RATE = 0.01
BETAS = (0.9, 0.99)
WEIGHT_DECAY = 0.01
WARM_UP = 20  # steps
CLIP = 1.0  # the longest gradient
MOST_DECAY = 0.99  # of the running average
KEPT = 0.1  # of the different names, for choosing
FEWEST_KEPT = 20
GAIN = 1e-4  # nats that count as better
PATIENCE = 8  # scores without a gain
FEW_NAMES = 600
FEW_NODES = 20_000
DROPPED_OF_FEW, DROPPED_OF_MANY = 0.4, 0.1  # share of the features
BETWEEN = 24  # steps between two scores, at least

Model = TypeVar("Model", bound=NetworkModel)
Maker = Callable[[Vocabulary, int, Architecture], Model]


@dataclass(frozen=True)
class Recipe:
    """What a network learns from: trees of the names that train, that choose, and some to compare.

    `seen` are training names, half as many as those kept: their score beside the others' shows what
    is learned by heart. Edges are numbered through the three trees, in this order.
    """

    vocabulary: Vocabulary
    context_size: int
    trees: tuple[PrefixTree, ...]  # train, kept, seen
    times: Tensor  # how often a name on each edge was counted, as a rule; int64
    few: bool  # names
    seed: int
    divided: tuple[Corpus, Corpus]  # names that train, and those kept

    @property
    def train(self) -> PrefixTree:
        """The names that train."""
        return self.trees[0]

    @property
    def many(self) -> bool:
        """Whether there is so much to learn from that little is learned by heart at first."""
        return len(self.train) > FEW_NODES

    @classmethod
    def of(cls, material: Material, context_size: int, *, seed: int) -> Recipe:
        """Divide the names of a material by a seed, unless it has other names to choose by."""
        train, kept = _parts(material, seed)
        some = _sample(train, max(kept.distinct // 2, FEW_NAMES), seed)
        vocabulary, few = material.vocabulary, train.distinct < FEW_NAMES

        trees, times, edges = [], [], 0
        for part in (train, kept, some):
            tree, own = _tree(part, context_size, vocabulary)
            trees.append(replace(tree, edges=tree.edges + edges))
            counted = part is not kept or material.choosers is None
            times.append(own if counted else torch.zeros_like(own))
            edges += len(tree.edges)
        return cls(
            vocabulary, context_size, tuple(trees), torch.cat(times), few, seed, (train, kept)
        )


@dataclass(frozen=True)
class Shares:
    """What a network does without while it learns, shares in [0, 1), and how weights decay."""

    features: float
    memory: float = 0.0
    tokens: float = 0.0
    decay: float = WEIGHT_DECAY  # of AdamW

    def noise(self, generator: torch.Generator) -> Noise:
        """Return what drops such shares, by the dice of a generator."""
        shares = self.features, self.memory, self.tokens
        return Noise(*(dropout(one, generator) for one in shares))


class NetworkTraining(Generic[Model]):
    """AdamW on batches of subtrees, until nothing is gained; the best weights are the model.

    Equal seeds give equal weights on the same machine.
    """

    def __init__(
        self,
        network: Architecture,
        recipe: Recipe,
        make: Maker[Model],
        *,
        rate: float = 1.0,
        noise: Shares | None = None,
        start: NetworkModel | None = None,
    ) -> None:
        """Draw the weights by the seed, or go on from a model.

        `rate` makes it slower; `noise` says how much it does without while it learns.
        Raises ValueError where that model is of other characters or sizes.
        """
        self._recipe, self._make, self._network = recipe, make, network
        self._generator = torch.Generator().manual_seed(recipe.seed)
        network.initialize(self._generator)
        if start:
            _go_on(network, start, recipe.vocabulary)
        shares = noise or Shares(DROPPED_OF_MANY if recipe.many else DROPPED_OF_FEW)
        self._noise = shares.noise(self._generator)
        self._rate = LEARNING_RATE * rate * min(1.0, math.sqrt(50 / len(recipe.vocabulary)))
        self._weights: list[Tensor] = list(network.parameters())
        self._adam = Adam(self._weights, BETAS, shares.decay)
        self._batches = Batches(recipe.train)
        self._epoch: Iterator[PrefixTree] = iter(())
        self._average = copy.deepcopy(network).requires_grad_(False)
        self._averages: list[Tensor] = list(self._average.parameters())
        self._best = copy.deepcopy(self._average)
        self._since = 0  # scores without a gain
        self.scores: list[Progress] = []
        self.progress = self._scored(0)

    @property
    def model(self) -> Model:
        """The network at its best so far."""
        return self._make(self._recipe.vocabulary, self._recipe.context_size, self._best)

    @property
    def present(self) -> Model:
        """The network as it is now."""
        return self._make(self._recipe.vocabulary, self._recipe.context_size, self._average)

    @property
    def divided(self) -> tuple[Corpus, Corpus]:
        """The names that train, and those kept for choosing."""
        return self._recipe.divided

    @property
    def every(self) -> int:
        """How many steps lie between two scores, once it has begun."""
        return max(self._batches.number, BETWEEN)

    def step(self, pace: float = 1.0) -> Progress:
        """Learn from one batch, `pace` times as fast as usual; raises DivergedError."""
        step = self.progress.step + 1
        rate = self._rate * pace * min(1.0, step / WARM_UP)
        loss = self._network.loss(self._next(), self._noise)
        if not bool(loss.isfinite()):
            raise DivergedError(step, rate, 0.0)
        self._adam.step(_clipped(torch.autograd.grad(loss, self._weights)), rate)
        with torch.no_grad():
            share = 1 - min(MOST_DECAY, step / (step + 10))
            torch._foreach_lerp_(self._averages, self._weights, share)
        due = step & (step - 1) == 0 if step < self.every else step % self.every == 0
        self.progress = self._scored(step) if due else replace(self.progress, step=step)
        return self.progress

    def go_back(self) -> None:
        """Stand at the best weights again; that nothing was gained since then is forgotten."""
        for network in (self._network, self._average):
            network.load_state_dict(self._best.state_dict())
        self._since = 0
        self.progress = replace(self.progress, stopped=False)

    def _next(self) -> PrefixTree:
        batch = next(self._epoch, None)
        if batch is None:
            self._epoch = self._batches.epoch(self._generator)
            batch = next(self._epoch)
        return batch

    def _scored(self, step: int) -> Progress:
        """Score the average, keep it where it is better, and return where the training stands."""
        train, kept = map(self._nll, self._recipe.trees[:0:-1])
        before = self.scores[-1].best_nll if self.scores else math.inf
        best_step = self.scores[-1].best_step if self.scores else step
        if kept < before:
            self._best.load_state_dict(self._average.state_dict())
            best_step = step
        self._since = 0 if kept < before - GAIN else self._since + 1
        stopped = self._since >= PATIENCE
        self.scores.append(Progress(step, train, kept, best_step, min(kept, before), stopped))
        return self.scores[-1]

    def _nll(self, tree: PrefixTree) -> float:
        with torch.no_grad():
            return float(surprisal(self._average.log_likelihoods(tree), tree))


def _clipped(gradients: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Return gradients, made smaller in place where together they are longer than CLIP."""
    length = torch.nn.utils.get_total_norm(gradients)
    torch._foreach_mul_(gradients, (CLIP / (length + 1e-6)).clamp(max=1.0))
    return gradients


def _go_on(network: Architecture, start: NetworkModel, vocabulary: Vocabulary) -> None:
    """Give a network the weights of a model; raises ValueError where they do not fit."""
    if start.vocabulary != vocabulary:
        raise ValueError("The saved model knows other characters than this list. Train a new one.")
    try:
        network.load_state_dict(start.network.state_dict())
    except RuntimeError:  # torch's list of what does not fit
        raise ValueError("The saved model is of another size. Train a new one.") from None


def _parts(material: Material, seed: int) -> tuple[Corpus, Corpus]:
    """Return the names that train, and those that choose."""
    names = _corpus(material.names)
    if material.choosers is None:
        return _divided(names, seed)
    return names, _corpus(material.choosers)


def _corpus(names: Names) -> Corpus:
    if isinstance(names, Corpus):
        return names
    if isinstance(names, bytes):
        names = names.decode().splitlines()
    return corpus_of(names, lower=False, rules=Rules.as_it_is())


def _divided(corpus: Corpus, seed: int) -> tuple[Corpus, Corpus]:
    """Return the names that train and those that choose; a list of one name does both."""
    if corpus.distinct < 2:
        return corpus, corpus
    number = min(max(KEPT * corpus.distinct, FEWEST_KEPT), corpus.distinct / 2)
    split = hold_out(corpus, number / corpus.distinct, seed=seed)
    return split.train, split.held_out


def _sample(corpus: Corpus, number: int, seed: int) -> Corpus:
    """Return some of the different names, chosen by a seed; all, where there are no more."""
    if number >= corpus.distinct:
        return corpus
    return hold_out(corpus, number / corpus.distinct, seed=seed).held_out


def _tree(corpus: Corpus, size: int, vocabulary: Vocabulary) -> tuple[PrefixTree, Tensor]:
    """Return the tree of some names, and how often a name on each edge occurs, (E,)."""
    counts = count_ngrams(corpus, context_size=size).within(vocabulary)
    tree = tree_of(counts)
    if int(corpus.lengths.max()) < size:
        names = tree.different()
    else:
        names = count_ngrams(_once(corpus), context_size=size).occurrences  # through the same edges
    return tree, (counts.occurrences / names).round().long()


def _once(corpus: Corpus) -> Corpus:
    """Return each different name once."""
    if corpus.weights is None and corpus.distinct == len(corpus):
        return corpus
    codes = corpus.column.dictionary_encode().indices.to_numpy()
    first = np.zeros(len(corpus), bool)
    first[np.unique(codes, return_index=True)[1]] = True
    return replace(corpus.part(first), weights=None)


def memory_of(material: Material) -> int:
    """Return the K of a model that remembers whole names: the longest name and its boundary.

    >>> memory_of(Material(["ann", "bo"]))
    4
    """
    return min(int(_corpus(material.names).lengths.max()) + 1, LONGEST_MEMORY)
