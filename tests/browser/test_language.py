"""The language in a real browser: guessed, switched with nothing lost, kept in the URL."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import at_rest, eventually, go

# how often what is read aloud changes in half a second
CHANGES = """() => new Promise((done) => {
    let number = 0
    const watch = new MutationObserver((changes) => (number += changes.length))
    watch.observe(document.body, { subtree: true, attributeFilter: ["aria-label"] })
    setTimeout(() => done(number), 500)
})"""


def has_language(page, tag):
    expect(page.locator("html")).to_have_attribute("lang", tag)


def test_a_switch_keeps_list_and_smoothing_and_is_in_the_url_of_every_page(open_page):
    page = open_page("counts?list=dinosaurs&smoothing=0.37&show=surprisal")
    expect(page.get_by_role("heading", name="Counts")).to_be_visible()
    has_language(page, "en")
    at_rest(page)
    page.get_by_role("radio", name="中文").click()
    expect(page.get_by_role("heading", name="计数")).to_be_visible()
    has_language(page, "zh-CN")
    expect(page.get_by_label("平滑（精确值）")).to_have_value("0.37")
    expect(page.get_by_text("恐龙")).to_be_visible()
    expect(page).to_have_url(re.compile("show=surprisal"))
    expect(page).to_have_url(re.compile("lang=zh"))
    expect(page.get_by_role("textbox", name="lang")).to_be_hidden()
    expect(page.get_by_role("button", name="展开").first).to_be_visible()  # Streamlit's own word
    eventually(page, lambda: page.evaluate(CHANGES) == 0)  # nobody says it in English again
    go(page, "训练")
    expect(page).to_have_url(re.compile(r"/train\?.*lang=zh"))


def test_the_first_guess_is_the_browsers_language(new_context, address):
    """The test above begins in English; each other browser has to compile all scripts anew."""
    page = new_context(locale="zh-CN").new_page()
    page.goto(f"{address}/names")
    at_rest(page)
    expect(page.get_by_role("heading", name="名字", exact=True)).to_be_visible()
    has_language(page, "zh-CN")
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_contain_text("每个文件最多 200 MB")
