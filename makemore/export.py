"""Tables -> CSV bytes that are safe to open in a spreadsheet.

A spreadsheet runs a cell that begins like a formula, and a name may begin so. Such text gets an
apostrophe in front, as OWASP advises (owasp.org/www-community/attacks/CSV_Injection). The mark at
the start of the file (BOM) tells spreadsheets that it is UTF-8.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

import numpy as np

# The wide forms are formulas too where a spreadsheet speaks Chinese or Japanese.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_bytes(columns: Mapping[str, Sequence[object]]) -> bytes:
    """Return columns of equal length, with their titles, as a CSV file; raises ValueError.

    >>> csv_bytes({"name": ["=1+1"]}).decode("utf-8-sig").split()
    ['name', "'=1+1"]
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(title) for title in columns])
    writer.writerows(map(safe_cell, row) for row in zip(*columns.values(), strict=True))
    return text.getvalue().encode("utf-8-sig")


def matrix_csv(values: np.ndarray, labels: Sequence[str]) -> bytes:
    """Return a table (V, V) as a CSV file, its rows and columns named by labels (V,).

    >>> matrix_csv(np.array([[0, 2], [1, 0]]), [".", "a"]).decode("utf-8-sig").split()
    [',.,a', '.,0,2', 'a,1,0']
    """
    columns = dict(zip(labels, values.T.tolist(), strict=True))
    return csv_bytes({"": labels, **columns})  # no character is empty


def safe_cell(value: object) -> object:
    """Return a value as a cell: text guarded, numbers as they are, None empty.

    >>> safe_cell("=1+1"), safe_cell(2.5)
    ("'=1+1", 2.5)
    """
    if isinstance(value, float) and not math.isfinite(value):
        return "" if math.isnan(value) else f"{'' if value > 0 else 'minus '}infinite"
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def write_rows(
    out: TextIO, kind: str, titles: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write rows as "csv", or as "json", one object a line; infinity, which JSON lacks, is null.

    >>> import sys
    >>> write_rows(sys.stdout, "json", ["name", "nll"], [["ava", math.inf]])
    {"name": "ava", "nll": null}
    """
    if kind == "json":
        for row in rows:
            json.dump(dict(zip(titles, map(_json_cell, row), strict=True)), out, ensure_ascii=False)
            out.write("\n")
    else:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(titles)
        table.writerows(map(safe_cell, row) for row in rows)
    out.flush()


def _json_cell(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
