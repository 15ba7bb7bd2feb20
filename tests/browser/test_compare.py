"""Compare in a real browser: one click trains, and no name of the list becomes markup."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import at_rest, bring, download, drawn, fits, go, press

PHONE = 390  # pixels
HOSTILE = """ava
ben
cleo
<img src=x onerror="window.hacked=1">
<script>window.hacked=2</script>
<b>b</b>&amp;
**b** $x^2$ :smile:
=cmd()|' /C calc'!A0
"""


def names(page: Page):
    return page.locator(".makemore-table.names")


def train(page: Page) -> None:
    press(page, "Train 200 steps now")
    expect(names(page).get_by_role("columnheader", name="Network, step 200")).to_be_visible()
    expect(page.get_by_text("From the same dice")).to_be_visible()


def downloaded(page: Page) -> list[str]:
    return download(page, "Download these names (CSV)").decode("utf-8-sig").splitlines()


def test_one_click_trains_and_both_models_stand_side_by_side(open_page):
    page = open_page("compare")
    expect(names(page)).to_contain_text("kondlaisah")
    train(page)
    expect(names(page).get_by_role("row", name="mor mor the same")).to_be_visible()
    parted = names(page).get_by_role("row", name=re.compile("^axx axw"))
    expect(parted.locator("mark")).to_have_text(["x", "w"])
    expect(parted).to_contain_text("character 3")
    file = downloaded(page)
    assert len(file) == 11  # the titles and 10 names
    assert file[1] == "mor,no,yes,mor,no,yes,the same"
    press(page, "Roll again")
    expect(names(page)).not_to_contain_text("kondlaisah")
    expect(page).to_have_url(re.compile("seed=2147483648"))
    assert downloaded(page)[1] != file[1]


def test_a_hostile_list_stays_text_and_the_page_keeps_its_width(open_page):
    page = open_page("names")
    bring(page, "hostile.txt", HOSTILE.encode())
    go(page, "Compare")
    train(page)
    page.set_viewport_size({"width": PHONE, "height": 800})
    at_rest(page)
    page.get_by_text("Where the two tables still differ").click()
    drawn(page, "difference")
    expect(page.get_by_role("columnheader", name="difference in points")).to_be_visible()
    expect(names(page)).to_contain_text("<")
    made = ".makemore-table :is(img, script, em, .katex), .makemore-table.names b"
    expect(page.locator(made)).to_have_count(0)
    assert page.evaluate("window.hacked") is None
    fits(page)


def test_what_a_link_sets_stays_set_on_the_pages_after(open_page):
    """Streamlit forgets it on the first way to another page."""
    page = open_page("score?smoothing=1&models=counts,kneser-ney")
    for name in ("Compare", "Test"):
        go(page, name)
        pressed = page.locator(".st-key-models_shown button[aria-pressed=true]")
        expect(pressed).to_have_text(["Counts", "Kneser-Ney"])
        expect(page.get_by_text("Counts, smoothing 1", exact=True).first).to_be_visible()


def test_names_and_words_follow_the_hand_before_the_release(open_page):
    """What was seen is what the server shows on release; it is not asked for it before."""
    page = open_page("compare?list=dinosaurs&models=counts,kneser-ney&smoothing=1")
    names, said = page.locator(".st-key-names_compared"), page.locator(".st-key-compared strong")
    box = page.get_by_role("spinbutton", name="Temperature, exactly")
    page.wait_for_selector(".st-key-follow_temperature_slider_page", state="attached")
    at_rest(page)
    before = names.inner_text()
    thumb = page.locator("[class*=st-key-temperature_slider] input").first.bounding_box()
    page.mouse.move(thumb["x"] + 8, thumb["y"] + thumb["height"] / 2)
    page.mouse.down()
    page.mouse.move(thumb["x"] - 60, thumb["y"] + thumb["height"] / 2, steps=5)
    at_rest(page)  # the slider has come to its last mark
    expect(names).not_to_have_text(before, use_inner_text=True)
    expect(page.locator("[data-follow-pale]")).to_have_count(0)
    followed = names.inner_text()
    words = said.evaluate_all("all => all.map((one) => one.dataset.follow)")
    expect(box).to_have_value("1")
    page.mouse.up()
    expect(box).not_to_have_value("1")
    expect(page.locator("strong[data-follow]")).to_have_count(0)
    at_rest(page)
    assert names.inner_text() == followed
    assert said.all_inner_texts() == words
