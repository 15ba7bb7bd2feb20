"""Score a name in a real browser: letters appear while one types, and stay text."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest, bring, fits, go, press

PHONE = 390  # pixels


def tiles(page: Page):
    return page.locator(".makemore-tile b")


def test_letters_follow_the_typing_and_one_press_mends_the_infinite(open_page):
    page = open_page("score")
    expect(tiles(page)).to_have_text(["e", "m", "m", "a", "end"])
    box = page.get_by_role("textbox", name="A name")
    box.fill("andrejq")  # no Enter, and the box keeps the focus
    expect(tiles(page)).to_have_text([*"andrejq", "end"])
    expect(page.get_by_text("Counts considers andrejq impossible")).to_be_visible()
    at_rest(page)
    heights = page.locator(".makemore-bars span").evaluate_all(
        "bars => bars.map((bar) => bar.getBoundingClientRect().height)"
    )
    assert heights[6] == max(heights)  # the impossible q
    assert min(heights) > 0
    press(page, "Set the smoothing to 1")
    expect(page.get_by_role("cell", name="more surprising than 9")).to_be_visible()
    expect(page.get_by_text("∞")).to_have_count(1)  # in what explains the sign
    at_rest(page)
    box.fill("zoë")
    expect(page.get_by_text("never has the character 'ë'")).to_be_visible()
    expect(box).to_have_value("zoë")


def test_three_models_fit_on_a_phone_with_their_bars_side_by_side(open_page):
    page = open_page("score?models=counts,kneser-ney")
    page.set_viewport_size({"width": PHONE, "height": 900})
    press(page, "Network")
    press(page, "Train 200 steps now")
    expect(page.get_by_role("cell", name="Network, step 200")).to_be_visible()
    expect(page.get_by_text("To Kneser-Ney it is")).to_be_visible()
    expect(tiles(page)).to_have_count(15)
    first = page.locator(".makemore-bars").first
    expect(first.locator("span")).to_have_count(3)
    edges = first.evaluate(
        "box => [box, ...box.children].map(one => one.getBoundingClientRect())"
        ".flatMap(({left, right}) => [left, right])"
    )
    left, right, *bars = edges
    assert bars == sorted(bars)  # none covers another
    assert left <= bars[0]
    assert bars[-1] <= right
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_a_hostile_name_stays_text_on_a_phone(open_page):
    page = open_page("names")
    hostile = "<img src=x onerror=window.hacked=1>"
    bring(page, "h.txt", f"{hostile}\n**b**".encode())
    go(page, "Score a name")
    page.set_viewport_size({"width": PHONE, "height": 900})
    expect(tiles(page)).to_have_count(len(hostile) + 1)
    at_rest(page)
    page.get_by_text("Where the numbers come from").click()
    expect(page.get_by_role("row", name="a name begins with <")).to_be_visible()
    at_rest(page)
    page.get_by_text("The most and the least surprising").click()
    expect(page.get_by_role("columnheader", name="least surprising")).to_be_visible()
    expect(page.locator(":is(.makemore-scores, .makemore-letters) img")).to_have_count(0)
    assert page.evaluate("window.hacked") is None
    fits(page)
