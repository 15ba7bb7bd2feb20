"""The page of names: three ways to a list, what was read, and how much of it is used."""

import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.state import visits
from makemore.corpus import corpus_of
from makemore.reading import apart
from tests.dashboard.conftest import button, offered

ROOT = Path(__file__).parents[2]
TEXT = b"Emma\n  Olivia \n\nAva\nava\n" + b"x" * 300 + b"\n"
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
LONG_NAME = b"a" * 10_000
BAD = {
    "empty": (b"", "There is no name in this list."),
    "blank": (b"\n \n\t\n", "There is no name in this list."),
    "picture": (PICTURE, "This file is PNG"),
    "numbers": (b"1,2\n3,4\n", "This table has no column of names"),
    "zip": (b"PK\x03\x04 and no more", "This zip file is damaged, or too large to open."),
    "one long line": (LONG_NAME, "the longest has 10,000 characters"),
}


def upload(app, data: bytes, name: str = "mine.txt"):
    uploader = app.get("file_uploader")[0]
    uploader.upload(name, data, "text/plain").run()
    assert not app.exception
    return app


def paste(app, text: str):
    next(area for area in app.text_area).input(text)
    button(app, "Use these names").click().run()
    assert not app.exception
    return app


def words(app) -> str:
    """All sentences of the page, without the signs that keep markup and direction apart."""
    texts = [element.value for element in (*app.markdown, *app.caption, *app.info, *app.error)]
    return "\n".join(texts).translate(str.maketrans("", "", "\\\u2068\u2069*"))


def examined(app) -> str:
    """All sentences of the page with the list doctor open."""
    app.session_state["doctor"] = True
    app.run()
    assert not app.exception
    return words(app)


def switches(app) -> dict[str, bool]:
    """The switches of the list doctor, by what they do."""
    return {one.label: one.value for one in app.toggle if one.key.startswith("rule_")}


def switch(app, rule: str) -> None:
    app.toggle(key=f"rule_{rule}").set_value(not app.toggle(key=f"rule_{rule}").value).run()
    assert not app.exception


def rows(app) -> list[dict]:
    return app.dataframe[0].value.to_dict("records")


def header(app) -> str:
    return app.caption[0].value.replace("\\", "")


def test_occurrences_lengths_and_first_characters_of_a_list():
    corpus = corpus_of(["ava", "emma", "ava", "bo"])
    assert corpus.occurrences.tolist() == [2, 1, 2, 1]
    assert corpus.length_counts.tolist() == [0, 0, 1, 2, 1]  # bo; ava, ava; emma
    assert list(corpus.first_characters.items()) == [("a", 2), ("b", 1), ("e", 1)]


def test_the_first_visit_says_what_this_is_and_what_is_read(open_page):
    app = open_page("names")
    assert "makes new names" in words(app)
    assert "32,178 names, 29,619 of them different, written with 26 different" in words(app)
    assert "Public domain; source: US Social Security Administration" in words(app)
    assert "Nothing was changed or left out" in words(app)
    assert "The commonest first character is a (4,431 of 32,178 names)." in words(app)


def test_an_upload_is_used_at_once_and_what_was_changed_is_said(open_page):
    app = upload(open_page("names"), TEXT, "girls.csv")
    assert "girls.csv" in header(app)
    assert "4 names, 3 of them different, written with 7 different" in words(app)  # aeilmov
    assert "The shortest is ava (3 characters), the longest olivia (6 characters)." in words(app)
    assert "2 lines were left out when the list was read." in words(app)
    said = examined(app)
    assert "Blank lines were left out: 1 line." in said
    assert "1 line. For example: ␣␣Olivia␣" in said
    assert "made small: 3 lines. For example: Emma, ␣␣Olivia␣, Ava" in said
    assert switches(app) == {
        "Take away space before and after a name": True,
        "Leave out names longer than 200 characters": True,
        "Leave out names with a character that occurs only once": False,
        "Count each different name once": False,
    }
    assert [(row["name"], row["times"], row["characters"]) for row in rows(app)] == [
        ("emma", 1, 4),
        ("olivia", 1, 6),
        ("ava", 2, 3),
        ("ava", 2, 3),
    ]


