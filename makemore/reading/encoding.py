"""Bytes of a text -> the text, its encoding told by its mark, by UTF-8's own rules, or guessed.

A guess decodes a sample in every encoding that is in use and takes the text that surprises least in
any language; where the next best is near, it says so. What cannot be read becomes U+FFFD, which is
seen; where there is much of it, the encoding is another one.
"""

from __future__ import annotations

import codecs
import encodings
import pkgutil
import re
from collections.abc import Iterator
from itertools import chain

from makemore.errors import NotTextError, UnreadableEncodingError
from makemore.reading.guess import Guess
from makemore.reading.likelihood import surprise

UTF_8 = "utf-8"
DAMAGED = "\ufffd"  # stands for what could not be read
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's mark does, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# What is guessed among, and how many nats less likely each is than the first ones.
_GUESSED = {
    **dict.fromkeys(_WIDE, 0),
    **dict.fromkeys(("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256"), 0),
    **dict.fromkeys(("cp1257", "cp1258", "cp874", "koi8-r", "koi8-u"), 0),
    **dict.fromkeys(("gb18030", "big5", "shift_jis", "cp932", "euc-jp", "euc-kr", "cp949"), 0),
    **dict.fromkeys(("iso8859-15", "iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9"), 2),
    **dict.fromkeys(("iso8859-8", "iso8859-6", "iso8859-13", "iso8859-11", "big5hkscs"), 2),
    **dict.fromkeys(("mac-roman", "mac-latin2", "mac-cyrillic", "mac-greek", "mac-turkish"), 8),
    **dict.fromkeys(("cp850", "cp852", "cp866", "cp857", "cp862", "cp737", "cp775", "johab"), 8),
    **dict.fromkeys(("iso8859-4", "iso8859-16", "cp437", "cp865"), 15),
}
_NARROW = [encoding for encoding in _GUESSED if encoding not in _WIDE]
_IN_ASCII = {b"\x1b$)C": "iso2022_kr", b"\x1b$": "iso2022_jp", b"~{": "hz"}  # by how they begin
_NO_TEXT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "charmap", "undefined"}
_BEYOND_ASCII = bytes(range(128, 256))
_SAMPLE = 4096  # bytes that are guessed from
_BEFORE = 200  # bytes of a line before what tells
_FIRST_LOOK, _FINALISTS = 400, 8  # characters; readings that are looked at closely
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f]")
_NO_SIGNS = re.compile(_CONTROLS.pattern.encode())
_UNDAMAGED = 20  # good characters to one that is broken: still this encoding
_NEAR = 12.0  # nats between two readings that might both be meant
_MOST_OTHERS = 3
_HANDFUL = 30.0  # nats that any list may have more: of a few characters, little is known
_NONSENSE = 10.5  # nats a character: what no language writes


def _all_encodings() -> Iterator[str]:
    """Yield the name of every encoding of text that Python knows."""
    for module in pkgutil.iter_modules(encodings.__path__):
        try:
            found = codecs.lookup(module.name)
        except LookupError:  # of another system
            continue
        if found._is_text_encoding and module.name not in _NO_TEXT:
            yield found.name


# What a person may choose from, those that a guess can be first.
ENCODINGS = tuple(
    dict.fromkeys([UTF_8, *(codecs.lookup(one).name for one in _GUESSED), *_all_encodings()])
)


