"""Counts in a real browser: a click selects, zoom stays, slider and box keep in step."""

import operator
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from dashboard.charts.blues import ON_BLACK, ON_WHITE
from dashboard.lists.source import Source
from dashboard.state import short
from tests.browser.conftest import (
    at_rest,
    click_at,
    download,
    drag,
    drawn,
    fits,
    go,
    host,
    hover,
    until,
    updates,
    wait_for_update,
)

SIZE = 27  # a-z and the boundary
# whether a pixel of the table has a colour: that of its largest number says which scale it has
PAINTED = """([red, green, blue]) => {
    const canvas = document.querySelector('[data-plot-key=table] > canvas')
    if (!canvas?.width) return false
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    return data.some((value, at) =>
        at % 4 === 0 && value === red && data[at + 1] === green && data[at + 2] === blue)
}"""


@pytest.fixture
def page(open_page) -> Page:
    """The page on the default list, its heatmap drawn."""
    page = open_page("counts")
    drawn(page, "table")
    at_rest(page)
    return page


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name="Smoothing")


def box(page: Page) -> Locator:
    return page.get_by_label("Smoothing, exactly")


def token(character: str) -> int:
    """a is 1; anything else the boundary."""
    return max(0, ord(character) - ord("a") + 1)


def cell(first: str, second: str) -> tuple[float, float]:
    """At which share of the table's width and height a pair stands."""
    return (token(second) + 0.5) / SIZE, (token(first) + 0.5) / SIZE


def picked(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label, exact=True)


def ranges(page: Page) -> list[list[float]]:
    found: list[list[float]] = host(page, "table").evaluate(
        "host => ['xaxis', 'yaxis'].map((axis) => host._fullLayout[axis].range)"
    )
    return found


def move_slider(page: Page) -> None:
    at_rest(page)
    before = updates(page, "table")
    slider(page).press("ArrowRight")
    wait_for_update(page, "table", before)


def fill(page: Page, value: str) -> None:
    """Write into the box of the smoothing, and wait until the page has taken it."""
    at_rest(page)
    box(page).fill(value)
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(rf"smoothing={re.escape(value)}\b"))
    at_rest(page)


def test_a_pair_is_selected_by_a_bar_a_cell_and_the_keyboard_and_hover_says_it_in_words(page):
    click_at(page, "bars", 0.02, 1.5 / SIZE)  # the second of 27
    expect(page.get_by_text("A name begins with k")).to_be_visible()

    hover(page, "table", *cell("q", "u"))
    words = host(page, "table").locator(".hovertext").first
    expect(words).to_contain_text("After q comes u 206 times out of 272: 76 %.")
    expect(words).to_contain_text("surprisal 0.28")
    click_at(page, "table", *cell("q", "u"))
    said = page.get_by_test_id("stMarkdown").get_by_text(
        "After q comes u 206 times out of 272: 76 %."
    )
    expect(said).to_be_visible()
    expect(picked(page, "Character")).to_have_value("q")
    expect(picked(page, "Next character")).to_have_value("u")
    page.wait_for_function(
        "([row, column]) => document.querySelector('[data-plot-key=table]')._fullLayout.shapes"
        ".some((shape) => shape.y0 + 0.5 === row && shape.x0 + 0.5 === column)",
        arg=[token("q"), token("u")],
    )

    for label, sign, said in (
        ("Character", "j", "After j comes u"),
        ("Next character", "q", "any name that holds jq"),
    ):
        at_rest(page)
        option = page.get_by_role("option", name=sign, exact=True)
        until(lambda label=label, sign=sign: type_into(page, label, sign), option)
        page.keyboard.press("Enter")
        expect(page.get_by_text(said)).to_be_visible()


def type_into(page: Page, label: str, sign: str) -> None:
    """Open a menu by keyboard, if it is not open, and type what one looks for."""
    picked(page, label).press("Escape")
    picked(page, label).press("Enter")
    page.keyboard.type(sign)


def test_zoom_stays_while_smoothing_moves_its_box_keeps_in_step_and_all_fits_a_phone(page):
    whole = ranges(page)
    drag(page, "table", 5.5 / SIZE, 0.5)
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

    fill(page, "0.37")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0.3")  # the nearest mark
    go(page, "Names")
    expect(box(page)).to_have_count(0)
    go(page, "Counts")
    expect(box(page)).to_have_value("0.37")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0.3")
    slider(page).press("ArrowRight")
    expect(box(page)).to_have_value("0.5")
    expect(page).to_have_url(re.compile(r"smoothing=0\.5$"))

    page.set_viewport_size({"width": 390, "height": 844})
    drawn(page, "table")
    at_rest(page)
    expect(slider(page)).to_be_visible()
    fits(page)
    bounds = slider(page).locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
    assert bounds is not None
    assert bounds["width"] > 180  # room for a thumb


def test_the_whole_table_can_be_downloaded(open_page):
    page = open_page("counts?smoothing=0.5")
    page.get_by_text("The numbers").click()
    file = download(page, "Download the whole table as CSV")
    lines = file.decode("utf-8-sig").splitlines()
    assert len(lines) == SIZE + 1
    assert lines[0].startswith(",.,a,b")
    assert lines[token("q") + 1].split(",")[token("u") + 1] == "206.5"


