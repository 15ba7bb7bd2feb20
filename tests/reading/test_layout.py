"""Lists as people have them, in lines of every shape: the names come out, and nothing else."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from makemore import errors
from makemore.corpus import read_corpus
from makemore.reading import WHOLE_LINES, Opened, Options, open_list
from makemore.reading.dialect import Dialect
from makemore.reading.taken import again
from tests.reading.packing import names_of

CASES = Path(__file__).parent / "cases"
NAMES = (
    "Ada Bea Cleo Dora Edda Fay Gwen Hanna Iris June Kira Lena Mona Nora Olga Pia Rosa Sina Tara "
    "Uma Vera Wilma Zoe Alma Berta Carla Dina Elsa Frida Greta"
).split()
LINES = "".join(f"{name}\n" for name in NAMES)


def read(text: str | bytes, file: str = "", **options: object) -> Opened:
    data = text if isinstance(text, bytes) else text.encode()
    return open_list(data, file, Options(**options))  # type: ignore[arg-type]


def rows(pattern: str, above: str = "", below: str = "") -> str:
    """Return a line for each name: {n} stands for it, {i} for its number, {k} for thousands."""
    lines = [
        pattern.format(n=name, i=number, k=f"{1000 + number:,}", two=f"{number + 1:02}")
        for number, name in enumerate(NAMES)
    ]
    return above + "".join(f"{line}\n" for line in lines) + below


THIRTY = "s01_decimal_comma.csv s02_tab_thousands.tsv s05_preamble.tsv s05c_comments.txt " + (
    "s08_space_freq.txt s08b_fixed.txt s09c_commalist.txt"
)


@pytest.mark.parametrize("file", THIRTY.split())
def test_thirty_names_come_out_of_each_case(file):
    names = read_corpus(read((CASES / file).read_bytes(), file).text).names
    assert names == [name.lower() for name in NAMES]


@pytest.mark.parametrize(
    ("file", "number", "some"),
    [
        ("t08_quote_semi.csv", 20, ["ada", "uma"]),
        ("t10_long_preamble.csv", 20, ["ada", "uma"]),
        ("s12_email.csv", 90, ["ada", "greta"]),
        ("s13_cjk_surname.csv", 20, ["王", "李"]),
        ("e_pl_cp1250.txt", 16, ["łukasz", "świętosław"]),
        ("e_tr_cp1254.txt", 16, ["ayşe", "gökçe"]),
        ("e_ru_utf-16-le.txt", 12, ["иван", "щукин"]),
    ],
)
def test_the_names_of_each_case(file, number, some):
    names = read_corpus(read((CASES / file).read_bytes(), file).text).names
    assert len(names) == number
    assert set(some) <= set(names)


def test_a_quotation_mark_that_nothing_closes_is_a_letter():
    names = read_corpus(read((CASES / "k01_lone_quote.tsv").read_bytes()).text).names
    assert len(names) == 400
    assert "bo" in {name.strip('"') for name in names}


FRAME = "+---+---+\n"
SHAPES = {
    "bar and thousands": rows("{n}|{k}", "Name|Births\n"),
    "coordinates with commas": rows("{n};{i},5;13,{i}", "town;lat;lon\n"),
    "decimal commas without titles": rows("{i};{n};50,{i}"),
    "a mark in the middle": rows("{n},{i}", "name,n\n").replace("Dora,", '"Dora,'),
    "a mark at the end": rows("{n},{i}", "name,n\n").replace("Dora,", 'Dora",'),
    "a doubled mark": rows("{n}\t{i}", "name\tn\n").replace("Dora", '""Dora'),
    "a mark in the first row": rows("{n}\t{i}").replace("Ada", '"Ada'),
    "two marks far apart": rows("{n},{i}").replace("Bea", '"Bea').replace("Uma,", 'Uma",'),
    "sep=": rows("{n};{i}", "sep=;\nname;n\n"),
    "a sum and a source": rows("{n},{i}", "name,n\n", "Total,435\n\nSource: made up, 2020\n"),
    "footnotes": rows("{n};{i}", "name;n\n", "\n* provisional\nSource; office\n"),
    "Markdown": rows("| {n} | {i} |", "# Names\n\n| Name | Count |\n|:-----|------:|\n"),
    "Markdown without a heading": rows("|{i}|{n}|", "|n|Name|\n|-|-|\n"),
    "a frame of signs": rows("| {n} | {i} |", f"{FRAME}| Name | n |\n{FRAME}", FRAME),
    "colon": rows("{n}: {i}"),
    "equals": rows("{n} = {i}"),
    "brackets": rows("{n} ({i})"),
    "dash and number": rows("{n} - {i}"),
    "numbered": rows("{i}. {n}"),
    "numbered with brackets": rows("{i}) {n}"),
    "numbered in Chinese": rows("{i}、{n}"),
    "dashes": rows("- {n}"),
    "stars": rows("  * {n}"),
    "bullets": rows("•{n}"),
    "boxes": rows("- [ ] {n}"),
    "a count before, as uniq writes it": rows("     {two} {n}"),
    "a title over blanks": rows("{n} {i}", "name count\n"),
    "two numbers": rows("{n}  {i}  0.{i}"),
    "tab and blanks": rows("{n} \t {i}"),
    "columns of words": rows("{n}        Xtown"),
    "comments with slashes": rows("{n}", "// made up\n// one a line\n"),
    "titles as a comment": rows("{n}\t{i}", "#name\tn\n"),
    "a comment among the rows": rows("{n},{i}", "name,n\n").replace("Mona", "# more, too\nMona"),
    "remarks with commas": rows("{i},{n},{i}", "Births, by name, X\nAn office\n\nrank,name,n\n"),
    "a sentence above": rows("{n}", "These are the thirty names that were made up for a test:\n\n"),
    "code first": rows("A{two},{n}", "code,person\n"),
    "address first": rows("https://x.example/{n},{n}"),
    "e-mail first": rows("{n}@mail.example;{n};{i}"),
    "state, sex, year first": rows("CA,F,1910,{n},{i}"),
    "date and time": rows("{n},2020-01-{two},12:30"),
    "quoted": rows('"{i}","{n}","F"', '"id","name","sex"\n'),
    "apostrophes as marks": rows("'{i}','{n}','x, y'", "'id','name','of'\n"),
    "cells of two lines": rows('{n},"a, b\nc",{i}', "name,note,n\n"),
    "a short line": rows("{n},F,{i}", "name,sex,n\n").replace("Edda,F,4", "Edda"),
    "a long line": rows("{n},F,{i}", "name,sex,n\n").replace("Edda,F,4", "Edda,F,4,x,y"),
    "tilde": rows("{i}~{n}~F"),
    "semicolons on one line": "; ".join(NAMES),
    "Chinese commas on one line": "、".join(NAMES),
    "blanks on one line": " ".join(NAMES),
    "bars on one line": " | ".join(NAMES),
    "a sentence of names": f"{', '.join(NAMES[:-1])} and {NAMES[-1]}.\n",
    "wrapped": f"{', '.join(NAMES[:11])},\n{', '.join(NAMES[11:19])},\n{', '.join(NAMES[19:])}\n",
    "returns": "\r".join(NAMES),
    "returns and newlines": "\r\n".join(NAMES),
    "line separators": "\u2028".join(NAMES),
    "paragraph separators": "\u2029".join(NAMES),
    "next lines": "\x85".join(NAMES),
    "vertical tabs": "\v".join(NAMES),
    "form feeds": "\f".join(NAMES),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_thirty_names_come_out_of_each_shape(shape):
    opened = read(SHAPES[shape])
    assert [name.strip('"') for name in names_of(opened)] == NAMES


@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_taken_can_be_asked_for(shape):
    opened = read(SHAPES[shape])
    assert open_list(SHAPES[shape].encode(), options=again(opened)).text == opened.text


@pytest.mark.parametrize(
    "text",
    [
        rows("{n} Smith"),
        rows("{n}-Anna"),
        rows("New {n} upon River"),
        rows("{n} O'Neil"),
        rows("{n}").replace("Edda", "Smith, Edda").replace("Lena", "Jones, Lena"),
        rows("{n}").replace("Edda", "Edda; the 4th"),
        rows("{n}").replace("Edda", "7 of 9"),
        rows("{n}").replace("Edda", "- Edda").replace("Lena", '"Lena'),
        rows("{n}").replace("Edda", "#1 Edda"),
        "Paris is a town of many names\n",
        "Emma, Ava\n",
    ],
)
def test_a_list_of_names_with_such_signs_stays_as_it_is(text):
    opened = read(text)
    assert (opened.text.decode(), opened.kind, opened.left) == (text, "text", ())


def test_what_a_person_chose_goes_before_the_guess():
    text = rows("{n};{i},5")
    assert names_of(read(text, separator=";")) == NAMES
    assert names_of(read(text, separator=","))[0] == "Ada;0"
    assert read(text, separator="\n").text.decode() == text
    assert read(text, column=WHOLE_LINES).text.decode() == text
    assert names_of(read("- Ada\n- Bea\n", separator="\n")) == ["- Ada", "- Bea"]
    assert names_of(read(rows("{n}"), separator="•")) == NAMES
    assert names_of(read("Ada,Bea,Cleo\n" * 2, separator=",")) == ["Ada", "Ada"]


def test_names_on_one_line_are_a_question():
    guess = read(", ".join(NAMES)).guesses["separator"]
    assert (guess.best, guess.others, guess.sure) == (",", ("\n",), False)


def test_two_separators_that_fit_alike_are_a_question():
    guess = read("a|x;y\nb|z;u\nc|v;w\n").guesses["separator"]
    assert {guess.best, *guess.others} == {"|", ";"}
    assert not guess.sure


def test_how_many_rows_stand_above_can_be_chosen():
    assert read(rows("{n},{i}", "name,n\n"), header=0).text.startswith(b"name\nAda\n")
    assert names_of(read(rows("{n},{i}"), header=1)) == NAMES[1:]
    assert names_of(read(LINES, header=2)) == NAMES[2:]


def test_what_stands_around_a_table_is_said():
    (said,) = read(SHAPES["Markdown"]).left
    assert said.values == {"number": 1, "example": "# Names"}
    assert read(SHAPES["a sum and a source"]).left[0].values["number"] == 2


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        (["a,b"], [["a", "b"]]),
        (['"a,b",c'], [["a,b", "c"]]),
        (['"a""b",c'], [['a"b', "c"]]),
        (['"a', 'b",c'], [["a\nb", "c"]]),
        (['"a,b', "c,d"], [['"a', "b"], ["c", "d"]]),
        (['"a,b', 'c",d'], [['"a', "b"], ['c"', "d"]]),  # two letters: both lines are rows
        (['a "b" c,d'], [['a "b" c', "d"]]),
        (['a, "b, c"'], [["a", "b, c"]]),
        (['"a" b,c'], [['"a" b', "c"]]),
    ],
)
def test_quotation_marks_enclose_or_are_letters(lines, cells):
    assert list(Dialect(",").rows(lines, 2)) == cells


def test_marks_that_are_never_closed_do_not_cost_more_with_each():
    text = "".join(f'"a{number}\n' for number in range(200_000))
    assert len(list(Dialect(",").rows(text.splitlines(), 2))) == 200_000


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.lists(st.text(st.sampled_from('ab" ,;\t|\n\r#-.1(é王'), max_size=8), max_size=4),
        max_size=12,
    ),
    st.sampled_from([None, ",", ";", " ", "•", "\n", ":", "x"]),
    st.sampled_from([None, 0, 1, 3]),
    st.sampled_from(["", "a.csv"]),
)
@example([], None, None, "a.csv")
@example([["|"], ["|"]], None, None, "")
def test_lines_of_any_shape_end_in_a_list_or_a_sentence(cells, separator, header, file):
    text = "\n".join(",".join(row) for row in cells)
    try:
        opened = open_list(text.encode(), file, Options(separator=separator, header=header))
        read_corpus(opened.text)
    except errors.MakemoreError:
        return
    assert opened.kind in ("text", "CSV", "JSON")


MANY = 60_000
LONG_LINES = {
    "blank lines": "\n" * 200 + "x",
    "blank lines below a key": "key:" + "\n" * MANY + "x",
    "comments of a page": "<!-- -->" * 40 + "x",
    "remarks of a page": "<!--a-->\n" * 5000 + "<",
    "spaces before SQL": "\n" * MANY + "x;",
    "a row of SQL": "insert into " + "a" * MANY + ";\ncopy " + "a" * MANY + ";",
    "a rule that is none": "-" * MANY + "x",
    "a rule of Markdown that is none": "|" + "-" * MANY + "x\n" + " " * MANY + "x",
    "figures": "1 " * MANY + "x",
    "blanks": "a" + " " * MANY + "b",
    "blanks before the last name": "Ada, Bea, Cleo, Dora, Edda, Fay and" + " " * MANY + "b",
    "digits in a table": f"a,b\n{'1' * MANY}x,2\n{'1 ' * MANY}x,3\n",
    "addresses in a table": f"a,b\n{'a@.' * MANY} x,2\n{'a@b' + '.' * MANY} x,3\n",
    "a point": "- a\n" * 30 + "b" + " " * MANY + "b\n",
}


@pytest.mark.parametrize("kind", LONG_LINES)
def test_no_line_is_looked_at_for_longer_than_it_is_long(kind):
    text = LONG_LINES[kind]
    for one in (text, text + "\n" + LINES, LINES + text):
        with contextlib.suppress(errors.MakemoreError):
            read(one)  # it ends, that is all
