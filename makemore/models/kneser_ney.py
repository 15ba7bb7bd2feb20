"""Kneser-Ney: the counts of longer contexts, each backed by those of the shorter ones.

Of every count a little is taken away, and what is saved goes to what the next shorter context
knows; that one counts not how often a character came, but after how many different characters
(Kneser & Ney 1995; in its modified, interpolated form: Chen & Goodman, "An empirical study of
smoothing techniques for language modeling", Computer Speech and Language 13, 1999, section 3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from makemore.counting import Names, NgramCounts, count_ngrams
from makemore.models.automaton import Automaton, check_cells
from makemore.models.family import Family, Knob
from makemore.models.ngram import checked_counts, counts_tensors
from makemore.rows import keys_of, narrow
from makemore.vocabulary import BOUNDARY, Vocabulary

LONGEST = 8  # characters of context; more would store the list
_MARKS = tuple(range(1, LONGEST + 1))
_CELLS = 1 << 22  # of a table of all contexts seen, up to which it is kept; 32 MB
FALLBACK = (0.5, 1.0, 1.5)  # discounts where the counts allow no formula, as KenLM has them


@dataclass(frozen=True)
class KneserNey:
    """P(w | u) = (c(uw) - D(c(uw))) / c(u) + gamma(u) P(w | u without its oldest character).

    For the longest contexts, and for those that begin with a name, c counts how often; for all
    others after how many different characters. gamma(u) is what the discounts have saved, over
    c(u). A context never seen is its end without the oldest character; without any character, P is
    backed by 1 / V. A name has one boundary before it: a context is not made longer by more.

    Raises ValueError for discounts that are no table (K + 1, 3) with 0 <= D1 <= 1, D2 <= 2,
    D3 <= 3.
    """

    counts: NgramCounts  # of contexts of K tokens
    own_discounts: Tensor | None = None  # (K + 1, 3) float64; None: by the formula

    def __post_init__(self) -> None:
        """Refuse discounts that would take more than there is."""
        if self.own_discounts is None:
            return
        most = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
        given, shape = self.own_discounts, (self.context_size + 1, 3)
        if given.shape != shape or not bool(((given >= 0) & (given <= most)).all()):
            raise ValueError(f"Discounts are {shape[0]} x 3, each from 0 to the count it is of.")

    @classmethod
    def fit(cls, names: Names, *, context_size: int = 5) -> KneserNey:
        """Count names and return the model.

        >>> KneserNey.fit(["ann", "anna"], context_size=2).context_size
        2
        """
        return cls(count_ngrams(names, context_size=context_size))

    @property
    def vocabulary(self) -> Vocabulary:
        """The characters of the counted list."""
        return self.counts.vocabulary

    @property
    def context_size(self) -> int:
        """K, how many tokens a context holds at most."""
        return self.counts.context_size

    @cached_property
    def discounts(self) -> Tensor:
        """What is taken from counts of 1, 2, and 3 or more, by length of context, (K + 1, 3)."""
        if self.own_discounts is not None:
            return self.own_discounts
        return torch.tensor([_discounts(level.occurrences) for level in self.levels]).double()

    @property
    def ngrams(self) -> int:
        """How many contexts with a next character it holds, of all lengths."""
        return sum(len(level.targets) for level in self.levels)

    def log_probabilities(self, contexts: Tensor) -> Tensor:
        """Return ln P(next | context): (N, K) int64 -> (N, V) float64."""
        suffixes = self._suffixes(contexts.numpy())
        if self.states * len(self.vocabulary) <= _CELLS:
            return self._table[torch.from_numpy(self._state(suffixes))]
        return _logs(self._probabilities(suffixes))

    def log_likelihoods(self, contexts: Tensor, targets: Tensor) -> Tensor:
        """Return ln P(target | context) alone, without the row around it, (N, K), (N,) -> (N,)."""
        V, found = len(self.vocabulary), np.full(len(targets), 1 / len(self.vocabulary))
        chain = self._suffixes(contexts.numpy())
        for nodes, ngrams, (own, saved) in zip(chain, self._ngrams, self.shares, strict=True):
            seen = np.flatnonzero(nodes >= 0)
            entries = _places(ngrams, nodes[seen] * V + targets.numpy()[seen])
            found[seen] *= saved[nodes[seen]]
            found[seen[entries >= 0]] += own[entries[entries >= 0]]
        return _logs(found)

    @property
    def states(self) -> int:
        """How many contexts of 0, 1, ... K tokens have been seen: all that it tells apart."""
        return sum(len(level.keys) for level in self.levels)

    def automaton(self) -> Automaton:
        """Return it as an automaton: a state is the longest end of what was read that was seen."""
        check_cells(self.states * len(self.vocabulary))
        return self._automaton

    @cached_property
    def _automaton(self) -> Automaton:
        return Automaton(self.vocabulary, self._table, *self._moves())

    @cached_property
    def levels(self) -> list[Level]:
        """The contexts of 0, 1, ... K tokens that were seen, and what came after each."""
        return list(_levels(self.counts))

    @cached_property
    def shares(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """By length of context: (c - D) / c(u) of each n-gram, and gamma of each context."""
        return [
            level.shares(discounts)
            for level, discounts in zip(self.levels, self.discounts.numpy(), strict=True)
        ]

    @cached_property
    def _ngrams(self) -> list[np.ndarray]:
        """By length of context: the key of each n-gram, its context times V plus what came next."""
        V = len(self.vocabulary)
        nodes = (np.repeat(np.arange(len(one.keys)), np.diff(one.starts)) for one in self.levels)
        return [node * V + one.targets for node, one in zip(nodes, self.levels, strict=True)]

    def _suffixes(self, contexts: np.ndarray) -> list[np.ndarray]:
        """Return the node of each context's last 0, 1, ... K tokens, -1 where never seen, (N,)."""
        nodes = [np.zeros(len(contexts), np.int64)]
        for level, tokens in zip(self.levels[1:], contexts.T[::-1], strict=True):
            nodes.append(level.find(nodes[-1], tokens, len(self.vocabulary)))
        return nodes

    def _state(self, suffixes: list[np.ndarray]) -> np.ndarray:
        """Return the number of the longest suffix seen among those of all lengths, (N,)."""
        state, before = suffixes[0], 0
        for nodes, level in zip(suffixes, self.levels, strict=True):
            state = np.where(nodes >= 0, before + nodes, state)
            before += len(level.keys)
        return state

    def _moves(self) -> tuple[Tensor, int]:
        """Return the state that follows each state and token (states, V), and the start.

        A longer context moves as its end does, but where the whole of it goes on as a context.
        """
        V, first = len(self.vocabulary), len(self.levels[0].keys)
        parts = [np.zeros((1, V), np.int64)]
        heads = newest = np.zeros(1, np.int64)  # each context without its newest token, and that
        for shorter, level in zip(self.levels, self.levels[1:], strict=False):
            ends, oldest = np.divmod(level.keys, V)
            if len(parts) == 1:  # of one token
                heads, newest = np.zeros_like(ends), oldest
            else:
                heads, newest = shorter.find(heads[ends], oldest, V), newest[ends]
            seen = heads >= 0  # always, but in a file whose counts are of no list
            parts[-1][heads[seen], newest[seen]] = np.arange(first, first + len(ends))[seen]
            parts.append(parts[-1][ends])
            first += len(ends)
        following = np.concatenate(parts)
        start = int(following[0, BOUNDARY])
        following[:, BOUNDARY] = start
        return torch.from_numpy(following), start

    @cached_property
    def _table(self) -> Tensor:
        """Return ln P after each context seen, the shorter ones first, (states, V)."""
        V = len(self.vocabulary)
        parts = [np.full((1, V), 1 / V)]
        for level, (own, saved) in zip(self.levels, self.shares, strict=True):
            rows = parts[-1][level.keys // V] * saved[:, None]
            rows[np.repeat(np.arange(len(rows)), np.diff(level.starts)), level.targets] += own
            parts.append(rows)
        return _logs(np.concatenate(parts[1:]))

    def _probabilities(self, chain: list[np.ndarray]) -> np.ndarray:
        """Return P after some contexts, given as the nodes of their suffixes (N,), (N, V)."""
        V = len(self.vocabulary)
        rows, place = np.full((1, V), 1 / V), np.zeros(len(chain[0]), np.int64)
        for nodes, level, (own, saved) in zip(chain, self.levels, self.shares, strict=True):
            seen = np.flatnonzero(nodes >= 0)
            found, one = nodes[seen], np.empty(len(level.keys), np.int64)
            one[found] = seen
            first = seen[one[found] == seen]  # one example of each node: it is worked out once
            distinct = nodes[first]
            longer = rows[place[first]] * saved[distinct, None]
            at, entries = level.entries(distinct)
            longer[at, level.targets[entries]] += own[entries]
            one[distinct] = np.arange(len(rows), len(rows) + len(distinct))
            place[seen] = one[found]
            rows = np.concatenate([rows, longer])
        return rows[place]


@dataclass(frozen=True)
class Level:
    """All contexts of one length, S of them, and the characters that came after each.

    A context is known by the number of its end without the oldest token, times V, plus that token.
    """

    keys: np.ndarray  # (S,) int64, sorted
    starts: np.ndarray  # (S + 1,) where the n-grams of each begin
    targets: np.ndarray  # (E,) int64
    occurrences: np.ndarray  # (E,) int64: how often, or after how many different tokens

    def find(self, ends: np.ndarray, oldest: np.ndarray, V: int) -> np.ndarray:
        """Return the number of each context, -1 where it was never seen or its end is -1, (N,)."""
        return _places(self.keys, np.where(ends >= 0, ends * V + oldest, -1))

    def entries(self, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return which of some contexts each of their n-grams belongs to, and its number."""
        sizes = self.starts[nodes + 1] - self.starts[nodes]
        at = np.repeat(np.arange(len(nodes)), sizes)
        first = self.starts[nodes] - (sizes.cumsum() - sizes)
        return at, np.arange(len(at)) + first[at]

    def shares(self, discounts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return (c - D) / c(u) of each n-gram (E,), and what was saved, gamma, of each context."""
        taken = discounts[self.occurrences.clip(max=3) - 1]
        node = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        totals = np.bincount(node, self.occurrences, len(self.starts) - 1)
        saved = np.bincount(node, taken, len(totals))
        empty = totals == 0  # nothing was counted at all
        own = (self.occurrences - taken) / totals[node]
        return own, np.where(empty, 1.0, saved / np.where(empty, 1.0, totals))


def _places(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where some numbers stand among sorted ones from 0 on, -1 where nowhere, (N,)."""
    if not len(keys):
        return np.full(len(wanted), -1)
    found = np.searchsorted(keys, wanted).clip(max=len(keys) - 1)
    return np.where(keys[found] == wanted, found, -1)


def _logs(probabilities: np.ndarray) -> Tensor:
    with np.errstate(divide="ignore"):  # discounts of 0 leave nothing for what is new
        return torch.from_numpy(np.log(probabilities))


def _levels(counts: NgramCounts) -> Iterator[Level]:
    """Yield the contexts of 0, 1, ... K tokens."""
    V, K = len(counts.vocabulary), counts.context_size
    contexts, targets = counts.contexts.numpy(), counts.targets.numpy()
    order = np.argsort(keys_of([*contexts.T[::-1], targets]))  # the nearest token first
    nearest = np.ascontiguousarray(contexts[order].T[::-1])  # (K, M)
    targets, occurrences = targets[order], counts.occurrences.numpy()[order]
    node = [np.zeros(len(targets), np.int64)]  # of each row's last 0, 1, ... tokens
    keys = [np.zeros(1, np.int64)]
    alone = np.zeros(len(targets), bool)
    alone[:1] = True
    real = [np.ones(len(targets), bool)]  # holds one boundary at most
    for k in range(K):
        real.append(nearest[k - 1] != BOUNDARY if k else real[0])
        alone |= np.diff(nearest[k], prepend=-1) != 0
        first = alone & real[-1]
        node.append(first.cumsum() - 1)
        keys.append(node[-2][first] * V + nearest[k][first])
    ngrams, times = node[K][real[K]] * V + targets[real[K]], occurrences[real[K]]
    found = [_level(keys[K], ngrams, times, V)]
    for k in reversed(range(K)):
        shorter = keys[k + 1][ngrams // V] // V * V + ngrams % V
        ngrams, times = np.unique(narrow(shorter, len(keys[k]) * V), return_counts=True)
        ngrams = ngrams.astype(np.int64)
        if k:  # what begins a name has nothing before it: it counts how often
            begins = (nearest[k - 1] == BOUNDARY) & real[k]
            own = node[k][begins] * V + targets[begins]
            at = np.searchsorted(ngrams, own)
            ngrams = np.insert(ngrams, at, own)
            times = np.insert(times, at, occurrences[begins])
        found.append(_level(keys[k], ngrams, times, V))
    return reversed(found)


def _level(keys: np.ndarray, ngrams: np.ndarray, times: np.ndarray, V: int) -> Level:
    node, targets = np.divmod(ngrams, V)
    starts = np.searchsorted(node, np.arange(len(keys) + 1))
    return Level(keys, starts, targets, times)


def _discounts(occurrences: np.ndarray) -> tuple[float, float, float]:
    """Return D1, D2 and D3 from how many n-grams occur once, twice, three and four times.

    Y = n1 / (n1 + 2 n2) and Di = i - (i + 1) Y n(i+1) / ni: equation 26 of the report that became
    the article (TR-10-98, Harvard, 1998).
    """
    n = np.bincount(occurrences.clip(max=5), minlength=5).tolist()
    if not all(n[1:4]):
        return FALLBACK
    Y = n[1] / (n[1] + 2 * n[2])
    one, two, three = (i - (i + 1) * Y * n[i + 1] / n[i] for i in (1, 2, 3))
    in_range = 0 < one <= 1 and 0 < two <= 2 and 0 < three <= 3  # with 0, what is new is impossible
    return (one, two, three) if in_range else FALLBACK


def _tensors(model: KneserNey) -> dict[str, Tensor]:
    tensors = counts_tensors(model.counts)
    if model.own_discounts is not None:
        tensors["discounts"] = model.own_discounts.contiguous()
    return tensors


def _of_tensors(
    vocabulary: Vocabulary, tensors: Mapping[str, Tensor], values: Mapping[str, float]
) -> KneserNey:
    """Return the model of a file; raises ValueError where its numbers are no counts of names."""
    counts = checked_counts(vocabulary, tensors)
    if counts.context_size > LONGEST or counts.context_size != values["context"]:
        raise ValueError(f"contexts are of 1 to {LONGEST} tokens, as many as the file says")
    boundary = counts.contexts == BOUNDARY
    if bool((boundary[:, 1:] & ~boundary[:, :-1]).any()):
        raise ValueError("nothing comes before the boundary that starts a name")
    discounts = tensors.get("discounts")
    if discounts is not None and discounts.dtype != torch.float64:
        raise ValueError("discounts are numbers of 64 bits")
    return KneserNey(counts, discounts)


FAMILY = Family(
    key="kneser-ney",
    title="Kneser-Ney",
    caption="Kneser-Ney, context {context}",
    rung=3,
    model=KneserNey,
    knobs=(Knob("context", 5, 1, LONGEST, _MARKS, whole=True, label="Characters of context"),),
    fit=lambda material, context: KneserNey(material.counts(context)),
    tensors=_tensors,
    of_tensors=_of_tensors,
    values=lambda model: {"context": model.context_size},
    parameters=lambda model: model.ngrams,
    automaton=KneserNey.automaton,
    exports={"arpa": "makemore.arpa:arpa_text"},
)
