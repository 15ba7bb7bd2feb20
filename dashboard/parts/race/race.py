"""What the parts of the race share: the list, its counts, and the runs on it."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.contenders.here import Here
from dashboard.contenders.runs import Runs


@dataclass(frozen=True, kw_only=True)
class Race(Here):
    """A place with runs."""

    runs: Runs
