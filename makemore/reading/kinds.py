"""Bytes -> what kind of file they are, by what stands in them; the name of the file says nothing.

What holds no list that can be read here is named, so that the sentence about it can say what it is.
"""

from __future__ import annotations

import re

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3\0", "SQLite"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"ARROW1\0\0", "Arrow"),
    (b"FEA1", "Feather"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"\x93NUMPY", "NumPy"),
    (b"%!PS", "PostScript"),
    (b"BEGIN:VCARD", "vCard"),
    (b"BEGIN:VCALENDAR", "iCalendar"),
    (b"MIME-Version:", "MHTML"),
    (b"\\documentclass", "LaTeX"),
    (b"<?php", "PHP"),
)
_LOOKED_AT = 64 << 10  # bytes or characters
# Any text comes here, so no two repetitions that meet may take the same sign: it would not end.
_MARKUP = re.compile(
    r"\s*(<!--(?:(?!-->).)*-->\s*)*<(\?xml|!doctype|[a-zA-Z][\w:.-]*[\s/>])", re.S | re.I
)
_HTML = re.compile(r"<(!doctype\s+html|html|body|table|head|div|ul|ol|p|span|meta|h1)\b", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_SQL = re.compile(
    r"^[ \t]*(insert\s+into\s+\S.*\bvalues\b|create\s+(table|database)\s+\S|"
    r"copy\s+\S.*from\s+stdin)",
    re.IGNORECASE | re.MULTILINE,
)
_YAML = re.compile(
    r"\A(%YAML.*\n|---\s*\n)|\A(#.*\n|[^\S\n]*\n)*[\w.-]+:[^\S\n]*\n(\s*- .+\n|\s+[\w.-]+: .*\n){2}"
)


def kind_of(data: bytes) -> str:
    """Return the kind of a file that its first bytes tell and that is no list; "" for others."""
    head = data[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")


def kind_of_text(text: str) -> str:
    """Return "HTML", "XML", "SQL" or "YAML" for a text that is one, else ""."""
    head = text[:_LOOKED_AT].lstrip("\ufeff")
    if _MARKUP.match(head) and len(_TAG.findall(head)) > 2:
        return (
            "HTML"
            if _HTML.search(head) and not re.match(r"\s*<\?xml(?!.*<html)", head, re.S)
            else "XML"
        )
    if len(_SQL.findall(head)) and ";" in head:
        return "SQL"
    return "YAML" if _YAML.match(head) else ""


def kind_of_binary(data: bytes) -> str:
    """Return what a library calls a file that is no text, "" for none. Example: "PNG"."""
    import puremagic  # noqa: PLC0415 - slow to load, and most files are text

    try:
        found = puremagic.magic_string(data[:_LOOKED_AT])
    except (puremagic.PureError, ValueError, LookupError):
        return ""
    return next((one.extension.lstrip(".").upper() for one in found if one.extension), "")
