"""What a person waits for, measured in a real Chromium: ratios and milliseconds of one run.

Run with `python -m tests.benchmarks.bench_browser`; the bounds are stated beside each figure.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

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


def main() -> int:
    """Print every figure; return 1 if a bound is missed."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        empty = Path(folder) / "empty.py"
        empty.write_text("import streamlit as st\nst.title('Empty')\n")
        with serve(str(empty)) as plain, serve("dashboard/app.py") as ours:
            browser = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
            figures = [
                (
                    "first paint / that of an empty app",
                    first_paint_ratio(browser, plain, ours),
                    1.5,
                ),
                ("smoothing slider -> heatmap, ms", slider_to_heatmap(browser, ours), 150),
                ("pause -> button back, ms", pause_answer(browser, ours), 300),
            ]
            browser.close()
    for name, value, bound in figures:
        print(f"{name:40s} {value:8.2f}   (at most {bound:g})")
    return int(any(value > bound for _, value, bound in figures))


def first_paint_ratio(browser: Browser, plain: str, ours: str) -> float:
    """Return the median time to the first title of ours over that of an empty app."""
    times: dict[str, list[float]] = {plain: [], ours: []}
    for _ in range(REPEATS + 1):
        for address, found in times.items():
            found.append(_first_paint(browser, address))
    return statistics.median(times[ours][1:]) / statistics.median(times[plain][1:])


def slider_to_heatmap(browser: Browser, address: str) -> float:
    """Return the median milliseconds from a key on the smoothing slider to the repaint."""
    page = _open(browser, f"{address}/counts")
    slider = page.get_by_role("slider").first
    page.locator("[data-plot-key=table]:not([data-plot-updates='0'])").wait_for()
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


def _first_paint(browser: Browser, address: str) -> float:
    page = browser.new_context().new_page()
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator("[data-testid=stHeading]").first.wait_for(timeout=60_000)
    taken = time.perf_counter() - began
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


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if found is None:
        raise RuntimeError("No Chromium on this machine; `make test` installs one.")
    return found


if __name__ == "__main__":
    sys.exit(main())
