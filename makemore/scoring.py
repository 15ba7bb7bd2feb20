"""How surprised a model is: mean nll, perplexity, and the surprisal of each character.

All figures are in nats (natural logarithm). Only predicted tokens count, the final boundary among
them. It knows models by their protocol alone.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from makemore.counting import Names, NgramCounts, count_ngrams
from makemore.models.model import LanguageModel
from makemore.models.tempered import Tempered
from makemore.vocabulary import BOUNDARY

_CELLS = 1 << 22  # of log probabilities held at a time; 32 MB


def mean_nll(model: LanguageModel, names: Names | NgramCounts) -> float:
    """Return the mean surprisal over all predicted tokens of the names, nats per token.

    0 is perfect; infinite where a pair has probability 0. Names may be given as their counts, of
    the model's context size. Raises UnknownCharacterError, and ValueError for an empty list.

    >>> round(mean_nll(mm.CountModel.fit(["ab", "b"]), ["ab"]), 4)  # ln 2 over three
    0.231
    """
    counts = _as_counts(model, names)
    if not counts.total:
        raise ValueError("There is no name to score.")
    surprisal = -log_likelihoods(
        model, counts.contexts, counts.targets
    )  # (M,), one a distinct pair
    return float((surprisal * counts.occurrences).sum() / counts.total)


def perplexity(model: LanguageModel, names: Names | NgramCounts) -> float:
    """Return exp(mean nll): between how many equally likely tokens the model hesitates.

    >>> round(perplexity(mm.UniformModel(mm.Vocabulary.of("abc")), ["ab"]), 4)
    4.0
    """
    nll = torch.tensor(mean_nll(model, names), dtype=torch.float64)
    return float(nll.exp())  # infinite above 709 nats, where math.exp gives an error


def bits_per_token(nll: float) -> float:
    """Return an nll in nats as bits: divided by ln 2.

    >>> bits_per_token(math.log(2))
    1.0
    """
    return nll / math.log(2)


def surprisals(model: LanguageModel, name: str) -> Tensor:
    """Return -ln P of each character of a name and of its end, nats, (len(name) + 1,).

    Raises UnknownCharacterError.

    >>> surprisals(mm.CountModel.fit(["ab", "b"]), "ab").exp().tolist()  # 1 in so many
    [2.0, 1.0, 1.0]
    """
    tokens = [BOUNDARY] * model.context_size + [*model.vocabulary.encode(name), BOUNDARY]
    windows = torch.tensor(tokens).unfold(0, model.context_size + 1, 1)  # (len + 1, K + 1)
    log_probabilities = model.log_probabilities(windows[:, :-1])  # (len + 1, V)
    return -log_probabilities.gather(1, windows[:, -1:])[:, 0]


def name_nll(model: LanguageModel, name: str) -> float:
    """Return the surprisal of a whole name, nats: the sum over its characters and its end.

    >>> round(name_nll(mm.CountModel.fit(["ab", "b"]), "ab"), 4)  # ln 2
    0.6931
    """
    return float(surprisals(model, name).sum())


def unseen_pairs(model: LanguageModel, names: Names | NgramCounts) -> list[str]:
    """Return the pairs of the names that the model holds impossible, as text, in token order.

    These are why a mean nll is infinite.

    >>> unseen_pairs(mm.CountModel.fit(["ab", "a"]), ["aba"])
    ['ba']
    """
    counts = _as_counts(model, names)
    impossible = log_likelihoods(model, counts.contexts, counts.targets).isneginf()
    labels = model.vocabulary.labels
    rows = torch.cat([counts.contexts, counts.targets[:, None]], dim=1)[impossible]
    return ["".join(labels[token] for token in row) for row in rows.tolist()]


def log_likelihoods(model: LanguageModel, contexts: Tensor, targets: Tensor) -> Tensor:
    """Return ln P(target | context) of some pairs, (M, K), (M,) -> (M,); some pairs at a time.

    Quick where equal contexts stand together.

    >>> model = mm.CountModel.fit(["ab", "b"])
    >>> log_likelihoods(model, torch.tensor([[0], [1]]), torch.tensor([2, 2])).exp().tolist()
    [0.5, 1.0]
    """
    if isinstance(model, Tempered) and model.temperature == 1:
        model = model.model
    if (own := getattr(model, "log_likelihoods", None)) is not None:  # quicker than whole rows
        likelihoods: Tensor = own(contexts, targets)
        return likelihoods
    pairs = max(1, _CELLS // len(model.vocabulary))
    parts = zip(torch.split(contexts, pairs), torch.split(targets, pairs), strict=True)
    return torch.cat([_log_likelihood(model, contexts, targets) for contexts, targets in parts])


def _log_likelihood(model: LanguageModel, contexts: Tensor, targets: Tensor) -> Tensor:
    new = torch.ones(len(contexts), dtype=torch.bool)  # quicker than unique_consecutive
    new[1:] = (contexts[1:] != contexts[:-1]).any(dim=1)
    return model.log_probabilities(contexts[new])[new.cumsum(0) - 1, targets]


def _as_counts(model: LanguageModel, names: Names | NgramCounts) -> NgramCounts:
    """Return the counts of the names in the model's own tokens."""
    if not isinstance(names, NgramCounts):
        names = count_ngrams(names, context_size=model.context_size)
    if names.context_size != model.context_size:
        raise ValueError(f"Counts of K = {names.context_size}, a model of {model.context_size}.")
    return names.within(model.vocabulary)
