"""The live plot in a real browser: what moves stays in place, and what is clicked is reported.

The app is plot_app.py. Its heatmap "heat" has row r, column c = value + r + c, 27 x 27.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect
from streamlit.testing.v1 import AppTest

from dashboard.plot import plot
from dashboard.plot.plot import SCRIPT
from tests.browser.conftest import (
    WIDE,
    at_rest,
    click_at,
    drag,
    drawn,
    eventually,
    fits,
    host,
    hover,
    prepare,
    spot,
    trace,
    until,
    updates,
    wait_for_update,
)

PHONE = {"width": 360, "height": 740}

# -- fixtures --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def plot_address(serve: Callable[[str], str]) -> str:
    """Address of a running plot_app.py."""
    return serve("tests/browser/plot_app.py")


@pytest.fixture(scope="module")
def kept(chromium: Browser) -> Iterator[Page]:
    """A browser page that is opened once for all tests that need not open it themselves."""
    context = chromium.new_context(viewport=WIDE)
    prepare(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(
    kept: Page, plot_address: str, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], Page]]:
    """Go to a page of the app by its name, as if nobody had done anything before."""
    trace(kept.context, request.node)
    failed = request.session.testsfailed
    if kept.url == "about:blank":
        kept.goto(plot_address)

    def go_to(name: str) -> Page:
        link = kept.get_by_role("link", name="Empty")
        until(link.click, kept.get_by_text("Nothing here"))
        expect(kept.locator("[data-plot-key]")).to_have_count(0)
        at_rest(kept)
        link = kept.get_by_role("link", name=name, exact=True)
        until(link.click, kept.locator("[data-plot-key]").first)
        at_rest(kept)
        return kept

    yield go_to
    with suppress(Error):  # stopped already where the test failed
        kept.context.tracing.stop_chunk()
    if request.session.testsfailed > failed:
        kept.goto("about:blank")  # who knows what it left
    kept.set_viewport_size(WIDE)
    kept.emulate_media(color_scheme="light")
    kept.mouse.move(0, 0)


@pytest.fixture
def page(visit: Callable[[str], Page]) -> Page:
    """The main page of the app, drawn."""
    return main_page(visit("Main"))


@pytest.fixture
def open_main(context: BrowserContext, plot_address: str) -> Callable[[], Page]:
    """Open the main page, which is then not yet drawn."""

    def open_() -> Page:
        page = context.new_page()
        page.goto(plot_address)
        return page

    return open_


def main_page(page: Page) -> Page:
    """Wait until all charts of the main page are drawn."""
    for key in ("heat", "curve", "bars"):
        drawn(page, key)
    at_rest(page)
    return page


# -- what a person does and sees -------------------------------------------------------------------


def move_slider(page: Page) -> None:
    at_rest(page)
    before = updates(page, "heat")
    page.get_by_role("slider").press("ArrowRight")
    wait_for_update(page, "heat", before)


def click_cell(page: Page, row: int, column: int) -> None:
    click_at(page, "heat", (column + 0.5) / 27, (row + 0.5) / 27)


def zoom(page: Page, key: str) -> list[float]:
    """Drag a box over the middle of the chart; return the range of x that it left."""
    full = x_range(page, key)
    drag(page, key, 0.3, 0.7)
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
    tick = "host => host.querySelector('.xtick text')?.style.fill"
    return str(host(page, "heat").evaluate(tick))


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


PIXEL = """(host, [across, down]) => {
    const canvas = host.querySelector("canvas")
    const place = [across * canvas.width, down * canvas.height].map(Math.floor)
    return [...canvas.getContext("2d").getImageData(...place, 1, 1).data]
}"""
FIRST, LAST, GAP = [0, 34, 78, 255], [254, 232, 56, 255], [0, 0, 0, 0]  # no ground


def test_where_colours_end_by_themselves_the_bar_says_where(page: Page) -> None:
    bar = host(page, "heat").locator(".cbaxis").first
    expect(bar).to_contain_text("50")
    at_rest(page)
    page.get_by_role("slider").press("End")
    expect(bar).to_contain_text("150")  # 100 and more, for 26 and 26
    corner = [1.1 / 27, 0.1 / 27]  # of the cell with the least, beside its number
    eventually(page, lambda: host(page, "heat").evaluate(PIXEL, corner) == FIRST)


def test_cells_have_the_ends_of_the_scale_and_are_zoomed_and_saved(page: Page) -> None:
    def pixel(row: float, column: float, shown: float = 27) -> object:
        """Return what the corner of a cell looks like, beside its number."""
        corner = [(column + 0.1) / shown, (row + 0.1) / shown]
        return host(page, "heat").evaluate(PIXEL, corner)

    assert (pixel(0, 0), pixel(0, 1), pixel(26, 26)) == (GAP, FIRST, LAST)
    with page.expect_download() as saved:
        host(page, "heat").hover()
        host(page, "heat").get_by_role("button", name="Download drawing (SVG)").click()
    drawing = saved.value.path().read_text(encoding="utf-8")
    assert drawing.count("heatmap-label") == 27 * 27
    assert "<image" in drawing

    drag(page, "heat", 24 / 27, 1)  # the last three rows and columns
    page.wait_for_function(
        "() => document.querySelector('[data-plot-key=heat]')._fullLayout.xaxis.range[0] > 20"
    )
    assert pixel(2, 2, shown=3) == LAST
    assert pixel(0, 0, shown=3) not in (FIRST, LAST, GAP)


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
    at_rest(page)
    page.get_by_text("two", exact=True).click()
    wait_for_update(page, "heat", before)
    assert x_range(page, "heat") == [-0.5, 26.5]


def test_double_click_shows_all_again(page: Page) -> None:
    zoom(page, "heat")
    last = host(page, "heat").locator(".xtick").get_by_text("é", exact=True)
    expect(last).to_have_count(0)
    until(lambda: page.mouse.dblclick(*spot(page, "heat", 0.5, 0.5)), last)
    assert x_range(page, "heat") == [-0.5, 26.5]


def test_what_did_not_change_is_not_drawn_again(page: Page) -> None:
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
    # The gap shows no hover text of its own, so one has to ask plotly.
    page.mouse.move(*spot(page, "heat", 0.5 / 27, 0.6 / 27))
    page.mouse.move(*spot(page, "heat", 0.5 / 27, 0.5 / 27))
    page.wait_for_function(
        "() => document.querySelector('[data-plot-key=heat]')._hoverdata?.[0].pointNumber == '0,0'"
    )
    page.mouse.click(*spot(page, "heat", 0.5 / 27, 0.5 / 27))
    expect(page.get_by_test_id("choice")).to_have_text("1: 0 0 0 (0, 0)")


CELLS = [  # of which chart, at which share of its width and height, and what is reported
    ("repeated", 0.5, 0.25, "1 1 (1, 1)"),  # labelled "a", as is column 0
    ("repeated", 5 / 6, 0.75, "2 0 (0, 2)"),
    ("escaped", 0.25, 0.75, "&lt;b&gt; 1 (0, 0)"),
    ("escaped", 0.75, 0.25, "10 x (1, 1)"),
]


def test_a_cell_is_told_apart_by_its_place(visit: Callable[[str], Page]) -> None:
    page = visit("Labels")
    for number, (key, across, down, answer) in enumerate(CELLS, start=1):
        click_at(page, key, across, down)
        expect(page.get_by_test_id("choice")).to_have_text(f"{number}: 0 {answer}")


def test_a_click_in_a_fragment_runs_only_the_fragment(page: Page) -> None:
    click_at(page, "bars", 0.5, 0.5)
    expect(page.get_by_test_id("bar")).to_have_text("b")
    expect(page.get_by_test_id("choice")).to_have_text("0:")  # outside of the fragment
    move_slider(page)
    expect(page.get_by_test_id("choice")).to_have_text("1: 0 b 3 (1,)")


# -- while data stream in --------------------------------------------------------------------------


@pytest.fixture
def live(visit: Callable[[str], Page]) -> Page:
    page = visit("Live")
    drawn(page, "growing")
    return page


def test_hover_text_stays_while_data_stream_in(live: Page) -> None:
    hover(live, "growing", 0.5, 0.5)
    for _ in range(3):
        wait_for_update(live, "growing", updates(live, "growing"))
        expect(host(live, "growing").locator(".hovertext").first).to_be_visible()


def test_a_zoom_drawn_while_data_stream_in_works_and_stays(live: Page) -> None:
    live.mouse.move(*spot(live, "growing", 0.3, 0.3))
    live.mouse.down()
    live.mouse.move(*spot(live, "growing", 0.5, 0.5), steps=5)
    wait_for_length(live, more=1)  # so that no drawing from before is on its way
    held = updates(live, "growing")
    wait_for_length(live, more=3)
    assert updates(live, "growing") == held
    live.mouse.move(*spot(live, "growing", 0.7, 0.7), steps=5)
    live.mouse.up()
    wait_for_update(live, "growing", held)
    zoomed = x_range(live, "growing")
    wait_for_update(live, "growing", updates(live, "growing"))
    assert x_range(live, "growing") == zoomed


def wait_for_length(page: Page, more: int) -> None:
    """Wait until the server has made the curve so much longer."""
    page.wait_for_function(
        "length => +document.querySelector('[data-testid=length]')?.textContent >= length",
        arg=int(page.get_by_test_id("length").inner_text()) + more,
    )


# -- pages, tabs, loading --------------------------------------------------------------------------


def test_a_page_switch_and_back_draws_again_and_leaves_nothing_behind(page: Page) -> None:
    host(page, "heat").evaluate("host => { window.left = host }")
    page.get_by_role("link", name="Empty").click()
    expect(page.get_by_text("Nothing here")).to_be_visible()
    expect(page.locator("[data-plot-key]")).to_have_count(0)
    page.wait_for_function("() => !window.left._fullLayout")  # plotly let it go
    at_rest(page)
    page.get_by_role("link", name="Main", exact=True).click()
    main_page(page)
    assert page.evaluate(LOADED) == 1  # for all plots of both visits


LOADED = """performance.getEntriesByType("resource")
    .filter((file) => file.name.includes("plotly-")).length"""
ALONE = """async (source) => {
    const module = new Blob([source], { type: "text/javascript" })
    const { default: show } = await import(URL.createObjectURL(module))
    const loaded = performance.getEntriesByType("resource")
    const library = loaded.find((file) => file.name.includes("plotly-")).name
    const parentElement = document.createElement("div")
    parentElement.innerHTML = '<div class="makemore-plot" style="width: 400px"></div>'
    document.querySelector("[data-testid=stMain]").append(parentElement)
    window.alone = (y) => {
        const figure = { data: [{ y: [y, y] }], layout: {} }
        const words = { key: "alone", label: "Alone", language: "en", words: {} }
        const json = JSON.stringify({ figure, library, height: 200, ...words })
        const data = new TextEncoder().encode(json)
        return show({ data, parentElement, setTriggerValue: () => {} })
    }
    window.left = parentElement.firstChild
    window.cleanup = alone(1)
}"""


def test_a_cleanup_that_comes_too_early_leaves_the_chart_in_place(page: Page) -> None:
    """Streamlit's order when data come fast: it ends a call before it makes the newer one."""
    page.evaluate(ALONE, SCRIPT)
    drawn(page, "alone")
    assert page.evaluate(LOADED) == 1  # though the module was made anew
    page.evaluate("Promise.resolve().then(cleanup).then(() => { window.cleanup = alone(2) })")
    page.wait_for_function("() => left.calcdata?.[0][0].y === 2")
    wait_for_update(page, "alone", 1)  # a new chart would count from 1 again
    page.evaluate("() => { left.parentElement.remove(); cleanup() }")
    page.wait_for_function("() => !left._fullLayout")


