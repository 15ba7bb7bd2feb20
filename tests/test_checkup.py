"""What deserves a second look is counted, and nothing is changed."""

from __future__ import annotations

from makemore.checkup import checkup
from makemore.corpus import Finding, corpus_of, lines_left_out, read_corpus


def test_each_rule_counts_its_lines():
    names = [
        "First name",
        "ava",
        "ava",
        "eva",
        "b2",
        "42",
        "a<b",
        "o'neil",
        "anne-marie",
        "a\u200db",
    ]
    seen = checkup(corpus_of(names))
    assert seen.title == Finding(1, ("first name",))
    assert seen.repeated == Finding(1, ("ava",))
    assert seen.digits == Finding(2, ("b2", "42"))
    assert seen.signs == Finding(1, ("a<b",))
    assert seen.no_letter == Finding(1, ("42",))
    assert seen.unseen == Finding(1, ("a\u200db",))
    assert seen.rare == Finding(11, (" ", "'", "-", "4", "<"))  # and f, l, o, s, t and a joiner


def test_rare_characters_are_counted_exactly():
    assert checkup(corpus_of(["aab", "bac"])).rare == Finding(1, ("c",))


def test_names_of_any_script_are_fine():
    seen = checkup(corpus_of(["北京", "शिव", "שלום", "ไทย", "Łódź", "O’Brien"]))
    assert not seen.signs.count
    assert not seen.no_letter.count
    assert not seen.unseen.count
    assert not seen.title.count


def test_the_lines_left_out_are_those_that_reading_left_out():
    data = b"ava\n" + b"x" * 201 + b"\n  " + b"y" * 200 + b"  \n\n"
    assert read_corpus(data).report.too_long.count == 1
    assert lines_left_out(data) == b"x" * 201 + b"\n"
