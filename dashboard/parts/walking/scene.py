"""Where a walk stands: the models that walk, and the way that they made so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.walk import Row
from dashboard.contenders.contender import Contender
from dashboard.contenders.here import Here
from dashboard.contenders.walking import Context, Stretch, Trail, Turn, stretch
from dashboard.frame import safe
from dashboard.words.language import _
from dashboard.words.pairs import visible
from dashboard.words.signs import label
from makemore.sampling import Sampler
from makemore.vocabulary import BOUNDARY


@dataclass(frozen=True)
class Scene:
    """The contenders, what walks through each, and the way so far."""

    here: Here
    samplers: tuple[Sampler, ...]
    trail: Trail

    @property
    def rows(self) -> list[Row]:
        """What the needle points at now: a row for each model."""
        return self.rows_at(self.trail.last)

    def rows_at(self, turn: Turn) -> list[Row]:
        """Return what the needle points at in a turn."""
        return [
            self._row(one, sampler, context, token)
            for one, sampler, context, token in zip(
                self.here.contenders, self.samplers, turn.contexts, turn.tokens, strict=True
            )
        ]

    def sign(self, token: int) -> str:
        """Return a token that can be chosen as one can see it, the boundary as a word."""
        return _("end") if token == BOUNDARY else visible(self.here.labels[token])

    def _row(
        self, one: Contender, sampler: Sampler, context: Context | None, token: int | None
    ) -> Row:
        name = label(one.name)
        if context is None or token is None:
            return Row(one.key, one.name, _("{model}: ended").format(model=name), (), None)
        title = _("{model}, {place}: {sign}").format(
            model=name, place=self._place(context), sign=f"<b>{self._drawn(token)}</b>"
        )
        return Row(one.key, one.name, title, sampler.cumulative(context), token)

    def _place(self, context: Context) -> str:
        """Return where a model stands, for a chart: after all that it looks at."""
        seen = [label(self.here.labels[token]) for token in context if token != BOUNDARY]
        if not seen:
            return _("at the start")
        if safe.rude(self.here.source, ["".join(seen)]):
            seen = [safe.DOT] * len(seen)
        sentence = (
            _("after {sign}") if len(seen) == len(context) else _("after the start and {sign}")
        )
        return sentence.format(sign=f"<b>{''.join(seen)}</b>")

    def _drawn(self, token: int) -> str:
        """Return a token for a chart."""
        return _("end") if token == BOUNDARY else label(self.here.labels[token])


def stretches(rows: Sequence[Row]) -> list[Stretch]:
    """Return what belongs to the token that each row takes; one that has ended takes none."""
    return [stretch(row.cumulative, row.token) for row in rows if row.token is not None]
