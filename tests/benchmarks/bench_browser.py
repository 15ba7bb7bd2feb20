"""What a person waits for, measured in a real Chromium: ratios and milliseconds of one run.

Run with `python -m tests.benchmarks.bench_browser`; the bounds are stated beside each figure, and
hold on a machine that does nothing else.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Request, sync_playwright

import makemore as mm

ROOT = Path(__file__).parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
READY = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)
REPEATS = 9

WARM_UP = 15  # moves, until the browser has compiled what it runs
DRAGGED = 4.0  # seconds

# Resolves with the milliseconds from the next key to the first frame that shows the new drawing.
KEY_TO_PAINT = """(key) => new Promise(resolve => {
    const host = document.querySelector(`[data-plot-key="${key}"]`);
    let began;
    addEventListener("keydown", event => { began = event.timeStamp }, {capture: true, once: true});
    new MutationObserver((_, observer) => {
        observer.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - began));
    }).observe(host, {attributes: true, attributeFilter: ["data-plot-updates"]});
})"""

TITLE = "[data-testid=stHeading]"
FIRST_SCREEN = ["[data-testid=stCaptionContainer]", ".st-key-counts_table img"]

# Resolves with the milliseconds since the page began, once a frame has been painted with all of it.
PAINTED = """(shown) => new Promise(resolve => {
    const look = () => {
        if (!shown.every(one => document.querySelector(one))) return
        watch.disconnect()
        const painted = new MessageChannel()
        painted.port1.onmessage = () => resolve(performance.now())
        requestAnimationFrame(() => painted.port2.postMessage(null))
    }
    const watch = new MutationObserver(look)
    watch.observe(document, {childList: true, subtree: true})
})"""


def main() -> int:
    """Print every figure; return 1 if a bound is missed."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\nst.title('Empty')\n")
        with serve(str(empty)) as plain, serve("dashboard/app.py") as ours:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            figures = [
                (
                    "headline, list, table / empty app's title",
                    first_paint_ratio(browser, plain, ours),
                    1.1,
                ),
                ("smoothing slider, key -> heatmap, ms", slider_to_heatmap(browser, ours), 100),
                ("smoothing dragged, ms a repaint", 1000 / repaints(browser, ours), 50),
                (
                    "the same in a table of 60 characters",
                    1000 / repaints(browser, ours, many_characters(Path(folder))),
                    50,
                ),
                ("pause -> button back, ms", pause_answer(browser, ours), 300),
                *million_names(browser, ours, Path(folder)),
            ]
            browser.close()
    for name, value, bound in figures:
        print(f"{name:44s} {value:8.2f}   (at most {bound:g})")
    print("Processes that wanted a core meanwhile, in the last 1, 5, 15 minutes:", os.getloadavg())
    return int(any(value > bound for _, value, bound in figures))


def first_paint_ratio(browser: Browser, plain: str, ours: str) -> float:
    """Return the median time to the first screen's headline, list and table, drawn as they come.

    It is that of ours over that of an empty app to its title.
    """
    times: dict[str, list[float]] = {plain: [], ours: []}
    shown = {plain: [TITLE], ours: [TITLE, *FIRST_SCREEN]}
    for _ in range(REPEATS + 1):
        for address, found in times.items():
            found.append(_first_paint(browser, address, shown[address]))
    return statistics.median(times[ours][1:]) / statistics.median(times[plain][1:])


