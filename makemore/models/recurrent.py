"""Networks with a memory: each token changes a hidden vector, which says what is likely next.

RNN: Elman, "Finding structure in time", Cognitive Science 14, 1990. GRU: Cho et al., "Learning
phrase representations using RNN encoder-decoder", EMNLP 2014. Both in the form of makemore.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from makemore.learning.prefix_tree import PrefixTree
from makemore.learning.trainer import NetworkTraining, Recipe, memory_of
from makemore.models.architecture import Architecture, Drop, Noise, same
from makemore.models.family import Material
from makemore.models.model import State
from makemore.models.network_model import HIDDEN, NetworkModel, context_of, filled
from makemore.vocabulary import BOUNDARY, Vocabulary

EMBEDDING = 32


class RnnCell(nn.Module):
    """h becomes tanh(W [x, h] + b)."""

    def __init__(self, embedding: int, hidden: int) -> None:
        """Make it, its weights yet to be drawn."""
        super().__init__()
        self.xh_to_h = nn.Linear(embedding + hidden, hidden)

    @property
    def layers(self) -> tuple[nn.Linear, ...]:
        """The layers, each of [x, h]."""
        return (self.xh_to_h,)

    def forward(self, X: Tensor, h: Tensor) -> Tensor:
        """Return the memory from what the token says to the layer, b included, and the one before.

        (N, h), (N, h) -> (N, h).
        """
        return torch.tanh(X + functional.linear(h, _of_memory(self.xh_to_h)))


class GruCell(nn.Module):
    """h becomes (1 - z) h + z tanh(W [x, r h] + b): z says how much is new, r what is read."""

    def __init__(self, embedding: int, hidden: int) -> None:
        """Make it, its weights yet to be drawn."""
        super().__init__()
        self.xh_to_z = nn.Linear(embedding + hidden, hidden)
        self.xh_to_r = nn.Linear(embedding + hidden, hidden)
        self.xh_to_hbar = nn.Linear(embedding + hidden, hidden)

    @property
    def layers(self) -> tuple[nn.Linear, ...]:
        """The layers, each of [x, h]."""
        return self.xh_to_z, self.xh_to_r, self.xh_to_hbar

    def forward(self, X: Tensor, h: Tensor) -> Tensor:
        """Return the memory from what the token says to the layers, b included, and the one before.

        (N, 3 h), (N, h) -> (N, h).
        """
        of_z, of_r, of_new = X.chunk(3, dim=1)
        z = torch.sigmoid(of_z + functional.linear(h, _of_memory(self.xh_to_z)))
        r = torch.sigmoid(of_r + functional.linear(h, _of_memory(self.xh_to_r)))
        new = torch.tanh(of_new + functional.linear(r * h, _of_memory(self.xh_to_hbar)))
        return (1 - z) * h + z * new


def _of_memory(layer: nn.Linear) -> Tensor:
    """Return the weights of the memory in a layer of [x, h], (h, h)."""
    return layer.weight[:, -layer.out_features :]


class _GruOnTree(torch.autograd.Function):
    """A GRU over a tree with its gradient worked out by hand: half the time of torch's own way.

    X (n, 3 h) is what the tokens say to z, r and the new memory; the other weights are those of
    the memory: (2 h, h) for z and r, (h, h) for the new one.
    """

    @staticmethod
    def forward(
        ctx: Any, X: Tensor, begin: Tensor, gates: Tensor, new: Tensor, tree: PrefixTree
    ) -> Tensor:
        """Return the memory at each node, (n, h)."""
        n, h = len(tree), begin.shape[1]
        learns = any(ctx.needs_input_grad)
        kept = n if learns else max(level.stop - level.start for level in tree.levels)
        before, N, ZR = (X.new_empty(kept, size) for size in (h, h, 2 * h))
        after = X.new_empty(n, h)
        for level in tree.levels:
            rows = level if learns else slice(level.stop - level.start)
            hp, fresh, zr = before[rows], N[rows], ZR[rows]
            if level.start:
                torch.index_select(after, 0, tree.parents[level], out=hp)
            else:
                hp[:] = begin
            torch.addmm(X[level, : 2 * h], hp, gates.T, out=zr).sigmoid_()
            torch.addmm(X[level, 2 * h :], zr[:, h:] * hp, new.T, out=fresh)
            fresh.mul_(2).sigmoid_().mul_(2).sub_(1)  # tanh, at a third of the time
            torch.lerp(hp, fresh, zr[:, :h], out=after[level])
        ctx.save_for_backward(gates, new, before, ZR, N)
        ctx.tree = tree
        return after

    @staticmethod
    def backward(ctx: Any, *given: Tensor) -> tuple[Tensor | None, ...]:
        """Return the gradients of X, of the start and of the weights."""
        gates, new, before, ZR, N = ctx.saved_tensors
        h, tree, grad = new.shape[1], ctx.tree, given[0].clone()
        Z, R = ZR[:, :h], ZR[:, h:]
        of_z = (N - before).mul_(Z).mul_(1 - Z)
        of_new = (1 - N * N).mul_(Z)
        of_r = before * R * (1 - R)
        dX = torch.empty(len(tree), 3 * h, dtype=grad.dtype)
        start = grad[:1]
        for level in reversed(tree.levels):
            g, d = grad[level], dX[level]
            torch.mul(g, of_z[level], out=d[:, :h])
            torch.mul(g, of_new[level], out=d[:, 2 * h :])
            back = d[:, 2 * h :] @ new
            torch.mul(back, of_r[level], out=d[:, h : 2 * h])
            start = torch.addmm(back.mul_(R[level]), d[:, : 2 * h], gates)
            start.addcmul_(g, 1 - Z[level])
            if level.start:
                grad.index_add_(0, tree.parents[level], start)
        return dX, start, dX[:, : 2 * h].T @ before, dX[:, 2 * h :].T @ (R * before), None


class Recurrent(Architecture):
    """A cell that follows the embeddings of tokens from a start that is learned, then one layer."""

    def __init__(self, cell: type[RnnCell | GruCell], V: int, embedding: int, hidden: int) -> None:
        """Make it, its weights yet to be drawn."""
        super().__init__()
        self.begin = nn.Parameter(torch.zeros(1, hidden))
        self.wte = nn.Embedding(V, embedding)
        self.cell = cell(embedding, hidden)
        self.last = nn.Linear(hidden, V)
        self._settled: Tensor | None = None

    def settle(self) -> None:
        """Keep what each token says to the layers of the cell."""
        self._settled = self._table()

    def start(self, number: int) -> State:
        """Return the memory after the boundary, (N, h)."""
        boundaries = torch.full((number,), BOUNDARY)
        return self.follow((self.begin.expand(number, -1),), boundaries)

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the memory after the tokens that came."""
        return (self.cell(self._said(tokens), state[0]),)

    def features(self, state: State) -> Tensor:
        """Return the memory, (N, h)."""
        return state[0]

    def tree_features(self, tree: PrefixTree) -> Tensor:
        """Return the memory at each node, (n, h)."""
        if not isinstance(self.cell, GruCell):
            return super().tree_features(tree)
        return self._gru(tree, self._said(tree.tokens), same)

    def disturbed(self, tree: PrefixTree, noise: Noise) -> Tensor:
        """Return the memory at each node while it learns, (n, h)."""
        if not isinstance(self.cell, GruCell):
            return super().disturbed(tree, noise)
        nothing = torch.cat([layer.bias for layer in self.cell.layers])
        table = torch.cat([self._table(), nothing[None]])  # a last row for tokens that are dropped
        read = noise.tokens(torch.ones(len(tree))) > 0
        said = functional.embedding(torch.where(read, tree.tokens, len(table) - 1), table)
        return noise.features(self._gru(tree, said, noise.memory))

    def _gru(self, tree: PrefixTree, said: Tensor, drop: Drop) -> Tensor:
        """Return the memory at each node by what was said there, (n, 3 h) -> (n, h)."""
        z, r, new = map(_of_memory, self.cell.layers)
        gates = torch.cat([z, r])
        memory: Tensor = _GruOnTree.apply(said, self.begin, drop(gates), drop(new), tree)  # type: ignore[no-untyped-call]
        return memory

    def _said(self, tokens: Tensor) -> Tensor:
        """Return what tokens say to the layers of the cell, looked up, (N, layers h)."""
        table = self._settled if self._settled is not None else self._table()
        return functional.embedding(tokens, table)

    def _table(self) -> Tensor:
        """Return what each token says to the layers of the cell, (V, layers h)."""
        e, x = self.wte.embedding_dim, self.wte.weight
        parts = [functional.linear(x, one.weight[:, :e], one.bias) for one in self.cell.layers]
        return torch.cat(parts, dim=1)


def fields_of(cell: type[RnnCell | GruCell], model: type[NetworkModel]) -> dict[str, Any]:
    """Return what families of networks with a cell share; `model` is the class that has learned.

    >>> from makemore.models.rnn import RnnModel
    >>> fields_of(RnnCell, RnnModel)["knobs"][0].name
    'hidden'
    """

    def training(
        material: Material, *, seed: int, start: NetworkModel | None = None, hidden: float = 0
    ) -> NetworkTraining[NetworkModel]:
        recipe = Recipe.of(material, memory_of(material), seed=seed)
        units = int(hidden) or (64 if recipe.few else 128)
        network = Recurrent(cell, len(recipe.vocabulary), EMBEDDING, units)
        return NetworkTraining(network, recipe, model, start=start)

    def of_tensors(
        vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
    ) -> NetworkModel:
        embedding, hidden = tensors["wte.weight"].shape[-1], tensors["begin"].shape[-1]
        network = Recurrent(cell, len(vocabulary), embedding, hidden)
        return model(vocabulary, context_of(tensors), filled(network, tensors))

    return {
        "model": model,
        "knobs": (HIDDEN,),
        "training": training,
        "of_tensors": of_tensors,
        "values": lambda learned: {"hidden": learned.network.last.in_features},
    }
