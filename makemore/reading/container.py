"""Packed files -> the files within, unpacked within bounds, in memory, and only when asked for.

A workbook and a document are zip files too, and are told apart by what they hold.
"""

from __future__ import annotations

import bz2
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import Any

from makemore.errors import (
    BrokenFileError,
    MakemoreError,
    PasswordProtectedError,
    TooLargeUnpackedError,
)

LARGEST = 512 << 20  # bytes, unpacked
MOST_MEMBERS = 20_000
MOST_OPENED = 1000  # files of an archive, and of those within it
MOST_WORKBOOKS = 20  # of them
_PIECE = 1 << 20
_FIRST = 1 << 10  # bytes of a stream that are unpacked first; there may be a million short ones
_XZ_MEMORY = 256 << 20
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_KINDS = {  # by the name of its main part
    "Workbook": "Excel",
    "Book": "Excel",
    "WordDocument": "Word (.doc)",
    "PowerPoint Document": "PowerPoint (.ppt)",
}
_SEALED = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # with a file, and empty
_ENCRYPTED = 1  # a bit of a member's flags
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError),
    *(tarfile.TarError, lzma.LZMAError, OverflowError, IndexError, KeyError, RecursionError),
)
_PACKED = (
    (b"\x1f\x8b", "gzip", (".gz", ".tgz")),
    (b"BZh", "bzip2", (".bz2", ".tbz2", ".tbz")),
    (b"\xfd7zXZ\0", "xz", (".xz", ".txz")),
    (b"\x28\xb5\x2f\xfd", "Zstandard", (".zst", ".tzst")),
)
_UNPACK: dict[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.decompressobj(wbits=31),
    "bzip2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY),
}
_PADDING = bytes(4)  # what may stand between streams of xz, and how often it will


@contextmanager
def _or_broken(kind: str) -> Iterator[None]:
    """Say that a file of this kind is damaged where what reads it raises anything of its own."""
    try:
        yield
    except MakemoreError:
        raise
    except _BROKEN:
        raise BrokenFileError(kind) from None


@dataclass
class Room:
    """What of one file may still be unpacked; archives within archives share it."""

    left: int = field(default_factory=lambda: LARGEST)  # bytes
    files: int = field(default_factory=lambda: MOST_OPENED)
    workbooks: int = field(default_factory=lambda: MOST_WORKBOOKS)
    apart: bool = False  # whether a process of its own reads it, within bounds

    def check(self, size: int) -> None:
        """Raise TooLargeUnpackedError where there is no room for so many bytes."""
        if size > self.left:
            raise TooLargeUnpackedError(LARGEST >> 20)

    def take(self, size: int) -> None:
        """Take so many bytes; raises TooLargeUnpackedError, and then there is room for no more."""
        self.left -= size
        self.check(0)

    def take_workbook(self) -> None:
        """Count a workbook; raises BrokenFileError for one too many."""
        self.workbooks -= 1
        if self.workbooks < 0:
            raise BrokenFileError("zip")


