"""What the handout asks at each of the twelve steps, with this list's numbers and their answers.

Texts for paper: nothing in them moves, and there is nothing to click.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dashboard.lesson import descent, here, taught, tiny
from dashboard.lesson.printed import pictures
from dashboard.lesson.printed.page import BLANK, table
from dashboard.lesson.steps import paper, row, smoothing
from dashboard.lists import corpora
from dashboard.words.language import _, with_commas
from dashboard.words.pairs import on_page, percent, visible, with_minus
from dashboard.words.signs import label
from makemore.models.ngram import CountModel
from makemore.on_paper import PaperDice
from makemore.scoring import mean_nll, surprisals

FIRST, SHORT, STEPS = 5, 8, 50  # names looked at, characters of a name, steps of a training
_RATES = (10.0, 100.0)
_KNOBS = ((1, 0, 0), (2, 0, 0), (1, 1, 0), (2, 1, 0))
_POWERS = {0: 1.0, 1: 2.72, 2: 7.39}  # e to the power of a knob, as a pupil is told


@dataclass(frozen=True)
class Item:
    """What paper holds for a step: a text, a picture (SVG), a task with blanks, its answer."""

    text: str  # Markdown
    picture: str
    task: str  # Markdown
    answer: str  # Markdown, of one line


@dataclass(frozen=True)
class Sheet:
    """The list in use, as the handout asks about it."""

    names: Sequence[str]  # the first ones
    name: str  # a short one
    labels: tuple[str, ...]
    counts: np.ndarray  # (V, V)
    model: CountModel
    dice: PaperDice
    draw: int  # a number that depends on the list

    @cached_property
    def size(self) -> int:
        """V, the characters with the sign."""
        return len(self.labels)

    def sign(self, token: int) -> str:
        """Return a token for a sentence on paper."""
        return here.sign(token, self.labels)


def sheet() -> Sheet:
    """Return the list in use; of many characters, the pairs of the commonest."""
    source = here.source()
    counts, names = taught.counts(source), corpora.corpus(source)
    known = set(counts.vocabulary.characters)
    some = [name for name in names.first(500).names if known.issuperset(name)] or [names.shortest()]
    short = next((name for name in some if 3 <= len(name) <= SHORT), some[0])
    return Sheet(
        some[:FIRST],
        short,
        counts.vocabulary.labels,
        counts.matrix().numpy(),
        CountModel(counts),
        paper.dice(source),
        int(source.digest[:4], 16),
    )


def items() -> dict[str, Item]:
    """Return what paper asks at each step, by the key of the step."""
    now = sheet()
    return {key: make(now) for key, make in _ITEMS.items()}


def _pairs(now: Sheet) -> Item:
    signs = [now.labels[0], *now.name, now.labels[0]]
    pairs = [visible(a) + visible(b) for a, b in zip(signs, signs[1:], strict=False)]
    return Item(
        _(
            "A machine looks at two characters side by side: a **pair**. The sign {sign} stands "
            "before the first character of a name and after its last."
        ).format(sign=now.sign(0)),
        pictures.boxes([visible(sign) for sign in signs]),
        _("Write down the pairs of {name}: {blank} How many are there? {short}").format(
            name=on_page(now.name), blank=BLANK * 3, short=BLANK
        ),
        f"{with_commas(map(on_page, pairs))} → {len(pairs)}",
    )


def _counting(now: Sheet) -> Item:
    last = Counter(name[-1] for name in now.names).most_common(1)[0]
    inner = Counter(a + b for name in now.names for a, b in zip(name, name[1:], strict=False))
    pair, times = inner.most_common(1)[0] if inner else (now.name * 2, 0)
    return Item(
        _("To learn from names, the machine counts how often each pair occurs. The first are:"),
        table([[html.escape(name) for name in now.names]]),
        _(
            "How often does {pair} occur in these names? {blank} How often does a name end with "
            "{last}? {blank}"
        ).format(pair=on_page(pair), last=on_page(last[0]), blank=BLANK),
        f"{times}, {last[1]}",
    )


def _row(now: Sheet) -> Item:
    asked = row.example(now.counts, now.labels)
    line = now.counts[asked]
    top = np.argsort(-line, kind="stable")[:5]
    top = top[line[top] > 0]
    rest = int(line.sum() - line[top].sum())
    labels = [visible(now.labels[token]) for token in top] + ([_("others")] if rest else [])
    return Item(
        _(
            "All that came after {sign}, {total} times in all. Each number divided by the sum is a "
            "**probability**: a share, and all of them add up to 100 %."
        ).format(sign=now.sign(asked), total=f"{int(line.sum()):,}"),
        pictures.bars(labels, [*line[top].tolist(), *([rest] if rest else [])]),
        _("{sign} is followed by {next} {times} of {total} times. Probability: {blank} %").format(
            sign=now.sign(asked),
            next=now.sign(int(top[0])),
            times=f"{int(line[top[0]]):,}",
            total=f"{int(line.sum()):,}",
            blank=BLANK,
        ),
        percent(float(line[top[0]] / line.sum())),
    )


def _dice(now: Sheet) -> Item:
    roll = now.draw % 100
    parts = [(visible(now.labels[token]), first, last) for token, first, last in now.dice.ranges(0)]
    return Item(
        _(
            "The machine makes a name with dice, 00 to 99: a likely character has many rolls. It "
            "starts at the sign, then goes to the row of the character that it got. At the sign "
            "the name ends."
        ),
        pictures.strip(parts),
        _(
            "The first roll is {roll}: the name begins with {blank} Go on with the dice booklet. "
            "My name: {name}"
        ).format(roll=f"{roll:02}", blank=BLANK, name=BLANK * 2),
        now.sign(now.dice.token(0, roll)),
    )


def _guess(now: Sheet) -> Item:
    each = [round(float(one), 2) for one in surprisals(now.model, now.name)]
    return Item(
        _(
            "Was the guess any good? **Surprisal** of what came: 100 % → 0, 50 % → 0.69, 10 % → "
            "2.30, 1 % → 4.61. Its mean is the **nll**; lower is better, 0 is perfect."
        ),
        pictures.boxes(
            [*map(visible, now.name), now.labels[0]], [f"{one + 0.0:.2f}" for one in each]
        ),
        _("Add up the surprisals of {name} and divide by {number}. nll: {blank}").format(
            name=on_page(now.name), number=len(each), blank=BLANK
        ),
        f"{sum(each) / len(each):.2f}",
    )


def _smoothing(now: Sheet) -> Item:
    pair = smoothing.unseen_pair(now.counts, now.labels)
    first = now.labels.index(pair[0]) if pair else 1
    total, times = int(now.counts[first].sum()), 0 if pair else int(now.counts[first, 1])
    second = pair[1] if pair else now.labels[1]
    return Item(
        _(
            "What was never seen gets the probability 0, and a name that holds it is impossible: "
            "its nll is ∞. **Smoothing** adds a little to every count."
        ),
        table(
            [
                ["", label(second), "…", _("sum")],
                [_("counted"), f"{times}", "…", f"{total:,}"],
                [_("with smoothing 1"), f"{times + 1}", "…", BLANK],
            ]
        ),
        _(
            "After {first} came {second} {times} of {total} times. Smoothing 1 adds 1 to all "
            "{size} counts of the row. New sum: {blank}"
        ).format(
            first=now.sign(first),
            second=on_page(second),
            times=times,
            total=f"{total:,}",
            size=now.size,
            blank=BLANK,
        ),
        f"{total + now.size:,}",
    )


def _knobs(now: Sheet) -> Item:
    knobs = _KNOBS[now.draw % len(_KNOBS)]
    powers = [_POWERS[knob] for knob in knobs]
    signs = [_("end"), *map(visible, tiny.characters(here.source()))]
    return Item(
        _(
            "A network has **knobs** where the table has counts. A knob at 0 counts as 1, at 1 as "
            "2.72, at 2 as 7.39. Divided by their sum, they are probabilities."
        ),
        pictures.sliders(signs, knobs),
        _("Knobs at {a}, {b} and {c}. Probability of the first: {blank} %").format(
            **dict(zip("abc", knobs, strict=True)), blank=BLANK
        ),
        percent(powers[0] / sum(powers)),
    )


def _downhill(now: Sheet) -> Item:
    counts = tiny.counts(here.source()).matrix()
    knob, slope = tiny.BALL_START, round(tiny.slope(counts, tiny.BALL_START), 2)
    places = np.linspace(-5, 8, 53).tolist()
    ball = places.index(min(places, key=lambda place: abs(place - knob)))
    moved = [with_minus(f"{knob - rate * slope:.1f}") for rate in _RATES]
    return Item(
        _(
            "Nobody turns so many knobs by hand. The network feels where the loss falls and goes a "
            "step **downhill**: new knob = knob − learning rate × slope."
        ),
        pictures.curve(tiny.losses_along(counts, places), ball=ball),
        _(
            "The knob is at {knob}, the slope is {slope}. At learning rate {low} it goes to "
            "{blank} At {high}: {blank}"
        ).format(
            knob=with_minus(f"{knob:g}"),
            slope=with_minus(f"{slope:g}"),
            low=f"{_RATES[0]:g}",
            high=f"{_RATES[1]:g}",
            blank=BLANK,
        ),
        with_commas(moved),
    )


def _same(now: Sheet) -> Item:
    counts = now.model.counts
    floor = mean_nll(now.model, counts)
    losses = descent.short_training(counts.matrix(), descent.steady_rate(counts.matrix()), STEPS)
    last, low = f"{losses[-1].nll:.2f}", f"{floor:.2f}"
    return Item(
        _(
            "Counting finds the table at once. The network walks downhill, step by step, to the "
            "same table. The dashed line is the nll of counting."
        ),
        pictures.curve([one.nll for one in losses], floor=floor),
        _("After {steps} steps the loss is {loss}. Counting has {floor}. Gap: {blank}").format(
            steps=STEPS, loss=last, floor=low, blank=BLANK
        ),
        f"{float(last) - float(low):.2f}",
    )


def _band(now: Sheet) -> Item:
    return Item(
        _(
            "A pair that never occurs pulls its knob down for ever. A **rubber band** on each knob "
            "pulls it back to 0: regularization. It does what smoothing does to counts."
        ),
        pictures.sliders(["", "", "", ""], [0, 0, 0, 0]),
        _("All knobs at 0: each of the {size} characters has the probability {blank} %").format(
            size=now.size, blank=BLANK
        ),
        percent(1 / now.size),
    )


def _axis(now: Sheet) -> Item:
    counts = tiny.counts(here.source())
    line, signs = counts.matrix()[1].tolist(), counts.vocabulary.labels
    head = ["", *map(label, signs), _("sum")]
    rows = [
        [label(sign), *map(str, numbers), str(sum(numbers))]
        for sign, numbers in zip(signs, counts.matrix().tolist(), strict=True)
    ]
    return Item(
        _(
            "Each row is divided by its own sum. Who divides by other sums gets no error, only a "
            "wrong table: a trap for programmers."
        ),
        table([head, *rows]),
        _("Row {sign}: {blank} {blank} {blank} Together they make {blank}").format(
            sign=on_page(signs[1]), blank=BLANK
        ),
        with_commas([f"{number}/{sum(line)}" for number in line]) + " → 1",
    )


def _why(now: Sheet) -> Item:
    sizes = [now.size**power for power in (1, 2, 3)]
    return Item(
        _(
            "One character is a short memory. But a table for longer ones grows and grows. "
            "Networks do without it; those that chat guess the next piece of a word like this."
        ),
        pictures.squares(sizes[:2]),
        _(
            "Rows for one character: {one}. For two: {two}. For three: {blank} (That is {two} × "
            "{one}.)"
        ).format(one=f"{sizes[0]:,}", two=f"{sizes[1]:,}", blank=BLANK),
        f"{sizes[2]:,}",
    )


_ITEMS: Mapping[str, Callable[[Sheet], Item]] = {
    "pairs": _pairs,
    "counting": _counting,
    "row": _row,
    "dice": _dice,
    "guess": _guess,
    "smoothing": _smoothing,
    "knobs": _knobs,
    "downhill": _downhill,
    "same": _same,
    "band": _band,
    "axis": _axis,
    "why": _why,
}
