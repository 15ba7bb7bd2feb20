"""Counting by ranges, here and on a Dask cluster: exactly what one process counts."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from makemore.corpus import read_corpus
from makemore.counting import NgramCounter, NgramCounts, count_ngrams
from makemore.errors import (
    EmptyListError,
    MakemoreError,
    NamesTooLongError,
    NotUtf8Error,
)
from makemore.ranges import How, count_range, merged, ranges
from makemore.rules import Rules

TEXT = (
    "\ufeffName\r\nEmma\r\n  Ólivia \r\n\r\nava\r\n张伟\r\nJ\u030cos\r\nEmma".encode() + b"\n" * 3
)
LONG = "".join(f"{name}\n" for name in ["emma", "ava", "olivia", "张伟", ""] * 2000).encode()


def same(one: NgramCounts, other: NgramCounts) -> bool:
    fields = ("contexts", "targets", "occurrences")
    return one.vocabulary == other.vocabulary and all(
        torch.equal(getattr(one, name), getattr(other, name)) for name in fields
    )


def counted(path: Path, *, size: int, **how) -> NgramCounts:
    """The counts of a file, range by range, added up."""
    parts = [count_range(cut, How(**how)) for cut in ranges(path, size)]
    if not parts:
        raise EmptyListError
    whole = merged(parts)
    if whole.refused:
        raise whole.refused
    return whole.counter.result()


def outcome(count: Callable[[], NgramCounts]) -> NgramCounts | type[MakemoreError]:
    try:
        return count()
    except MakemoreError as error:
        return type(error)


@given(st.binary(max_size=80).map(lambda data: data.replace(b"\x00", b"\n\n")), st.integers(1, 90))
def test_ranges_are_whole_lines_and_all_of_the_file(tmp_path_factory, data, size):
    path = tmp_path_factory.getbasetemp() / f"ranges-{os.getpid()}.txt"
    path.write_bytes(data)
    cuts = ranges(path, size)
    assert [cut.begin for cut in cuts] == [0, *(cut.end for cut in cuts)][: len(cuts)]
    assert sum(cut.size for cut in cuts) == len(data)
    assert all(cut.size >= min(size, len(data) - cut.begin) for cut in cuts)
    assert all(data[cut.end - 1 : cut.end] == b"\n" for cut in cuts[:-1])


@pytest.mark.parametrize("context_size", [1, 3])
@pytest.mark.parametrize("size", [30, 40, 1000])
def test_ranges_add_up_to_the_whole(tmp_path, size, context_size):
    path = tmp_path / "names.txt"
    path.write_bytes(TEXT)
    parts = [count_range(cut, How(context_size)) for cut in ranges(path, size)]
    assert (len(parts) > 1) is (size < 1000)
    found = merged(parts).counter.result()
    assert same(found, count_ngrams(read_corpus(TEXT), context_size=context_size))


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=9),
    st.integers(1, 30),
)
def test_any_list_in_any_ranges(tmp_path_factory, names, size):
    path = tmp_path_factory.getbasetemp() / f"any-{os.getpid()}.txt"
    path.write_bytes("\n".join(names).encode())
    rules = Rules(title=False)  # which may stand alone in its range
    expected = outcome(lambda: count_ngrams(read_corpus(path.read_bytes(), rules=rules)))
    found = outcome(lambda: counted(path, size=size, rules=rules))
    if isinstance(expected, NgramCounts):
        assert isinstance(found, NgramCounts)
        assert same(found, expected)
    else:
        assert found is expected


def test_what_is_wrong_in_a_range_is_said_as_it_is(tmp_path):
    path = tmp_path / "names.txt"
    path.write_bytes(LONG + b"\xff\n" + LONG)
    with pytest.raises(NotUtf8Error) as caught:
        counted(path, size=len(LONG))
    assert str(caught.value).startswith("This file is not UTF-8 text")
    assert caught.value.line == 1  # of its range
    path.write_bytes(b"\n" * 99 + (b"x" * 300 + b"\n") * 9)
    with pytest.raises(NamesTooLongError) as long:
        counted(path, size=400)
    assert (long.value.longest, long.value.limit) == (300, 200)
    with pytest.raises(OSError, match="missing"):
        ranges(tmp_path / "missing.txt")


@pytest.mark.parametrize("context_size", [1, 3])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("begin", ["", "\ufeff"])
@pytest.mark.parametrize("last", ["", "zoe"])
def test_every_cut_of_a_file(tmp_path, context_size, end, begin, last):
    path = tmp_path / "names.txt"
    names = ["name", "emma", "", "张伟", " ", "ólivia", "ava", last]
    path.write_bytes((begin + end.join(names)).encode())
    expected = count_ngrams(read_corpus(path.read_bytes()), context_size=context_size)
    for size in range(1, path.stat().st_size + 2):
        found = counted(path, size=size, context_size=context_size)
        assert same(found, expected), size


def test_a_counter_goes_on_in_another_process():
    counter = NgramCounter()
    counter.update("é\na".encode())
    again = pickle.loads(pickle.dumps(counter))
    again.update(b"b\n")
    assert same(again.result(), count_ngrams(["é", "a", "b"]))
    assert len(pickle.dumps(counter)) < 300_000


def test_dask_that_is_missing_is_named(monkeypatch):
    from makemore.on_dask import count_on_dask

    monkeypatch.setitem(sys.modules, "dask.base", None)
    with pytest.raises(ImportError, match=r"pip install '\.\[dask\]'"):
        count_on_dask("names.txt")


@pytest.fixture(scope="module", autouse=True)
def no_script():
    """Let spawned processes run no main script: tests of pages leave theirs behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", ModuleType("__main__"))
        yield


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process of its own, on this machine."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            worker_dashboard_address=None,
        ) as here,
        distributed.Client(here) as client,
    ):
        yield client


