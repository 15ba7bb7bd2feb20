"""A person brings a list in a real browser: by file, by pasting, good and bad."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest, choose, drawn, go, press

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
BAD = {
    "empty": (b"", "There is no name in this list"),
    "blank": (b"\n \n\t\n", "There is no name in this list"),
    "picture": (PICTURE, "This file is PNG"),
    "numbers": (b"1,2\n3,4\n", "This table has no column of names"),
    "one long line": (b"a" * 10_000, "the longest has 10,000 characters"),
}
HOSTILE = ["<img src=x onerror='window.hacked=1'>", "**b** $x^2$ :smile:", "=cmd()", "שלום"]


def upload(page: Page, name: str, data: bytes) -> None:
    at_rest(page)  # after a good file a new, empty box takes the old one's place
    file = {"name": name, "mimeType": "text/plain", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)


def expect_list(page: Page, title: str, used: str) -> None:
    expect(page.get_by_text(re.compile(f"List in use: {title} · {used}"))).to_be_visible()


def test_an_upload_is_used_at_once_and_on_every_page(open_page):
    page = open_page("names")
    upload(page, "mine.names", b"Anna\nBob\nAnna\n")
    expect_list(page, "mine.names", "3 names")
    expect(page.get_by_text("3 names, 2 of them different")).to_be_visible()
    expect(page.get_by_role("combobox", name="List")).to_have_value("mine.names (yours)")
    go(page, "Counts")
    expect_list(page, "mine.names", "3 names")
    go(page, "Names")
    expect_list(page, "mine.names", "3 names")
    choose(page, "List", "Dinosaurs")
    expect_list(page, "Dinosaurs", "1,318 names")


def test_bad_files_are_refused_and_the_list_in_use_stays(open_page):
    page = open_page("names")
    upload(page, "mine.txt", b"Anna\nBob\n")
    expect_list(page, "mine.txt", "2 names")
    for name, (data, sentence) in BAD.items():
        upload(page, f"{name}.txt", data)
        refusal = page.get_by_role("alert").filter(has_text=f"{name}.txt")
        expect(refusal).to_contain_text(sentence)
        expect(refusal).to_contain_text(re.compile("try again.*list in use is still .*mine.txt"))
        expect_list(page, "mine.txt", "2 names")
    upload(page, "good.txt", b"Carl\n")
    expect_list(page, "good.txt", "1 name")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_workbook_and_a_table_become_one_list_or_are_read_otherwise(open_page):
    page = open_page("names")
    book = openpyxl.Workbook()
    for row in (["year", "name"], [1880, "Emma"], [1881, "Zoë"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    excel = {"name": "a.xlsx", "mimeType": "", "buffer": file.getvalue()}
    table = {"name": "b.csv", "mimeType": "", "buffer": "Łucja;3\nOla;4\n".encode()}
    page.locator("input[type=file]").set_input_files([excel, table])
    expect_list(page, re.escape("a.xlsx + b.csv"), "4 names")
    at_rest(page)
    page.locator("input[type=file]").set_input_files([excel])
    expect_list(page, re.escape("a.xlsx"), "2 names")
    expect(page.get_by_text("Read from the column name.")).to_be_visible()
    press(page, "Change")
    choose(page, page.get_by_role("combobox", name="Column"), "year: 1880, 1881")
    expect(page.get_by_text("Read from the column year.")).to_be_visible()


def test_a_big_file_is_refused_search_answers_and_pasted_names_are_used(open_page, tmp_path):
    page = open_page("names")
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(201 << 20)  # the limit is 200 MB
    page.locator("input[type=file]").set_input_files(str(big))
    expect(page.get_by_test_id("stFileUploader")).to_contain_text("200.0MB or smaller")
    expect_list(page, "US baby names 2018", "32,178 names")

    page.get_by_label("Search the names").press_sequentially("OLIV")
    expect(page.get_by_text(re.compile("With .?OLIV.?: 19 of 32,178 names"))).to_be_visible()

    page.get_by_role("button", name="Or paste names").click()
    box = page.get_by_label("One name on each line", exact=True)
    box.fill("Anna\nBob\nCarl")
    press(page, "Use these names")
    expect_list(page, "Pasted names", "3 names")
    expect(box).to_be_hidden()


def test_the_first_fifty_names(open_page):
    page = open_page("names?list=dinosaurs")
    page.get_by_text("Use only the first names of the list").click()
    expect(page.get_by_role("button", name="Only the first 50")).to_be_visible()
    press(page, "Only the first 50")
    expect_list(page, "Dinosaurs", "only the first 50 names")
    go(page, "Counts")
    expect_list(page, "Dinosaurs", "only the first 50 names")


def test_names_that_are_markup_stay_text(open_page):
    page = open_page("names")
    upload(page, "<b>x</b> $y$.txt", "\n".join(HOSTILE).encode())
    expect_list(page, re.escape("<b>x</b> $y$.txt"), "4 names")
    expect(page.get_by_text(re.compile("the longest .?<img src=x"))).to_be_visible()
    drawn(page, "first_characters")
    expect(page.get_by_test_id("stMain").locator("img, .katex")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("address_of", ["names", "names?list=song-poets"])
def test_a_phone_needs_no_sideways_scrolling(open_page, address_of):
    page = open_page(address_of)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_text("commonest first character")).to_be_visible()
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stMain] *')].every("
        "node => node.closest('[data-testid=stDataFrame]')"
        " || node.getBoundingClientRect().right <= innerWidth + 1)"
    )
