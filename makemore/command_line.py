"""The library as a command: python -m makemore read|count|train|sample|score|compare FILE.

Names are read block by block, so that a list may be larger than the memory; only `compare` reads it
whole. Every knob of a family of models is an option of the commands that make models. Results go to
standard output (or --out) as CSV or JSON, everything else to standard error. Exit codes: 0 done, 2
a plain sentence on standard error says what to mend, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, fields
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TextIO

import torch
from tqdm import tqdm

import makemore as mm
from makemore import asked_knobs as knobs
from makemore.export import write_rows
from makemore.leaderboard import SECONDS, Row, leaderboard, learned
from makemore.learning.running import run
from makemore.models.family import CURVE, Material, Training, families, family_of
from makemore.ranking import score_names
from makemore.reading import asked as reading
from makemore.reading.on_disk import Lines, lines_of
from makemore.streaming import corpora, count_names

MODEL = ".safetensors"
Cells = Sequence[object]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code.

    >>> main(["sample", "names.txt", "--number", "1"])
    name
    emma
    0
    """
    asked = _parser().parse_args(arguments)
    torch.set_num_threads(1)  # a small network is slower on two
    try:
        asked.run(asked)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read it has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 2
    except ValueError as error:  # a MakemoreError is one; its text is a plain sentence
        print(error, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "makemore",
        description="Make more of a list of names, one on each line. Without a command, `makemore` "
        "opens the dashboard; `makemore class` opens it to a class.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, does, help_ in (
        ("read", reading.read, "the names of a file of any kind, one a line"),
        ("count", _count, "how often each character follows each context: context,next,count"),
        (
            "train",
            _train,
            "gradient descent: step, and two figures of it in nats per character",
        ),
        ("sample", _sample, "new names, from a list or from a saved model: name"),
        ("score", _score, "how surprising each name of a list is: name,nll (nats per character)"),
        ("compare", _compare, "models on names that they never saw: one row a model"),
    ):
        command = commands.add_parser(name, help=help_, description=help_)
        command.set_defaults(run=does)
        command.add_argument("file", help="a list, - for standard input; sample takes a model too")
        command.add_argument("--format", choices=("csv", "json"), default="csv")
        reading.add_options(command)
        command.add_argument("--out", help="a file for the result, instead of standard output")
        command.add_argument("--keep-capitals", action="store_true")
        command.add_argument(
            "--counted",
            action="store_true",
            help="each line ends with a tab and how often it counts",
        )
        command.add_argument("--quiet", action="store_true", help="no progress bar")
        _own_options(name, command)
    return parser


def _own_options(name: str, command: argparse.ArgumentParser) -> None:
    if name == "count":
        command.add_argument("--context", type=_at_least_1, default=1, help="characters (1)")
        command.add_argument("--smoothing", type=float, default=0.0, help="added to counts (0)")
    if name in ("sample", "score"):
        command.add_argument(
            "--model", help=f"of the list: {', '.join(families())}; or a saved one (counts)"
        )
    if name in ("train", "sample", "score", "compare"):
        knobs.add_options(command)
    if name in ("count", "train", "sample", "score"):
        command.add_argument(
            "--save", help="write the model to this .safetensors file; Kneser-Ney as .arpa, too"
        )
    if name == "train":
        trained = ", ".join(key for key, family in families().items() if family.training)
        command.add_argument("--model", help=f"{trained}; or a saved one, to go on from it")
        command.add_argument("--steps", type=_at_least_1, help="of the lecture's network (200)")
        command.add_argument("--learning-rate", type=float, help="of the lecture's network (50)")
        command.add_argument("--regularization", type=float, help="of the lecture's network (0)")
    if name in ("train", "sample"):
        command.add_argument("--seed", type=int, default=2147483647, help="the lecture's if absent")
    if name in ("train", "sample", "score", "compare"):
        command.add_argument(
            "--seconds",
            type=_above_0,
            default=SECONDS,
            help="of processor time for each that is trained, at most (%(default)g)",
        )
    if name == "sample":
        command.add_argument("--number", type=_at_least_1, default=10, help="of names (10)")
        command.add_argument("--temperature", type=float, default=1.0)
        command.add_argument("--prefix", default="", help="what each name begins with")
    if name == "compare":
        command.add_argument(
            "--models", default=",".join(families()), help="keys (all: %(default)s)"
        )
        command.add_argument(
            "--held-out", type=float, default=10.0, help="percent of the different names (10)"
        )
        command.add_argument("--seed", type=int, default=1, help="which names are held out (1)")
        help_ = "context and smoothing of what counts, by training names left out one by one"
        command.add_argument("--choose", action="store_true", help=help_)


