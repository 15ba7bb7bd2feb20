"""Which texts translators get: those in the code, what families of models say of themselves, and
the bundled lists.

Only `make messages` and the tests use this; the app itself reads the result.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from dashboard.words.language import FOLDER, MODEL

ROOT = Path(__file__).parents[2]
KEYWORDS = {"_": None, "later": None, "plural": (1, 2)}
METHODS = [
    ("dashboard/**.py", "python"),
    ("makemore/errors.py", "python"),
    ("makemore/models/*.py", "dashboard.words.catalogue:families"),
    ("makemore/reading/*.py", "python"),
    ("data/lists.json", "dashboard.words.catalogue:lists"),
]
TEMPLATE = FOLDER / "messages.pot"
WIDTH = 100
HEADER = "# The texts of makemore; `make messages` keeps this file up to date."


def lists(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield what is said of the bundled lists, as Babel asks an extractor to."""
    for entry in json.load(file):
        for field in ("title", "description", "licence", "source"):
            yield 1, "_", entry[field], []


def families(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Sequence[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield what a family of models says of itself and its knobs, as Babel asks an extractor to."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.keyword) and node.arg in ("title", "caption", "label"):
            text = ast.literal_eval(node.value)
            yield node.lineno, "_", MODEL.format(text) if node.arg == "title" else text, []


def extracted() -> Catalog:
    """Return every text of the interface, without a translation."""
    catalogue = Catalog(project="makemore", charset="utf-8", fuzzy=False, header_comment=HEADER)
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS)
    for file, _line, message, comments, _context in sorted(found, key=lambda one: one[:2]):
        # no numbers of lines: an edit elsewhere in a file would change the catalogue
        catalogue.add(message, locations=[(file, 0)], auto_comments=comments)
    return catalogue


def files() -> list[Path]:
    """Return the file of each translated language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/messages.po"))


def read_template() -> Catalog:
    """Return the template as it is on disk."""
    with TEMPLATE.open("rb") as file:
        return read_po(file)


def read(path: Path) -> Catalog:
    """Return the translations of a file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def done(message: Message) -> bool:
    """Return whether a message has a translation in every form."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return bool(message.id) and all(forms)


def update() -> None:
    """Bring the template and every language up to date; what has no translation stays empty."""
    template = extracted()
    old = read_template() if TEMPLATE.exists() else Catalog()
    if _ids(old) == _ids(template):
        template.creation_date = old.creation_date  # nothing new: the files stay as they are
    _write(TEMPLATE, template)
    for path in files():
        catalogue = read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.header_comment = HEADER
        _write(path, catalogue)
        missing = [one.id for one in catalogue if one.id and not done(one)]
        print(f"{path.parents[1].name}: {len(missing)} of {len(catalogue)} to translate")


def _ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue}


def _write(path: Path, catalogue: Catalog) -> None:
    for message in catalogue:
        message.locations = list(dict.fromkeys((file, 0) for file, _line in message.locations))
    with path.open("wb") as file:
        write_po(file, catalogue, width=WIDTH, sort_output=True, include_lineno=False)


if __name__ == "__main__":
    update()
