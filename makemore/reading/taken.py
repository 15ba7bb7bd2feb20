"""How a file was read, in words: what was taken of it, stage by stage, and how to take it again."""

from __future__ import annotations

from dataclasses import replace

from makemore.errors import later
from makemore.reading.guess import Said
from makemore.reading.options import ALL, UTF_8, WHOLE_LINES, Opened, Options

READ_FROM = later("Read from {parts}.")
READ_FROM_AS = later("Read from {parts}, as {encoding}.")
READ_AS = later("Read as {encoding} text.")
_WORDS = {
    "member": later("the file {name}"),
    "sheet": later("the sheet {name}"),
    "path": later("the list {name}"),
    "column": later("the column {name}"),
    "counts": later("each as often as {name} says"),
}
_TABLE = later("the table {name}")
_ALL = {"member": later("all files that are alike"), "sheet": later("all sheets that are alike")}
# what else is asked anew when a stage has another answer: what was meant for the former one
_DEPENDENT = {
    "member": ("sheet", "path", "separator", "header", "column", "counts"),
    "sheet": ("header", "column", "counts"),
    "path": ("column", "counts"),
    "separator": ("header", "column", "counts"),
}


def taken(opened: Opened) -> tuple[Said, ...]:
    """Return what was taken of a file where it had a choice: a few words for each stage."""
    found = []
    for stage in ("member", "sheet", "path"):
        guess = opened.guesses.get(stage)
        if guess is not None and guess.best and (guess.others or stage == "path"):
            found.append(_of(stage, guess.best, opened.kind))
    if opened.column != WHOLE_LINES and (len(opened.columns) > 1 or not found):
        found.append(Said(_WORDS["column"], {"name": opened.columns[opened.column].title}))
    if opened.counts is not None:
        found.append(Said(_WORDS["counts"], {"name": opened.columns[opened.counts].title}))
    return tuple(found)


def sentence(opened: Opened, parts: str) -> Said:
    """Return the sentence around the parts of `taken`, which are joined in the reader's language.

    The encoding is said of plain lines, and where it is not UTF-8.
    """
    if not parts:
        return Said(READ_AS, {"encoding": opened.encoding})
    if opened.encoding in (None, UTF_8):
        return Said(READ_FROM, {"parts": parts})
    return Said(READ_FROM_AS, {"parts": parts, "encoding": opened.encoding})


def again(opened: Opened) -> Options:
    """Return options that read the same file in the same way, whatever would be guessed."""
    best = {stage: guess.best for stage, guess in opened.guesses.items() if guess.others}
    return Options(**{
        **best,
        "encoding": opened.encoding,
        "column": opened.column if opened.columns else None,
        "counts": opened.counts,
    })  # fmt: skip


def otherwise(options: Options, stage: str, answer: object) -> Options:
    """Return options with another answer of one stage; what depends on it is guessed anew."""
    anew: dict[str, object] = dict.fromkeys(_DEPENDENT.get(stage, ()))
    return replace(options, **{**anew, stage: answer})  # type: ignore[arg-type]


def _of(stage: str, best: str, kind: str) -> Said:
    if best == ALL and stage in _ALL:
        return Said(_ALL[stage])
    words = _TABLE if stage == "sheet" and kind != "Excel" else _WORDS[stage]
    return Said(words, {"name": best})
