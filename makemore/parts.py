"""Which parts a name holds so far: one walk through several texts at once.

For each text it remembers how many of its characters the name ends with (Knuth, Morris & Pratt
1977); a state is what it remembers of all texts, and only states that can occur are made, so that
there are about as many as in the tree of Aho & Corasick (1975).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Text = tuple[int, ...]  # of tokens
NOWHERE = -1  # where a text occurs that must not


@dataclass(frozen=True)
class Parts:
    """A states; each knows where a token leads, and whether all that must occur has occurred.

    State 0 is the beginning of a name. The boundary leaves everything as it is.
    """

    moves: np.ndarray  # (A, V) int64, NOWHERE where a text occurs that must not
    done: np.ndarray  # (A,) bool

    def after(self, tokens: Sequence[int], state: int = 0) -> int:
        """Return the state after some tokens, NOWHERE where a text occurs that must not."""
        for token in tokens:
            if state != NOWHERE:
                state = int(self.moves[state, token])
        return state


def parts_of(must: Sequence[Sequence[int]], must_not: Sequence[Sequence[int]], size: int) -> Parts:
    """Return the states of texts over `size` tokens, each text of one token at least.

    >>> parts_of([[1, 1]], [], 3).moves.tolist()
    [[0, 1, 0], [1, 2, 0], [2, 2, 2]]
    """
    texts = [*map(tuple, must), *map(tuple, must_not)]
    letters = sorted({token for text in texts for token in text})
    states = [(0,) * len(texts)]
    number = {states[0]: 0}
    moves = []
    for state in states:  # it grows while we go
        row = np.full(size, 0)
        for token in [None, *letters]:
            ahead = tuple(
                _next(text, length, token, stays=at < len(must))
                for at, (text, length) in enumerate(zip(texts, state, strict=True))
            )
            place = NOWHERE
            if not any(map(_whole, texts[len(must) :], ahead[len(must) :])):
                place = number.setdefault(ahead, len(states))
                states += [ahead] if place == len(states) else []
            row[slice(None) if token is None else token] = place
        row[0] = number[state]
        moves.append(row)
    done = [all(map(_whole, texts[: len(must)], state)) for state in states]
    return Parts(np.array(moves), np.array(done))


def _whole(text: Text, length: int) -> bool:
    return length == len(text)


def _next(text: Text, length: int, token: int | None, *, stays: bool) -> int:
    """Return how many characters of a text a name ends with after one more, None for another."""
    if stays and length == len(text):
        return length
    read = (*text[:length], token)
    return next(n for n in range(len(read), -1, -1) if n == 0 or read[-n:] == text[:n])