def _count(asked: argparse.Namespace) -> None:
    counts = _counts(asked, asked.context)
    labels = counts.vocabulary.labels
    rows = zip(
        ("".join(labels[token] for token in context) for context in counts.contexts.tolist()),
        (labels[token] for token in counts.targets.tolist()),
        counts.occurrences.tolist(),
        strict=True,
    )
    if asked.save:
        mm.save(mm.CountModel(counts, asked.smoothing), asked.save)
    _write(asked, ("context", "next", "count"), rows)


def _train(asked: argparse.Namespace) -> None:
    if asked.model is None:
        _train_as_in_the_lecture(asked)
        return
    for option in ("steps", "learning_rate", "regularization"):
        if getattr(asked, option) is not None:
            raise ValueError(
                f"{knobs.option(option)} is for the lecture's network: leave out --model."
            )
    training = _training(asked)
    progress = tqdm(run(training, asked.seconds), disable=_still(asked), unit="step")
    for now in progress:
        progress.set_description(f"{now.best_nll:.4f} nats at step {now.best_step}", refresh=False)
    if asked.save:
        mm.save(training.model, asked.save)
    _write(asked, CURVE, map(attrgetter(*CURVE), training.scores))


def _training(asked: argparse.Namespace) -> Training:
    """Return the training of a family, from the start or from a saved model on."""
    saved = asked.model.endswith(MODEL)
    start = mm.load(asked.model) if saved else None
    family = family_of(start) if start else families().get(asked.model)
    if family is None or family.training is None:
        trained = ", ".join(key for key, one in families().items() if one.training)
        raise ValueError(f"No model {asked.model!r} can be trained. Choose from {trained}.")
    if saved and (given := knobs.given(asked)):
        raise ValueError(
            f"A saved model keeps its size. Leave out {knobs.option(next(iter(given)))}."
        )
    values = family.values(start) if start else family.held(knobs.values(asked, [family.key]))
    return family.training(_Streamed(asked), seed=asked.seed, start=start, **values)


def _train_as_in_the_lecture(asked: argparse.Namespace) -> None:
    counts = _counts(asked)
    weights = mm.initial_weights(len(counts.vocabulary), asked.seed)
    descent = mm.GradientDescent(counts.matrix(), weights)
    regularization = asked.regularization or 0.0
    first = descent.losses(regularization)
    steps = tqdm(range(asked.steps or 200), disable=_still(asked), unit="step")
    rate = 50.0 if asked.learning_rate is None else asked.learning_rate
    losses = [first, *(descent.step(rate, regularization) for _ in steps)]
    if asked.save:
        mm.save(mm.NeuralBigram(counts.vocabulary, descent.weights), asked.save)
    _write(asked, ("step", "loss", "nll"), ((one.step, one.loss, one.nll) for one in losses))


def _sample(asked: argparse.Namespace) -> None:
    names = mm.sample_names(
        _model(asked),
        asked.number,
        seed=asked.seed,
        temperature=asked.temperature,
        prefix=asked.prefix,
    )
    _write(asked, ("name",), ((name,) for name in names))


def _score(asked: argparse.Namespace) -> None:
    """Score all names twice through: once to count them, unless a model is there, once to score."""
    if asked.file == "-" and not (asked.model or "").endswith(MODEL):
        raise ValueError(
            "Standard input is read only once. Name a saved --model to score with, or a file."
        )
    model = _model(asked)
    total = [0.0, 0]

    def rows() -> Iterator[Cells]:
        for part in _names(asked):
            scores = score_names(model, part)
            total[0] += float(scores.nll.sum())
            total[1] += int(scores.tokens.sum())
            yield from zip(part.column.to_pylist(), scores.per_token.tolist(), strict=True)

    _write(asked, ("name", "nll"), rows())
    print(f"mean nll {total[0] / total[1]:.4f} nats per character", file=sys.stderr)


