"""Small letters by the language of a list, as far as its letters tell which that is.

In Turkish and its sisters a capital I is the dotless ı, and İ is i; elsewhere both are i.
"""

from __future__ import annotations

import re

TURKISH = "İığĞşŞ"
APOSTROPHE = "'"
_OTHERS = re.compile("[’‘ʼʻ`´′＇]")  # signs that people write for it
_SHARE = 0.1  # of the lines, at least, that have letters of Turkish


def is_turkish(text: str) -> bool:
    """Tell whether a list has the letters of Turkish.

    >>> is_turkish("IŞIL\\nİPEK"), is_turkish("EMMA")
    (True, False)
    """
    if text.isascii() or not ("İ" in text or "ı" in text):
        return False
    lines = text.splitlines()
    telling = sum(any(letter in line for letter in TURKISH) for line in lines)
    return telling > 1 and telling >= _SHARE * len(lines)


def dotless(text: str) -> str:
    """Return a text with the small letters of Turkish for its two capitals that others have not.

    >>> dotless("ILGIN, İZMİR")
    'ıLGıN, iZMiR'
    """
    return text.replace("I", "ı").replace("İ", "i")


def lowered(text: str) -> str:
    """Return a text in small letters; no dot is left over an i of its own.

    >>> lowered("İZMİR")
    'izmir'
    """
    return text.lower() if text.isascii() else text.replace("İ", "i").lower()


def with_one_apostrophe(text: str) -> str:
    """Return a text with one sign for the apostrophe.

    >>> with_one_apostrophe("O’Neil")
    "O'Neil"
    """
    return _OTHERS.sub(APOSTROPHE, text)


def apostrophes_in(text: str) -> str:
    """Return the signs for an apostrophe that a text has.

    >>> apostrophes_in("O’Neil, d'Or")
    "'’"
    """
    others = sorted(set(_OTHERS.findall(text)))
    return "".join([APOSTROPHE, *others]) if APOSTROPHE in text else "".join(others)
