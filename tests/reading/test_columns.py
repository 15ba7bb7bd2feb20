"""Which column holds the names: by what stands in it, and by its title in any of many languages."""

from __future__ import annotations

import pytest

from makemore.reading import Options, open_list
from makemore.reading.columns import guess_column, has_titles
from makemore.titles import is_title, weight

NAMES = "Ada Bea Cleo Dora Edda Fay Gwen Hanna Iris June".split()
TOWNS = "Aton Bton Cham Dorf Eton Fham Gton Hdorf Iham Jton".split()
# a title over first names, as an office of a country writes it, beside one over something else
TITLES = {
    "English": ("First name", "Count"), "German": ("Vorname", "Anzahl"),
    "French": ("prénom", "nombre de naissances"), "Spanish": ("Nombre", "Frecuencia"),
    "Portuguese": ("Primeiro nome", "Ano"), "Italian": ("Nome", "Sesso"),
    "Dutch": ("Voornaam", "Aantal"), "Swedish": ("Förnamn", "Antal"), "Danish": ("Fornavn", "Køn"),
    "Norwegian": ("Navn", "Kjønn"), "Finnish": ("Etunimi", "Lukumäärä"),
    "Icelandic": ("Eiginnafn", "Nr."), "Polish": ("IMIĘ", "LICZBA"), "Czech": ("Jméno", "Počet"),
    "Slovak": ("Krstné meno", "Rok"), "Hungarian": ("Utónév", "Nem"),
    "Romanian": ("Prenume", "Număr"), "Croatian": ("Ime", "Spol"), "Russian": ("Имя", "Пол"),
    "Ukrainian": ("Ім'я", "Кількість"), "Bulgarian": ("Име", "Брой"), "Greek": ("Όνομα", "Έτος"),
    "Turkish": ("Adı", "Cinsiyet"), "Lithuanian": ("Vardas", "Lytis"),
    "Latvian": ("Vārds", "Skaits"), "Estonian": ("Eesnimi", "Arv"),
    "Vietnamese": ("Họ và tên", "Năm"), "Hebrew": ("שם פרטי", "מין"), "Arabic": ("الاسم", "الجنس"),
    "Persian": ("نام", "الجنس"), "Hindi": ("नाम", "वर्ष"), "Thai": ("ชื่อ", "เพศ"),
    "Indonesian": ("Nama", "Jumlah"), "Chinese": ("姓名", "性别"), "traditional": ("名字", "人數"),
    "Japanese": ("名前", "番号"), "Korean": ("이름", "성별"),
}  # fmt: skip


def columns(*cells: list[str], titles: tuple[str, ...] = ()) -> list[list[str]]:
    rows = [list(row) for row in zip(*cells, strict=True)]
    return [list(titles), *rows] if titles else rows


@pytest.mark.parametrize("language", TITLES)
def test_the_usual_titles_of_a_language_are_known(language):
    name, other = TITLES[language]
    assert weight(name) > 0 > weight(other)
    beside = columns(TOWNS, NAMES, titles=(other, name))
    assert has_titles(beside)
    guess = guess_column(beside, titled=True)
    assert (guess.best, guess.sure) == (1, True)


@pytest.mark.parametrize(
    ("better", "worse"),
    [("Given name", "Surname"), ("Vorname", "Nachname"), ("名", "姓"), ("name", "town")],
)
def test_a_first_name_goes_before_a_last_name_and_that_before_a_place(better, worse):
    guess = guess_column(columns(TOWNS, NAMES, titles=(worse, better)), titled=True)
    assert (guess.best, guess.sure) == (1, True)


@pytest.mark.parametrize(
    "other",
    [
        [f"{name.lower()}@mail.example" for name in NAMES],
        [f"https://x.example/{name}" for name in NAMES],
        [f"www.{name}.example" for name in NAMES],
        [f"A{number}X" for number in range(10)],
        [f"{number},5" for number in range(10)],
        [f"row_{name}" for name in NAMES],
        ["AL", "AK", "AZ", "CA", "CO", "CT", "DE", "FL", "GA", "HI"],
        ["F", "M"] * 5,
        ["yes"] * 10,
        ["2020-01-01"] * 10,
        [f"{name} is a name that was made up for this test alone" for name in NAMES],
    ],
)
@pytest.mark.parametrize("place", [0, 1])
def test_what_is_no_name_is_passed_over(other, place):
    cells = [NAMES, other] if place == 0 else [other, NAMES]
    guess = guess_column(columns(*cells), titled=False)
    assert (guess.best, guess.sure) == (place, True)


@pytest.mark.parametrize("signs", ["王李张刘陈杨黄赵吴周", "김이박최정강조윤장임"])
def test_one_sign_is_a_name_in_chinese_and_korean(signs):
    roman = ["wang", "li", "zhang", "liu", "chen", "yang", "huang", "zhao", "wu", "zhou"]
    guess = guess_column(columns(list(signs), roman, titles=("姓氏", "拼音")), titled=True)
    assert guess.best == 0
    one = guess_column(columns(list(signs), ["a", "b"] * 5), titled=False)
    assert one.best == 0


@pytest.mark.parametrize("titles", [("Boys", "Girls"), ("Male", "Female"), ("a", "b"), ()])
def test_boys_beside_girls_are_a_choice(titles):
    rows = columns(NAMES, TOWNS, titles=titles)
    guess = guess_column(rows, titled=bool(titles))
    assert (guess.best, guess.others, guess.sure) == (0, (1,), False)
    text = "\n".join(",".join(row) for row in rows).encode()
    assert open_list(text).guesses["column"] == guess
    assert "column" not in open_list(text, options=Options(column=1)).guesses


@pytest.mark.parametrize(
    ("rows", "titled"),
    [
        ([["name", "n"], ["Ada", "1"]], True),
        ([["who", "n"], ["Ada", "1"], ["Bea", "2"]], True),  # a word over numbers
        ([["Ada", "1"], ["Bea", "2"]], False),
        ([["who", "kind"], *([name, "FM"[at % 2]] for at, name in enumerate(NAMES * 2))], True),
        ([[name, "FM"[at % 2]] for at, name in enumerate(NAMES * 2)], False),
        ([["Ada", "F", "7"], ["Bea", "F", "3"]], False),
        ([["name", "2019", "2020"], ["Ada", "1", "2"]], True),  # years are titles, too
        ([["name"]], False),
    ],
)
def test_titles_are_told_from_names(rows, titled):
    assert has_titles(rows) is titled


@pytest.mark.parametrize("text", ["Name", "First_Name:", "VORNAME", "名字", "Given Name(s)"])
def test_a_title_over_a_list_is_told(text):
    assert is_title(text)


@pytest.mark.parametrize("text", ["Linn", "Ada", "Ten", "Nama", "Grad", "Boys", "", "x" * 99])
def test_a_word_that_may_be_a_name_is_no_title_of_a_list(text):
    assert not is_title(text)
