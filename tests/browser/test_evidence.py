"""Evidence in a real browser: the box opens, stays open over a click on the table, and searches."""

import re
from contextlib import suppress

from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import at_rest

ALL = "{number} names of the list hold this pair."


def pick(page: Page, label: str, sign: str, said: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    option = page.get_by_role("option", name=sign, exact=True)
    while not option.is_visible():  # a menu closes when the page is drawn anew
        at_rest(page)
        box.click()
        box.fill(sign)
        with suppress(TimeoutError):
            option.wait_for(timeout=3000)
    option.click()
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
    page.get_by_label("Search these names").fill("queen")
    expect(page.get_by_text(re.compile("of them ha(s|ve) queen"))).to_be_visible()
    for name in names.all_text_contents():
        assert "queen" in name


def test_what_comes_before_and_the_trap_of_the_wrong_axis(open_page):
    page = open_page("counts?list=dinosaurs")
    page.get_by_text("Why? The names behind this pair").click()
    page.get_by_role("tab", name="What comes before").click()
    expect(page.locator("[data-testid=stDataFrame]:visible")).to_have_count(1)
    page.get_by_text("Normalizing, and a trap for programmers").click()
    for key in ("right_sums", "wrong_sums"):
        expect(page.locator(f"[data-plot-key={key}]")).to_have_attribute("data-plot-updates", "1")
    expect(page.get_by_text("Names it makes:")).to_have_count(2)