@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD.keys())
def test_a_bad_upload_is_refused_and_the_list_in_use_stays(open_page, data, sentence):
    app = upload(open_page("names", list="dinosaurs"), data, "names.txt")
    assert sentence in words(app)
    assert "try again. The list in use is still Dinosaurs." in words(app)
    assert "Dinosaurs" in header(app)


def test_the_own_list_stays_across_pages_and_bad_uploads(open_page):
    app = upload(open_page("names"), b"anna\nbob\n")
    app.switch_page("views/counts.py").run()
    app.switch_page("views/names.py").run()
    upload(app, PICTURE, "photo.txt")
    assert "mine.txt" in header(app)
    assert "The list in use is still mine.txt." in words(app)


def test_a_good_list_takes_the_refusal_away(open_page):
    app = upload(open_page("names"), PICTURE, "photo.txt")
    assert app.error
    assert not paste(app, "anna").error


def test_pasted_names_are_used_and_bad_ones_refused(open_page):
    app = paste(open_page("names"), "Anna\nBob")
    assert "Pasted names" in header(app)
    assert [row["name"] for row in rows(app)] == ["anna", "bob"]
    paste(app, " \n ")
    assert "There is no name in this list." in words(app)
    assert [row["name"] for row in rows(app)] == ["anna", "bob"]


def test_the_way_back_to_any_list(open_page):
    app = paste(upload(open_page("names"), b"anna\nbob\n"), "carl")
    choice = app.selectbox[0]
    assert choice.options[-2:] == ["mine.txt (yours)", "Pasted names (yours)"]
    choice.select("dinosaurs").run()
    assert "Dinosaurs" in header(app)
    mine = next(name for name in app.session_state["own_lists"])
    app.selectbox[0].select(mine).run()
    assert "mine.txt" in header(app)


def test_a_copy_of_a_bundled_list_can_be_left_again(open_page):
    copy = (ROOT / "data" / "dinosaurs.txt").read_bytes()
    app = upload(open_page("names"), copy, "copy.txt")
    app.selectbox[0].select("dinosaurs").run()
    assert "Dinosaurs" in header(app)
    assert app.selectbox[0].value == "dinosaurs"


def test_letter_case_may_be_kept_and_is_remembered(open_page):
    app = upload(open_page("names"), b"Ava\nava\nAvA\n")
    assert "3 names, 1 of them different, written with 2 different" in words(app)  # a, v
    app.toggle[0].set_value(False).run()
    assert "3 names, all different, written with 3 different" in words(app)  # A, a, v
    mine = app.selectbox[0].value
    app.selectbox[0].select("dinosaurs").run()
    app.selectbox[0].select(mine).run()
    assert app.toggle[0].value is False
    assert "3 names, all different" in words(app)


def test_a_script_without_capitals_has_no_choice_of_case(open_page):
    assert not open_page("names", list="song-poets").toggle


def test_search_ignores_case_and_says_how_many(open_page):
    app = upload(open_page("names"), "Émile\nemma\nAnna\na.b\n".encode())
    app.text_input(key="search").set_value("MM").run()
    assert [(row["number"], row["name"]) for row in rows(app)] == [(2, "emma")]
    assert "With MM: 1 of 4 names." in words(app)
    app.text_input(key="search").set_value("E\u0301").run()  # E and its accent apart
    assert [row["name"] for row in rows(app)] == ["émile"]
    app.text_input(key="search").set_value(".").run()  # a dot is a dot
    assert [row["name"] for row in rows(app)] == ["a.b"]
    app.text_input(key="search").set_value("zz").run()
    assert "With zz: 0 of 4 names." in words(app)


