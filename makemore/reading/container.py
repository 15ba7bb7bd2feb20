"""Archives -> the one file within that holds a list; unpacked within bounds, in memory.

A workbook is an archive too, and is told apart by what it holds.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from makemore.errors import (
    BrokenFileError,
    MakemoreError,
    PasswordProtectedError,
    TooLargeUnpackedError,
)

LARGEST = 512 << 20  # bytes, unpacked
_MOST_MEMBERS = 20_000
_PIECE = 1 << 20
_GZIP = b"\x1f\x8b"
_ENCRYPTED = 1  # a bit of a member's flags
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)


@dataclass(frozen=True)
class Member:
    """One file out of an archive, or a file that came by itself."""

    name: str
    data: bytes


def is_workbook(data: bytes) -> bool:
    """Tell whether these bytes are an xlsx, ods or old xls workbook."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):  # OLE: xls, or anything that Office encrypted
        return True
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            names = set(pack.namelist())
    except _BROKEN:
        return False
    return "xl/workbook.xml" in names or {"content.xml", "mimetype"} <= names


def check_workbook(data: bytes) -> None:
    """Raise where a workbook is protected, broken, or too large when it is unpacked."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise PasswordProtectedError
        return
    left = LARGEST
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            for entry in pack.infolist()[:_MOST_MEMBERS]:
                left -= len(_member(pack, entry, left))
    except MakemoreError:
        raise
    except _BROKEN:
        raise BrokenFileError("Excel") from None


def unpacked(file: Member, *, depth: int = 2) -> Member:
    """Return what an archive holds, or the file itself where it is none.

    Of a zip the largest file counts. Raises BrokenFileError, PasswordProtectedError and
    TooLargeUnpackedError.
    """
    if depth and file.data.startswith(_GZIP):
        name = file.name.removesuffix(".gz")
        return unpacked(Member(name, _gunzipped(file.data)), depth=depth - 1)
    if depth and file.data.startswith(b"PK\x03\x04") and not is_workbook(file.data):
        return unpacked(_largest(file.data), depth=depth - 1)
    return file


def _gunzipped(data: bytes) -> bytes:
    """Return what all members of a gzip file hold, one after the other; padding is passed over."""
    pieces, room = [], LARGEST
    while data.startswith(_GZIP):
        unpack = zlib.decompressobj(wbits=31)
        try:
            piece = unpack.decompress(data, room + 1)
        except zlib.error:
            raise BrokenFileError("gzip") from None
        if len(piece) > room:
            raise TooLargeUnpackedError(LARGEST >> 20)
        if not unpack.eof:
            raise BrokenFileError("gzip")
        pieces.append(piece)
        room -= len(piece)
        data = unpack.unused_data
    return b"".join(pieces)


def _largest(data: bytes) -> Member:
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            files = [one for one in pack.infolist() if not one.is_dir() and _is_wanted(one)]
            if not files or len(files) > _MOST_MEMBERS:
                raise BrokenFileError("zip")
            largest = max(files, key=lambda one: one.file_size)
            return Member(largest.filename, _member(pack, largest, LARGEST))
    except MakemoreError:
        raise
    except _BROKEN:
        raise BrokenFileError("zip") from None


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    """Leave out what operating systems put into archives, and papers about the list."""
    name = entry.filename
    last = name.rsplit("/", 1)[-1]
    return not (
        name.startswith("__MACOSX/") or last.startswith(".") or last.lower().endswith(".pdf")
    )


def _member(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """Return a file out of an archive, read piece by piece within its room."""
    if entry.flag_bits & _ENCRYPTED:
        raise PasswordProtectedError
    if entry.file_size > room:
        raise TooLargeUnpackedError(LARGEST >> 20)
    pieces, left = [], room
    try:
        with pack.open(entry) as file:
            while piece := file.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise TooLargeUnpackedError(LARGEST >> 20)
                pieces.append(piece)
    except RuntimeError:  # what zipfile raises for a password
        raise PasswordProtectedError from None
    return b"".join(pieces)
