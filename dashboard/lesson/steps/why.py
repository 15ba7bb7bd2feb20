"""Step 12: tables of longer contexts, and what comes next; `network.why` shows it."""

from __future__ import annotations

from dashboard.lesson.frame import Step, Task
from dashboard.words.language import _

LIBRARY = """\
names = open("names.txt").read().split()
import makemore as mm
from makemore.sparsity import filled_cells, table_cells

counts = mm.count_ngrams(names, context_size=10)
size = len(counts.vocabulary)
for context, filled in enumerate(filled_cells(counts), start=1):
    print(context, table_cells(size, context), filled)
"""
LECTURE = """\
names = open("names.txt").read().split()

size = len(set("".join(names))) + 1
for context in range(1, 11):
    seen = set()
    for name in names:
        padded = "." * context + name + "."
        for i in range(len(name) + 1):
            seen.add(padded[i : i + context + 1])
    print(context, size ** (context + 1), len(seen))
"""


def _text() -> str:
    from dashboard.lesson.network import why  # noqa: PLC0415 - loads torch

    return why.text()


def _show() -> None:
    from dashboard.lesson.network import why  # noqa: PLC0415 - loads torch

    why.show()


def _task() -> Task | None:
    from dashboard.lesson.network import why  # noqa: PLC0415 - loads torch

    return why.task()


STEP = Step(
    key="why",
    title=lambda: _("Why bother?"),
    show=_show,
    task=_task,
    page=None,
    library=LIBRARY,
    lecture=LECTURE,
    seconds=6976,
    text=_text,
)
