"""Counts in a real browser: a click selects, zoom stays, slider and box keep in step."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

SIZE = 27  # a-z and the boundary
DRAWN = re.compile("[1-9]")

expect.set_options(timeout=30_000)  # milliseconds; machines are shared


@pytest.fixture
def page(open_page) -> Page:
    """The page on the default list, its heatmap drawn."""
    return drawn(open_page("counts"))


def drawn(page: Page) -> Page:
    expect(table(page)).to_have_attribute("data-plot-updates", DRAWN)
    return page


def table(page: Page) -> Locator:
    return page.locator('[data-plot-key="table"]')


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Smoothing")


def box(page: Page) -> Locator:
    return page.get_by_label("Smoothing, exactly")


def token(character: str) -> int:
    """a is 1; anything else the boundary."""
    return max(0, ord(character) - ord("a") + 1)


def hover(page: Page, first: str, second: str) -> tuple[float, float]:
    """Move the mouse over a cell and return where it is."""
    area = table(page).locator(".nsewdrag").first
    area.scroll_into_view_if_needed()
    bounds = area.bounding_box()
    assert bounds is not None
    across, down = ((token(sign) + 0.5) / SIZE for sign in (second, first))
    place = bounds["x"] + across * bounds["width"], bounds["y"] + down * bounds["height"]
    page.mouse.move(*place)
    expect(table(page).locator(".hovertext").first).to_be_visible()
    return place


def picked(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label, exact=True)


def ranges(page: Page) -> list[list[float]]:
    found: list[list[float]] = table(page).evaluate(
        "host => ['xaxis', 'yaxis'].map((axis) => host._fullLayout[axis].range)"
    )
    return found


def move_slider(page: Page) -> None:
    before = int(table(page).get_attribute("data-plot-updates") or 0)
    slider(page).press("ArrowRight")
    page.wait_for_function(
        "before => +document.querySelector('[data-plot-key=table]').dataset.plotUpdates > before",
        arg=before,
    )


def test_a_click_selects_that_cell(page):
    page.mouse.click(*hover(page, "q", "u"))
    expect(page.get_by_text("After q comes u 206 times of 272: 76 %.")).to_be_visible()
    expect(picked(page, "Character")).to_have_value("q")
    expect(picked(page, "Next character")).to_have_value("u")
    framed = "host => host._fullLayout.shapes.map((shape) => [shape.y0 + 0.5, shape.x0 + 0.5])"
    assert table(page).evaluate(framed) == [[token("q"), token("u")]]


def test_hover_says_the_count_in_words(page):
    hover(page, "q", "u")
    words = table(page).locator(".hovertext").first
    expect(words).to_contain_text("After q comes u 206 times of 272: 76 %.")
    expect(words).to_contain_text("surprisal 0.28")


def test_a_click_on_a_bar_selects_the_next_character(page):
    bars = page.locator('[data-plot-key="bars"]')
    area = bars.locator(".nsewdrag").first
    area.scroll_into_view_if_needed()
    bounds = area.bounding_box()
    assert bounds is not None
    place = bounds["x"] + 9, bounds["y"] + 1.5 / SIZE * bounds["height"]  # the second of 27
    page.mouse.move(*place)
    expect(bars.locator(".hovertext").first).to_be_visible()
    page.mouse.click(*place)
    expect(page.get_by_text("A name begins with k")).to_be_visible()


def test_a_pair_is_selected_by_keyboard(page):
    picked(page, "Character").press("Enter")
    page.keyboard.type("j")
    page.keyboard.press("Enter")
    expect(page.get_by_text("After j comes a")).to_be_visible()
    picked(page, "Next character").press("Enter")
    page.keyboard.type("q")
    page.keyboard.press("Enter")
    expect(page.get_by_text("any name that holds jq")).to_be_visible()


def test_zoom_stays_while_smoothing_moves(page):
    whole = ranges(page)
    page.mouse.move(*hover(page, "e", "e"))
    page.mouse.down()
    page.mouse.move(*hover_target(page, 0.5), steps=5)
    page.mouse.up()
    page.wait_for_function(
        "right => document.querySelector('[data-plot-key=table]')._fullLayout.xaxis.range[1]"
        " < right",
        arg=whole[0][1],
    )
    zoomed = ranges(page)
    move_slider(page)
    move_slider(page)
    expect(box(page)).to_have_value("0.002")
    assert ranges(page) == zoomed


def hover_target(page: Page, share: float) -> tuple[float, float]:
    bounds = table(page).locator(".nsewdrag").first.bounding_box()
    assert bounds is not None
    return bounds["x"] + share * bounds["width"], bounds["y"] + share * bounds["height"]


def test_slider_and_box_keep_in_step(page):
    box(page).fill("0.37")
    box(page).press("Enter")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0.3")  # the nearest mark
    expect(page).to_have_url(re.compile(r"smoothing=0\.37$"))
    slider(page).press("ArrowRight")
    expect(box(page)).to_have_value("0.5")
    expect(page).to_have_url(re.compile(r"smoothing=0\.5$"))


def test_a_value_survives_a_change_of_page(page):
    box(page).fill("0.37")
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(r"smoothing=0\.37$"))
    page.get_by_role("link", name="Names", exact=True).click()
    expect(box(page)).to_have_count(0)
    page.get_by_role("link", name="Counts", exact=True).click()
    expect(box(page)).to_have_value("0.37")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0.3")


def test_the_whole_table_can_be_downloaded(open_page):
    page = drawn(open_page("counts?smoothing=0.5"))
    page.get_by_text("The numbers").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the whole table as CSV").click()
    lines = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert len(lines) == SIZE + 1
    assert lines[0].startswith(",.,a,b")
    assert lines[token("q") + 1].split(",")[token("u") + 1] == "206.5"


def test_nothing_is_wider_than_a_phone(open_page):
    page = open_page("counts?smoothing=0.5")
    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page)
    expect(slider(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    bounds = slider(page).locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
    assert bounds is not None
    assert bounds["width"] > 180  # room for a thumb
