"""The Test page with real clicks: hold names out, then take the best smoothing."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import go, press


def test_names_are_held_out_and_the_best_smoothing_is_used(open_page):
    page = open_page("test?list=dinosaurs")
    press(page, "Hold out 10 % of the names")
    expect(page.get_by_text("held out", exact=False).first).to_be_visible()
    expect(page.get_by_text("surprise Counts infinitely")).to_be_visible()
    press(page, re.compile("^Use smoothing"))
    expect(page.get_by_text("infinitely")).to_have_count(0)
    expect(page.get_by_text(re.compile("the held-out names by 2\\.\\d{4}"))).to_be_visible()
    go(page, "Counts")
    expect(page.get_by_text("nll of held-out names", exact=True)).to_be_visible()


def test_the_best_model_stands_on_top_and_the_network_joins_once_trained(open_page):
    page = open_page("test?list=dinosaurs&held_out=10&smoothing=0.5")
    press(page, "Kneser-Ney")
    expect(page.get_by_text(re.compile("^Kneser-Ney, context 5 does best on"))).to_be_visible()
    expect(page).to_have_url(re.compile("models=counts.*kneser-ney"))
    expect(page.get_by_role("row").nth(1)).to_contain_text("Kneser-Ney, context 5")
    press(page, "Train 200 steps now")
    expect(page.get_by_role("row").filter(has_text="Network, step 200")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("best")