def test_a_second_visit_takes_plotly_from_the_browser(open_main: Callable[[], Page]) -> None:
    page = main_page(open_main())
    loaded = "performance.getEntriesByType('resource').find(r => r.name.includes('plotly-'))"
    packed, whole = page.evaluate(f"[{loaded}.encodedBodySize, {loaded}.decodedBodySize]")
    assert 3 * packed < whole  # bytes
    page.reload()
    main_page(page)
    assert page.evaluate(f"{loaded}.transferSize") == 0


def test_what_was_hidden_is_drawn_at_full_width_when_it_opens(
    visit: Callable[[str], Page],
) -> None:
    page = visit("Hidden")
    for key, opener in (("second", "Second"), ("expanded", "More")):
        expect(host(page, key)).to_be_hidden()
        page.get_by_text(opener, exact=True).click()
        drawn(page, key)
        page.wait_for_function(
            "key => { const host = document.querySelector(`[data-plot-key=${key}]`);"
            " return host._fullLayout.width === host.clientWidth && host.clientWidth > 500 }",
            arg=key,
        )


def test_the_place_is_kept_while_plotly_loads(
    new_context: Callable[..., BrowserContext], plot_address: str
) -> None:
    context = new_context()
    context.route("**/plotly-*.js", lambda route: None)  # never answered
    page = context.new_page()
    page.goto(plot_address)
    expect(host(page, "heat")).to_have_css("height", "420px")
    expect(host(page, "heat")).to_have_attribute("data-plot-updates", "0")


