"""Lists of any size -> names, block by block, in bounded memory; read as `read_corpus` reads them.

A block holds whole lines, so a name is never cut, and its rules (strip, lower, compose, leave out)
are those of `read_corpus`, which reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from makemore.corpus import MAX_NAME_LENGTH, Corpus, join_names, read_corpus
from makemore.counting import NgramCounter
from makemore.errors import EmptyListError, NamesTooLongError

BLOCK = 8 << 20  # bytes
_LONGEST_LINE = 4 * BLOCK  # bytes; what is longer is no name, and is not kept to its end
_ROWS = 1 << 16  # of an Arrow column at a time


def corpora(
    file: BinaryIO,
    *,
    lower: bool = True,
    block: int = BLOCK,
    seen: Callable[[int], object] = lambda size: None,
) -> Iterator[Corpus]:
    """Yield the names of a UTF-8 file, some million at a time; `seen` is told of bytes as they go.

    Together they are the names that `read_corpus` finds in the whole. Raises EmptyListError,
    NamesTooLongError, NotTextError, NotUtf8Error (which counts lines within a block).
    """
    found, longest = False, 0
    for data in _blocks(file, block):
        seen(len(data))
        try:
            yield read_corpus(data, lower=lower)
            found = True
        except EmptyListError:
            continue
        except NamesTooLongError as error:
            longest = max(longest, error.longest)
    if not found:
        raise NamesTooLongError(longest, MAX_NAME_LENGTH) if longest else EmptyListError


def count_names(parts: Iterable[Corpus], *, context_size: int = 1) -> NgramCounter:
    """Return a counter that has seen all names of some corpora."""
    counter = NgramCounter(context_size)
    for part in parts:
        counter.update(part.data)
    return counter


def count_file(
    path: str | PathLike[str], *, context_size: int = 1, lower: bool = True, block: int = BLOCK
) -> NgramCounter:
    """Return a counter of a UTF-8 file of any size; raises what `corpora` does, and OSError."""
    with Path(path).open("rb") as file:
        return count_names(corpora(file, lower=lower, block=block), context_size=context_size)


def count_column(
    column: pa.Array | pa.ChunkedArray | Iterable[pa.Array],
    *,
    context_size: int = 1,
    lower: bool = True,
) -> NgramCounter:
    """Return a counter of an Arrow column of text, a chunk at a time; an empty cell is no name."""
    chunks = [column] if isinstance(column, pa.Array) else column
    counter = NgramCounter(context_size)
    for chunk in getattr(chunks, "chunks", chunks):
        for begin in range(0, len(chunk), _ROWS):
            names = chunk[begin : begin + _ROWS].drop_null().cast(pa.large_string())
            try:
                counter.update(read_corpus(join_names(names), lower=lower).data)
            except (EmptyListError, NamesTooLongError):
                continue
    return counter


def count_parquet(
    path: str | PathLike[str], column: str, *, context_size: int = 1, lower: bool = True
) -> NgramCounter:
    """Return a counter of one text column of a parquet file, a batch at a time.

    Raises KeyError for a column that is not there, OSError, and pyarrow's own errors.
    """
    file = pq.ParquetFile(path)
    if column not in file.schema_arrow.names:
        raise KeyError(column)
    batches = (batch.column(0) for batch in file.iter_batches(batch_size=_ROWS, columns=[column]))
    return count_column(batches, context_size=context_size, lower=lower)


def _blocks(file: BinaryIO, block: int) -> Iterator[bytes]:
    """Yield blocks of whole lines; of a line that never ends only a part, enough to refuse it."""
    rest, first = b"", True
    while piece := file.read(block):
        whole, newline, after = piece.rpartition(b"\n")
        if newline:
            yield _begun(rest + whole + newline, first=first)
            rest, first = after, False
        elif len(rest) <= _LONGEST_LINE:
            rest += piece
    if rest:
        yield _begun(rest, first=first)


def _begun(data: bytes, *, first: bool) -> bytes:
    """Return a block; only the first may begin with the mark of its encoding."""
    return data if first or not data.startswith(b"\xef\xbb\xbf") else b"\n" + data
