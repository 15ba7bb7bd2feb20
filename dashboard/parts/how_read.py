"""How the list in use was read from its file, where it could have been read otherwise, and how to.

A stage of reading that was not sure asks its question openly; all others stand under "Change". The
bytes of such a file are kept with the session, as long as its list is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

import streamlit as st

from dashboard.frame.held import hold
from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.words.language import _, colon, later, sentences, with_commas
from dashboard.words.pairs import visible
from dashboard.words.text import cut, plain
from makemore.errors import MakemoreError
from makemore.reading import (
    ALL,
    ENCODINGS,
    WHOLE_LINES,
    Column,
    Guess,
    Opened,
    Options,
    Said,
    open_upload,
)
from makemore.reading.grid import HEAD
from makemore.reading.layout import LINES
from makemore.reading.taken import Way, by_place, otherwise, sentence, taken, words_of

FROM_FILE = "\0file"  # in place of a pasted text that was tried
_ONCE = -1  # in place of a column of counts
_PREVIEW = 5  # names
_TRIED = 4  # answers of an open question that are shown with a preview
_QUICK = 8 << 20  # bytes; of a larger file there is no preview of what was not taken
_NAMES = {
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "cp1250": "Windows-1250",
    "latin-1": "Latin-1",
    "big5": "Big5",
    "shift_jis": "Shift-JIS",
    "utf-16-le": "UTF-16LE",
    "utf-16-be": "UTF-16BE",
}
_SEPARATORS = {
    "\n": later("nothing: each line is a name"),
    ",": later("comma"),
    "\t": later("tab"),
    ";": later("semicolon"),
    " ": later("blanks"),
    ":": ":",
    "|": "|",
    "•": later("a number or a mark before each name"),
}
_LABELS = {
    "member": later("File in the archive"),
    "sheet": later("Sheet or table"),
    "path": later("List in the file"),
    "encoding": later("Encoding"),
    "separator": later("What separates the columns"),
    "header": later("Rows above the names"),
    "column": later("Column"),
    "counts": later("Each name counts"),
}
_QUESTIONS = {
    "member": later("Which files of the archive are the list?"),
    "sheet": later("Which sheet or table holds the names?"),
    "path": later("Which of these lists is meant?"),
    "encoding": later("Which reading has the right letters?"),
    "separator": later("What separates the columns?"),
    "header": later("How many rows stand above the names?"),
    "column": later("Which column holds the names?"),
    "counts": later("How often does each name count?"),
}


@dataclass(frozen=True)
class File:
    """A file that was brought, what was chosen for it, and how it was read, its text left aside."""

    name: str
    data: bytes
    options: Options
    opened: Opened
    preview: str = ""  # the first names
    others: dict[tuple[str, object], str] = field(default_factory=dict)  # previews of other answers


class Take(Protocol):
    """What makes bytes the list in use; it tells whether they could be read."""

    def __call__(
        self, title: str, data: bytes, *, tried: str, file: str = "", options: Options
    ) -> bool:
        """Use them."""


def remember(source: Source, name: str, data: bytes, options: Options, opened: Opened) -> None:
    """Keep the file of a list, so that it can be read otherwise."""
    others = {
        (stage, answer): _tried(name, data, otherwise(options, stage, answer))
        for stage, guess in opened.guesses.items()
        if not guess.sure and len(data) <= _QUICK
        for answer in guess.others[: _TRIED - 1]
    }
    file = File(name, data, options, replace(opened, text=b""), _begin(opened), others)
    own = session.own_lists()
    kept = {digest: one for digest, one in _files().items() if digest in own}
    st.session_state["files"] = {**kept, source.digest: file}


def note(source: Source, way: Way) -> None:
    """Note how a list was read, for as long as the session lasts."""
    session.ways()[source.digest] = way


def way_of(source: Source) -> Way | None:
    """Return how a list was read, None where it was pasted, or comes with makemore."""
    return session.ways().get(source.digest)


def settings_of(source: Source) -> Options | None:
    """Return how a file was read, without a word that stands in it; None for any other list."""
    file = _files().get(source.digest)
    if file is None or source.digest not in session.own_lists():
        return None
    return by_place(file.opened, file.options)


def remember_refused(name: str, data: bytes, options: Options) -> None:
    """Keep a file that could not be read, so that it can be read otherwise."""
    nothing = Opened(b"", "text", options.encoding or ENCODINGS[0])
    st.session_state["refused_file"] = File(name, data, options, nothing)


def forget_refused() -> None:
    """Offer no other way to read what was refused."""
    st.session_state["refused_file"] = None


def show(take: Take) -> None:
    """Say how the list in use was read, and offer the other ways; nothing where there are none."""
    now = session.source()
    file = _files().get(now.digest)
    if now.digest not in session.own_lists():
        return
    if file is None:
        _tell(way_of(now))
        return
    change = partial(_reread, file, now.title, take)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(said(file.opened), width="content")
        box = st.popover(_("Change"), icon=":material/tune:", type="tertiary", key="reread")
    with box:
        _offer(file, change)
    for stage, guess in file.opened.guesses.items():
        if not guess.sure:
            _ask(file, stage, guess, change)


def show_refused(title: str, take: Take) -> None:
    """Offer to read a file otherwise that could not be read."""
    file: File | None = st.session_state.get("refused_file")
    if file is None:
        return
    change = partial(_reread, file, title, take)
    with st.popover(_("Change"), icon=":material/tune:", key="reread_refused"):
        _choose("encoding", list(_encodings(file)), _encoding, None, change, "refused_")
        st.button(
            _("Take each line as a name"), on_click=change, args=("column", WHOLE_LINES),
            key="refused_lines",
        )  # fmt: skip


def _tell(way: Way | None) -> None:
    """Say how a list was read whose file is not here: it came with a saved session."""
    words = words_of(way.options) if way else ()
    if words:
        st.caption(_("Read from {parts}.").format(parts=with_commas(map(_bold, words))))


def said(opened: Opened) -> str:
    """Return in one line what was taken of a file, what was left, and why."""
    first = sentence(opened, with_commas(map(_bold, taken(opened))))
    encoding = _encoding(opened.encoding)
    read = _(first.sentence).format(**{**first.values, "encoding": encoding})
    return sentences(read, *(_(one.sentence).format(**_plain(one)) for one in opened.left))


def _bold(one: Said) -> str:
    return _(one.sentence).format(**{name: f"**{text}**" for name, text in _plain(one).items()})


def _plain(one: Said) -> dict[str, str]:
    return {name: plain(str(value)) for name, value in one.values.items()}


def _ask(file: File, stage: str, guess: Guess[Any], change: Callable[..., None]) -> None:
    """Ask openly what a stage of reading could not tell, with the first names of each answer."""
    answers = [guess.best, *guess.others[: _TRIED - 1]]
    previews = [file.preview, *(file.others.get((stage, one), "") for one in answers[1:])]
    key = f"ask_{stage}"
    hold(
        st.radio, _(_QUESTIONS[stage]), answers, key=key, shows=None, index=None,
        take=lambda answer: change(stage, answer),
        format_func=lambda one: plain(_answer(file, stage, one)),  # Markdown, unlike a box
        captions=[plain(one) for one in previews],
    )  # fmt: skip


def _offer(file: File, change: Callable[..., None]) -> None:
    """Offer the other answers of each stage."""
    opened = file.opened
    for stage in ("member", "sheet", "path"):
        guess = opened.guesses.get(stage)
        if guess is not None and guess.others:
            answers = [guess.best, *guess.others]
            _choose(stage, answers, partial(_answer, file, stage), guess.best, change)
    if opened.kind in ("CSV", "text"):
        now = opened.guesses["separator"].best if "separator" in opened.guesses else LINES
        answers = list(dict.fromkeys([now, *_SEPARATORS]))
        named = partial(_answer, file, "separator")
        _choose("separator", answers, named, now, change)
    if "header" in opened.guesses:
        _choose_rows(opened.guesses["header"].best, change)
    if opened.columns:
        places = list(range(len(opened.columns)))
        if opened.encoding is not None:  # of a text: it may be a list that has commas
            places.append(WHOLE_LINES)
        _choose("column", places, partial(_answer, file, "column"), opened.column, change)
    if opened.countable:
        counts = _ONCE if opened.counts is None else opened.counts
        often = partial(_answer, file, "counts")
        _choose("counts", [_ONCE, *opened.countable], often, counts, change)
    if opened.encoding is not None:
        _choose("encoding", list(_encodings(file)), _encoding, opened.encoding, change)
    shown = plain("".join(map(visible, file.preview)).replace("␣", " "))
    st.caption(_("The list begins: {names}").format(names=shown))


def _choose(
    stage: str, answers: list[Any], named: Callable[[Any], str], now: object,
    change: Callable[..., None], begin: str = "file_",
) -> None:  # fmt: skip
    key = f"{begin}{stage}"
    hold(
        st.selectbox, _(_LABELS[stage]), answers, key=key, shows=now, index=None,
        take=lambda answer: change(stage, answer), format_func=named,
    )  # fmt: skip


def _choose_rows(now: int, change: Callable[..., None]) -> None:
    stage, key = "header", "file_header"
    hold(
        st.number_input, _(_LABELS[stage]), key=key, shows=now, min_value=0, max_value=HEAD,
        take=lambda rows: change("header", rows),
    )  # fmt: skip


def _answer(file: File, stage: str, answer: Any) -> str:
    """Return how an answer of a stage is shown."""
    if stage == "column":
        return _titled(file.opened.columns, answer)
    if stage == "counts":
        return _how_often(file.opened.columns, answer)
    if stage == "encoding":
        return _encoding(answer)
    if stage == "separator":
        return _(_SEPARATORS.get(answer, str(answer)))
    if answer == ALL:
        return _("all that are alike, as one list")
    return cut(str(answer)) or _("the whole file")


def _reread(file: File, title: str, take: Take, stage: str, answer: object) -> None:
    """Read a file as was chosen; where that cannot be, the list stays, and the page says why."""
    if stage == "counts" and answer == _ONCE:
        answer = None
    now = session.source()
    options = otherwise(file.options, stage, answer)
    if not take(title, file.data, tried=FROM_FILE, file=file.name, options=options):
        return
    forget_refused()
    new = session.source()
    if new.digest == now.digest:
        return
    if _files().get(now.digest) is file:
        session.own_lists().pop(now.digest, None)


def _tried(name: str, data: bytes, options: Options) -> str:
    """Return how a list would begin that is read otherwise, "" where it cannot be."""
    try:
        return _begin(open_upload(data, name, options))
    except MakemoreError:
        return ""


def _begin(opened: Opened) -> str:
    begin = opened.text[:2000].decode(errors="ignore").split("\n")
    lines = list(filter(str.strip, begin))[:_PREVIEW]
    return with_commas(cut(line.replace("\t", " × ")) for line in lines)


def _how_often(columns: tuple[Column, ...], place: int | None) -> str:
    if place in (_ONCE, None):
        return _("once for each line")
    assert place is not None
    return _("as often as {column} says").format(column=cut(columns[place].title))


def _files() -> dict[str, File]:
    found: dict[str, File] = st.session_state.setdefault("files", {})
    return found


def _titled(columns: tuple[Column, ...], place: int) -> str:
    if place == WHOLE_LINES:
        return _("No column: each line is a name")
    return colon(cut(columns[place].title), with_commas(map(cut, columns[place].examples)))


def _encodings(file: File) -> dict[str, None]:
    now = [file.opened.encoding] if file.opened.encoding else []
    return dict.fromkeys([*now, *ENCODINGS])


def _encoding(name: str | None) -> str:
    return _NAMES.get(name or "", (name or "").upper())
