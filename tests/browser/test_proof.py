"""Proof in a real browser: a race that is there, a run of one's own, renamed and downloaded."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest, download, fits, press

PHONE = 390  # pixels


def at_the_end(page: Page) -> None:
    """Wait until no run is going on."""
    expect(page.get_by_role("button", name="Stop")).to_be_disabled()


def downloaded(page: Page, button: str) -> list[str]:
    press(page, "Download")
    file = download(page, button)
    page.keyboard.press("Escape")
    return file.decode("utf-8-sig").splitlines()


def test_the_first_race_a_run_of_ones_own_and_its_file(open_page):
    page = open_page("proof?run_steps=1000")
    legend = page.locator('[data-plot-key="gaps"] .legendtext')
    expect(legend).to_have_text(["Gradient descent 50", "Newton 1"])
    expect(page.get_by_text("came within a millionth of it in 9 steps")).to_be_visible()

    at_rest(page)
    page.get_by_role("radio", name="Adam").click()
    expect(page).to_have_url(re.compile("optimizer=Adam"))
    press(page, "Run")
    expect(legend).to_have_text(["Gradient descent 50", "Newton 1", "Adam 0.1"])
    at_the_end(page)
    expect(page.get_by_text("After 1,000 steps and")).to_contain_text("Adam 0.1")
    at_the_end(page)
    press(page, "Change this run")  # at rest, else the next answer of the run would close the box
    page.get_by_label("Name", exact=True).fill("=my <i>run</i>")
    page.keyboard.press("Enter")
    expect(legend.nth(2)).to_have_text("=my <i>run</i>")
    page.keyboard.press("Escape")
    file = downloaded(page, "The runs (CSV)")
    assert [line.split(",")[0] for line in file] == [
        "run", "Gradient descent 50", "Newton 1", "'=my <i>run</i>",
    ]  # fmt: skip

    page.set_viewport_size({"width": PHONE, "height": 800})
    for part in ("Row by row: who lags behind", "Several learning rates at once"):
        at_rest(page)
        page.get_by_text(part).click()
    expect(page.locator('[data-plot-key="row_chart"] .bars path')).to_have_count(54)
    expect(page.locator('[data-plot-key="sweep_chart"] .legendtext').first).to_be_visible()
    fits(page)
