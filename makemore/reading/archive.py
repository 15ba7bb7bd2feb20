"""An archive of several files -> the lists in it: all that are alike as one, or one of them.

What is no list (a paper about it, a picture) is left out, and named.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from makemore.errors import BrokenFileError, MakemoreError, later
from makemore.reading.container import Entry, Member, Room
from makemore.reading.guess import Guess, Said, among
from makemore.reading.options import ALL, Opened, Options, chosen, listed

NOT_READ = later("Not read from the archive: {files}.")
_SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.|Thumbs\.db$|desktop\.ini$)")
_PAPER = re.compile(
    r"(^|/)(read[\s_-]*me|licen[sc]e|copying|copyright|changelog|changes|notice|about|install"
    r"|contributing|metadata|license)[^/]*$|readme[^/]*$"
    r"|\.(pdf|docx?|rtf|pptx?|md|png|jpe?g|gif|svg|webp|bmp|ico|mp[34]|wav|css|js|py|exe|dll|so)$",
    re.IGNORECASE,
)
_LONG = 200  # characters of a member's name
_PROSE = 5  # words in a line of a text, on average: it is no list
Open = Callable[[Member, Options], Opened]


def open_archive(entries: Sequence[Entry], options: Options, opened: Open, room: Room) -> Opened:
    """Return the names of an archive's lists; `opened` reads one file, as some options ask.

    Raises what reading the only list raises, BrokenFileError where there is none.
    """
    entries = [one for one in entries if not _SYSTEM.search(one.name)]
    if not entries:
        raise BrokenFileError("zip")
    names = [one.name for one in entries]
    if len(entries) == 1 and options.member not in (None, ALL, "1", *names):
        inner = opened(Member(names[0], entries[0].read()), options)
        if "member" in inner.guesses:  # it was asked of the archive within
            return inner
    member = chosen(options.member, [*names, ALL])
    within = replace(options, member=None)
    if member in names:
        one = entries[names.index(member)]
        return _with(opened(Member(one.name, one.read()), within), one.name, names, [one.name])
    likely = [one for one in entries if not _PAPER.search(one.name[-_LONG:])] or entries
    lists = _lists(likely, lambda one: opened(one, within), room)
    if member == ALL:
        return _joined(lists, ALL, names)
    groups: dict[tuple[object, ...], dict[str, Opened]] = {}
    for name, found in lists.items():
        groups.setdefault(_shape(found), {})[name] = found
    best = max(groups.values(), key=_weight)
    together = len(best) > 1
    return _joined(best, ALL if together else next(iter(best)), names, sure=_are_one(best, lists))


def _lists(
    entries: Sequence[Entry], opened: Callable[[Member], Opened], room: Room
) -> dict[str, Opened]:
    """Return what can be read of some files, as far as there is room."""
    lists: dict[str, Opened] = {}
    refused: MakemoreError = BrokenFileError("zip")
    for one in entries:
        room.files -= 1
        if room.files < 0:
            break
        try:
            lists[one.name] = opened(Member(one.name, one.read()))
        except MakemoreError as error:
            refused = error.with_traceback(None)
    if not lists:
        raise refused
    return lists


def _shape(one: Opened) -> tuple[object, ...]:
    """Return what two files have in common that are parts of one list."""
    if one.columns:
        return one.kind, len(one.columns), one.column
    return one.kind, _is_prose(one.text)


def _is_prose(text: bytes) -> bool:
    lines = [line for line in text[:20_000].decode(errors="ignore").split("\n") if line.strip()]
    return sum(len(line.split()) for line in lines) > _PROSE * len(lines)


def _weight(lists: dict[str, Opened]) -> tuple[bool, int]:
    """Return how likely some files are the list: not prose, then the most lines."""
    first = next(iter(lists.values()))
    return not _is_prose(first.text), sum(one.text.count(b"\n") for one in lists.values())


def _are_one(best: dict[str, Opened], lists: dict[str, Opened]) -> bool:
    """Tell whether there is no doubt that these are the list: alike by name, too, or alone."""
    if len(lists) == 1:
        return True
    return len({re.sub(r"\d+", "0", name) for name in best}) == 1 and len(best) > 1


def _joined(
    lists: dict[str, Opened], member: str, names: Sequence[str], *, sure: bool = True
) -> Opened:
    """Return several lists as one, one after the other."""
    return _with(join(list(lists.values())), member, names, list(lists), sure=sure)


def join(lists: Sequence[Opened]) -> Opened:
    """Return lists as one, each from a line of its own; a single one as it is.

    They are counted only where all of them are.
    """
    first = lists[0]
    if len(lists) == 1:
        return first
    counted = all(one.counts is not None for one in lists)
    text = b"".join(_ended(one if counted else _uncounted(one)) for one in lists)
    kept = {said.text: said for one in lists for said in one.left}
    counts = first.counts if counted else None
    return replace(first, text=text, counts=counts, left=tuple(kept.values()))


def _uncounted(one: Opened) -> Opened:
    """Return a list with each name once."""
    if one.counts is None:
        return one
    return replace(one, text=re.sub(rb"\t\d+$", b"", one.text, flags=re.MULTILINE), counts=None)


def _with(
    opened: Opened, member: str, names: Sequence[str], read: Sequence[str], *, sure: bool = True
) -> Opened:
    """Return a list with the guess of its member, and the files that were not read."""
    left = [name for name in names if name not in read]
    said = (Said(NOT_READ, {"files": listed(left)}),) if left else ()
    guesses = {"member": Guess(member), **opened.guesses}
    if len(names) > 1:  # else an archive within may ask which of its files it is
        guesses["member"] = among(member, [*names, ALL], sure=sure)
    return replace(opened, guesses=guesses, left=said + opened.left)


def _ended(one: Opened) -> bytes:
    """Return the lines of a list, the last one ended, without a mark of their encoding."""
    text = one.text.removeprefix(codecs.BOM_UTF8)
    return text if text.endswith(b"\n") else text + b"\n"
