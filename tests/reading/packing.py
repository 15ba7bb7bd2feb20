"""What the tests of reading share: files packed together, and the names that came out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from makemore.corpus import read_corpus
from makemore.reading import Opened


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """Return a zip file of some members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, data in members.items():
            pack.writestr(name, data)
    return file.getvalue()


def names_of(opened: Opened) -> list[str]:
    """Return the names of what was opened, as they stand there."""
    return read_corpus(opened.text, lower=False, counted=opened.counts is not None).names