@dataclass(frozen=True)
class Member:
    """One file out of an archive, or a file that came by itself."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Entry:
    """A file within an archive that is not unpacked yet; `read` raises what `entries_of` does."""

    name: str
    size: int  # bytes, as the archive says
    read: Callable[[], bytes]


def kind_of_zip(data: bytes) -> str:
    """Return what a zip file is by what it holds.

    "Excel" (an old xls, too), "Word", "OpenDocument", "PowerPoint", "EPUB", "archive"; "" for what
    is no zip file, and none of the old ones of Office.
    """
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    if not data.startswith(_ZIP):
        return ""
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            names = set(pack.namelist())
            return _kind_of_names(names) or _kind_of_mime(_mime(pack, names))
    except _BROKEN:
        return "archive"


def _kind_of_ole(data: bytes) -> str:
    """Return which program of Office wrote a file; what others are embedded in it comes later."""
    if _SEALED in data:  # any of them; it needs a password
        return "Excel"
    places = {data.find(_directory_entry(name)): kind for name, kind in _OLE_KINDS.items()}
    there = {at: kind for at, kind in places.items() if at >= 0}
    return there[min(there)] if there else "Microsoft Office"


def _directory_entry(name: str) -> bytes:
    """Return how the entry of a part begins: its name in 64 bytes, and the size of that."""
    written = name.encode("utf-16-le")
    return written.ljust(64, b"\0") + (len(written) + 2).to_bytes(2, "little")


def _kind_of_names(names: set[str]) -> str:
    for name, kind in (
        ("xl/workbook.xml", "Excel"),
        ("xl/workbook.bin", "Excel"),
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("META-INF/container.xml", "EPUB"),
        ("Index/Document.iwa", "iWork"),
    ):
        if name in names:
            return kind
    return ""


def _mime(pack: zipfile.ZipFile, names: set[str]) -> str:
    if not {"content.xml", "mimetype"} <= names:
        return ""
    return _unpacked(pack, pack.getinfo("mimetype"), Room(_PIECE)).decode("ascii", "replace")


def _kind_of_mime(mime: str) -> str:
    if not mime:
        return "archive"
    if "presentation" in mime or "graphics" in mime:
        return "OpenDocument presentation"
    return "OpenDocument" if ".text" in mime else "Excel"


def check_workbook(data: bytes) -> None:
    """Raise where a workbook is protected, broken, or says that it is too large when unpacked.

    Whether that is true shows when it is read, in a process with bounds of its own.
    """
    if data.startswith(_OLE):
        if _SEALED in data:
            raise PasswordProtectedError
        return
    with _or_broken("Excel"), zipfile.ZipFile(BytesIO(data)) as pack:
        entries = pack.infolist()
    if any(one.flag_bits & _ENCRYPTED for one in entries):
        raise PasswordProtectedError
    if sum(one.file_size for one in entries) > LARGEST:
        raise TooLargeUnpackedError(LARGEST >> 20)


def part_of(data: bytes, name: str, kind: str) -> bytes:
    """Return one file of a document that is a zip file; raises what `entries_of` does."""
    with _or_broken(kind), zipfile.ZipFile(BytesIO(data)) as pack:
        return _unpacked(pack, pack.getinfo(name), Room())


def decompressed(file: Member, room: Room) -> Member:
    """Return what a gzip, bzip2, xz or Zstandard file holds, or the file itself where it is none.

    Raises BrokenFileError, TooLargeUnpackedError.
    """
    for magic, kind, endings in _PACKED:
        if file.data.startswith(magic) and (kind != "bzip2" or file.data[4:10] == b"1AY&SY"):
            with _or_broken(kind):
                unpack = _zstandard if kind == "Zstandard" else partial(_streams, kind, magic)
                return Member(_without(file.name, endings), unpack(file.data, room))
    return file


def _without(name: str, endings: tuple[str, ...]) -> str:
    return next((name[: -len(end)] for end in endings if name.lower().endswith(end)), name)


def _streams(kind: str, magic: bytes, data: bytes, room: Room) -> bytes:
    """Return all streams of a packed file, one after the other; padding is passed over."""
    packed, found, at = memoryview(data), BytesIO(), 0
    while data.startswith(magic, at):
        unpack, size = _UNPACK[kind](), _FIRST
        while not unpack.eof:
            if at >= len(data):
                raise EOFError
            piece = unpack.decompress(packed[at : at + size], max(room.left, 0) + 1)
            room.take(len(piece))
            found.write(piece)
            at, size = min(at + size, len(data)), min(2 * size, _PIECE)
        at -= len(unpack.unused_data)
        while kind == "xz" and data.startswith(_PADDING, at):
            at += len(_PADDING)
    return found.getvalue()


def _zstandard(data: bytes, room: Room) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - slow to load, and few lists are packed so

    found = BytesIO()
    with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
        while piece := stream.read(_PIECE):
            room.take(len(piece))
            found.write(piece)
    return found.getvalue()


def entries_of(data: bytes, room: Room) -> list[Entry] | None:
    """Return the files in a zip or tar archive, None for what is none.

    What is unpacked of a zip takes its room. Raises BrokenFileError,
    PasswordProtectedError, TooLargeUnpackedError, and so does reading them.
    """
    if data[257:262] == b"ustar":
        return _within("tar", lambda: _of_tar(data))
    if kind_of_zip(data) == "archive":
        return _within("zip", lambda: _of_zip(data, room))
    return None


def _within(kind: str, make: Callable[[], list[Entry]]) -> list[Entry]:
    with _or_broken(kind):
        found = make()
    if not found or len(found) > MOST_MEMBERS:
        raise BrokenFileError(kind)
    return found


def _of_zip(data: bytes, room: Room) -> list[Entry]:
    pack = zipfile.ZipFile(BytesIO(data))

    def entry(one: zipfile.ZipInfo) -> Entry:
        def read() -> bytes:
            with _or_broken("zip"):
                return _unpacked(pack, one, room)

        return Entry(one.filename, one.file_size, read)

    return [entry(one) for one in pack.infolist() if not one.is_dir()]


def _of_tar(data: bytes) -> list[Entry]:
    pack, room = tarfile.open(fileobj=BytesIO(data), mode="r:"), Room()  # noqa: SIM115 - memory

    def entry(one: tarfile.TarInfo) -> Entry:
        def read() -> bytes:
            room.check(one.size)
            room.take(one.size)
            with _or_broken("tar"):
                file = pack.extractfile(one)
                return file.read() if file else b""

        return Entry(one.name, one.size, read)

    members: list[Entry] = []
    for number, one in enumerate(pack):  # a size below 0 leads back to where it stands
        if number >= MOST_MEMBERS or one.size < 0:
            raise BrokenFileError("tar")
        if one.isreg() and not one.issparse():
            members.append(entry(one))
    return members


def _unpacked(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, room: Room) -> bytes:
    """Return a file out of a zip archive, read piece by piece within its room."""
    if entry.flag_bits & _ENCRYPTED:
        raise PasswordProtectedError
    room.check(entry.file_size)
    found = BytesIO()
    with pack.open(entry) as file:
        while piece := file.read(_PIECE):
            room.take(len(piece))
            found.write(piece)
    return found.getvalue()
