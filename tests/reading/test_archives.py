"""Of an archive all lists that are alike are read as one, or one is chosen; the rest is named."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from makemore import errors
from makemore.reading import ALL, Opened, Options, container, join, open_list
from tests.reading.packing import names_of, zipped

NAMES = ["Ada", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gwen", "Hanna"]
TEXT = "".join(f"{name}\n" for name in NAMES)
YEARS = {
    f"yob{year}.txt": "".join(f"{name},F,{year}\n" for name in NAMES[:size])
    for year, size in ((1999, 3), (2000, 5), (2001, 8))
}
PROSE = "This folder holds the names of many people, and here it says how they were counted.\n"


def tarred(members: dict[str, str | bytes], mode: str = "w") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as pack:  # type: ignore[call-overload]
        for name, text in members.items():
            data = text if isinstance(text, bytes) else text.encode()
            about = tarfile.TarInfo(name)
            about.size = len(data)
            pack.addfile(about, io.BytesIO(data))
    return file.getvalue()


def zstandard(data: bytes) -> bytes:
    return bytes(pa.compress(data, "zstd", asbytes=True))


def said(opened: Opened) -> list[str]:
    return [one.text for one in opened.left]


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: tarred(files, "w:gz"),
                                  lambda files: tarred(files, "w:bz2"),
                                  lambda files: tarred(files, "w:xz"),
                                  lambda files: zstandard(tarred(files))],
                         ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "tar.zst"])  # fmt: skip
def test_all_years_become_one_list_and_what_was_not_read_is_named(pack):
    opened = open_list(pack({**YEARS, "NationalReadMe.pdf": "%PDF-1.4" + "x" * 9000}))
    assert names_of(opened) == NAMES[:3] + NAMES[:5] + NAMES
    assert opened.guesses["member"].best == ALL
    assert opened.guesses["member"].sure
    assert said(opened) == ["Not read from the archive: NationalReadMe.pdf."]
    one = open_list(pack(YEARS), options=Options(member="yob2000.txt", counts=2))
    assert one.text == b"".join(b"%s\t2000\n" % name.encode() for name in NAMES[:5])
    assert said(one) == ["Not read from the archive: yob1999.txt, yob2001.txt."]
    assert names_of(open_list(pack(YEARS), options=Options(member="1"))) == NAMES[:3]


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, zstandard,
             lambda data: zipped({"n.txt": data}), lambda data: gzip.compress(bz2.compress(data)),
             lambda data: zipped({"inner.zip": zipped({"n.txt": data})})]
)  # fmt: skip
def test_a_packed_list_is_the_list(pack):
    assert open_list(pack(TEXT.encode())).text == TEXT.encode()


@pytest.mark.parametrize(
    "other",
    [
        {"README.txt": PROSE * 200},
        {"readme": PROSE * 200, "LICENSE": PROSE * 500},
        {"notes.txt": PROSE * 200},
        {"photo.jpg": b"\xff\xd8\xff\xe0" + bytes(90_000)},
        {"data.bin": bytes(range(256)) * 400},
        {"__MACOSX/._names.txt": "x" * 9000, ".DS_Store": "y\n" * 9000},
        {"about/index.html": "<html><p>" + PROSE * 99 + "</p></html>"},
    ],
)
def test_a_paper_or_a_picture_is_not_the_list_even_where_it_is_larger(other):
    opened = open_list(zipped({**other, "names.txt": TEXT}))
    assert names_of(opened) == NAMES


def test_lists_of_another_shape_are_left_and_named_and_it_is_not_sure():
    opened = open_list(zipped({"girls.txt": TEXT, "towns.csv": "id,town\n1,Aa\n2,Bb\n"}))
    assert names_of(opened) == NAMES
    assert not opened.guesses["member"].sure
    assert said(opened) == ["Not read from the archive: towns.csv."]
    both = open_list(zipped({"girls.txt": TEXT, "boys.txt": "Bob\nCy\n"}))
    assert names_of(both) == [*NAMES, "Bob", "Cy"]
    assert not both.guesses["member"].sure  # alike, but not by their names


def test_a_readme_alone_is_read_and_a_member_that_is_not_there_gets_a_sentence():
    assert names_of(open_list(zipped({"README.txt": TEXT}))) == NAMES
    with pytest.raises(errors.NoSuchPartError, match=r"no b\.txt"):
        open_list(zipped(YEARS), options=Options(member="b.txt"))


def test_marks_of_an_encoding_and_ends_of_files_stay_between_lists():
    files = {"a1.txt": "\ufeffZoë\nAna".encode(), "a2.txt": "\ufeffŁucja".encode()}
    assert names_of(open_list(zipped(files))) == ["Zoë", "Ana", "Łucja"]


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress, zstandard,
             lambda data: zipped({"a.txt": data}), lambda data: tarred({"a.txt": data.decode()})]
)  # fmt: skip
def test_a_bomb_is_not_unpacked_and_half_a_file_is_broken(monkeypatch, pack):
    data = b"".join(b"%x\n" % at for at in range(300_000))
    half = pack(data)
    with pytest.raises(errors.BrokenFileError):
        open_list(half[: len(half) // 2])
    monkeypatch.setattr(container, "LARGEST", 1 << 20)
    with pytest.raises(errors.TooLargeUnpackedError):
        open_list(half)


def test_the_files_of_an_archive_share_their_room(monkeypatch):
    monkeypatch.setattr(container, "LARGEST", 1 << 20)
    many = {f"{at}.txt": "ab\n" * 200_000 for at in range(4)}
    opened = open_list(zipped(many))  # 0.6 MB each: only the first has room
    assert opened.text.count(b"\n") == 200_000
    assert said(opened) == ["Not read from the archive: 1.txt, 2.txt, 3.txt."]


def test_archives_within_an_archive_share_its_room(monkeypatch):
    monkeypatch.setattr(container, "LARGEST", 1 << 20)
    inner = zipped({"n.txt": "ab\n" * 200_000})
    opened = open_list(zipped({f"{at}.zip": inner for at in range(4)}))
    assert opened.text.count(b"\n") == 200_000
    assert said(opened)[0] == "Not read from the archive: 1.zip, 2.zip, 3.zip."
    packed = gzip.compress(b"ab\n" * 200_000)
    opened = open_list(tarred({f"{at}.gz": packed for at in range(4)}))
    assert opened.text.count(b"\n") == 200_000


def test_what_a_file_holds_packed_by_itself_takes_room_too(monkeypatch):
    long = "Ada" + "lina" * 9
    table = pa.table({"name": pa.array([long] * 10_000).dictionary_encode()})
    file = io.BytesIO()
    parquet.write_table(table, file)
    monkeypatch.setattr(container, "LARGEST", 600_000)
    opened = open_list(zipped({f"{at}.parquet": file.getvalue() for at in range(3)}))
    assert opened.text.count(b"\n") == 10_000
    assert said(opened) == ["Not read from the archive: 1.parquet, 2.parquet."]


@pytest.mark.parametrize("within", [lambda data: data, lambda data: zipped({"b.xlsx": data})])
def test_only_so_many_workbooks_and_files_are_read(monkeypatch, within):
    book = openpyxl.Workbook()
    for name in NAMES:
        book.active.append([name])
    file = io.BytesIO()
    book.save(file)
    data = zipped({"a1": within(file.getvalue()), "a2": within(file.getvalue()), "a3": TEXT})
    assert open_list(data, options=Options(member=ALL)).text.count(b"\n") == 24
    monkeypatch.setattr(container, "MOST_WORKBOOKS", 1)
    assert open_list(data, options=Options(member=ALL)).text.count(b"\n") == 16
    monkeypatch.setattr(container, "MOST_OPENED", 2)
    assert open_list(data, options=Options(member=ALL)).text.count(b"\n") == 8


def test_many_short_streams_are_one_list():
    for pack in (gzip.compress, bz2.compress, lzma.compress):
        parts = [pack(f"{name}\n".encode() * size) for name in NAMES for size in (1, 5000)]
        assert open_list(b"".join(parts)).text.count(b"\n") == 5001 * len(NAMES)
    assert (
        open_list(lzma.compress(b"Ada\n") + bytes(8) + lzma.compress(b"Bea\n")).text
        == b"Ada\nBea\n"
    )


def test_of_an_archive_within_an_archive_a_file_can_be_chosen():
    inner = {"yob1.txt": "Ada,F,3\nBea,F,2\n", "yob2.txt": "Cy,M,4\nDan,M,1\n"}
    alone = zipped({"inner.zip": zipped(inner)})
    assert open_list(alone).guesses["member"].others == ("yob1.txt", "yob2.txt")
    assert names_of(open_list(alone, options=Options(member="yob2.txt"))) == ["Cy", "Dan"]
    for missing in (alone, zipped({"n.txt": TEXT})):
        with pytest.raises(errors.NoSuchPartError, match=r"no yob3\.txt"):
            open_list(missing, options=Options(member="yob3.txt"))
    beside = zipped({"inner.zip": zipped(inner), "towns.csv": "id,town\n1,Aa\n"})
    found = open_list(beside, options=Options(member="inner.zip")).guesses["member"]
    assert (found.best, found.others) == ("inner.zip", ("towns.csv", ALL))


def test_lists_count_only_where_all_of_them_do():
    one, other = open_list(b"Ada,3\nBea,2\n", options=Options(counts=1)), open_list(b"Cy\nDan\n")
    for lists in ((one, other), (other, one)):
        both = join(lists)
        assert both.counts is None
        assert sorted(both.text.split()) == [b"Ada", b"Bea", b"Cy", b"Dan"]
    assert (join([one, one]).counts, join([one, one]).text) == (1, b"Ada\t3\nBea\t2\n" * 2)


def test_a_sparse_or_a_special_member_of_a_tar_is_passed_over():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as pack:
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        pack.addfile(link)
        about = tarfile.TarInfo("n.txt")
        about.size = len(TEXT)
        pack.addfile(about, io.BytesIO(TEXT.encode()))
    assert names_of(open_list(file.getvalue())) == NAMES


def headers_of(*members: tuple[bytes, int]) -> bytes:
    """Return a tar file of headers, each of a type and with a size that may be a lie."""
    blocks = []
    for kind, size in members:
        about = tarfile.TarInfo("n.txt")
        about.type, about.size = kind, size
        blocks.append(about.tobuf(tarfile.GNU_FORMAT))
    return b"".join(blocks)


@pytest.mark.parametrize("kind", [b"Z", tarfile.REGTYPE, tarfile.GNUTYPE_SPARSE])
def test_a_tar_that_leads_back_to_where_it_was_is_broken(kind):
    data = headers_of((tarfile.REGTYPE, 0), (kind, -512))
    with pytest.raises(errors.BrokenFileError):
        open_list(data + bytes(1024))


def test_a_tar_of_names_upon_names_is_broken():
    data = headers_of(*[(tarfile.GNUTYPE_LONGNAME, 0)] * 2000)
    with pytest.raises(errors.BrokenFileError):
        open_list(data + bytes(1024))


def test_a_tar_of_too_many_members_is_broken(monkeypatch):
    monkeypatch.setattr(container, "MOST_MEMBERS", 3)
    with pytest.raises(errors.BrokenFileError):
        open_list(tarred({f"{at}.txt": TEXT for at in range(4)}))
    assert names_of(open_list(tarred({f"{at}.txt": TEXT for at in range(3)}))) == NAMES * 3


def test_a_zip_packed_in_an_unknown_way_has_no_password():
    data = bytearray(zipped({"n.txt": TEXT}))
    for header, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        data[data.find(header) + place] = 9  # Deflate64, which Windows writes for large files
    with pytest.raises(errors.BrokenFileError):
        open_list(bytes(data))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(errors.PasswordProtectedError):
        open_list(bytes(data))
