"""The lesson walked through in both languages, and the link that a teacher gives to a class."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DRAWN, at_rest, choose, fits, press

SIZES = ((1366, 768), (820, 1180), (390, 844))  # pixels: a laptop, a tablet, a phone
WORDS = {  # first task's box, its reply, the way on, the list's own page
    "en": ("How many pairs?", "one pair more than that", "Next step", "Try your own list"),
    "zh": ("有多少个字符对？", "字符对比字符多 1 个", "下一步", "试试你自己的名单"),
}
WALKED = {"en": 12, "zh": 20}  # steps; the exercises in one language
IN_VIEW = """() => {
    const main = document.querySelector("[data-testid=stMain]").getBoundingClientRect()
    const foot = document.querySelector(".st-key-lesson_foot").getBoundingClientRect()
    const heading = document.querySelector("h2"), box = heading.getBoundingClientRect()
    return document.activeElement === heading && box.top >= main.top && box.bottom < foot.top
        && foot.top > main.top && foot.bottom <= main.bottom + 1
}"""  # the heading is in view with the foot, which holds the task, and has the focus
TEXTS = "[data-testid=stMain] :is(p, label, span, text)"
NOT_SMALL = f"""() => ![...document.querySelectorAll("{TEXTS}")]
    .filter((node) => node.textContent.trim())
    .filter((node) => node.checkVisibility({{ checkVisibilityCSS: true }}))
    .filter((node) => {{ const size = parseFloat(getComputedStyle(node).fontSize)
        return size && size < 9 }}).length"""
CHOSEN = (  # by a teacher: the box, what is chosen in it, what then stands in the link
    ("List", "Dinosaurs", "list=dinosaurs"),
    ("Language", "中文", "lang=zh"),
    ("Step", "Rolling dice", "step=dice"),
    ("Leave out", "code", "hide=code"),
)


@pytest.mark.parametrize("language", WORDS)
def test_the_lesson_walked_through(open_page, language: str):
    box, reply, onward, at_the_end = WORDS[language]
    page = open_page(f"lesson?list=us-names-2018&lang={language}")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_label(box).fill("5")  # emma
    page.get_by_label(box).press("Enter")
    expect(page.get_by_text(reply)).to_be_visible()
    for number in range(2, 1 + WALKED[language]):
        width, height = SIZES[number % 3]
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        if number % 2:
            page.locator("h2").press("ArrowRight")
        else:
            press(page, re.compile(f"^{onward}"))
        expect(page.get_by_role("heading", name=f"{number}. ")).to_be_focused()
        at_rest(page)
        page.wait_for_function(IN_VIEW)
        page.wait_for_function(DRAWN)
        page.wait_for_function(NOT_SMALL)  # a chart leaves out what it has just drawn
        wide = SIZES if language == "en" else [(width, height)]  # its words are the longer ones
        for width, height in wide:
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_function("(width) => innerWidth === width", arg=width)
            fits(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
    page.locator(".st-key-to_paper button").click()
    expect(page.get_by_role("heading", name="20. ")).to_be_visible()
    expect(page.locator(".st-key-to_pairs [data-testid=stIconMaterial]")).to_be_visible()
    press(page, re.compile(at_the_end), "link")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_the_link_of_a_teacher_shows_a_class_what_was_chosen(new_context, address: str, open_page):
    page = open_page("lesson")
    page.set_viewport_size({"width": 1280, "height": 1600})  # scrolling would close a menu
    page.get_by_text("For teachers").click()
    given = page.get_by_test_id("stCode").filter(has_text="list=")
    for label, choice, written in CHOSEN:
        expect(given).to_be_visible()
        choose(page, page.get_by_role("combobox", name=label, exact=True).last, choice)
        expect(given).to_contain_text(written)
    pupil = new_context(locale="en-US").new_page()
    pupil.goto(f"{address}/lesson?{urlsplit(given.inner_text().strip()).query}")
    expect(pupil.get_by_role("heading", name="4. 掷骰子")).to_be_visible()
    expect(pupil.get_by_text("当前名单")).to_contain_text("恐龙")
    expect(pupil.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(pupil.get_by_text("你的任务").first).to_be_visible()
    expect(pupil.get_by_text("看代码")).to_have_count(0)
