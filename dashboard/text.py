"""Text of other people, made safe to show: names and characters are data, never markup."""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$:&^=])")


def plain(text: str) -> str:
    """Return text that Streamlit's Markdown shows as it is, on one line.

    Example: "**a** :smile:" -> the same signs on the page, not bold, no picture
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
