"""Tables as CSV: what goes in comes out, and no cell is a formula."""

import csv
import io
import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from makemore.export import csv_bytes, matrix_csv

STARTS = ("=", "+", "-", "@", "\t", "\r")  # what makes a spreadsheet read a formula


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_file_is_utf8_with_its_mark_and_lines_of_cells():
    data = csv_bytes({"name": ["zoë", "王, 芳"], "count": [1, 2.5]})
    assert data == '\ufeffname,count\r\nzoë,1\r\n"王, 芳",2.5\r\n'.encode()


@pytest.mark.parametrize("start", [*STARTS, "\n", "＝", "＋", "－", "＠"])
def test_text_that_begins_like_a_formula_is_guarded_in_cells_and_titles(start):
    assert read(csv_bytes({f"{start}t": [f"{start}1+1"]})) == [[f"'{start}t"], [f"'{start}1+1"]]


def test_numbers_are_not_guarded_and_what_is_no_number_is_a_word():
    rows = read(csv_bytes({"n": [-1, -0.5, math.inf, -math.inf, math.nan, None]}))
    assert [row[0] if row else "" for row in rows[1:]] == [
        "-1", "-0.5", "infinite", "minus infinite", "", "",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1), st.text(min_size=1))
@example([("=cmd()|' /C calc'!A0", '"x",=1')], "@")
@example([("\r=1", "a\n=1")], "\t")
def test_no_cell_is_a_formula_and_every_text_comes_back(pairs, title):
    rows = read(csv_bytes({title: [a for a, _ in pairs], "second" + title: [b for _, b in pairs]}))
    assert len(rows) == len(pairs) + 1
    for row, (first, second) in zip(rows[1:], pairs, strict=True):
        assert not any(cell.startswith(STARTS) for cell in row)
        assert [first, second] in ([row[0], row[1]], [row[0][1:], row[1]],
                                   [row[0], row[1][1:]], [row[0][1:], row[1][1:]])  # fmt: skip
    assert not any(cell.startswith(STARTS) for cell in rows[0])


@pytest.mark.parametrize("text", ["a=b", "'=a", " =a", "o'neill", "é-a"])
def test_other_text_stays_as_it_is(text):
    assert read(csv_bytes({"name": [text]}))[1] == [text]


def test_columns_of_other_lengths_are_refused():
    with pytest.raises(ValueError, match="shorter"):
        csv_bytes({"a": [1, 2], "b": [1]})


def test_a_table_has_its_labels_on_two_sides():
    rows = read(matrix_csv(np.array([[0, 1], [2, 3]]), (".", "=")))
    assert rows == [["", ".", "'="], [".", "0", "1"], ["'=", "2", "3"]]
