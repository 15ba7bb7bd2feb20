"""Walk in a real browser: several models from one draw, playing by itself, and the keyboard."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest, drawn, fits, press, spot

PHONE = 390  # pixels


def path(page: Page):
    return page.locator(".makemore-path")


def train(page: Page, said: str = "for both models") -> None:
    press(page, "Train 200 steps now")
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_text("Training: step")).to_have_count(0)


def test_playing_goes_on_by_itself_until_the_models_part(open_page):
    page = open_page("walk")
    expect(page.get_by_text("Network has not learned from this list yet.")).to_be_visible()
    train(page)
    press(page, "Play")
    expect(page.get_by_text("Both made mor, from the same dice.")).to_be_visible()
    expect(page.get_by_role("row", name="Network, step 200")).to_be_visible()
    press(page, "Next name")
    press(page, "Play")
    expect(page.get_by_text("Here the models go different ways.")).to_be_visible()
    drawn(page, "enlarged")
    expect(page.get_by_role("button", name="One step")).to_be_disabled()
    press(page, "Go on separately")
    expect(path(page)).to_have_text([re.compile("axx"), re.compile("axw")])
    press(page, "Back")
    expect(page.get_by_text("Here the models go different ways.")).to_be_visible()
    expect(path(page)).to_have_count(1)


def test_a_model_more_walks_along_and_those_that_agree_share_a_line(open_page):
    """Given m, 0.8435 is o to the counts; a model that sees that m begins the name takes an i."""
    page = open_page("walk")
    press(page, "Kneser-Ney")
    train(page, "for all models")
    press(page, "Play")
    expect(page.get_by_text("Here the models go different ways.")).to_be_visible()
    expect(page.get_by_text("by Counts (0.8393 to 0.9072) and Network (")).to_be_visible()
    press(page, "Go on separately")
    expect(path(page)).to_have_text(["mo?", "mi?"])
    expect(page.locator(".makemore-who")).to_have_text(["CountsNetwork", "Kneser-Ney"])
    assert page.evaluate("new URL(location).searchParams.get('models')") == (
        "counts,network,kneser-ney"
    )


def test_a_click_on_a_bar_and_the_keyboard_choose_a_character(open_page):
    page = open_page("walk")
    drawn(page, "next")
    at_rest(page)
    page.mouse.click(*spot(page, "next", 0.5, 0.5, part=".point path", number=1))  # a
    expect(path(page)).to_have_text("a?")
    at_rest(page)
    choice = page.get_by_role("combobox", name="Choose the next character yourself")
    choice.focus()
    choice.press_sequentially("z:")
    choice.press("Enter")
    expect(path(page)).to_have_text("az?")
    expect(path(page).locator(".picked")).to_have_count(2)
    at_rest(page)
    page.get_by_role("button", name="One step").focus()
    page.keyboard.press("Enter")
    expect(path(page).locator("span:not(.next)")).to_have_count(3)
    page.set_viewport_size({"width": PHONE, "height": 900})
    fits(page)