def test_the_first_names_only_and_back_to_all(open_page):
    app = open_page("names", list="dinosaurs")
    button(app, "Only the first 50").click().run()
    assert "only the first 50 names" in header(app)
    assert len(rows(app)) == 50
    app.number_input(key="first of 1318").set_value(77).run()
    assert "only the first 77 names" in header(app)
    assert app.select_slider(key="first_mark of 1318").value == 70
    app.select_slider(key="first_mark of 1318").set_value(100).run()
    assert "only the first 100 names" in header(app)
    app.switch_page("views/counts.py").run()
    assert "only the first 100 names" in header(app)
    app.switch_page("views/names.py").run()
    assert app.number_input(key="first of 1318").value == 100
    button(app, "All names").click().run()
    assert "1,318 names" in header(app)


def test_another_list_is_used_whole(open_page):
    app = open_page("names", list="dinosaurs")
    button(app, "Only the first 50").click().run()
    app.selectbox[0].select("polish-towns").run()
    assert "2,756 names" in header(app)


def test_one_name_says_what_to_expect(open_page):
    app = upload(open_page("names"), b"Emma")
    assert "One name: emma (4 characters). The models can only repeat its pairs" in words(app)
    assert "This list has one name only." in words(app)


def test_one_character_says_what_to_expect(open_page):
    app = upload(open_page("names"), b"a\naa\n")
    assert "Only one character is used. The models can only learn when a name ends." in words(app)


def test_names_that_are_markup_stay_text(open_page):
    names = ["<img src=x onerror=alert(1)>", "**b** $x$", ":smile:", "[a](http://b.c)"]
    app = upload(open_page("names"), "\n".join(names).encode(), "<b>*list*</b> :smile:.txt")
    assert [row["name"] for row in rows(app)] == names
    sentence = next(text.value for text in app.markdown if "The shortest is" in text.value)
    assert "\\:smile\\:" in sentence
    assert "\\<img src\\=x" in sentence
    assert "\\<b\\>\\*list\\*" in app.caption[0].value


@pytest.mark.parametrize("name", ["song-poets", "chinese-places", "japanese-towns", "polish-towns"])
def test_every_bundled_list_opens(open_page, name):
    app = open_page("names", list=name)
    assert "The commonest first character is" in words(app)
    assert app.selectbox[0].value == name


def test_first_text_does_not_wait_for_torch():
    code = (
        "import sys, dashboard.frame.header, dashboard.lists.bundled;"
        "import dashboard.charts.names, dashboard.plot;"
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)


def test_a_table_is_read_from_its_likeliest_column_and_another_can_be_chosen(open_page):
    table = "year,name,sex\n1880,Zoë,F\n1880,Ida,F\n".encode("cp1252")
    app = upload(open_page("names"), table, "years.csv")
    assert "Read from the column name, as Windows-1252." in words(app)
    assert [row["name"] for row in rows(app)] == ["zoë", "ida"]
    next(box for box in app.selectbox if box.label == "Column").set_value(2).run()
    assert [row["name"] for row in rows(app)] == ["f", "f"]
    next(box for box in app.selectbox if box.label == "Column").set_value(-1).run()
    assert [row["name"] for row in rows(app)] == ["year,name,sex", "1880,zoë,f", "1880,ida,f"]
    next(box for box in app.selectbox if box.label == "Encoding").set_value("utf-8").run()
    assert "This file cannot be read as utf-8." in words(app)
    assert len(rows(app)) == 3  # the list in use stays
    next(box for box in app.selectbox if box.label == "Column").set_value(1).run()
    assert [row["name"] for row in rows(app)] == ["zoë", "ida"]
    own = next(box for box in app.selectbox if box.label == "List").options
    assert sum("years.csv" in one for one in own) == 1  # the same list, read otherwise


