"""The lesson walked through once on a phone, its first tasks solved."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

READY = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)


def test_the_lesson_on_a_phone(chromium: Browser, address: str):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-US")
    page = context.new_page()
    page.goto(f"{address}/lesson?list=us-names-2018")
    page.wait_for_selector(READY)
    page.get_by_label("How many pairs?").fill("5")  # emma
    page.get_by_label("How many pairs?").press("Enter")
    expect(page.get_by_text("one pair more than that")).to_be_visible()
    for number in range(2, 13):
        page.get_by_role("button", name="Next step").click()
        expect(page.get_by_role("heading", name=f"{number}. ")).to_be_visible()
        page.wait_for_selector(READY)
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert width <= 390, f"Step {number} is wider than the phone."
        expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page).to_have_url(f"{address}/lesson?list=us-names-2018&step=why")
    expect(page.get_by_role("radio", name="1 ✓")).to_be_visible()
    context.close()