def _compare(asked: argparse.Namespace) -> None:
    keys = [key.strip() for key in asked.models.split(",")]
    values = knobs.values(asked, keys)
    with _opened(asked) as lines:
        counted = asked.counted or lines.counted
        corpus = mm.read_corpus(lines.file.read(), lower=not asked.keep_capitals, counted=counted)
    rows = leaderboard(
        keys,
        corpus,
        share=asked.held_out / 100,
        seed=asked.seed,
        values=values,
        seconds=asked.seconds,
        choosing=asked.choose,
    )
    _write(asked, [field.name for field in fields(Row)], map(astuple, rows))


def _model(asked: argparse.Namespace) -> mm.LanguageModel:
    """Return a saved model, or one of a family that learns from the list."""
    named = asked.model or (asked.file if asked.file.endswith(MODEL) else "counts")
    saved = named.endswith(MODEL)
    if saved and (given := knobs.given(asked)):
        raise ValueError(
            f"A saved model stays as it is. Leave out {knobs.option(next(iter(given)))}."
        )
    values = {} if saved else knobs.values(asked, [named])
    model = mm.load(named) if saved else learned(named, _Streamed(asked), values, asked.seconds)
    if asked.save:
        mm.save(model, asked.save)
    return model


class _Streamed(Material):
    """The names of a file, read anew for each context size: they need not fit the memory.

    Once a family has asked for the names themselves, they are all there.
    """

    def __init__(self, asked: argparse.Namespace) -> None:
        """Take what was asked for."""
        super().__init__(())
        self._asked = asked

    @cached_property
    def names(self) -> mm.Corpus:
        """All names, for a family that needs them at once."""
        return _corpus(self._asked)

    def _count(self, context_size: int) -> mm.NgramCounts:
        if "names" in vars(self):
            return super()._count(context_size)
        return _counts(self._asked, context_size)


def _corpus(asked: argparse.Namespace) -> mm.Corpus:
    with lines_of(asked.file, reading.options_from(asked)) as lines:
        counted = asked.counted or lines.counted
        return mm.read_corpus(lines.file.read(), lower=not asked.keep_capitals, counted=counted)


def _counts(asked: argparse.Namespace, context_size: int = 1) -> mm.NgramCounts:
    return count_names(_names(asked), context_size=context_size).result()


def _names(asked: argparse.Namespace) -> Iterator[mm.Corpus]:
    """Yield the names of the file, some million at a time, with a bar that shows how far it is."""
    with ExitStack() as stack:
        lines = stack.enter_context(_opened(asked))
        bar = tqdm(total=lines.size, disable=_still(asked), unit="B", unit_scale=True)
        stack.enter_context(bar)
        counted = asked.counted or lines.counted
        yield from corpora(
            lines.file, lower=not asked.keep_capitals, counted=counted, seen=bar.update
        )


@contextmanager
def _opened(asked: argparse.Namespace) -> Iterator[Lines]:
    """Open the file, and say what was chosen of it where there was a choice."""
    with lines_of(asked.file, reading.options_from(asked)) as lines:
        if lines.opened and lines.opened.offers_choice and not asked.quiet:
            reading.report(lines.opened, None)
        yield lines


def _write(asked: argparse.Namespace, titles: Sequence[str], rows: Iterable[Cells]) -> None:
    with ExitStack() as stack:
        out: TextIO = sys.stdout
        if asked.out:
            out = stack.enter_context(Path(asked.out).open("w", encoding="utf-8", newline=""))
        write_rows(out, asked.format, titles, rows)


def _still(asked: argparse.Namespace) -> bool:
    return asked.quiet or not sys.stderr.isatty()


def _above_0(text: str) -> float:
    number = float(text)
    if not number > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return number


def _at_least_1(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is below 1")
    return number