def test_what_follows_the_hand_is_what_the_server_says_on_release(open_page):
    """The server is not asked while one drags; then nothing jumps, to the pixel.

    Nor is it asked for the colours of a dark page. No chart is drawn as a whole on release, though
    it would look the same then; and the words under the pointer are those of the new smoothing.
    """
    page = open_page("counts?numbers=true")
    page.set_viewport_size({"width": 1280, "height": 2400})  # nothing need be scrolled into view
    nll = page.locator(".st-key-nlls_now [data-testid=stMetricValue]").first
    page.wait_for_selector(".st-key-follow_table", state="attached")
    for scheme, pixels, most in (("light", 200, ON_WHITE[-1]), ("dark", -60, ON_BLACK[-1])):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(PAINTED, arg=list(bytes.fromhex(most[1:])), polling=100)
        begun = pictures(page)
        smoothing, value = box(page).input_value(), nll.inner_text()
        thumb = slider(page).bounding_box()
        page.mouse.move(thumb["x"] + 8, thumb["y"] + thumb["height"] / 2)
        page.mouse.down()
        page.mouse.move(thumb["x"] + pixels, thumb["y"] + thumb["height"] / 2, steps=5)
        expect(nll).to_have_attribute("data-follow", re.compile(r"\d\.\d{4}"))
        followed, held = nll.get_attribute("data-follow"), pictures(page)
        assert all(map(operator.ne, held, begun))
        expect(box(page)).to_have_value(smoothing)  # the server knows nothing of it
        drawings = updates(page, "table"), updates(page, "bars")
        page.evaluate(COUNTED)
        page.mouse.up()
        wait_for_update(page, "table", drawings[0])
        wait_for_update(page, "bars", drawings[1])
        expect(nll).not_to_have_attribute("data-follow", re.compile(""))
        expect(nll).to_have_text(str(followed), use_inner_text=True)
        assert followed != value
        assert pictures(page) == held
        assert page.evaluate("wholes") == 0
        hover(page, "table", *cell("q", "u"))
        words = host(page, "table").locator(".hovertext").first
        expect(words).to_contain_text(f"with smoothing {box(page).input_value()}: ")
        page.mouse.move(0, 0)
        draw_anew(page)
        assert page.evaluate("wholes") == 4
        assert pictures(page) == held
    fill(page, "1000")  # no hand, so no frame: the colours end elsewhere, too
    seen = pictures(page)
    draw_anew(page)
    assert pictures(page) == seen != held


def test_a_slider_that_nobody_holds_moves_no_picture(page):
    """The page itself moves it too, for another list: frames of the old one must not come back."""
    page.wait_for_selector(".st-key-follow_table", state="attached")
    seen = pictures(page)
    slider(page).evaluate("node => { node.blur(); node.setAttribute('aria-valuetext', '1,000') }")
    nll = page.locator(".st-key-nlls_now [data-testid=stMetricValue]").first
    expect(nll).not_to_have_attribute("data-follow", re.compile(""))
    assert pictures(page) == seen


# how often a chart is drawn as a whole from now on
COUNTED = """() => {
    globalThis.react ??= Plotly.react
    globalThis.wholes = 0
    Plotly.react = (...all) => (wholes++, react(...all))
}"""
# draws a chart as a whole: narrower, and as wide as it was
ANEW = """async (host) => {
    const drawn = () => new Promise((done) =>
        new MutationObserver(done).observe(host, { attributeFilter: ["data-plot-updates"] }))
    for (const width of ["90%", ""]) {
        const once = drawn()
        host.style.width = width
        await once
    }
}"""


def draw_anew(page: Page) -> None:
    for key in ("table", "bars"):
        host(page, key).evaluate(ANEW)


def pictures(page: Page) -> tuple[bytes, str]:
    """Return the pixels of the table, and the drawing of the bars, when they have come to rest.

    Of the bars the pixels may differ: a sentence above them moves them by a part of one.
    """
    at_rest(page)
    page.evaluate("new Promise((done) => setTimeout(done, 300))")  # as the colour bar, and after it
    bars = "host => host.querySelector('.cartesianlayer').innerHTML"
    seen: tuple[bytes, str] = (b"", "")
    while seen != (now := (host(page, "table").screenshot(), host(page, "bars").evaluate(bars))):
        seen = now
    return now


def test_another_list_gives_the_boxes_its_own_characters(page):
    """The commonest pair stands at the same place of both lists, and both have an a."""
    box = page.get_by_role("combobox", name="Next character")
    expect(box).to_have_value("a")
    page.evaluate("(link) => { location.hash = link }", short.pack(Source.of("$.txt", b"$a\n")))
    expect(page.get_by_text("List in use: $.txt")).to_be_visible()
    expect(box).to_have_value("$")
    at_rest(page)
    box.click()
    page.get_by_role("option", name="a", exact=True).click()
    expect(page.get_by_text("No name begins with a")).to_be_visible()
    expect(box).to_have_value("a")
