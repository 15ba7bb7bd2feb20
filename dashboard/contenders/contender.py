"""A contender: a model as pages see it, with its title, and a fingerprint by which caches know it.

Pages loop over contenders and name none; what differs is in the family.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.contenders.learner import Scene
from dashboard.contenders.trainer import Snapshot
from dashboard.words.language import _, model_title
from dashboard.words.pairs import pair_sign, pair_words
from makemore.models.family import Family, Values, families
from makemore.models.model import LanguageModel
from makemore.ranking import ScoredName

Fingerprint = tuple[object, ...]


@dataclass(frozen=True)
class Contender:
    """A model of the list in use; two contenders with the same fingerprint are the same model."""

    family: Family
    title: str  # "Counts, smoothing 0.5"
    model: LanguageModel
    fingerprint: Fingerprint
    values: Values = field(default_factory=dict, compare=False, hash=False)  # of its knobs

    @property
    def key(self) -> str:
        """Its family's key: what links, styles and files know it by."""
        return self.family.key

    @property
    def name(self) -> str:
        """Its name alone, in the language of the session."""
        return model_title(self.family.title)


def fitted(key: str, values: Values, model: LanguageModel) -> Contender:
    """Return the contender of a counted model."""
    family = families()[key]
    title = title_of(family, values)
    return Contender(family, title, model, (key, *sorted(values.items())), values)


def trained(key: str, snapshot: Snapshot | Scene) -> Contender:
    """Return the contender of a run as it stands, which has a model."""
    family, step = families()[key], snapshot.step
    assert snapshot.model is not None
    title = title_of(family, {}, step)
    return Contender(family, title, snapshot.model, (key, snapshot.course, step))


def title_of(family: Family, values: Values, step: int = 0) -> str:
    """Return how a model is called: its family, the values of its knobs, and its step."""
    if family.training and not step:
        return _("{model}, not trained").format(model=model_title(family.title))
    shown = {name: f"{value:,g}" for name, value in values.items()}
    return _(family.caption).format(**shown, step=f"{step:,}")


@dataclass(frozen=True)
class Judged:
    """A name as one model sees it, and where it stands among the list: shares in [0, 1].

    `kind` is the key of the model's family. `below` is the share of the list that surprises this
    model less, `above` the share that surprises it more; the model looks at `context_size` tokens.
    """

    kind: str
    title: str
    score: ScoredName
    below: float
    above: float
    context_size: int = 1

    def pair(self, place: int, boundary: str) -> str:
        """Return the character at a place with the context that the model sees, as text."""
        return pair_sign(self.score.letters, place, boundary, self.context_size)

    def words(self, place: int) -> str:
        """Return what happens at a place, as text."""
        return pair_words(self.score.letters, place, self.context_size)
