"""The work on a page -> a short program that comes to the same numbers and names again.

It is written twice, in the library's words and in the lecture's, as parts: a sentence and a few
lines of Python each. A script is the parts in a row, a notebook has a cell for each.
"""

from __future__ import annotations

import shlex
import textwrap
from dataclasses import dataclass

from dashboard.language import _
from dashboard.take.work import Work
from dashboard.trainer import WIDE

SCRIPT_FILE = "import sys\n\nFILE = sys.argv[1] if len(sys.argv) > 1 else {file!r}"
MANY = 200  # characters; of more, whole one-hot vectors take minutes to train on
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Part:
    """A part of a program: what it does, in one plain sentence, and the lines that do it."""

    says: str
    code: str


def as_python(work: Work, *, lecture: bool = False) -> str:
    """Return a script, in the library's words or in the lecture's; it takes the list's file."""
    head = _("Run this beside the file of the list: python {script} {file}")
    file = shlex.quote(_on_one_line(work.file))  # whoever copies the line runs nothing else
    says = head.format(script=script_name(lecture=lecture), file=file)
    begin = Part(f"{says}\n{_needs(lecture)}", SCRIPT_FILE.format(file=work.file))
    parts = [_wrapped(part) for part in _parts(work, lecture)]
    return "\n\n".join(_commented(part) for part in (begin, *parts)) + "\n"


def as_notebook(work: Work, *, lecture: bool = False) -> bytes:
    """Return a Jupyter notebook (nbformat 4), in the library's words or in the lecture's.

    Equal work gives equal bytes.
    """
    import nbformat  # noqa: PLC0415 - slow to load, and few ask for it
    from nbformat import v4  # noqa: PLC0415

    says = _("The file of the list lies beside this notebook.")
    begin = Part(f"{says} {_needs(lecture)}", f"FILE = {work.file!r}")
    cells = []
    for place, part in enumerate((begin, *_parts(work, lecture))):
        cells.append(v4.new_markdown_cell(part.says, id=f"text-{place}"))
        cells.append(v4.new_code_cell(part.code, id=f"code-{place}"))
    notebook = v4.new_notebook(cells=cells, metadata={"kernelspec": _KERNEL})
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n".encode()


def script_name(*, lecture: bool) -> str:
    """Return the name of a script's file."""
    return "makemore_lecture.py" if lecture else "makemore_again.py"


def _needs(lecture: bool) -> str:
    if lecture:
        return _("It needs torch (pip install torch).")
    return _("It needs makemore (in its folder: pip install -r requirements.txt).")


def _wrapped(part: Part) -> Part:
    return Part("\n".join(textwrap.wrap(part.says, 88)), part.code)


def _commented(part: Part) -> str:
    says = part.says.replace("\n", "\n# ")
    return f"# {says}\n{part.code}"


def _on_one_line(text: str) -> str:
    """Return a text that cannot leave its comment."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _parts(work: Work, lecture: bool) -> list[Part]:
    return _lecture_parts(work) if lecture else _library_parts(work)


def _library_parts(work: Work) -> list[Part]:
    parts = [
        Part(_("Read the list and count its pairs."), _library_counts(work)),
        Part(_("The count model, and how surprised it is."), _library_counted(work)),
    ]
    if work.stretches:
        code = _LIBRARY_TRAIN.format(start=_library_start(work), stretches=_stretches(work))
        says = _("The network: so many steps downhill from the same first weights.")
        code += _LIBRARY_HELD_OUT if work.held_out else ""
        parts.append(Part(says, code + _LIBRARY_DIFFERENCE))
    code = _LIBRARY_NAMES.format(
        models="[counted, network]" if work.stretches else "[counted]", **_dice(work)
    )
    return [*parts, Part(_("Names from the same dice."), code)]


def _library_counts(work: Work) -> str:
    lines = ["import makemore as mm"]
    if work.held_out:
        lines.append("from makemore.splitting import hold_out")
    first = "" if work.first is None else f".first({work.first})"
    brought = _("From the file that you brought:")
    lines += ["", *([f"# {brought} {work.call}"] if work.call else [])]
    lines += [f"names = mm.read_file(FILE{_how(work)}){first}"]
    if not work.held_out:
        return "\n".join([*lines, "counts = mm.count_ngrams(names)"])
    return "\n".join(
        [
            *lines,
            "vocabulary = mm.Vocabulary.of(names.characters)",
            f"split = hold_out(names, {work.held_out / 100}, seed={work.split_seed})",
            "counts = mm.count_ngrams(split.train).within(vocabulary)",
            "test_counts = mm.count_ngrams(split.held_out).within(vocabulary)",
        ]
    )


def _how(work: Work) -> str:
    """Return what `read_file` is told besides the file."""
    lines = ", column=0" if work.lines and not work.counted else ""  # it may look like a table
    if not work.as_read:
        return lines if work.lower else f"{lines}, lower=False"
    rules = f"mm.Rules.as_it_is({'clusters=True' if work.clusters else ''})"
    return f"{lines}, lower=False, rules={rules}{', counted=True' if work.counted else ''}"


def _library_counted(work: Work) -> str:
    lines = [
        f"counted = mm.CountModel(counts, smoothing={work.smoothing!r})",
        'print(f"counts {mm.mean_nll(counted, counts):.4f}")',
    ]
    if work.held_out:
        lines.append('print(f"counts, held out {mm.mean_nll(counted, test_counts):.4f}")')
    return "\n".join(lines)


def _library_start(work: Work) -> str:
    """Return the line that makes the first weights; of very many characters they are zeros."""
    if work.characters > WIDE:
        return "weights = counts.matrix().double() * 0"
    return f"weights = mm.initial_weights(len(counts.vocabulary), seed={work.weights_seed})"


def _lecture_start(work: Work) -> str:
    if work.characters > WIDE:
        return "W = torch.zeros((V, V), dtype=torch.float64)"
    return (
        f"g = torch.Generator().manual_seed({work.weights_seed})\n"
        "W = torch.randn((V, V), generator=g).double()"
    )


_LIBRARY_TRAIN = """\
{start}
descent = mm.GradientDescent(counts.matrix(), weights)
for until, learning_rate, regularization in {stretches}:
    while descent.steps < until:
        descent.step(learning_rate, regularization)
