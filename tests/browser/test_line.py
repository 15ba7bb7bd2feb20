"""A server that starts anew, a connection that breaks, a tab that closes: the page says what is so.

And no server asks anything of the internet, whoever knocks.
"""

from __future__ import annotations

import io
import json
import os
import re
import socket
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.conftest import (
    VIEWS,
    at_rest,
    bring,
    download,
    eventually,
    free_port,
    go,
    press,
    started,
)
from tests.browser.proxy import Proxy

SILENT = re.compile("The server does not answer")
ANEW = re.compile("The server was started anew")
MINE = re.compile(r"List in use: mine\.txt")
FIRST = re.compile("List in use: US baby names 2018")
LISTENS = """
import os, sys

WRITES = os.O_WRONLY | os.O_RDWR

def note(event, args):
    if event == "open" and isinstance(args[0], str) and (args[2] or 0) & WRITES:
        if args[0] not in (os.environ["HEARD"], os.environ["WROTE"], "/dev/null", "/tmp") \\
                and "__pycache__" not in args[0]:  # in /tmp: a file without a name
            with open(os.environ["WROTE"], "a") as wrote:
                print(event, args, file=wrote)
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        host = args[1][0] if event == "socket.connect" else args[0]
        if host not in ("127.0.0.1", "localhost", "::1", None):
            with open(os.environ["HEARD"], "a") as heard:
                print(event, args, file=heard)

sys.addaudithook(note)
"""  # what Python loads before all else
TRIED = re.compile(r"open \('/tmp/\w{8}', None, ")  # Python, whether it may write there
SECONDS = 10
OTHERS = VIEWS if os.environ.get("MAKEMORE_STRESS") else ["compare"]  # pages that lose no list


class Server:
    """A server of its own, which ends and starts again; it hears whom it asks."""

    def __init__(self, folder: Path) -> None:
        (folder / "sitecustomize.py").write_text(LISTENS)
        self.heard, self.wrote = folder / "heard.txt", folder / "wrote.txt"
        self.log = folder / "log.txt"
        self.port, self._folder = free_port(), folder
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        path = os.pathsep.join(filter(None, [str(self._folder), os.environ.get("PYTHONPATH")]))
        asked = ("dashboard/app.py", "--server.disconnectedSessionTTL", "4")
        told = {"PYTHONPATH": path, "HEARD": str(self.heard), "WROTE": str(self.wrote)}
        self._process = started(self.port, self.log, *asked, **told)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(timeout=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("line"))
    one.start()
    yield one
    one.stop()


def is_kept(page: Page, part: str) -> None:
    """Wait until the browser keeps a part of the session."""
    kept = "(part) => Object.keys(localStorage).some((key) => key.endsWith(part))"
    page.wait_for_function(kept, arg=part, polling=100)  # a tab behind others draws no frames


def is_offered(address: str) -> bool:
    """Tell whether a file is still there, that is the session that offers it."""
    with suppress(urllib.error.HTTPError), urllib.request.urlopen(address, timeout=SECONDS):
        return True
    return False


def saved_at(server: str, page: Page) -> str:
    """Return the address of the session file that the header offers."""
    path = page.get_by_role("link", name="Save", exact=True).get_attribute("href")
    return f"{server}{urlsplit(path).path}"


def test_a_server_that_starts_anew(server, context):
    """Tabs on several pages, each with a session of its own, go on with what the browser kept."""
    tabs = {}
    others = dict(zip(OTHERS, OTHERS, strict=True))
    for name, path in ({"mine": "names", "large": "names"} | others).items():
        tabs[name] = context.new_page()
        tabs[name].goto(f"{server.address}/{path}")
        at_rest(tabs[name])
    bring(tabs["mine"])
    is_kept(tabs["mine"], "list.txt")
    bring(tabs["large"], "large.txt", b"".join(b"name%d\n" % one for one in range(120_000)))
    expect(tabs["large"].get_by_text("Not all is kept")).to_be_visible()
    server.stop()
    for page in tabs.values():
        expect(page.get_by_text(SILENT)).to_be_visible()
    server.start()
    for page in tabs.values():
        expect(page.get_by_text(ANEW)).to_be_visible()
        expect(page.get_by_text(SILENT)).to_have_count(0)
    expect(tabs["mine"].get_by_text(MINE)).to_be_visible()
    for name in OTHERS:
        expect(tabs[name].get_by_text(FIRST)).to_be_visible()  # no tab gets another's list
    expect(tabs["large"].get_by_text("It no longer has the list large.txt")).to_be_visible()
    expect(tabs["mine"].get_by_text(re.compile("It no longer has"))).to_have_count(0)
    press(tabs["mine"], "I have seen it")
    expect(tabs["mine"].get_by_text(ANEW)).to_have_count(0)
    bring(tabs["mine"])  # what is pressed has an effect


