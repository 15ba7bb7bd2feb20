"""Bytes of a text -> the text, its encoding told by its mark, by UTF-8's own rules, or guessed.

A guess needs a library and a sample of what is not ASCII; every byte is then decoded strictly, so
that a wrong guess is noticed where it can be. Only UTF-8 may be damaged: it is known by its rules
even so, and what cannot be read becomes U+FFFD, which is seen.
"""

from __future__ import annotations

import codecs
import re

from makemore.errors import NotTextError, UnreadableEncodingError

UTF_8 = "utf-8"
DAMAGED = "\ufffd"  # stands for what could not be read
# what a person may choose from, most likely first; a guess is one of these
ENCODINGS = (
    UTF_8,
    *("utf-16-le", "utf-16-be", "cp1252", "latin-1", "gb18030", "big5", "shift_jis"),
    *("koi8-r", "cp1251", "cp1250", "iso8859-2", "euc-kr", "euc-jp"),
)
# One for each way of writing: between those of the same letters a short list cannot decide.
_GUESSED = ("cp1252", "gb18030", "big5", "shift_jis", "koi8-r", "cp1251", "euc-kr", "euc-jp")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins as UTF-16's mark does, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BEFORE = 200  # bytes of a line before its first character beyond ASCII
_BEYOND_ASCII = bytes(range(128, 256))
_SAMPLE = 1 << 16  # bytes that are guessed from
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1a\x1b")
_QUOTES = "‘’“”–—´·\xa0"
_UNDAMAGED = 20  # good characters to one that is broken: UTF-8 still
_MANY = 0.3  # of the bytes at even or at odd places are 0: Latin text in UTF-16


def decoded(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """Return the text of some bytes and the name of its encoding; None guesses it.

    Raises NotTextError for bytes that are no text, UnreadableEncodingError where no encoding fits,
    or not the one that was asked for.
    """
    if encoding == UTF_8:
        return _as_utf_8(data) or _as(data, UTF_8)
    if encoding is not None:
        return _as(data, encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _as(data, name)[0], name.removesuffix("-sig")
    known = None if b"\0" in data else _as_utf_8(data)
    return known or _as(data, _guess(data))


def _as_utf_8(data: bytes) -> tuple[str, str] | None:
    """Return the text of UTF-8, a little of it damaged perhaps; None where it is none."""
    text = data.decode(UTF_8, errors="replace")
    broken = text.count(DAMAGED) - data.count(DAMAGED.encode())
    beyond = len(text) - len(data.translate(None, _BEYOND_ASCII)) if broken else 0
    # nearly all characters beyond ASCII obey UTF-8: by chance, none would
    return (text, UTF_8) if beyond - broken >= _UNDAMAGED * broken else None


def _as(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except (UnicodeDecodeError, LookupError):
        raise UnreadableEncodingError(encoding) from None


def _guess(data: bytes) -> str:
    wide = _utf_16(data)
    if wide:
        return wide
    if any(byte in _CONTROLS for byte in data[:4096]) or b"\0" in data:
        raise NotTextError
    sample = _telling(data)
    if _is_western(sample):  # of a few names, a library cannot tell
        return "cp1252"
    from charset_normalizer import from_bytes  # noqa: PLC0415 - most lists are UTF-8

    fits = [name for name in _GUESSED if _fits(sample, name)]
    best = from_bytes(sample, cp_isolation=fits).best() if fits else None
    if best is None:
        return (fits or ["latin-1"])[0]
    return next(name for name in fits if codecs.lookup(name) == codecs.lookup(best.encoding))


def _is_western(sample: bytes) -> bool:
    """Tell whether this reads as ASCII letters with accented ones among them."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    letters = [sign for sign in text if sign.isalpha()]
    foreign = [sign for sign in text if sign > "\x7f"]
    odd = [sign for sign in foreign if not sign.isalpha() and sign not in _QUOTES]
    return not odd and 2 * sum(sign > "\x7f" for sign in letters) < len(letters)


def _fits(sample: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)  # the last character may be cut
    except UnicodeDecodeError:
        return False
    return True


def _utf_16(data: bytes) -> str:
    """Return which UTF-16 without a mark this is, if it looks like one."""
    sample = data[:4096]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > _MANY * half and not sample[::2].count(0):
        return "utf-16-le"
    if sample[::2].count(0) > _MANY * half and not sample[1::2].count(0):
        return "utf-16-be"
    return ""


def _telling(data: bytes) -> bytes:
    """Return the first lines that hold more than ASCII, in all about a sample long."""
    found, size = [], 0
    for foreign in re.finditer(rb"[\x80-\xff][^\r\n]*", data):
        before = data[max(0, foreign.start() - _BEFORE) : foreign.start()]  # ASCII: no half letter
        begun = re.split(rb"[\r\n]", before)[-1]
        found.append(begun + foreign[0][:_SAMPLE])
        size += len(found[-1])
        if size >= _SAMPLE:
            break
    return b"\n".join(found)
