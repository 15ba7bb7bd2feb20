"""The characters of a list and the tokens (whole numbers) that stand for them.

Token 0 is the boundary: it starts and ends every name and is not a character, so a list may hold
"." and keep its dots.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from makemore.clusters import Coding, coding_of
from makemore.errors import UnknownCharacterError

BOUNDARY = 0
_BOUNDARY_LABELS = ".·▪◆●■★"


@dataclass(frozen=True)
class Vocabulary:
    """Characters sorted by code point; character i has token i + 1, the boundary has token 0.

    A character may be a cluster of several code points.

    >>> Vocabulary.of("ba").encode("ab")
    [1, 2]
    """

    characters: tuple[str, ...]

    @classmethod
    def of(cls, characters: Iterable[str]) -> Vocabulary:
        """Return the vocabulary of these characters, each once, sorted by code point."""
        return cls(tuple(sorted(set(characters))))

    def __len__(self) -> int:
        """Return V, the number of tokens, the boundary among them."""
        return len(self.characters) + 1

    @cached_property
    def boundary_label(self) -> str:
        """The sign that shows the boundary: "." unless the list has ".", then one it lacks."""
        spare = map(chr, range(0x25A0, 0x110000))
        return next(sign for sign in chain(_BOUNDARY_LABELS, spare) if sign not in self._tokens)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """One sign a token, in token order, (V,)."""
        return (self.boundary_label, *self.characters)

    @cached_property
    def _tokens(self) -> dict[str, int]:
        return {character: token for token, character in enumerate(self.characters, start=1)}

    @cached_property
    def coding(self) -> Coding:
        """What stands for the clusters among the characters."""
        return coding_of(self.characters)

    def token(self, character: str) -> int:
        """Return the token of a character; raises UnknownCharacterError."""
        try:
            return self._tokens[character]
        except KeyError:
            raise UnknownCharacterError(character) from None

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text, without boundaries; raises UnknownCharacterError."""
        return [self.token(character) for character in self.coding.split(text)]

    def decode(self, tokens: Sequence[int]) -> str:
        """Return the text of the tokens; boundaries have none."""
        return "".join(self.characters[token - 1] for token in tokens if token != BOUNDARY)
