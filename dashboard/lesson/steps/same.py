"""Step 9: counting and training agree; what it shows is in `network.same`, which loads torch."""

from __future__ import annotations

from dashboard.lesson.frame import Step, Task
from dashboard.words.language import _

LIBRARY = """\
names = open("names.txt").read().split()
import makemore as mm

counts = mm.count_ngrams(names)
counted = mm.CountModel(counts)
start = mm.initial_weights(len(counts.vocabulary), seed=2147483647)
descent = mm.GradientDescent(counts.matrix(), start)
for _ in range(1000):
    descent.step(10)
trained = mm.NeuralBigram(counts.vocabulary, descent.weights)

print(mm.mean_nll(trained, counts) - mm.mean_nll(counted, counts))  # the gap
print((mm.probability_matrix(trained) - mm.probability_matrix(counted)).abs().max())
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

P = N / N.sum(1, keepdim=True)  # by counting
generator = torch.Generator().manual_seed(2147483647)
W = torch.randn((len(token), len(token)), generator=generator, requires_grad=True)
for step in range(1000):  # by training; the counts N say how often each pair occurs
    probabilities = W.softmax(1)
    loss = -(N * probabilities.log()).sum() / N.sum()
    W.grad = None
    loss.backward()
    W.data += -10 * W.grad
print(loss.item(), (W.softmax(1) - P).abs().max().item())
"""


def _text() -> str:
    from dashboard.lesson.network import same  # noqa: PLC0415 - loads torch

    return same.text()


def _show() -> None:
    from dashboard.lesson.network import same  # noqa: PLC0415 - loads torch

    same.show()


def _task() -> Task | None:
    from dashboard.lesson.network import same  # noqa: PLC0415 - loads torch

    return same.task()


STEP = Step(
    key="same",
    title=lambda: _("The same answer twice"),
    show=_show,
    task=_task,
    page="views/proof.py",
    library=LIBRARY,
    lecture=LECTURE,
    seconds=5694,
    text=_text,
)
