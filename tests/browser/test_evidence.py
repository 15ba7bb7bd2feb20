"""Evidence in a real browser: the box opens, stays open over a click on the table, and searches."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest, choose, drawn

ALL = "{number} names of the list hold this pair."


def pick(page: Page, label: str, sign: str, said: str) -> None:
    choose(page, label, sign)
    expect(page.get_by_text(f"{said}:")).to_be_visible()  # so the box of the evidence stayed open


def test_the_names_behind_a_pair(open_page):
    page = open_page("counts")
    page.get_by_text("Why? The names behind this pair").click()
    names = page.locator(".evidence > span")
    expect(names).to_have_count(100)  # of the names that begin with the commonest first character
    pick(page, "Character", "q", "The names with q then a")
    pick(page, "Next character", "u", "The names with q then u")
    expect(page.get_by_text(ALL.format(number=206))).to_be_visible()
    expect(names.first.locator("mark")).to_have_text(["q", "u"])
    at_rest(page)
    page.get_by_label("Search these names").fill("queen")
    expect(page.get_by_text(re.compile("of them ha(s|ve) \u2068queen"))).to_be_visible()
    expect(names.filter(has_text="queen")).not_to_have_count(0)
    expect(names.filter(has_not_text="queen")).to_have_count(0)


def test_what_comes_before_and_the_trap_of_the_wrong_axis(open_page):
    page = open_page("counts?list=dinosaurs")
    page.get_by_text("Why? The names behind this pair").click()
    at_rest(page)
    page.get_by_role("tab", name="What comes before").click()
    expect(page.locator("[data-testid=stDataFrame]:visible")).to_have_count(1)
    at_rest(page)
    page.get_by_text("Normalizing, and a trap for programmers").click()
    for key in ("right_sums", "wrong_sums"):
        drawn(page, key)
    expect(page.get_by_text("Names it makes:")).to_have_count(2)
