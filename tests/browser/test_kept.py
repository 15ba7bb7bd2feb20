"""What the browser keeps: a page that is loaded again, tabs beside each other, and forgetting."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from contextlib import suppress

import pytest
from playwright.sync_api import Page, Route, TimeoutError, WebSocketRoute, expect

from dashboard.lists.source import Source
from dashboard.state import short
from tests.browser.conftest import at_rest, bring, eventually

RECORDS = """Object.keys(localStorage).filter((key) => key.startsWith("makemore:"))"""
KEEP = re.compile("/keep/")
TITLE = "US baby names 2018"  # of the list that a new session starts on

FILL = """localStorage["makemore:0:a"] = "x".repeat(1 << 16)
for (let size = 1 << 22; size >= 1; ) {
  try { localStorage.filler = (localStorage.filler ?? "") + "x".repeat(size) } catch { size >>= 1 }
}"""


def bring_to_keep(page: Page, title: str) -> None:
    """Bring a list, and wait until the browser keeps it as the one in use."""
    data = f"anna\nbert\n{title[0]}\n".encode()
    bring(page, title, data)
    eventually(page, lambda: in_use(page) == hashlib.sha256(data).hexdigest())


def in_use(page: Page) -> object:
    """Return the digest of the list in use as the page's own record has it, None without one."""
    text = page.evaluate("localStorage[`makemore:${sessionStorage['makemore-tab']}:now.json`]")
    return json.loads(zlib.decompress(base64.b64decode(text)))["source"] if text else None


NEWER = (
    """(now) => JSON.parse(localStorage[`makemore:${sessionStorage["makemore-tab"]}`]).at > now"""
)


def shows(page: Page, title: str) -> None:
    expect(page.get_by_text(re.compile(f"List in use: {re.escape(title)}"))).to_be_visible()
    at_rest(page)


def test_nothing_is_lost_and_tabs_stand_beside_each_other(context, address):
    mine = context.new_page()
    mine.goto(f"{address}/names")
    at_rest(mine)
    bring_to_keep(mine, "mine.txt")
    mine.reload()
    shows(mine, "mine.txt")
    broken = f"""for (const key of {RECORDS}) if (key.endsWith("now.json")) localStorage[key] = """
    whole = mine.evaluate(f"localStorage[{RECORDS}.find((key) => key.endsWith('now.json'))]")
    mine.evaluate(f"{broken}'x'")
    with mine.expect_response(KEEP):  # asked once all that is to come back has
        mine.reload()
    shows(mine, TITLE)
    expect(mine.get_by_text("What this browser kept could not be brought back.")).to_be_visible()
    mine.evaluate(f"(whole) => {{ {broken}whole }}", whole)
    mine.reload()  # what did not come back was left as it was, and comes now
    shows(mine, "mine.txt")
    taken_over = """() => Object.keys(localStorage).filter((key) => key.endsWith("now.json")).join()
                       === `makemore:${sessionStorage["makemore-tab"]}:now.json`"""
    mine.wait_for_function(taken_over)
    with context.expect_page() as opened:  # a tab of the same address, with a copy of its memory
        mine.evaluate("open(location.href)")
    other = opened.value
    shows(other, "mine.txt")
    bring_to_keep(other, "other.txt")
    link = context.new_page()
    link.route(KEEP, lambda route: route.abort())  # nothing of it is kept yet
    link.goto(f"{address}/names?list=dinosaurs")
    link.reload()  # before there is anything but the address
    shows(link, "Dinosaurs")  # opens as it was sent
    link.reload()
    shows(link, "Dinosaurs")
    link.unroute(KEEP)
    for page, title in ((mine, "mine.txt"), (other, "other.txt"), (link, "Dinosaurs")):
        page.reload()
        shows(page, title)
    for page in (mine, link):
        page.close()
    now = other.evaluate("Date.now()")
    other.reload()
    other.wait_for_function(NEWER, arg=now, polling=100)  # it is written last
    shows(other, "other.txt")
    other.close()
    page = context.pages[0]  # of no script
    page.evaluate("localStorage['makemore:old'] = JSON.stringify({ at: 0, stamps: {} })")
    page.evaluate(
        """for (const one of Array(9).keys()) { // more than the server takes, and all broken
             localStorage[`makemore:${one}:a`] = "x"
             const kept = { at: Date.now() - 9e6, stamps: { a: 1 } }
             localStorage[`makemore:${one}`] = JSON.stringify(kept)
           }
           localStorage["makemore:half"] = "no index" """
    )
    with context.expect_event("response", lambda answer: "/keep/" in answer.url):
        page = context.new_page()  # takes over what closed tabs left, and drops what is too old
        page.goto(f"{address}/names")
    shows(page, "other.txt")
    assert page.evaluate("localStorage['makemore:old'] ?? null") is None
    assert {"makemore:0", "makemore:8:a"} <= set(page.evaluate(RECORDS))  # they did not come back
    page.evaluate(FILL)
    bring_to_keep(page, "full.txt")
    page.get_by_role("button", name="Kept in this browser").click()
    expect(page.get_by_text("The room in this browser was full")).to_be_visible()
    page.keyboard.press("Escape")
    assert "makemore:0" not in page.evaluate(RECORDS)  # gave way
    page.evaluate("delete localStorage.filler")
    page.evaluate("sessionStorage.makemoreTeacher = 'word'")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Kept in this browser").click()
    page.get_by_role("button", name="Forget everything").click()
    shows(page, TITLE)
    assert page.evaluate(RECORDS) == []
    assert "word" not in page.evaluate("Object.values(sessionStorage)")
    page.get_by_role("button", name="Kept in this browser").click()
    page.get_by_label("Keep nothing").check()
    expect(page.get_by_text("Nothing is kept")).to_be_visible()
    bring(page, "secret.txt", b"anna")
    page.reload()  # the browser asks before, which `dialog` answers
    shows(page, TITLE)
    expect(page.get_by_text("Nothing is kept")).to_be_visible()
    assert page.evaluate(RECORDS) == []