def slider_to_heatmap(browser: Browser, address: str, file: Path | None = None) -> float:
    """Return the median milliseconds from a key on the smoothing slider to the repaint.

    On the list of a file, if there is one.
    """
    page = _open(browser, f"{address}/{'names' if file else 'counts'}")
    if file:
        _choose(page, file)
        _to_counts(page)
    slider = _slider(page)
    slider.focus()
    times = []
    for move in range(WARM_UP + 2 * REPEATS):
        # in braces: an expression would be awaited, and the key is not pressed yet
        page.evaluate(f"() => {{ window.repaint = ({KEY_TO_PAINT})('table') }}")
        page.keyboard.press("ArrowLeft" if move // REPEATS % 2 else "ArrowRight")
        times.append(page.evaluate("window.repaint"))
        page.wait_for_selector(READY)
    page.context.close()
    return statistics.median(times[WARM_UP:])


def repaints(browser: Browser, address: str, file: Path | None = None) -> float:
    """Return how often a second heatmap and bars are drawn while a mouse drags the smoothing.

    The hand moves once in each frame that the browser paints, from end to end and back. On the list
    of a file, if there is one, with all its characters.
    """
    page = _open(browser, f"{address}/{'names?characters=60' if file else 'counts'}")
    if file:
        _choose(page, file)
        _to_counts(page)
    slider = _slider(page)
    page.wait_for_selector(".st-key-follow_bars", state="attached")
    page.wait_for_selector(READY)
    track = slider.locator("xpath=ancestor::*[@data-testid='stSlider']").bounding_box()
    thumb = slider.bounding_box()
    assert track, "The slider has no place on the page."
    assert thumb, "The slider has no place on the page."
    height = thumb["y"] + thumb["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, height)
    page.mouse.down()
    for seconds in (1.0, DRAGGED):  # the first until the browser has compiled what it runs
        before, began, share = _drawings(page), time.perf_counter(), 0.0
        while time.perf_counter() < began + seconds:
            share += 1 / 60
            page.mouse.move(track["x"] + abs(share % 2 - 1) * track["width"], height)
            page.evaluate("new Promise(requestAnimationFrame)")
        found = (_drawings(page) - before) / (time.perf_counter() - began)
    page.mouse.up()
    page.context.close()
    return found


def many_characters(folder: Path) -> Path:
    """Return a file of random names of 59 letters, 60 with the boundary."""
    dice, file = random.Random(1), folder / "characters.txt"
    letters = string.ascii_lowercase + "".join(map(chr, range(0x0430, 0x0451)))  # Cyrillic
    names = ("".join(dice.choices(letters, k=6)) for _ in range(2_000))
    file.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    return file


def million_names(browser: Browser, address: str, folder: Path) -> list[tuple[str, float, float]]:
    """Return what a million names cost beside a thousand: to the heatmap, and at the slider."""
    painted, sliders, uploads = {}, {}, {}
    for number in (1_000, 1_000_000):
        file = folder / f"{number}.txt"
        file.write_text("".join(f"{name}\n" for name in synthesized(number)))
        tries = [_chosen_to_painted(browser, address, file) for _ in range(3)]
        painted[number] = statistics.median(total for total, _upload in tries)
        uploads[number] = statistics.median(upload for _total, upload in tries)
        sliders[number] = slider_to_heatmap(browser, address, file)
    more = painted[1_000_000] - uploads[1_000_000]
    return [
        ("a million names / 1,000, chosen -> heatmap", more / painted[1_000], 4.0),
        ("slider with a million names / 1,000", sliders[1_000_000] / sliders[1_000], 1.5),
    ]


def synthesized(number: int) -> list[str]:
    """Return names of the bundled list's bigram, a thousand different ones again and again."""
    model = mm.CountModel.fit(mm.read_file(ROOT / "data" / "us-names-2018.txt"))
    return mm.sample_names(model, 1_000, seed=2147483647) * (number // 1_000)


def _chosen_to_painted(browser: Browser, address: str, file: Path) -> tuple[float, float]:
    """Return the seconds from choosing a file to the heatmap, and those of the upload alone."""
    page = _open(browser, f"{address}/names")
    uploads: list[float] = []

    def note(request: Request) -> None:
        if "upload_file" in request.url and request.method == "PUT":
            uploads.append(request.timing["responseEnd"] / 1000)

    page.on("requestfinished", note)
    began = time.perf_counter()
    _choose(page, file)
    _to_counts(page)
    _slider(page)
    taken = time.perf_counter() - began
    page.context.close()
    return taken, sum(uploads)


def _choose(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text(f"List in use: {file.name}").wait_for(timeout=120_000)


def _to_counts(page: Page) -> None:
    page.get_by_test_id("stSidebarNavItems").get_by_role("link", name="Counts", exact=True).click()


def _slider(page: Page) -> Locator:
    """Return the slider of the smoothing on Counts, when the heatmap is drawn."""
    page.locator("[data-plot-key=table]:not([data-plot-updates='0'])").wait_for()
    return page.get_by_role("slider", name="Smoothing")


def _drawings(page: Page) -> int:
    """Return how often the one of table and bars was drawn that was drawn less."""
    drawn = "key => +document.querySelector(`[data-plot-key=${key}]`).dataset.plotUpdates"
    return int(page.evaluate(f"Math.min(...['table', 'bars'].map({drawn}))"))


def pause_answer(browser: Browser, address: str) -> float:
    """Return the median milliseconds from a click on Pause to a Play button."""
    page = _open(browser, f"{address}/train?steps=1000000")
    play = page.get_by_role("button", name="Play", exact=True)
    pause = page.get_by_role("button", name="Pause", exact=True)
    times = []
    for _ in range(REPEATS):
        play.click()
        pause.wait_for()
        began = time.perf_counter()
        pause.click()
        play.wait_for()
        times.append((time.perf_counter() - began) * 1000)
    page.context.close()
    return statistics.median(times)


@contextlib.contextmanager
def serve(file: str) -> Iterator[str]:
    """Run a Streamlit app and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", file]
        + ["--server.port", str(port), "--server.headless", "true"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _first_paint(browser: Browser, address: str, shown: list[str]) -> float:
    """Return the milliseconds from the begin of a page to the frame that shows some elements."""
    page = browser.new_context().new_page()
    page.add_init_script(f"window.firstPaint = ({PAINTED})({shown})")
    page.goto(address)
    taken = float(page.evaluate("window.firstPaint"))
    page.wait_for_selector(READY, timeout=60_000)  # the next one begins on a quiet machine
    page.context.close()
    return taken


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address)
    page.wait_for_selector(READY, timeout=60_000)
    return page


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("The server did not start within 30 seconds.")


def chromium() -> str:
    """Return where a Chromium lies."""
    names = ("chromium", "chromium-browser", "chromium-headless-shell")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise RuntimeError("No Chromium on this machine; `make test` installs one.")
    return found


if __name__ == "__main__":
    sys.exit(main())
