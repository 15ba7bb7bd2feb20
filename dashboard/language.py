"""The interface's language: every text of the interface passes through `_` or `plural`.

English for now. A text with numbers or names in it is one whole sentence with named places:
`_("After {first} comes {second}.").format(...)`, so that a translator may change their order.
"""

from __future__ import annotations

from gettext import NullTranslations

_catalogue = NullTranslations()


def _(text: str) -> str:
    """Return the text in the language of the session."""
    return _catalogue.gettext(text)


def plural(one: str, many: str, number: int) -> str:
    """Return the form that fits the number, which `{number}` stands for.

    Example: plural("{number} name", "{number} names", 2) -> "2 names"
    """
    return _catalogue.ngettext(one, many, number).format(number=f"{number:,}")
