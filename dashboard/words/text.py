"""Text of other people, made safe to show: names and characters are data, never markup."""

from __future__ import annotations

import re

LONGEST_SHOWN = 40  # characters of a foreign text within a sentence
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


def isolated(text: str) -> str:
    """Return a name as it is, its direction of writing kept to itself."""
    return f"\u2068{plain(text)}\u2069"


def quoted(text: str) -> str:
    """Return a name for a sentence: bold, as it is, its direction of writing kept to itself."""
    return f"**{isolated(cut(text))}**"
