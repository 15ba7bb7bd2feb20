"""What anybody may send is read in a process of its own, with bounds on memory, time, number."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from makemore.corpus import read_corpus
from makemore.errors import (
    BrokenFileError,
    MakemoreError,
    NamesTooLongError,
    NoSuchPartError,
    TooLargeUnpackedError,
    TooMuchToReadError,
)
from makemore.reading import Options, apart, open_list, open_upload
from makemore.reading.options import GUESSED
from tests.reading.packing import zipped

NAMES = ["Emma", "Zoë", "Łucja", "O'Neil", "Anne-Marie"]
ROWS = [{"name": name, "times": 9 - at, "sex": "F"} for at, name in enumerate(NAMES)]
JSON = json.dumps({"girls": ROWS, "boys": [{"name": "Bob"}, {"name": "Cy"}]}).encode()
PAGE = "".join(f"<tr><td>{name}<td>{name}us" for name in NAMES)
MANY = b"Ada,1,2\nBea,2,3\n"
FILES = {
    "a.json": JSON,
    "a.html": f"<html><table>{PAGE}</table></html>".encode(),
    "a.csv.gz": gzip.compress("id;name;n\n1;Zoë;3\n2;Anaïs;5\n".encode()),
    "a.zip": zipped({"b.txt": "Ada\nBea\n", "b.pdf": b"%PDF-1.4", "c.csv": "n,t\nAda,3\n" * 9}),
    "long.txt": b"Ada\nBea\n" * (apart.SMALL // 8 + 1),
}


@pytest.mark.parametrize("name", FILES)
def test_the_other_process_reads_as_this_one_does(name):
    assert not apart.is_plain(FILES[name])
    for options in (GUESSED, Options(column=0, counts=1)):
        assert open_upload(FILES[name], name, options) == open_list(FILES[name], name, options)


def test_the_other_process_refuses_as_this_one_does():
    for read in (open_list, open_upload):
        with pytest.raises(NoSuchPartError, match=r"This file has no men\. It has: girls, boys"):
            read(JSON, "a.json", Options(path="men"))


@pytest.mark.parametrize(
    "data",
    [b"", b"Ada\nBea\n", "\ufeffZoë\n".encode(), "Zoë\n".encode("cp1252"), b'"Ada","1"\n' * 99,
     b"1\t[Ada]\r\n", b"a" * apart.SMALL],
)  # fmt: skip
def test_a_small_plain_text_is_read_at_once(data, monkeypatch):
    monkeypatch.setattr(apart, "_PATIENCE", 0)  # no other process would come to its end
    assert open_upload(data) == open_list(data)


@pytest.mark.parametrize(
    "data",
    [b"<p>", " \n\ufeff<p>".encode(), "\xa0<p>".encode("cp1252"), b'["Ada"]', b' {"Ada": 1}',
     b"PK", b"BZh9", "Ada\n".encode("utf-16"), b"Ada\n\x1b$B", b"PAR1\0", b"a" * (apart.SMALL + 1)],
)  # fmt: skip
def test_whatever_has_a_structure_is_not(data, monkeypatch):
    monkeypatch.setattr(apart, "_PATIENCE", 0)
    with pytest.raises(TooMuchToReadError):
        open_upload(data)


def test_a_chosen_encoding_may_hide_a_structure():
    assert apart.is_plain(b"Ada\n", Options(column=0))
    assert not apart.is_plain("<html>".encode("cp500"), Options(encoding="cp500"))


LAUGHS = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 30))
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LETTER = f'<!DOCTYPE x [<!ENTITY a0 "Ada">{LAUGHS}]><w:document {WORDS}>&a29;</w:document>'
BOMB = bytearray(zipped({"a.txt": "Ada\n" * 9}))
BOMB[BOMB.find(b"PK\x01\x02") + 27] = 0xF0  # says that 4 GB are in it
BOMBS = {
    "deep.json": (b"[" * (1 << 20), BrokenFileError),
    "deep.html": (b"<html>" + b"<div>" * (1 << 17), MakemoreError),
    "field.csv": (b'"' + b"a" * (1 << 20), NamesTooLongError),
    "line.txt": (b"a" * (1 << 20), NamesTooLongError),
    "commas.csv": (b"," * (apart.SMALL + 1), MakemoreError),
    "laughs.docx": (zipped({"word/document.xml": LETTER}), MakemoreError),
    "zip.zip": (bytes(BOMB), TooLargeUnpackedError),
    "rows.zip": (zipped({"a.csv": b"a,b\n" * (1 << 19)}), None),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_in_a_sentence_and_takes_no_memory_here(name):
    data, error = BOMBS[name]
    read_corpus(b"Ada\n")  # loads what is loaded once
    tracemalloc.start()
    try:
        if error is None:
            assert open_upload(data, name).text == b"a\n" * (1 << 19)
        else:
            with pytest.raises(error, match=r"[Ss]ave|Put one name"):
                read_corpus(open_upload(data, name).text)
        assert tracemalloc.get_traced_memory()[1] < 4 * len(data) + (8 << 20)
    finally:
        tracemalloc.stop()


def test_a_file_that_takes_too_much_memory_is_refused(monkeypatch):
    data = b"[" + b"[]," * (1 << 20) + b'"Ada"]'  # lists take 56 bytes each
    monkeypatch.setattr(apart, "MEMORY", 80 << 20)
    assert open_upload(JSON).text == open_list(JSON).text  # there is room for the process itself
    with pytest.raises(TooMuchToReadError, match="too much memory"):
        open_upload(data)


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 1)
    monkeypatch.setattr(apart, "_PATIENCE", 240)  # not by the clock
    with pytest.raises(TooMuchToReadError, match="Save it again"):
        open_upload(b"# remark\n" + MANY * (1 << 20))


def test_only_two_files_are_read_at_a_time():
    with ThreadPoolExecutor() as pool, apart.AT_ONCE, apart.AT_ONCE:
        third = pool.submit(open_upload, JSON)
        with pytest.raises(TimeoutError):
            third.result(timeout=1)
        apart.AT_ONCE.release()
        assert third.result().kind == "JSON"
        apart.AT_ONCE.acquire()