# A page that is busy draws the script's state only where it has come to rest again.
UNSEEN = """const set = Element.prototype.setAttribute
Element.prototype.setAttribute = function (name, value) {
  const state = name === "data-test-script-state"
  if (!state || (value === "notRunning" && this.getAttribute(name) !== value))
    set.call(this, name, value)
}"""


def test_a_run_that_no_drawing_shows_is_kept(context, address):
    page = context.new_page()
    page.add_init_script(UNSEEN)
    page.goto(f"{address}/names")
    at_rest(page)
    bring_to_keep(page, "mine.txt")


def test_an_answer_that_comes_late_undoes_none_that_came_before_it(context, address):
    page = context.new_page()
    late: list[Route] = []
    page.route(KEEP, lambda route: route.fallback() if late else late.append(route))
    page.goto(f"{address}/names")
    eventually(page, lambda: bool(late))  # asked when there was nothing to keep yet
    answer = late[0].fetch()
    bring(page, "mine.txt", b"anna")
    with suppress(TimeoutError), page.expect_response(KEEP, timeout=3_000):
        pass  # none is asked for as long as that one is awaited, else it were after two seconds
    late[0].fulfill(response=answer)
    digest = hashlib.sha256(b"anna").hexdigest()
    eventually(page, lambda: in_use(page) == digest)
    page.reload()
    shows(page, "mine.txt")


# how long each question was to wait for its turn, in milliseconds; the clock stands still
WAITED = """const later = setTimeout, get = fetch, now = Date.now()
Date.now = () => now
let waited = 0
globalThis.questions = []
globalThis.setTimeout = (act, time, ...more) => {
  if (act.name === "ask") waited = time
  return later(act, time, ...more)
}
globalThis.fetch = (address, ...more) => {
  if (String(address).includes("/keep/")) questions.push(waited)
  return get(address, ...more)
}"""


def test_what_is_new_is_kept_at_once_though_the_server_was_just_asked(context, address):
    page = context.new_page()
    page.add_init_script(WAITED)
    page.goto(f"{address}/names")
    page.wait_for_function("() => questions.length")
    page.evaluate("questions.length = 0")
    bring_to_keep(page, "mine.txt")
    assert min(page.evaluate("questions")) <= 300


@pytest.mark.parametrize("closes", [False, True])
def test_what_is_newer_than_what_the_browser_has_waits_for_its_next_page(context, address, closes):
    page = context.new_page()
    page.route(KEEP, lambda route: route.abort())
    page.goto(f"{address}/names")
    shows(page, TITLE)
    bring(page, "mine.txt")
    assert page.evaluate(RECORDS) == []
    page.unroute(KEEP)
    if closes:
        page.goto("about:blank")  # a tab that closes may be gone before it has said so
        page = context.new_page()
        page.goto(f"{address}/counts")
    else:
        page.reload()
    shows(page, "mine.txt")


def test_what_is_told_waits_until_the_server_has_heard_what_was_told_before(context, address):
    """Of two messages that wait for their run, Streamlit forgets the first."""
    page = context.new_page()
    asked: list[object] = []
    held: list[tuple[WebSocketRoute, str | bytes]] = []
    holding = False

    def through(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        line.on_message(lambda message: (asked.append(0), server.send(message)))
        server.on_message(
            lambda message: held.append((line, message)) if holding else line.send(message)
        )

    page.route_web_socket(re.compile("_stcore/stream"), through)
    page.goto(f"{address}/names")
    at_rest(page)
    holding, before = True, len(asked)
    page.evaluate(
        """async (link) => {
             const before = { session: "another", holds: ["the list old.txt"] }
             makemoreLine.tell("back", { before })
             await new Promise(requestAnimationFrame) // in one turn, they were one message
             location.hash = link
             for (const _one of [1, 2, 3]) await new Promise(requestAnimationFrame)
           }""",
        short.pack(Source.of("mine.txt", b"anna\n")),
    )
    eventually(page, lambda: bool(held))
    assert len(asked) == before + 1
    holding = False
    for line, message in held:
        line.send(message)
    shows(page, "mine.txt")
    expect(page.get_by_text("It no longer has the list old.txt.")).to_be_visible()