def test_a_page_that_was_away_for_too_long(server, context):
    page = context.new_page()
    with Proxy(server.port) as way:
        page.goto(f"{way.address}/names")
        at_rest(page)
        bring(page)
        saved = saved_at(server.address, page)
        assert is_offered(saved)
        way.cut()
        expect(page.get_by_text(SILENT)).to_be_visible()
        eventually(page, lambda: not is_offered(saved))  # its session is let go
        page.evaluate("localStorage.clear()")  # and the browser has nothing of it
        way.mend()
        expect(page.get_by_text("It no longer has the list mine.txt")).to_be_visible()
        go(page, "Counts")
        expect(page.get_by_text(FIRST)).to_be_visible()


def test_a_short_silence_changes_nothing(address, context):
    page = context.new_page()
    with Proxy(urlsplit(address).port) as way:
        page.goto(f"{way.address}/names")
        at_rest(page)
        bring(page)
        way.cut()
        expect(page.get_by_text(SILENT)).to_be_visible()
        way.mend()
        expect(page.get_by_text(SILENT)).to_have_count(0)
        go(page, "Counts")
        expect(page.get_by_text(re.compile(r"List in use: mine\.txt"))).to_be_visible()
        expect(page.get_by_text(ANEW)).to_have_count(0)


def test_a_tab_that_closes_lets_go_at_once(open_page, address):
    page = open_page("names")
    bring(page)
    saved = saved_at(address, page)
    assert is_offered(saved)
    page.goto("about:blank")
    eventually(page, lambda: not is_offered(saved))


def test_files_are_made_when_they_are_asked_for(address, context):
    """While a network learns and answers come late, each click gives a file, of its moment."""
    page = context.new_page()
    with Proxy(urlsplit(address).port) as way:
        page.goto(f"{way.address}/train?list=dinosaurs&steps=1000000&speed=200")
        press(page, "Play")
        expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled()
        go(page, "Compare")
        expect(page.get_by_role("link", name="Download these names (CSV)")).to_be_visible()
        way.delay = 0.3
        for _time in range(3):
            with page.expect_download() as file:  # at rest it never is
                page.get_by_role("link", name="Download these names (CSV)").click()
            assert b"Network, step" in Path(file.value.path()).read_bytes()
        way.delay = 0.0
        go(page, "Save and share")
        first = step_of(download(page, "Save the whole session"))
        eventually(page, lambda: step_of(download(page, "Save the whole session")) > first)
        go(page, "Train")
        press(page, "Pause")


def step_of(session: bytes) -> int:
    """Return the step of the network in a session file."""
    with zipfile.ZipFile(io.BytesIO(session)) as pack:
        return json.loads(pack.read("history.json"))[-1][0]


def test_nothing_is_asked_of_the_internet_or_written(server, context):
    """Not even when a page of another site knocks; other tests have used this server before."""
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.address}/names")
    at_rest(page)
    for host in ("127.0.0.1", "evil.example"):  # a foreign page here, and one that came by its name
        line = socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS)
        with pytest.raises(InvalidStatus) as caught, line:
            connect(f"ws://{host}/_stcore/stream", sock=line, origin="http://evil.example")
        assert caught.value.response.status_code == 403
    with pytest.raises(urllib.error.HTTPError, match="404") as closed:
        urllib.request.urlopen(f"{server.address}/_stcore/metrics", timeout=SECONDS)
    closed.value.close()
    assert len(asked) > 5
    assert {urlsplit(one).netloc for one in asked if not one.startswith(("data:", "blob:"))} == {
        urlsplit(server.address).netloc
    }
    assert not server.heard.exists(), server.heard.read_text()
    wrote = server.wrote.read_text().splitlines() if server.wrote.exists() else []
    assert not [one for one in wrote if not TRIED.match(one)]  # nor is anything kept on a disk
    log = server.log.read_text().replace(server.address, "")
    assert not re.search(r"mine|anna|\d+\.\d+\.\d+\.\d+", log)
