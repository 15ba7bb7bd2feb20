"""A large plain table is read quickly, any other as ever; the names are the same."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makemore.errors import MakemoreError
from makemore.reading import Opened, Options, open_list, reader
from makemore.reading.quick import quick_table

NAMES = ["Ada", "Zoë", "O'Neil", "Anne-Marie", "王伟", "Bo", "Łucja", "Ian  ", "von der Au"]
# A few more than a table is laid out by.
ROWS = [f"{NAMES[at % 9]},{'fm'[at % 2]},{at * 7}" for at in range(1040)]
ODD = [
    "", ",,", ",f,3", "Ada,f,", "Ada,f", "Ada,f,3,4", '"Smith, Jo",f,3', 'O"Neil,m,3', "Total,,99",
    "name,sex,n", "# a remark", "# a remark,,", "-- cut,,", "Source: made up,,", "Ada,f,1\r",
    "Ada,f,1\rBo,m,2", " ,, ", "* all of them,,", "Ada,f,3\x00", "Ada\x85,f,3", "Ada\u2028,f,3",
    "N" * 60 + ",,",
    "----", "|x|,f,1", "Ada,f,1_000", "Ada,f,٣", "Ada,f,007", "Ada,f,18.0", "Ada,f,x", "\t,f,3",
    "~{VP~},f,1", "Ada;f;3", "=1+1,f,3", "[1] A note,,", "A note that ends:,,",
]  # fmt: skip


def both(data: bytes, options: Options) -> tuple[Opened | str, Opened | str]:
    """Return how a table is read quickly, if it can be, and how it is read otherwise."""
    return read(data, options, 0), read(data, options, len(data) + 1)


def read(data: bytes, options: Options, large: int) -> Opened | str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "LARGE", large)
        try:
            return open_list(data, "a.csv", options)
        except MakemoreError as error:
            return str(error)


@pytest.mark.parametrize("title", ["", "name,sex,n\n", "\ufeffname,sex,n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("options", [Options(), Options(counts=2), Options(column=1)])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_plain_table_is_read_quickly_and_alike(title, end, options, separator):
    text = title + "\n".join([*ROWS, ""])
    data = text.replace("\n", end).replace(",", separator).encode()
    assert quick_table(data, options, surely=True) is not None
    quick, slow = both(data, options)
    assert quick == slow
    assert quick.text.count(b"\n") == len(ROWS)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("place", [0, 5, 1020, 1040])
def test_a_row_that_is_odd_changes_nothing_between_them(odd, place):
    rows = [*ROWS[:place], odd, *ROWS[place:]]
    plain, titled = "\n".join(rows), "name,sex,n\n" + "\n".join(rows) + "\n"
    for data in (plain, titled) if place < 9 else (titled,):  # far below, titles change nothing
        quick, slow = both(data.encode(), Options(counts=2))
        assert quick == slow


def quoted(row: str) -> str:
    return ",".join(f'"{cell}"' for cell in row.split(","))


@pytest.mark.parametrize(
    "title", ["", "name,sex,n\n", "\ufeffname,sex,n\n", '\ufeff"name","sex",n\n']
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("some", [1, 2])
def test_marks_around_whole_cells_are_read_quickly_and_alike(title, end, some):
    rows = [quoted(row) if at % some == 0 else row for at, row in enumerate(ROWS)]
    data = (title + "\n".join([*rows, '"Smith, Jo","f","3"', ""])).replace("\n", end).encode()
    assert quick_table(data, Options(), surely=True) is not None
    quick, slow = both(data, Options(counts=2))
    assert quick == slow
    assert quick.text.endswith(b"Smith, Jo\t3\n")


MARKED = [
    '"Bo,f,3', 'Bo",f,3', '"B"o,f,3', '"B""o","f","3"', '"B\no",f,3', '"Bo", "f",3', '"Bo\\"",f,3',
    '"","f","3"', '""', '","', '"Total",,"9"', '"Bo",f', "'Bo','f','3'",
]  # fmt: skip


@pytest.mark.parametrize("odd", MARKED)
@pytest.mark.parametrize("place", [5, 1020, 1040])
def test_odd_marks_change_nothing_between_them(odd, place):
    rows = [*map(quoted, ROWS[:place]), odd, *map(quoted, ROWS[place:])]
    quick, slow = both("\n".join(['"name","sex","n"', *rows, ""]).encode(), Options(counts=2))
    assert quick == slow


rows = st.one_of(st.sampled_from(ODD), st.text(max_size=8), st.sampled_from(ROWS))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 1040), rows), max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_any_rows_change_nothing_between_them(odd, end):
    lines = list(ROWS)
    for place, row in odd:
        lines.insert(place, row)
    quick, slow = both(end.join(lines).encode(), Options())
    assert quick == slow


def test_what_is_no_utf_8_or_asked_to_be_another_encoding_is_not_read_quickly():
    data = "\n".join(ROWS).encode()
    assert quick_table(data, Options(encoding="cp1252"), surely=True) is None
    assert quick_table(data + b"\nZo\xeb,f,3\n", Options(), surely=True) is None
    assert quick_table(data[:400], Options(), surely=True) is None  # too few rows to lay it out by
    quick, slow = both(data, Options(encoding="cp1252"))
    assert quick == slow
