"""On a slow way, what a person did stays done: every control, with a second act before the answer.

The answers of the server are held back until it has run for both acts; see `slow_way`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import at_rest, eventually, go
from tests.browser.slow_way import SlowWay

PAIRS = {  # of acts on each page, at least: 78 in all; the ladder has none
    **{"compare": 10, "counts": 9, "generate": 15, "lesson": 7, "names": 3, "proof": 7},
    **{"score": 4, "take": 7, "test": 7, "train": 5, "walk": 1, "start": 3},
}
# it has all kinds of controls; `make stress` walks the other pages too
PAGES = list(PAIRS) if os.environ.get("MAKEMORE_STRESS") else ["counts"]
PARTS = {  # kinds of controls, by the part that a person acts on
    "slider": "input[type=range]",
    "number": "input[type=number]",
    "words": "[data-testid=stButtonGroup]",
    "switch": "[data-testid=stCheckbox] input",
    "menu": "[data-testid=stSelectbox] input",
    "text": "[data-testid=stTextInput] input",
}
# all of a page that can be set: its kind, and the class that bears its key
CONTROLS = """([inside, parts]) => [...document.querySelectorAll(`${inside} .stElementContainer`)]
    .map((box) => {
        const name = [...box.classList].find((one) => one.startsWith('st-key-'))
        const kind = Object.keys(parts).find((one) => box.querySelector(parts[one]))
        return name && kind && box.checkVisibility() && !box.querySelector(':disabled')
            ? [kind, name] : null
    }).filter((one) => one)"""
CHOSEN = ":is([aria-checked={0}], [aria-pressed={0}], [aria-selected={0}])"
# the first has a test of its own, the second empties itself, the third shows the names of now
OTHERS = ("language", "walk_choice", "names_shown")


@dataclass(frozen=True)
class Control:
    """Something that can be set on a page."""

    page: Page
    kind: str
    name: str  # the class that bears its key

    @property
    def setting(self) -> str:
        """What it sets: a slider and a box may set the same."""
        return re.sub("_(slider|box)$|_mark", "", self.name)

    @property
    def part(self) -> Locator:
        return self.page.locator(f".{self.name}").locator(PARTS[self.kind]).first  # of a range

    def shown(self) -> str:
        """Return what it shows."""
        if self.kind == "slider":
            return str(self.part.get_attribute("aria-valuetext"))
        if self.kind == "words":
            return str(self.part.locator(CHOSEN.format("true")).all_inner_texts())
        return str(self.part.is_checked() if self.kind == "switch" else self.part.input_value())

    def change(self) -> str:
        """Set it to something else, as a person would; return what it shows then."""
        before = self.shown()
        if self.kind == "slider":
            self.part.press("ArrowRight")
            if self.shown() == before:
                self.part.press("ArrowLeft")
        elif self.kind == "words":
            left = self.part.locator(CHOSEN.format("false"))
            (left if left.count() else self.part.locator(CHOSEN.format("true"))).first.click()
        elif self.kind == "switch":
            self.part.dispatch_event("click")
        elif self.kind == "menu":
            self.part.click()
            for keys in ("ArrowDown",), ("ArrowDown", "ArrowDown"), ("ArrowUp",):
                for key in (*keys, "Enter") if self.shown() == before else ():
                    self.part.press(key)
        else:
            self.part.fill(self._other(before))
            self.part.press("Enter")
        after = self.shown()
        assert after != before, self.name
        return after

    def _other(self, before: str) -> str:
        if self.kind == "text":
            return f"{before}ab"
        step = float(self.part.get_attribute("step") or 1)
        most = float(self.part.get_attribute("max") or "inf")
        return f"{float(before) + (step if float(before) + step <= most else -step):.10g}"


@pytest.fixture(scope="module")
def way(address: str) -> Iterator[SlowWay]:
    found = SlowWay(address)
    yield found
    found.close()


@pytest.fixture
def open_slowly(context: BrowserContext, way: SlowWay) -> Callable[[str], Page]:
    """Open a page at the end of a slow way; until `way.hold` its answers come at once."""

    def open_(path: str) -> Page:
        page = context.new_page()
        page.goto(f"{way.address}/{path}")
        at_rest(page)
        expect(page.get_by_test_id("stMain").get_by_role("heading").first).to_be_visible()
        at_rest(page)
        return page

    return open_


def controls(page: Page, inside: str) -> list[Control]:
    found = page.evaluate(CONTROLS, [inside, PARTS])
    return [Control(page, *one) for one in found if one[1].removeprefix("st-key-") not in OTHERS]


def both(way: SlowWay, first: Callable[[], object], second: Callable[[], object]) -> None:
    """Act twice before the answer to the first act comes; then let both answers come."""
    way.hold()
    try:
        for act in (first, second):
            act()
            assert way.wait(), "The server has not run."
    finally:
        way.release()


def walk(way: SlowWay, page: Page, inside: str) -> int:
    """Act on each control and then on another one; both show what was done. Return how many pairs.

    A control may go with what another one says: the names with a pair, for example.
    """
    number, seen = 0, set[Control]()
    while fresh := [one for one in controls(page, inside) if one not in seen]:
        one, there = fresh[0], controls(page, inside)
        seen.add(one)
        others = [it for it in [*fresh, *there] if it.setting != one.setting]
        if not others:
            continue
        other = others[0]
        done: dict[Control, str] = {}
        both(way, *(partial(_change, done, it) for it in (one, other)))
        at_rest(page)
        for control, wanted in done.items():
            eventually(page, partial(_holds, control, wanted))
        number += 1
    return number


def _change(done: dict[Control, str], control: Control) -> None:
    done[control] = control.change()


def _holds(control: Control, wanted: str) -> bool:
    return not control.part.count() or control.shown() == wanted


@pytest.mark.parametrize("name", PAGES)
def test_both_acts_hold(name, open_slowly, way):
    page = open_slowly(f"{name}?list=dinosaurs")
    main = page.get_by_test_id("stMain")
    for summary in main.locator("summary").all():
        summary.click()
        at_rest(page)
    number = walk(way, page, "[data-testid=stMain]")
    for box in main.get_by_test_id("stPopoverButton").all():
        at_rest(page)
        box.click()
        at_rest(page)
        number += walk(way, page, "[data-testid=stPopoverBody]")
        page.keyboard.press("Escape")
    assert number >= PAIRS[name]


def test_a_list_is_chosen_in_the_language_that_goes(open_slowly, way):
    page = open_slowly("names")
    box = page.get_by_role("combobox", name="List", exact=True)

    def choose_dinosaurs() -> None:
        box.click()
        page.get_by_role("option", name="Dinosaurs", exact=True).click()

    both(way, page.get_by_role("radio", name="中文").click, choose_dinosaurs)
    expect(page.get_by_text(re.compile("恐龙.*1,318"))).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="名字")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_what_is_dragged_or_typed_stays_under_the_hand(open_slowly, way):
    page = open_slowly("counts?list=dinosaurs")
    slider = page.get_by_role("slider", name="Smoothing")
    box = page.get_by_label("Smoothing, exactly")
    both(way, partial(slider.press, "ArrowRight"), partial(slider.press, "ArrowRight"))
    expect(box).to_have_value("0.002")  # the second mark after 0
    expect(slider).to_be_focused()
    expect(slider).to_have_attribute("aria-valuetext", "0.002")
    way.hold()
    slider.press("ArrowRight")
    assert way.wait()
    box.fill("0.37")
    way.release()
    expect(page).to_have_url(re.compile("smoothing=0.003"))
    expect(box).to_have_value("0.37")
    expect(box).to_be_focused()
    box.press("Enter")
    expect(page).to_have_url(re.compile("smoothing=0.37"))
    expect(slider).to_have_attribute("aria-valuetext", "0.3")


def test_a_page_shows_what_is_set_though_a_second_run_overtakes_its_first(open_slowly, way):
    page = open_slowly("names?lang=zh&lr=5")
    start = page.get_by_test_id("stSidebarNavItems").get_by_role("link").first
    both(way, start.click, lambda: (way.lose(), start.click()))
    expect(page.get_by_label("学习率（精确值）")).to_have_value("5")
    expect(page.get_by_role("slider", name="学习率")).to_have_attribute("aria-valuetext", "5")
    expect(page).to_have_url(re.compile("lr=5"))


def test_a_second_file_replaces_the_first(open_slowly, way):
    page = open_slowly("names")
    box = page.locator("input[type=file]")
    files = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": text}
        for name, text in (("first", b"Anna\nBob\n"), ("second", b"Carl\n"))
    ]
    both(way, *(partial(box.set_input_files, [file]) for file in files))
    expect(page.get_by_text(re.compile("List in use: second.txt · 1 name"))).to_be_visible()


def test_back_undoes_no_language_and_no_setting(open_page):
    page = open_page("counts?list=dinosaurs")
    page.get_by_label("Smoothing, exactly").fill("0.37")
    page.get_by_label("Smoothing, exactly").press("Enter")
    expect(page).to_have_url(re.compile("smoothing=0.37"))
    go(page, "Test")
    page.get_by_role("radio", name="中文").click()
    expect(page.get_by_role("heading", level=1, name="测试")).to_be_visible()
    at_rest(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="计数")).to_be_visible()
    expect(page.get_by_label("平滑（精确值）")).to_have_value("0.37")
    expect(page.get_by_test_id("stSidebarNavItems")).not_to_contain_text("Train")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page).to_have_url(re.compile("smoothing=0.37.*lang=zh"))
