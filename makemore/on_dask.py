"""Counting on a Dask cluster: the same counter over partitions, added up two by two.

An optional extra: pip install '.[dask]'. Workers must be able to read the files by their paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from makemore.corpus import corpus_of
from makemore.counting import NgramCounter
from makemore.errors import AllLeftOutError, EmptyListError, NamesTooLongError
from makemore.ranges import RANGE, How, Part, count_range, merged, ranges
from makemore.rewriting import decided
from makemore.rules import DEFAULT, Rules

if TYPE_CHECKING:
    from dask.delayed import Delayed

_AT_ONCE = 8  # parts that one task adds up


def count_on_dask(
    names: str | PathLike[str] | Sequence[Any] | Any,
    *,
    context_size: int = 1,
    lower: bool = True,
    rules: Rules = DEFAULT,
    size: int = RANGE,
) -> NgramCounter:
    """Return a counter of names that are spread over partitions, counted where Dask computes.

    `names` is the path of a UTF-8 list or several paths, a Dask bag or series of names, or a list
    of delayed partitions, each an iterable of names. The result is exactly that of one machine,
    with the first partition, or block of a file, to tell whether a list is Turkish. A worker that
    dies during the run has its partitions counted again by the others.
    Raises ImportError where Dask is missing, and what `makemore.streaming.corpora` does.

    >>> count_on_dask("names.txt").result().total
    9
    """
    try:
        from dask.base import compute  # noqa: PLC0415 - an optional extra
        from dask.delayed import delayed  # noqa: PLC0415
    except ImportError:
        raise ImportError("Dask is missing. Install it: pip install '.[dask]'") from None
    how = How(context_size, lower, rules)
    parts = _parts(names, how, size)
    if not parts:
        raise EmptyListError
    together = delayed(merged, pure=True)
    while len(parts) > 1:
        groups = range(0, len(parts), _AT_ONCE)
        parts = [together(parts[first : first + _AT_ONCE]) for first in groups]
    whole: Part = compute(parts[0])[0]
    if whole.refused:
        raise whole.refused
    return whole.counter


def count_partition(names: Iterable[str], how: How) -> Part:
    """Return what one partition holds; it has no title, and whether it is Turkish `how` says.

    >>> count_partition(["emma"], How()).counter.result().total
    5
    """
    try:
        corpus = corpus_of(map(str, names), lower=how.lower, rules=replace(how.rules, title=False))
    except (AllLeftOutError, EmptyListError, NamesTooLongError) as error:
        return Part(NgramCounter(how.context_size), error)
    counter = NgramCounter(how.context_size)
    counter.update(corpus.data)
    return Part(counter)


def _decided(names: Iterable[str], how: How) -> How:
    return replace(how, rules=decided("\n".join(map(str, names)), how.rules))


def _parts(names: Any, how: How, size: int) -> list[Delayed]:
    """Return one delayed Part for each range of files, or for each partition."""
    from dask.delayed import Delayed, delayed  # noqa: PLC0415

    if hasattr(names, "to_delayed"):  # a bag, a series
        names = names.to_delayed()
    listed = [names] if isinstance(names, (str, PathLike)) else list(names)
    first = next((at for at, one in enumerate(listed) if isinstance(one, Delayed)), None)
    if first is not None:
        listed[first] = delayed(list, pure=True)(listed[first])  # it is gone through twice
        alike = delayed(_decided, pure=True)(listed[first], how)
    parts = []
    for one in listed:
        if isinstance(one, Delayed):
            parts.append(delayed(count_partition, pure=True)(one, alike))
        else:
            cuts = ranges(fspath(one), size)
            parts += [delayed(count_range, pure=True)(cut, how) for cut in cuts]
    return parts
