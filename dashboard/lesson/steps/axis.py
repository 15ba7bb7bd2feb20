"""Step 11: broadcasting along the wrong axis; `network.axis` shows it and loads torch."""

from __future__ import annotations

from dashboard.lesson.frame import Step, Task
from dashboard.words.language import _

LIBRARY = """\
names = open("names.txt").read().split()
import makemore as mm
from makemore.broadcasting import normalized_rows, normalized_wrongly

N = mm.count_ngrams(names).matrix()
print(normalized_rows(N).sum(1))  # all 1
print(normalized_wrongly(N).sum(1))  # anything
"""
LECTURE = """\
names = open("names.txt").read().split()
import torch

characters = sorted(set("".join(names)))
token = {character: i + 1 for i, character in enumerate(characters)} | {".": 0}
N = torch.zeros(len(token), len(token))
for name in names:
    for first, second in zip("." + name, name + "."):
        N[token[first], token[second]] += 1

print(N.sum(1, keepdim=True).shape)  # a column: each row is divided by its own sum
print((N / N.sum(1, keepdim=True)).sum(1))
print(N.sum(1).shape)  # lies down: broadcasting makes it a row
print((N / N.sum(1)).sum(1))  # wrong, and no error
"""


def _text() -> str:
    from dashboard.lesson.network import axis  # noqa: PLC0415 - loads torch

    return axis.text()


def _show() -> None:
    from dashboard.lesson.network import axis  # noqa: PLC0415 - loads torch

    axis.show()


def _task() -> Task | None:
    from dashboard.lesson.network import axis  # noqa: PLC0415 - loads torch

    return axis.task()


STEP = Step(
    key="axis",
    title=lambda: _("A trap for programmers"),
    show=_show,
    task=_task,
    page="views/counts.py",
    library=LIBRARY,
    lecture=LECTURE,
    seconds=2762,
    text=_text,
)
