"""A document gives its table or its list, or a sentence that names its kind; never its markup."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from makemore.corpus import read_corpus
from makemore.errors import BrokenFileError, MakemoreError, NoListError
from makemore.reading import WHOLE_LINES, Options, open_list
from tests.reading.packing import names_of, zipped

NAMES = ["Ada", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gwen", "Hanna"]
ROWS = "".join(f"<tr><td>{at}</td><td>{name}</td></tr>" for at, name in enumerate(NAMES))
PROSE = "<p>Many people wonder which names were liked the most in the year before the last.</p>"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
T = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def word(body: str) -> bytes:
    text = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<x/>", "word/document.xml": text})


def odt(body: str, kind: str = "text") -> bytes:
    text = (
        f"<office:document-content {T}><office:body>{body}</office:body></office:document-content>"
    )
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": text})


def word_table(rows: list[list[str]]) -> str:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    inner = ("".join(map(cell.format, row)) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in inner)}</w:tbl>"


COUNTED = [["Rank", "Name"], *([str(at), name] for at, name in enumerate(NAMES))]
PARAGRAPHS = "".join(f"<w:p><w:r><w:t>{name}</w:t></w:r></w:p>" for name in NAMES)
READ = {
    "html": f"<!doctype html><html><head><title>x</title></head><body><table>{ROWS}</table></body>",
    "html without a head": f"<table>{ROWS}</table>",
    "html with titles": f"<html><table><tr><th>n<th>Name</tr>{ROWS}</table></html>",
    "html with prose": f"<html><body>{PROSE * 9}<table>{ROWS}</table>{PROSE}<ul><li>Home</ul>",
    "html arranged by a table": f"<table><tr><td>Menu<td><table>{ROWS}</table></tr></table><p></p>",
    "html list": "<html><ul>" + "".join(f"<li><b>{name}</b></li>" for name in NAMES) + "</ul>",
    "xhtml": f'<?xml version="1.0"?><!DOCTYPE html><html><table>{ROWS}</table></html>',
    "word table": word(f"<w:p/>{word_table(COUNTED)}"),
    "word paragraphs": word(PARAGRAPHS),
    "odt table": odt(
        "<office:text><table:table>"
        + "".join(
            "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
            f"<table:table-cell><text:p>{name}</text:p></table:table-cell></table:table-row>"
            for name in NAMES
        )
        + "</table:table></office:text>"
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_the_table_or_the_list_of_a_document_is_read(kind):
    data = READ[kind]
    assert names_of(open_list(data if isinstance(data, bytes) else data.encode())) == NAMES


def test_the_largest_table_is_read_and_another_can_be_chosen():
    few = "<table><tr><td>Xx<td>1</tr><tr><td>Yy<td>2</tr></table>"
    page = f"<html>{few}<table>{ROWS}</table></html>".encode()
    opened = open_list(page)
    assert names_of(opened) == NAMES
    assert [one.text for one in opened.left] == ["Not read: 1."]
    assert names_of(open_list(page, options=Options(sheet="1"))) == ["Xx", "Yy"]


def test_the_name_of_the_file_decides_nothing():
    assert names_of(open_list(READ["html"].encode(), "names.xls")) == NAMES
    assert names_of(open_list(READ["word table"], "names.txt")) == NAMES


def database() -> bytes:
    base = sqlite3.connect(":memory:")
    base.execute("create table names (name text)")
    return bytes(base.serialize())


def ole(*parts: str) -> bytes:
    """Return what an old file of Office begins with, and the entries of its parts."""
    entries = (
        one.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(one) + 2]) + bytes(63)
        for one in ("Root Entry", *parts)
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(entries)


REFUSED = {
    "Word (.doc)": ole("1Table", "WordDocument", "ObjectPool", "Workbook"),
    "PowerPoint (.ppt)": ole("Current User", "PowerPoint Document"),
    "Microsoft Office": ole("__substg1.0_0037001F"),
    "RTF": rb"{\rtf1\ansi{\fonttbl\f0 Helvetica;}\f0 Ada\ Bea\ }",
    "PDF": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "HTML": f"<html><body>{PROSE * 5}</body></html>".encode(),
    "Word": word("<w:p><w:r><w:t>" + "a long sentence of many words " * 4 + "</w:t></w:r></w:p>"),
    "OpenDocument": odt(
        "<office:text><text:p>" + "words and words " * 9 + "</text:p></office:text>"
    ),
    "OpenDocument presentation": odt("<text:p>Ada</text:p>", "presentation"),
    "PowerPoint": zipped({"[Content_Types].xml": "", "ppt/presentation.xml": "<p/>"}),
    "EPUB": zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<c/>"}),
    "XML": b'<?xml version="1.0"?><names><name>Ada</name><name>Bea</name></names>',
    "SQL": b"CREATE TABLE n (name text);\nINSERT INTO n VALUES ('Ada'), ('Bea');\n",
    "SQLite": database(),
    "YAML": b"names:\n  - Ada\n  - Bea\n  - Cleo\n",
    "vCard": b"BEGIN:VCARD\nFN:Ada\nEND:VCARD\n",
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    "GIF": b"GIF89a\x01\0\x01\0\x80\0\0",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_another_document_gets_a_sentence_that_names_it_and_the_way_out(kind):
    with pytest.raises(NoListError) as refused:
        open_list(REFUSED[kind], "names.txt")
    assert str(refused.value).startswith(f"This file is {kind},")
    assert "save the names as CSV or as plain text" in str(refused.value)


@pytest.mark.parametrize("part", ["Workbook", "Book"])
def test_a_broken_old_workbook_is_called_excel(part):
    with pytest.raises(BrokenFileError, match="Excel"):
        open_list(ole(part, "WordDocument"))


@pytest.mark.parametrize(
    "text", ["<Ada>\n<Bea>\n", "names:\n", "Ada; Bea\ninsert into x\n", "a: b\n"]
)
def test_what_only_looks_a_little_like_a_document_is_a_list(text):
    assert names_of(open_list(text.encode()))


def test_a_document_may_be_taken_line_by_line_where_a_person_says_so():
    data = REFUSED["YAML"]
    assert open_list(data, options=Options(column=WHOLE_LINES)).text == data


def test_no_entity_is_resolved_and_nothing_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    declared = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}"><!ENTITY f "ffff">]>'
    rows = word_table([["1", "Ada&e;"], ["2", "Bea&f;"], ["3", "Cy"]])
    text = f"{declared}<w:document {W}><w:body>{rows}</w:body></w:document>"
    data = zipped({"word/document.xml": text})
    assert b"SECRET" not in open_list(data).text
    bomb = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 30))
    text = f'<!DOCTYPE x [<!ENTITY a0 "Ada">{bomb}]><w:document {W}>&a29;</w:document>'
    with pytest.raises(MakemoreError):
        open_list(zipped({"word/document.xml": text}))


def test_a_deep_or_a_wide_page_ends_in_a_list_or_a_sentence():
    for page in (
        "<html>" + "<div>" * 100_000,
        f'<html><table><tr><td colspan="99999999">Ada</td></tr>{ROWS}</table>',
        "<html><table>" + "<tr><td><table>" * 3000 + "Ada",
    ):
        with contextlib.suppress(NoListError, BrokenFileError):
            read_corpus(open_list(page.encode()).text)
