"""Names do no harm on any page, and the server refuses what a stranger could try."""

from __future__ import annotations

import re
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.conftest import at_rest, eventually, every_page, until

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
PLANTED = """() => {
  const script = document.createElement("script")
  script.textContent = "window.hacked = 5"
  document.body.append(script)
}"""
SECONDS = 10


def expect_no_harm(page: Page) -> None:
    assert page.evaluate("window.hacked") is None
    expect(page.locator(MADE)).to_have_count(0)
    main = page.get_by_test_id("stMain").inner_text()
    assert "😄" not in main
    expect(page.get_by_role("heading", level=1)).to_be_visible()  # no style of a name hides it


def test_hostile_names_stay_text_on_every_page(context, address):
    """And no page breaks the rules that its answers set, or asks another host for anything."""
    page, asked, said = context.new_page(), [], []
    page.on("dialog", lambda dialog: pytest.fail(f"A name opened a dialog: {dialog.message}"))
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/names")
    at_rest(page)
    file = {"name": "<b>x</b>.txt", "mimeType": "", "buffer": "\n".join(HOSTILE).encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(re.compile("List in use: <b>x</b>.txt · 15 names"))).to_be_visible()
    for _name in every_page(page):
        open_all(page)
        expect_no_harm(page)
    elsewhere = [one for one in asked if not one.startswith((address, "data:", "blob:"))]
    assert not elsewhere
    broken = [one for one in said if "Content Security Policy" in one]
    assert not broken
    page.evaluate(PLANTED)
    eventually(page, lambda: any("Content Security Policy" in one for one in said))
    assert page.evaluate("window.hacked") is None


def open_all(page: Page) -> None:
    """Open every box of a page, one after the other; to open one may bring others."""
    boxes, number = page.locator("[data-testid=stMain] details"), 0
    while number < boxes.count():
        open_box(boxes.nth(number))
        at_rest(page)
        number += 1


def open_box(box: Locator) -> None:
    opened = box.and_(box.page.locator("[open]"))
    until(lambda: opened.count() or box.locator("summary").first.click(), opened)


def test_only_this_machine_reaches_the_server(address):
    port = urlsplit(address).port
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS):
        pass
    with pytest.raises(OSError, match="refused"):  # a server for all would answer here too
        socket.create_connection(("127.0.0.2", port), timeout=SECONDS)


def test_an_upload_from_another_site_is_refused(address):
    """A form on another site cannot read the token, so it has none to send."""
    where = f"{address}/_stcore/upload_file/session/file"
    request = urllib.request.Request(where, data=b"emma", method="PUT")
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=SECONDS)
    assert caught.value.code == 403
    assert b"Traceback" not in caught.value.read()
    caught.value.close()


def test_another_site_cannot_open_a_session(address):
    stream = f"ws{address.removeprefix('http')}/_stcore/stream"
    with pytest.raises(InvalidStatus) as caught:
        connect(stream, origin="http://elsewhere.example", open_timeout=SECONDS)
    assert caught.value.response.status_code == 403
    with connect(stream, origin=address, open_timeout=SECONDS):
        pass


def test_an_error_of_ours_shows_no_path(context, serve, tmp_path):
    """What a page could do wrong: the browser gets one sentence, the log the rest."""
    broken = tmp_path / "broken.py"
    broken.write_text("raise RuntimeError('secret /etc/passwd')\n")
    page = context.new_page()
    page.goto(serve(str(broken)))
    expect(page.get_by_test_id("stException")).to_be_visible()
    shown = page.locator("body").inner_text()
    assert "secret" not in shown
    assert "broken.py" not in shown
