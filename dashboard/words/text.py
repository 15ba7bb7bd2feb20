"""Text of other people, made safe to show: names and characters are data, never markup."""

from __future__ import annotations

import re
import unicodedata

LONGEST_SHOWN = 40  # characters of a foreign text within a sentence
_TURNING = {"R", "AL", "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI", "PDF", "PDI"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&^=])")


def plain(text: str) -> str:
    """Return text that Streamlit's Markdown shows as it is, on one line.

    Example: "**a** :smile:" -> the same signs on the page, not bold, no picture
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def cut(text: str, most: int = LONGEST_SHOWN) -> str:
    """Return a text of other people, cut where it is longer than a sentence has room for.

    Example: cut("abcdef", 4) -> "abc…"
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def apart(text: str) -> str:
    r"""Return a text between Unicode's FSI and PDI if it could turn the sentence around it.

    Example: "Anna" -> the same; "\u05e9\u05e8\u05d4" -> "\u2068\u05e9\u05e8\u05d4\u2069"
    """
    turns = any(unicodedata.bidirectional(sign) in _TURNING for sign in text)
    return f"\u2068{text}\u2069" if turns else text


def isolated(text: str) -> str:
    """Return a name as it is, its direction of writing kept to itself."""
    return f"\u2068{plain(text)}\u2069"


def quoted(text: str) -> str:
    """Return a name for a sentence: bold, as it is, its direction of writing kept to itself."""
    return f"**{isolated(cut(text))}**"
