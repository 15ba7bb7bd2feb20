"""How a file was read, in words: what was taken of it, stage by stage, and how to take it again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from makemore.errors import later
from makemore.reading.guess import Said
from makemore.reading.options import ALL, GUESSED, UTF_8, WHOLE_LINES, Opened, Options

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
_PLACES = ("column", "counts")
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


def again(opened: Opened, options: Options = GUESSED) -> Options:
    """Return options that read the same file in the same way, whatever would be guessed.

    `options` are those that it was read with. A column is its title where no other has it.
    """
    guessed = {stage: guess.best for stage, guess in opened.guesses.items() if guess.others}
    best = {**asdict(options), **guessed}
    lines = opened.column == WHOLE_LINES
    return Options(**{
        **best,
        "encoding": None if opened.encoding == UTF_8 else opened.encoding,
        "column": (WHOLE_LINES if opened.columns else None) if lines else _named(opened),
        "counts": None if opened.counts is None else _named(opened, opened.counts),
    })  # fmt: skip


def by_place(opened: Opened, options: Options = GUESSED) -> Options:
    """Return such options without any name that stands in the file: columns by their numbers."""
    return replace(
        again(opened, options),
        member=None, sheet=None, path=None, counts=opened.counts,
        column=opened.column if opened.columns else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Way:
    """How a list was read from a file that may not be here any more: what reads it so again."""

    file: str
    options: Options

    @property
    def call(self) -> str:
        """The line of Python that reads it; columns are numbers from 1 there.

        Example: Way("a.xlsx", Options(column=1)).call -> "mm.read_file('a.xlsx', column=2)"
        """
        chosen = {name: one for name, one in asdict(self.options).items() if one is not None}
        places = {name: one + 1 for name, one in chosen.items()
                  if name in _PLACES and isinstance(one, int)}  # fmt: skip
        shown = (f", {name}={one!r}" for name, one in {**chosen, **places}.items())
        return f"mm.read_file({self.file!r}{''.join(shown)})"


def words_of(options: Options) -> tuple[Said, ...]:
    """Return what options take of a file, a few words for each stage that has a name."""
    named = {stage: getattr(options, stage) for stage in _WORDS}
    return tuple(
        _of(stage, name, "Excel") for stage, name in named.items() if isinstance(name, str)
    )


def _named(opened: Opened, place: int | None = None) -> int | str | None:
    """Return the column of the names, or another one, by its title if that is its own."""
    place = opened.column if place is None else place
    titles = [one.title for one in opened.columns]
    if len(titles) < 2:
        return None
    folded = [one.casefold() for one in titles]
    return titles[place] if folded.count(folded[place]) == 1 else place


def otherwise(options: Options, stage: str, answer: object) -> Options:
    """Return options with another answer of one stage; what depends on it is guessed anew."""
    anew: dict[str, object] = dict.fromkeys(_DEPENDENT.get(stage, ()))
    return replace(options, **{**anew, stage: answer})  # type: ignore[arg-type]


def _of(stage: str, best: str, kind: str) -> Said:
    if best == ALL and stage in _ALL:
        return Said(_ALL[stage])
    words = _TABLE if stage == "sheet" and kind != "Excel" else _WORDS[stage]
    return Said(words, {"name": best})
