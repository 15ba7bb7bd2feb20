"""Small letters by the language of a list, one apostrophe, and letters that were misread."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makemore.corpus import corpus_of, read_corpus
from makemore.letters import is_turkish, lowered
from makemore.mending import mended
from makemore.reading import open_list
from makemore.report import Finding
from makemore.rules import Rules

CASES = Path(__file__).parent / "reading" / "cases"
TURKISH = ["IŞIL", "İBRAHİM", "ILGIN", "İSTANBUL", "DİYARBAKIR", "IĞDIR"]


def case(file: str, **rules: bool) -> list[str]:
    return read_corpus(open_list((CASES / file).read_bytes()).text, rules=Rules(**rules)).names


def test_the_capitals_of_a_turkish_list_become_its_small_letters():
    small = ["ışıl", "ibrahim", "ılgın", "istanbul", "diyarbakır", "ığdır"]
    assert case("u_tr_upper.txt") == small
    corpus = corpus_of(TURKISH)
    assert corpus.names == small
    assert corpus.report.turkish.count == 6
    assert not corpus.report.dotted.count


def test_the_rule_can_be_switched_off_and_leaves_no_dot_behind():
    corpus = corpus_of(TURKISH, rules=Rules(turkish=False))
    assert corpus.names == ["işil", "ibrahim", "ilgin", "istanbul", "diyarbakir", "iğdir"]
    assert corpus.report.dotted.count == 3


@pytest.mark.parametrize("names", [["Ian", "Ida", "Iris"] * 9 + ["İpek"], ["Ian", "ırmak"]])
def test_a_list_with_a_turkish_name_or_two_is_no_turkish_list_but_a_question(names):
    corpus = corpus_of(names)
    assert corpus.names[0] == "ian"
    assert corpus.report.dotted == Finding(1, (names[-1],))
    asked = corpus_of(names, rules=Rules(dotless=True))
    assert asked.names[0] == "ıan"
    assert not asked.report.dotted.count


@pytest.mark.parametrize("names", [["Ștefan", "Ion"] * 9, ["Şerban", "Ioan"] * 9, ["Ian"], ["李"]])
def test_other_letters_are_not_taken_for_turkish(names):
    assert not is_turkish("\n".join(names))
    assert corpus_of(names).names == [name.lower() for name in names]


def test_capitals_stay_where_they_are_to_stay():
    assert corpus_of(TURKISH, lower=False).names == TURKISH


@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_small_letters_are_pythons_but_for_the_turkish_i(text):
    plain = text.replace("İ", "").replace("̇", "")
    assert lowered(plain) == plain.lower()
    assert "̇" not in lowered(f"İ{plain}İ")


@pytest.mark.parametrize("names", [TURKISH, ["ılgaz", "ışıl", "ağa"]])
def test_one_name_is_read_as_its_list_is(names):
    rules = Rules(digits=True)
    typed = rules.mending(turkish=corpus_of(names, rules=rules).turkish)
    assert corpus_of(["ILGIN 1"], rules=typed).names == ["ılgın 1"]
    others = rules.mending(turkish=corpus_of(["Ian"]).turkish)
    assert corpus_of(TURKISH, rules=others).names[0] == "işil"  # of whatever is typed


def test_six_signs_for_an_apostrophe_are_a_hint_and_one_switch_makes_them_one():
    corpus = read_corpus(open_list((CASES / "u_apos.txt").read_bytes()).text)
    assert corpus.report.unlike.count == 6  # all but O'Brien and D'Arcy
    assert len(set(corpus.names)) == 8
    assert case("u_apos.txt", apostrophes=True) == ["o'brien"] * 6 + ["keali'i", "d'arcy"]


@pytest.mark.parametrize("names", [["O’Neil", "D’Arcy"], ["O'Neil"], ["Ada"], ["Kealiʻi"]])
def test_one_sign_for_an_apostrophe_is_no_finding(names):
    assert not corpus_of(names).report.unlike.count


RIGHT = ["José", "Müller", "Łukasz", "Ágnes", "Şule", "Çağla", "Жанна", "北京", "O’Neil", "Zoë"]


def misread(name: str, encoding: str) -> str:
    """Return a name that was UTF-8, read in another encoding, as browsers read it."""
    found = ""
    for byte in name.encode():
        try:
            found += bytes([byte]).decode(encoding)
        except UnicodeDecodeError:
            found += chr(byte)
    return found


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_misread_names_are_found_and_mended_by_one_switch(encoding):
    names = [misread(name, encoding) for name in RIGHT]
    corpus = corpus_of(["Ada", *names])
    assert corpus.report.broken.count == len(RIGHT)
    assert corpus_of(names, lower=False, rules=Rules(mend=True)).names == RIGHT
    assert corpus_of(names, rules=Rules(mend=True)).report.mended.count == len(RIGHT)


@pytest.mark.parametrize(
    ("broken", "right"),
    [("JosÃ©", "José"), ("Ã\x81vila", "Ávila"), ("O\x92Neil", "O’Neil"), ("Fran√ßois", "François"),
     ("РњР°СЂРёСЏ", "Мария"), ("Å\x81ukasz", "Łukasz")],
)  # fmt: skip
def test_what_was_misread_in_any_way_becomes_what_it_was(broken, right):
    assert mended(broken) == right
    assert mended(right) == right


@pytest.mark.parametrize("name", ["Ã\x81vila", "O\x91Neil", "â\x80\x9cAnn"])
def test_nothing_that_mending_needs_is_deleted_before(name):
    kept = corpus_of([name, "a\x07da\x81"], lower=False)
    assert kept.names[0] == name
    assert kept.report.broken.count
    assert corpus_of(["a\x07da\u200b", "é\u200bva"]).names == ["ada", "éva"]


@pytest.mark.parametrize(
    "name",
    [
        "José",
        "São Tomé",
        "Ærø",
        "Žluťoučký",
        "Île d’Yeu",
        "Nguyễn",
        "Ðalvík",
        "ÃLVARO",
        "Nº 5",
        "王",
    ],
)
def test_names_that_are_right_are_no_finding(name):
    assert mended(name) == name
    assert not corpus_of([name]).report.broken.count


def test_a_line_that_might_be_a_name_is_mended_among_broken_ones_only():
    assert not corpus_of(["Åžule"]).report.broken.count
    rules = Rules(mend=True)
    assert corpus_of(["Åžule", "JosÃ©", "Zoë"], lower=False, rules=rules).names == [
        *("Şule", "José", "Zoë"),
    ]


@given(st.text(max_size=40))
def test_mending_keeps_lines_lines(text):
    assert "\n" not in mended(text.replace("\n", ""))
