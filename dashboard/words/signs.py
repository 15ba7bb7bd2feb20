"""Characters as labels: markup escaped, the invisible made visible."""

from __future__ import annotations

import html
import unicodedata


def label(character: str) -> str:
    """Return a character as a plotly label: markup escaped, the invisible made visible.

    Example: "<" -> "&lt;", " " -> "␣"
    """
    if character == " ":
        return "␣"
    if unicodedata.category(character[0]) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Cn", "Co"}:
        return f"U+{ord(character[0]):04X}"
    if unicodedata.combining(character[0]):
        return f"◌{character}"
    return html.escape(character)


def labels(characters: tuple[str, ...]) -> list[str]:
    """Return the labels of several characters."""
    return [label(character) for character in characters]
