"""axe-core finds no serious fault on any page, light and dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import at_rest, every_page

# Streamlit's own frame, on every page of every app: not ours to mend.
FRAME = {"exclude": [["[data-testid=stToolbar]"], ["[data-testid=stStatusWidget]"]]}
FAULTS = {"resultTypes": ["violations"]}  # nothing is written about the thousands that are well


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault(context, address: str, scheme: str):
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(address)
    at_rest(page)
    # Within one page of the browser: to load it for each took half of the time.
    found = [f"{name}: {fault}" for name in every_page(page) for fault in faults(page)]
    assert not found, "\n".join(found)


def faults(page: Page) -> list[str]:
    """Return what axe finds serious or critical on a page when its charts are drawn."""
    page.wait_for_function(
        "[...document.querySelectorAll('[data-plot-updates]')]"
        ".every((host) => host.dataset.plotUpdates !== '0' || !host.clientWidth)"
    )
    found = Axe().run(page, context=FRAME, options=FAULTS).response
    return [
        f"{fault['impact']} {fault['id']}: {node['html'][:200]}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
