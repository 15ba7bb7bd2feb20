"""The models that judge names on a page: the counts and, once it has learned, the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.score import Judged
from dashboard.contenders import cached
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.words.language import _
from makemore.models.model import LanguageModel
from makemore.models.network import NeuralBigram
from makemore.ranking import score_name


@dataclass(frozen=True)
class Judge:
    """A model with its title; `kind` is counts or network, `key` is what caches know it by."""

    kind: str
    title: str
    model: LanguageModel
    key: NeuralBigram | float


def judges_of(source: Source, smoothing: float) -> list[Judge]:
    """Return the models of a list: never a network that has not learned."""
    counted = _("Counts, smoothing {smoothing}").format(smoothing=f"{smoothing:,g}")
    judges = [Judge("counts", counted, cached.count_model(source, smoothing), smoothing)]
    if network := session.learned(source):
        title = _("Network, step {step}").format(step=f"{network.last.step:,}")
        model = NeuralBigram(cached.counts(source).vocabulary, network.weights)
        judges.append(Judge("network", title, model, model))
    return judges


def judged_by(source: Source, name: str, judges: Sequence[Judge]) -> list[Judged]:
    """Return a name under each model, ranked among the list; raises UnknownCharacterError."""
    judged = []
    for one in judges:
        score = score_name(one.model, name)
        among = cached.name_scores(source, one.key)
        below, above = among.share_below(score.per_token), among.share_above(score.per_token)
        judged.append(Judged(one.kind, one.title, score, below, above))
    return judged


def marks_of(source: Source, names: Sequence[str]) -> list[str]:
    """Return for each name that the list has it, that it is held out, or nothing."""
    held, back = cached.held(source, tuple(names)), cached.held_back(source, tuple(names))
    return [
        _("held out") if name in back else _("in the list") if name in held else ""
        for name in names
    ]
