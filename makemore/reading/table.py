"""A parquet file -> its columns of text and of whole numbers, as rows of text cells."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING

import pyarrow as pa

from makemore.errors import BrokenFileError, NoNameColumnError, TooLargeUnpackedError
from makemore.reading.container import LARGEST
from makemore.reading.grid import MOST_COLUMNS, Bound, Table

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_BATCH = 4096  # rows that are read at a time


def parquet_table(data: bytes) -> Table:
    """Return the rows of a parquet file, its titles first: columns of text and of whole numbers.

    Raises BrokenFileError, NoNameColumnError, TooLargeUnpackedError.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to load, and few lists are parquet

    try:
        file = pq.ParquetFile(BytesIO(data), thrift_string_size_limit=1 << 26)
        fields = file.schema_arrow
        if not any(_is_text(field.type) for field in fields):
            raise NoNameColumnError
        wanted = (one for one in fields if _is_text(one.type) or pa.types.is_integer(one.type))
        names = [field.name for field in wanted][:MOST_COLUMNS]
        rows = Bound("parquet").rows(_rows(file, names))
        return Table([names, *rows], titled=True)
    except (pa.ArrowException, OSError, MemoryError, OverflowError, UnicodeDecodeError):
        raise BrokenFileError("parquet") from None


def _rows(file: ParquetFile, names: list[str]) -> Iterator[list[str]]:
    """Yield the rows of some columns; a few bytes can stand for billions, so it counts them."""
    room = LARGEST
    for batch in file.iter_batches(batch_size=_BATCH, columns=names):
        columns = list(map(_texts, batch.columns))
        room -= sum(map(len, chain.from_iterable(columns)))
        if room < 0:
            raise TooLargeUnpackedError(LARGEST >> 20)
        yield from map(list, zip(*columns, strict=True))


def _is_text(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(value) or pa.types.is_large_string(value))


def _texts(column: pa.Array) -> list[str]:
    """Return the cells of a column; what is no UTF-8 becomes U+FFFD, as in any other file."""
    if pa.types.is_dictionary(column.type):
        words = _texts(column.dictionary)
        return ["" if at is None else words[at] for at in column.indices.to_pylist()]
    if pa.types.is_integer(column.type):
        return ["" if one is None else str(one) for one in column.to_pylist()]
    unread = column.cast(pa.large_binary()).to_pylist()
    return ["" if one is None else one.decode(errors="replace") for one in unread]
