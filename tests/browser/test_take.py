"""Save and share in a real browser: a link, a session and files give the same elsewhere."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from dashboard.take.session_file import read_session
from makemore.models.network import NeuralBigram
from makemore.models.ngram import CountModel
from makemore.saving import read_model
from tests.browser.conftest import ROOT, at_rest, choose, download, drawn, go, host, press

HOSTILE = "</script><script>alert(1)</script>\n<img src=x onerror=alert(1)>\n=cmd()\n[$x$](a)\n"
Open = Callable[[str], Page]


def upload(page: Page, file: str | dict[str, object]) -> None:
    at_rest(page)
    page.locator('input[type="file"]').first.set_input_files(file)  # type: ignore[arg-type]


def train(page: Page, steps: int) -> None:
    """Make a few steps by hand, on the page Train."""
    go(page, "Train")
    for number in range(1, steps + 1):
        press(page, "One step")
        expect(page.get_by_text(re.compile(f"^After {number} step"))).to_be_visible()


def made(page: Page) -> list[str]:
    """The names of the page Make names, in order."""
    stars = page.get_by_role("button", name="☆")
    expect(stars.first).to_be_visible()
    at_rest(page)
    return stars.evaluate_all(
        "stars => stars.map((star) => star.closest('[data-testid=stHorizontalBlock]')"
        ".querySelector('strong').textContent)"
    )


def sentence(page: Page) -> str:
    return page.get_by_text(re.compile("names by Counts")).inner_text()


def test_a_link_opens_the_same_page_with_the_same_numbers_and_names(
    open_page: Open, new_context: Callable[..., BrowserContext]
):
    query = (
        "list=dinosaurs&model=counts&smoothing=0.5&seed=7&samples=5&temperature=0.8&lr=70"
        "&order=As+the+dice+fell"
    )
    page = open_page(f"generate?{query}")
    names, numbers = made(page), sentence(page)
    assert len(names) == 5
    go(page, "Names")
    expect(page).to_have_url(re.compile("list=dinosaurs"))  # the address says the list, anywhere
    go(page, "Save and share")
    choose(page, "The page that it opens", "Make names")
    code = page.get_by_test_id("stCode").first
    expect(code).to_contain_text("/generate?")
    address = code.inner_text().strip()
    other = new_context().new_page()
    other.goto(address)
    at_rest(other)
    assert made(other) == names
    assert sentence(other) == numbers
    go(other, "Train")  # a setting of a page that the link does not open
    expect(other.get_by_label("Learning rate, exactly")).to_have_value("70")
    expect(other.get_by_text("List in use: Dinosaurs")).to_be_visible()


def test_a_session_with_hostile_names_is_saved_and_restored(
    open_page: Open, new_context: Callable[..., BrowserContext]
):
    page = open_page("names")
    file = {"name": "own.txt", "mimeType": "text/plain", "buffer": HOSTILE.encode()}
    upload(page, file)
    expect(page.get_by_text("List in use: own.txt")).to_be_visible()
    train(page, 2)
    go(page, "Make names")
    page.get_by_role("button", name="☆").first.click()
    expect(page.get_by_role("button", name="★")).to_have_count(1)
    go(page, "Save and share")
    expect(page.get_by_text("does not travel in a link")).to_be_visible()
    data = download(page, "Save the whole session")
    saved = read_session(data)
    assert saved.source.data == HOSTILE.encode()
    assert saved.network is not None
    assert saved.network.history[-1].step == 2
    assert len(saved.kept) == 1

    other = new_context().new_page()
    other.goto(f"{page.url.partition('?')[0]}?smoothing=3")
    at_rest(other)
    upload(other, {"name": "s.zip", "mimeType": "application/zip", "buffer": data})
    expect(other.get_by_text("a network after 2 steps, 1 kept name")).to_be_visible()
    press(other, "Open this session")
    expect(other.get_by_text("The session is open")).to_be_visible()
    go(other, "Counts")
    expect(other.get_by_label("Smoothing, exactly")).to_have_value("0")
    go(other, "Train")
    expect(other.get_by_text(re.compile("^After 2 steps"))).to_be_visible()
    go(other, "Make names")
    expect(other.get_by_role("textbox", name="1 name, to edit")).to_have_value(
        f"{saved.kept[0].name}\n"
    )


def test_a_download_of_each_kind(open_page: Open):
    page = open_page("take?list=dinosaurs&smoothing=1")
    train(page, 1)
    go(page, "Save and share")
    counted = read_model(download(page, "Counts (safetensors)"))
    assert isinstance(counted.model, CountModel)
    assert counted.model.smoothing == 1
    assert counted.settings["list"] == "Dinosaurs"
    file = download(page, "Network (safetensors)")
    learned = read_model(file)
    assert isinstance(learned.model, NeuralBigram)
    assert learned.settings["step"] == "1"
    with zipfile.ZipFile(io.BytesIO(download(page, "Save the whole session"))) as pack:
        assert "history.json" in pack.namelist()
    page.get_by_text("Tables and curves").click()
    V = len(counted.model.vocabulary)
    counts = download(page, "Counts (CSV)").decode("utf-8-sig").splitlines()
    assert len(counts) == V + 1
    assert download(page, "Probabilities (CSV)").count(b"0.") > V
    pairs = pq.read_table(io.BytesIO(download(page, "All pairs (parquet)")))
    assert pairs.num_rows == V * V
    assert sum(pairs["count"].to_pylist()) == counted.model.counts.total
    losses = download(page, "Losses by step (CSV)").decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in losses] == ["step", "0", "1"]

    program = download(page, "As Python").decode()
    assert "mm.CountModel(counts, smoothing=1.0)" in program
    assert "[(1, 50.0, 0.0)]" in program
    assert json.loads(download(page, "As a notebook"))["nbformat"] == 4
    assert download(page, "The list") == (ROOT / "data" / "dinosaurs.txt").read_bytes()
    report = download(page, "Download the report (HTML)").decode()
    assert report.count("<svg") == 2  # the heatmap and the curve

    upload(page, {"name": "n.safetensors", "mimeType": "", "buffer": file})
    expect(page.get_by_text("A model: Network, step 1")).to_be_visible()
    press(page, "Train this network on")
    expect(page.get_by_text(re.compile("^After 1 step"))).to_be_visible()


@pytest.fixture
def hostile_chart(open_page: Open) -> Page:
    """The bars of first characters of a list whose names are markup."""
    page = open_page("names")
    upload(page, {"name": "own.txt", "mimeType": "text/plain", "buffer": HOSTILE.encode()})
    expect(page.get_by_text("List in use: own.txt")).to_be_visible()
    drawn(page, "first_characters")
    at_rest(page)
    host(page, "first_characters").hover()
    return page


def chart_file(page: Page, label: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.get_by_role("button", name=label).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_chart_as_picture_drawing_and_page(hostile_chart: Page, tmp_path: Path):
    page = hostile_chart
    name, png = chart_file(page, "Download picture")
    assert name == "first_characters.png"
    assert png.startswith(b"\x89PNG")
    name, svg = chart_file(page, "Download drawing (SVG)")
    assert name == "first_characters.svg"
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert b"<script" not in svg
    name, html = chart_file(page, "Download as a page that stays interactive (HTML)")
    assert name == "first_characters.html"

    chart = opened_alone(page, tmp_path / name, html)
    expect(chart).to_have_attribute("aria-label", re.compile("^Bars: how many names begin"))
    expect(chart.locator(".ytick, .xtick").filter(has_text="<")).not_to_have_count(0)


def opened_alone(page: Page, path: Path, html: bytes) -> Locator:
    """Open a saved page from its file; it draws its bars, loads nothing, and nothing goes wrong."""
    path.write_bytes(html)
    other = page.context.new_page()
    said: list[str] = []
    asked: list[str] = []
    other.on("console", lambda message: said.append(message.text))
    other.on("pageerror", lambda error: said.append(str(error)))
    other.on("dialog", lambda dialog: (said.append("dialog"), dialog.dismiss()))
    other.on("request", lambda request: asked.append(request.url))
    other.goto(path.as_uri())
    chart = other.get_by_role("figure")
    expect(chart.locator(".bars .point")).not_to_have_count(0)
    assert not said
    assert all(url.startswith(("file:", "data:", "blob:")) for url in asked)
    return chart


def test_markup_in_names_stays_text_in_a_saved_page(
    context: BrowserContext, serve: Callable[[str], str], tmp_path: Path
):
    page = context.new_page()
    page.goto(f"{serve('tests/browser/plot_app.py')}/hostile")
    drawn(page, "hostile")
    at_rest(page)
    host(page, "hostile").hover()
    name, html = chart_file(page, "Download as a page that stays interactive (HTML)")
    alone = opened_alone(page, tmp_path / name, html)
    expect(alone.locator(".gtitle")).to_contain_text("</script><script>alert(1)</script>")
    expect(alone).to_have_attribute(
        "aria-label", re.compile(re.escape('"></div></script><script>'))
    )
    assert alone.page.locator("script").count() == 2
