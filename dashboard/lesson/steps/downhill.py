"""Step 8: gradient descent; what it shows is in `network.downhill`, which loads torch."""

from __future__ import annotations

from dashboard.lesson.frame import Step, Task
from dashboard.words.language import _

LIBRARY = """\
names = open("names.txt").read().split()
import makemore as mm

counts = mm.count_ngrams(names).matrix()
descent = mm.GradientDescent(counts, mm.initial_weights(len(counts), seed=2147483647))
for learning_rate in (0.1, 10, 50):  # a larger one may blow up
    losses = descent.step(learning_rate)
    print(losses.step, losses.nll)
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
xs, ys = torch.tensor(xs), torch.tensor(ys)

generator = torch.Generator().manual_seed(2147483647)
W = torch.randn((len(token), len(token)), generator=generator, requires_grad=True)
for step in range(50):
    # forward pass
    logits = F.one_hot(xs, num_classes=len(token)).float() @ W
    counts = logits.exp()
    probabilities = counts / counts.sum(1, keepdim=True)
    loss = -probabilities[torch.arange(len(ys)), ys].log().mean()
    # backward pass
    W.grad = None
    loss.backward()
    # downhill
    W.data += -10 * W.grad
print(loss.item())
"""


def _text() -> str:
    from dashboard.lesson.network import downhill  # noqa: PLC0415 - loads torch

    return downhill.text()


def _show() -> None:
    from dashboard.lesson.network import downhill  # noqa: PLC0415 - loads torch

    downhill.show()


def _task() -> Task | None:
    from dashboard.lesson.network import downhill  # noqa: PLC0415 - loads torch

    return downhill.task()


STEP = Step(
    key="downhill",
    title=lambda: _("Downhill"),
    show=_show,
    task=_task,
    page="views/train.py",
    library=LIBRARY,
    lecture=LECTURE,
    seconds=5694,
    text=_text,
)
