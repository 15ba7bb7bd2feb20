"""Step 10: regularization as smoothing; what it shows is in `network.band`, which loads torch."""

from __future__ import annotations

from dashboard.lesson.frame import Step, Task
from dashboard.words.language import _

LIBRARY = """\
names = open("names.txt").read().split()
import makemore as mm

counts = mm.count_ngrams(names)
for regularization in (0.01, 0.1, 1):
    finished = mm.optimum(counts.matrix(), regularization)
    print("network", regularization, finished.nll)
for smoothing in (0.1, 1, 10):
    print("counts", smoothing, mm.mean_nll(mm.CountModel(counts, smoothing), counts))
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

P = (N + 1) / (N + 1).sum(1, keepdim=True)  # smoothing
W = torch.zeros((len(token), len(token)), requires_grad=True)
for step in range(200):
    nll = -(N * W.log_softmax(1)).sum() / N.sum()
    loss = nll + 0.1 * (W**2).mean()  # regularization: the rubber band
    W.grad = None
    loss.backward()
    W.data += -10 * W.grad
print(P[0], W.softmax(1)[0])
"""


def _text() -> str:
    from dashboard.lesson.network import band  # noqa: PLC0415 - loads torch

    return band.text()


def _show() -> None:
    from dashboard.lesson.network import band  # noqa: PLC0415 - loads torch

    band.show()


def _task() -> Task | None:
    from dashboard.lesson.network import band  # noqa: PLC0415 - loads torch

    return band.task()


STEP = Step(
    key="band",
    title=lambda: _("A rubber band on the knobs"),
    show=_show,
    task=_task,
    page="views/test.py",
    library=LIBRARY,
    lecture=LECTURE,
    seconds=6717,
    text=_text,
)