def test_a_sentence_stands_in_when_plotly_cannot_load(
    new_context: Callable[..., BrowserContext], plot_address: str
) -> None:
    context = new_context()
    context.route("**/plotly-*.js", lambda route: route.abort())
    page = context.new_page()
    page.goto(plot_address)
    expect(host(page, "heat")).to_have_text(
        "This chart could not be drawn. Reload the page to try again."
    )


def test_the_code_of_charts_is_asked_for_again_where_the_line_broke(
    new_context: Callable[..., BrowserContext], plot_address: str
) -> None:
    context = new_context()
    asked: list[str] = []

    def third(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 2:
            route.continue_()
        else:
            route.abort()

    context.route("**/script/plot-*", third)
    page = context.new_page()
    page.goto(plot_address)
    drawn(page, "heat")
    assert asked == [asked[0], f"{asked[0]}?1", f"{asked[0]}?2"]


# -- everyone --------------------------------------------------------------------------------------


def test_light_and_dark_follow_the_page_without_the_server(
    open_main: Callable[[], Page], context: BrowserContext
) -> None:
    sent: list[object] = []
    context.on(
        "page",
        lambda page: page.on(
            "websocket", lambda socket: socket.on("framesent", lambda data: sent.append(data))
        ),
    )
    page = main_page(open_main())
    frames, light = len(sent), tick_colour(page)
    assert frames > 0
    before = updates(page, "heat")
    page.emulate_media(color_scheme="dark")
    wait_for_update(page, "heat", before)
    page.wait_for_function(
        "light => { const host = document.querySelector('[data-plot-key=heat]');"
        " const colour = host.querySelector('.xtick text')?.style.fill;"
        " return colour !== light && colour === getComputedStyle(host).color }",
        arg=light,
    )
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
def phone(new_context: Callable[..., BrowserContext], plot_address: str) -> Page:
    page = new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(plot_address)
    return main_page(page)


def swipe_up(page: Page, x: float, y: float, pixels: float) -> None:
    session = page.context.new_cdp_session(page)
    steps = [{"x": x, "y": y - pixels * part / 10} for part in range(11)]
    kinds = ["touchStart"] + 10 * ["touchMove"]
    for kind, point in zip(kinds, steps, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_phone_shows_it_all_a_finger_scrolls_the_page_and_a_tap_is_one_click(
    phone: Page,
) -> None:
    fits(phone)
    box = host(phone, "heat").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]

    swipe_up(phone, *spot(phone, "heat", 0.5, 0.8), pixels=150)
    phone.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 100")
    assert x_range(phone, "heat") == [-0.5, 26.5]  # it did not zoom
    phone.touchscreen.tap(*spot(phone, "heat", 3.5 / 27, 15.5 / 27))
    expect(phone.get_by_test_id("choice")).to_contain_text("3 15 (15, 3)")
    # The mouse that browsers play after a tap has had its turn when this update is there.
    at_rest(phone)
    before = updates(phone, "heat")
    phone.get_by_text("two", exact=True).tap()
    wait_for_update(phone, "heat", before)
    expect(phone.get_by_test_id("choice")).to_have_text("1: 0 3 15 (15, 3)")


# -- without a browser -----------------------------------------------------------------------------

GAPS = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2] / "dashboard")!r})
from plot import plot

points = {{"type": "scatter", "y": [1.0, float("nan"), float("inf")], "text": ["NaN", "a", "b"]}}
plot({{"data": [points], "layout": {{}}}}, key="gaps", label="Gaps")
"""


def test_an_app_test_reads_the_figure_and_gaps_are_valid_json() -> None:
    app = AppTest.from_string(GAPS).run(timeout=150)
    assert not app.exception
    (element,) = app.get("bidi_component")
    figure = json.loads(element.proto.bytes, parse_constant=pytest.fail)["figure"]
    assert figure["data"][0]["y"] == [1, None, None]
    assert figure["data"][0]["text"] == ["NaN", "a", "b"]
    assert figure["layout"] == {"uirevision": "gaps"}


def test_repeated_heatmap_labels_are_refused_with_the_remedy() -> None:
    repeated = {"type": "heatmap", "z": [[1, 2, 3]], "x": ["a", "a", "b"]}
    figure = {"data": [repeated], "layout": {}}
    with pytest.raises(ValueError, match=r"x labels of a heatmap repeat.*ticktext"):
        plot(figure, key="repeated", label="Labels twice")