def read_text(data: bytes, encoding: str | None = None) -> tuple[str, Guess[str]]:
    """Return the text of some bytes and its encoding, which is guessed where none is given.

    Raises NotTextError for bytes that are no text, UnreadableEncodingError where no encoding fits,
    or not the one that was asked for.
    """
    if encoding is not None:
        return _as(data, encoding), Guess(encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as(data, name), Guess(name.removesuffix("-sig"))
    text = None if b"\0" in data else _tolerant(data, UTF_8)
    if text is not None:
        return _in_ascii(data) or (text, Guess(UTF_8))
    guess = guessed(data)
    return _as(data, guess.best), guess


def guessed(data: bytes) -> Guess[str]:
    """Return the likeliest encoding of bytes that are no UTF-8, and those that are nearly so.

    Raises NotTextError where they are text in none. Two that read the same are one answer.
    """
    is_wide = b"\0" in data or _NO_SIGNS.search(data[:_SAMPLE]) is not None
    sample = data[:_SAMPLE] if is_wide else _telling(data)
    texts: dict[str, str] = {}  # by text, the first encoding that gives it
    for encoding in _WIDE if is_wide else _NARROW:
        text = _sampled(sample, encoding)
        if text is not None and not _CONTROLS.search(text):
            texts.setdefault(text, encoding)
    ranked = _ranked(texts, _FIRST_LOOK)[:_FINALISTS]
    ranked = _ranked({text: texts[text] for _nats, text in ranked}, _SAMPLE)
    if not ranked or ranked[0][0] > _NONSENSE * len(ranked[0][1][:_SAMPLE]) + _HANDFUL:
        raise NotTextError
    (least, best), *rest = ranked
    near = [codecs.lookup(texts[text]).name for nats, text in rest if nats < least + _NEAR]
    return Guess(codecs.lookup(texts[best]).name, tuple(near[:_MOST_OTHERS]), not near)


def _ranked(texts: dict[str, str], size: int) -> list[tuple[float, str]]:
    """Return how surprising each text is, by `size` of its characters, in nats, the least first."""
    return sorted(
        ((surprise(text[:size]) + _GUESSED[encoding], text) for text, encoding in texts.items()),
        key=lambda pair: pair[0],
    )


def _sampled(sample: bytes, encoding: str) -> str | None:
    """Return a sample's text, None where it is not of this encoding; its end may be cut."""
    decoder = codecs.getincrementaldecoder(encoding)
    try:
        return decoder().decode(sample)
    except UnicodeError:
        text = decoder("replace").decode(sample)
        broken = text.count(DAMAGED)
        return text if _UNDAMAGED * (broken - 1) <= _beyond(text) else None


def _as(data: bytes, encoding: str) -> str:
    """Return the text of some bytes, a little of it damaged perhaps, or raise."""
    try:
        text = _tolerant(data, encoding)
    except (LookupError, UnicodeError, ValueError):
        text = None
    if text is None:
        raise UnreadableEncodingError(encoding)
    return text


def _tolerant(data: bytes, encoding: str) -> str | None:
    """Return the text, U+FFFD where it is damaged; None where it is no text of this encoding.

    Nearly all characters beyond ASCII obey its rules: by chance, none would.
    """
    try:
        return data.decode(encoding)
    except UnicodeError:
        text = data.decode(encoding, errors="replace")
    broken = text.count(DAMAGED) - data.count(DAMAGED.encode(encoding, errors="ignore") or data)
    return text if _beyond(text) - broken >= _UNDAMAGED * broken else None


def _beyond(text: str) -> int:
    return len(text) - len(text.encode("ascii", errors="ignore"))


def _in_ascii(data: bytes) -> tuple[str, Guess[str]] | None:
    """Return the text of an encoding that writes other letters in ASCII, if this is one."""
    if not data.isascii():
        return None
    for begin, encoding in _IN_ASCII.items():
        if begin in data:
            text = _tolerant(data, encoding)
            if text and not text.isascii() and DAMAGED not in text:
                return text, Guess(encoding)
    return None


def _telling(data: bytes) -> bytes:
    """Return lines that hold more than ASCII, in all about a sample long.

    One for each byte that occurs comes first: it may be the one that tells.
    """
    firsts = {data.find(bytes([one])) for one in _BEYOND_ASCII} - {-1}
    lines = (_line_with(data, place) for place in sorted(firsts))
    found: dict[bytes, None] = {}
    size = 0
    for line in chain(lines, _foreign(data)):
        size += 0 if line in found else len(line)
        found[line] = None
        if size >= _SAMPLE:
            break
    return b"".join(line + b"\n" for line in found)  # a letter that is cut is none


def _line_with(data: bytes, place: int) -> bytes:
    """Return the line around a place; nothing where it began long before, perhaps in a letter."""
    before = re.split(rb"[\r\n]", data[max(0, place - _SAMPLE) : place])
    if len(before) == 1 and place > _SAMPLE:
        return b""
    return before[-1] + re.split(rb"[\r\n]", data[place : place + _SAMPLE], maxsplit=1)[0]


def _foreign(data: bytes) -> Iterator[bytes]:
    """Yield each line with more than ASCII, without what stands long before and after that."""
    for found in re.finditer(rb"[\x80-\xff][^\r\n]*", data):
        begin = found.start()
        before = re.split(rb"[\r\n]", data[max(0, begin - _BEFORE) : begin])[-1]
        yield before + data[begin : min(found.end(), begin + _SAMPLE - len(before))]
