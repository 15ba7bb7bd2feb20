"""The steps of the lesson in their order; each is a module of its own with one `STEP`.

A module here loads neither torch nor `dashboard.contenders.cached` at its top: a first visit to the
lesson is to be as quick as any page, so a step loads what it needs when it is shown.
"""

from __future__ import annotations

from dashboard.lesson.frame import Step
from dashboard.lesson.steps import (
    axis,
    band,
    counting,
    dice,
    downhill,
    guess,
    knobs,
    pairs,
    row,
    same,
    smoothing,
    why,
)

STEPS: tuple[Step, ...] = (
    pairs.STEP,
    counting.STEP,
    row.STEP,
    dice.STEP,
    guess.STEP,
    smoothing.STEP,
    knobs.STEP,
    downhill.STEP,
    same.STEP,
    band.STEP,
    axis.STEP,
    why.STEP,
)
