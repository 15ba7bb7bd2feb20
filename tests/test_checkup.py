"""What deserves a second look is counted, and nothing is changed."""

from __future__ import annotations

from makemore.checkup import checkup
from makemore.corpus import corpus_of
from makemore.report import Finding
from makemore.rules import Rules


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
        "a\u200bb",
        "a  b\ufffd",
    ]
    seen = checkup(corpus_of(names, rules=Rules.as_it_is()))
    assert seen.title == Finding(1, ("first name",))
    assert seen.repeated == Finding(1, ("ava",))
    assert seen.digits == Finding(2, ("b2", "42"))
    assert seen.signs == Finding(2, ("a<b", "a  b\ufffd"))
    assert seen.no_letter == Finding(1, ("42",))
    assert seen.unseen == Finding(1, ("a\u200bb",))
    assert seen.spaces == Finding(1, ("a  b\ufffd",))
    assert seen.damaged == Finding(1, ("a  b\ufffd",))
    assert seen.rare == Finding(11, ("'", "-", "4", "<", "f"))  # and l, o, s, t and two odd ones


def test_what_rules_that_are_off_would_mend_is_counted():
    names = [" ava", "Zoe\u0308", "x" * 201, "a👩\u200d🚀", "शिव"]
    seen = checkup(corpus_of(names, rules=Rules.as_it_is()))
    assert seen.stripped == Finding(1, (" ava",))
    assert seen.composed == Finding(1, ("zoe\u0308",))
    assert seen.too_long.count == 1
    assert seen.clusters == Finding(3, ("e\u0308", "शि", "👩\u200d🚀"))
    mended = checkup(corpus_of(names, rules=Rules(clusters=True)))
    assert mended.stripped == mended.composed == mended.too_long == Finding()
    assert mended.clusters == Finding(2, ("शि", "👩\u200d🚀"))


def test_of_names_that_stand_more_than_once_the_commonest_come_first():
    seen = checkup(corpus_of(["eva", "ava", "ida", "eva", "ava", "ava"]))
    assert seen.repeated == Finding(2, ("ava", "eva"))


def test_rare_characters_are_counted_exactly():
    assert checkup(corpus_of(["aab", "bac"])).rare == Finding(1, ("c",))


def test_names_of_any_script_are_fine():
    seen = checkup(corpus_of(["北京", "शिव", "שלום", "ไทย", "Łódź", "O’Brien"]))
    assert not seen.signs.count
    assert not seen.no_letter.count
    assert not seen.unseen.count
    assert not seen.title.count
