"""The work as a program in the lecture's words: plain torch, line by line."""

from __future__ import annotations

from dashboard.take.program import Part, dice, stretches
from dashboard.take.work import Work
from dashboard.words.language import _, sentences
from makemore.shared_weights import WIDE

MANY = 200  # characters; of more, whole one-hot vectors take minutes to train on
_LOWERED = 'lines = [normalize("NFC", line.replace("İ", "i").lower()) for line in lines]'


def parts_of(work: Work) -> list[Part]:
    """Return the program, part by part."""
    parts = [
        Part(_("Read the list."), _names(work)),
        Part(_("Count its pairs; token 0 stands before and after each name."), _counts(work)),
        Part(_("A row, divided by its sum, says what comes next."), _counted(work)),
    ]
    if work.stretches:
        parts.append(_trained(work))
    tables = "(P, Q)" if work.stretches else "(P,)"
    code = _NAMES.format(tables=tables, **dice(work))
    return [*parts, Part(_("Roll the dice, row by row; both tables get the same ones."), code)]


def _trained(work: Work) -> Part:
    says = _(
        "The network: one-hot, weights, softmax, and this many steps downhill. Each different "
        "pair is one example that counts as often as it occurs: this is quicker, and the same."
    )
    large = work.characters > MANY
    if large:
        picks = _(
            "One-hot times W only picks rows of W; with so many characters, W[xs] picks them "
            "at once."
        )
        says = sentences(says, picks)
    code = _TRAIN.format(
        start=_start(work), stretches=stretches(work), **(_ROWS if large else _ONE_HOT)
    )
    code += _HELD_OUT if work.held_out else ""
    return Part(says, code + _DIFFERENCE)


def _start(work: Work) -> str:
    if work.characters > WIDE:
        return "W = torch.zeros((V, V), dtype=torch.float64)"
    return (
        f"g = torch.Generator().manual_seed({work.weights_seed})\n"
        "W = torch.randn((V, V), generator=g).double()"
    )


def _names(work: Work) -> str:
    lines = _as_read(work) if work.as_read else _mended(work)
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


def _mended(work: Work) -> list[str]:
    """Return the lines that read a list as it came."""
    first = "" if work.first is None else f"[:{work.first}]"
    return [
        "from unicodedata import normalize",
        "",
        "import torch",
        "",
        'lines = open(FILE, encoding="utf-8-sig").read().split("\\n")',
        'lines = [normalize("NFC", line) for line in lines]',
        *([_LOWERED] if work.lower else []),
        "names = [line.strip() for line in lines]",
        f"names = [name for name in names if 0 < len(name) <= 200]{first}",
    ]


def _as_read(work: Work) -> list[str]:
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


def _counts(work: Work) -> str:
    characters, letters = _CLUSTERS if work.clusters else _CODE_POINTS
    each, number = _MANY_TIMES if work.counted else _ONCE
    count = _COUNTS.format(characters=characters, letters=letters, each=each, number=number)
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
_COUNTS = """\
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


def _counted(work: Work) -> str:
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
_TRAIN = """\
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
_HELD_OUT = '\nprint(f"network, held out {nll(Q, M):.4f}")'
_DIFFERENCE = '\nprint(f"largest difference {100 * (Q - P).abs().max():.1f} points")'
_NAMES = """\
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
