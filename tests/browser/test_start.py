"""The first screen in a real browser: one press, and noise becomes names."""

from __future__ import annotations

import re
from itertools import pairwise

from playwright.sync_api import Locator, expect

from tests.browser.conftest import TITLES, at_rest, eventually, press

CARD = {"width": 1366, "height": 768}  # pixels


def test_one_press_turns_noise_into_names_on_one_screen(open_page):
    page = open_page()
    page.set_viewport_size(CARD)
    main = page.get_by_test_id("stMain")
    names = page.locator(".st-key-stage_names td.makemore-network")
    expect(names).to_have_count(6)
    noise = names.all_inner_texts()
    press(page, "Let the network learn")
    button = page.get_by_role("button", name="From noise again")
    button.wait_for()
    at_rest(page)
    expect(main).to_contain_text(re.compile(r"After 200 steps the network is 0\.0[0-4]\d nats"))
    counts = page.locator(".st-key-stage_names td.makemore-counts").all_inner_texts()
    learned = names.all_inner_texts()
    assert learned != noise
    assert sum(a == b for a, b in zip(counts, learned, strict=True)) >= 4
    hidden = "node => node.scrollHeight - node.clientHeight"
    assert main.evaluate(hidden) <= 0  # all in view
    page.get_by_role("radio", name="中文").click(force=True)
    page.get_by_role("button", name="从噪声重来").wait_for()
    at_rest(page)
    assert main.evaluate(hidden) <= 0
    letters = page.locator("[data-plot-key=stage_counts] .ytick text").filter(visible=True)
    expect(letters).to_have_count(27)
    page.set_viewport_size({"width": 820, "height": 1180})  # beside a sidebar it would be a strip
    expect(page.get_by_test_id("stExpandSidebarButton")).to_have_attribute("data-word", "菜单")
    expect(letters).to_have_count(14)  # the table is small: fewer letters, none on another
    eventually(page, lambda: apart(letters) >= 9)  # pixels, their height; the table is drawn anew
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="计数", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="计数", exact=True)).to_be_visible()
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()  # it covers no page


def apart(letters: Locator) -> float:
    """Return how far the nearest two of some letters under each other are apart, in pixels."""
    tops = letters.evaluate_all("(nodes) => nodes.map((one) => one.getBoundingClientRect().y)")
    return min((below - above for above, below in pairwise(tops)), default=0)


def test_every_page_has_a_path_of_its_own(context, address):
    page = context.new_page()
    for path, title in [("start", TITLES["Start"]), ("home", TITLES["Start"]), ("names", "Names")]:
        page.goto(f"{address}/{path}?list=dinosaurs")
        expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
        at_rest(page)
        expect(page.get_by_role("dialog")).to_have_count(0)  # no "Page not found"
        expect(page.get_by_text("List in use: Dinosaurs")).to_be_visible()


def test_the_table_is_sketched_at_once_where_plotly_will_draw_it(context, address):
    """Where plotly never comes, what is seen lies where its cells lie on a page where it comes."""
    places = []
    for comes in (False, True):
        page = context.new_page()
        page.set_viewport_size(CARD)
        if not comes:
            page.route("**/plotly-*", lambda route: route.abort())
        page.goto(address)
        at_rest(page)
        sketch, cells = (page.locator(f".st-key-counts_table {one}") for one in ("img", "canvas"))
        expect(sketch).to_be_visible(visible=not comes)
        places.append((cells if comes else sketch).bounding_box())
    sketched, drawn = places
    for side in ("x", "y", "width", "height"):
        assert abs(sketched[side] - drawn[side]) <= 3, side  # pixels
