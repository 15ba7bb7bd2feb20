"""The live plot in a real browser: what moves stays in place, and what is clicked is reported.

The app is plot_app.py. Its heatmap "heat" has row r, column c = value + r + c, 27 x 27.
"""

import json
import re
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import plotly.graph_objects as go
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from streamlit.testing.v1 import AppTest

from dashboard.plot import plot

PHONE = {"width": 360, "height": 740}
DRAWN = re.compile("[1-9]")

# -- fixtures --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def plot_address(serve: Callable[[str], str]) -> str:
    """Address of a running plot_app.py."""
    return serve("tests/browser/plot_app.py")


@pytest.fixture
def page(context: BrowserContext, plot_address: str) -> Page:
    """The main page of the app, its heatmap drawn and in view."""
    page = context.new_page()
    page.goto(plot_address)
    wait_for_drawing(page, "heat").scroll_into_view_if_needed()
    return page


# -- what a person does and sees -------------------------------------------------------------------


def host(page: Page, key: str) -> Locator:
    return page.locator(f'[data-plot-key="{key}"]')


def wait_for_drawing(page: Page, key: str) -> Locator:
    expect(host(page, key)).to_have_attribute("data-plot-updates", DRAWN, timeout=30_000)
    return host(page, key)


def updates(page: Page, key: str) -> int:
    return int(host(page, key).get_attribute("data-plot-updates") or 0)


def wait_for_update(page: Page, key: str, after: int) -> None:
    page.wait_for_function(
        "([key, after]) => +document.querySelector(`[data-plot-key=${key}]`)"
        ".dataset.plotUpdates > after",
        arg=[key, after],
    )


def move_slider(page: Page) -> None:
    before = updates(page, "heat")
    page.get_by_role("slider").press("ArrowRight")
    wait_for_update(page, "heat", before)