def test_several_files_become_one_list(open_page):
    app = open_page("names")
    uploader = app.get("file_uploader")[0]
    uploader.set_value([("a.txt", b"Ann", "text/plain"), ("b.csv", b"x,1\nZoe,2\n", "text/csv")])
    uploader.run()
    assert not app.exception
    assert "a.txt + b.csv" in header(app)
    assert [row["name"] for row in rows(app)] == ["ann", "x", "zoe"]


def test_a_pasted_table_is_a_table(open_page):
    app = paste(open_page("names"), "name\tcount\nEmma\t12\nAva\t3\n")
    assert [row["name"] for row in rows(app)] == ["emma", "ava"]


DOUBTFUL = "name\nava\nava\nb2\na<b\n--\na\u200bva\na  va\nZoe\u0308\n"


def test_the_doctor_shows_what_it_found_and_each_rule_can_be_switched(open_page):
    app = upload(open_page("names"), DOUBTFUL.encode())
    said = examined(app)
    assert "1 line. For example: name" in said
    assert "1 line. For example: aU+200Bva" in said
    assert "1 line. For example: a␣␣va" in said
    assert "1 name stands in the list more than once, and counts as often. For example: ava" in said
    assert [row["name"] for row in rows(app)] == [
        *("ava", "ava", "b2", "a<b", "--", "ava", "a va", "zoë"),
    ]
    for rule in ("title", "spaces", "unseen", "compose"):
        switch(app, rule)
    names = ["name", "ava", "ava", "b2", "a<b", "--", "a\u200bva", "a  va", "zoe\u0308"]
    assert [row["name"] for row in rows(app)] == names
    for rule in ("digits", "signs", "no_letter", "repeated"):
        switch(app, rule)
    assert [row["name"] for row in rows(app)] == [names[place] for place in (0, 1, 6, 7, 8)]
    on = {name for name, value in switches(app).items() if value}
    assert on == {
        "Leave out names with digits",
        "Leave out names with signs that names seldom have",
        "Leave out names without any letter",
        "Count each different name once",
    }
    button(app, "All switches as at first").click().run()
    assert len(rows(app)) == 8


def test_misread_letters_are_a_hint_and_one_click_mends_them(open_page):
    app = upload(open_page("names"), "JosÃ©\nÃ\x81vila\nEmma\n".encode())
    assert "2 lines look as if read in a wrong encoding; a switch below mends that." in words(app)
    examined(app)
    switch(app, "mend")
    assert [row["name"] for row in rows(app)] == ["josé", "ávila", "emma"]
    assert "look as if read" not in words(app)


def test_one_click_makes_one_sign_of_all_apostrophes(open_page):
    app = upload(open_page("names"), "O'Neil\nO’Neil\nD`Arcy\n".encode())
    assert "Several signs stand for the apostrophe" in words(app)
    examined(app)
    switch(app, "apostrophes")
    assert [row["name"] for row in rows(app)] == ["o'neil", "o'neil", "d'arcy"]


def test_the_capitals_of_turkish_have_two_switches(open_page):
    app = upload(open_page("names"), "IŞIL\nİPEK\n".encode())
    assert [row["name"] for row in rows(app)] == ["ışıl", "ipek"]
    examined(app)
    switch(app, "turkish")
    assert [row["name"] for row in rows(app)] == ["işil", "ipek"]
    assert "Is the list Turkish?" in words(app)
    switch(app, "dotless")
    assert [row["name"] for row in rows(app)] == ["ışıl", "ipek"]


@pytest.mark.parametrize(("number", "said"), [(2, True), (20, True), (21, False)])
def test_of_few_names_it_is_said_what_to_expect(open_page, number, said):
    names = "".join(f"{chr(97 + place)}x\n" for place in range(number))
    app = upload(open_page("names"), names.encode())
    assert ("So few names teach little" in words(app)) is said


