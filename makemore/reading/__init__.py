"""Whatever file a person has -> its names as UTF-8 text, one a line, and how it was read.

    from makemore.reading import open_list

    opened = open_list(data, "names.xlsx")
    corpus = mm.read_corpus(opened.text)

Nothing in a file is believed: sizes are bounded, no code of it runs, and what cannot be read raises
a MakemoreError that names the remedy. A server reads what others send with `open_upload`, which
takes a process of its own for all but small plain texts.

Names load on first use, so that this process starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from makemore.reading.apart import open_upload as open_upload
    from makemore.reading.archive import join as join
    from makemore.reading.columns import Column as Column
    from makemore.reading.encoding import ENCODINGS as ENCODINGS
    from makemore.reading.guess import Guess as Guess
    from makemore.reading.guess import Said as Said
    from makemore.reading.options import ALL as ALL
    from makemore.reading.options import WHOLE_LINES as WHOLE_LINES
    from makemore.reading.options import Opened as Opened
    from makemore.reading.options import Options as Options
    from makemore.reading.reader import open_list as open_list

_HOME = {
    "apart": ("open_upload",),
    "archive": ("join",),
    "columns": ("Column",),
    "encoding": ("ENCODINGS",),
    "guess": ("Guess", "Said"),
    "options": ("ALL", "WHOLE_LINES", "Opened", "Options"),
    "reader": ("open_list",),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = sorted(_MODULE_OF)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'makemore.reading' has no attribute {name!r}")
    return getattr(import_module(f"makemore.reading.{_MODULE_OF[name]}"), name)
