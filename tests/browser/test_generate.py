"""Make names in a real browser: one press keeps a name, another takes it along."""

import json
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest, download, fits, press, until

PHONE = 390  # pixels


def kept(page: Page):
    return page.get_by_role("textbox", name=re.compile("to edit$"))


def chips(page: Page):
    return page.locator(".st-key-names_shown button")


def test_keep_edit_and_download_on_a_phone(open_page):
    """Thirty chips are longer than the screen: the tray stays in view, with what a click tells."""
    page = open_page("generate?model=counts&order=As+the+dice+fell&shortest=1&longest=200")
    page.set_viewport_size({"width": PHONE, "height": 800})
    at_rest(page)
    expect(chips(page)).to_have_count(30)
    mor, tray = chips(page).filter(has_text=re.compile("^mor$")), page.locator(".st-key-tray")
    expect(chips(page).last).not_to_be_in_viewport()
    mor.click()
    expect(mor).to_have_attribute("aria-pressed", "true")
    expect(tray.get_by_text(re.compile("nll 2.* · nearest: .*1 change away"))).to_be_in_viewport()
    press(page, "Copy or save")
    expect(kept(page)).to_have_value("mor\n")
    at_rest(page)
    kept(page).fill("mor\n=1+1")
    kept(page).press("Control+Enter")
    expect(page.get_by_role("textbox", name="2 names, to edit")).to_be_visible()
    lines = download(page, "Download as CSV").decode("utf-8-sig").splitlines()
    assert lines[1].startswith("mor,2.")
    assert lines[2] == "'=1+1,,,"
    assert [one["name"] for one in json.loads(download(page, "Download as JSON"))] == [
        "mor",
        "=1+1",
    ]
    assert download(page, "Download as plain text") == b"mor\n=1+1\n"
    page.keyboard.press("Escape")
    expect(kept(page)).to_have_count(0)
    press(page, "Roll again")
    expect(page).to_have_url(re.compile("seed=2147483648"))
    expect(mor).to_have_count(0)
    expect(tray.get_by_role("radio", name="=1+1", exact=True)).to_be_in_viewport()
    fits(page)


PLACES = """[...document.querySelectorAll(".st-key-chips button")]
  .map((one) => one.getBoundingClientRect()).filter((one) => one.width)
  .map(({ x, y, width }) => [x, y, width].join(" "))"""


def test_names_follow_the_hand_before_the_release(open_page):
    """On release the server's names are those that were seen, in the same places."""
    page = open_page("generate?list=dinosaurs&made=12")
    page.get_by_text("More", exact=True).click()
    shown = page.locator(".st-key-chips button:visible")
    copies = page.locator(".st-key-chips [data-names] button")
    for setting, label in (
        ("temperature", "From safe to daring, exactly"),
        ("context", "Characters of context, exactly"),
    ):
        box = page.get_by_role("spinbutton", name=label)
        page.wait_for_selector(f"[class*=st-key-follow_names_shown_{setting}]", state="attached")
        at_rest(page)
        before, value = shown.all_inner_texts(), box.input_value()
        thumb = page.locator(f"[class*=st-key-{setting}_slider] input").first.bounding_box()
        page.mouse.move(thumb["x"] + 8, thumb["y"] + thumb["height"] / 2)
        page.mouse.down()
        page.mouse.move(thumb["x"] - 40, thumb["y"] + thumb["height"] / 2, steps=5)
        expect(copies).to_have_count(12)
        expect(page.locator("[data-pale]")).to_have_count(0)
        followed, places = shown.all_inner_texts(), page.evaluate(PLACES)
        assert followed != before
        expect(box).to_have_value(value)  # the server keeps what it had
        page.mouse.up()
        expect(box).not_to_have_value(value)
        expect(copies).to_have_count(0)
        at_rest(page)
        assert shown.all_inner_texts() == followed
        assert page.evaluate(PLACES) == places


def test_a_long_search_shows_how_far_it_is_and_stops(context, address):
    page = context.new_page()
    page.goto(f"{address}/generate?model=counts&apart=9&made=1000")
    bar = page.get_by_text(re.compile("^Searching: "))
    expect(bar).to_be_visible()
    before = bar.inner_text()
    expect(bar).not_to_have_text(before)
    stop = page.get_by_role("button", name="Stop", exact=True).last
    until(lambda: stop.is_visible() and stop.click(), page.get_by_text(re.compile("stopped after")))
    expect(bar).to_have_count(0)


def test_where_learning_turns_into_copying_is_drawn(open_page):
    page = open_page("generate?list=dinosaurs")
    expect(page.get_by_text(re.compile("names by Kneser-Ney, context 5"))).to_be_visible()
    page.get_by_text("Does it learn, or copy?").click()
    expect(page.get_by_text("It looks at 5 characters")).to_be_visible()
    press(page, "Hold out 10 % of the names")
    expect(page.get_by_text("132 held out")).to_be_visible()
    expect(page.get_by_text("Held-out names surprise it by 1.5574 nats")).to_be_visible()
    expect(page.get_by_text("characters of context", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("^Up to 5 characters of context"))).to_be_visible()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("spinbutton", name="Characters of context, exactly").fill("2")
    page.get_by_role("spinbutton", name="Characters of context, exactly").press("Enter")
    expect(page.get_by_text(re.compile("names by Kneser-Ney, context 2"))).to_be_visible()
    expect(page).to_have_url(re.compile("context=2"))
