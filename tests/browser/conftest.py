"""A real Chromium against the literal `streamlit run dashboard/app.py`.

What follows the fixtures are hands and eyes for tests that must pass on a busy machine. A page is
drawn anew after every run of its script, and plotly draws its charts anew on top, so a test
- aims at a place of a chart with `spot`, `hover` and `click_at`: nodes in a drawing do not last;
- waits with `at_rest` before it acts, and after an act for what the act causes: until that is
  seen, nobody knows whether the script has begun to run;
- repeats with `until` the whole of an act that a redraw may swallow and that does no harm twice;
- expects what stays so, with `expect`, and not what holds only between two states.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Locator,
    Page,
    TimeoutError,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
VIEWS = sorted({path.stem for path in (ROOT / "dashboard/views").glob("*.py")} - {"__init__"})
TITLES = {
    "Start": "How does a machine learn to make up names?",
}  # of pages whose title is not their name
FAILURES = ROOT / "failures"  # which git ignores
FLAGS = [
    *"--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync".split(),
    *"--disable-background-networking --disable-component-update".split(),
    "--process-per-site",  # one process for all pages of a context: it compiles their scripts once
    # pages are short-lived: to optimize their scripts takes a third of all that the browser does
    "--js-flags=--no-turbofan --no-maglev --always-sparkplug",
]
WIDE = {"width": 1280, "height": 900}  # pixels
READY = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)
DRAWN = """() => [...document.querySelectorAll('[data-plot-updates]')]
    .every((host) => host.dataset.plotUpdates !== '0' || !host.clientWidth)"""
EMPTY = "/_stcore/health"  # a page of Streamlit's server that needs no script
TIMEOUT = 60_000  # milliseconds; machines are shared
AGAIN = 3_000  # milliseconds after which an act without effect is repeated for the first time

# -- a failure leaves its picture and its trace ----------------------------------------------------

OPEN = pytest.StashKey[list[BrowserContext]]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test of this folder; each worker begins with its share of them.

    They take longest: the short ones fill what time is left at the end.
    """
    slow = [item for item in items if "browser" in item.path.parts]
    for item in slow:
        item.add_marker(pytest.mark.browser)
    workers = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    quick = [item for item in items if "browser" not in item.path.parts]
    share = -(-len(quick) // workers)
    items[:] = [
        item
        for worker in range(workers)
        for item in slow[worker::workers] + quick[worker * share :][:share]
    ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Save what a failed test saw while its pages are still open, and say where."""
    report = yield
    if report.failed and report.when != "teardown":
        for number, context in enumerate(item.stash.get(OPEN, []), start=1):
            name = re.sub(r"\W+", "-", f"{item.path.stem} {item.name}")[:100] + f"-{number}"
            report.sections.append(("Browser", "\n".join(saved(context, FAILURES / name))))
    return report


def saved(context: BrowserContext, folder: Path) -> Iterator[str]:
    """Save pictures of the open pages and the trace; say for each where it is, or what is wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        seen = [page for page in context.pages if not page.url.endswith(EMPTY)]
        for number, page in enumerate(seen, start=1):
            page.screenshot(path=folder / f"page-{number}.png", timeout=10_000)
            yield f"{folder / f'page-{number}.png'} ({page.url})"
        context.tracing.stop_chunk(path=folder / "trace.zip")
        yield f"{sys.executable} -m playwright show-trace {folder / 'trace.zip'}"
    except Error as error:  # what the test found wrong matters more
        yield f"No more could be saved: {error}"


def trace(context: BrowserContext, item: pytest.Item) -> None:
    """Record what happens in a context until its chunk is stopped."""
    context.tracing.start_chunk(title=item.name)
    item.stash.setdefault(OPEN, []).append(context)


# -- one browser and one server a worker -----------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, rather one without windows, or what MAKEMORE_CHROMIUM says."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("MAKEMORE_CHROMIUM") or next(
        filter(None, map(shutil.which, names)), None
    )
    assert found, "No Chromium on this machine; `make test` installs one."
    expect.set_options(timeout=TIMEOUT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def started(
    port: int, log: Path, file: str, *options: str, **environment: str
) -> subprocess.Popen[bytes]:
    """Start `streamlit run FILE OPTIONS` on a port, and wait until it is healthy."""
    command = ("streamlit", "run", file, "--server.port", str(port), "--server.headless", "true")
    return launched(port, log, *command, *options, **environment)


def launched(port: int, log: Path, *command: str, **environment: str) -> subprocess.Popen[bytes]:
    """Start a module of Python that serves on a port, and wait until it is healthy."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    until_healthy(process, port)
    return process


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start `streamlit run FILE OPTIONS` from the root of the project; return its address.

    What was asked for before runs already.
    """
    servers: dict[tuple[str, ...], tuple[subprocess.Popen[bytes], str]] = {}

    def start(file: str, *options: str) -> str:
        asked = (file, *options)
        if asked not in servers:
            port = free_port()
            log = tmp_path_factory.mktemp("server") / "log.txt"
            servers[asked] = (started(port, log, file, *options), f"http://127.0.0.1:{port}")
        return servers[asked][1]

    yield start
    for process, _ in servers.values():
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def address(serve: Callable[[str], str]) -> str:
    """The address of the running app."""
    return serve("dashboard/app.py")


@pytest.fixture(scope="session")
def profile(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """The browser profile of most tests; ask for `context`, which closes what a test has opened.

    One empty page stays open, and with it the process that has compiled the app's scripts: so the
    next page opens with two thirds of the work.
    """
    context = chromium.new_context(viewport=WIDE)
    prepare(context)
    context.new_page().goto(f"{address}{EMPTY}")
    yield context
    context.close()


@pytest.fixture
def context(
    profile: BrowserContext, address: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    """A browser profile, 1280 pixels wide, with nothing in it but files that do not change.

    Its first tab stays, see `open_page`.
    """
    trace(profile, request.node)
    tab, failed = profile.pages[0], request.session.testsfailed
    yield profile
    with suppress(Error):  # stopped already where the test failed
        profile.tracing.stop_chunk()
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(page.url)) for page in profile.pages}
    if tab.is_closed() or request.session.testsfailed > failed:  # who knows what it left
        tab = profile.new_page()
    for page in profile.pages:
        if page is not tab:
            page.close()
    tab.goto(f"{address}{EMPTY}")
    tab.set_viewport_size(WIDE)
    tab.emulate_media(color_scheme="null", reduced_motion="null", forced_colors="null")
    tab.mouse.move(0, 0)
    # at once, also in what its process remembers
    tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    line = profile.new_cdp_session(tab)
    line.send("Page.resetNavigationHistory")
    for origin in origins:  # what the app keeps for its next visitor, behind a proxy too
        told = {"origin": origin, "storageTypes": "local_storage"}
        line.send("Storage.clearDataForOrigin", told)
    line.detach()
    profile.clear_cookies()


@pytest.fixture
def new_context(
    chromium: Browser, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser profile of somebody else, with Playwright's options; closed after the test.

    Example: new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    """
    contexts: list[BrowserContext] = []

    def open_(**options: object) -> BrowserContext:
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        prepare(context)
        trace(context, request.node)
        return context

    yield open_
    for context in contexts:
        context.close()


def prepare(context: BrowserContext) -> None:
    """Give a context its patience and a recorder: of acts, as pictures took a third of the time."""
    context.set_default_timeout(TIMEOUT)
    context.tracing.start()


@pytest.fixture
def open_page(context: BrowserContext, address: str) -> Callable[[str], Page]:
    """Open a page of the app by its path and wait until it is at rest.

    First in the tab that stays, whose memory has the app's files: a third less work than in a new
    one. A test that listens to a tab, routes it or closes it asks for `context.new_page()`.

    Example: open_page("counts?smoothing=1")
    """
    tabs = iter(context.pages[:1])

    def open_(path: str = "") -> Page:
        page = next(tabs, None) or context.new_page()
        page.goto(f"{address}/{path}")
        at_rest(page)
        return page

    return open_


# -- acting while a page is drawn anew -------------------------------------------------------------


def at_rest(page: Page) -> None:
    """Wait until the app is connected, no script runs, and what it sent is on the page.

    A widget whose script the browser still fetches is a grey bar; a file that is given to one in
    the moment when it comes is lost.

    Mends an act right after a rerun: a click into a redraw is lost, and a menu closes. Wait first
    for what the act before has caused; its script may not have begun.
    """
    page.wait_for_selector(READY)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_selector(READY)


def until(act: Callable[[], object], seen: Locator) -> None:
    """Repeat an act until it shows; only for acts that do no harm twice.

    Mends an act that a redraw swallows, where the page need not come to rest.
    """
    end, patience = time.monotonic() + TIMEOUT / 1000, AGAIN
    while True:
        act()
        try:
            return seen.wait_for(timeout=patience)
        except TimeoutError:
            if time.monotonic() > end:
                raise
        patience *= 2  # what is slow must not be begun anew for ever


def bring(page: Page, name: str = "mine.txt", data: bytes = b"anna\nbert\ncarla\n") -> None:
    """Give a list to the box of a page and wait until it is in use; again where it was lost."""
    box, file = (
        page.locator("input[type=file]").first,
        {"name": name, "mimeType": "", "buffer": data},
    )
    at_rest(page)
    until(lambda: box.set_input_files([file]), page.get_by_text(f"List in use: {name}").first)
    at_rest(page)


def eventually(page: Page, happened: Callable[[], bool]) -> None:
    """Wait for what only the listeners of a test see: they hear while the page is being asked."""
    end = time.monotonic() + TIMEOUT / 1000
    while not happened():
        assert time.monotonic() < end, "It has not happened."
        page.wait_for_timeout(100)


def press(
    page: Page, name: str | re.Pattern[str], role: Literal["button", "link"] = "button"
) -> None:
    """Press a button when it is there and its page at rest."""
    button = page.get_by_role(role, name=name, exact=True)
    button.wait_for()  # first: a page that has yet to make it is not at rest for long
    at_rest(page)
    button.click()


def download(page: Page, name: str) -> bytes:
    """Press a button and return the file that it gives; press again where a redraw swallowed it."""
    for patience in (TIMEOUT / 4, TIMEOUT):
        with suppress(TimeoutError):
            with page.expect_download(timeout=patience) as file:
                press(page, name, "link")
            return Path(file.value.path()).read_bytes()
    raise AssertionError(f"{name} gives no file.")


def go(page: Page, name: str) -> None:
    """Go to a page of the app by the navigation and wait until it is at rest."""
    at_rest(page)
    links = page.get_by_test_id("stSidebarNavItems")
    heading = page.get_by_role("heading", level=1, name=TITLES.get(name, name), exact=True)
    until(links.get_by_role("link", name=name, exact=True).click, heading)
    at_rest(page)


def every_page(page: Page) -> Iterator[str]:
    """Go to one page of the app after the other; yield its name when it is at rest."""
    links = page.get_by_test_id("stSidebarNavItems").get_by_role("link")
    names = [text.split("\n")[-1] for text in links.all_inner_texts()]  # without their icons
    assert len(names) == len(VIEWS)
    for name in names:
        go(page, name)
        yield name


def choose(page: Page, label: str | Locator, option: str) -> None:
    """Choose from a menu, which closes whenever the page is drawn anew."""
    box = page.get_by_role("combobox", name=label, exact=True) if isinstance(label, str) else label
    choice = page.get_by_role("option", name=option, exact=True)
    box.wait_for()
    at_rest(page)
    until(lambda: choice.is_visible() or open_menu(box, option), choice)
    choice.click()


def open_menu(box: Locator, text: str) -> None:
    """Open a menu and type what is looked for: of a long one only a part is in the page."""
    box.click()
    box.fill(text)


# -- looking at a chart that is drawn anew ---------------------------------------------------------

STILL = """async (host, [part, number]) => {
    const node = () => host.querySelectorAll(part)[number]
    const place = () => {
        const box = node()?.getBoundingClientRect()
        return box && box.width ? [box.x, box.y, box.width, box.height] : null
    }
    node()?.scrollIntoViewIfNeeded()
    const before = place()
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const now = place()
    return now && String(now) === String(before) ? now : null
}"""


def host(page: Page, key: str) -> Locator:
    """Return the node of a chart, which stays while plotly replaces what is in it."""
    return page.locator(f'[data-plot-key="{key}"]')


def drawn(page: Page, key: str) -> Locator:
    """Wait for the first drawing of a chart and return its node."""
    expect(host(page, key)).to_have_attribute("data-plot-updates", re.compile("[1-9]"))
    return host(page, key)


def updates(page: Page, key: str) -> int:
    """Return how often a chart was drawn."""
    return int(host(page, key).get_attribute("data-plot-updates") or 0)


def wait_for_update(page: Page, key: str, after: int) -> None:
    """Wait until a chart was drawn more often than that."""
    page.wait_for_function(
        "([key, after]) => +document.querySelector(`[data-plot-key=${key}]`)"
        "?.dataset.plotUpdates > after",
        arg=[key, after],
    )


def fits(page: Page) -> None:
    """Wait until nothing is wider than the window.

    Mends a width that is read before the page has taken up a new one; what could be too wide must
    be there already.
    """
    page.wait_for_function(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".every((box) => box.scrollWidth <= innerWidth)"
    )


def spot(
    page: Page, key: str, across: float, down: float, part: str = ".nsewdrag", number: int = 0
) -> tuple[float, float]:
    """Return the pixel at a share of a chart's area (or of another part), scrolled into view.

    Mends handles into a drawing: the part is found, scrolled and measured within one call, anew
    until it stands still.
    """
    end = time.monotonic() + TIMEOUT / 1000
    while not (box := drawn(page, key).evaluate(STILL, [part, number])):
        assert time.monotonic() < end, f"{part} of {key} does not come to stand still."
    x, y, width, height = box
    return x + across * width, y + down * height


def hover(page: Page, key: str, across: float, down: float) -> tuple[float, float]:
    """Move the mouse over a chart until it says what is there; return the pixel."""
    says = host(page, key).locator(".hovertext").first
    until(lambda: page.mouse.move(*spot(page, key, across, down)), says)
    return spot(page, key, across, down)


def click_at(page: Page, key: str, across: float, down: float) -> None:
    """Click as a hand does: plotly reports the point that it shows under the pointer."""
    at_rest(page)
    page.mouse.click(*hover(page, key, across, down))


def drag(page: Page, key: str, begin: float, end: float) -> None:
    """Drag a box over a chart from one share of its width and height to another: a zoom."""
    page.mouse.move(*spot(page, key, begin, begin))
    page.mouse.down()
    page.mouse.move(*spot(page, key, (begin + end) / 2, (begin + end) / 2), steps=5)
    page.mouse.move(*spot(page, key, end, end), steps=5)
    page.mouse.up()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_healthy(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server says that it is healthy."""
    url = f"http://127.0.0.1:{port}/_stcore/health"
    end = time.monotonic() + TIMEOUT / 1000
    while time.monotonic() < end:
        assert process.poll() is None, "The server ended before it answered."
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
    raise AssertionError(f"The server did not answer within {TIMEOUT / 1000:.0f} seconds.")
