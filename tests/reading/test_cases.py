"""Lists as people have them: each file of `cases` becomes its names, by every way alike."""

from __future__ import annotations

from pathlib import Path

import pytest

import makemore as mm
from makemore.command_line import main
from makemore.errors import NoListError
from makemore.reading import open_list

CASES = Path(__file__).parent / "cases"
# how many names, the first and the last of them, and how many different letters, where it is said
EXPECTED = {
    "d02.docx": (30, "ada", "greta"),
    "d06.html": (30, "ada", "greta"),
    "e_pl_cp1250.txt": (16, "łukasz", "gąsior"),
    "e_ru_utf-16-le.txt": (12, "иван", "щукин"),
    "e_tr_cp1254.txt": (16, "ışıl", "nazlı"),
    "j01_wrapped.json": (30, "ada", "greta"),
    "j01b_wrapped_obj.json": (30, "ada", "greta"),
    "j01c_data.json": (30, "ada", "greta"),
    "k01_lone_quote.tsv": (400, "adaada", "umauma"),
    "s01_decimal_comma.csv": (30, "ada", "greta"),
    "s02_tab_thousands.tsv": (30, "ada", "greta"),
    "s05_preamble.tsv": (30, "ada", "greta"),
    "s05c_comments.txt": (30, "ada", "greta"),
    "s08_space_freq.txt": (30, "ada", "greta"),
    "s08b_fixed.txt": (30, "ada", "greta"),
    "s09c_commalist.txt": (30, "ada", "greta"),
    "s12_email.csv": (90, "ada", "greta"),
    "s13_cjk_surname.csv": (20, "王", "罗"),
    "t08_quote_semi.csv": (20, "ada", "uma"),
    "t10_long_preamble.csv": (20, "ada", "uma"),
    "u_apos.txt": (8, "o'brien", "d'arcy"),
    "u_tr_upper.txt": (6, None, None),
    "x01_contents.xlsx": (30, "ada", "greta"),
    "x11_two_header_rows.xlsx": (20, "adao", "umao"),
    "x12_title_and_blocks.xlsx": (40, "ada", "umao"),
    "x13_empty_shared_string.xlsx": (3, "ada", "cleo"),
    "z01_yob.zip": (45, "ada", "umaa"),
}
REFUSED = {"d01.rtf": "RTF", "d05.pdf": "PDF"}


def test_every_case_is_expected_to_be_something():
    assert {path.name for path in CASES.iterdir()} == set(EXPECTED) | set(REFUSED)


@pytest.mark.parametrize("file", EXPECTED)
def test_a_case_becomes_its_names_the_same_by_every_way(file, capsys):
    number, first, last = EXPECTED[file]
    corpus = mm.read_file(CASES / file)
    names = corpus.names
    assert len(names) == number
    assert first is None or (names[0], names[-1]) == (first, last)
    if number == 30:
        letters = {letter for name in names for letter in name}
        assert len(letters) == 24
        assert all(map(str.isalpha, letters))
    opened = open_list((CASES / file).read_bytes(), file)  # as the page does
    assert mm.read_corpus(opened.text).names == names
    assert main(["read", str(CASES / file), "--quiet"]) == 0
    assert capsys.readouterr().out == corpus.lines().decode()


@pytest.mark.parametrize("file", REFUSED)
def test_a_document_is_named(file, capsys):
    with pytest.raises(NoListError, match=f"This file is {REFUSED[file]},"):
        mm.read_file(CASES / file)
    assert main(["read", str(CASES / file)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_a_case_leaves_is_said():
    said = " ".join(
        one.text
        for file in ("z01_yob.zip", "x01_contents.xlsx", "x12_title_and_blocks.xlsx")
        for one in open_list((CASES / file).read_bytes()).left
    )
    assert "Not read from the archive: NationalReadMe.pdf." in said
    assert "Not read: Contents." in said
    assert "such as “Most liked names for girls" in said


def test_the_births_of_a_case_can_count():
    corpus = mm.read_file(CASES / "s02_tab_thousands.tsv", counts="Births")
    assert (corpus.names[0], corpus.weights[0]) == ("ada", 1101)
