"""The page says how a file was read, asks what it could not tell, and offers every other way."""

from __future__ import annotations

import json

import pytest

from dashboard.parts.how_read import said
from dashboard.words.language import speaking
from dashboard.words.text import plain
from makemore.reading import ALL, open_list
from tests.reading.packing import zipped

GIRLS, BOYS = ["Ada", "Bea", "Cleo", "Dora"], ["Bob", "Carl", "Dan"]
TWO = json.dumps({"girls": GIRLS, "boys": BOYS}).encode()
YAML = b"names:\n  - Ada\n  - Bea\n  - Cleo\n"


YEARS = zipped({"yob1.txt": "Ada,F,3\nBea,F,2\n", "yob2.txt": "Cy,M,4\nDan,M,1\n", "r.pdf": "%PDF"})


def upload(app, data: bytes, name: str = "mine.txt"):
    app.get("file_uploader")[0].upload(name, data, "text/plain").run()
    assert not app.exception
    return app


def names(app) -> list[str]:
    return [row["name"] for row in app.dataframe[0].value.to_dict("records")]


def captions(app) -> str:
    return "\n".join(one.value for one in app.caption)


def box(app, label: str):
    return next(one for one in app.selectbox if one.label == label)


def test_of_two_lists_one_is_taken_and_the_page_asks_openly_with_their_first_names(open_page):
    app = upload(open_page("names"), TWO)
    assert names(app) == ["ada", "bea", "cleo", "dora"]
    assert "Read from the list **girls**. Not read: boys." in captions(app)
    (question,) = app.radio
    assert question.label == "Which of these lists is meant?"
    assert question.options == ["girls", "all that are alike, as one list", "boys"]
    assert question.value is None
    question.set_value("boys").run()
    assert names(app) == ["bob", "carl", "dan"]
    assert not app.radio  # it is answered
    box(app, "List in the file").set_value(ALL).run()
    assert len(names(app)) == 7
    own = box(app, "List").options
    assert sum("mine.txt" in one for one in own) == 1  # the same list, read otherwise


def test_what_was_guessed_may_be_said_to_be_right(open_page):
    app = upload(open_page("names"), TWO)
    app.radio[0].set_value("girls").run()
    assert names(app) == ["ada", "bea", "cleo", "dora"]
    assert not app.radio


def test_all_years_of_an_archive_and_one_of_them(open_page):
    app = upload(open_page("names"), YEARS, "names.zip")
    assert names(app) == ["ada", "bea", "cy", "dan"]
    assert "Read from **all files that are alike**" not in captions(app)
    assert "all files that are alike, the column **1**" in captions(app)
    assert "Not read from the archive: r\\.pdf." in captions(app)
    box(app, "File in the archive").set_value("yob2.txt").run()
    assert names(app) == ["cy", "dan"]
    box(app, "Each name counts").set_value(2).run()
    assert "each as often as **3** says" in captions(app)
    box(app, "File in the archive").set_value(ALL).run()
    assert names(app) == ["ada", "bea", "cy", "dan"]


def test_a_refused_file_can_be_read_otherwise(open_page):
    app = upload(open_page("names", list="dinosaurs"), YAML)
    assert "This file is YAML" in app.error[0].value
    next(one for one in app.button if one.label == "Take each line as a name").click().run()
    assert names(app) == ["- ada", "- bea", "- cleo"]  # "names" is a title
    assert not app.error


def test_another_encoding_can_be_chosen_for_a_refused_file(open_page):
    app = upload(open_page("names"), b"%PDF-\nAda\nBea\n")
    assert "This file is PDF" in app.error[0].value
    app.selectbox(key="refused_encoding").set_value("utf-32").run()
    assert "cannot be read as utf" in app.error[0].value
    app.selectbox(key="refused_encoding").set_value("cp1252").run()
    assert names(app) == ["%pdf-", "ada", "bea"]


def test_of_several_files_the_one_that_was_refused_can_be_read_otherwise(open_page):
    app = open_page("names", list="dinosaurs")
    box_ = app.get("file_uploader")[0]
    for name, data in (("a.txt", b"Ada\n"), ("b.yml", YAML), ("c.txt", b"Cleo\n")):
        box_.upload(name, data, "text/plain")
    app.run()
    assert "b\\.yml" in app.error[0].value
    next(one for one in app.button if one.label == "Take each line as a name").click().run()
    assert names(app) == ["- ada", "- bea", "- cleo"]


def test_where_no_file_by_itself_was_refused_none_is_offered_again(open_page):
    app = open_page("names", list="dinosaurs")
    for name in ("a.txt", "b.txt"):
        app.get("file_uploader")[0].upload(name, b"\n", "text/plain")
    app.run()
    assert "There is no name" in app.error[0].value
    assert not any(one.label == "Take each line as a name" for one in app.button)


def test_how_a_list_of_a_saved_session_was_read_is_said_though_its_file_is_not_here(open_page):
    app = upload(open_page("names"), TWO)
    app.session_state["files"] = {}
    app.run()
    assert "Read from the list **girls**." in captions(app)


def test_the_line_is_said_in_chinese_too():
    with speaking("zh"):
        line = said(open_list(YEARS))
    assert line == "读自：所有同类的文件、“**1**”这一列。压缩包里没有读的：r\\.pdf。"


@pytest.mark.parametrize("name", ["**b**.txt", "<b>:smile:</b>.txt", "$x$ [a](http://b).txt"])
def test_a_name_in_a_file_is_text_on_the_page(open_page, name):
    files = {name: "Ada\nBea\n", "other.csv": "1,Xa,2\n2,Ya,3\n3,Za,3\n"}
    app = upload(open_page("names"), zipped(files))
    line = next(one.value for one in app.caption if "Not read" in one.value)
    assert name not in line
    (question,) = app.radio
    assert name not in question.options
    assert plain(name) in question.options
