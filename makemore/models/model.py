"""What a language model is: given a context, a distribution over the next token.

How a model is made (counted, trained) differs; what it is does not. Everything that is shown,
scored or sampled follows from `log_probabilities` alone.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from makemore.vocabulary import BOUNDARY, Vocabulary


class LanguageModel(Protocol):
    """A distribution over the next token for every context of K tokens.

    >>> model: LanguageModel = mm.UniformModel(mm.Vocabulary.of("abc"))
    >>> model.log_probabilities(torch.tensor([[0]])).exp().tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters this model knows."""

    @property
    def context_size(self) -> int:
        """K, how many tokens a context holds; a bigram has 1."""

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return the natural log of P(next | context): (N, K) int64 -> (N, V) float64."""


class Around:
    """A model around another one, whose characters and context it takes over."""

    model: LanguageModel

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters this model knows."""
        return self.model.vocabulary

    @property
    def context_size(self) -> int:
        """K, how many tokens a context holds."""
        return self.model.context_size


State = tuple[Tensor, ...]  # the first axis of each tensor is that of the names, N


@runtime_checkable
class Remembering(LanguageModel, Protocol):
    """A model that carries a state along, at less cost than asking it about each context anew.

    Names that share a state are as far along. It says what `log_probabilities` says.
    """

    def start(self, number: int) -> State:
        """Return the state before the first character of so many names."""

    def follow(self, state: State, tokens: Tensor) -> State:
        """Return the state after the tokens that came, (N,)."""

    def after(self, state: State) -> Tensor:
        """Return the natural log of P(next | state), (N, V) float64."""


def remembering(model: LanguageModel) -> Remembering:
    """Return a model that carries a state along: itself, or one whose state is its context.

    >>> bigram = remembering(mm.CountModel.fit(["ab"]))
    >>> bigram.after(bigram.follow(bigram.start(1), torch.tensor([1]))).exp().tolist()
    [[0.0, 0.0, 1.0]]
    """
    return model if isinstance(model, Remembering) else _Context(model)


def first_windows(number: int, size: int) -> Tensor:
    """Return what so many names begin with: windows of boundaries, (N, K).

    >>> first_windows(1, 2).tolist()
    [[0, 0]]
    """
    return torch.full((number, size), BOUNDARY)


def moved_on(windows: Tensor, tokens: Tensor) -> Tensor:
    """Return windows (N, K) after the tokens that came, (N,): the oldest goes.

    >>> moved_on(torch.tensor([[0, 1]]), torch.tensor([2])).tolist()
    [[1, 2]]
    """
    return torch.cat([windows[:, 1:], tokens[:, None]], dim=1)


class _Context:
    """A model whose state is its context, (N, K)."""

    def __init__(self, model: LanguageModel) -> None:
        self.vocabulary, self.context_size = model.vocabulary, model.context_size
        self.log_probabilities = model.log_probabilities

    def start(self, number: int) -> State:
        return (first_windows(number, self.context_size),)

    def follow(self, state: State, tokens: Tensor) -> State:
        return (moved_on(state[0], tokens),)

    def after(self, state: State) -> Tensor:
        return self.log_probabilities(state[0])


def probability_matrix(model: LanguageModel) -> Tensor:
    """Return P(next | context) of a bigram model, row the context, (V, V) float64.

    >>> probability_matrix(mm.CountModel.fit(["ab"])).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    return log_probability_matrix(model).exp()


def log_probability_matrix(model: LanguageModel) -> Tensor:
    """Return ln P(next | context) of a bigram model, row the context, (V, V) float64.

    Raises ValueError for a model whose context is not one token.

    >>> log_probability_matrix(mm.CountModel.fit(["ab"])).tolist()[0]
    [-inf, 0.0, -inf]
    """
    if model.context_size != 1:
        raise ValueError(f"Only K = 1 fits a square table, not K = {model.context_size}.")
    contexts = torch.arange(len(model.vocabulary))[:, None]  # (V, 1)
    return model.log_probabilities(contexts)
