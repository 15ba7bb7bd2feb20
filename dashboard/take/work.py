"""What there is to reproduce: the list, how it was read, both models, and the dice."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.trainer import Stretch


@dataclass(frozen=True)
class Work:
    """The work on one list, as far as it takes to come to the same numbers and names again.

    Names are compared side by side, as the page Compare does.
    """

    file: str  # the list's file, without a folder
    lower: bool
    first: int | None  # use only so many names
    held_out: int  # percent of the distinct names
    split_seed: int
    smoothing: float
    weights_seed: int
    stretches: tuple[Stretch, ...]  # the steps of the network; none where it has not learned
    characters: int  # V, how many tokens the list has
    number: int  # of names
    seed: int  # of the dice
    temperature: float
    as_read: bool = False  # the file holds the names as they were read: nothing is to be mended
    counted: bool = False  # each of its lines ends with how often its name occurs
    clusters: bool = False  # a character may be written as several
    lines: bool = False  # the file is a person's own list as it was read: each line is a name
    call: str = ""  # what reads the names from the file that the person brought