network = mm.NeuralBigram(counts.vocabulary, descent.weights)
print(f"network {{mm.mean_nll(network, counts):.4f}}")"""
_LIBRARY_HELD_OUT = '\nprint(f"network, held out {mm.mean_nll(network, test_counts):.4f}")'
_LIBRARY_DIFFERENCE = """
difference = mm.probability_matrix(network) - mm.probability_matrix(counted)
print(f"largest difference {100 * difference.abs().max():.1f} points")"""
_LIBRARY_NAMES = """\
from makemore.sampling import sample_side_by_side

rows = sample_side_by_side({models}, {number}, seed={seed}, temperature={temperature})
for row in rows:
    print(*(walk.name for walk in row), sep="\\t")"""


def _lecture_parts(work: Work) -> list[Part]:
    parts = [
        Part(_("Read the list."), _lecture_names(work)),
        Part(
            _("Count its pairs; token 0 stands before and after each name."), _lecture_counts(work)
        ),
        Part(_("A row, divided by its sum, says what comes next."), _lecture_counted(work)),
    ]
    if work.stretches:
        parts.append(_lecture_trained(work))
    tables = "(P, Q)" if work.stretches else "(P,)"
    code = _LECTURE_NAMES.format(tables=tables, **_dice(work))
    return [*parts, Part(_("Roll the dice, row by row; both tables get the same ones."), code)]


def _lecture_trained(work: Work) -> Part:
    says = _(
        "The network: one-hot, weights, softmax, and so many steps downhill. Each different pair "
        "is one example that counts as often as it occurs: this is quicker, and the same."
    )
    large = work.characters > MANY
    if large:
        says += " " + _(
            "One-hot times W only picks rows of W; with so many characters, W[xs] picks them "
            "at once."
        )
    code = _LECTURE_TRAIN.format(
        start=_lecture_start(work), stretches=_stretches(work), **(_ROWS if large else _ONE_HOT)
    )
    code += _LECTURE_HELD_OUT if work.held_out else ""
    return Part(says, code + _LECTURE_DIFFERENCE)


def _lecture_names(work: Work) -> str:
    lines = _lecture_as_read(work) if work.as_read else _lecture_mended(work)
    if work.held_out:
        lines += [
            "",
            "different = list(dict.fromkeys(names))",
            f"g = torch.Generator().manual_seed({work.split_seed})",
            f"number = max(1, min(round({work.held_out / 100} * len(different)), "
            "len(different) - 1))",
            "chosen = torch.randperm(len(different), generator=g)[:number].tolist()",
            "held_out = {different[i] for i in chosen}",
        ]
    return "\n".join(lines)


def _lecture_mended(work: Work) -> list[str]:
    """Return the lines that read a list as it came."""
    first = "" if work.first is None else f"[:{work.first}]"
    return [
        "from unicodedata import normalize",
        "",
        "import torch",
        "",
        'lines = open(FILE, encoding="utf-8-sig").read().split("\\n")',
        'lines = [normalize("NFC", line) for line in lines]',
        *(['lines = [normalize("NFC", line.lower()) for line in lines]'] if work.lower else []),
        "names = [line.strip() for line in lines]",
        f"names = [name for name in names if 0 < len(name) <= 200]{first}",
    ]


def _lecture_as_read(work: Work) -> list[str]:
    """Return the lines that read a list in which nothing is to be mended."""
    first = ":-1" if work.first is None else f":{work.first}"
    lines = ["import torch", ""]
    if work.clusters:
        lines = ["import regex  # pip install regex", *lines]
        lines += ['split = regex.compile(r"\\X").findall  # what is seen as one character is one']
    file = 'open(FILE, encoding="utf-8").read().split("\\n")'
    if not work.counted:
        return [*lines, f"names = {file}[{first}]"]
    return [
        *lines,
        f'pairs = [line.rsplit("\\t", 1) for line in {file}[{first}]]',
        "names = [name for name, number in pairs]",
        "times = [int(number) for name, number in pairs]  # how often each name occurs",
    ]


def _lecture_counts(work: Work) -> str:
    characters, letters = _CLUSTERS if work.clusters else _CODE_POINTS
    each, number = _MANY_TIMES if work.counted else _ONCE
    count = _LECTURE_COUNTS.format(characters=characters, letters=letters, each=each, number=number)
    parts = _COUNTED_PARTS if work.counted else _PARTS
    return f"{count}\n\n\n{parts[bool(work.held_out)]}"


_CODE_POINTS = 'set("".join(names))', "name"
_CLUSTERS = "{one for name in names for one in split(name)}", "split(name)"
_ONCE, _MANY_TIMES = ("name", "1"), ("name, number", "number")
_PARTS = (
    "N = count(names)",
    """\