def names_of(part: int) -> list[str]:
    """Return the names of a partition; the first worker that is asked for number 5 is killed."""
    if part == 5:
        from distributed import Event

        killed = Event("killed")
        if not killed.is_set():
            killed.set()
            os.kill(os.getpid(), signal.SIGKILL)
    return [f"{chr(97 + part)}x", "张伟", "ava"]


@pytest.mark.filterwarnings("ignore")  # of Dask's own
def test_a_cluster_counts_what_one_machine_counts_though_a_worker_is_killed(cluster):
    from dask import delayed
    from distributed import Event

    from makemore.on_dask import count_on_dask

    before = set(cluster.scheduler_info(n_workers=-1)["workers"])
    found = count_on_dask([delayed(names_of)(part) for part in range(20)])
    assert Event("killed").is_set()
    assert set(cluster.scheduler_info(n_workers=-1)["workers"]) != before
    everything = [name for part in range(20) for name in (f"{chr(97 + part)}x", "张伟", "ava")]
    assert same(found.result(), count_ngrams(everything))


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_counts_files_bags_and_columns(cluster, tmp_path):
    import dask.bag

    from makemore.on_dask import count_on_dask

    paths = [tmp_path / f"{place}.txt" for place in range(2)]
    for path in paths:
        path.write_bytes(LONG)
    twice = count_ngrams(read_corpus(LONG * 2), context_size=2)
    assert same(count_on_dask(paths, context_size=2, size=len(LONG) // 3).result(), twice)
    assert same(count_on_dask(paths[0]).result(), count_ngrams(read_corpus(LONG)))
    bag = dask.bag.from_sequence(["Emma", "name", "", "Ava"], npartitions=3)
    assert same(count_on_dask(bag).result(), count_ngrams(["emma", "name", "ava"]))
    chunks = [cluster.submit(lambda: pa.array(["Emma", "Ava"]), pure=False) for _ in range(2)]
    columns = [dask.delayed(chunk) for chunk in chunks]
    assert same(count_on_dask(columns).result(), count_ngrams(["emma", "ava"] * 2))
    turkish = dask.bag.from_sequence(["IŞIL", "İPEK", "ILGIN"], npartitions=2)
    assert turkish.npartitions == 2
    assert same(count_on_dask(turkish).result(), count_ngrams(["ışıl", "ipek", "ılgın"]))
    with pytest.raises(EmptyListError):
        count_on_dask(dask.bag.from_sequence(["", " "], npartitions=2))
