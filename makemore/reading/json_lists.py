"""JSON -> the lists that it holds, each a table with the path at which it stands.

    {"info": "x", "names": ["Ada", "Bea"]}                 -> names
    {"7": {"name": "Ada"}, "9": {"name": "Bea"}}           -> the objects, one a row
    {"girls": ["Ada"], "boys": ["Bob", "Cy"]}              -> girls, boys, and * for both
    {"Ada": 3, "Bea": 5}                                   -> names beside their counts

A key is a cell of the last column, so that it is a name only where nothing else can be one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from makemore.errors import BrokenFileError
from makemore.reading.grid import MOST_COLUMNS, Bound, Table
from makemore.reading.options import ALL

LARGEST_JSON = 64 << 20  # characters
MOST_LISTS = 200  # that are looked at
_MANY = 100  # brackets and commas that no list of names has
_DEEPEST = 8  # objects within objects
_FLAT = 3  # of them become columns of one row
KEY = "key"  # the title of the column of keys
_PIECE = re.compile(r'"[^"\n]*"\s*[,:\]}]')
_MARK = re.compile(r'[\[\]{},:"]')
Lists = Mapping[str, Table]


def json_lists(text: str, *, surely: bool = False) -> Lists | None:
    """Return the lists of JSON or JSON lines by their paths; None for what is no JSON.

    A name may begin with a bracket: what is no JSON is refused only where it `surely` is JSON, by
    the name of its file or because it is written like it. Raises BrokenFileError.
    """
    begin = text.lstrip("\ufeff \t\r\n")[:1]
    content = None
    if begin in ("[", "{", '"') and len(text) <= LARGEST_JSON:
        content = _json(text)
        if content is None:
            content = _json_lines(text)
    if content is None:
        if surely or _is_like_json(text):
            raise BrokenFileError("JSON")
        return None
    return dict(islice(_lists(content, _DEEPEST, Bound("JSON")).items(), MOST_LISTS))


def _is_like_json(text: str) -> bool:
    """Tell whether a text that cannot be read as JSON is written like it."""
    text = text.strip()
    if text[:1] not in ("[", "{") or text[-1:] not in ("]", "}"):
        return False
    head = text[:5000]
    marks = len(_MARK.findall(head))
    return len(_PIECE.findall(head)) > 2 or (marks > _MANY and 2 * marks > len(head))


def _json(text: str) -> object:
    try:
        return json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None


def _json_lines(text: str) -> list[object] | None:
    found = []
    for line in filter(str.strip, text.split("\n")):
        content = _json(line)
        if content is None:
            return None
        found.append(content)
    return found


def _lists(content: Any, depth: int, bound: Bound, *, plain: bool = True) -> dict[str, Table]:
    """Return each list in some content by its path from there, the outer ones first.

    An object of plain values is one only where it is not within a record (`plain`).
    """
    if isinstance(content, list):
        return _of_list(content, depth, bound)
    if not isinstance(content, Mapping):
        return {}
    columns, data = content.get("columns"), content.get("data")
    if isinstance(columns, list) and isinstance(data, list):  # pandas' orient "split"
        return {"": Table([_row(columns), *bound.rows(map(_row, data))], titled=True)}
    values = list(content.values())
    found: dict[str, Table] = {}
    if len(values) > 1 and all(isinstance(one, Mapping) for one in values):
        found = _by_key(content, bound)
    elif plain and len(values) > 1 and not any(isinstance(one, (list, Mapping)) for one in values):
        rows = bound.rows([_cell(one), key] for key, one in content.items())
        found[""] = Table(list(rows), titled=False)
    elif _are_columns(content):
        titles = list(content)[:MOST_COLUMNS]
        columns = ([_cell(one) for one in content[title]] for title in titles)
        rows = bound.rows(map(list, zip(*columns, strict=True)))
        found[""] = Table([titles, *rows], titled=True)
    plain = plain and not found
    if not depth:
        return found
    return found | _within(content, depth, bound, alone=not found, plain=plain)


def _of_list(content: list[Any], depth: int, bound: Bound) -> dict[str, Table]:
    if not content or _are_numbers(content):
        return {}
    if all(isinstance(one, Mapping) for one in content):
        table = _of_objects([_flat(one) for one in content], bound)
        found = {"": table} if table.rows[0] else {}
        if len(content) == 1:  # an object in a list by itself
            return _lists(content[0], depth - 1, bound) | found if depth else found
        below = {str(place): one for place, one in enumerate(content)}
        return found | (_within(below, depth, bound, alone=False, plain=False) if depth else {})
    rows = bound.rows(_row(one) for one in content if not isinstance(one, Mapping))
    alone = not any(isinstance(one, list) for one in content)
    return {"": Table(list(rows), titled=False if alone else None)}


def _within(
    content: Mapping[str, Any], depth: int, bound: Bound, *, alone: bool, plain: bool
) -> dict[str, Table]:
    """Return the lists below each key, and those that are alike one after the other, as "*"."""
    inner = {key: one for key, one in content.items() if not _is_plain(one)}
    below = {key: _lists(one, depth - 1, bound, plain=plain) for key, one in inner.items()}
    together: dict[str, list[tuple[str, Table]]] = {}
    for key, lists in below.items():
        for path, table in lists.items() if alone else _deeper(lists):
            together.setdefault(path, []).append((key, table))
    found = {
        _joined(ALL, path): joined
        for path, tables in together.items()
        if (joined := _one_after_the_other(tables, bound)) is not None
    }
    if alone:
        found |= {
            _joined(key, path): one for key, all_ in below.items() for path, one in all_.items()
        }
    return found


def _deeper(lists: Lists) -> Iterable[tuple[str, Table]]:
    """Return the lists within records; the records are rows already."""
    return ((path, table) for path, table in lists.items() if path)


def _one_after_the_other(tables: Sequence[tuple[str, Table]], bound: Bound) -> Table | None:
    """Return tables with the same titles as one, with their keys as a column; None for others."""
    first = tables[0][1]
    heads = {tuple(one.rows[0]) if one.titled else one.titled for key, one in tables}
    if len(tables) < 2 or len(heads) > 1:
        return None
    begin = 1 if first.titled else 0
    rows = list(bound.rows([*row, key] for key, one in tables for row in one.rows[begin:]))
    return Table([[*first.rows[0], KEY], *rows] if first.titled else rows, first.titled)


def _are_columns(content: Mapping[str, object]) -> bool:
    """Tell whether an object holds lists of the same length: the columns of a table."""
    lists = [one for one in content.values() if isinstance(one, list)]
    if len(lists) < max(2, len(content)) or len(set(map(len, lists))) > 1 or len(lists[0]) < 2:
        return False
    return not any(isinstance(one, (list, Mapping)) for all_ in lists for one in all_)


def _joined(key: str, path: str) -> str:
    return f"{key}.{path}" if path else key


def _by_key(content: Mapping[str, Any], bound: Bound) -> dict[str, Table]:
    """Return objects by their keys, one a row; pandas' orient "columns" is turned round."""
    inner = list(dict.fromkeys(key for one in content.values() for key in one))
    if inner and all(map(str.isdecimal, inner)) and not all(map(str.isdecimal, content)):
        titles = list(content)[:MOST_COLUMNS]
        cells = ([_cell(content[title].get(key)) for title in titles] for key in inner)
        return {"": Table([titles, *bound.rows(cells)], titled=True)}
    objects = [_flat(one) for one in content.values()]
    if not any(objects) and any(content.values()):  # nothing but lists in them
        return {}
    keyed = [{**one, KEY: key} for one, key in zip(objects, content, strict=True)]
    return {"": _of_objects(keyed, bound)}