def place(page: Page, key: str, across: float, down: float) -> tuple[float, float]:
    """Pixel at a fraction of the drawing area, from its upper left corner."""
    area = host(page, key).locator(".nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def click_at(page: Page, key: str, across: float, down: float) -> None:
    """Click as a hand does: plotly reports the point that it shows under the pointer."""
    page.mouse.move(*place(page, key, across, down))
    expect(host(page, key).locator(".hovertext").first).to_be_visible()
    page.mouse.click(*place(page, key, across, down))


def click_cell(page: Page, row: int, column: int) -> None:
    click_at(page, "heat", (column + 0.5) / 27, (row + 0.5) / 27)


def zoom(page: Page, key: str) -> list[float]:
    """Drag a box over the middle of the chart; return the range of x that it left."""
    full = x_range(page, key)
    page.mouse.move(*place(page, key, 0.3, 0.3))
    page.mouse.down()
    page.mouse.move(*place(page, key, 0.5, 0.5), steps=5)
    page.mouse.move(*place(page, key, 0.7, 0.7), steps=5)
    page.mouse.up()
    page.wait_for_function(
        "([key, full]) => document.querySelector(`[data-plot-key=${key}]`)"
        "._fullLayout.xaxis.range[1] < full[1]",
        arg=[key, full],
    )
    return x_range(page, key)


def x_range(page: Page, key: str) -> list[float]:
    found: list[float] = host(page, key).evaluate("host => host._fullLayout.xaxis.range")
    return found


def tick_colour(page: Page) -> str:
    return str(host(page, "heat").locator(".xtick text").first.evaluate("t => t.style.fill"))


# -- in place --------------------------------------------------------------------------------------


def test_new_data_keep_the_node_and_the_zoom(page: Page) -> None:
    host(page, "heat").evaluate("host => { host.mark = 'the same node' }")
    zoomed = zoom(page, "heat")
    move_slider(page)
    expect(page.get_by_test_id("value")).to_have_text("2")
    # Row 1, column 0 with value 2: 2 + 1 + 0 = 3.
    assert host(page, "heat").evaluate("host => host.calcdata[0][0].z[1][0]") == 3
    assert host(page, "heat").evaluate("host => host.mark") == "the same node"
    assert x_range(page, "heat") == zoomed


def test_zoom_outlives_another_width_another_theme_and_then_new_data(page: Page) -> None:
    zoomed = zoom(page, "heat")
    before = updates(page, "heat")
    page.set_viewport_size({"width": 1000, "height": 1000})
    wait_for_update(page, "heat", before)
    before = updates(page, "heat")
    page.emulate_media(color_scheme="dark")
    wait_for_update(page, "heat", before)
    move_slider(page)
    assert x_range(page, "heat") == zoomed


def test_other_axes_forget_the_zoom(page: Page) -> None:
    zoom(page, "heat")
    before = updates(page, "heat")
    page.get_by_text("two", exact=True).click()
    wait_for_update(page, "heat", before)
    assert x_range(page, "heat") == [-0.5, 26.5]


def test_double_click_shows_all_again(page: Page) -> None:
    zoom(page, "heat")
    page.mouse.dblclick(*place(page, "heat", 0.5, 0.5))
    page.wait_for_function(
        "document.querySelector('[data-plot-key=heat]')._fullLayout.xaxis.range[1] == 26.5"
    )


def test_what_did_not_change_is_not_drawn_again(page: Page) -> None:
    wait_for_drawing(page, "curve")
    before = updates(page, "curve")
    move_slider(page)
    move_slider(page)
    assert updates(page, "curve") == before


def test_a_slow_script_does_not_fade_the_chart(page: Page) -> None:
    page.get_by_text("Slow").click()
    value = page.locator("[data-testid=stElementContainer]:has([data-testid=value])")
    expect(value).not_to_have_css("opacity", "1")  # what is out of date fades
    chart = page.locator("[data-testid=stElementContainer]:has([data-plot-key=heat])")
    expect(chart).to_have_attribute("data-stale", "true")
    assert chart.evaluate("element => getComputedStyle(element).opacity") == "1"


# -- clicks ----------------------------------------------------------------------------------------


def test_a_click_reports_the_cell_and_a_second_click_reports_it_again(page: Page) -> None:
    click_cell(page, row=5, column=3)
    expect(page.get_by_test_id("choice")).to_have_text("1: 0 3 5 (5, 3)")
    click_cell(page, row=5, column=3)
    expect(page.get_by_test_id("choice")).to_have_text("2: 0 3 5 (5, 3)")


def test_a_gap_can_be_clicked_too(page: Page) -> None:
    # The gap shows no hover text of its own, so there is nothing to wait for.
    page.mouse.move(*place(page, "heat", 0.5 / 27, 0.6 / 27))
    page.mouse.click(*place(page, "heat", 0.5 / 27, 0.5 / 27))
    expect(page.get_by_test_id("choice")).to_have_text("1: 0 0 0 (0, 0)")


@pytest.mark.parametrize(
    ("key", "across", "down", "answer"),
    [
        ("repeated", 0.5, 0.25, "1 1 (1, 1)"),  # labelled "a", as is column 0
        ("repeated", 5 / 6, 0.75, "2 0 (0, 2)"),
        ("escaped", 0.25, 0.75, "&lt;b&gt; 1 (0, 0)"),
        ("escaped", 0.75, 0.25, "10 x (1, 1)"),
    ],
)
def test_a_cell_is_told_apart_by_its_place(
    page: Page, key: str, across: float, down: float, answer: str
) -> None:
    page.get_by_role("link", name="Labels").click()
    wait_for_drawing(page, key)
    click_at(page, key, across, down)
    expect(page.get_by_test_id("choice")).to_have_text(f"1: 0 {answer}")


def test_a_click_in_a_fragment_runs_only_the_fragment(page: Page) -> None:
    wait_for_drawing(page, "bars")
    click_at(page, "bars", 0.5, 0.5)
    expect(page.get_by_test_id("bar")).to_have_text("b")
    expect(page.get_by_test_id("choice")).to_have_text("0:")  # outside of the fragment
    move_slider(page)
    expect(page.get_by_test_id("choice")).to_have_text("1: 0 b 3 (1,)")


# -- while data stream in --------------------------------------------------------------------------


@pytest.fixture
def live(context: BrowserContext, plot_address: str) -> Page:
    page = context.new_page()
    page.goto(f"{plot_address}/live")
    wait_for_drawing(page, "growing")
    return page


def test_hover_text_stays_while_data_stream_in(live: Page) -> None:
    live.mouse.move(*place(live, "growing", 0.5, 0.5))
    text = host(live, "growing").locator(".hovertext")
    expect(text.first).to_be_visible()
    for _ in range(3):
        wait_for_update(live, "growing", updates(live, "growing"))
        expect(text.first).to_be_visible()


def test_a_zoom_drawn_while_data_stream_in_works_and_stays(live: Page) -> None:
    live.mouse.move(*place(live, "growing", 0.3, 0.3))
    live.mouse.down()
    live.mouse.move(*place(live, "growing", 0.5, 0.5), steps=5)
    held = updates(live, "growing")
    live.wait_for_function(
        "length => +document.querySelector('[data-testid=length]').textContent >= length",
        arg=int(live.get_by_test_id("length").inner_text()) + 3,
    )
    assert updates(live, "growing") == held
    live.mouse.move(*place(live, "growing", 0.7, 0.7), steps=5)
    live.mouse.up()
    wait_for_update(live, "growing", held)
    zoomed = x_range(live, "growing")
    wait_for_update(live, "growing", updates(live, "growing"))
    assert x_range(live, "growing") == zoomed


# -- pages, tabs, loading --------------------------------------------------------------------------


def test_a_page_switch_and_back_draws_again_and_leaves_nothing_behind(page: Page) -> None:
    node = host(page, "heat").element_handle()
    page.get_by_role("link", name="Empty").click()
    expect(page.get_by_text("Nothing here")).to_be_visible()
    expect(page.locator("[data-plot-key]")).to_have_count(0)
    page.wait_for_function("node => !node._fullLayout", arg=node)  # plotly let it go
    page.get_by_role("link", name="Main", exact=True).click()
    wait_for_drawing(page, "heat")
    wait_for_drawing(page, "curve")
    loaded = "performance.getEntriesByType('resource').filter(r => r.name.includes('plotly.min'))"
    assert page.evaluate(f"{loaded}.length") == 1  # for all plots of both visits


def test_a_second_visit_takes_plotly_from_the_browser(page: Page) -> None:
    page.reload()
    wait_for_drawing(page, "heat")
    loaded = "performance.getEntriesByType('resource').find(r => r.name.includes('plotly.min'))"
    assert page.evaluate(f"{loaded}.transferSize") == 0


@pytest.mark.parametrize(("key", "opener"), [("second", "Second"), ("expanded", "More")])
def test_what_was_hidden_is_drawn_at_full_width_when_it_opens(
    page: Page, key: str, opener: str
) -> None:
    page.get_by_role("link", name="Hidden").click()
    expect(host(page, key)).to_be_hidden()
    page.get_by_text(opener, exact=True).click()
    wait_for_drawing(page, key)
    widths = host(page, key).evaluate("host => [host._fullLayout.width, host.clientWidth]")
    assert widths[0] == widths[1] > 500


def test_the_place_is_kept_while_plotly_loads(context: BrowserContext, plot_address: str) -> None:
    context.route("**/plotly.min.js*", lambda route: None)  # never answered
    page = context.new_page()
    page.goto(plot_address)
    expect(host(page, "heat")).to_have_css("height", "420px")
    expect(host(page, "heat")).to_have_attribute("data-plot-updates", "0")


def test_a_sentence_stands_in_when_plotly_cannot_load(
    context: BrowserContext, plot_address: str
) -> None:
    context.route("**/plotly.min.js*", lambda route: route.abort())
    page = context.new_page()
    page.goto(plot_address)
    expect(host(page, "heat")).to_have_text(
        "This chart could not be drawn. Reload the page to try again."
    )


# -- everyone --------------------------------------------------------------------------------------


def test_light_and_dark_follow_the_page_without_the_server(page: Page) -> None:
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: sent.append(data)))
    page.reload()
    wait_for_drawing(page, "heat")
    expect(page.locator("[data-test-script-state=notRunning]")).to_be_visible()
    frames, light = len(sent), tick_colour(page)
    assert frames > 0
    page.emulate_media(color_scheme="dark")
    expect(host(page, "heat").locator(".xtick text").first).not_to_have_css("fill", light)
    text = host(page, "heat").evaluate("host => getComputedStyle(host).color")
    assert tick_colour(page) == text
    assert len(sent) == frames


