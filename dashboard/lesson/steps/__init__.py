"""The steps of the lesson in their order, in parts; each is a module of its own with one `CONTENT`.

The titles stand here, because all of them are needed before any step but the first is loaded.
"""

from __future__ import annotations

from dashboard.lesson.frame import Part, Step
from dashboard.words.language import _

PARTS = (
    Part(
        lambda: _("Counting"),
        (
            Step("pairs", lambda: _("What a computer sees in a name")),
            Step("counting", lambda: _("Counting")),
            Step("row", lambda: _("From counts to probabilities")),
            Step("dice", lambda: _("Rolling dice")),
            Step("guess", lambda: _("Was it any good?")),
            Step("smoothing", lambda: _("Infinity, and smoothing")),
        ),
    ),
    Part(
        lambda: _("The network"),
        (
            Step("knobs", lambda: _("Knobs instead of counts")),
            Step("downhill", lambda: _("Downhill")),
            Step("same", lambda: _("The same answer twice")),
            Step("band", lambda: _("A rubber band on the knobs")),
            Step("axis", lambda: _("A trap for programmers")),
            Step("why", lambda: _("Why bother?")),
        ),
    ),
    Part(
        lambda: _("Go on"),
        (
            Step("trigram", lambda: _("E01: look at two characters")),
            Step("parts", lambda: _("E02: learn, choose, test")),
            Step("tune", lambda: _("E03: tune the smoothing")),
            Step("lookup", lambda: _("E04: look up, do not multiply")),
            Step("entropy", lambda: _("E05: cross-entropy in one go")),
            Step("own", lambda: _("E06: one of your own")),
            Step("practice", lambda: _("Practice")),
            Step("paper", lambda: _("Dice on paper")),
        ),
    ),
)
STEPS = tuple(step for part in PARTS for step in part.steps)
TWELVE = STEPS[:12]  # what a handout has room for
