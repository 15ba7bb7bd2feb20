"""The questions of practice in words, and where the lecture tells what one needs for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from threading import Lock

from dashboard.contenders import cached
from dashboard.lists import corpora
from dashboard.lists.corpora import remembered
from dashboard.lists.source import Source
from dashboard.words.language import _, later, sentences
from dashboard.words.pairs import on_page, percentage, with_minus
from makemore.practice import TENTH, WHOLE, Ground, Question

ROUNDING = {WHOLE: later("A whole number."), TENTH: later("One decimal.")}
_TWO = later("Two decimals.")

# kind -> its words, and the second of the video
WORDS: dict[str, tuple[str, int]] = {
    "pairs": (later("How many pairs does {name} have, its start and its end among them?"), 384),
    "follows": (later("How often does {second} come right after {first} in this list?"), 564),
    "begins": (later("How many names of this list begin with {sign}?"), 1254),
    "ends": (later("How many names of this list end with {sign}?"), 1254),
    "row-sum": (later("What do the counts in the row of {sign} add up to?"), 1442),
    "row-number": (
        later("The row of the sign has number 0. Which number has the row of {sign}?"),
        765,
    ),
    "followers": (later("How many different characters come after {sign} in this list?"), 1099),
    "empty-cells": (later("How many cells in the row of {sign} hold a 0?"), 1099),
    "cells": (
        later(
            "There are {size} characters, the sign among them. How many cells has a table whose "
            "rows stand for {context} characters in a row?"
        ),
        6976,
    ),
    "share": (later("After {first}, what is the probability of {second}, in percent?"), 1442),
    "share-of-start": (
        later("What is the probability that a name begins with {sign}, in percent?"),
        1442,
    ),
    "two-in-a-row": (
        later("What is the probability, in percent, that a made name begins with {text}?"),
        3014,
    ),
    "surprisal": (later("How large is the surprisal of {second} after {first}, in nats?"), 3014),
    "of-percent": (
        later("A machine gave what came a probability of {percent}. How large is the surprisal?"),
        3014,
    ),
    "mean-of-three": (
        later("Three characters had the surprisals {a}, {b} and {c}. What is the nll?"),
        3417,
    ),
    "nll-of-name": (
        later(
            "What nll, for each character and the end, has {name} under the counts of this list?"
        ),
        3417,
    ),
    "sum-of-name": (
        later("What do the surprisals of {name} and of its end add up to, in nats?"),
        3417,
    ),
    "nll-of-list": (
        later("What nll has this list under its own counts with smoothing {smoothing}?"),
        3650,
    ),
    "perplexity": (later("The nll is {nll}. What is the perplexity?"), 3417),
    "blind": (
        later(
            "There are {size} characters, and a machine guesses blindly. What is its nll, in nats?"
        ),
        3417,
    ),
    "smoothed-sum": (
        later("With smoothing {smoothing}, what does the row of {sign} add up to?"),
        3650,
    ),
    "smoothed-share": (
        later(
            "{second} never comes after {first}. Which probability, in percent, does smoothing "
            "{smoothing} give it?"
        ),
        3650,
    ),
    "rolls": (
        later(
            "In the dice booklet of this list, how many of the hundred rolls lead from {first} to "
            "{second}?"
        ),
        1442,
    ),
    "softmax": (
        later(
            "Three knobs stand at {a}, {b} and {c}. Which probability, in percent, has the first?"
        ),
        4726,
    ),
    "new-knob": (
        later(
            "A knob stands at {knob}, the slope is {slope}, the learning rate {rate}. Where does "
            "the knob stand after one step?"
        ),
        5916,
    ),
    "bowl": (
        later(
            "The loss is {bend} · w², its slope {twice} · w. Which learning rate is the limit: "
            "with any larger one, each step lands higher?"
        ),
        5916,
    ),
    "too-large": (
        later(
            "The network of this list trains {steps} steps at learning rate {low}, {middle} or "
            "{high}. Which is the smallest of them at which the loss ends above its start?"
        ),
        5916,
    ),
    "products": (
        later(
            "One-hot rows of {number} characters times a table of {size} × {size} weights: how "
            "many multiplications is that?"
        ),
        6469,
    ),
    "price": (
        later(
            "Three knobs stand at {a}, {b} and {c}. With regularization {strength} times the mean "
            "of their squares, what do they cost?"
        ),
        6618,
    ),
    "tenth": (
        later(
            "Of {number} different names, a tenth is validation and a tenth is test. How many are "
            "left to learn from?"
        ),
        6976,
    ),
}


def question(source: Source, sheet: int, number: int) -> Question:
    """Return question number 0, 1, ... of a sheet of the list in use."""
    return _sheet(source, sheet).question(number)


class Drawn:
    """The questions of a sheet, drawn as far as they were asked for; several sessions may ask."""

    def __init__(self, questions: Iterator[Question]) -> None:
        self._drawn: list[Question] = []
        self._rest = questions
        self._lock = Lock()

    def question(self, number: int) -> Question:
        """Return question number 0, 1, ...; equal numbers give the same one, in any order."""
        with self._lock:
            self._drawn.extend(islice(self._rest, max(0, number + 1 - len(self._drawn))))
        return self._drawn[number]


@remembered(64)
def _sheet(source: Source, sheet: int) -> Drawn:
    return Drawn(ground(source).questions(sheet))


@remembered()
def ground(source: Source) -> Ground:
    """Return what questions of a list are drawn from."""
    return Ground(corpora.corpus(source), cached.counts(source))


def in_words(one: Question, sign: Callable[[str], str] = on_page) -> str:
    """Return a question as a sentence, and how its answer is to be rounded."""
    words, _second = WORDS[one.kind]
    given = {
        name: percentage(str(value)) if name == "percent" else _shown(value, sign)
        for name, value in one.given.items()
    }
    return sentences(_(words).format(**given), _(ROUNDING.get(one.off, _TWO)))


def answered(one: Question) -> str:
    """Return the answer as it is to be given."""
    decimals = {WHOLE: 0, TENTH: 1}.get(one.off, 2)
    return with_minus(f"{one.answer:,.{decimals}f}")


def typed(value: float) -> str:
    """Return a number as it was typed. Example: 1234567.5 -> "1,234,567.5"."""
    return with_minus(f"{value:,.10g}")


def minute(one: Question) -> str:
    """Return where the video tells it. Example: "12:45"."""
    _words, second = WORDS[one.kind]
    hours, rest = divmod(second, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _shown(value: str | float, sign: Callable[[str], str]) -> str:
    return sign(value) if isinstance(value, str) else typed(value)