N = count(name for name in names if name not in held_out)
M = count(name for name in names if name in held_out)""",
)
_COUNTED_PARTS = (
    "N = count(zip(names, times))",
    """\
N = count((name, number) for name, number in zip(names, times) if name not in held_out)
M = count((name, number) for name, number in zip(names, times) if name in held_out)""",
)
_LECTURE_COUNTS = """\
characters = sorted({characters})
V = len(characters) + 1
stoi = {{character: i for i, character in enumerate(characters, start=1)}}


def count(names):
    table = torch.zeros((V, V), dtype=torch.float64)
    for {each} in names:
        tokens = [0] + [stoi[character] for character in {letters}] + [0]
        for first, second in zip(tokens, tokens[1:]):
            table[first, second] += {number}
    return table"""


def _lecture_counted(work: Work) -> str:
    smoothing = "" if not work.smoothing else f" + {work.smoothing!r}"
    table = f"(N{smoothing})" if smoothing else "N"
    lines = [f"P = {table} / {table}.sum(1, keepdim=True)"]
    if not smoothing:
        lines.append("P[N.sum(1) == 0] = 1 / V  # after a character never seen, all are as likely")
    lines += [
        "",
        "",
        "def nll(P, N):",
        "    seen = N > 0",
        "    return -(N[seen] * P[seen].log()).sum().item() / N.sum().item()",
        "",
        "",
        'print(f"counts {nll(P, N):.4f}")',
    ]
    if work.held_out:
        lines.append('print(f"counts, held out {nll(P, M):.4f}")')
    return "\n".join(lines)


_ONE_HOT = {
    "load": "import torch.nn.functional as F\n\n",
    "one_hot": "one_hot = F.one_hot(xs, num_classes=V).double()\n",
    "logits": "one_hot @ W",
}
_ROWS = {"load": "", "one_hot": "", "logits": "W[xs]"}
_LECTURE_TRAIN = """\
{load}xs, ys = N.nonzero(as_tuple=True)
times = N[xs, ys]
{one_hot}{start}.requires_grad_()
step = 0
for until, learning_rate, regularization in {stretches}:
    while step < until:
        # forward pass
        logits = {logits}
        log_probabilities = logits.log_softmax(1)  # exp and normalize, and its logarithm
        surprisals = -log_probabilities[torch.arange(len(ys)), ys]
        loss = (times * surprisals).sum() / times.sum() + regularization * (W**2).mean()
        # backward pass
        W.grad = None
        loss.backward()
        # update
        W.data += -learning_rate * W.grad
        step += 1
Q = W.detach().softmax(1)
print(f"network {{nll(Q, N):.4f}}")"""
_LECTURE_HELD_OUT = '\nprint(f"network, held out {nll(Q, M):.4f}")'
_LECTURE_DIFFERENCE = '\nprint(f"largest difference {100 * (Q - P).abs().max():.1f} points")'
_LECTURE_NAMES = """\
g = torch.Generator().manual_seed({seed})
dice = []


def make_name(P, start):
    name, token, at = "", 0, start
    while len(name) < 200:
        if at == len(dice):
            dice.append(torch.rand(1, generator=g, dtype=torch.float64))
        cumulative = (P[token].log() / {temperature}).softmax(0).cumsum(0)
        token = torch.searchsorted(cumulative, dice[at] * cumulative[-1]).item()
        at += 1
        if token == 0:
            break
        name += characters[token - 1]
    return name, at


start = 0
for _ in range({number}):
    made = [make_name(table, start) for table in {tables}]
    print(*(name for name, _ in made), sep="\\t")
    start = made[0][1]  # the next row of names begins where the first table's name ended"""


def _stretches(work: Work) -> str:
    """Return the steps of the network as Python: [(until, learning rate, regularization), ...]."""
    return repr([(s.until, s.learning_rate, s.regularization) for s in work.stretches])


def _dice(work: Work) -> dict[str, object]:
    return {"number": work.number, "seed": work.seed, "temperature": repr(work.temperature)}
