"""How the list in use was read from its file, where it could have been read otherwise, and how to.

The bytes of such a file are kept with the session, as long as its list is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import streamlit as st

from dashboard.lists.source import Source
from dashboard.state import session
from dashboard.words.language import _
from dashboard.words.pairs import visible
from dashboard.words.text import plain
from makemore.reading import ENCODINGS, WHOLE_LINES, Column, Opened, Options

FROM_FILE = "\0file"  # in place of a pasted text that was tried
_ENCODING, _COLUMN, _COUNTS = "file_encoding", "file_column", "file_counts"
_ONCE = -1  # in place of a column of counts
_LONG = 30  # characters of a title or an example
_PREVIEW = 5  # names
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


@dataclass(frozen=True)
class File:
    """A file that was brought, and how it was read."""

    name: str
    data: bytes
    encoding: str | None
    columns: tuple[Column, ...]
    column: int
    preview: str  # the first names
    counts: int | None = None
    countable: tuple[int, ...] = ()


class Take(Protocol):
    """What makes bytes the list in use; it tells whether they could be read."""

    def __call__(
        self, title: str, data: bytes, *, tried: str, file: str = "", options: Options
    ) -> bool:
        """Use them."""


def remember(source: Source, name: str, data: bytes, opened: Opened) -> None:
    """Keep the file of a list, so that it can be read otherwise."""
    begin = opened.text[:2000].decode(errors="ignore").split("\n")
    lines = list(filter(str.strip, begin))[:_PREVIEW]
    preview = ", ".join(_cut(line.replace("\t", " × ")) for line in lines)
    file = File(
        name, data, opened.encoding, opened.columns, opened.column, preview,
        opened.counts, opened.countable,
    )  # fmt: skip
    own = session.own_lists()
    kept = {digest: one for digest, one in _files().items() if digest in own}
    st.session_state["files"] = {**kept, source.digest: file}


def show(take: Take) -> None:
    """Say how the list in use was read, and offer the other ways; nothing where there are none."""
    now = session.source()
    file = _files().get(now.digest)
    if file is None or now.digest not in session.own_lists():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(_said(file), width="content")
        box = st.popover(_("Change"), icon=":material/tune:", type="tertiary", key="reread")
    with box:
        _offer(file, now, take)


def _said(file: File) -> str:
    if file.column == WHOLE_LINES:
        return _("Read as {encoding} text.").format(encoding=_encoding(file.encoding))
    title = plain(_cut(file.columns[file.column].title))
    if file.counts is not None:
        counts = plain(_cut(file.columns[file.counts].title))
        return _("Read from the column **{title}**, each as often as **{counts}** says.").format(
            title=title, counts=counts
        )
    if file.encoding is None:
        return _("Read from the column **{title}**.").format(title=title)
    return _("Read from the column **{title}**, as {encoding}.").format(
        title=title, encoding=_encoding(file.encoding)
    )


def _offer(file: File, now: Source, take: Take) -> None:
    """Offer the columns and the encodings."""
    again = (file, now, take)
    if file.columns:
        titles = {place: _titled(column) for place, column in enumerate(file.columns)}
        if file.encoding is not None:  # of a text: it may be a list that has commas
            titles[WHOLE_LINES] = _("No column: each line is a name")
        st.session_state[_COLUMN] = file.column
        st.selectbox(
            _("Column"), list(titles), format_func=titles.__getitem__, key=_COLUMN,
            on_change=_reread, args=again,
        )  # fmt: skip
    if file.countable:
        st.session_state[_COUNTS] = _ONCE if file.counts is None else file.counts
        st.selectbox(
            _("Each name counts"), [_ONCE, *file.countable],
            format_func=lambda place: _how_often(file, place),
            key=_COUNTS, on_change=_reread, args=again,
        )  # fmt: skip
    if file.encoding is not None:
        st.session_state[_ENCODING] = file.encoding
        all_ = dict.fromkeys([file.encoding, *ENCODINGS])
        st.selectbox(
            _("Encoding"), list(all_), format_func=_encoding, key=_ENCODING,
            on_change=_reread, args=again,
        )  # fmt: skip
    shown = plain("".join(map(visible, file.preview)).replace("␣", " "))
    st.caption(_("The list begins: {names}").format(names=shown))


def _reread(file: File, now: Source, take: Take) -> None:
    """Read a file as was chosen; where that cannot be, the list stays, and the page says why."""
    options = Options(
        st.session_state.get(_ENCODING) if file.encoding is not None else None,
        st.session_state.get(_COLUMN) if file.columns else None,
        _chosen_counts() if file.countable else None,
    )
    if not take(now.title, file.data, tried=FROM_FILE, file=file.name, options=options):
        return
    new = session.source()
    if new.digest == now.digest:
        return
    session.own_lists().pop(now.digest, None)
    if new.digest not in _files():
        # read as plain UTF-8 lines there seems to be no choice, but there is the way back
        plain_text = File(file.name, file.data, options.encoding, file.columns, WHOLE_LINES, "")
        st.session_state["files"] = {**_files(), new.digest: plain_text}


def _how_often(file: File, place: int) -> str:
    if place == _ONCE:
        return _("once for each line")
    return _("as often as {column} says").format(column=_cut(file.columns[place].title))


def _chosen_counts() -> int | None:
    place = st.session_state.get(_COUNTS, _ONCE)
    return None if place == _ONCE else int(place)


def _files() -> dict[str, File]:
    found: dict[str, File] = st.session_state.setdefault("files", {})
    return found


def _titled(column: Column) -> str:
    examples = ", ".join(map(_cut, column.examples))
    return f"{_cut(column.title)}: {examples}"


def _encoding(name: str | None) -> str:
    return _NAMES.get(name or "", (name or "").upper())


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
