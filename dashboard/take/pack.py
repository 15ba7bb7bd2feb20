"""The members of a session file <-> a zip file, bounded in size and believed in nothing."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from dashboard.take import trained
from makemore.errors import BrokenSessionError, LargeSessionError, LongLineError, MakemoreError

LARGEST = 512 << 20  # bytes of a file that is read at all
MANIFEST, LIST, KEPT = "manifest.json", "list.txt", "kept.json"
NETWORK, HISTORY = "network.safetensors", "history.json"
ROOM = {MANIFEST: 1, LIST: 256, KEPT: 8, NETWORK: 256, HISTORY: 8}  # MB, unpacked
_MB = 1 << 20
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END, _END_64 = b"PK\x05\x06", b"PK\x06\x07"  # a zip's end, and what precedes a huge one's
_DIRECTORY = 4096  # bytes; five members need 400
_NO_ZIP = (  # what zipfile raises for bytes that are none
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    *(NotImplementedError, OverflowError, ValueError),
)


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return members by their names as the bytes of a zip file."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as pack:
        for name, data in members.items():
            about = zipfile.ZipInfo(name)  # dated 1980, whenever it is written
            # random weights do not shrink, and packing them takes seconds
            about.compress_type = _PACKED[not name.endswith(trained.ENDING)]
            pack.writestr(about, data)
    return file.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip file, each within its room, all that a session needs.

    Raises BrokenSessionError, LargeSessionError, LongLineError.
    """
    # zipfile would read a directory of any length, as long as the end of the file asks it to
    end, before = data[-22:], data[-42:-38]
    check(len(data) <= LARGEST and end[:4] == _END and before != _END_64)
    check(int.from_bytes(end[12:16], "little") <= _DIRECTORY)
    try:
        with zipfile.ZipFile(BytesIO(data)) as pack:
            entries = pack.infolist()
            check(len({one.filename for one in entries}) == len(entries))
            found = {one.filename: _unpacked(pack, one) for one in entries}
    except MakemoreError:
        raise
    except _NO_ZIP:
        raise BrokenSessionError from None
    check({MANIFEST, LIST, KEPT} <= found.keys())
    check(NETWORK not in found or HISTORY in found)
    return found


def _unpacked(pack: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    check(entry.filename in ROOM or entry.filename in trained.names())
    room = ROOM.get(entry.filename, ROOM[NETWORK])
    check(entry.compress_type in _PACKED and not entry.flag_bits & 1)
    if entry.file_size > room * _MB:
        raise LargeSessionError(entry.filename, room)
    read = BytesIO()
    with pack.open(entry) as file:
        while piece := file.read(_MB):  # never more than the size that was checked
            whole = entry.filename != LIST or len(piece) < _MB or b"\n" in piece or b"\r" in piece
            if not whole:  # a line that is no name would take many seconds to read
                raise LongLineError(entry.filename, 1)
            read.write(piece)
    return read.getvalue()


def check(fine: bool) -> None:
    """Raise BrokenSessionError unless all is fine."""
    if not fine:
        raise BrokenSessionError
