"""A thousand damaged files of every kind end in a list or in a sentence, each within a bound."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import lzma
import time
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makemore.corpus import read_corpus
from makemore.errors import MakemoreError
from makemore.reading import Options, open_list
from tests.reading import test_reading

CASES = Path(__file__).parent / "cases"
TEXT = (CASES / "s12_email.csv").read_bytes()
FILES = {
    **{path.name: path.read_bytes() for path in CASES.iterdir() if path.suffix != ".xlsx"},
    "a.bz2": bz2.compress(TEXT),
    "a.xz": lzma.compress(TEXT),
    "a.gz": gzip.compress(TEXT),
    "a.zst": bytes(pa.compress(TEXT, "zstd", asbytes=True)),
}
BOOKS = {path.name: path.read_bytes() for path in CASES.glob("*.xlsx")}
for kind, (content, _) in test_reading.FILES.items():  # which say what they are by their content
    (BOOKS if kind == "ods" or "xlsx" in kind else FILES)[kind] = content
CHOSEN = [
    Options(), Options(encoding="cp1252"), Options(separator=";"), Options(header=2),
    Options(column=1), Options(counts=1), Options(column=-1), Options(member="1"),
    Options(sheet="1"), Options(path="1"),
]  # fmt: skip
LONGEST = 5  # seconds of computing
_QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=1000, deadline=None, suppress_health_check=_QUIET)
@given(st.sampled_from(sorted(FILES)), st.sampled_from(CHOSEN), st.data())
def test_a_thousand_damaged_files_end_in_a_list_or_a_sentence(name, options, data):
    ends_well(damaged(FILES[name], data), name, options)


@settings(max_examples=30, deadline=None, suppress_health_check=_QUIET)
@given(st.sampled_from(sorted(BOOKS)), st.sampled_from(CHOSEN), st.data())
def test_damaged_workbooks_end_in_a_list_or_a_sentence(name, options, data):
    ends_well(damaged(BOOKS[name], data), name, options)


@pytest.mark.parametrize("name", FILES)
def test_half_a_file_ends_in_a_list_or_a_sentence(name):
    half = FILES[name][: len(FILES[name]) // 2]
    for options in CHOSEN:
        ends_well(half, name, options)


def damaged(original: bytes, data: st.DataObject) -> bytes:
    """Return a file with some bytes changed, cut, or repeated."""
    changed = bytearray(original)
    for _change in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    begin = data.draw(st.integers(0, len(changed)))
    end = data.draw(st.integers(begin, len(changed)))
    ways = (bytes(changed), bytes(changed[:begin] + changed[end:]), bytes(changed[:end] * 2))
    return data.draw(st.sampled_from(ways))


def ends_well(data: bytes, file: str, options: Options) -> None:
    """Fail where reading raises anything but a sentence, or takes long for so small a file."""
    begin = time.process_time()
    with contextlib.suppress(MakemoreError):
        opened = open_list(data, file, options)
        read_corpus(opened.text, counted=opened.counts is not None)
    assert time.process_time() - begin < LONGEST
