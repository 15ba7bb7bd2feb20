"""Every name takes its turn to be unseen: for all models that count, in a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.contenders.climbing import CHOOSERS
from dashboard.contenders.judging import Scored, some
from dashboard.contenders.stepping import STEPPING
from makemore.corpus import Corpus
from makemore.errors import MakemoreError
from makemore.leaving_out import choose, leave_one_out
from makemore.models.family import Family, Material, Values, families


@dataclass(frozen=True, eq=False)
class Turn:
    """The knobs of a family that suit a list best, and how each name surprises it when unseen."""

    family: Family
    values: Values
    scored: Scored


class Turning:
    """One list whose names take turns; nothing is held out."""

    def __init__(self, names: Corpus) -> None:
        """Stand ready, with CHOOSERS names of a longer list."""
        self.drawn = len(names) > CHOOSERS
        self.names = some(names, CHOOSERS, 1) if self.drawn else names
        self.found: Mapping[str, Turn] = {}
        self.families = tuple(one for one in families().values() if one.left_out)
        self._thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether names take turns at this moment."""
        return self._thread is not None and self._thread.is_alive()

    def go(self) -> None:
        """Begin, unless that was done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="turning", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        """Be the thread."""
        material, times = Material(self.names), self.names.tally()[1]
        for family in self.families:
            try:
                with STEPPING:
                    values = choose(material, family.key).values
                    left_out = leave_one_out(material, family.key, **values).scores
            except MakemoreError:  # a list that is too wide for this model
                continue
            scored = Scored(left_out.nll * times, left_out.tokens * times)
            _worked_out_here = scored.interval
            self.found = {**self.found, family.key: Turn(family, values, scored)}
