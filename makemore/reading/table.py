"""Text or bytes of a table -> its rows, all cells as text; None where it is no table."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import pyarrow as pa

from makemore.errors import BrokenFileError, NoNameColumnError, TooLargeUnpackedError
from makemore.reading.container import LARGEST
from makemore.reading.grid import MOST_COLUMNS, Table

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_SEPARATORS = ",\t;|"
_SNIFFED = 200  # lines
_NEARLY_ALL = 0.95  # of them
_BATCH = 4096  # rows of a parquet file read at a time
_WIDEST = 1 << 20  # characters of a line that is looked at for separators


def parquet_table(data: bytes) -> Table:
    """Return the rows of a parquet file, its titles first: columns of text and of whole numbers.

    Raises BrokenFileError, NoNameColumnError.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow to load, and few lists are parquet

    try:
        file = pq.ParquetFile(BytesIO(data), thrift_string_size_limit=1 << 26)
        fields = file.schema_arrow
        if not any(_is_text(field.type) for field in fields):
            raise NoNameColumnError
        wanted = (one for one in fields if _is_text(one.type) or pa.types.is_integer(one.type))
        names = [field.name for field in wanted][:MOST_COLUMNS]
        return Table([names, *_batches(file, names)], titled=True)
    except (pa.ArrowException, OSError, MemoryError, OverflowError):
        raise BrokenFileError("parquet") from None


def _batches(file: ParquetFile, names: list[str]) -> Iterator[list[str]]:
    """Yield the rows of some columns; a few bytes can stand for billions, so it counts them."""
    room = LARGEST
    for batch in file.iter_batches(batch_size=_BATCH, columns=names):
        room -= batch.nbytes + _BATCH
        if room < 0:
            raise TooLargeUnpackedError(LARGEST >> 20)
        columns = [column.to_pylist() for column in batch.columns]
        yield from (list(map(_cell, row)) for row in zip(*columns, strict=True))


def _is_text(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(value) or pa.types.is_large_string(value))


def _cell(value: object) -> str:
    return "" if value is None else str(value)
