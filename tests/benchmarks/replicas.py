"""Two servers behind HAProxy as haproxy.cfg has it: uploads, websockets; one is killed.

    apt-get install haproxy && python -m tests.benchmarks.replicas

It says what it saw, how many moves of a slider both answer beside one alone (all of them share the
cores of this machine with the people), and fails where a person would have lost more than the docs
say, or where two carry no more than one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

from playwright.sync_api import Page, expect, sync_playwright

from tests.benchmarks.bench_browser import chromium
from tests.benchmarks.load import MOVES, Person
from tests.browser.conftest import FLAGS, ROOT, TIMEOUT, at_rest, free_port, started, until_healthy

PEOPLE = 4
MOVING = 20  # people who move a slider all the time
SECONDS = 15.0
MORE = 1.3  # times as many moves are answered by two servers
SECRET = {"STREAMLIT_SERVER_COOKIE_SECRET": "the same on both"}


def main() -> None:
    """Walk some people through an upload and the end of a server."""
    binary = shutil.which("haproxy")
    assert binary, "No haproxy on this machine: apt-get install haproxy"
    bind, *ports = (free_port() for _ in range(3))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {}
        for name, port in zip("ab", ports, strict=True):
            servers[name] = started(port, folder / f"{name}.log", "dashboard/app.py", **SECRET)
            stack.callback(servers[name].kill)
        places = {"BIND": f"127.0.0.1:{bind}"}
        places |= {
            name.upper(): f"127.0.0.1:{port}" for name, port in zip("ab", ports, strict=True)
        }
        proxy = [binary, "-f", str(ROOT / "tests/benchmarks/haproxy.cfg")]
        proxy_process = subprocess.Popen(proxy, env=os.environ | places)
        stack.callback(proxy_process.kill)
        until_healthy(proxy_process, bind)
        address = f"http://127.0.0.1:{bind}"
        both = carried(address)
        walk(address, servers)  # which ends one
        alone = carried(address)
        print(f"two servers answer {both:.0f} moves a second, one {alone:.0f}: {both / alone:.2f}")
        assert both > MORE * alone


def walk(address: str, servers: dict[str, subprocess.Popen[bytes]]) -> None:
    """Bring a list each, end one server, and see where everybody is."""
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        people = []
        for number in range(PEOPLE):
            page = browser.new_context(locale="en-US").new_page()
            page.goto(f"{address}/names?smoothing=2")
            bring(page, f"list {number}")
            people.append((page, server_of(page)))
            print(f"person {number}: uploads through the proxy to server {people[-1][1]}")
        assert {name for _page, name in people} == set(servers), "All are at one server."
        servers["a"].kill()
        for number, (page, name) in enumerate(people):
            if name == "a":
                expect(page.get_by_text("The server was started anew")).to_be_visible()
                at_rest(page)
                assert "smoothing=2" in page.url
                bring(page, f"list {number}")
            expect(page.get_by_text(f"List in use: list {number} · 3 names")).to_be_visible()
            page.reload()
            at_rest(page)
            assert server_of(page) == "b"
            print(f"person {number}, who was at {name}: goes on at b, and uploads there")
        browser.close()


def carried(address: str) -> float:
    """Return how many moves of a slider are answered in a second, as fast as they come."""

    def move(number: int) -> int:
        person, answered = Person(number, address, 0), 0
        with person.come() as line:
            person.go(line, "counts")
            ready.wait()
            end = time.monotonic() + SECONDS
            while time.monotonic() < end:
                person.slide(line, MOVES[answered % len(MOVES)])
                answered += 1
        return answered

    ready = Barrier(MOVING)
    with ThreadPoolExecutor(MOVING) as pool:
        return sum(pool.map(move, range(MOVING))) / SECONDS


def bring(page: Page, title: str) -> None:
    """Upload a list of three names."""
    at_rest(page)
    file = {"name": title, "mimeType": "", "buffer": b"anna\nbert\ncarla\n"}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text(f"List in use: {title} · 3 names")).to_be_visible()


def server_of(page: Page) -> str:
    """Return the server that the proxy's cookie names."""
    return next(one["value"] for one in page.context.cookies() if one["name"] == "MAKEMORE")


if __name__ == "__main__":
    main()
