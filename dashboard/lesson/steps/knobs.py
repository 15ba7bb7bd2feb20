"""Step 7: knobs instead of counts; what it shows is in `network.knobs`, which loads torch."""

from __future__ import annotations

from dashboard.lesson.frame import Step, Task
from dashboard.words.language import _

LIBRARY = """\
names = open("names.txt").read().split()
import torch
import makemore as mm

counts = mm.count_ngrams(names)
size = len(counts.vocabulary)
W = torch.zeros(size, size, dtype=torch.float64)  # all knobs at 0
network = mm.NeuralBigram(counts.vocabulary, W)
print(mm.mean_nll(network, counts))  # every next character is equally likely

first = counts.vocabulary.token(names[0][0])
W[0, first] = 1.0  # turn up one knob: a name begins with this character
print(mm.mean_nll(network, counts))
"""
LECTURE = """\
names = open("names.txt").read().split()
import torch
import torch.nn.functional as F

characters = sorted(set("".join(names)))
token = {character: i + 1 for i, character in enumerate(characters)} | {".": 0}
xs, ys = [], []
for name in names:
    for first, second in zip("." + name, name + "."):
        xs.append(token[first])
        ys.append(token[second])

W = torch.zeros(len(token), len(token))
one_hot = F.one_hot(torch.tensor(xs), num_classes=len(token)).float()
logits = one_hot @ W
counts = logits.exp()
probabilities = counts / counts.sum(1, keepdim=True)
loss = -probabilities[torch.arange(len(ys)), torch.tensor(ys)].log().mean()
print(loss.item())
"""


def _text() -> str:
    from dashboard.lesson.network import knobs  # noqa: PLC0415 - loads torch

    return knobs.text()


def _show() -> None:
    from dashboard.lesson.network import knobs  # noqa: PLC0415 - loads torch

    knobs.show()


def _task() -> Task | None:
    from dashboard.lesson.network import knobs  # noqa: PLC0415 - loads torch

    return knobs.task()


STEP = Step(
    key="knobs",
    title=lambda: _("Knobs instead of counts"),
    show=_show,
    task=_task,
    page="views/train.py",
    library=LIBRARY,
    lecture=LECTURE,
    seconds=4243,
    text=_text,
)
