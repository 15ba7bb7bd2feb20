"""The Test page with real clicks: hold names out, then take the best smoothing."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import go, press


def test_names_are_held_out_and_the_best_smoothing_is_used(open_page):
    page = open_page("test?list=dinosaurs")
    press(page, "Hold out 10 % of the names")
    expect(page.get_by_text("held out", exact=False).first).to_be_visible()
    expect(page.get_by_text("surprise the counts infinitely")).to_be_visible()
    press(page, re.compile("^Use smoothing"))
    expect(page.get_by_text("infinitely")).to_have_count(0)
    expect(page.get_by_text(re.compile("the held-out names by 2\\.\\d{4}"))).to_be_visible()
    go(page, "Counts")
    expect(page.get_by_text("nll of held-out names", exact=True)).to_be_visible()
