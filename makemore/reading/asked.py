"""Reading on the command line: the options of each stage, the command `read`, and what it tells."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from makemore.corpus import Corpus, read_corpus
from makemore.reading.layout import LINES
from makemore.reading.on_disk import lines_of, options_of
from makemore.reading.options import Opened, Options
from makemore.reading.taken import sentence, taken

_STAGES = {
    "member": "the file of an archive; * for all that are alike",
    "sheet": "the sheet of a workbook, or the table of a document",
    "path": "where the list stands in JSON, such as data.names",
    "encoding": "of a text, such as cp1250",
    "separator": "of a table: one character, tab, space, or none for a list of lines",
    "header": "how many rows stand above the names; 0: no titles",
    "column": "of the names: its title or its number; 0: each line is a name",
    "counts": "the column that says how often a name occurs",
}


_SEPARATORS = {"tab": "\t", "\\t": "\t", "space": " ", "none": LINES}


def add_options(command: argparse.ArgumentParser) -> None:
    """Give a command an option for each stage of reading."""
    group = command.add_argument_group("reading", "what else to take than would be guessed")
    for stage, help_ in _STAGES.items():
        group.add_argument(f"--{stage}", type=int if stage == "header" else str, help=help_)


def options_from(asked: argparse.Namespace) -> Options:
    """Return the options of reading that were asked for; a number is a column from 1."""
    how: dict[str, Any] = {stage: getattr(asked, stage, None) for stage in _STAGES}
    how["separator"] = _SEPARATORS.get(how["separator"], how["separator"])
    if asked.counted:  # the lines are as they are to be
        how["column"] = "0"
    for stage in ("column", "counts"):
        if (how[stage] or "").isdecimal():
            how[stage] = int(how[stage])
    return options_of({name: one for name, one in how.items() if one is not None})  # type: ignore[arg-type]


def read(asked: argparse.Namespace) -> None:
    """Write the names of a file, one a line, and to standard error how they were read."""
    with lines_of(asked.file, options_from(asked)) as lines:
        counted = asked.counted or lines.counted
        data = lines.file.read()
    corpus = read_corpus(data, lower=not asked.keep_capitals, counted=counted)
    with ExitStack() as stack:
        out: TextIO = sys.stdout
        if asked.out:
            out = stack.enter_context(Path(asked.out).open("w", encoding="utf-8", newline=""))
        out.write(corpus.lines().decode())
        out.flush()
    if not asked.quiet:
        report(lines.opened or Opened(b"", "text", "utf-8"), corpus, as_json=asked.format == "json")


def report(opened: Opened, corpus: Corpus | None, *, as_json: bool = False) -> None:
    """Tell standard error what was taken of a file, what was left, and what was a guess."""
    if as_json:
        json.dump(as_object(opened, corpus), sys.stderr, ensure_ascii=False)
        sys.stderr.write("\n")
        return
    said = sentence(opened, ", ".join(one.text for one in taken(opened)))
    lines = [said.text, *(one.text for one in opened.left)]
    for stage, guess in opened.guesses.items():
        if not guess.sure:
            others = ", ".join(map(str, guess.others))
            lines.append(f"Not sure: --{stage} {guess.best}, or {others}.")
    if corpus is not None:
        lines += [f"{number} left out: {rule}." for rule, number in _left_out(corpus).items()]
        lines.append(f"{len(corpus):,} names")
    print("\n".join(lines), file=sys.stderr)


def as_object(opened: Opened, corpus: Corpus | None) -> dict[str, object]:
    """Return how a file was read as what JSON can hold."""
    titles = [column.title for column in opened.columns]
    return {
        "kind": opened.kind,
        "encoding": opened.encoding,
        "columns": titles,
        "column": titles[opened.column] if opened.column >= 0 else None,
        "counts": None if opened.counts is None else titles[opened.counts],
        "taken": [one.text for one in taken(opened)],
        "left": [one.text for one in opened.left],
        "guesses": {stage: asdict(guess) for stage, guess in opened.guesses.items()},
        "names": None if corpus is None else len(corpus),
        "left_out": {} if corpus is None else _left_out(corpus),
    }


def _left_out(corpus: Corpus) -> dict[str, int]:
    return {rule: one.count for rule, one in corpus.report.left_out.items() if one.count}