def test_the_rules_hold_on_every_page_and_stay_with_the_list(open_page):
    app = upload(open_page("names"), DOUBTFUL.encode())
    examined(app)
    switch(app, "digits")
    next(box for box in app.selectbox if box.label == "List").set_value("dinosaurs").run()
    next(box for box in app.selectbox if box.label == "List").set_value(
        app.session_state["own_lists"][next(iter(app.session_state["own_lists"]))].digest
    ).run()
    assert "b2" not in [row["name"] for row in rows(app)]


def test_of_the_own_lists_the_last_five_stay_and_what_goes_is_said(open_page):
    app = open_page("names")
    for number in range(6):
        assert "no longer among your lists" not in words(app)
        upload(app, f"a{chr(97 + number)}\n".encode(), f"{number}.txt")
    assert [one.title for one in app.session_state["own_lists"].values()] == [
        f"{number}.txt" for number in range(1, 6)
    ]
    assert "0.txt is no longer among your lists here: the last 5 stay." in words(app)


def test_rules_that_would_leave_no_name_are_refused(open_page):
    app = upload(open_page("names"), b"a1\nb2\n")
    examined(app)
    switch(app, "digits")
    assert "These rules would leave out every line. Switch one of them off." in words(app)
    assert len(rows(app)) == 2
    assert not app.toggle(key="rule_digits").value


def test_clusters_can_count_as_one_character(open_page):
    app = upload(open_page("names"), "a👩\u200d🚀\nशिव\n".encode())
    said = examined(app)
    assert "2 characters are written as several. For example: शि, 👩\u200d🚀" in said
    assert [row["characters"] for row in rows(app)] == [4, 3]
    switch(app, "clusters")
    assert [row["characters"] for row in rows(app)] == [2, 2]
    assert "written with 4 different characters" in words(app)


def test_a_column_of_counts_makes_names_stand_for_many(open_page):
    app = upload(open_page("names"), b"Emma,F,18770\nAva,F,2\nMia,F,0\n", "yob.txt")
    assert "3 names, all different" in words(app)
    chosen = next(box for box in app.selectbox if box.label == "Each name counts")
    assert chosen.options[1] == "as often as 3 says"
    chosen.set_value(2).run()
    assert not app.exception
    assert "2 names, 18,772 with repeats, written with" in words(app)
    assert "Read from the column 1, each as often as 3 says." in words(app)
    assert [(row["name"], row["times"]) for row in rows(app)] == [("emma", 18770), ("ava", 2)]
    assert "The commonest first character is e (18,770 of 18,772 names)." in words(app)
    assert "Lines without a count above 0 were left out: 1 line." in examined(app)
    next(box for box in app.selectbox if box.label == "Each name counts").set_value(-1).run()
    assert len(rows(app)) == 3


def test_the_lines_left_out_can_be_downloaded(open_page):
    app = upload(open_page("names"), b"Name\nAva\n=b2\n" + b"x" * 201)
    examined(app)
    switch(app, "digits")
    data = offered(app)["Download the lines left out"].decode("utf-8-sig")
    assert data.splitlines() == [
        "line,text,left out because",
        "1,Name,title",
        "3,'=b2,digits",
        f"4,{'x' * 201},too long",
    ]


def test_a_list_for_which_the_server_has_no_room_is_refused(open_page, monkeypatch):
    monkeypatch.setenv(visits.MOST, "0.00001")  # ten bytes
    app = upload(open_page("names"), b"Ava\nEmma\nOlivia\n")
    assert "The server has no room for it now" in app.error[0].value
    assert "US baby names 2018" in app.error[0].value  # which stays in use


def test_what_comes_is_read_in_a_process_of_its_own(open_page, monkeypatch):
    monkeypatch.setattr(apart, "_PATIENCE", 0)  # no other process comes to its end
    app = upload(open_page("names"), b'["Ada", "Bea"]', "a.json")
    assert "reading it takes too much memory or time" in words(app)
    assert not upload(app, TEXT).error  # a small plain text needs none
