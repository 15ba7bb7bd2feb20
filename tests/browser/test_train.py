"""The Train page in a real browser: what moves, what stays, and what stops."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, TimeoutError, WebSocket, expect

from tests.browser.conftest import (
    TIMEOUT,
    at_rest,
    drag,
    drawn,
    eventually,
    fits,
    go,
    host,
    press,
    spot,
)

LONG = "train?steps=1000000&speed=100"
POLLS = 1500  # milliseconds in which an open poll would have asked several times


@pytest.fixture
def train(open_page) -> Callable[[str], Page]:
    """Open the page by its path, its curve drawn."""

    def open_(path: str) -> Page:
        page = open_page(path)
        drawn(page, "loss")
        at_rest(page)
        return page

    return open_


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def sentence(page: Page):
    return page.get_by_text("the nll of the network is")


def play(page: Page) -> None:
    press(page, "Play")
    expect(button(page, "Pause")).to_be_visible()


def paused_at(page: Page) -> int:
    """Return after how many steps a run stands that was just paused; its sentence comes last."""
    expect(button(page, "Play")).to_be_visible()
    at_rest(page)
    return steps(page)


def steps(page: Page) -> int:
    """The number of steps that the sentence names."""
    found = re.search(r"After ([\d,]+) step", sentence(page).inner_text())
    return int(found[1].replace(",", "")) if found else 0


def wait_for_steps(page: Page, more_than: int) -> None:
    page.wait_for_function(
        "than => +(/After ([\\d,]+) step/.exec(document.body.innerText)?.[1] ?? '0')"
        ".replaceAll(',', '') > than",
        arg=more_than,
    )


def test_a_run_ends_by_itself_and_then_nothing_is_asked(context, address):
    page = context.new_page()
    sockets = []
    page.on("websocket", lambda socket: sockets.append(socket))
    page.goto(f"{address}/train?steps=60&speed=60")
    play(page)
    expect(button(page, "Play")).to_be_visible()  # without a click
    expect(sentence(page)).to_contain_text("After 60 steps")
    expect_silence(sockets[-1])
    press(page, "Reset")
    expect(sentence(page)).to_contain_text("With random weights the nll of the network is 3.7589")


def expect_silence(socket: WebSocket) -> None:
    """Wait until nothing is sent; what was on its way when the run ended may still come."""
    end = time.monotonic() + TIMEOUT / 1000
    while time.monotonic() < end:
        try:
            socket.wait_for_event("framesent", timeout=POLLS)
        except TimeoutError:
            return
    raise AssertionError("The page goes on asking though its run has ended.")


def test_zoom_and_node_stay_while_it_learns(train):
    page = train(LONG)
    host(page, "loss").evaluate("host => (host.mark = 'the same')")
    play(page)
    drag(page, "loss", 0.2, 0.6)
    page.wait_for_function(
        "() => document.querySelector('[data-plot-key=loss]')._fullLayout.xaxis.range[0] > 1e5"
    )
    zoomed = "host => [...host._fullLayout.xaxis.range, ...host._fullLayout.yaxis.range]"
    before = host(page, "loss").evaluate(zoomed)
    assert 0.15e6 < before[0] < before[1] < 0.7e6  # of 1,000,000 steps
    wait_for_steps(page, steps(page) + 20)
    assert host(page, "loss").evaluate(zoomed) == before
    assert host(page, "loss").evaluate("host => host.mark") == "the same"


def test_it_learns_on_behind_another_page_and_the_learning_rate_moves_meanwhile(train):
    page = train(LONG)
    play(page)
    wait_for_steps(page, 10)
    before = steps(page)
    go(page, "Names")
    go(page, "Train")
    assert steps(page) > before  # at first sight, so the steps were made behind the other page
    expect(button(page, "Pause")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Learning rate, exactly")).to_have_value("50")

    slider = page.get_by_role("slider", name="Learning rate")
    slider.focus()
    slider.press("ArrowRight")
    box = page.get_by_role("spinbutton", name="Learning rate, exactly")
    expect(box).to_have_value("70")  # the mark after 50
    wait_for_steps(page, steps(page) + 40)
    expect(button(page, "Pause")).to_be_visible()
    button(page, "Pause").click()
    stopped = paused_at(page)
    press(page, "One step")
    expect(sentence(page)).to_contain_text(f"After {stopped + 1:,} steps")


def test_a_connection_that_comes_back_finds_its_run_going_on(context, address):
    page = context.new_page()
    lines = []

    def through(line):
        lines.append((line, line.connect_to_server()))

    page.route_web_socket(re.compile("_stcore/stream"), through)
    page.goto(f"{address}/{LONG}&lr=20")
    drawn(page, "loss")
    play(page)
    wait_for_steps(page, 10)
    before = steps(page)
    page.evaluate("window.same = 1")
    here, server = lines[0]
    server.close()
    here.close(code=3001, reason="the line is cut")
    eventually(page, lambda: len(lines) == 2)  # it has called again
    at_rest(page)
    wait_for_steps(page, max(before, steps(page)) + 20)
    assert page.evaluate("window.same") == 1  # and is the same page
    expect(button(page, "Pause")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Learning rate, exactly")).to_have_value("20")


def test_by_keyboard_alone(train):
    page = train(LONG)
    at_rest(page)
    button(page, "Play").focus()
    page.keyboard.press("Enter")
    expect(button(page, "Pause")).to_be_focused()
    page.keyboard.press("Enter")
    stopped = paused_at(page)
    expect(button(page, "One step")).to_be_enabled()
    button(page, "Play").focus()
    page.keyboard.press("Tab")
    expect(button(page, "One step")).to_be_focused()
    page.keyboard.press("Enter")
    expect(sentence(page)).to_contain_text(f"After {stopped + 1:,} step")


def test_a_loss_that_blows_up_stops_and_says_why(train):
    page = train("train?lr=500&reg=10&steps=5000&speed=100000")
    press(page, "Play")
    expect(page.get_by_role("alert")).to_contain_text("made the loss infinite")
    expect(page.get_by_role("alert")).to_contain_text("regularization 10")
    expect(button(page, "Play")).to_be_visible()
    press(page, "Reset")
    expect(sentence(page)).to_contain_text("3.7589")


def test_the_network_follows_the_input_and_the_learning_and_fits_a_phone(train):
    page = train("train")
    at_rest(page)
    page.get_by_text("The network, with one character").click()
    drawing = drawn(page, "drawing")
    expect(drawing).to_contain_text("the row of a is lit")
    at_rest(page)
    page.mouse.click(*spot(page, "drawing", 0.5, 17.5 / 27, part=".xy .nsewdrag"))
    expect(drawing).to_contain_text("the row of q is lit")
    bars = "host => host.calcdata[3].map(bar => bar.s.toFixed(6)).join()"
    before = drawing.evaluate(bars)
    press(page, "One step")
    expect(sentence(page)).to_contain_text("After 1 step ")
    page.wait_for_function(
        f"before => ({bars})(document.querySelector('[data-plot-key=drawing]')) !== before",
        arg=before,
    )

    page.set_viewport_size({"width": 390, "height": 844})
    at_rest(page)
    expect(button(page, "Play")).to_be_visible()
    expect(drawing).to_contain_text("is lit")
    fits(page)


def test_two_people_do_not_disturb_each_other(train, new_context, address):
    first = train(LONG)
    play(first)
    second = new_context().new_page()
    second.goto(f"{address}/train")
    expect(sentence(second)).to_contain_text("With random weights")
    press(second, "One step")
    expect(sentence(second)).to_contain_text("After 1 step ")
    wait_for_steps(first, steps(first) + 10)
    expect(sentence(second)).to_contain_text("After 1 step ")


def test_on_a_phone_nothing_moves_when_there_is_something_to_save(train):
    page = train("train")
    page.set_viewport_size({"width": 390, "height": 844})
    at_rest(page)
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
    words = page.locator(".st-key-header [data-testid=stCaptionContainer] p")
    language = page.locator(".st-key-header [data-testid=stButtonGroup]")
    before = words.bounding_box(), language.bounding_box()
    press(page, "One step")
    expect(page.get_by_role("link", name="Save", exact=True)).to_be_visible()
    assert (words.bounding_box(), language.bounding_box()) == before
