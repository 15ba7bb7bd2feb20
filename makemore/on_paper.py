"""A table of counts as dice on paper: which rolls of two ten-sided dice lead where.

One die gives the tens, the other the ones: 00 to 99. The hundred rolls of a row are shared out in
proportion to its counts, by largest remainders; what is rarer than that gets no roll.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from makemore.counting import NgramCounts
from makemore.models.ngram import CountModel
from makemore.vocabulary import BOUNDARY, Vocabulary

FACES = 100


@dataclass(frozen=True)
class PaperDice:
    """How many of the hundred rolls after each token give each token, (V, V) int64.

    >>> dice = PaperDice.of(mm.count_ngrams(["ab", "b", "b", "b"]))
    >>> dice.ranges(0)  # a name begins with a in one of four
    [(1, 0, 24), (2, 25, 99)]
    """

    vocabulary: Vocabulary
    faces: Tensor

    @classmethod
    def of(cls, counts: NgramCounts) -> PaperDice:
        """Return the dice of the counts of pairs; from each row, a name can come to its end."""
        return cls(counts.vocabulary, shared_out(counts.matrix()))

    @property
    def model(self) -> CountModel:
        """The same as a model: a `Sampler` of it takes the draw of a roll to the same token."""
        return CountModel(NgramCounts.from_matrix(self.vocabulary, self.faces))

    @property
    def rows(self) -> list[int]:
        """The tokens that a name can come to, the boundary first."""
        reached = torch.zeros(len(self.faces), dtype=torch.bool)
        reached[BOUNDARY] = True
        while (more := reached | (self.faces[reached] > 0).any(dim=0)).sum() > reached.sum():
            reached = more
        return reached.nonzero()[:, 0].tolist()

    def ranges(self, row: int) -> list[tuple[int, int, int]]:
        """Return which token the rolls from one to another give after a token, in token order."""
        ends = self.faces[row].cumsum(dim=0)
        starts = ends - self.faces[row]
        given = self.faces[row].nonzero()[:, 0].tolist()
        return [(token, int(starts[token]), int(ends[token]) - 1) for token in given]

    def token(self, row: int, roll: int) -> int:
        """Return the token that a roll, 0 to 99, gives after a token."""
        return next(token for token, _first, last in self.ranges(row) if roll <= last)

    def walk(self, rolls: Sequence[int]) -> list[int]:
        """Return the tokens that rolls give, one after the other, up to the end of a name."""
        tokens: list[int] = []
        for roll in rolls:
            tokens.append(self.token(tokens[-1] if tokens else BOUNDARY, roll))
            if tokens[-1] == BOUNDARY:
                break
        return tokens

    def kept(self, counts: NgramCounts) -> float:
        """Return which share of the counted pairs can be rolled, in [0, 1]."""
        table = counts.matrix()
        return float(table[self.faces > 0].sum() / table.sum())


def draw_of(roll: int) -> float:
    """Return the draw in [0, 1) that stands for a roll: the middle of its hundredth.

    >>> draw_of(0), draw_of(99)
    (0.005, 0.995)
    """
    return (roll + 0.5) / FACES


def shared_out(counts: Tensor) -> Tensor:
    """Return the hundred rolls of each row, by largest remainders (Hamilton), (V, V) -> (V, V).

    All rolls of a row without counts end the name. Where a name could go round for ever, one roll
    leads out.

    >>> shared_out(torch.tensor([[0, 1, 2], [5, 0, 0], [0, 0, 0]])).tolist()
    [[0, 33, 67], [100, 0, 0], [100, 0, 0]]
    """
    counts = counts.clone()
    counts[counts.sum(dim=1) == 0, BOUNDARY] = 1
    totals = counts.sum(dim=1, keepdim=True)  # (V, 1)
    faces, rest = counts * FACES // totals, counts * FACES % totals
    left = (rest.sum(dim=1, keepdim=True) // totals).expand_as(counts)  # faces still to give
    place = rest.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return _with_ways_out(faces + (place < left).long(), counts)


def _with_ways_out(faces: Tensor, counts: Tensor) -> Tensor:
    """Return the faces with one given to a way out of rows from which no name could end."""
    while (stuck := _stuck(faces)).any():
        ways = counts * (stuck[:, None] & ~stuck[None, :])
        row, column = divmod(int(ways.argmax()), len(counts))
        if not ways[row, column]:  # only where these are not the counts of whole names
            row, column = int(stuck.nonzero()[0]), BOUNDARY
        faces[row, faces[row].argmax()] -= 1
        faces[row, column] += 1
    return faces


def _stuck(faces: Tensor) -> Tensor:
    """Return from which rows no rolls lead to the boundary, (V,) bool."""
    ends = torch.zeros(len(faces), dtype=torch.bool)
    ends[BOUNDARY] = True
    while (more := ends | (faces[:, ends] > 0).any(dim=1)).sum() > ends.sum():
        ends = more
    return ~ends