def test_a_chart_has_its_words_and_hides_its_hundreds_of_labels(page: Page) -> None:
    figure = page.get_by_role("figure", name="Counts of pairs")
    expect(figure).to_be_visible()
    expect(figure).to_match_aria_snapshot(
        """
        - figure "Counts of pairs":
          - toolbar:
            - button "Zoom"
            - button "Pan"
            - button "Reset axes"
            - button "Download picture"
            - button "Download drawing (SVG)"
            - button "Download as a page that stays interactive (HTML)"
        """
    )


@pytest.fixture
def phone(chromium: Browser, plot_address: str) -> Iterator[Page]:
    context = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(plot_address)
    wait_for_drawing(page, "heat").scroll_into_view_if_needed()
    yield page
    context.close()


def swipe_up(page: Page, x: float, y: float, pixels: float) -> None:
    session = page.context.new_cdp_session(page)
    steps = [{"x": x, "y": y - pixels * part / 10} for part in range(11)]
    kinds = ["touchStart"] + 10 * ["touchMove"]
    for kind, point in zip(kinds, steps, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_phone_shows_the_whole_width(phone: Page) -> None:
    sizes = phone.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert sizes[0] <= sizes[1]
    box = host(phone, "heat").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]


def test_a_finger_on_the_chart_scrolls_the_page_and_a_tap_is_one_click(phone: Page) -> None:
    wait_for_drawing(phone, "bars")  # below, so that there is something to scroll to
    swipe_up(phone, *place(phone, "heat", 0.5, 0.8), pixels=150)
    phone.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 100")
    assert x_range(phone, "heat") == [-0.5, 26.5]  # it did not zoom
    phone.touchscreen.tap(*place(phone, "heat", 3.5 / 27, 15.5 / 27))
    expect(phone.get_by_test_id("choice")).to_contain_text("3 15 (15, 3)")
    # The mouse that browsers play after a tap has had its turn when this update is there.
    before = updates(phone, "heat")
    phone.get_by_text("two", exact=True).tap()
    wait_for_update(phone, "heat", before)
    expect(phone.get_by_test_id("choice")).to_have_text("1: 0 3 15 (15, 3)")


