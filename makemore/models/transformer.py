"""The transformer: each token asks those before it, and takes from them what answers.

Vaswani et al., "Attention is all you need", NIPS 2017; in the form of makemore.py, which is that
of GPT-2. On a prefix tree a node asks its ancestors, each of which is worked out once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from makemore.learning.prefix_tree import PrefixTree
from makemore.learning.trainer import NetworkTraining, Recipe, memory_of
from makemore.models.architecture import Architecture
from makemore.models.family import Knob, Material
from makemore.models.model import State
from makemore.models.network_model import NetworkModel, context_of, filled, network_family
from makemore.vocabulary import BOUNDARY, Vocabulary

HEADS = 4
WIDTH = Knob("width", 64, 8, 256, (8, 16, 32, 64, 96, 128, 192, 256), whole=True, label="Width")
LAYERS = Knob("layers", 2, 1, 6, (1, 2, 3, 4, 5, 6), whole=True, label="Layers")
SLOWER = 0.5  # than the other networks, at the same pace
_DEVIATION = 0.1  # of the embeddings that are drawn


class Block(nn.Module):
    """x + what attention answers, then x + two layers of it; both see x brought to one size."""

    def __init__(self, width: int) -> None:
        """Make it, its weights yet to be drawn."""
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.c_attn = nn.Linear(width, 3 * width)
        self.c_proj = nn.Linear(width, width)
        self.ln_2 = nn.LayerNorm(width)
        self.c_fc = nn.Linear(width, 4 * width)
        self.back = nn.Linear(4 * width, width)

    def asked(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return what each asks (N, C), and the keys and values that it offers (N, 2 C)."""
        found: Tensor = self.c_attn(self.ln_1(x))
        width = x.shape[1]
        return found[:, :width], found[:, width:]

    @staticmethod
    def answer(query: Tensor, offers: Tensor) -> Tensor:
        """Return what those before and itself answer to each: (N, C), (N, T, 2 C) -> (N, C)."""
        N, T, width = len(query), offers.shape[1], query.shape[1]
        key, value = offers.view(N, T, 2, HEADS, -1).unbind(dim=2)  # (N, T, heads, d)
        asked = query.view(N, 1, HEADS, -1)
        shares = torch.softmax((asked * key).sum(dim=3) / math.sqrt(width // HEADS), dim=1)
        return (shares[..., None] * value).sum(dim=1).view(N, width)

    def mended(self, x: Tensor, answer: Tensor) -> Tensor:
        """Return x after the block, (N, C), (N, C) -> (N, C)."""
        x = x + self.c_proj(answer)
        wide = functional.gelu(self.c_fc(self.ln_2(x)), approximate="tanh")
        mended: Tensor = x + self.back(wide)
        return mended


class Transformer(Architecture):
    """Blocks over the embeddings of tokens and their places."""

    def __init__(self, V: int, places: int, width: int, layers: int) -> None:
        """Make it for so many places, its weights yet to be drawn."""
        super().__init__()
        self.wte = nn.Embedding(V, width)
        self.wpe = nn.Embedding(places, width)
        self.h = nn.ModuleList(Block(width) for _ in range(layers))
        self.ln_f = nn.LayerNorm(width)
        self.last = nn.Linear(width, V, bias=False)

    @property
    def blocks(self) -> list[Block]:
        """The blocks, the first one first."""
        return [block for block in self.h if isinstance(block, Block)]

    def initialize(self, generator: torch.Generator) -> None:
        """Draw the weights: layers as wide as what they see allows, embeddings small; biases are 0.

        GPT-2's deviation of 0.02 is right for 768 numbers a token; for 64 it is slow at first.
        """
        super().initialize(generator)
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=_DEVIATION, generator=generator)
            elif isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)

    def start(self, number: int) -> State:
        """Return x (N, C), and what each block was offered so far, (N, 1, 2 C) each."""
        none = self.wte.weight.new_empty(number, 0, 2 * self.wte.embedding_dim)
        return self._through(torch.full((number,), BOUNDARY), [none] * len(self.h))

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the state after the tokens that came."""
        return self._through(tokens, list(state[1:]))

    def features(self, state: State) -> Tensor:
        """Return what the last layer sees, (N, C)."""
        found: Tensor = self.ln_f(state[0])
        return found

    def tree_features(self, tree: PrefixTree) -> Tensor:
        """Return what the last layer sees at each node, block by block, (n, C)."""
        ways = _ways(tree)
        x = self.wte(tree.tokens) + self.wpe(tree.depths)
        for block in self.blocks:
            query, offers = block.asked(x)
            answers = [
                block.answer(query[level], functional.embedding(way, offers))
                for level, way in zip(tree.levels, ways, strict=True)
            ]
            x = block.mended(x, torch.cat(answers))
        found: Tensor = self.ln_f(x)
        return found

    def _through(self, tokens: Tensor, before: list[Tensor]) -> State:
        x, after = self.wte(tokens) + self.wpe.weight[before[0].shape[1]], []
        for block, offered in zip(self.blocks, before, strict=True):
            query, own = block.asked(x)
            after.append(torch.cat([offered, own[:, None]], dim=1))
            x = block.mended(x, block.answer(query, after[-1]))
        return (x, *after)


def _ways(tree: PrefixTree) -> list[Tensor]:
    """Return the nodes from the root to each node of each level, (nodes, depth + 1)."""
    ways = [torch.zeros((1, 1), dtype=torch.int64)]
    for above, level in pairwise(tree.levels):
        before = ways[-1][tree.parents[level] - above.start]
        own = torch.arange(level.start, level.stop)
        ways.append(torch.cat([before, own[:, None]], dim=1))
    return ways


class TransformerModel(NetworkModel):
    """A transformer that has learned."""


def _training(
    material: Material,
    *,
    seed: int,
    start: TransformerModel | None = None,
    width: float = WIDTH.default,
    layers: float = LAYERS.default,
) -> NetworkTraining[TransformerModel]:
    recipe = Recipe.of(material, memory_of(material), seed=seed)
    places, size = recipe.context_size + 1, int(width) // HEADS * HEADS
    network = Transformer(len(recipe.vocabulary), places, size, int(layers))
    return NetworkTraining(network, recipe, TransformerModel, rate=SLOWER, start=start)


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], _values: Mapping[str, float]
) -> TransformerModel:
    size, width = context_of(tensors), tensors["wte.weight"].shape[-1]
    layers = sum(name.endswith("c_fc.bias") for name in tensors)
    network = Transformer(len(vocabulary), size + 1, width // HEADS * HEADS, layers)
    return TransformerModel(vocabulary, size, filled(network, tensors))


FAMILY = network_family(
    key="transformer",
    title="Transformer",
    caption="Transformer, step {step}",
    rung=14,
    model=TransformerModel,
    knobs=(WIDTH, LAYERS),
    training=_training,
    of_tensors=_of_tensors,
    values=lambda model: {
        "width": model.network.wte.embedding_dim,
        "layers": len(model.network.h),
    },
)
