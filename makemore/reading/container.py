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
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pyarrow as pa

from makemore.errors import (
    BrokenFileError,
    MakemoreError,
    PasswordProtectedError,
    TooLargeUnpackedError,
)

LARGEST = 512 << 20  # bytes, unpacked
MOST_MEMBERS = 20_000
_PIECE = 1 << 20
_XZ_MEMORY = 256 << 20
_OLE = b"\xd0\xcf\x11\xe0"
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


@contextmanager
def _or_broken(kind: str) -> Iterator[None]:
    """Say that a file of this kind is damaged where what reads it raises anything of its own."""
    try:
        yield
    except MakemoreError:
        raise
    except _BROKEN:
        raise BrokenFileError(kind) from None


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
    is no zip file.
    """
    if data.startswith(_OLE):  # xls, or anything that Office encrypted
        return "Excel"
    if not data.startswith(_ZIP):
        return ""
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            names = set(pack.namelist())
            return _kind_of_names(names) or _kind_of_mime(_mime(pack, names))
    except _BROKEN:
        return "archive"


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
    return _unpacked(pack, pack.getinfo("mimetype"), _PIECE).decode("ascii", "replace")


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
        if "EncryptedPackage".encode("utf-16-le") in data:
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
        return _unpacked(pack, pack.getinfo(name), LARGEST)


def decompressed(file: Member) -> Member:
    """Return what a gzip, bzip2, xz or Zstandard file holds, or the file itself where it is none.

    Raises BrokenFileError, TooLargeUnpackedError.
    """
    for magic, kind, endings in _PACKED:
        if file.data.startswith(magic) and (kind != "bzip2" or file.data[4:10] == b"1AY&SY"):
            return Member(_without(file.name, endings), _decompressed(file.data, kind, magic))
    return file


def _without(name: str, endings: tuple[str, ...]) -> str:
    return next((name[: -len(end)] for end in endings if name.lower().endswith(end)), name)


def _decompressed(data: bytes, kind: str, magic: bytes) -> bytes:
    """Return all streams of a packed file, one after the other; padding is passed over."""
    pieces, room = [], LARGEST
    with _or_broken(kind):
        if kind == "Zstandard":
            return _zstandard(data)
        while data.startswith(magic):
            piece, data = _stream(data, kind, room)
            pieces.append(piece)
            room -= len(piece)
            data = data.lstrip(b"\0") if kind == "xz" else data
    return b"".join(pieces)


def _stream(data: bytes, kind: str, room: int) -> tuple[bytes, bytes]:
    """Return what the first stream of a packed file holds, and what comes after it."""
    makers: dict[str, Callable[[], Any]] = {
        "gzip": lambda: zlib.decompressobj(wbits=31),
        "bzip2": bz2.BZ2Decompressor,
        "xz": lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY),
    }
    unpack = makers[kind]()
    piece: bytes = unpack.decompress(data, room + 1)
    if len(piece) > room:
        raise TooLargeUnpackedError(LARGEST >> 20)
    if not unpack.eof:
        raise EOFError
    return piece, unpack.unused_data


def _zstandard(data: bytes) -> bytes:
    pieces, room = [], LARGEST
    with pa.CompressedInputStream(pa.BufferReader(data), "zstd") as stream:
        while piece := stream.read(_PIECE):
            room -= len(piece)
            if room < 0:
                raise TooLargeUnpackedError(LARGEST >> 20)
            pieces.append(piece)
    return b"".join(pieces)


def entries_of(data: bytes) -> list[Entry] | None:
    """Return the files in a zip or tar archive, None for what is none.

    Together they are unpacked to at most LARGEST bytes. Raises BrokenFileError,
    PasswordProtectedError, TooLargeUnpackedError, and so does reading them.
    """
    if data[257:262] == b"ustar":
        return _within("tar", lambda: _of_tar(data))
    if kind_of_zip(data) == "archive":
        return _within("zip", lambda: _of_zip(data))
    return None


def _within(kind: str, make: Callable[[], list[Entry]]) -> list[Entry]:
    with _or_broken(kind):
        found = make()
    if not found or len(found) > MOST_MEMBERS:
        raise BrokenFileError(kind)
    return found


class _Room:
    """How much may still be unpacked, bytes; shared by the members of one archive."""

    def __init__(self) -> None:
        self.left = LARGEST

    def taken(self, data: bytes) -> bytes:
        self.left -= len(data)
        return data


def _of_zip(data: bytes) -> list[Entry]:
    pack, room = zipfile.ZipFile(BytesIO(data)), _Room()

    def entry(one: zipfile.ZipInfo) -> Entry:
        def read() -> bytes:
            with _or_broken("zip"):
                return room.taken(_unpacked(pack, one, room.left))

        return Entry(one.filename, one.file_size, read)

    return [entry(one) for one in pack.infolist() if not one.is_dir()]


def _of_tar(data: bytes) -> list[Entry]:
    pack, room = tarfile.open(fileobj=BytesIO(data), mode="r:"), _Room()  # noqa: SIM115 - memory

    def entry(one: tarfile.TarInfo) -> Entry:
        def read() -> bytes:
            if one.size > room.left:
                raise TooLargeUnpackedError(LARGEST >> 20)
            with _or_broken("tar"):
                file = pack.extractfile(one)
                return room.taken(file.read() if file else b"")

        return Entry(one.name, one.size, read)

    members: list[Entry] = []
    for number, one in enumerate(pack):  # a size below 0 leads back to where it stands
        if number >= MOST_MEMBERS or one.size < 0:
            raise BrokenFileError("tar")
        if one.isreg() and not one.issparse():
            members.append(entry(one))
    return members


def _unpacked(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """Return a file out of a zip archive, read piece by piece within its room."""
    if entry.flag_bits & _ENCRYPTED:
        raise PasswordProtectedError
    if entry.file_size > room:
        raise TooLargeUnpackedError(LARGEST >> 20)
    pieces, left = [], room
    with pack.open(entry) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise TooLargeUnpackedError(LARGEST >> 20)
            pieces.append(piece)
    return b"".join(pieces)
