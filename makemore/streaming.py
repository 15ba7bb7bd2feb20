"""Lists of any size -> names, block by block, in bounded memory; read as `read_corpus` reads them.

A block holds whole lines, so a name is never cut, and its rules are those of `read_corpus`, which
reads it. Rules that need the whole list (`rare`, `repeated`, `clusters`) cannot be on. Whether it
is Turkish its first block tells; `mend`, if it is on, looks at each block for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import BinaryIO

from makemore.corpus import Corpus, read_corpus
from makemore.counting import NgramCounter
from makemore.errors import AllLeftOutError, EmptyListError, MakemoreError, NamesTooLongError
from makemore.rewriting import decided
from makemore.rules import DEFAULT, Rules
from makemore.titles import is_title

BLOCK = 8 << 20  # bytes
_LONGEST_LINE = 4 * BLOCK  # bytes; what is longer is no name, and is not kept to its end


def corpora(
    file: BinaryIO,
    *,
    lower: bool = True,
    rules: Rules = DEFAULT,
    counted: bool = False,
    begins: bool = True,
    block: int = BLOCK,
    seen: Callable[[int], object] = lambda size: None,
) -> Iterator[Corpus]:
    """Yield the names of a UTF-8 file, some million at a time; `seen` is told of bytes as they go.

    A file that does not begin here (`begins`) has no title and no mark of its encoding. Together
    they are the names that `read_corpus` finds in the whole, where its first block is Turkish if
    and only if the whole is. Raises AllLeftOutError,
    EmptyListError, NamesTooLongError, NotTextError, NotUtf8Error (which counts lines within a
    block), ValueError for rules that need the whole list.

    >>> from io import BytesIO
    >>> [part.names for part in corpora(BytesIO(b"emma\\nava\\n"), block=5)]
    [['emma'], ['ava']]
    """
    if rules.rare or rules.repeated or rules.clusters:
        raise ValueError("This rule needs the whole list at once: use read_corpus.")
    rules = rules if begins else replace(rules, title=False)
    found, title = False, None
    refused: MakemoreError = EmptyListError()
    for data in _blocks(file, block, first=begins):
        seen(len(data))
        rules = decided_by(data, rules)
        try:
            names = read_corpus(data, lower=lower, rules=rules, counted=counted)
        except EmptyListError:
            continue  # the title may still come
        except (AllLeftOutError, NamesTooLongError) as error:
            refused = worse(refused, error)
            rules = replace(rules, title=False)
            continue
        if rules.title and len(names) == 1 and is_title(names.shortest()):
            title = names  # whether it is one the next names tell
        else:
            yield names
            found, title = True, None
        rules = replace(rules, title=False)
    if title is not None:
        yield title
    elif not found:
        raise refused


def decided_by(data: bytes, rules: Rules) -> Rules:
    """Return the rules once the first bytes of a list have told whether it is Turkish.

    >>> decided_by("ILGIN\\nİPEK\\nŞULE".encode(), Rules()).dotless
    True
    """
    return decided(data.decode(errors="replace"), rules)


def decided_by_file(path: str | PathLike[str], rules: Rules) -> Rules:
    """Return the rules once the first block of a file has told whether it is Turkish.

    >>> decided_by_file("names.txt", Rules()).dotless
    False
    """
    with Path(path).open("rb") as file:
        return decided_by(next(_blocks(file, BLOCK, first=True), b""), rules)


def worse(one: MakemoreError, other: MakemoreError) -> MakemoreError:
    """Return which of two reasons to find no name says more; of two lengths the longer one.

    >>> worse(EmptyListError(), NamesTooLongError(300, 200)).longest
    300
    """
    if isinstance(one, NamesTooLongError) and isinstance(other, NamesTooLongError):
        return max(one, other, key=lambda error: error.longest)
    order = (EmptyListError, NamesTooLongError, AllLeftOutError)
    return max(one, other, key=lambda error: order.index(type(error)))


def count_names(parts: Iterable[Corpus], *, context_size: int = 1) -> NgramCounter:
    """Return a counter that has seen all names of some corpora.

    >>> count_names([mm.corpus_of(["ab"]), mm.corpus_of(["b"])]).result().total
    5
    """
    counter = NgramCounter(context_size)
    for part in parts:
        counter.update(part.data, part.weights)
    return counter


def count_file(
    path: str | PathLike[str],
    *,
    context_size: int = 1,
    lower: bool = True,
    rules: Rules = DEFAULT,
    counted: bool = False,
    block: int = BLOCK,
) -> NgramCounter:
    """Return a counter of a UTF-8 file of any size; raises what `corpora` does, and OSError.

    >>> count_file("names.txt").result().total  # emma and ava, and an end each
    9
    """
    with Path(path).open("rb") as file:
        parts = corpora(file, lower=lower, rules=rules, counted=counted, block=block)
        return count_names(parts, context_size=context_size)


def _blocks(file: BinaryIO, block: int, *, first: bool) -> Iterator[bytes]:
    """Yield blocks of whole lines; of a line that never ends only a part, enough to refuse it."""
    rest = b""
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
