"""Kneser-Ney -> ARPA, the text that KenLM and other n-gram tools read.

A line is an n-gram, log10 of P of its last character after the others, and log10 of what its
longer contexts leave for it (their gamma). Words are characters; <s> and </s> are the boundary.
Format: the SRILM manual, ngram-format(5).
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from makemore.models.kneser_ney import KneserNey

_NEVER = -99.0  # log10 of 0, as ARPA files write it


def arpa_text(model: KneserNey) -> str:
    """Return a model as the text of an ARPA file.

    >>> print(arpa_text(KneserNey.fit(["ab"], context_size=1)).splitlines()[2])
    ngram 2=3
    """
    sections = [*_sections(model)]
    sizes = [f"ngram {order}={len(lines)}" for order, lines in enumerate(sections, start=1)]
    parts = ["\\data\\", *sizes, ""]
    for order, lines in enumerate(sections, start=1):
        parts += [f"\\{order}-grams:", *lines, ""]
    return "\n".join([*parts, "\\end\\", ""])


def word(character: str) -> str:
    """Return a character as a word, which holds no space.

    >>> word(" ")
    '<U+0020>'
    """
    if not any(one.isspace() for one in character):
        return character
    return "".join(f"<U+{ord(one):04X}>" for one in character)


def _sections(model: KneserNey) -> Iterator[list[str]]:
    """Yield the lines of each order, the n-grams of one character first."""
    contexts, after = _contexts(model), ["</s>", *map(word, model.vocabulary.characters)]
    saved = [
        dict(zip(texts, of[1].tolist(), strict=True))
        for texts, of in zip(contexts, model.shares, strict=True)
    ]
    for k, (node, targets, found) in enumerate(_ngrams(model)):
        longer = saved[k + 1] if k < model.context_size else {}
        lines = []
        for at, target, share in zip(node.tolist(), targets.tolist(), found.tolist(), strict=True):
            ngram = contexts[k][at] + after[target]
            left = longer.get(ngram + " ")
            lines.append(
                f"{_log10(share)}\t{ngram}" + ("" if left is None else f"\t{_log10(left)}")
            )
        if k == 0:
            start = longer.get("<s> ", 1.0)
            lines += [f"{_NEVER}\t<s>\t{_log10(start)}", f"{_NEVER}\t<unk>"]
        yield lines


def _contexts(model: KneserNey) -> list[list[str]]:
    """Return the contexts of each length as words, each with a space behind it."""
    before = ["<s>", *map(word, model.vocabulary.characters)]
    found = [[""]]
    for level in model.levels[1:]:
        ends, oldest = (part.tolist() for part in np.divmod(level.keys, len(before)))
        found.append([f"{before[o]} {found[-1][end]}" for end, o in zip(ends, oldest, strict=True)])
    return found


def _ngrams(model: KneserNey) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield the context's number, the target and P of each n-gram, order by order."""
    V, (own, saved) = len(model.vocabulary), model.shares[0]
    found, keys = np.full(V, saved[0] / V), np.arange(V)  # every character has a line
    found[model.levels[0].targets] += own
    yield np.zeros(V, np.int64), keys, found
    for level, (own, saved) in zip(model.levels[1:], model.shares[1:], strict=True):
        node = level.nodes
        shorter = level.keys[node] // V * V + level.targets
        found = own + saved[node] * found[np.searchsorted(keys, shorter)]
        keys = node * V + level.targets
        yield node, level.targets, found


def _log10(share: float) -> str:
    return f"{math.log10(share):.7g}" if share > 0 else str(_NEVER)
