"""How a file was read, in words: what was taken of it, and where something else could be meant."""

from __future__ import annotations

from makemore.errors import later
from makemore.reading.guess import Said
from makemore.reading.options import ALL, WHOLE_LINES, Opened, Options

TOGETHER = later("all files that are alike")
SHEETS = later("all sheets that are alike")
_OF_STAGE = {
    "member": later("file {name}"),
    "sheet": later("sheet {name}"),
    "path": later("list {name}"),
}
TABLE = later("table {name}")
COLUMN = later("column {name}")
COUNTS = later("each as often as {name} says")
ENCODING = later("{name} text")
_ALL = {"member": TOGETHER, "sheet": SHEETS}


def taken(opened: Opened) -> tuple[Said, ...]:
    """Return what was taken of a file, stage by stage, each a few words with a name in them."""
    found = []
    for stage, guess in opened.guesses.items():
        if stage in _OF_STAGE and guess.best and (guess.others or stage == "path"):
            found.append(_of(stage, guess.best, opened.kind))
    if opened.column != WHOLE_LINES and len(opened.columns) > 1:
        found.append(Said(COLUMN, {"name": opened.columns[opened.column].title}))
    if opened.counts is not None:
        found.append(Said(COUNTS, {"name": opened.columns[opened.counts].title}))
    if opened.encoding is not None:
        found.append(Said(ENCODING, {"name": opened.encoding}))
    return tuple(found)


def _of(stage: str, best: str, kind: str) -> Said:
    if best == ALL and stage in _ALL:
        return Said(_ALL[stage])
    sentence = TABLE if stage == "sheet" and kind != "Excel" else _OF_STAGE[stage]
    return Said(sentence, {"name": best})


def asked_again(opened: Opened) -> Options:
    """Return options that read the same file in the same way, whatever would be guessed."""
    names = {stage: guess.best for stage, guess in opened.guesses.items() if guess.others}
    return Options(
        member=names.get("member"),
        sheet=names.get("sheet"),
        path=names.get("path"),
        encoding=opened.encoding,
        column=opened.column if opened.columns else None,
        counts=opened.counts,
    )