# -- without a browser -----------------------------------------------------------------------------

GAPS = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2] / "dashboard")!r})
import plotly.graph_objects as go
from plot import plot

figure = go.Figure(go.Scatter(y=[1.0, float("nan"), float("inf")], text=["NaN", "a", "b"]))
plot(figure, key="gaps", label="Gaps")
"""


def test_an_app_test_reads_the_figure_and_gaps_are_valid_json() -> None:
    app = AppTest.from_string(GAPS).run(timeout=30)
    assert not app.exception
    (element,) = app.get("bidi_component")
    data = json.loads(element.proto.json)
    figure = json.loads(data["figure"], parse_constant=pytest.fail)
    assert figure["data"][0]["y"] == [1, None, None]
    assert figure["data"][0]["text"] == ["NaN", "a", "b"]
    assert figure["layout"] == {"uirevision": "gaps"}


def test_repeated_heatmap_labels_are_refused_with_the_remedy() -> None:
    figure = go.Figure(go.Heatmap(z=[[1, 2, 3]], x=["a", "a", "b"]))
    with pytest.raises(ValueError, match=r"x labels of a heatmap repeat.*ticktext"):
        plot(figure, key="repeated", label="Labels twice")


# -- measured, not asserted ------------------------------------------------------------------------

STOPWATCH = """
    window.stopwatch = { start: 0, stop: 0 }
    for (const type of ["keydown", "pointerup"]) {
      addEventListener(type, () => { stopwatch.start = performance.now() }, true)
    }
    const stop = () => { stopwatch.stop = performance.now() }
    const heat = document.querySelector("[data-plot-key=heat]")
    new MutationObserver(stop).observe(heat, { attributeFilter: ["data-plot-updates"] })
    const main = document.querySelector("[data-testid=stMain]")
    const text = () => document.querySelector("[data-testid=choice]").textContent
    let last = text()
    new MutationObserver(() => { if (text() !== last) { last = text(); stop() } })
      .observe(main, { subtree: true, childList: true, characterData: true })
"""


def test_report_of_times(page: Page) -> None:
    """Prints milliseconds (pytest -s); asserts only that something was measured."""
    wait_for_drawing(page, "bars")
    page.evaluate(STOPWATCH)
    elapsed = "stopwatch.stop - stopwatch.start"
    repaint, click = [], []
    for _ in range(10):
        move_slider(page)
        repaint.append(page.evaluate(elapsed))
    for number in range(1, 11):
        click_cell(page, row=number, column=3)
        expect(page.get_by_test_id("choice")).to_contain_text(f"{number}:")
        click.append(page.evaluate(elapsed))
    assert min(repaint + click) > 0
    for name, times in (("slider -> repaint", repaint), ("click -> server -> page", click)):
        print(f"{name}: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms")
