"""Files of every kind, encoding and shape come to the same names; broken ones to a sentence."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from makemore import errors
from makemore.corpus import read_corpus
from makemore.reading import WHOLE_LINES, Options, container, grid, open_list, table
from makemore.reading.columns import whole_number
from tests.reading.packing import names_of, zipped

NAMES = ["Emma", "Olivia", "Zoë", "María José", "Ana", "Łucja", "Anne-Marie", "O'Neil"]
TEXT = "".join(f"{name}\n" for name in NAMES)


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def ods(rows: list[list[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string"><text:p>'
            f"{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{urn}:office:1.0" '
        f'xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="A">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def separated(rows: list[list[object]], separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue().encode()


def parquet(columns: dict[str, list[object]]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


COUNTED = [[name, "F", 1000 - at] for at, name in enumerate(NAMES)]
TITLED = [["year", "name", "sex"], *([1880, name, "F"] for name in NAMES)]
FILES = {
    "text": (TEXT.encode(), "text"),
    "text with a mark": (b"\xef\xbb\xbf" + TEXT.encode(), "text"),
    "csv": (separated(COUNTED), "CSV"),
    "csv with titles": (separated(TITLED), "CSV"),
    "tab": (separated(TITLED, "\t"), "CSV"),
    "semicolon": (separated(TITLED, ";"), "CSV"),
    "xlsx": (workbook(TITLED), "Excel"),
    "xlsx without titles": (workbook(COUNTED), "Excel"),
    "ods": (ods([[str(cell) for cell in row] for row in TITLED]), "Excel"),
    "json list": (json.dumps(NAMES).encode(), "JSON"),
    "json objects": (json.dumps([{"id": 1, "name": n} for n in NAMES]).encode(), "JSON"),
    "json columns": (json.dumps({"id": [1] * 8, "x": NAMES}).encode(), "JSON"),
    "json counts": (json.dumps(dict.fromkeys(NAMES, 5)).encode(), "JSON"),
    "json lines": ("\n".join(json.dumps({"n": n}) for n in NAMES).encode(), "JSON"),
    "parquet": (parquet({"id": list(range(8)), "name": NAMES, "sex": ["F"] * 8}), "parquet"),
    "gzip": (gzip.compress(TEXT.encode()), "text"),
    "zip": (zipped({"__MACOSX/x": "no" * 99, "a/n.txt": TEXT, "README.pdf": "%" * 999}), "text"),
    "xlsx in a zip": (zipped({"names.xlsx": workbook(TITLED)}), "Excel"),
    "csv in gzip": (gzip.compress(separated(COUNTED)), "CSV"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_holds_the_same_names(name):
    data, kind = FILES[name]
    opened = open_list(data)
    assert names_of(opened) == NAMES
    assert opened.kind == kind


def test_the_columns_are_offered_and_one_can_be_chosen():
    opened = open_list(separated(TITLED))
    assert [column.title for column in opened.columns] == ["year", "name", "sex"]
    assert opened.columns[1].examples == ("Emma", "Olivia", "Zoë")
    assert opened.column == 1
    assert opened.offers_choice
    assert open_list(separated(TITLED), options=Options(column=2)).text == b"F\n" * 8
    whole = open_list(separated(TITLED), options=Options(column=WHOLE_LINES))
    assert names_of(whole)[:2] == ["year,name,sex", "1880,Emma,F"]
    assert len(whole.columns) == 3  # there is a way back


def test_a_title_decides_between_columns_that_are_much_alike():
    assert open_list(b"pet,name\nRex,Emma\nFido,Olivia\nBello,Ava\n").text.startswith(b"Emma\n")
    assert open_list(b"pet,dog\nRex,1\nFido,2\nBello,3\n").column == 0


@pytest.mark.parametrize(
    "data",
    [
        b"Emma,F,18770\nAva,F,2\nMia,F,1\n",
        b'name,sex,births\nEmma,F,"18,770"\nAva,F,2\nMia,F,1\n',
        b'[{"n": "Emma", "x": "F", "c": 18770}, {"n": "Ava", "c": 2}, {"n": "Mia", "c": 1}]',
        parquet({"n": ["Emma", "Ava", "Mia"], "x": ["F"] * 3, "c": [18770, 2, 1]}),
        workbook([["Emma", "F", 18770], ["Ava", "F", 2], ["Mia", "F", 1]]),
    ],
    ids=["csv", "titled csv", "json", "parquet", "xlsx"],
)
def test_a_column_of_counts_is_offered_and_can_be_chosen(data):
    opened = open_list(data)
    assert (opened.countable, opened.counts) == ((2,), None)
    assert names_of(opened) == ["Emma", "Ava", "Mia"]  # each once, unless one says otherwise
    counted = open_list(data, options=Options(counts=2))
    assert counted.text == b"Emma\t18770\nAva\t2\nMia\t1\n"
    assert counted.counts == 2
    assert open_list(data, options=Options(counts=1)).counts is None  # no numbers there


def test_a_cell_without_a_whole_number_counts_as_none():
    rows = "".join(f"{name},F,5\n" for name in NAMES) * 2 + '"Two\nlines",F,\n\nZed,F,1.5\n'
    counted = open_list(rows.encode(), options=Options(counts=2))
    assert counted.text.endswith(b"Two lines\t0\nZed\t0\n\n")


@pytest.mark.parametrize(
    ("cell", "number"),
    [("18,770", 18770), (" 7 ", 7), ("12.0", 12), ("1.234.567", 1234567), ("1 000", 1000)]
    + [(cell, None) for cell in ("", "x", "1.5", "-3", "1e5", "12,34", "٣", "1" * 13)],
)
def test_whole_numbers_as_spreadsheets_write_them(cell, number):
    assert whole_number(cell) == number


@pytest.mark.parametrize(
    "text",
    [
        "Emma\nOlivia\nSmith, John\nAva\n",  # a comma here and there
        "a|b\n",  # one line is no table
        "[$x$](a)\n=cmd()\n",  # a bracket is not yet JSON
        '{"\n}\n',
    ],
)
def test_a_list_of_lines_stays_a_list(text):
    opened = open_list(text.encode())
    assert opened.text == text.encode()
    assert opened.kind == "text"
    assert not opened.offers_choice


SENTENCES = {
    "utf-16": "Zoë\nŁucja\n王\n" * 5,
    "utf-16-le": "Zoe\nAnna\nMaria\n" * 5,
    "utf-16-be": "Zoe\nAnna\nMaria\n" * 5,
    "cp1252": "Zoë\nMaría\nFrançois\nJürgen\nBjörn\nAndré\nIñigo\nO’Neil\n" * 6,
    "latin-1": "Zoë\nMaría\nFrançois\nJürgen\nBjörn\nAndré\nIñigo\n" * 6,
    "gb18030": "北京\n上海\n广州\n深圳\n成都\n杭州\n武汉\n西安\n重庆\n南京\n天津\n苏州\n" * 6,
    "big5": "臺北市\n高雄市\n臺中市\n臺南市\n新竹縣\n花蓮縣\n屏東縣\n宜蘭縣\n" * 6,
    "shift_jis": "さくら\nひろし\n東京\n大阪\nヨコハマ\nかおり\nたけし\nみさき\n" * 6,
    "koi8-r": "Анна\nМария\nИван\nСергей\nОльга\nЕкатерина\nДмитрий\nНаталья\n" * 6,
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_an_encoding_is_guessed_and_can_be_overruled(encoding):
    text = SENTENCES[encoding]
    data = text.encode(encoding)
    opened = open_list(data)
    assert opened.text.decode() == text
    assert opened.offers_choice
    assert open_list(data, options=Options(encoding=encoding)).text.decode() == text
    assert open_list(data, options=Options(encoding="koi8-r")).encoding == "koi8-r"


@pytest.mark.parametrize("name", ["Zoë", "André", "Iñigo"])
def test_one_accented_name_is_western(name):
    assert open_list(f"{name}\n".encode("latin-1")).text.decode() == f"{name}\n"


@pytest.mark.parametrize("encoding", sorted(set(SENTENCES) - {"utf-16-le", "utf-16-be"}))
@pytest.mark.parametrize("end", ["\n", "\r"])
def test_an_encoding_is_guessed_from_lines_far_down_and_of_old_line_ends(encoding, end):
    text = ("Emma\nOlivia\n" * 7000 + SENTENCES[encoding] + "\n").replace("\n", end)
    assert open_list(text.encode(encoding)).text.decode() == text.replace("\r", "\n")


@pytest.mark.parametrize("options", [Options(), Options(encoding="utf-8")])
@pytest.mark.parametrize("text", ["Zoë\nMaría\n", "王伟\n李娜\n", "Анна\nМария\n"])
def test_damaged_utf_8_is_still_utf_8_and_shows_what_is_missing(text, options):
    opened = open_list((text * 30).encode() + b"\xff\xfe!\n" + text.encode()[:-2], options=options)
    assert opened.encoding == "utf-8"
    assert opened.text.decode().startswith(text * 30 + "\ufffd\ufffd!\n")


@pytest.mark.parametrize(("good", "is_utf_8"), [(20, True), (19, False), (1, False)])
def test_text_of_which_much_is_damaged_is_no_utf_8(good, is_utf_8):
    data = ("é" * good).encode() + b"\xff\n"
    options = Options(encoding="utf-8")
    if is_utf_8:
        assert open_list(data, options=options).text.decode() == "é" * good + "\ufffd\n"
        return
    with pytest.raises(errors.UnreadableEncodingError, match="utf-8"):
        open_list(data, options=options)
    assert open_list(data).encoding != "utf-8"


def test_all_members_of_a_gzip_count():
    data = gzip.compress(b"Emma\n") + gzip.compress(b"Ava\n") + bytes(512)
    assert open_list(data).text == b"Emma\nAva\n"


def test_one_line_that_is_none_leaves_a_table_a_table():
    rows = [f"Name{chr(97 + place)},{place}" for place in range(26)]
    opened = open_list("\n".join([*rows, "oops"]).encode())
    assert (opened.kind, len(opened.columns), opened.column) == ("CSV", 2, 0)
    assert open_list("\n".join([*rows[:9], "oops"]).encode()).kind == "CSV"
    assert open_list("\n".join([*rows[:9], *["oops"] * 12]).encode()).kind == "text"


def test_another_encoding_that_cannot_be_is_refused():
    with pytest.raises(errors.UnreadableEncodingError, match="utf-8"):
        open_list("Zoë".encode("latin-1"), options=Options(encoding="utf-8"))


def test_a_picture_is_no_list():
    with pytest.raises(errors.NoListError, match="PNG"):
        open_list(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("numbers only", separated([[1, 2], [3, 4]]), errors.NoNameColumnError),
        ("no text column", parquet({"a": [1, 2]}), errors.NoNameColumnError),
        ("empty workbook", workbook([]), errors.NoNameColumnError),
        ("half a workbook", workbook(TITLED)[:3000], errors.BrokenFileError),
        ("half a parquet", FILES["parquet"][0][:200], errors.BrokenFileError),
        ("half a gzip", gzip.compress(TEXT.encode())[:-9], errors.BrokenFileError),
        ("an empty zip", zipped({}), errors.MakemoreError),
        ("a folder in a zip", zipped({"a/": ""}), errors.BrokenFileError),
        ("x.json", b"[1, 2", errors.BrokenFileError),
        ("deep.json", b"[" * 200_000, errors.BrokenFileError),
        ("encrypted", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
         errors.PasswordProtectedError),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes may hold the time of day
)  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(name, data, error):
    with pytest.raises(error):
        read_corpus(open_list(data, name).text)


def test_a_member_with_a_password_is_named_so():
    data = bytearray(zipped({"a.txt": TEXT}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.find(mark) + (6 if mark.endswith(b"\x04") else 8)
        data[at] |= 1
    with pytest.raises(errors.PasswordProtectedError):
        open_list(bytes(data))


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"a.txt": data})])
def test_a_bomb_is_not_unpacked(monkeypatch, pack):
    monkeypatch.setattr(container, "LARGEST", 1 << 20)
    with pytest.raises(errors.TooLargeUnpackedError):
        open_list(pack(b"a" * (2 << 20)))


HALF = b"a" * (600 << 10)  # of the room that the tests below leave, more than half


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(HALF) + gzip.compress(HALF),
        zipped({"xl/workbook.xml": HALF, "xl/other.xml": HALF}),
    ],
    ids=["gzip", "workbook"],
)
def test_members_share_the_room(monkeypatch, data):
    monkeypatch.setattr(container, "LARGEST", 1 << 20)
    with pytest.raises(errors.TooLargeUnpackedError):
        open_list(data)


def test_a_parquet_file_of_which_a_few_bytes_stand_for_many_rows_is_refused(monkeypatch):
    data = parquet({"name": ["Emma"] * 100_000})
    assert len(data) < 10_000
    monkeypatch.setattr(table, "LARGEST", 100_000)
    with pytest.raises(errors.TooLargeUnpackedError):
        read_corpus(open_list(data).text)


@pytest.mark.parametrize(
    "data",
    [
        b"Emma,1\n" * 400,
        b"# a remark\n" + b"Emma\n" * 600,
        b"<html><table>" + b"<tr><td colspan=900>Emma<tr><td>Ava" * 2 + b"</table>",
        b"<html><ul>" + b"<li><p>Emma</p></li>" * 600,
        json.dumps([{f"k{at}": "Emma"} for at in range(40)]).encode(),
        json.dumps({f"k{at}": {str(at): "Emma"} for at in range(40)}).encode(),
        json.dumps([["Emma", "Ava"]] * 400).encode(),
        json.dumps({f"k{at}": [["Emma"]] * 40 for at in range(10)}).encode(),
        json.dumps({"columns": ["name"], "data": [["Emma"]] * 600}).encode(),
        json.dumps({"a": ["Emma"] * 150, "b": ["Ava"] * 150}).encode(),
        json.dumps({f"Emma{at}": at for at in range(400)}).encode(),
        parquet({"name": ["Emma"] * 900}),
        parquet({"name": ["Emma"] * 90, **{str(at): [1] * 90 for at in range(10)}}),
    ],
    ids=lambda data: data[:12].decode(errors="replace"),
)
def test_only_so_many_cells_are_held(monkeypatch, data):
    read_corpus(open_list(data).text)
    monkeypatch.setattr(grid, "MOST_CELLS", 1000)
    with pytest.raises(errors.BrokenFileError, match="too large"):
        open_list(data)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_damaged_letters_in_a_parquet_file_show_what_is_missing(kind):
    cells = pa.array([b"Emma", b"Zo\xeb", b"Ava"])
    names = pa.Array.from_buffers(pa.string(), 3, cells.buffers()).cast(kind)
    opened = open_list(parquet({"name": names}))
    assert opened.text.decode().split() == ["Emma", "Zo\ufffd", "Ava"]


def test_a_parquet_file_with_a_damaged_title_is_broken():
    with pytest.raises(errors.BrokenFileError, match="parquet"):
        open_list(FILES["parquet"][0].replace(b"name", b"n\xffme"))


def test_a_workbook_that_claims_billions_of_cells_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "Emma"
    book.active.cell(row=1_048_576, column=16_384, value="Ava")
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(errors.BrokenFileError):
        open_list(file.getvalue())


def test_a_million_columns_and_a_line_of_megabytes_end_in_a_list_or_a_sentence():
    wide = (",".join(["a"] * 100_000) + "\n") * 3
    ends_well(wide.encode(), "w.csv")
    ends_well(b"a" * (20 << 20), "l.txt")
    ends_well(b'"' * 10**6, "q.csv")


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["", "a.csv", "a.json", "a.xlsx", "a.txt.gz"]))
@example(b"\xff\xfe", "")
@example(b"\xff\xfe\0\0", "")
@example(b"\xff\xfea", "")
@example(b"PK\x03\x04", "")
def test_any_bytes_end_in_a_list_or_a_sentence(data, file):
    ends_well(data, file)


def ends_well(data: bytes, file: str) -> None:
    """Fail where reading raises anything but a sentence."""
    with contextlib.suppress(errors.MakemoreError):
        read_corpus(open_list(data, file).text)