def _of_objects(objects: Sequence[Mapping[str, str]], bound: Bound) -> Table:
    titles = list(dict.fromkeys(title for one in objects for title in one))
    titles = sorted(titles, key=lambda title: title == KEY)[:MOST_COLUMNS]
    short = [title.rsplit(".", 1)[-1] for title in titles]
    shown = [
        one if short.count(one) == 1 else long for one, long in zip(short, titles, strict=True)
    ]
    rows = bound.rows([one.get(title, "") for title in titles] for one in objects)
    return Table([shown, *rows], titled=True)


def _flat(content: Mapping[str, object], path: str = "", depth: int = _FLAT) -> dict[str, str]:
    """Return the plain values of an object, and of objects in it, by their paths."""
    found: dict[str, str] = {}
    for key, value in content.items():
        if isinstance(value, Mapping):
            if depth:
                found |= _flat(value, f"{path}{key}.", depth - 1)
        elif not isinstance(value, list):
            found[f"{path}{key}"] = _cell(value)
    return found


def _row(one: object) -> list[str]:
    if isinstance(one, list):
        return [_cell(cell) for cell in islice(one, MOST_COLUMNS)]
    return [_cell(one)]


def _is_plain(value: object) -> bool:
    return not isinstance(value, (list, Mapping))


def _are_numbers(content: list[Any]) -> bool:
    """Tell whether a list begins with a number, such as the coordinates of a place."""
    first = content[0]
    return isinstance(first, (int, float)) or (
        isinstance(first, list) and bool(first) and isinstance(first[0], float)
    )


def _cell(value: object) -> str:
    """Return a value as the text of a cell; what is no text and no number is empty."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    try:
        return str(value)
    except ValueError:  # a whole number of more digits than Python writes
        return ""
