"""On every page, with all opened: hostile names stay text, axe-core finds no serious fault.

And no page breaks the rules that its answers set, or asks another host for anything.
"""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from dashboard.charts.tables import dotted
from dashboard.take.officer import COOKIE
from tests.browser.conftest import DRAWN, at_rest, bring, eventually, every_page, until

HOSTILE = [
    "ava",  # a text that begins with markup would be taken for a page of the web
    '<img src=x class=evil onerror="window.hacked=1">',
    "<script>window.hacked=2</script>",
    "<h1 class=evil>big</h1>",
    '<a class=evil href="javascript:window.hacked=3">x</a>',
    "[a](javascript:window.hacked=4)",
    "![i](x)",
    "# head",  # a remark, which is left out
    "**bold** `code` ~~gone~~",
    "$x^2$ $$y$$",
    ":smile: :red[x] :material/home:",
    "=1+1",
    "{{7*7}} ${x} %s {0}",
    "\\' \" ; -- &lt;b&gt;",
    "\u05d0\u05d1\u05d2",
    "</div></style><style>*{display:none}</style>",
]
MADE = (  # what these names would make if they were taken for markup
    ".evil, img[src=x], a[href^=javascript], .katex, [data-testid=stMain] :is(del, s), "
    "[data-testid=stMain] [data-testid=stMarkdownContainer] h1:has-text('head')"
)
# Streamlit's own frame, on every page of every app: not ours to mend.
FRAME = {"exclude": [["[data-testid=stToolbar]"], ["[data-testid=stStatusWidget]"]]}
BODY = "[data-testid=stPopoverBody]"
POPOVER = {"include": [[BODY]]}
# nothing is written about the thousands that are well, nor where a fault is: its HTML is shown
FAULTS = {"resultTypes": ["violations"], "selectors": False}
VIOLATIONS = "([part, asked]) => axe.run(part, asked).then((found) => found.violations)"
COLOURS = {**FAULTS, "runOnly": ["color-contrast"]}  # what other colours can do wrong
SCHEME = "(scheme) => getComputedStyle(document.querySelector('.stApp')).colorScheme === scheme"
STILL = """() => document.getAnimations().every(
    (one) => one.playState !== 'running' || one.effect.getTiming().iterations === Infinity)"""
POLICY = "Content Security Policy"  # so begins what a browser says when it forbids something
PLANTED = """() => {
  const script = document.createElement("script")
  script.textContent = "window.hacked = 5"
  document.body.append(script)
}"""


def test_names_stay_text_and_all_can_be_read(context, address):
    page, asked, said = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/names")
    at_rest(page)
    page.emulate_media(reduced_motion="reduce")
    page.on("dialog", lambda dialog: pytest.fail(f"A name opened a dialog: {dialog.message}"))
    bring(page, "<b>x</b>.txt", "\n".join(HOSTILE).encode())
    expect(page.get_by_text("List in use: <b>x</b>.txt · 15 names")).to_be_visible()
    opened: set[str] = set()
    found, first, then = [], "light", "dark"  # what one page wears at last the next wears at first
    for name in every_page(page):  # within one page of the browser: to load each took half the time
        open_all(page)
        expect_no_harm(page)
        found += [f"{name}, {first}: {fault}" for fault in faults(page, FAULTS)]
        found += [f"{name}, {fault}" for fault in popover_faults(page, opened)]
        wear(page, then)
        found += [f"{name}, {then}: {fault}" for fault in faults(page, COLOURS)]
        first, then = then, first
    assert not found, "\n".join(found)
    page.emulate_media(forced_colors="active")  # the system's own colours still say what is chosen
    ground = "one => getComputedStyle(one).backgroundColor"
    chosen, other = (
        page.get_by_role("radio", name=name).evaluate(ground) for name in ("English", "中文")
    )
    assert chosen != other
    page.evaluate(f"document.body.insertAdjacentHTML('beforeend', `{dotted('counts', '')}`)")
    kept = "one => getComputedStyle(one).forcedColorAdjust"
    assert page.locator("body > .makemore-dot").evaluate(kept) == "none"
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_test_id("stExpandSidebarButton")).to_have_attribute("data-word", "Menu")
    assert not [one for one in asked if not one.startswith((address, "data:", "blob:"))]
    assert [(one["name"], one["expires"]) for one in context.cookies()] == [(COOKIE, -1)]
    assert not [one for one in said if POLICY in one]
    page.evaluate(PLANTED)  # what finds nothing above would find this
    eventually(page, lambda: any(POLICY in one for one in said))
    assert page.evaluate("window.hacked") is None


def expect_no_harm(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    expect(page.locator(MADE)).to_have_count(0)
    main = page.get_by_test_id("stMain").inner_text()
    assert "😄" not in main
    expect(page.get_by_role("heading", level=1)).to_be_visible()  # no style of a name hides it


def open_all(page: Page) -> None:
    """Open every box of a page; to open some may bring others."""
    closed = page.locator("[data-testid=stMain] details:not([open])")
    eventually(page, lambda: not press_all(closed))


def press_all(closed: Locator) -> int:
    """Press what is closed, all at once, as the page comes to rest once; return how many."""
    number: int = closed.evaluate_all(
        "(boxes) => boxes.map((box) => box.querySelector('summary').click()).length"
    )
    at_rest(closed.page)
    return number


def popover_faults(page: Page, opened: set[str]) -> list[str]:
    """Open the popovers that no page before had; return what axe finds in each."""
    buttons, body = page.get_by_test_id("stPopoverButton"), page.locator(BODY)
    found = []
    for button in buttons.all():
        name = button.inner_text()
        if name not in opened:
            until(lambda one=button: body.count() or one.click(), body)
            at_rest(page)
            found += [f"{name}: {fault}" for fault in faults(page, FAULTS, POPOVER)]
            opened.add(name)
            page.keyboard.press("Escape")
            expect(body).to_have_count(0)
    return found


def wear(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Change the colours of the system, and wait until the page has them; the script runs anew."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(SCHEME, arg=scheme)
    at_rest(page)


def faults(
    page: Page, asked: dict[str, object], part: dict[str, list[list[str]]] = FRAME
) -> list[str]:
    """Return what axe finds serious on a page when its charts are drawn and no colour changes."""
    page.wait_for_function(DRAWN)
    page.wait_for_function(STILL)
    if page.evaluate("!window.axe"):  # one page of the browser lasts for all pages of the app
        page.evaluate(Axe().axe_script)
    found = page.evaluate(VIOLATIONS, [part, asked])
    return [
        f"{fault['impact']} {fault['id']}: {node['html'][:200]}"
        for fault in found
        if fault["impact"] in {"serious", "critical", "moderate"}
        for node in fault["nodes"]
    ]
