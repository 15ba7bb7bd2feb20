"""Of a workbook the likeliest sheet is read, and of it the table; the rest is named and offered."""

from __future__ import annotations

import io

import openpyxl
import pytest

from makemore.errors import NoNameColumnError, NoSuchPartError
from makemore.reading import ALL, Opened, Options, open_list
from makemore.reading.grid import HEAD
from tests.reading.packing import names_of

NAMES = [a + b for a in ("Ada", "Bea", "Cleo", "Dora", "Edda") for b in ("", "lin", "ra", "na")]
MEN = [f"{name}us" for name in NAMES]
Rows = list[list[object]]
COUNTED: Rows = [[name, 500 - at] for at, name in enumerate(NAMES)]
RANKED: Rows = [["Rank", "Name", "Count"], *([at, *row] for at, row in enumerate(COUNTED, 1))]
TITLE = "Table 1: the names that parents liked the most, made up"


def workbook(sheets: dict[str, Rows], hidden: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.remove(book.worksheets[0])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def said(opened: Opened) -> str:
    return " ".join(one.text for one in opened.left)


SHEETS: dict[str, Rows] = {
    "plain": [[name] for name in NAMES],
    "titled": RANKED,
    "a sentence above": [[TITLE], [], *RANKED],
    "two sentences above": [[TITLE], ["Cells with [x] are empty"], [], *RANKED],
    "a source below": [*RANKED, [], ["Source: made up"], ["* all of them"]],
    "a footnote right below": [*RANKED, ["Source: made up for this test"]],
    "a sum below": [*RANKED, [None, "Total", 9876]],
    "a sum apart": [*RANKED, [], ["", "Total", 9876], [TITLE]],
    "titles on each page": [*RANKED[:9], RANKED[0], *RANKED[9:]],
    "titles far above": [[TITLE], *[[]] * 5, *RANKED],
    "a column to the left is empty": [[None, *row] for row in RANKED],
    "a heading in the middle": [["", "Girls", ""], *RANKED],
    "a heading over one column": [["", "", "Births", ""], *([*row, 7] for row in RANKED)],
    "parts with a line between": [*RANKED[:9], [], [f"{TITLE}, second part"], [], *RANKED[9:]],
    "rows that are blank": [row for one in RANKED for row in (one, [])],
    "a name without a count": [*COUNTED[:9], [NAMES[9]], *COUNTED[10:]],
}


LEFT = {
    "a sentence above": 1, "two sentences above": 2, "a source below": 2, "a sum below": 1,
    "a footnote right below": 1, "a sum apart": 2, "titles on each page": 1, "titles far above": 1,
    "a heading over one column": 1, "a heading in the middle": 1, "parts with a line between": 1,
}  # fmt: skip


@pytest.mark.parametrize("kind", SHEETS)
def test_the_table_of_a_sheet_is_read_without_what_stands_around_it(kind):
    opened = open_list(workbook({"A": SHEETS[kind]}))
    assert names_of(opened) == NAMES
    left = f"Lines around the table that were left out: {LEFT.get(kind)}, such as"
    assert (left in said(opened)) is (kind in LEFT)
    assert bool(opened.left) is (kind in LEFT)


@pytest.mark.parametrize("kind", SHEETS)
def test_a_long_sheet_is_read_as_a_short_one(kind):
    at = next(at for at, one in enumerate(SHEETS[kind]) if "Ada" in one)
    more = [f"Zed{chr(97 + one // 26)}{chr(97 + one % 26)}" for one in range(650)] * 2
    rows = [[name if cell == "Ada" else cell for cell in SHEETS[kind][at]] for name in more]
    longer = [*SHEETS[kind][: at + 1], *rows, *SHEETS[kind][at + 1 :]]
    opened = open_list(workbook({"A": longer}))
    assert len(longer) > HEAD
    assert names_of(opened) == [NAMES[0], *more, *NAMES[1:]]
    assert (f"left out: {LEFT.get(kind)}, such as" in said(opened)) is (kind in LEFT)


def test_what_stands_over_the_titles_tells_two_columns_apart():
    rows: Rows = [
        ["", "Male", "", "", "Female", ""],
        ["Place", "Given name", "Count"] * 2,
        *([at, man, 9, at, name, 8] for at, (man, name) in enumerate(zip(MEN, NAMES, strict=True))),
    ]
    opened = open_list(workbook({"A": rows}))
    assert names_of(opened) == MEN
    assert [one.title for one in opened.columns][1::3] == ["Male: Given name", "Female: Given name"]
    assert names_of(
        open_list(workbook({"A": rows}), options=Options(column="Female: Given name"))
    ) == (NAMES)


def test_two_lists_side_by_side_are_two_columns():
    rows: Rows = [
        ["Girls", None, "Boys"],
        *([one, None, man] for one, man in zip(NAMES, MEN[:9] + [None] * 11, strict=True)),
    ]
    opened = open_list(workbook({"A": rows}))
    assert set(names_of(opened)) >= set(NAMES)
    assert set(names_of(open_list(workbook({"A": rows}), options=Options(column=2)))) >= set(
        MEN[:9]
    )


CONTENTS: Rows = [["Births"], ["This workbook has two sheets"], ["Table 1", "Top names for girls"]]


def test_the_likeliest_sheet_is_read_and_the_others_are_offered():
    data = workbook({"Contents": CONTENTS, "Notes": [["x"]], "Table_1": [[TITLE], [], *RANKED]})
    opened = open_list(data)
    assert names_of(opened) == NAMES
    assert opened.guesses["sheet"].best == "Table_1"
    assert opened.guesses["sheet"].others == ("Contents", "Notes", ALL)
    assert "Not read: Contents, Notes." in said(opened)
    assert "Births" in open_list(data, options=Options(sheet="Contents")).text.decode()
    with pytest.raises(NoSuchPartError, match="no Table_9"):
        open_list(data, options=Options(sheet="Table_9"))


def test_two_sheets_with_as_many_names_are_a_question():
    opened = open_list(
        workbook({"Girls": RANKED, "Boys": [["n", "Name"], *([1, one] for one in MEN)]})
    )
    assert not opened.guesses["sheet"].sure
    assert "Not read: Boys." in said(opened)


def test_one_sheet_a_year_is_one_list():
    years = {str(year): RANKED for year in (1999, 2000, 2001)}
    opened = open_list(workbook({"About": CONTENTS, **years}))
    assert (opened.guesses["sheet"].best, names_of(opened)) == (ALL, NAMES * 3)
    counted = open_list(workbook(years), options=Options(counts="Count"))
    assert counted.text.count(b"Ada\t500\n") == 3
    assert names_of(open_list(workbook(years), options=Options(sheet="2"))) == NAMES


@pytest.mark.parametrize("first", [[], [[None]], CONTENTS])
def test_an_empty_or_a_hidden_first_sheet_is_not_the_list(first):
    assert names_of(open_list(workbook({"A": first, "B": RANKED}))) == NAMES
    assert (
        names_of(
            open_list(workbook({"H": [["Name"], *([one] for one in MEN * 9)], "B": RANKED}, ("H",)))
        )
        == NAMES
    )


def test_a_hidden_sheet_is_offered_and_read_where_it_is_the_only_one_with_names():
    data = workbook({"B": [[1, 2], [3, 4]], "H": RANKED}, hidden=("H",))
    assert names_of(open_list(data, options=Options(sheet="H"))) == NAMES
    with pytest.raises(NoNameColumnError):
        open_list(workbook({"B": [[1, 2], [3, 4]]}))


def test_how_many_rows_stand_above_can_be_chosen():
    rows: Rows = [["Ada", 1], ["Bea", 2], *COUNTED]
    assert names_of(open_list(workbook({"A": rows}), options=Options(header=2))) == NAMES
    untitled = open_list(workbook({"A": RANKED}), options=Options(header=0))
    assert untitled.text.startswith(b"Name\nAda\n")


def test_counts_come_with_their_names_from_a_large_sheet():
    many: Rows = [
        ["Rank", "Name", "Count"],
        *([at, f"N{'abcdefgh'[at % 8]}x", at] for at in range(3000)),
    ]
    opened = open_list(workbook({"A": many}), options=Options(counts="Count"))
    assert opened.text.endswith(b"Nhx\t2999\n")
    assert opened.text.count(b"\n") == 3000


@pytest.mark.parametrize("size", [2, 1500])
@pytest.mark.parametrize("kinds", [["All"], ["F", "M", "All"]])
def test_a_kind_called_all_is_no_sum(kinds, size):
    rows: Rows = [[kind, f"N{chr(97 + at % 26)}x"] for at in range(size) for kind in kinds]
    opened = open_list(workbook({"A": [["Kind", "Name"], *rows]}))
    assert names_of(opened) == [row[1] for row in rows]
    opened = open_list(workbook({"A": [["Kind", "Name"], *rows, ["All", 9]]}))
    assert names_of(opened) == [row[1] for row in rows]


SUMS: list[Rows] = [[["", "Total", 9]], [[], ["", "Total", 9]], [["", "Sum", 9], [], []]]


@pytest.mark.parametrize("end", SUMS)
def test_only_the_sum_below_a_large_sheet_is_left_out(end):
    many: Rows = [["Rank", "Name", "Count"]]
    many += [[at, f"N{chr(97 + at % 26)}", 1] for at in range(1500)]
    opened = open_list(workbook({"A": [*many, *end]}))
    assert names_of(opened) == [row[1] for row in many[1:]]
    assert "left out: 1, such as “Total 9”" in said(opened).replace("Sum", "Total")
