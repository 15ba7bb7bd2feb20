"""A real Chromium against the literal `streamlit run dashboard/app.py`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
READY = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)
TIMEOUT = 30_000  # milliseconds; machines are shared


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or the one that MAKEMORE_CHROMIUM names."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("MAKEMORE_CHROMIUM") or next(
        filter(None, map(shutil.which, names)), None
    )
    assert found, "No Chromium on this machine; `make test` installs one."
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start `streamlit run FILE OPTIONS` from the root of the project; return its address.

    What was asked for before runs already.
    """
    servers: dict[tuple[str, ...], tuple[subprocess.Popen[bytes], str]] = {}

    def start(file: str, *options: str) -> str:
        asked = (file, *options)
        if asked not in servers:
            port = _free_port()
            with (tmp_path_factory.mktemp("server") / "log.txt").open("wb") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", "streamlit", "run", file]
                    + ["--server.port", str(port), "--server.headless", "true", *options],
                    cwd=ROOT,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            servers[asked] = (process, f"http://127.0.0.1:{port}")
            _wait_for(process, port)
        return servers[asked][1]

    yield start
    for process, _ in servers.values():
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def address(serve: Callable[[str], str]) -> str:
    """The address of the running app."""
    return serve("dashboard/app.py")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile, 1280 pixels wide."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(TIMEOUT)
    yield context
    context.close()


@pytest.fixture
def open_page(context: BrowserContext, address: str) -> Callable[[str], Page]:
    """Open a page of the app by its path and wait until it is at rest.

    Example: open_page("counts?smoothing=1")
    """

    def open_(path: str = "") -> Page:
        page = context.new_page()
        page.goto(f"{address}/{path}")
        at_rest(page)
        return page

    return open_


def at_rest(page: Page) -> None:
    """Wait until the app is connected and no script runs."""
    page.wait_for_selector(READY, timeout=TIMEOUT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server says that it is healthy."""
    url = f"http://127.0.0.1:{port}/_stcore/health"
    for _ in range(300):
        assert process.poll() is None, "The server ended before it answered."
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            process_wait(process, 0.1)
    raise AssertionError("The server did not answer within 30 seconds.")


def process_wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait a moment, or until the process ends."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return
