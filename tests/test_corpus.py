"""Bytes of a list -> names, and an honest report of what was changed or left out."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from makemore.corpus import (
    MAX_NAME_LENGTH,
    Corpus,
    corpus_of,
    lines_left_out,
    read_corpus,
)
from makemore.errors import (
    AllLeftOutError,
    EmptyListError,
    MakemoreError,
    NamesTooLongError,
    NotTextError,
    NotUtf8Error,
)
from makemore.mending import mended
from makemore.reading.on_disk import read_file
from makemore.report import Finding, Report
from makemore.rules import Rules

SPACE = "\t\v\f \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
BOM = b"\xef\xbb\xbf"


def png() -> bytes:
    """A real picture of one red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def zip_archive() -> bytes:
    """What an .xlsx or .docx file is as well."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("names.txt", "emma\nava\n")
    return file.getvalue()


def is_unseen(sign: str) -> bool:
    """Tell whether a character is taken out: controls, marks of direction, soft hyphens, ..."""
    if sign in "\t\v\f":
        return False
    marks = (
        "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\ufeff\ufff9\ufffa\ufffb"
    )
    return unicodedata.category(sign) == "Cc" or sign in marks or "\u2060" <= sign <= "\u206f"


def naive_names(text: str, *, lower: bool = True) -> list[str]:
    """The rules of read_corpus, line by line."""
    names = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        broken = re.search("[\x80-\x9f]", line) and mended(line) != line  # it is left to be mended
        seen = line if broken else "".join(sign for sign in line if not is_unseen(sign))
        spaced = re.sub(f"[{SPACE}]{{2,}}|[\t\v\f]", " ", seen)
        composed = unicodedata.normalize("NFC", spaced)
        lowered = (
            unicodedata.normalize("NFC", composed.replace("İ", "i").lower()) if lower else composed
        )
        if 0 < len(lowered.strip()) <= MAX_NAME_LENGTH:
            names.append(lowered.strip())
    return names


def test_a_clean_list_is_left_as_it_is():
    corpus = read_corpus(b"emma\nava\nolivia\n")
    assert corpus.data == b"emma\nava\nolivia\n"
    assert corpus.names == corpus.column.to_pylist() == ["emma", "ava", "olivia"]
    assert len(corpus) == corpus.distinct == corpus.report.lines == 3
    nothing = Finding(0, ())
    assert corpus.report == Report(3, nothing, nothing, nothing, nothing, nothing)


def test_figures_of_a_list():
    corpus = read_corpus("ava\n王芳\nolivia\nzoë\nava\nsophia\n李娜".encode())
    assert corpus.lengths.tolist() == [3, 2, 6, 3, 3, 6, 2]  # characters, not bytes
    assert (corpus.shortest(), corpus.longest()) == ("王芳", "olivia")  # the first of each
    assert len(corpus) == 7
    assert corpus.distinct == 6  # ava twice
    assert corpus.characters == tuple("ahilopsvzë娜李王芳")


def test_report_counts_each_rule():
    text = " Emma \n\nAva\nolivia \t\n   \nZoe\u0308\n" + "x" * 201 + "\nMia"
    corpus = read_corpus(text.encode())
    assert corpus.names == ["emma", "ava", "olivia", "zo\u00eb", "mia"]
    report = corpus.report
    assert report.lines == 8
    assert report.blank == Finding(2)
    assert report.stripped == Finding(2, (" Emma ", "olivia \t"))
    assert report.composed == Finding(1, ("Zoe\u0308",))
    assert report.lowered == Finding(4, (" Emma ", "Ava", "Zoe\u0308", "Mia"))
    assert report.too_long == Finding(1, ("x" * 200,))
    assert report.lines == len(corpus) + report.blank.count + report.too_long.count


def test_report_shows_the_first_five():
    corpus = read_corpus("\n".join("ABCDEFG").encode())
    assert corpus.report.lowered == Finding(7, ("A", "B", "C", "D", "E"))


@pytest.mark.parametrize("line_break", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("end", [b"", b"end"])
@pytest.mark.parametrize("start", [b"", BOM])
def test_line_breaks_and_byte_order_mark(line_break, end, start):
    data = start + b"emma" + line_break + b"ava" + (line_break if end else b"")
    corpus = read_corpus(data)
    assert corpus.data == b"emma\nava\n"
    assert corpus.report.lines == 2
    assert corpus.report.stripped.count == corpus.report.blank.count == 0


def test_a_file_is_its_bytes(tmp_path):
    path = tmp_path / "names.txt"
    path.write_bytes(BOM + "Zoë\r\nava".encode())
    assert read_file(path) == read_file(str(path)) == read_corpus(path.read_bytes())
    assert read_file(path, lower=False).names == ["Zoë", "ava"]
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "absent.txt")


def test_mixed_line_breaks():
    assert read_corpus(b"a\r\nb\rc\nd\r\n").names == ["a", "b", "c", "d"]


def test_accents_are_composed_also_after_lowering():
    # n + U+0303 -> ñ; J + U+030C has no capital of one character, but j + U+030C is ǰ U+01F0
    corpus = corpus_of(["Nin\u0303o", "J\u030can"])
    assert corpus.names == ["ni\u00f1o", "\u01f0an"]
    assert read_corpus(corpus.data).data == corpus.data


def test_letters_keep_their_case_if_asked():
    corpus = read_corpus("Emma\nÉva\nmia".encode(), lower=False)
    assert corpus.names == ["Emma", "Éva", "mia"]
    assert corpus.report.lowered == Finding(0)


def test_duplicates_are_kept():
    corpus = corpus_of(["ava", "Ava", "AVA"])
    assert corpus.names == ["ava", "ava", "ava"]
    assert (len(corpus), corpus.distinct) == (3, 1)


@pytest.mark.parametrize("text", ["a", "王", "😀", ".", "a\n"])
def test_one_name_of_one_character(text):
    corpus = read_corpus(text.encode())
    assert corpus.names == [text[0]]
    assert corpus.shortest() == corpus.longest() == text[0]
    assert corpus.lengths.tolist() == [1]
    assert corpus.characters == (text[0],)


def test_spaces_within_a_name_become_one():
    corpus = corpus_of(["  new  york\t", "\u3000東京\u00a0", "los\tangeles", "a b"])
    assert corpus.names == ["new york", "東京", "los angeles", "a b"]
    assert corpus.report.spaces == Finding(2, ("  new  york\t", "los\tangeles"))
    names = ["  new  york\t", "los\tangeles"]
    kept = corpus_of(names, rules=Rules(spaces=False, strip=False))
    assert kept.names == names
    assert kept.report.stripped == kept.report.spaces == Finding()


def test_what_cannot_be_seen_is_taken_out_and_joiners_stay():
    corpus = corpus_of(["a\u200bva\x07", "\u202eeva", "\u200b", "👩\u200d🚀", "می\u200cخوام"])
    assert corpus.names == ["ava", "eva", "👩\u200d🚀", "می\u200cخوام"]
    assert corpus.report.unseen == Finding(2, ("a\u200bva\x07", "\u202eeva"))
    assert corpus.report.blank == Finding(1)
    assert corpus_of(["a\u200bva"], rules=Rules(unseen=False)).names == ["a\u200bva"]


def test_accents_can_stay_apart():
    assert corpus_of(["Zoe\u0308"], rules=Rules(compose=False)).names == ["zoe\u0308"]


LEAVING = {  # rule -> what it leaves of MIXED
    "digits": ["name", "ava", "a<b", "--", "ava", "zö"],
    "signs": ["name", "ava", "b2", "4", "--", "ava", "zö"],
    "no_letter": ["name", "ava", "b2", "a<b", "ava", "zö"],
    "rare": ["ava", "--", "ava"],
    "repeated": ["name", "ava", "b2", "4", "a<b", "--", "zö"],
    "title": ["ava", "b2", "4", "a<b", "--", "ava", "zö"],
}
MIXED = ["Name", "Ava", "b2", "4", "a<b", "--", "ava", "Zö"]


@pytest.mark.parametrize("rule", LEAVING)
def test_each_rule_leaves_out_its_lines_and_can_be_switched(rule):
    assert corpus_of(MIXED, rules=Rules(title=False)).names == [one.lower() for one in MIXED]
    rules = Rules(**{"title": False, rule: True})
    corpus = corpus_of(MIXED, rules=rules)
    assert corpus.names == LEAVING[rule]
    found = getattr(corpus.report, rule)
    assert found.count == len(MIXED) - len(corpus)
    left = lines_left_out("\n".join(MIXED).encode(), rules=rules)
    assert set(left["rule"].to_pylist()) == {rule}
    assert tuple(left["text"].to_pylist())[:5] == found.examples
    assert [MIXED[number - 1] for number in left["line"].to_pylist()] == left["text"].to_pylist()


def test_a_line_is_left_out_by_the_first_rule_that_it_breaks():
    rules = Rules(digits=True, no_letter=True)
    report = corpus_of(["ava", "42", "--"], rules=rules).report
    assert (report.digits.count, report.no_letter.count) == (1, 1)
    assert {name: one.count for name, one in report.left_out.items() if one.count} == {
        "digits": 1,
        "no_letter": 1,
    }


def test_a_title_alone_is_a_name():
    assert corpus_of(["", "Name"]).names == ["name"]
    assert corpus_of(["", "Name", "Ava"]).names == ["ava"]
    assert corpus_of(["Ava", "Name"]).names == ["ava", "name"]


def test_long_names_can_stay_up_to_a_limit():
    names = ["a" * 201, "b" * 1001, "ava"]
    corpus = corpus_of(names, rules=Rules(long=False))
    assert corpus.names == ["a" * 201, "ava"]
    assert corpus.report.too_long == Finding(1, ("b" * 200,))


def test_rules_that_leave_nothing_are_refused():
    with pytest.raises(AllLeftOutError):
        corpus_of(["a1", "b2"], rules=Rules(digits=True))


COUNTED = b"Emma\t18770\nAva\t2\n Emma\t30\nMia\t0\nZoe\nTwo\tparts\t5\nHuge\t9999999999\n"


def test_a_counted_line_stands_for_many():
    corpus = read_corpus(COUNTED, counted=True)
    assert corpus.names == ["emma", "ava", "emma", "two parts"]
    assert corpus.weights.tolist() == [18770, 2, 30, 5]
    assert (len(corpus), corpus.total, corpus.distinct) == (4, 18807, 3)
    assert corpus.occurrences.tolist() == [18800, 2, 18800, 5]
    assert corpus.length_counts.tolist() == [0, 0, 0, 2, 18800, 0, 0, 0, 0, 5]
    assert corpus.first_characters == {"e": 18800, "t": 5, "a": 2}
    assert corpus.report.uncounted == Finding(3, ("Mia\t0", "Zoe", "Huge\t9999999999"))
    assert corpus.first(2).weights.tolist() == [18770, 2]
    assert corpus.part(np.array([False, True, False, True])).weights.tolist() == [2, 5]


def test_a_counted_list_is_written_as_it_reads():
    corpus = read_corpus(COUNTED, counted=True)
    again = read_corpus(corpus.lines(), rules=Rules.as_it_is(), lower=False, counted=True)
    assert (again.data, again.weights.tolist()) == (corpus.data, corpus.weights.tolist())
    assert read_corpus(b"Ava\n").lines() == b"ava\n"


def test_each_different_name_once_has_no_weights():
    corpus = read_corpus(COUNTED, counted=True, rules=Rules(repeated=True))
    assert corpus.names == ["emma", "ava", "two parts"]
    assert corpus.weights is None


ROCKET = "👩\u200d🚀"


def test_what_is_seen_as_one_character_can_count_as_one():
    names = [f"a{ROCKET}", "शिव", "ava"]
    corpus = corpus_of(names, rules=Rules(clusters=True))
    assert corpus.names == names
    assert corpus.lengths.tolist() == [2, 2, 3]
    assert corpus.characters == tuple(sorted(["a", "v", ROCKET, "शि", "व"]))
    assert corpus.first_characters == {"a": 2, "शि": 1}
    assert corpus_of(names).lengths.tolist() == [4, 3, 3]


@given(st.lists(st.text(max_size=20), min_size=1), st.builds(Rules))
def test_any_rules_add_up(names, rules):
    try:
        corpus = corpus_of(names, rules=rules)
    except MakemoreError:
        return
    report = corpus.report
    assert report.lines == len(corpus) + sum(one.count for one in report.left_out.values())
    again = read_corpus(corpus.data, lower=False, rules=Rules.as_it_is())
    assert again.names == corpus.names or max(corpus.lengths) > 1000


@pytest.mark.parametrize("number", [1, 2, 3])
def test_first(number):
    corpus = corpus_of(["ava", "王芳", "zoë"])
    first = corpus.first(number)
    assert first.names == ["ava", "王芳", "zoë"][:number]
    assert len(first) == number
    assert first.report == corpus.report


def test_first_of_more_than_there_are():
    corpus = corpus_of(["ava", "mia"])
    assert corpus.first(3) is corpus


@pytest.mark.parametrize("number", [0, -1])
def test_first_none(number):
    with pytest.raises(ValueError, match="at least 1 name"):
        corpus_of(["ava", "mia"]).first(number)


@pytest.mark.parametrize("data", [b"", b"\n", b"\r\n\r\n", b" \n\t\n", BOM, BOM + b"\n", b"\v\f"])
def test_no_name(data):
    with pytest.raises(EmptyListError, match="one name on each line"):
        read_corpus(data)


@pytest.mark.parametrize(
    "data",
    [png(), zip_archive(), "emma\nava\n".encode("utf-16"), "王芳\n".encode("utf-16"), b"a\0b\n"],
    ids=["png", "zip", "utf-16", "utf-16 Chinese", "zero byte"],
)
def test_not_text(data):
    with pytest.raises(NotTextError, match="plain text"):
        read_corpus(data)


def test_not_text_without_a_zero_byte():
    with pytest.raises(NotTextError):
        read_corpus(b"\x89PNG\r\n\x1a\n\x01\x02\x03")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"zo\xeb\nava\n", 1),  # ë in Latin-1
        (b"emma\nava\nzo\xeb\n", 3),
        (b"emma\r\nava\r\nzo\xeb\r\n", 3),
        (b"emma\rava\rzo\xeb\r", 3),
        (BOM + b"a\n\xeb\n", 2),
        (BOM + b"\n\n\xeb", 3),
        (b"emma\n" + "王芳\n".encode("gb18030"), 2),
        ("emma\nzoë".encode()[:-1], 2),  # cut within a character
    ],
)
def test_not_utf8_names_the_line(data, line):
    with pytest.raises(NotUtf8Error, match=f"line {line}") as caught:
        read_corpus(data)
    assert caught.value.line == line


def test_one_very_long_line_among_good_ones():
    corpus = read_corpus(b"emma\n" + b"x" * 100_000 + b"\nava\n")
    assert corpus.names == ["emma", "ava"]
    assert corpus.report.too_long.count == 1
    assert corpus.report.too_long.examples == ("x" * MAX_NAME_LENGTH,)  # not 100,000 of them


def test_a_name_may_be_as_long_as_the_limit():
    assert corpus_of(["王" * MAX_NAME_LENGTH]).lengths.tolist() == [200]
    assert corpus_of([" " * 500 + "ava" + " " * 500]).names == ["ava"]  # stripped first
    with pytest.raises(NamesTooLongError) as caught:
        corpus_of(["王" * 201, "x" * 1500, " "])
    assert (caught.value.longest, caught.value.limit) == (1500, 200)
    assert "1,500" in str(caught.value)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_corpus_or_an_error_of_ours(data):
    try:
        corpus = read_corpus(data)
    except MakemoreError:
        return
    check(corpus)


@given(st.text(max_size=60), st.booleans())
def test_any_text_equals_the_rules_line_by_line(text, lower):
    assume("\0" not in text and not text.startswith("\ufeff"))
    expected = naive_names(text, lower=lower)
    if not expected:
        with pytest.raises(EmptyListError):
            read_corpus(text.encode(), lower=lower)
        return
    corpus = read_corpus(text.encode(), lower=lower)
    check(corpus)
    assert corpus.names == expected


@given(st.lists(st.text(st.sampled_from("aJΣİßŉ\u030c\u0308\u0331 \u3000\t.王😀"), max_size=6)))
def test_reading_twice_changes_nothing(names):
    assume(any(name.strip() for name in names))
    corpus = corpus_of(names)
    assert read_corpus(corpus.data).data == corpus.data
    assert read_corpus(corpus.data).report.lowered.count == 0
    assert read_corpus(corpus.data).report.composed.count == 0


def check(corpus: Corpus) -> None:
    """Whatever was read, these hold."""
    names, report = corpus.names, corpus.report
    assert len(names) == len(corpus) == len(corpus.lengths) > 0
    assert corpus.data == "".join(f"{name}\n" for name in names).encode()
    assert corpus.lengths.tolist() == list(map(len, names))
    assert 0 < corpus.lengths.min() <= corpus.lengths.max() <= MAX_NAME_LENGTH
    assert all(name == name.strip() and "\n" not in name for name in names)
    assert corpus.distinct == len(set(names))
    assert corpus.characters == tuple(sorted(set("".join(names))))
    assert report.lines == len(names) + report.blank.count + report.too_long.count
    assert corpus.first(1).names == names[:1]
